// Distance of two convex geoms in one world, with their closest points, by the algorithm of Gilbert, Johnson and
// Keerthi (Ericson, Real-Time Collision Detection, section 9.5; the steps and limits of MuJoCo's
// engine_collision_gjk.c, so that both end at the same points: what a curved shape's contact is depends on where
// the iteration ends).
//
// The Minkowski difference, all points first − second, has the origin in it where the geoms overlap. A simplex of
// up to four of its points is moved towards the origin: the support in the direction of the origin comes in, what
// does not carry the nearest point goes out.

import {
  convexIterations,
  convexSlot,
  convexToleranceWord,
  solidSlot,
  supportSlot,
} from '../bound.generated';
import {
  CONVEX_B,
  CONVEX_DIRECTION,
  CONVEX_DISTANCE,
  CONVEX_ITERATIONS,
  CONVEX_NEAR1,
  CONVEX_NEAR2,
  CONVEX_NEAREST,
  CONVEX_SEPARATED,
  CONVEX_SIMPLEX,
  CONVEX_WEIGHTS,
  GEOM_BOX,
  GEOM_HFIELD,
  GEOM_MESH,
  SOLID_MARGIN,
  SOLID_TYPE,
  SUPPORT_FIRST,
  SUPPORT_POINT,
  SUPPORT_SECOND,
  SUPPORT_SLOT,
} from '../layout.generated';
import { combine, weighSimplex } from './simplex';
import { supportOfPair } from './support';
import { INSIDE, tetrahedronHolds, UNDECIDED } from './tetrahedron';
import { at, difference, inner, lengthOf, put, scaleTriple } from './triples';

/** MuJoCo's smallest number: lengths below it are none. */
export const NOTHING: f64 = 1e-15;
/** The point of the Minkowski difference that is not in the simplex. */
const SINGLE: i32 = 4;

/** Metres to which distances are found. @inline */
export function tolerance(): f64 {
  return <f64>f32.load(convexToleranceWord);
}

/** Whether both geoms have corners alone: then the algorithms end by themselves. */
export function bothDiscrete(): bool {
  return isDiscrete(solidSlot(0)) && isDiscrete(solidSlot(1));
}

function isDiscrete(solid: usize): bool {
  const type = i32.load(solid + SOLID_TYPE);
  return (
    at(solid + SOLID_MARGIN, 0) === 0 && (type === GEOM_BOX || type === GEOM_MESH || type === GEOM_HFIELD)
  );
}

/** Point `i` of the simplex, as three f64. @inline */
function corner(i: i32): usize {
  return supportSlot(i) + SUPPORT_POINT;
}

/**
 * Writes the distance, the closest points, the simplex and whether a plane lies between the geoms; `CONVEX_NEAR1`
 * and 2 hold points of both to begin with. A distance of more than `cutoff` need not be found; with a cutoff of 0
 * it is enough to tell whether they overlap.
 */
export function gjk(cutoff: f64): void {
  const convex = convexSlot(0);
  const nearest = convex + CONVEX_NEAREST;
  const weights = convex + CONVEX_WEIGHTS;
  const difference1 = convex + CONVEX_B;
  const discrete = bothDiscrete();
  const enough = discrete ? 0 : 0.5 * tolerance() * tolerance();
  const touching = discrete ? NOTHING : tolerance();
  let count = 0;
  let decide = !(cutoff > 0); // whether a tetrahedron may be asked for the answer
  i32.store(convex + CONVEX_SEPARATED, 0);
  difference(nearest, convex + CONVEX_NEAR1, convex + CONVEX_NEAR2);
  let length = lengthOf(nearest);
  let before: f64 = 0;
  let k = 0;
  for (; k < convexIterations; k++) {
    if (length < touching || abs<f64>(before - length) < NOTHING) break;
    towardsOrigin(supportSlot(count), length);
    difference(difference1, nearest, corner(count));
    if (inner(nearest, difference1) < enough) break; // the duality gap: it can hardly become nearer
    const lower = inner(nearest, corner(count)); // distance ≥ lower / length
    if (lower > 0 && lower >= cutoff * length) {
      endApart(k);
      return;
    }
    if (count === 3 && decide) {
      i32.store(convex + CONVEX_ITERATIONS, k);
      const holds = tetrahedronHolds();
      if (holds !== UNDECIDED) {
        put(convex + CONVEX_DISTANCE, 0, holds === INSIDE ? 0 : Infinity);
        i32.store(convex + CONVEX_SEPARATED, holds === INSIDE ? 0 : 1);
        return;
      }
      k = i32.load(convex + CONVEX_ITERATIONS);
      decide = false;
    }
    weighSimplex(count + 1, corner(0), corner(1), corner(2), corner(3));
    count = leaveOut();
    if (count < 1) {
      endApart(k);
      return;
    }
    combine(nearest, weights, count, corner(0), corner(1), corner(2), corner(3));
    before = length;
    length = lengthOf(nearest);
    if (count === 4) break; // the origin is within
  }
  if (count > 0) {
    closestPoint(convex + CONVEX_NEAR1, count, SUPPORT_FIRST);
    closestPoint(convex + CONVEX_NEAR2, count, SUPPORT_SECOND);
  }
  towardsOrigin(supportSlot(SINGLE), length);
  const separated = inner(nearest, corner(SINGLE)) > 0;
  i32.store(convex + CONVEX_SEPARATED, separated ? 1 : 0);
  i32.store(convex + CONVEX_ITERATIONS, k);
  i32.store(convex + CONVEX_SIMPLEX, count);
  put(convex + CONVEX_DISTANCE, 0, count === 4 && !separated ? 0 : length);
}

/** Writes the support in the direction from the nearest point to the origin. */
function towardsOrigin(support: usize, length: f64): void {
  const convex = convexSlot(0);
  scaleTriple(convex + CONVEX_DIRECTION, convex + CONVEX_NEAREST, -1 / length);
  supportOfPair(support);
}

/** The geoms are further apart than asked for. */
function endApart(iterations: i32): void {
  const convex = convexSlot(0);
  i32.store(convex + CONVEX_SEPARATED, 1);
  i32.store(convex + CONVEX_SIMPLEX, 0);
  i32.store(convex + CONVEX_ITERATIONS, iterations);
  put(convex + CONVEX_DISTANCE, 0, Infinity);
}

/** Keeps the points of the simplex that have a weight; how many. */
function leaveOut(): i32 {
  const weights = convexSlot(0) + CONVEX_WEIGHTS;
  let count = 0;
  for (let i = 0; i < 4; i++) {
    const weight = at(weights, i);
    if (weight === 0) continue;
    if (count !== i) memory.copy(supportSlot(count), supportSlot(i), SUPPORT_SLOT);
    put(weights, count++, weight);
  }
  return count;
}

/** Σ weights · points of one geom. */
function closestPoint(out: usize, count: i32, field: usize): void {
  const weights = convexSlot(0) + CONVEX_WEIGHTS;
  combine(
    out,
    weights,
    count,
    supportSlot(0) + field,
    supportSlot(1) + field,
    supportSlot(2) + field,
    supportSlot(3) + field,
  );
}
