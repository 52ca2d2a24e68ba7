// Contacts of spheres and capsules with the plane (MuJoCo's documentation, Computation: collision).

import {
  abs,
  add,
  any,
  broadcast,
  div,
  dot3,
  load,
  lt,
  mul,
  pmax,
  select,
  splat,
  sqrt,
  sub,
} from '../vector';
import { bodySlot, geomCount, geomRow, geomSlot, planeSlot, temporary, whole, word } from './bound.generated';
import { touches } from './constraints';
import { writePlaneContact } from './contacts';
import {
  CENTRE,
  GEOM_BODY,
  GEOM_HALF_AXIS,
  GEOM_HEIGHT,
  GEOM_IS_CAPSULE,
  GEOM_NORMAL,
  GEOM_ON_PLANE,
  GEOM_POSITION,
  GEOM_RADIUS,
  GEOM_TANGENT,
  HALF_AXIS,
  P,
  R,
} from './layout.generated';
import { pointOnBody, rotate, spread3 } from './spatial';

/** Places the geoms where their bodies are. */
export function placeGeoms(): void {
  const axis = temporary;
  for (let g = 0; g < geomCount; g++) {
    const row = geomRow(g);
    const geom = geomSlot(g);
    const body = bodySlot(whole(row, GEOM_BODY));
    pointOnBody(geom + CENTRE, body + R, body + P, word(row, GEOM_POSITION));
    if (!whole(row, GEOM_IS_CAPSULE)) continue;
    spread3(axis, word(row, GEOM_HALF_AXIS));
    rotate(geom + HALF_AXIS, body + R, axis);
  }
}

/** Writes a contact for each sphere, and each end of a capsule, that touches the plane. Returns how many there are. */
export function collideWithPlane(group: usize): i32 {
  let count = 0;
  for (let g = 0; g < geomCount; g++) {
    const row = geomRow(g);
    if (!whole(row, GEOM_ON_PLANE)) continue;
    const geom = geomSlot(g);
    const x = load(geom + CENTRE, 0);
    const y = load(geom + CENTRE, 1);
    const z = load(geom + CENTRE, 2);
    if (whole(row, GEOM_IS_CAPSULE)) {
      const ax = load(geom + HALF_AXIS, 0);
      const ay = load(geom + HALF_AXIS, 1);
      const az = load(geom + HALF_AXIS, 2);
      count = sphereOnPlane(count, group, g, row, add(x, ax), add(y, ay), add(z, az));
      count = sphereOnPlane(count, group, g, row, sub(x, ax), sub(y, ay), sub(z, az));
    } else {
      count = sphereOnPlane(count, group, g, row, x, y, z);
    }
  }
  return count;
}

/**
 * A sphere of the geom's radius at (x, y, z), a sphere geom or the end of a capsule, against the plane. Returns the
 * number of contacts, `count` of which there were before.
 */
function sphereOnPlane(count: i32, group: usize, g: i32, row: usize, x: v128, y: v128, z: v128): i32 {
  const nx = broadcast(row, GEOM_NORMAL);
  const ny = broadcast(row, GEOM_NORMAL + 1);
  const nz = broadcast(row, GEOM_NORMAL + 2);
  const world = bodySlot(0); // the world's origin, from where positions are counted here
  const height = add(
    broadcast(row, GEOM_HEIGHT),
    dot3(nx, ny, nz, load(world + P, 0), load(world + P, 1), load(world + P, 2)),
  );
  const radius = broadcast(row, GEOM_RADIUS);
  const distance = sub(sub(dot3(nx, ny, nz, x, y, z), height), radius);
  const mask = touches(group, distance, add(abs(height), radius));
  if (!any(mask)) return count;
  const depth = add(radius, mul(splat(0.5), distance)); // from the sphere's centre to midway between the surfaces

  // First tangent: along the capsule, made level. An upright capsule and a sphere take the table's.
  let tx = broadcast(row, GEOM_TANGENT);
  let ty = broadcast(row, GEOM_TANGENT + 1);
  let tz = broadcast(row, GEOM_TANGENT + 2);
  if (whole(row, GEOM_IS_CAPSULE)) {
    const axis = geomSlot(g) + HALF_AXIS;
    const ax = load(axis, 0);
    const ay = load(axis, 1);
    const az = load(axis, 2);
    const along = dot3(nx, ny, nz, ax, ay, az);
    const lx = sub(ax, mul(along, nx));
    const ly = sub(ay, mul(along, ny));
    const lz = sub(az, mul(along, nz));
    const square = dot3(lx, ly, lz, lx, ly, lz);
    const upright = lt(square, mul(splat(1e-10), dot3(ax, ay, az, ax, ay, az)));
    const scale = div(splat(1), sqrt(pmax(square, splat(1e-20))));
    tx = select(tx, mul(lx, scale), upright);
    ty = select(ty, mul(ly, scale), upright);
    tz = select(tz, mul(lz, scale), upright);
  }
  writePlaneContact(
    planeSlot(count),
    group,
    whole(row, GEOM_BODY),
    g,
    row,
    distance,
    mask,
    sub(x, mul(nx, depth)),
    sub(y, mul(ny, depth)),
    sub(z, mul(nz, depth)),
    tx,
    ty,
    tz,
  );
  return count + 1;
}
