// Which geoms touch (MuJoCo's documentation, Computation: collision; its order is that of mj_collision in
// engine_collision_driver.c). The packer has left the pairs that may touch (src/physics/pack/pairs.ts); here they are
// tested by their bounding spheres and, where those meet in any lane, by the collider of their types.

import { any, broadcast, dot3, le, load, sub } from '../../vector';
import { contactCapacity, geomSlot, pairCount, pairRow, whole } from '../bound.generated';
import {
  CENTRE,
  GEOM_BOX,
  GEOM_CAPSULE,
  GEOM_CYLINDER,
  GEOM_ELLIPSOID,
  GEOM_HFIELD,
  GEOM_MESH,
  GEOM_PLANE,
  GEOM_SPHERE,
  GROUP_COUNTERS,
  PAIR_FIRST,
  PAIR_KIND,
  PAIR_NEAR,
  PAIR_SECOND,
  ROTATION,
} from '../layout.generated';
import { sphereBox } from './box';
import { collideBoxes } from './box-box';
import { capsuleBox } from './capsule-box';
import { collideConvex } from './convex';
import { sphereCylinder } from './cylinder';
import { collideHeightField } from './height-field';
import { planeCapsule, planeEllipsoid, planeSphere } from './plane';
import { planeBox } from './plane-box';
import { planeCylinder } from './plane-cylinder';
import { planeMesh } from './plane-mesh';
import { capsuleCapsule, sphereCapsule, sphereSphere } from './sphere-capsule';

/** Of a pair's kind: 8 · type of the first + type of the second. */
const FIRST_TYPE: i32 = 8;
const PLANE: i32 = FIRST_TYPE * GEOM_PLANE;
const HEIGHT_FIELD: i32 = FIRST_TYPE * GEOM_HFIELD;
const SPHERE: i32 = FIRST_TYPE * GEOM_SPHERE;
const CAPSULE: i32 = FIRST_TYPE * GEOM_CAPSULE;
const BOX: i32 = FIRST_TYPE * GEOM_BOX;

/**
 * Writes a contact for each place in which two geoms touch in any lane, and returns how many there are. The geoms are
 * placed before (place.ts).
 *
 * If there is not enough room, the caller is told how many there were, and the numbers of this step are not to be used.
 */
export function collide(group: usize): i32 {
  let count = 0;
  for (let pair = 0; pair < pairCount; pair++) {
    if (any(isNear(pairRow(pair)))) count = collidePair(count, group, pair);
  }
  if (count > max(contactCapacity, i32.load(group + GROUP_COUNTERS, 4))) {
    i32.store(group + GROUP_COUNTERS, count, 4);
  }
  return min(count, contactCapacity);
}

/** Lanes in which the bounding spheres meet, or that of the second reaches the plane. @inline */
function isNear(row: usize): v128 {
  const first = geomSlot(whole(row, PAIR_FIRST));
  const second = geomSlot(whole(row, PAIR_SECOND));
  const dx = sub(load(second + CENTRE, 0), load(first + CENTRE, 0));
  const dy = sub(load(second + CENTRE, 1), load(first + CENTRE, 1));
  const dz = sub(load(second + CENTRE, 2), load(first + CENTRE, 2));
  const near = broadcast(row, PAIR_NEAR);
  if (whole(row, PAIR_KIND) >= FIRST_TYPE) return le(dot3(dx, dy, dz, dx, dy, dz), near);
  const R = first + ROTATION;
  return le(dot3(load(R, 2), load(R, 5), load(R, 8), dx, dy, dz), near);
}

/**
 * The table of colliders: each adds the contacts of a pair to the `count` there are and returns how many there are
 * then. The packer refuses what is not named here (src/physics/pack/colliders.ts, to be kept the same).
 */
function collidePair(count: i32, group: usize, pair: i32): i32 {
  const kind = whole(pairRow(pair), PAIR_KIND);
  if (kind >= HEIGHT_FIELD && kind < SPHERE) return collideHeightField(count, group, pair);
  switch (kind) {
    case PLANE + GEOM_SPHERE:
      return planeSphere(count, group, pair);
    case PLANE + GEOM_CAPSULE:
      return planeCapsule(count, group, pair);
    case PLANE + GEOM_ELLIPSOID:
      return planeEllipsoid(count, group, pair);
    case PLANE + GEOM_CYLINDER:
      return planeCylinder(count, group, pair);
    case PLANE + GEOM_BOX:
      return planeBox(count, group, pair);
    case SPHERE + GEOM_SPHERE:
      return sphereSphere(count, group, pair);
    case SPHERE + GEOM_CAPSULE:
      return sphereCapsule(count, group, pair);
    case SPHERE + GEOM_CYLINDER:
      return sphereCylinder(count, group, pair);
    case SPHERE + GEOM_BOX:
      return sphereBox(count, group, pair);
    case CAPSULE + GEOM_CAPSULE:
      return capsuleCapsule(count, group, pair);
    case CAPSULE + GEOM_BOX:
      return capsuleBox(count, group, pair);
    case BOX + GEOM_BOX:
      return collideBoxes(count, group, pair);
    case PLANE + GEOM_MESH:
      return planeMesh(count, group, pair);
  }
  return collideConvex(count, group, pair);
}
