// Arithmetic on four worlds at once: a v128 holds the same scalar of four worlds,
//
//     lane     0        1        2        3
//          [ world 0 | world 1 | world 2 | world 3 ]
//
// and a vector in space is three of them, one after the other in memory. Nothing here mixes lanes, so a world's
// numbers never depend on its neighbours. Short names, because formulas are read more often than they are written.

/** @inline */
export function add(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}
/** @inline */
export function sub(a: v128, b: v128): v128 {
  return f32x4.sub(a, b);
}
/** @inline */
export function mul(a: v128, b: v128): v128 {
  return f32x4.mul(a, b);
}
/** @inline */
export function div(a: v128, b: v128): v128 {
  return f32x4.div(a, b);
}
/** @inline */
export function neg(a: v128): v128 {
  return f32x4.neg(a);
}
/** @inline */
export function splat(x: f32): v128 {
  return f32x4.splat(x);
}
/** The mask of all four worlds. */
export const ALL_LANES: v128 = i32x4.splat(-1);

/** Component i of a vector in memory. @inline */
export function at(p: usize, i: usize): v128 {
  return v128.load(p + (i << 4));
}
/** @inline */
export function put(p: usize, i: usize, value: v128): void {
  v128.store(p + (i << 4), value);
}
/** Number i of a table row, the same for all four worlds. @inline */
export function same(row: usize, i: usize): v128 {
  return v128.load32_splat(row + (i << 2));
}

/** a·b − c·d: a component of a cross product. @inline */
export function minor(a: v128, b: v128, c: v128, d: v128): v128 {
  return sub(mul(a, b), mul(c, d));
}

/** @inline */
export function dot3(ax: v128, ay: v128, az: v128, bx: v128, by: v128, bz: v128): v128 {
  return add(add(mul(ax, bx), mul(ay, by)), mul(az, bz));
}

/** Sum in a tree, so that the adds do not wait for one another. @inline */
export function dot6(
  a0: v128,
  a1: v128,
  a2: v128,
  a3: v128,
  a4: v128,
  a5: v128,
  b0: v128,
  b1: v128,
  b2: v128,
  b3: v128,
  b4: v128,
  b5: v128,
): v128 {
  return add(
    add(add(mul(a0, b0), mul(a1, b1)), add(mul(a2, b2), mul(a3, b3))),
    add(mul(a4, b4), mul(a5, b5)),
  );
}

// sin and cos share a range reduction to [−π/4, π/4] by multiples of π/2 in two parts (Cody and Waite), good to 1 ulp
// or so for |x| < 1000, and the minimax polynomials of single-precision libraries. Absolute error < 1.2e-7.
const TRIGONOMETRY = memory.data<f32>([
  0.6366197723675814,
  12582912.0,
  -1.5703125,
  -4.83826794897e-4, // 2/π, 1.5·2²³ (rounds), π/2 in two parts
  -1.9515295891e-4,
  8.3321608736e-3,
  -1.6666654611e-1,
  1.0, // sine
  2.443315711809948e-5,
  -1.388731625493765e-3,
  4.166664568298827e-2,
  -0.5, // cosine
]);

/** Writes sin x and cos x to the two vectors at `out`. @inline */
export function sincos(out: usize, x: v128): void {
  const t = TRIGONOMETRY;
  const one = same(t, 7);
  const shifter = same(t, 1);
  const shifted = add(mul(x, same(t, 0)), shifter); // the nearest integer to 2x/π is in its low bits
  const nearest = sub(shifted, shifter);
  const y = add(mul(nearest, same(t, 3)), add(mul(nearest, same(t, 2)), x));
  const z = mul(y, y);
  const s = mul(y, add(mul(z, add(mul(z, add(mul(z, same(t, 4)), same(t, 5))), same(t, 6))), one));
  const c = add(
    mul(z, add(mul(z, add(mul(z, add(mul(z, same(t, 8)), same(t, 9))), same(t, 10))), same(t, 11))),
    one,
  );
  const odd = i32x4.shr_s(i32x4.shl(shifted, 31), 31); // quadrants 1 and 3 swap sine and cosine
  const sineSign = i32x4.shl(i32x4.shr_u(shifted, 1), 31); // quadrants 2 and 3
  const cosineSign = v128.xor(i32x4.shl(shifted, 31), sineSign); // quadrants 1 and 2
  put(out, 0, v128.xor(v128.bitselect(c, s, odd), sineSign));
  put(out, 1, v128.xor(v128.bitselect(s, c, odd), cosineSign));
}
