// The point of a simplex that is nearest to the origin, by signed volumes (Montanari, Petrinic, Barbieri, Improving
// the GJK Algorithm, ACM Transactions on Graphics 2017). It is told as barycentric coordinates: what is not needed
// has weight 0. Points are three f64.
//
// A corner has weight = volume without it / whole volume, both with a sign: if all signs are the same, the
// projection of the origin lies within. Where one is not, the nearest point lies on the side without that corner.

import { convexSlot } from '../bound.generated';
import {
  CONVEX_A,
  CONVEX_B,
  CONVEX_C,
  CONVEX_D,
  CONVEX_E,
  CONVEX_EDGE_WEIGHTS,
  CONVEX_FACE_WEIGHTS,
  CONVEX_PROJECTION,
  CONVEX_WEIGHTS,
} from '../layout.generated';
import { advance, at, difference, inner, outer, put, scaleTriple, setTriple } from './triples';

/** Square of an area next to nothing. */
const TINY: f64 = 1e-15;

/** Writes four weights of the `count` points of a simplex. */
export function weighSimplex(count: i32, a: usize, b: usize, c: usize, d: usize): void {
  const weights = convexSlot(0) + CONVEX_WEIGHTS;
  setTriple(weights, 1, 0, 0);
  put(weights, 3, 0);
  if (count === 2) weighSegment(weights, a, b);
  else if (count === 3) weighTriangle(weights, a, b, c);
  else if (count === 4) weighTetrahedron(weights, a, b, c, d);
}

/** Σ weights · points, of `count` points; they may be the fields of others. */
export function combine(
  out: usize,
  weights: usize,
  count: i32,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
): void {
  const sum = convexSlot(0) + CONVEX_E;
  scaleTriple(sum, a, at(weights, 0));
  if (count > 1) advance(sum, sum, at(weights, 1), b);
  if (count > 2) advance(sum, sum, at(weights, 2), c);
  if (count > 3) advance(sum, sum, at(weights, 3), d);
  setTriple(out, at(sum, 0), at(sum, 1), at(sum, 2));
}

/** Whether both are positive, or both negative. @inline */
function sameSign(x: f64, y: f64): bool {
  return (x > 0 && y > 0) || (x < 0 && y < 0);
}

/** a · (b × c): six times the volume with the origin. */
function volume(a: usize, b: usize, c: usize): f64 {
  const cross = convexSlot(0) + CONVEX_E;
  outer(cross, b, c);
  return inner(a, cross);
}

function weighTetrahedron(weights: usize, a: usize, b: usize, c: usize, d: usize): void {
  const A = -volume(b, c, d);
  const B = volume(a, c, d);
  const C = -volume(a, b, d);
  const D = volume(a, b, c);
  const whole = A + B + C + D;
  const inA = sameSign(whole, A);
  const inB = sameSign(whole, B);
  const inC = sameSign(whole, C);
  const inD = sameSign(whole, D);
  if (inA && inB && inC && inD) {
    setTriple(weights, A / whole, B / whole, C / whole);
    put(weights, 3, D / whole);
    return;
  }
  let closest: f64 = Infinity;
  if (!inA) closest = tryFace(closest, 0, b, c, d);
  if (!inB) closest = tryFace(closest, 1, a, c, d);
  if (!inC) closest = tryFace(closest, 2, a, b, d);
  if (!inD) tryFace(closest, 3, a, b, c);
}

/** Takes the nearest point of the face without corner `without`, if it is nearer than `closest`, a square. */
function tryFace(closest: f64, without: i32, p: usize, q: usize, r: usize): f64 {
  const convex = convexSlot(0);
  const face = convex + CONVEX_FACE_WEIGHTS;
  const weights = convex + CONVEX_WEIGHTS;
  weighTriangle(face, p, q, r);
  combine(convex + CONVEX_D, face, 3, p, q, r, r);
  const square = inner(convex + CONVEX_D, convex + CONVEX_D);
  if (!(square < closest)) return closest;
  for (let k = 0, from = 0; k < 4; k++) put(weights, k, k === without ? 0 : at(face, from++));
  return square;
}

function weighTriangle(weights: usize, a: usize, b: usize, c: usize): void {
  const p = convexSlot(0) + CONVEX_PROJECTION;
  if (!projectOrigin(p, a, b, c)) {
    weighSegment(weights, a, b);
    put(weights, 2, 0);
    return;
  }
  const plane = widestPlane(a, b, c);
  const whole = areaOf(plane, a, b, c);
  const A = areaAt(plane, p, b, c);
  const B = areaAt(plane, p, c, a);
  const C = areaAt(plane, p, a, b);
  const inA = sameSign(whole, A);
  const inB = sameSign(whole, B);
  const inC = sameSign(whole, C);
  if (inA && inB && inC) {
    setTriple(weights, A / whole, B / whole, C / whole);
    return;
  }
  setTriple(weights, 0, 0, 0);
  let closest: f64 = Infinity;
  if (!inA) closest = tryEdge(weights, closest, 1, 2, b, c);
  if (!inB) closest = tryEdge(weights, closest, 0, 2, a, c);
  if (!inC) tryEdge(weights, closest, 0, 1, a, b);
}

/** Takes the nearest point of the edge of corners i and j, if it is nearer than `closest`, a square. */
function tryEdge(weights: usize, closest: f64, i: i32, j: i32, p: usize, q: usize): f64 {
  const convex = convexSlot(0);
  const edge = convex + CONVEX_EDGE_WEIGHTS;
  weighSegment(edge, p, q);
  combine(convex + CONVEX_C, edge, 2, p, q, q, q);
  const square = inner(convex + CONVEX_C, convex + CONVEX_C);
  if (!(square < closest)) return closest;
  setTriple(weights, 0, 0, 0);
  put(weights, i, at(edge, 0));
  put(weights, j, at(edge, 1));
  return square;
}

/** The projection within the segment, along the axis on which it is longest; or else b, which GJK has found last. */
function weighSegment(weights: usize, a: usize, b: usize): void {
  const along = convexSlot(0) + CONVEX_A;
  const foot = convexSlot(0) + CONVEX_B;
  difference(along, b, a);
  advance(foot, b, -(inner(b, along) / inner(along, along)), along);
  let axis = 0;
  for (let k = 1; k < 3; k++) if (abs<f64>(at(along, k)) >= abs<f64>(at(along, axis))) axis = k;
  const whole = at(a, axis) - at(b, axis);
  const A = at(foot, axis) - at(b, axis);
  const B = at(a, axis) - at(foot, axis);
  const within = sameSign(whole, A) && sameSign(whole, B);
  put(weights, 0, within ? A / whole : 0);
  put(weights, 1, within ? B / whole : 1);
}

/**
 * Writes the foot of the origin on the plane of three points, with the normal from the corner that gives it without
 * loss. False: they lie on a line.
 */
export function projectOrigin(out: usize, a: usize, b: usize, c: usize): bool {
  const convex = convexSlot(0);
  const ab = convex + CONVEX_A;
  const ac = convex + CONVEX_B;
  const bc = convex + CONVEX_C;
  difference(ab, b, a);
  difference(ac, c, a);
  difference(bc, c, b);
  const n = convex + CONVEX_E;
  for (let corner = 0; corner < 3; corner++) {
    if (corner === 0) outer(n, bc, ab);
    else if (corner === 1) outer(n, ab, ac);
    else outer(n, ac, bc);
    const height = inner(n, corner === 0 ? b : corner === 1 ? a : c);
    const square = inner(n, n);
    if (square === 0 && corner < 2) return false;
    if (corner === 2 || (height !== 0 && square > TINY)) {
      scaleTriple(out, n, height / square);
      break;
    }
  }
  return true;
}

/** Of the planes yz, xz, xy, 0 to 2, the one in which a triangle is largest. */
function widestPlane(a: usize, b: usize, c: usize): i32 {
  const yz = abs<f64>(areaOf(0, a, b, c));
  const xz = abs<f64>(areaOf(1, a, b, c));
  const xy = abs<f64>(areaOf(2, a, b, c));
  if (yz >= xz && yz >= xy) return 0;
  return xz >= xy ? 1 : 2;
}

/** Twice the area, with its sign, of a triangle as seen in one of these planes. */
function areaOf(plane: i32, a: usize, b: usize, c: usize): f64 {
  const x = plane === 0 ? 1 : 0;
  const y = plane === 2 ? 1 : 2;
  const ax = at(a, x);
  const ay = at(a, y);
  const bx = at(b, x);
  const by = at(b, y);
  const cx = at(c, x);
  const cy = at(c, y);
  return bx * cy - by * cx - ax * cy + ay * cx + ax * by - ay * bx;
}

/** The same with a point p as one corner, summed in the order of MuJoCo: near 0 the rounding decides the sign. */
function areaAt(plane: i32, p: usize, a: usize, b: usize): f64 {
  const x = plane === 0 ? 1 : 0;
  const y = plane === 2 ? 1 : 2;
  const px = at(p, x);
  const py = at(p, y);
  const ax = at(a, x);
  const ay = at(a, y);
  const bx = at(b, x);
  const by = at(b, y);
  return px * ay + py * bx + ax * by - px * by - py * ax - bx * ay;
}

/** Writes the weights of the corners of a triangle for a point in its plane, which may lie outside. */
export function weighPoint(weights: usize, a: usize, b: usize, c: usize, p: usize): void {
  const plane = widestPlane(a, b, c);
  const whole = areaOf(plane, a, b, c);
  setTriple(
    weights,
    areaAt(plane, p, b, c) / whole,
    areaAt(plane, p, c, a) / whole,
    areaAt(plane, p, a, b) / whole,
  );
}
