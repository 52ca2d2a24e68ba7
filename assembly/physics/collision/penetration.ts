// How two convex geoms touch in one world: GJK tells whether they overlap, EPA how deep. What is round is done
// without its radius as far as possible (MuJoCo's mjc_ccd): a sphere as its centre, a capsule as its segment, so
// that GJK alone finds shallow contacts to the last digit.

import { convexSlot, solidSlot } from '../bound.generated';
import {
  CONVEX_DISTANCE,
  CONVEX_E,
  CONVEX_NEAR1,
  CONVEX_NEAR2,
  CONVEX_SEPARATED,
  CONVEX_SIMPLEX,
  GEOM_CAPSULE,
  GEOM_SPHERE,
  SOLID_CENTRE,
  SOLID_MARGIN,
  SOLID_SIZE,
  SOLID_TYPE,
} from '../layout.generated';
import { expandPolytope, NO_FACE } from './epa';
import { gjk, tolerance } from './gjk';
import { startPolytope } from './polytope-start';
import { LINE_SHAPE, POINT_SHAPE } from './support';
import { advance, at, copyTriple, difference, makeUnit, put } from './triples';

/** Penetrating, without a face: the round parts alone do. */
export const ROUND: i32 = -2;
/** Not in contact. */
export const NO_CONTACT: i32 = -3;

/**
 * Writes depth and deepest points of the solids 0 and 1 if they penetrate.
 *
 * @returns the face of the polytope on which they lie, ROUND, or NO_CONTACT.
 */
export function penetration(): i32 {
  const convex = convexSlot(0);
  startFromCentres();
  if (isRound(solidSlot(0)) || isRound(solidSlot(1))) {
    const type1 = i32.load(solidSlot(0) + SOLID_TYPE);
    const type2 = i32.load(solidSlot(1) + SOLID_TYPE);
    const margin1 = at(solidSlot(0) + SOLID_MARGIN, 0);
    const margin2 = at(solidSlot(1) + SOLID_MARGIN, 0);
    const radius1 = makeThin(solidSlot(0));
    const radius2 = makeThin(solidSlot(1));
    gjk(radius1 + radius2);
    restore(solidSlot(0), type1, margin1);
    restore(solidSlot(1), type2, margin2);
    const distance = at(convex + CONVEX_DISTANCE, 0);
    if (distance > tolerance()) {
      // Shallow: the points move outward by the radii, through each other if they penetrate.
      const normal = convex + CONVEX_E;
      difference(normal, convex + CONVEX_NEAR2, convex + CONVEX_NEAR1);
      makeUnit(normal, normal);
      advance(convex + CONVEX_NEAR1, convex + CONVEX_NEAR1, radius1, normal);
      advance(convex + CONVEX_NEAR2, convex + CONVEX_NEAR2, -radius2, normal);
      const depth = distance - (radius1 + radius2);
      put(convex + CONVEX_DISTANCE, 0, depth);
      return depth < 0 ? ROUND : NO_CONTACT;
    }
    startFromCentres();
  }
  gjk(0);
  const overlap =
    at(convex + CONVEX_DISTANCE, 0) <= tolerance() &&
    i32.load(convex + CONVEX_SIMPLEX) > 1 &&
    !i32.load(convex + CONVEX_SEPARATED);
  if (!overlap) return NO_CONTACT;
  put(convex + CONVEX_DISTANCE, 0, 0);
  if (!startPolytope()) return NO_CONTACT;
  const face = expandPolytope();
  return face !== NO_FACE && at(convex + CONVEX_DISTANCE, 0) < 0 ? face : NO_CONTACT;
}

function startFromCentres(): void {
  const convex = convexSlot(0);
  copyTriple(convex + CONVEX_NEAR1, solidSlot(0) + SOLID_CENTRE);
  copyTriple(convex + CONVEX_NEAR2, solidSlot(1) + SOLID_CENTRE);
}

function isRound(solid: usize): bool {
  const type = i32.load(solid + SOLID_TYPE);
  return type === GEOM_SPHERE || type === GEOM_CAPSULE;
}

/** Makes a sphere a point and a capsule a segment, without a margin; what was taken from its radius, 0 of others. */
function makeThin(solid: usize): f64 {
  if (!isRound(solid)) return 0;
  const radius = at(solid + SOLID_SIZE, 0) + 0.5 * at(solid + SOLID_MARGIN, 0);
  i32.store(solid + SOLID_TYPE, i32.load(solid + SOLID_TYPE) === GEOM_SPHERE ? POINT_SHAPE : LINE_SHAPE);
  put(solid + SOLID_MARGIN, 0, 0);
  return radius;
}

function restore(solid: usize, type: i32, margin: f64): void {
  i32.store(solid + SOLID_TYPE, type);
  put(solid + SOLID_MARGIN, 0, margin);
}
