/** Compiled models against tables of numbers. */

import * as assert from 'uvu/assert';
import type { MainModule, MjModel } from '../../src/worlds/mujoco/module.js';

export const rows = (table: string): string[][] =>
  table
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));

type ObjectKind = 'mjOBJ_BODY' | 'mjOBJ_JOINT' | 'mjOBJ_GEOM' | 'mjOBJ_ACTUATOR';

export const namesIn =
  (mujoco: MainModule) =>
  (of: MjModel, kind: ObjectKind, count: number): string[] =>
    Array.from({ length: count }, (_, id) => mujoco.mj_id2name(of, mujoco.mjtObj[kind].value, id));

/** The numbers agree to the digits that the table gives, and to 1e-5. */
export function near(actual: ArrayLike<number>, cell: string, what: string): void {
  const expected = cell.split(' ');
  assert.is(actual.length, expected.length, what);
  expected.forEach((text, i) => {
    const decimals = text.split('.')[1]?.length ?? 0;
    const tolerance = 0.5 * 10 ** -Math.max(decimals, 4) + 1e-9;
    const difference = Math.abs(actual[i]! - Number(text));
    assert.ok(difference <= tolerance, `${what}: ${Array.from(actual)} is not ${cell}`);
  });
}

/** A quaternion and its negative are one rotation. */
export function sameRotation(actual: ArrayLike<number>, cell: string, what: string): void {
  const expected = cell.split(' ').map(Number);
  const length = Math.hypot(...expected);
  const dot = expected.reduce((sum, value, i) => sum + (value / length) * actual[i]!, 0);
  const sign = Math.sign(dot);
  expected.forEach((value, i) => {
    assert.ok(
      Math.abs(sign * actual[i]! - value / length) < 1e-5,
      `${what}: ${Array.from(actual)} is not ${cell}`,
    );
  });
}
