/** What assembly/random.ts and assembly/noise.ts compute, in f64, one number at a time. */

import { philox } from '../../src/random.js';

type Words = readonly [number, number, number, number];

/** The four normals of a block, by Box and Muller as assembly/random.ts describes it. */
export function blockNormals(words: Words): number[] {
  const normals: number[] = [];
  for (const [first, second] of [
    [words[0], words[1]],
    [words[2], words[3]],
  ] as const) {
    const radius = Math.sqrt(-2 * Math.log(((first >>> 8) + 1) / 2 ** 24));
    const angle = (Math.PI * ((second | 0) >> 8)) / 2 ** 24;
    const sign = second & 1 ? -1 : 1;
    normals.push(sign * radius * Math.cos(angle), radius * Math.sin(angle));
  }
  return normals;
}

export function normals(count: number, key: [number, number], stream: number, substream: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < count; i++) {
    const block = 4 * Math.floor(i / 16) + (i % 4);
    out.push(blockNormals(philox([block, 0, substream, stream], key))[Math.floor((i % 16) / 4)]!);
  }
  return out;
}

export interface SampleArguments {
  readonly nominals: ArrayLike<number>;
  readonly sigma: ArrayLike<number>;
  readonly firstRollout: number;
  readonly groups: number;
  readonly rolloutsPerPlan: number;
  readonly plans: number;
  readonly steps: number;
  readonly actionSize: number;
  readonly correlation: number;
  readonly key: [number, number];
  readonly stream: number;
  readonly firstPlan: number;
}

/** Actions [groups][steps · actionSize][4 lanes], which may lie outside any bounds. */
export function sampleActions(o: SampleArguments): number[] {
  const row = o.steps * o.actionSize;
  const out = new Array<number>(o.groups * row * 4);
  for (let world = 0; world < o.groups * 4; world++) {
    const rollout = o.firstRollout + world;
    const plan = Math.min(Math.floor(rollout / o.rolloutsPerPlan), o.plans - 1);
    const member = rollout % o.rolloutsPerPlan;
    const noise: number[] = [];
    for (let i = 0; i < row; i++) {
      const white = blockNormals(philox([i >> 2, member, o.firstPlan + plan, o.stream], o.key))[i & 3]!;
      const rho = o.correlation;
      noise[i] = i < o.actionSize ? white : rho * noise[i - o.actionSize]! + Math.sqrt(1 - rho * rho) * white;
      const a = i % o.actionSize;
      const action = o.nominals[plan * row + i]! + (member === 0 ? 0 : o.sigma[a]! * noise[i]!);
      out[((world >> 2) * row + i) * 4 + (world & 3)] = action;
    }
  }
  return out;
}

/** Actions [rows][actionSize][4 lanes] within their bounds. */
export function clampActions(
  actions: ArrayLike<number>,
  low: ArrayLike<number>,
  high: ArrayLike<number>,
): number[] {
  return Array.from(actions, (action, i) => {
    const a = (i >> 2) % low.length;
    return Math.max(Math.min(action, high[a]!), low[a]!);
  });
}
