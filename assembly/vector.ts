// The words that kernels are written in: arithmetic on a vector, four f32 in four lanes.
//
//     lane     0        1        2        3
//          [ world 0 | world 1 | world 2 | world 3 ]
//
// A kernel does the same to four of a kind at once, worlds or rollouts or samples, one in each lane. Nothing here mixes
// lanes (shuffle.ts does), so what comes out in a lane depends on that lane alone.
//
// The names are the field's, one meaning each:
//
//   splat      a number that the code has, into all lanes
//   broadcast  a number that lies in memory, into all lanes; a single instruction, where V8 builds a constant anew at
//              each use inside a loop, so constants of loops lie in memory
//   load       a vector from memory, `store` one to memory; `i` counts vectors, as indices of an array do
//   select     lane by lane one of two, by a mask: what comparisons make, all ones or all zeros in a lane
//
// Short, because formulas are read more often than they are written. Whole numbers in lanes keep the name of their type
// (`i32x4.add`), and numbers in memory theirs (`i32.load`, `f32.store`). A function
// with the tag @inline is compiled into its callers (scripts/asc-inline.mjs): a word costs what its instruction costs.

// ---- Memory.

/** Vector `i` of those at `p` (16-aligned is fastest). @inline */
export function load(p: usize, i: usize = 0): v128 {
  return v128.load(p + (i << 4));
}

/** Writes vector `i` of those at `p`. @inline */
export function store(p: usize, value: v128, i: usize = 0): void {
  v128.store(p + (i << 4), value);
}

/** Number `i` of the f32 (or 32-bit words) at `p`, in all lanes. @inline */
export function broadcast(p: usize, i: usize = 0): v128 {
  return v128.load32_splat(p + (i << 2));
}

/** Address of vector `i` of those at `p`. @inline */
export function address(p: usize, i: usize): usize {
  return p + (i << 4);
}

/** x in all lanes. @inline */
export function splat(x: f32): v128 {
  return f32x4.splat(x);
}

// ---- Arithmetic, lane by lane.

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
export function abs(a: v128): v128 {
  return f32x4.abs(a);
}

/** @inline */
export function sqrt(a: v128): v128 {
  return f32x4.sqrt(a);
}

/** The nearest whole number, of two the even one. @inline */
export function nearest(a: v128): v128 {
  return f32x4.nearest(a);
}

/** The whole numbers i32 [4] as f32. @inline */
export function toFloat(a: v128): v128 {
  return f32x4.convert_i32x4_s(a);
}

/**
 * b < a ? b : a, so that a NaN in the first argument goes through: one instruction, where the IEEE minimum takes four.
 * @inline
 */
export function pmin(a: v128, b: v128): v128 {
  return f32x4.pmin(a, b);
}

/** a < b ? b : a; NaN as `pmin`. @inline */
export function pmax(a: v128, b: v128): v128 {
  return f32x4.pmax(a, b);
}

/** x within [low, high]; NaN stays NaN. @inline */
export function clamp(x: v128, low: v128, high: v128): v128 {
  return pmax(pmin(x, high), low);
}

/** a · b + c, rounded twice. @inline */
export function mulAdd(a: v128, b: v128, c: v128): v128 {
  return add(mul(a, b), c);
}

/** a · b − c · d: a component of a cross product. @inline */
export function minor(a: v128, b: v128, c: v128, d: v128): v128 {
  return sub(mul(a, b), mul(c, d));
}

/** a · b of two vectors in space. @inline */
export function dot3(ax: v128, ay: v128, az: v128, bx: v128, by: v128, bz: v128): v128 {
  return add(add(mul(ax, bx), mul(ay, by)), mul(az, bz));
}

// ---- Masks: all ones in the lanes where it holds, else zeros. A comparison with a NaN does not hold, but for `ne`.

/** The mask of all lanes. */
export const ALL_LANES: v128 = i32x4.splat(-1);

/** @inline */
export function lt(a: v128, b: v128): v128 {
  return f32x4.lt(a, b);
}

/** @inline */
export function le(a: v128, b: v128): v128 {
  return f32x4.le(a, b);
}

/** @inline */
export function gt(a: v128, b: v128): v128 {
  return f32x4.gt(a, b);
}

/** @inline */
export function ge(a: v128, b: v128): v128 {
  return f32x4.ge(a, b);
}

/** @inline */
export function eq(a: v128, b: v128): v128 {
  return f32x4.eq(a, b);
}

/** @inline */
export function ne(a: v128, b: v128): v128 {
  return f32x4.ne(a, b);
}

/** @inline */
export function and(a: v128, b: v128): v128 {
  return v128.and(a, b);
}

/** @inline */
export function or(a: v128, b: v128): v128 {
  return v128.or(a, b);
}

/** @inline */
export function xor(a: v128, b: v128): v128 {
  return v128.xor(a, b);
}

/** @inline */
export function not(a: v128): v128 {
  return v128.not(a);
}

/** a where `mask` is not. @inline */
export function andNot(a: v128, mask: v128): v128 {
  return v128.andnot(a, mask);
}

/** a where the mask is, b elsewhere. @inline */
export function select(a: v128, b: v128, mask: v128): v128 {
  return v128.bitselect(a, b, mask);
}

/** Whether a mask has any lane. @inline */
export function any(mask: v128): bool {
  return v128.any_true(mask);
}

/** Whether a mask has all lanes. @inline */
export function all(mask: v128): bool {
  return i32x4.all_true(mask);
}
