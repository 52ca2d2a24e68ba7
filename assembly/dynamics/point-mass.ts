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

const DECAY = 0; // parameters, f32 [7]
const GAIN = 1;
const TIMESTEP = 2;
const LIMITS = 3; // the outer walls: xmin, ymin, xmax, ymax

/** Groups whose steps are interleaved, to hide the latency of a step; their state stays in the first cache. */
const INTERLEAVED = 16;

/** Free boxes, f32 [INTERLEAVED][xmin, ymin, xmax, ymax][4 lanes]. */
const freeBoxes: usize = memory.data(1024, 16);

/**
 * Rolls out groups · 4 worlds.
 *
 *   states      f32 [groups · 4][x, y, vx, vy], 16-aligned: where each world starts
 *   finals      f32 [groups · 4][x, y, vx, vy], 16-aligned: where each world ends; may be `states` itself
 *   walls       f32 [wallCount][xmin, ymin, xmax, ymax]; worlds must not start inside one
 *   parameters  f32 [7]: decay, gain, timestep; limits xmin, ymin, xmax, ymax of the plane
 *   actions     f32 [groups][steps][ux, uy][4 lanes], 16-aligned
 *   rewards     f32 [groups][steps][4 lanes], 16-aligned: 0, or NaN if the position is not finite
 *
 * Source of the constants' values: src/simulation/point-mass.ts.
 */
export function pointMassRollouts(
  states: usize,
  finals: usize,
  walls: usize,
  wallCount: i32,
  parameters: usize,
  actions: usize,
  rewards: usize,
  groups: i32,
  steps: i32,
): void {
  const wallsEnd = walls + ((<usize>wallCount) << 4);
  const actionBytes = (<usize>steps) << 5; // of one group
  const rewardBytes = (<usize>steps) << 4;
  for (let left = groups; left > 0; left -= INTERLEAVED) {
    const count = min(left, INTERLEAVED);
    for (let g = 0; g < count; ++g) {
      transpose(finals + ((<usize>g) << 6), states + ((<usize>g) << 6));
      // An empty box: the first step makes a real one.
      const box = freeBoxes + ((<usize>g) << 6);
      v128.store(box, f32x4.splat(Infinity));
      v128.store(box, f32x4.splat(Infinity), 16);
      v128.store(box, f32x4.splat(-Infinity), 32);
      v128.store(box, f32x4.splat(-Infinity), 48);
    }
    for (let t = 0; t < steps; ++t) {
      let action = actions + ((<usize>t) << 5);
      let reward = rewards + ((<usize>t) << 4);
      for (let g = 0; g < count; ++g) {
        const offset = (<usize>g) << 6;
        step(finals + offset, freeBoxes + offset, walls, wallsEnd, parameters, action, reward);
        action += actionBytes;
        reward += rewardBytes;
      }
    }
    for (let g = 0; g < count; ++g) transpose(finals + ((<usize>g) << 6), finals + ((<usize>g) << 6));
    states += INTERLEAVED << 6;
    finals += INTERLEAVED << 6;
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
  const decay = v128.load32_splat(parameters + (DECAY << 2));
  const gain = v128.load32_splat(parameters + (GAIN << 2));
  const timestep = v128.load32_splat(parameters + (TIMESTEP << 2));
  const vx = f32x4.add(f32x4.mul(decay, v128.load(state, 32)), f32x4.mul(gain, v128.load(action)));
  const vy = f32x4.add(f32x4.mul(decay, v128.load(state, 48)), f32x4.mul(gain, v128.load(action, 16)));
  const x = f32x4.add(v128.load(state), f32x4.mul(timestep, vx));
  const y = f32x4.add(v128.load(state, 16), f32x4.mul(timestep, vy));
  if (contains(box, x, y)) {
    v128.store(state, x);
    v128.store(state, y, 16);
    v128.store(state, vx, 32);
    v128.store(state, vy, 48);
    v128.store(reward, f32x4.splat(0)); // finite: it lies in a box
  } else {
    collide(state, box, walls, wallsEnd, parameters + (LIMITS << 2), x, y, vx, vy, reward);
  }
}

/** Whether the points of all lanes lie in their boxes. @inline */
function contains(box: usize, x: v128, y: v128): bool {
  const insideX = v128.and(f32x4.ge(x, v128.load(box)), f32x4.le(x, v128.load(box, 32)));
  const insideY = v128.and(f32x4.ge(y, v128.load(box, 16)), f32x4.le(y, v128.load(box, 48)));
  return i32x4.all_true(v128.and(insideX, insideY));
}

/** The rest of a step that leaves a free box: x, y are where it would end without walls. */
function collide(
  state: usize,
  box: usize,
  walls: usize,
  wallsEnd: usize,
  limits: usize,
  x: v128,
  y: v128,
  vx: v128,
  vy: v128,
  reward: usize,
): void {
  const zero = f32x4.splat(0);
  const reachedX = move(v128.load(state), v128.load(state, 16), x, 0, walls, wallsEnd, limits);
  vx = v128.andnot(vx, f32x4.ne(reachedX, x));
  const reachedY = move(v128.load(state, 16), reachedX, y, 4, walls, wallsEnd, limits);
  vy = v128.andnot(vy, f32x4.ne(reachedY, y));
  v128.store(state, reachedX);
  v128.store(state, reachedY, 16);
  v128.store(state, vx, 32);
  v128.store(state, vy, 48);
  const broken = f32x4.add(f32x4.sub(reachedX, reachedX), f32x4.sub(reachedY, reachedY));
  v128.store(reward, f32x4.add(zero, broken));
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
  let low = v128.load32_splat(limits + axis);
  let high = v128.load32_splat(limits + axis + 8);
  const other: usize = 4 - axis;
  for (let wall = walls; wall < wallsEnd; wall += 16) {
    const beside = v128.and(
      f32x4.gt(across, v128.load32_splat(wall + other)),
      f32x4.lt(across, v128.load32_splat(wall + other + 8)),
    );
    if (!v128.any_true(beside)) continue;
    const near = v128.load32_splat(wall + axis);
    const far = v128.load32_splat(wall + axis + 8);
    const before = v128.and(beside, f32x4.le(from, near));
    const behind = v128.and(beside, f32x4.ge(from, far));
    high = v128.bitselect(f32x4.pmin(high, near), high, before);
    low = v128.bitselect(f32x4.pmax(low, far), low, behind);
  }
  return f32x4.pmax(f32x4.pmin(to, high), low); // lets a NaN in `to` through
}

/** A box around (x, y) without walls: each wall cuts it along the axis where it is farther away. @inline */
function makeFreeBox(box: usize, x: v128, y: v128, walls: usize, wallsEnd: usize, limits: usize): void {
  let xmin = v128.load32_splat(limits);
  let ymin = v128.load32_splat(limits + 4);
  let xmax = v128.load32_splat(limits + 8);
  let ymax = v128.load32_splat(limits + 12);
  for (let wall = walls; wall < wallsEnd; wall += 16) {
    const left = v128.load32_splat(wall);
    const bottom = v128.load32_splat(wall + 4);
    const right = v128.load32_splat(wall + 8);
    const top = v128.load32_splat(wall + 12);
    const overlaps = v128.and(
      v128.and(f32x4.lt(left, xmax), f32x4.gt(right, xmin)),
      v128.and(f32x4.lt(bottom, ymax), f32x4.gt(top, ymin)),
    );
    if (!v128.any_true(overlaps)) continue;
    // Distances to the wall along each axis; the point is outside, so at least one is not negative.
    const gapX = f32x4.pmax(f32x4.sub(left, x), f32x4.sub(x, right));
    const gapY = f32x4.pmax(f32x4.sub(bottom, y), f32x4.sub(y, top));
    const alongX = f32x4.ge(gapX, gapY);
    const cutX = v128.and(overlaps, alongX);
    const cutY = v128.andnot(overlaps, alongX);
    const leftOf = f32x4.le(x, left);
    const below = f32x4.le(y, bottom);
    xmax = v128.bitselect(left, xmax, v128.and(cutX, leftOf));
    xmin = v128.bitselect(right, xmin, v128.andnot(cutX, leftOf));
    ymax = v128.bitselect(bottom, ymax, v128.and(cutY, below));
    ymin = v128.bitselect(top, ymin, v128.andnot(cutY, below));
  }
  v128.store(box, xmin);
  v128.store(box, ymin, 16);
  v128.store(box, xmax, 32);
  v128.store(box, ymax, 48);
}

/** A 4 × 4 transpose: four worlds' [x, y, vx, vy] into four components' lanes, and back. in may be out. @inline */
function transpose(out: usize, source: usize): void {
  const a = v128.load(source);
  const b = v128.load(source, 16);
  const c = v128.load(source, 32);
  const d = v128.load(source, 48);
  const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<f32>(abLow, cdLow, 0, 1, 4, 5));
  v128.store(out, v128.shuffle<f32>(abLow, cdLow, 2, 3, 6, 7), 16);
  v128.store(out, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5), 32);
  v128.store(out, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7), 48);
}
