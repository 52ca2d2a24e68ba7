// Angles from sines and cosines, for lengths around circles and for rotations as vectors: the arc tangent by reduction
// to |t| ≤ tan(π/8) and the minimax polynomial of single-precision libraries (Cephes, atanf). Error < 2e-7.

import {
  abs,
  add,
  andNot,
  broadcast,
  div,
  dot3,
  gt,
  load,
  lt,
  mul,
  mulAdd,
  neg,
  pmax,
  pmin,
  select,
  splat,
  sqrt,
  store,
  sub,
} from '../vector';

const C: usize = memory.data<f32>([
  0.4142135623730951, // 0: tan(π/8)
  0.7853981633974483, // 1: π/4
  1.5707963267948966, // 2: π/2
  3.141592653589793, // 3: π
  8.05374449538e-2, // 4: (atan t / t − 1) in t², from the highest power
  -1.38776856032e-1,
  1.99777106478e-1,
  -3.33329491539e-1,
  1e-30, // 8: in place of 0 in a denominator
]);

/** The angle in [0, π] whose sine is to its cosine as y to x, y ≥ 0; of (0, 0) it is 0. */
export function arc(y: v128, x: v128): v128 {
  const side = abs(x);
  const low = pmin(y, side);
  const high = pmax(y, side);
  const upper = gt(low, mul(high, broadcast(C, 0)));
  const t = div(
    select(sub(low, high), low, upper),
    pmax(select(add(low, high), high, upper), broadcast(C, 8)),
  );
  const z = mul(t, t);
  let p = mulAdd(z, broadcast(C, 4), broadcast(C, 5));
  p = mulAdd(z, p, broadcast(C, 6));
  p = mulAdd(z, p, broadcast(C, 7));
  let angle = mulAdd(mul(z, p), t, t);
  angle = select(add(angle, broadcast(C, 1)), angle, upper);
  angle = select(sub(broadcast(C, 2), angle), angle, gt(y, side));
  return select(sub(broadcast(C, 3), angle), angle, lt(x, splat(0)));
}

/** The arc sine of x in [0, 1]. */
export function arcSine(x: v128): v128 {
  return arc(x, sqrt(pmax(splat(0), mul(sub(splat(1), x), add(splat(1), x)))));
}

/**
 * out = the rotation of the unit quaternion q as axis times angle, an angle of at most π (mju_quat2Vel): with the sine
 * s and cosine w of half the angle it is 2 arc(s, |w|), against the axis where w is negative.
 */
export function rotationVector(out: usize, q: usize): void {
  const w = load(q, 0);
  const x = load(q, 1);
  const y = load(q, 2);
  const z = load(q, 3);
  const s = sqrt(dot3(x, y, z, x, y, z));
  const half = arc(s, abs(w));
  const scale = andNot(div(add(half, half), s), lt(s, splat(1e-18)));
  const turned = select(neg(scale), scale, lt(w, splat(0)));
  store(out, mul(turned, x), 0);
  store(out, mul(turned, y), 1);
  store(out, mul(turned, z), 2);
}

/** out = q* p for unit quaternions: what turns q into p, in q's own axes. */
export function quaternionBetween(out: usize, q: usize, p: usize): void {
  const qw = load(q, 0);
  const qx = load(q, 1);
  const qy = load(q, 2);
  const qz = load(q, 3);
  const pw = load(p, 0);
  const px = load(p, 1);
  const py = load(p, 2);
  const pz = load(p, 3);
  store(out, add(mul(qw, pw), dot3(qx, qy, qz, px, py, pz)), 0);
  store(out, sub(sub(mul(qw, px), mul(qx, pw)), sub(mul(qy, pz), mul(qz, py))), 1);
  store(out, sub(sub(mul(qw, py), mul(qy, pw)), sub(mul(qz, px), mul(qx, pz))), 2);
  store(out, sub(sub(mul(qw, pz), mul(qz, pw)), sub(mul(qx, py), mul(qy, px))), 3);
}
