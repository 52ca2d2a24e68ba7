// Planes against what touches them with its lowest points: spheres, capsules, ellipsoids (MuJoCo's functions
// mjc_PlaneSphere and mjc_PlaneCapsule of engine_collision_primitive.c, and mjc_PlaneConvex for ellipsoids). A point p
// of a surface is at the distance n·(p − c) from the plane, c and n its centre and axis z; the contact is half of
// that below p. Cylinders and boxes: plane-cylinder.ts, plane-box.ts.

import { ALL_LANES, abs, add, broadcast, div, dot3, load, mul, pmax, splat, sqrt, sub } from '../../vector';
import { geomRow, geomSlot, pairRow, whole } from '../bound.generated';
import { CENTRE, GEOM_SIZE, HALF_AXIS, PAIR_FIRST, PAIR_SECOND, ROTATION } from '../layout.generated';
import { addContact, addContactAlong, setNormal, setPoint, setTangent } from './contact';

/** The plane's normal is the normal of all its contacts. @inline */
export function takePlaneNormal(plane: usize): void {
  setNormal(load(plane + ROTATION, 2), load(plane + ROTATION, 5), load(plane + ROTATION, 8));
}

/** n·(p − c), how far a point is above the plane. @inline */
export function abovePlane(plane: usize, x: v128, y: v128, z: v128): v128 {
  return dot3(
    load(plane + ROTATION, 2),
    load(plane + ROTATION, 5),
    load(plane + ROTATION, 8),
    sub(x, load(plane + CENTRE, 0)),
    sub(y, load(plane + CENTRE, 1)),
    sub(z, load(plane + CENTRE, 2)),
  );
}

/** The contact's point: `depth` below p along the normal. @inline */
export function setPointBelow(plane: usize, x: v128, y: v128, z: v128, depth: v128): void {
  setPoint(
    sub(x, mul(load(plane + ROTATION, 2), depth)),
    sub(y, mul(load(plane + ROTATION, 5), depth)),
    sub(z, mul(load(plane + ROTATION, 8), depth)),
  );
}

/** Size of the coordinates in a distance from the plane: the plane's height over the origin, and the geom. @inline */
export function sizeOnPlane(plane: usize, extent: v128): v128 {
  const zero = splat(0);
  return add(abs(abovePlane(plane, zero, zero, zero)), extent);
}

export function planeSphere(count: i32, group: usize, pair: i32): i32 {
  const plane = geomSlot(whole(pairRow(pair), PAIR_FIRST));
  const g = whole(pairRow(pair), PAIR_SECOND);
  const sphere = geomSlot(g) + CENTRE;
  takePlaneNormal(plane);
  const radius = broadcast(geomRow(g), GEOM_SIZE);
  const distance = sub(abovePlane(plane, load(sphere, 0), load(sphere, 1), load(sphere, 2)), radius);
  const depth = add(radius, mul(splat(0.5), distance));
  setPointBelow(plane, load(sphere, 0), load(sphere, 1), load(sphere, 2), depth);
  return addContact(count, group, pair, distance, sizeOnPlane(plane, radius), ALL_LANES);
}

/** The two ends as spheres; the first tangent is along the capsule. */
export function planeCapsule(count: i32, group: usize, pair: i32): i32 {
  const g = whole(pairRow(pair), PAIR_SECOND);
  const capsule = geomSlot(g);
  takePlaneNormal(geomSlot(whole(pairRow(pair), PAIR_FIRST)));
  setTangent(load(capsule + ROTATION, 2), load(capsule + ROTATION, 5), load(capsule + ROTATION, 8));
  const after = endOnPlane(count, group, pair, splat(1));
  return endOnPlane(after, group, pair, splat(-1));
}

/** The end c + sign · a. */
function endOnPlane(count: i32, group: usize, pair: i32, sign: v128): i32 {
  const plane = geomSlot(whole(pairRow(pair), PAIR_FIRST));
  const g = whole(pairRow(pair), PAIR_SECOND);
  const capsule = geomSlot(g);
  const x = add(load(capsule + CENTRE, 0), mul(sign, load(capsule + HALF_AXIS, 0)));
  const y = add(load(capsule + CENTRE, 1), mul(sign, load(capsule + HALF_AXIS, 1)));
  const z = add(load(capsule + CENTRE, 2), mul(sign, load(capsule + HALF_AXIS, 2)));
  const radius = broadcast(geomRow(g), GEOM_SIZE);
  const distance = sub(abovePlane(plane, x, y, z), radius);
  setPointBelow(plane, x, y, z, add(radius, mul(splat(0.5), distance)));
  return addContactAlong(count, group, pair, distance, sizeOnPlane(plane, radius), ALL_LANES);
}

/** n in the frame of a geom, one component: its column k · n. @inline */
export function alongAxis(plane: usize, geom: usize, k: usize): v128 {
  const R = geom + ROTATION;
  const N = plane + ROTATION;
  return dot3(load(R, k), load(R, k + 3), load(R, k + 6), load(N, 2), load(N, 5), load(N, 8));
}

/** c + R v. @inline */
export function pointOfGeom(geom: usize, x: v128, y: v128, z: v128, i: usize): v128 {
  const R = geom + ROTATION;
  return add(load(geom + CENTRE, i), dot3(load(R, 3 * i), load(R, 3 * i + 1), load(R, 3 * i + 2), x, y, z));
}

/** The lowest point: with S the radii and n in the ellipsoid's frame, −S² n / |S n|. */
export function planeEllipsoid(count: i32, group: usize, pair: i32): i32 {
  const plane = geomSlot(whole(pairRow(pair), PAIR_FIRST));
  const g = whole(pairRow(pair), PAIR_SECOND);
  const geom = geomSlot(g);
  takePlaneNormal(plane);
  const sx = broadcast(geomRow(g), GEOM_SIZE);
  const sy = broadcast(geomRow(g), GEOM_SIZE + 1);
  const sz = broadcast(geomRow(g), GEOM_SIZE + 2);
  const nx = mul(sx, alongAxis(plane, geom, 0));
  const ny = mul(sy, alongAxis(plane, geom, 1));
  const nz = mul(sz, alongAxis(plane, geom, 2));
  const scale = div(splat(-1), sqrt(dot3(nx, ny, nz, nx, ny, nz)));
  const vx = mul(mul(sx, nx), scale);
  const vy = mul(mul(sy, ny), scale);
  const vz = mul(mul(sz, nz), scale);
  const x = pointOfGeom(geom, vx, vy, vz, 0);
  const y = pointOfGeom(geom, vx, vy, vz, 1);
  const z = pointOfGeom(geom, vx, vy, vz, 2);
  const distance = abovePlane(plane, x, y, z);
  setPointBelow(plane, x, y, z, mul(splat(0.5), distance));
  return addContact(count, group, pair, distance, sizeOnPlane(plane, pmax(sx, pmax(sy, sz))), ALL_LANES);
}
