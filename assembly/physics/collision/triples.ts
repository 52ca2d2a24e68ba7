// Points and directions of one world as three f64 in memory, for the colliders that do a lane at a time: what decides
// between a face and an edge, or on which side of a plane the origin lies, needs more digits than f32 has, and costs
// the same. `out` may be one of the inputs.

/** Number `i` of the f64 at `p`. @inline */
export function at(p: usize, i: usize): f64 {
  return f64.load(p + (i << 3));
}

/** @inline */
export function put(p: usize, i: usize, x: f64): void {
  f64.store(p + (i << 3), x);
}

/** Bytes of three numbers. */
export const TRIPLE: usize = 24;

/** Triple `i` of those at `p`: a corner of a polygon, a row of a matrix. @inline */
export function triple(p: usize, i: i32): usize {
  return p + <usize>i * TRIPLE;
}

export function setTriple(out: usize, x: f64, y: f64, z: f64): void {
  put(out, 0, x);
  put(out, 1, y);
  put(out, 2, z);
}

export function copyTriple(out: usize, a: usize): void {
  setTriple(out, at(a, 0), at(a, 1), at(a, 2));
}

/** a − b. */
export function difference(out: usize, a: usize, b: usize): void {
  setTriple(out, at(a, 0) - at(b, 0), at(a, 1) - at(b, 1), at(a, 2) - at(b, 2));
}

/** a + s b. */
export function advance(out: usize, a: usize, s: f64, b: usize): void {
  setTriple(out, at(a, 0) + s * at(b, 0), at(a, 1) + s * at(b, 1), at(a, 2) + s * at(b, 2));
}

export function scaleTriple(out: usize, a: usize, s: f64): void {
  setTriple(out, s * at(a, 0), s * at(a, 1), s * at(a, 2));
}

/** a / s, which is not the same to the last bit as a times 1 / s. */
export function divideTriple(out: usize, a: usize, s: f64): void {
  setTriple(out, at(a, 0) / s, at(a, 1) / s, at(a, 2) / s);
}

/** a · b. */
export function inner(a: usize, b: usize): f64 {
  return at(a, 0) * at(b, 0) + at(a, 1) * at(b, 1) + at(a, 2) * at(b, 2);
}

/** a × b. */
export function outer(out: usize, a: usize, b: usize): void {
  const ax = at(a, 0);
  const ay = at(a, 1);
  const az = at(a, 2);
  const bx = at(b, 0);
  const by = at(b, 1);
  const bz = at(b, 2);
  setTriple(out, ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx);
}

export function lengthOf(a: usize): f64 {
  return sqrt<f64>(inner(a, a));
}

/** a / |a|, and the x axis where |a| is next to nothing. Returns |a|. */
export function makeUnit(out: usize, a: usize): f64 {
  const TINY: f64 = 1e-15;
  const length = lengthOf(a);
  if (length < TINY) setTriple(out, 1, 0, 0);
  else scaleTriple(out, a, 1 / length);
  return length;
}

/** M a, with the matrix M by rows: from a geom's frame to the one in which M's columns are its axes. */
export function turn(out: usize, M: usize, a: usize): void {
  setTriple(out, inner(M, a), inner(M + TRIPLE, a), inner(M + 2 * TRIPLE, a));
}

/** Mᵀ a: the other way. */
export function turnBack(out: usize, M: usize, a: usize): void {
  const x = at(a, 0);
  const y = at(a, 1);
  const z = at(a, 2);
  setTriple(
    out,
    at(M, 0) * x + at(M, 3) * y + at(M, 6) * z,
    at(M, 1) * x + at(M, 4) * y + at(M, 7) * z,
    at(M, 2) * x + at(M, 5) * y + at(M, 8) * z,
  );
}

/** Writes the matrix that turns about an axis of length 1 by the angle with this sine and cosine (Rodrigues). */
export function rotationAbout(out: usize, axis: usize, sine: f64, cosine: f64): void {
  const x = at(axis, 0);
  const y = at(axis, 1);
  const z = at(axis, 2);
  const rest = 1 - cosine;
  setTriple(out, cosine + x * x * rest, x * y * rest - z * sine, x * z * rest + y * sine);
  setTriple(triple(out, 1), y * x * rest + z * sine, cosine + y * y * rest, y * z * rest - x * sine);
  setTriple(triple(out, 2), x * z * rest - y * sine, y * z * rest + x * sine, cosine + z * z * rest);
}

/** The index that follows i of 0, 1, 2 in a circle. @inline */
export function following(i: i32): i32 {
  return i === 2 ? 0 : i + 1;
}
