/**
 * Which geoms of a MuJoCo model can touch, in the order in which MuJoCo tests them (MuJoCo's documentation,
 * Computation: collision; function mj_collision of engine_collision_driver.c).
 */

import type { MainModule, MjModel } from '../../worlds/mujoco/module.js';
import { numbers } from './reading.js';

/** Two geoms that MuJoCo would test; first the one whose type has the lower number, of the same type the lower geom. */
export interface ContactPair {
  readonly first: number;
  readonly second: number;
  /** Row of <pair> that the parameters come from; undefined: they are mixed of those of the geoms. */
  readonly explicit: number | undefined;
}

/**
 * The pairs of <contact><pair>, and those that the filters leave of all others: welded bodies, bodies that cannot move,
 * parent and child, <exclude>, contype and conaffinity. Planes and height fields do not touch each other. None if
 * contacts are disabled.
 */
export function contactPairs(mujoco: MainModule, model: MjModel): ContactPair[] {
  const { mjDSBL_CONTACT, mjDSBL_CONSTRAINT } = mujoco.mjtDisableBit;
  if (model.opt.disableflags & (mjDSBL_CONTACT.value | mjDSBL_CONSTRAINT.value)) return [];
  const types = numbers(model.geom_type);
  const bodies = numbers(model.geom_bodyid);
  const ordered = (a: number, b: number, explicit?: number): ContactPair =>
    types[a]! > types[b]! ? { first: b, second: a, explicit } : { first: a, second: b, explicit };
  const explicit = Array.from({ length: model.npair }, (_, i) =>
    ordered(model.pair_geom1[i], model.pair_geom2[i], i),
  );
  const key = (a: number, b: number) => Math.min(a, b) * types.length + Math.max(a, b);
  const taken = new Set(explicit.map(({ first, second }) => key(first, second)));
  const grounds = new Set<number>([mujoco.mjtGeom.mjGEOM_PLANE.value, mujoco.mjtGeom.mjGEOM_HFIELD.value]);
  const isGround = (geom: number) => grounds.has(types[geom]!); // two of these never touch
  const bitsMatch = matchingBits(model);
  const bodiesMeet = meetingBodies(mujoco, model);
  const pairs = [...explicit];
  for (let a = 0; a < types.length; a++) {
    for (let b = a + 1; b < types.length; b++) {
      if (bitsMatch(a, b) && !taken.has(key(a, b)) && bodiesMeet(bodies[a]!, bodies[b]!)) {
        pairs.push(ordered(a, b));
      }
    }
  }
  return inOrder(
    pairs.filter(({ first, second }) => !(isGround(first) && isGround(second))),
    bodies,
  );
}

/** By their bodies, and of two bodies the explicit ones first, then by geoms. */
function inOrder(pairs: readonly ContactPair[], bodies: readonly number[]): ContactPair[] {
  const places = pairs.map((pair) => {
    const { first, second, explicit } = pair;
    const [low, high] = [bodies[first]!, bodies[second]!].sort((a, b) => a - b) as [number, number];
    const geoms = [Math.min(first, second), Math.max(first, second)];
    return { pair, place: [low, high, ...(explicit === undefined ? geoms : [-1, explicit])] };
  });
  return places.sort((a, b) => compare(a.place, b.place)).map(({ pair }) => pair);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const i = a.findIndex((x, k) => x !== b[k]);
  return i < 0 ? 0 : a[i]! - b[i]!;
}

/** Whether contype and conaffinity of two geoms let them touch. */
function matchingBits(model: MjModel): (a: number, b: number) => boolean {
  const type = numbers(model.geom_contype);
  const affinity = numbers(model.geom_conaffinity);
  return (a, b) => (type[a]! & affinity[b]!) !== 0 || (type[b]! & affinity[a]!) !== 0;
}

/** Whether the geoms of two bodies are tested at all. */
function meetingBodies(mujoco: MainModule, model: MjModel): (a: number, b: number) => boolean {
  const excluded = new Set(numbers(model.exclude_signature));
  const welds = numbers(model.body_weldid);
  const parents = numbers(model.body_parentid);
  const dofs = numbers(model.body_dofnum);
  const filterParent = !(model.opt.disableflags & mujoco.mjtDisableBit.mjDSBL_FILTERPARENT.value);
  const parentOf = (weld: number) => welds[parents[weld]!]!;
  return (a, b) => {
    if (excluded.has(a * 65536 + b) || excluded.has(b * 65536 + a)) return false;
    const [weldA, weldB] = [welds[a]!, welds[b]!];
    if (weldA === weldB) return false;
    if (dofs[weldA] === 0 && dofs[weldB] === 0) return false; // neither moves: the world, mocap bodies
    const related = parentOf(weldA) === weldB || parentOf(weldB) === weldA;
    return !(filterParent && weldA !== 0 && weldB !== 0 && related); // the world is nobody's parent here
  };
}
