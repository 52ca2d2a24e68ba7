// Random numbers for planners: actions with MPPI noise, and plain normals.
//
// Every number is a pure function of its counter (see random.ts), so that any thread can make any part of the noise
// and a result depends on (seed, stream, plan number, rollout in the plan, action index) alone.

import { Sampling } from './arguments';
import { normals4x4, normals8x4, setKey } from './random';
import { gatherFrom } from './shuffle';
import { add, and, broadcast, load, mul, pmax, pmin, splat, store } from './vector';

/** Sixteen normals. */
const scratch: usize = memory.data(64, 16);

/**
 * Standard normals: out f32 [count], 4-aligned, any count ≥ 0. Number 16 q + 4 w + l comes from word w of the block
 * with counter (4 q + l, 0, substream, stream), key (seedLow, seedHigh); so a longer array begins like a shorter one.
 */
export function normals(
  out: usize,
  count: i32,
  seedLow: u32,
  seedHigh: u32,
  stream: u32,
  substream: u32,
): void {
  let block = i32x4(0, 1, 2, 3);
  const zero = i32x4.splat(0);
  const c2 = i32x4.splat(substream);
  const c3 = i32x4.splat(stream);
  const four = i32x4.splat(4);
  setKey(seedLow, seedHigh);
  let left = count;
  for (; left >= 32; left -= 32) {
    const next = i32x4.add(block, four);
    draw32(out, block, next, zero, c2, c3);
    block = i32x4.add(next, four);
    out += 128;
  }
  for (; left > 0; left -= 16) {
    draw16(scratch, block, zero, c2, c3);
    memory.copy(out, scratch, (<usize>min(left, 16)) << 2);
    block = i32x4.add(block, four);
    out += 64;
  }
}

/**
 * Action sequences: a nominal plan plus noise, for `groups` groups of four rollouts. They may lie outside the bounds of
 * the actions: what is rolled out is clamped (`clampActions`), what is averaged is not.
 *
 *   a_t = nominal_t + σ e_t,   e_0 = n_0,   e_t = ρ e_{t−1} + √(1 − ρ²) n_t,   n standard normal
 *
 * e has unit variance at every step (a first-order autoregressive process; ρ = 0 is the paper's white noise).
 *
 * Lane l of group g is rollout r = firstRollout + 4 g + l of the request; its plan is b = min(⌊r / rolloutsPerPlan⌋,
 * plans − 1) and its number in the plan m = r mod rolloutsPerPlan. m = 0 gets no noise: it is the nominal plan itself.
 * The normal of index i = t · actionSize + a is word i mod 4 of the Philox block with counter
 * (⌊i/4⌋, m, firstPlan + b, stream) and key (seedLow, seedHigh), after Box and Muller.
 *
 *   out  f32 [groups][steps · actionSize][4 lanes], 16-aligned, overlaps nothing else
 */
export function sampleActions(out: usize, sampling: Sampling, firstRollout: i32, groups: i32): void {
  setKey(sampling.seedLow, sampling.seedHigh);
  const plans = sampling.plans;
  const rolloutsPerPlan = sampling.rolloutsPerPlan;
  const actionSize = sampling.actionSize;
  const correlation = sampling.noiseCorrelation;
  const rowLength = sampling.steps * actionSize;
  const rowBytes = (<usize>rowLength) << 4; // a group's actions
  const planBytes = (<usize>rowLength) << 2;
  const fresh = f32(Math.sqrt(1.0 - <f64>correlation * <f64>correlation));
  for (let g = 0; g < groups; ++g) {
    for (let l = 0; l < 4; ++l) {
      const r = firstRollout + 4 * g + l;
      const lane = scratch + ((<usize>l) << 2);
      i32.store(lane, min(r / rolloutsPerPlan, plans - 1));
      i32.store(lane, r % rolloutsPerPlan, 16);
    }
    const plan = load(scratch);
    const member = load(scratch, 1);
    const firstOfGroup = i32x4.extract_lane(plan, 0);

    whiteNoise(out, rowLength, member, i32x4.add(plan, i32x4.splat(sampling.firstPlan)), sampling.stream);
    if (correlation !== 0) correlate(out, rowLength, actionSize, correlation, fresh);
    const noisy = i32x4.ne(member, i32x4.splat(0));
    const isOnePlan = firstOfGroup === i32x4.extract_lane(plan, 3);
    if (isOnePlan) addNominal(out, sampling, sampling.nominals + <usize>firstOfGroup * planBytes, noisy);
    else addNominals(out, sampling, i32x4.mul(plan, i32x4.splat(<i32>planBytes)), noisy);
    out += rowBytes;
  }
}

// Both are called from two places, which are not worth a copy of them each.

/** See normals4x4. */
function draw16(out: usize, c0: v128, c1: v128, c2: v128, c3: v128): void {
  normals4x4(out, c0, c1, c2, c3);
}

/** See normals8x4. */
function draw32(out: usize, a0: v128, b0: v128, c1: v128, c2: v128, c3: v128): void {
  normals8x4(out, a0, b0, c1, c2, c3);
}

/** Standard normals for one group: row f32 [rowLength][4 lanes]; nothing is written past it. */
function whiteNoise(row: usize, rowLength: i32, member: v128, plan: v128, stream: u32): void {
  const c3 = i32x4.splat(stream);
  const blocks = rowLength >> 2;
  let block = 0;
  for (; block < blocks - 1; block += 2) {
    draw32(row, i32x4.splat(block), i32x4.splat(block + 1), member, plan, c3);
    row += 128;
  }
  for (let left = rowLength - (block << 2); left > 0; left -= 4) {
    draw16(scratch, i32x4.splat(block), member, plan, c3);
    memory.copy(row, scratch, (<usize>min(left, 4)) << 4);
    block += 1;
    row += 64;
  }
}

/** White noise into correlated noise, in place: each element looks back one step, `actionSize` elements. */
function correlate(row: usize, rowLength: i32, actionSize: i32, correlation: f32, fresh: f32): void {
  const rho = splat(correlation);
  const rest = splat(fresh);
  const end = row + ((<usize>rowLength) << 4);
  const lag = (<usize>actionSize) << 4;
  let p = row + lag;
  if (p >= end) return;
  do {
    store(p, add(mul(rho, load(p - lag)), mul(rest, load(p))));
    p += 16;
  } while (p < end); // at the end, as in adam.ts
}

/** @inline */
function around(nominal: v128, noise: v128, sigma: usize, noisy: v128): v128 {
  return add(nominal, and(noisy, mul(broadcast(sigma), noise)));
}

/** Noise into actions, in place, all four lanes around the plan at `nominal`. */
function addNominal(row: usize, sampling: Sampling, nominal: usize, noisy: v128): void {
  const sigma = sampling.sigma;
  const steps = sampling.steps;
  const actionBytes = (<usize>sampling.actionSize) << 2;
  for (let t = 0; t < steps; ++t) {
    for (let a: usize = 0; a < actionBytes; a += 4) {
      store(row, around(broadcast(nominal), load(row), sigma + a, noisy));
      row += 16;
      nominal += 4;
    }
  }
}

/** The same where the four lanes belong to different plans, each so many bytes from the first. */
function addNominals(row: usize, sampling: Sampling, offsets: v128, noisy: v128): void {
  const nominal0 = sampling.nominals + <usize>i32x4.extract_lane(offsets, 0);
  const nominal1 = sampling.nominals + <usize>i32x4.extract_lane(offsets, 1);
  const nominal2 = sampling.nominals + <usize>i32x4.extract_lane(offsets, 2);
  const nominal3 = sampling.nominals + <usize>i32x4.extract_lane(offsets, 3);
  const sigma = sampling.sigma;
  const steps = sampling.steps;
  const actionBytes = (<usize>sampling.actionSize) << 2;
  let i: usize = 0;
  for (let t = 0; t < steps; ++t) {
    for (let a: usize = 0; a < actionBytes; a += 4) {
      const nominal = gatherFrom(nominal0 + i, nominal1 + i, nominal2 + i, nominal3 + i);
      store(row, around(nominal, load(row), sigma + a, noisy));
      row += 16;
      i += 4;
    }
  }
}

/**
 * Action sequences within their bounds: out = clamp(actions, low, high), element by element.
 *
 *   out      f32 [groups][steps · actionSize][4 lanes], 16-aligned
 *   actions  f32 [groups][steps · actionSize][4 lanes], 16-aligned
 *   low, high  f32 [actionSize]
 *   rows     groups · steps
 */
export function clampActions(
  out: usize,
  actions: usize,
  low: usize,
  high: usize,
  rows: i32,
  actionSize: i32,
): void {
  const actionBytes = (<usize>actionSize) << 2;
  for (let row = 0; row < rows; ++row) {
    for (let a: usize = 0; a < actionBytes; a += 4) {
      const below = pmin(load(actions), broadcast(high + a));
      store(out, pmax(below, broadcast(low + a)));
      actions += 16;
      out += 16;
    }
  }
}
