// From rewards to the next plan: discounted returns, softmax weights, the weighted average of action sequences
// (MPPI; Williams et al., "Information theoretic MPC for model-based reinforcement learning", ICRA 2017).
// Sums are in an order fixed by the sizes alone.

import { exp4 } from './math';
import { lane, laneSums } from './shuffle';
import { add, and, div, eq, ge, load, mul, pmax, select, splat, store, sub } from './vector';

/** Sum of the four lanes, ((0 + 1) + (2 + 3)). @inline */
function horizontalSum(v: v128): f32 {
  return lane(v, 0) + lane(v, 1) + (lane(v, 2) + lane(v, 3));
}

/**
 * Σ_t γ^t r_t of each rollout; NaN where any of its rewards is not finite.
 *
 *   out      f32 [groups · 4], 16-aligned
 *   rewards  f32 [groups][steps][4 lanes], 16-aligned
 */
export function discountedReturns(out: usize, rewards: usize, groups: i32, steps: i32, gamma: f32): void {
  const zero = splat(0);
  for (let g = 0; g < groups; ++g) {
    let sum = zero;
    let poison = zero; // r · 0 is 0 for finite r, NaN otherwise
    let discount: f32 = 1;
    for (let t = 0; t < steps; ++t) {
      const r = load(rewards);
      sum = add(sum, mul(splat(discount), r));
      poison = add(poison, mul(r, zero));
      // Far in the future γ^t would become denormal, which is 100 times slower and adds nothing.
      discount *= gamma;
      if (discount < 1e-30) discount = 0;
      rewards += 16;
    }
    store(out, add(sum, poison));
    out += 16;
  }
}

/**
 * The same of rewards in f64, for tasks whose rewards are JavaScript's numbers: an offset of −1e7 leaves nothing of
 * their differences in f32.
 *
 *   out      f64 [groups · 4], 16-aligned
 *   rewards  f64 [groups][steps][4 lanes], 16-aligned
 */
export function discountedReturns64(out: usize, rewards: usize, groups: i32, steps: i32, gamma: f64): void {
  const zero = f64x2.splat(0);
  for (let g = 0; g < groups; ++g) {
    let sum01 = zero;
    let sum23 = zero;
    let poison01 = zero; // as above
    let poison23 = zero;
    let discount: f64 = 1;
    for (let t = 0; t < steps; ++t) {
      const r01 = load(rewards);
      const r23 = load(rewards, 1);
      const each = f64x2.splat(discount);
      sum01 = f64x2.add(sum01, f64x2.mul(each, r01));
      sum23 = f64x2.add(sum23, f64x2.mul(each, r23));
      poison01 = f64x2.add(poison01, f64x2.mul(r01, zero));
      poison23 = f64x2.add(poison23, f64x2.mul(r23, zero));
      discount *= gamma;
      if (discount < 1e-300) discount = 0;
      rewards += 32;
    }
    store(out, f64x2.add(sum01, poison01));
    store(out, f64x2.add(sum23, poison23), 1);
    out += 32;
  }
}

const LANES: usize = memory.data<i32>([0, 1, 2, 3]);

/** All ones in the lanes whose R is a finite number and whose index is below n. @inline */
function valid(r: v128, i: i32, n: i32): v128 {
  const inside = i32x4.lt_s(i32x4.add(load(LANES), i32x4.splat(i)), i32x4.splat(n));
  const difference = sub(r, r); // 0, or NaN for ±∞ and NaN
  return and(inside, eq(difference, difference));
}

/**
 * Softmax weights of returns, w_r = exp((R_r − max R)/λ) / Σ, over the finite returns; others get weight 0, and so
 * does any whose weight is below 1e-20 of the largest (denormals would make the average 100 times slower).
 *
 *   weights  f32 [n rounded up to 4], 16-aligned; the padding is set to 0; may be `returns` itself
 *   returns  f32 [n rounded up to 4], 16-aligned; the padding's content does not matter
 *   lambda   λ > 0
 *
 * Returns the effective sample size (Σw)²/Σw², between 1 and n; if no return is finite, 0 and all weights are 0.
 */
export function softmaxWeights(weights: usize, returns: usize, n: i32, lambda: f32): f32 {
  const zero = splat(0);
  const lowest = splat(-Infinity);
  const padded = (n + 3) & ~3;

  let best = lowest;
  for (let i = 0; i < padded; i += 4) {
    const r = load(returns + ((<usize>i) << 2));
    best = pmax(best, select(r, lowest, valid(r, i, n)));
  }
  const largest = max(max(lane(best, 0), lane(best, 1)), max(lane(best, 2), lane(best, 3)));
  if (largest === -Infinity) {
    for (let i = 0; i < padded; i += 4) store(weights + ((<usize>i) << 2), zero);
    return 0;
  }

  const maximum = splat(largest);
  const temperature = splat(lambda);
  const negligible = splat(1e-20);
  let sum = zero;
  let squares = zero;
  for (let i = 0; i < padded; i += 4) {
    const r = load(returns + ((<usize>i) << 2));
    let w = exp4(div(sub(r, maximum), temperature));
    w = and(w, and(ge(w, negligible), valid(r, i, n)));
    sum = add(sum, w);
    squares = add(squares, mul(w, w));
    store(weights + ((<usize>i) << 2), w);
  }
  const total = horizontalSum(sum);
  const scale = splat(1 / total);
  for (let i = 0; i < padded; i += 4) {
    const p = weights + ((<usize>i) << 2);
    store(p, mul(load(p), scale));
  }
  return (total * total) / horizontalSum(squares);
}

/**
 * The weighted average of action sequences: out[i] = Σ_r w_r · actions[r][i].
 *
 *   out      f32 [rowLength], 4-aligned, any rowLength; nothing is written past it; overlaps nothing else
 *   actions  f32 [groups][rowLength][4 lanes], 16-aligned, finite (0 · NaN would be NaN)
 *   weights  f32 [groups][4 lanes], 16-aligned
 *
 * Up to eight groups are added in one pass over the row, so `out` is read and written once for 128 bytes per element
 * of actions, and eight streams run through memory in order.
 */
export function averageActions(
  out: usize,
  actions: usize,
  weights: usize,
  groups: i32,
  rowLength: i32,
): void {
  memory.fill(out, 0, (<usize>rowLength) << 2);
  const stride = (<usize>rowLength) << 4;
  let g = groups;
  for (; g >= 8; g -= 8) {
    addGroups(8, out, actions, weights, stride, rowLength);
    actions += stride << 3;
    weights += 128;
  }
  if (g & 4) {
    addGroups(4, out, actions, weights, stride, rowLength);
    actions += stride << 2;
    weights += 64;
  }
  if (g & 2) {
    addGroups(2, out, actions, weights, stride, rowLength);
    actions += stride << 1;
    weights += 32;
  }
  if (g & 1) addGroups(1, out, actions, weights, stride, rowLength);
}

/** out += the share of `count` groups (1, 2, 4 or 8, a literal: the branches fold away). @inline */
function addGroups(
  count: i32,
  out: usize,
  actions: usize,
  weights: usize,
  stride: usize,
  rowLength: i32,
): void {
  const w0 = load(weights);
  const w1 = count > 1 ? load(weights, 1) : w0;
  const w2 = count > 2 ? load(weights, 2) : w0;
  const w3 = count > 2 ? load(weights, 3) : w0;
  const w4 = count > 4 ? load(weights, 4) : w0;
  const w5 = count > 4 ? load(weights, 5) : w0;
  const w6 = count > 4 ? load(weights, 6) : w0;
  const w7 = count > 4 ? load(weights, 7) : w0;
  let p = actions;
  const end = out + ((<usize>(rowLength & ~3)) << 2);
  for (; out < end; out += 16, p += 64) {
    let a = upToFour(count, p, stride, w0, w1, w2, w3);
    if (count > 4) a = andFour(a, p, stride, w4, w5, w6, w7);
    let b = upToFour(count, p + 16, stride, w0, w1, w2, w3);
    if (count > 4) b = andFour(b, p + 16, stride, w4, w5, w6, w7);
    let c = upToFour(count, p + 32, stride, w0, w1, w2, w3);
    if (count > 4) c = andFour(c, p + 32, stride, w4, w5, w6, w7);
    let d = upToFour(count, p + 48, stride, w0, w1, w2, w3);
    if (count > 4) d = andFour(d, p + 48, stride, w4, w5, w6, w7);
    store(out, add(load(out), laneSums(a, b, c, d)));
  }
  for (let rest = rowLength & 3; rest > 0; --rest, out += 4, p += 16) {
    let a = upToFour(count, p, stride, w0, w1, w2, w3);
    if (count > 4) a = andFour(a, p, stride, w4, w5, w6, w7);
    f32.store(out, f32.load(out) + lane(laneSums(a, a, a, a), 0));
  }
}

// The weights of eight groups stay in registers; what follows is compiled into the loop above.

/**
 * Σ over the first four groups, or `count` if it is less, of w ⊙ actions for one element of the row: four partial sums,
 * one for each lane.
 * @inline
 */
function upToFour(count: i32, p: usize, stride: usize, w0: v128, w1: v128, w2: v128, w3: v128): v128 {
  let sum = mul(w0, load(p));
  if (count > 1) sum = add(sum, mul(w1, load(p + stride)));
  if (count > 2) {
    sum = add(sum, mul(w2, load(p + stride * 2)));
    sum = add(sum, mul(w3, load(p + stride * 3)));
  }
  return sum;
}

/** The sum and the next four groups' share of it. @inline */
function andFour(sum: v128, p: usize, stride: usize, w4: v128, w5: v128, w6: v128, w7: v128): v128 {
  sum = add(sum, mul(w4, load(p + stride * 4)));
  sum = add(sum, mul(w5, load(p + stride * 5)));
  sum = add(sum, mul(w6, load(p + stride * 6)));
  return add(sum, mul(w7, load(p + stride * 7)));
}
