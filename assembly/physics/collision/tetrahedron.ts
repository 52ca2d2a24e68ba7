// Whether the Minkowski difference has the origin in it, from a tetrahedron within it: as long as the origin lies
// outside of a face, the corner opposite is replaced by the support beyond that face.

import { convexIterations, convexSlot, supportSlot } from '../bound.generated';
import {
  CONVEX_A,
  CONVEX_B,
  CONVEX_DIRECTION,
  CONVEX_DISTANCES,
  CONVEX_ITERATIONS,
  CONVEX_NORMALS,
  CONVEX_SIMPLEX,
  SUPPORT_POINT,
  SUPPORT_SLOT,
} from '../layout.generated';
import { supportOfPair } from './support';
import { at, copyTriple, difference, inner, outer, put, scaleTriple, triple } from './triples';

export const OUTSIDE: i32 = 0;
export const INSIDE: i32 = 1;
export const UNDECIDED: i32 = -1;

/** Where the simplex that is tried lies; the one GJK has is kept if nothing is decided. */
const TRIED: i32 = 5;

/** INSIDE (then the simplex is a tetrahedron around the origin), OUTSIDE, or UNDECIDED. */
export function tetrahedronHolds(): i32 {
  const convex = convexSlot(0);
  const distances = convex + CONVEX_DISTANCES;
  memory.copy(supportSlot(TRIED), supportSlot(0), 4 * SUPPORT_SLOT);
  let a = TRIED;
  let b = TRIED + 1;
  let c = TRIED + 2;
  let d = TRIED + 3;
  let k = i32.load(convex + CONVEX_ITERATIONS);
  for (; k < convexIterations; k++) {
    writeFace(0, c, b, d);
    writeFace(1, a, c, d);
    writeFace(2, b, a, d);
    writeFace(3, a, b, c);
    let onFace = false;
    for (let f = 0; f < 4; f++) onFace = onFace || at(distances, f) === 0;
    if (onFace) break;
    const i = at(distances, 0) < at(distances, 1) ? 0 : 1;
    const j = at(distances, 2) < at(distances, 3) ? 2 : 3;
    const worst = at(distances, i) < at(distances, j) ? i : j;
    if (at(distances, worst) > 0) {
      memory.copy(supportSlot(0), supportSlot(a), SUPPORT_SLOT);
      memory.copy(supportSlot(1), supportSlot(b), SUPPORT_SLOT);
      memory.copy(supportSlot(2), supportSlot(c), SUPPORT_SLOT);
      memory.copy(supportSlot(3), supportSlot(d), SUPPORT_SLOT);
      i32.store(convex + CONVEX_SIMPLEX, 4);
      i32.store(convex + CONVEX_ITERATIONS, k);
      return INSIDE;
    }
    const normal = triple(convex + CONVEX_NORMALS, worst);
    const replaced = supportSlot(worst === 0 ? a : worst === 1 ? b : worst === 2 ? c : d);
    copyTriple(convex + CONVEX_DIRECTION, normal);
    supportOfPair(replaced);
    if (inner(normal, replaced + SUPPORT_POINT) < 0) {
      i32.store(convex + CONVEX_SIMPLEX, 0);
      i32.store(convex + CONVEX_ITERATIONS, k);
      return OUTSIDE;
    }
    // Two corners change places, so that the new tetrahedron is turned as the one before.
    if (worst === 0) {
      const other = b;
      b = c;
      c = other;
    } else if (worst === 1) {
      const other = c;
      c = d;
      d = other;
    } else if (worst === 2) {
      const other = d;
      d = a;
      a = other;
    } else {
      const other = a;
      a = b;
      b = other;
    }
  }
  i32.store(convex + CONVEX_ITERATIONS, k);
  return UNDECIDED;
}

/**
 * Writes the normal of face `f`, of points p, q, r, and its distance from the origin along it; Infinity: has no
 * normal.
 */
function writeFace(f: i32, p: i32, q: i32, r: i32): void {
  const convex = convexSlot(0);
  const normal = triple(convex + CONVEX_NORMALS, f);
  const corner = supportSlot(p) + SUPPORT_POINT;
  difference(convex + CONVEX_A, supportSlot(r) + SUPPORT_POINT, corner);
  difference(convex + CONVEX_B, supportSlot(q) + SUPPORT_POINT, corner);
  outer(normal, convex + CONVEX_A, convex + CONVEX_B);
  const square = inner(normal, normal);
  if (!(square > 1e-30 && square < 1e20)) {
    put(convex + CONVEX_DISTANCES, f, Infinity);
    return;
  }
  scaleTriple(normal, normal, 1 / sqrt<f64>(square));
  put(convex + CONVEX_DISTANCES, f, inner(normal, corner));
}
