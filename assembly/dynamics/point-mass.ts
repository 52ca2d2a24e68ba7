// A point mass in the plane among walls, four rollouts in the four lanes.
//
// Dynamics of one axis (semi-implicit Euler with the damping implicit, as MuJoCo's Euler integrator does it):
//
//   v' = decay · v + gain · u,   x' = x + timestep · v'
//   decay = 1 / (1 + timestep · damping / mass),   gain = decay · timestep · gear / mass
//
// Walls are open rectangles. A step moves along x first, then along y; a move that would enter a wall ends at its
// face, with zero velocity along that axis. The whole segment is tested, not its end alone, so nothing tunnels at
// any speed. Standing on a face is outside the wall, so one can slide along it. Two walls that are to be one must
// overlap: a point could slip through a shared edge exactly as thin as nothing.
//
// Most steps meet no wall. Each lane therefore remembers a free box, a rectangle around its position that contains no
// part of a wall; while all four lanes stay inside theirs, no wall is looked at. Outside it, the walls are tested, and
// if a lane got out of its box (it may have met the wall at its edge), a new free box is made. A step inside a free box
// has the same bits either way, so a lane does not depend on the others.

import { Rollouts } from '../arguments';
import { highHalves, interleaveHigh, interleaveLow, lowHalves } from '../shuffle';
import {
  add,
  all,
  and,
  andNot,
  any,
  broadcast,
  clamp,
  ge,
  gt,
  le,
  load,
  lt,
  mul,
  ne,
  pmax,
  pmin,
  select,
  splat,
  store,
  sub,
} from '../vector';

const DECAY = 0; // parameters, f32 [7]
const GAIN = 1;
const TIMESTEP = 2;
const LIMITS = 3; // the outer walls: xmin, ymin, xmax, ymax

/** Groups whose steps are interleaved, to hide the latency of a step; their state stays in the first cache. */
const INTERLEAVED = 16;

/** Free boxes, f32 [INTERLEAVED][xmin, ymin, xmax, ymax][4 lanes]. */
const freeBoxes: usize = memory.data(INTERLEAVED * 64, 16);
/** Where the step of a group would end without walls, f32 [x, y, vx, vy][4 lanes]. */
const unhindered: usize = memory.data(64, 16);
const GROUP_BYTES: usize = 64; // of a state or a free box: four numbers of four lanes

/**
 * Rolls out groups · 4 worlds with states f32 [x, y, vx, vy], actions [ux, uy] and rewards 0, or NaN if the position is
 * not finite. What is observed is not written.
 *
 *   parameters  f32 [7]: decay, gain, timestep; limits xmin, ymin, xmax, ymax of the plane
 *   walls       f32 [wallCount][xmin, ymin, xmax, ymax]; worlds must not start inside one
 *
 * Source of the constants' values: src/worlds/equations/point-mass.ts.
 */
export function pointMassRollouts(batch: Rollouts, walls: usize, wallCount: i32): void {
  const parameters = batch.parameters;
  const steps = batch.steps;
  let states = batch.states;
  let finals = batch.finals;
  let actions = batch.actions;
  let rewards = batch.rewards;
  const wallsEnd = walls + ((<usize>wallCount) << 4);
  const actionBytes = (<usize>steps) << 5; // of one group
  const rewardBytes = (<usize>steps) << 4;
  for (let left = batch.groups; left > 0; left -= INTERLEAVED) {
    const count = min(left, INTERLEAVED);
    for (let g = 0; g < count; ++g) {
      transpose(finals + <usize>g * GROUP_BYTES, states + <usize>g * GROUP_BYTES);
      // An empty box: the first step makes a real one.
      const box = freeBoxes + <usize>g * GROUP_BYTES;
      store(box, splat(Infinity));
      store(box, splat(Infinity), 1);
      store(box, splat(-Infinity), 2);
      store(box, splat(-Infinity), 3);
    }
    for (let t = 0; t < steps; ++t) {
      let action = actions + ((<usize>t) << 5);
      let reward = rewards + ((<usize>t) << 4);
      for (let g = 0; g < count; ++g) {
        const offset = <usize>g * GROUP_BYTES;
        step(finals + offset, freeBoxes + offset, walls, wallsEnd, parameters, action, reward);
        action += actionBytes;
        reward += rewardBytes;
      }
    }
    for (let g = 0; g < count; ++g)
      transpose(finals + <usize>g * GROUP_BYTES, finals + <usize>g * GROUP_BYTES);
    states += <usize>INTERLEAVED * GROUP_BYTES;
    finals += <usize>INTERLEAVED * GROUP_BYTES;
    actions += actionBytes * INTERLEAVED;
    rewards += rewardBytes * INTERLEAVED;
  }
}

/** One step of one group. state: f32 [x, y, vx, vy][4 lanes], updated. @inline */
function step(
  state: usize,
  box: usize,
  walls: usize,
  wallsEnd: usize,
  parameters: usize,
  action: usize,
  reward: usize,
): void {
  const decay = broadcast(parameters, DECAY);
  const gain = broadcast(parameters, GAIN);
  const timestep = broadcast(parameters, TIMESTEP);
  const vx = add(mul(decay, load(state, 2)), mul(gain, load(action)));
  const vy = add(mul(decay, load(state, 3)), mul(gain, load(action, 1)));
  const x = add(load(state), mul(timestep, vx));
  const y = add(load(state, 1), mul(timestep, vy));
  if (contains(box, x, y)) {
    store(state, x);
    store(state, y, 1);
    store(state, vx, 2);
    store(state, vy, 3);
    store(reward, splat(0)); // finite: it lies in a box
  } else {
    store(unhindered, x);
    store(unhindered, y, 1);
    store(unhindered, vx, 2);
    store(unhindered, vy, 3);
    collide(state, box, walls, wallsEnd, parameters + (LIMITS << 2), reward);
  }
}

/** Whether the points of all lanes lie in their boxes. @inline */
function contains(box: usize, x: v128, y: v128): bool {
  const insideX = and(ge(x, load(box)), le(x, load(box, 2)));
  const insideY = and(ge(y, load(box, 1)), le(y, load(box, 3)));
  return all(and(insideX, insideY));
}

/** The rest of a step that leaves a free box: where it would end without walls is in `unhindered`. */
function collide(
  state: usize,
  box: usize,
  walls: usize,
  wallsEnd: usize,
  limits: usize,
  reward: usize,
): void {
  const x = load(unhindered);
  const y = load(unhindered, 1);
  const zero = splat(0);
  const reachedX = move(load(state), load(state, 1), x, 0, walls, wallsEnd, limits);
  const vx = andNot(load(unhindered, 2), ne(reachedX, x));
  const reachedY = move(load(state, 1), reachedX, y, 4, walls, wallsEnd, limits);
  const vy = andNot(load(unhindered, 3), ne(reachedY, y));
  store(state, reachedX);
  store(state, reachedY, 1);
  store(state, vx, 2);
  store(state, vy, 3);
  const broken = add(sub(reachedX, reachedX), sub(reachedY, reachedY));
  store(reward, add(zero, broken));
  if (!contains(box, reachedX, reachedY)) makeFreeBox(box, reachedX, reachedY, walls, wallsEnd, limits);
}

/**
 * How far a lane gets from `from` to `to` along one axis (0 for x, 4 for y: its place in a wall's bytes), at the place
 * `across` on the other axis.
 * @inline
 */
function move(
  from: v128,
  across: v128,
  to: v128,
  axis: usize,
  walls: usize,
  wallsEnd: usize,
  limits: usize,
): v128 {
  let low = broadcast(limits + axis);
  let high = broadcast(limits + axis, 2);
  const other: usize = 4 - axis;
  for (let wall = walls; wall < wallsEnd; wall += 16) {
    const beside = and(gt(across, broadcast(wall + other)), lt(across, broadcast(wall + other, 2)));
    if (!any(beside)) continue;
    const near = broadcast(wall + axis);
    const far = broadcast(wall + axis, 2);
    const before = and(beside, le(from, near));
    const behind = and(beside, ge(from, far));
    high = select(pmin(high, near), high, before);
    low = select(pmax(low, far), low, behind);
  }
  return clamp(to, low, high); // lets a NaN in `to` through
}

/** A box around (x, y) without walls: each wall cuts it along the axis where it is farther away. @inline */
function makeFreeBox(box: usize, x: v128, y: v128, walls: usize, wallsEnd: usize, limits: usize): void {
  let xmin = broadcast(limits);
  let ymin = broadcast(limits, 1);
  let xmax = broadcast(limits, 2);
  let ymax = broadcast(limits, 3);
  for (let wall = walls; wall < wallsEnd; wall += 16) {
    const left = broadcast(wall);
    const bottom = broadcast(wall, 1);
    const right = broadcast(wall, 2);
    const top = broadcast(wall, 3);
    const overlaps = and(and(lt(left, xmax), gt(right, xmin)), and(lt(bottom, ymax), gt(top, ymin)));
    if (!any(overlaps)) continue;
    // Distances to the wall along each axis; the point is outside, so at least one is not negative.
    const gapX = pmax(sub(left, x), sub(x, right));
    const gapY = pmax(sub(bottom, y), sub(y, top));
    const alongX = ge(gapX, gapY);
    const cutX = and(overlaps, alongX);
    const cutY = andNot(overlaps, alongX);
    const leftOf = le(x, left);
    const below = le(y, bottom);
    xmax = select(left, xmax, and(cutX, leftOf));
    xmin = select(right, xmin, andNot(cutX, leftOf));
    ymax = select(bottom, ymax, and(cutY, below));
    ymin = select(top, ymin, andNot(cutY, below));
  }
  store(box, xmin);
  store(box, ymin, 1);
  store(box, xmax, 2);
  store(box, ymax, 3);
}

/** A 4 × 4 transpose: four worlds' [x, y, vx, vy] into four components' lanes, and back. in may be out. @inline */
function transpose(out: usize, source: usize): void {
  const a = load(source);
  const b = load(source, 1);
  const c = load(source, 2);
  const d = load(source, 3);
  const abLow = interleaveLow(a, b);
  const abHigh = interleaveHigh(a, b);
  const cdLow = interleaveLow(c, d);
  const cdHigh = interleaveHigh(c, d);
  store(out, lowHalves(abLow, cdLow));
  store(out, highHalves(abLow, cdLow), 1);
  store(out, lowHalves(abHigh, cdHigh), 2);
  store(out, highHalves(abHigh, cdHigh), 3);
}
