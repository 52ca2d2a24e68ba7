// The law of an elliptic friction cone (MuJoCo's documentation, Computation: elliptic cones). A contact's components
// j = J x − aref, scaled as constraint/cone-rows.ts says, are u = (N, t) with T = |t|, and the objective gains
//
//     s = ½ c dist²(u, K)        K = {N ≥ μ T}
//
// zero in the cone (top zone), ½ c |u|² where the apex is the nearest point of it (bottom zone, μ N + T ≤ 0), and
// between them ½ c k (N − μ T)², k = 1 / (1 + μ²). So s is convex with a continuous gradient, and with g = N − μ T <
// 0 there
//
//     ∂s/∂N  = c k g                  ∂s/∂t  = c a t,  a = −k μ g / T
//     ∂²s    = c (k, −k μ t̂ᵀ; ·, k μ² t̂ t̂ᵀ + a (1 − t̂ t̂ᵀ))         t̂ = t / T
//
// All zones together: ∂s/∂N = c · push, ∂s/∂t = c · side · t, and for a direction w = (n, v), with p = t·v,
//
//     ∂²s w = c (head n + cross p,  (cross n + outer p) t + side v)

import {
  add,
  andNot,
  broadcast,
  div,
  ge,
  le,
  load,
  mul,
  neg,
  or,
  pmax,
  select,
  splat,
  sqrt,
  store,
  sub,
} from '../../vector';
import { NUMBER } from '../sizes';

// What the zones make of a point, in a scratch of SHAPE_BYTES.
const PUSH: usize = 0;
const SIDE: usize = 1;
const HEAD: usize = 2;
const CROSS: usize = 3;
const OUTER: usize = 4;
export const SHAPE_BYTES: usize = 5 * NUMBER;

/**
 * Writes the shape of s at u.
 *
 * @param u components, `count` vectors, the normal first
 * @param mu address of μ
 */
export function shapeCone(shape: usize, u: usize, count: i32, mu: usize): void {
  const TINY: f32 = 1e-15; // its square is a number
  const one = splat(1);
  const zero = splat(0);
  const m = broadcast(mu);
  const N = load(u);
  let square = zero;
  for (let i = 1; i < count; i++) square = add(square, mul(load(u, i), load(u, i)));
  const T = sqrt(square);
  const free = ge(N, mul(m, T));
  const apex = le(add(mul(m, N), T), zero);
  const neither = or(free, apex);

  const k = div(one, add(one, mul(m, m)));
  const g = sub(N, mul(m, T));
  const perT = div(one, pmax(T, splat(TINY)));
  const km = mul(k, m);
  const side = neg(mul(mul(km, g), perT));
  store(shape, andNot(select(N, mul(k, g), apex), free), PUSH);
  store(shape, andNot(select(one, side, apex), free), SIDE);
  store(shape, andNot(select(one, k, apex), free), HEAD);
  store(shape, andNot(neg(mul(km, perT)), neither), CROSS);
  store(shape, andNot(mul(sub(mul(km, m), side), mul(perT, perT)), neither), OUTER);
}

/** out = ∂s / c at u, of which this is the shape. */
export function coneGradient(out: usize, shape: usize, u: usize, count: i32): void {
  const side = load(shape, SIDE);
  store(out, load(shape, PUSH));
  for (let i = 1; i < count; i++) store(out, mul(side, load(u, i)), i);
}

/** ∂s/∂N / c. @inline */
export function conePush(shape: usize): v128 {
  return load(shape, PUSH);
}

/** p = t · v of the tangential parts. @inline */
function alongTangents(u: usize, w: usize, count: i32): v128 {
  let sum = mul(load(u, 1), load(w, 1));
  for (let i = 2; i < count; i++) sum = add(sum, mul(load(u, i), load(w, i)));
  return sum;
}

/** w · ∂s / c at u. @inline */
export function coneSlope(shape: usize, u: usize, w: usize, count: i32): v128 {
  return add(mul(load(shape, PUSH), load(w)), mul(load(shape, SIDE), alongTangents(u, w, count)));
}

/** w · ∂²s w / c at u. @inline */
export function coneCurvature(shape: usize, u: usize, w: usize, count: i32): v128 {
  const n = load(w);
  const p = alongTangents(u, w, count);
  const mixed = mul(load(shape, CROSS), add(n, n));
  const square = alongTangents(w, w, count);
  const head = mul(mul(load(shape, HEAD), n), n);
  return add(add(head, mul(p, add(mixed, mul(load(shape, OUTER), p)))), mul(load(shape, SIDE), square));
}

/** Adds sign · ∂²s w / c at u to out, `count` vectors. */
export function addConeProduct(out: usize, sign: v128, shape: usize, u: usize, w: usize, count: i32): void {
  const n = load(w);
  const p = alongTangents(u, w, count);
  const head = add(mul(load(shape, HEAD), n), mul(load(shape, CROSS), p));
  const along = add(mul(load(shape, CROSS), n), mul(load(shape, OUTER), p));
  store(out, add(load(out), mul(sign, head)));
  for (let i = 1; i < count; i++) {
    const component = add(mul(along, load(u, i)), mul(load(shape, SIDE), load(w, i)));
    store(out, add(load(out, i), mul(sign, component)), i);
  }
}

/** K += weight · ∂²s / c at u, [count][count]. */
export function addConeStiffness(K: usize, weight: v128, shape: usize, u: usize, count: i32): void {
  const cross = mul(weight, load(shape, CROSS));
  const outer = mul(weight, load(shape, OUTER));
  const side = mul(weight, load(shape, SIDE));
  addTo(K, 0, mul(weight, load(shape, HEAD)));
  for (let i = 1; i < count; i++) {
    const t = load(u, i);
    const mixed = mul(cross, t);
    addTo(K, i, mixed);
    addTo(K, i * count, mixed);
    const row = mul(outer, t);
    for (let j = 1; j < count; j++) {
      const product = mul(row, load(u, j));
      addTo(K, i * count + j, i === j ? add(product, side) : product);
    }
  }
}

/** @inline */
function addTo(K: usize, i: usize, x: v128): void {
  store(K, add(load(K, i), x), i);
}
