/**
 * How far from the origin of positions the lanes keep a body's digits.
 *
 * The kernels count all positions from one point, the body of the first free joint or else the world's origin, and take
 * inertias about it. A body of mass m (with all that hangs on it) at a distance p has there an inertia of about m p²,
 * from which its inertia about its own joint, D, is left as a difference. In f32 that costs
 *
 *     ε m p² / D     ε = 2⁻²⁴, D = the joint's pivot of the inertia matrix
 *
 * of relative accuracy. Measured against MuJoCo at a distance: median and 95th percentile of the relative error of qacc
 * in one step (160 states), then median and largest relative error of the returns of 40 rollouts of 64 steps; ∞: some
 * of the rollouts diverge.
 *
 * |                                  | at 0             | 3 m              | 10 m             | 30 m             | 100 m            | 300 m         |
 * |----------------------------------|------------------|------------------|------------------|------------------|------------------|---------------|
 * | arm, a gripper of 10 g: ε m p²/D | 1.5e-4           | 2.9e-3           | 2.5e-2           | 0.21             | 2.3              | 20            |
 * |   a step                         | 3.1e-5, 9.9e-5   | 1.1e-4, 6.9e-4   | 9.9e-4, 4.6e-3   | 9.4e-3, 4.7e-2   | 8.8e-2, 0.86     | 0.36, 5.4     |
 * |   returns                        | 2.7e-6, 2.2e-5   | 3.2e-5, 4.9e-4   | 2.6e-4, 2.5e-3   | 3.2e-3, 3.2e-2   | 4.4e-2, ∞        | ∞             |
 * | two links that reach: ε m p²/D   | 1.9e-7           | 2.0e-5           | 2.0e-4           | 1.8e-3           | 2.0e-2           | 0.18          |
 * |   a step                         | 5.4e-7, 1.6e-6   | 3.0e-5, 8.5e-5   | 2.7e-4, 8.3e-4   | 2.6e-3, 7.2e-3   | 3.4e-2, 8.9e-2   | 0.31, 3.5     |
 * |   returns                        | 3.2e-8, 1.7e-7   | 1.5e-6, 5.3e-6   | 1.1e-5, 3.6e-5   | 1.1e-4, 5.1e-4   | 1.4e-3, 4.4e-3   | 2.6e-2, 3.8   |
 * | free bodies apart: ε m p²/D      | 1.3e-5           | 2.0e-4           | 1.7e-3           | 1.4e-2           | 0.15             | 1.4           |
 * |   a step, with contacts          | 2.2e-6, 3.7e-5   | 3.5e-5, 1.5e-3   | 4.9e-4, 1.5e-2   | 4.2e-3, 0.17     | 0.11, 2.5        | 0.33, 100     |
 * |   returns                        | 1.2e-7           | 8.5e-6           | 2.7e-5           | 2.8e-4           | 0.19             | ∞             |
 * | car on slides: ε m p²/D          | 6.4e-6           | 1.6e-4           | 1.4e-3           | 1.1e-2           | 0.12             | 1.1           |
 * |   a step                         | 8.7e-7, 5.4e-6   | 1.0e-4, 2.8e-4   | 1.1e-3, 3.1e-3   | 9.8e-3, 3.3e-2   | 8.6e-2, 0.27     | 1.4, 41       |
 * |   returns                        | 1.9e-7, 1.2e-6   | 1.2e-5, 7.9e-5   | 2.1e-4, 1.4e-3   | 1.7e-3, 7.9e-3   | 9.4e-3, 3.0e-2   | ∞             |
 * | humanoid: returns                | 5.0e-7, 1.3e-4   | the same         | the same         | the same         | the same         | 1.4e-6, 1.3e-4 |
 *
 * (The humanoid is the first free body itself, with no bound; at 10 km its returns are off by 5.7e-5, 1.3e-4.) So the loss
 * tells the error of a step well, of one with contacts to a factor of ten, and LOSS is the bound: up to there a step is
 * off by a few thousandths and returns by less than one.
 */

import { firstFreeJoint, jointType } from '../../worlds/mujoco/joints.js';
import { type MainModule, type MjModel, objectName } from '../../worlds/mujoco/module.js';
import { numbers } from './reading.js';

/** The loss of relative accuracy that is let pass: 3.5 m for the arm above, 39 m, 13 m and 15 m for the others. */
const LOSS = 3e-3;
const EPSILON = 2 ** -24;

/** The distance within which a body keeps its digits. */
export interface BodyReach {
  readonly body: number;
  /** From the body where positions are counted from. */
  readonly metres: number;
}

export interface Reaches {
  /** The body of the first free joint, where positions are counted from; 0: the world. */
  readonly origin: number;
  /** Of the bodies that can move away from there; what only swings on hinges cannot. */
  readonly mobile: readonly BodyReach[];
  /** The body that is furthest beyond its reach in the model's own pose, in words; undefined: none is. */
  readonly beyond: string | undefined;
}

/** Measures a model in its own pose (qpos0). */
export function bodyReaches(mujoco: MainModule, model: MjModel): Reaches {
  const firstFree = firstFreeJoint(model);
  const origin: number = firstFree === undefined ? 0 : model.jnt_bodyid[firstFree];
  const data = new mujoco.MjData(model);
  try {
    mujoco.mj_forward(model, data);
    const at = (body: number) => numbers(data.xpos, 3 * body, 3);
    const zero = at(origin);
    const reaches = reachesOf(model, numbers(data.qLDiagInv));
    const distance = (body: number) => Math.hypot(...at(body).map((x, i) => x - zero[i]!));
    const beyond = reaches.filter(({ body, metres }) => distance(body) > metres);
    const [worst, ...others] = beyond.sort(
      (a, b) => distance(b.body) / b.metres - distance(a.body) / a.metres,
    );
    const mobile = reaches.filter(({ body }) => canMoveAway(model, body, origin));
    if (!worst) return { origin, mobile, beyond: undefined };
    const name = (body: number) => `body '${objectName(mujoco, model, 'mjOBJ_BODY', body) || body}'`;
    const from = origin === 0 ? 'the origin of the world' : `${name(origin)}, the first that moves freely`;
    return {
      origin,
      mobile,
      beyond:
        `${name(worst.body)} is ${round(distance(worst.body))} m from ${from}, where positions are counted from, ` +
        `and f32 keeps its digits up to ${round(worst.metres)} m${others.length > 0 ? ` (and ${others.length} more)` : ''}`,
    };
  } finally {
    data.delete();
  }
}

/** √(LOSS D / ε m) of each body that turns, with the smallest D of its joints; `inverse`: 1 / D of each degree of freedom. */
function reachesOf(model: MjModel, inverse: readonly number[]): BodyReach[] {
  const largest = new Map<number, number>();
  for (let dof = 0; dof < model.nv; dof++) {
    const joint: number = model.dof_jntid[dof];
    const type = jointType(model, joint);
    if (type === 'slide' || (type === 'free' && dof - model.jnt_dofadr[joint] < 3)) continue;
    const body: number = model.dof_bodyid[dof];
    largest.set(body, Math.max(largest.get(body) ?? 0, inverse[dof]!));
  }
  return [...largest].map(([body, inverse]) => ({
    body,
    metres: Math.sqrt(LOSS / (EPSILON * model.body_subtreemass[body] * inverse)),
  }));
}

/** Whether the distance from the origin's body can grow without bound: by a slide, by a free joint, or because the origin leaves. */
function canMoveAway(model: MjModel, body: number, origin: number): boolean {
  for (let b = body; b !== origin; b = model.body_parentid[b]) {
    if (b === 0) return true;
    const first: number = model.body_jntadr[b];
    for (let j = first; j < first + model.body_jntnum[b]; j++) {
      const type = jointType(model, j);
      if (type === 'slide' || type === 'free') return true;
    }
  }
  return false;
}

/** Three digits, for a message. */
export function round(x: number): string {
  return String(Number(x.toPrecision(3)));
}
