// Contacts of spheres and capsules, with the plane and with each other (MuJoCo's documentation, Computation: collision;
// the closest points of two segments as in Ericson, Real-Time Collision Detection, section 5.1.9).

import {
  ALL_LANES,
  abs,
  add,
  all,
  and,
  any,
  broadcast,
  div,
  dot3,
  gt,
  load,
  lt,
  mul,
  ne,
  neg,
  pmax,
  select,
  splat,
  sqrt,
  store,
  sub,
} from '../vector';
import {
  APART,
  alongside,
  areParallel,
  CHOICE_S,
  CHOICE_T,
  CLOSE,
  clampToSegment,
  closestOfLines,
  HAS_SECOND,
  NORMAL,
  nearlyParallel,
  normalOfClose,
  PLACE_S,
  PLACE_T,
  SECOND_S,
  SECOND_T,
} from './alongside';
import { addPairContact, addPlaneContact, touches } from './constraints';
import {
  bodySlot,
  CENTRE,
  GEOM_BODY,
  GEOM_CAPSULE,
  GEOM_HALF_AXIS,
  GEOM_HEIGHT,
  GEOM_NORMAL,
  GEOM_ON_PLANE,
  GEOM_POSITION,
  GEOM_RADIUS,
  GEOM_TANGENT,
  geomCount,
  geomRow,
  geomSlot,
  HALF_AXIS,
  P,
  PAIR_FIRST,
  PAIR_NEAR,
  PAIR_SECOND,
  pairCount,
  pairRow,
  R,
  temporary,
  whole,
  word,
} from './layout';
import { pointOnBody, rotate, spread3 } from './spatial';

/** Places the geoms and adds a row or four for each contact. */
export function collide(group: usize): void {
  for (let g = 0; g < geomCount; g++) {
    const row = geomRow(g);
    const geom = geomSlot(g);
    const body = bodySlot(whole(row, GEOM_BODY));
    pointOnBody(geom + CENTRE, body + R, body + P, word(row, GEOM_POSITION));
    const capsule = whole(row, GEOM_CAPSULE);
    const onPlane = whole(row, GEOM_ON_PLANE);
    if (capsule) {
      spread3(temporary, word(row, GEOM_HALF_AXIS));
      rotate(geom + HALF_AXIS, body + R, temporary);
    }
    if (!onPlane) continue;
    const x = load(geom + CENTRE, 0);
    const y = load(geom + CENTRE, 1);
    const z = load(geom + CENTRE, 2);
    if (capsule) {
      const ax = load(geom + HALF_AXIS, 0);
      const ay = load(geom + HALF_AXIS, 1);
      const az = load(geom + HALF_AXIS, 2);
      sphereOnPlane(group, g, row, add(x, ax), add(y, ay), add(z, az));
      sphereOnPlane(group, g, row, sub(x, ax), sub(y, ay), sub(z, az));
    } else {
      sphereOnPlane(group, g, row, x, y, z);
    }
  }
  collidePairs(group);
}

/** A sphere of the geom's radius at (x, y, z), a sphere geom or the end of a capsule, against the plane. */
function sphereOnPlane(group: usize, g: i32, row: usize, x: v128, y: v128, z: v128): void {
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
  if (!any(mask)) return;
  const depth = add(radius, mul(splat(0.5), distance)); // from the sphere's centre to midway between the surfaces

  // First tangent: along the capsule, made level. An upright capsule and a sphere take the table's.
  let tx = broadcast(row, GEOM_TANGENT);
  let ty = broadcast(row, GEOM_TANGENT + 1);
  let tz = broadcast(row, GEOM_TANGENT + 2);
  if (whole(row, GEOM_CAPSULE)) {
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
  addPlaneContact(
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
}

/** Tests all pairs: first whether the spheres around the geoms meet, in any lane. Neighbours in the table often share their first geom. */
function collidePairs(group: usize): void {
  let first = -1;
  let x = splat(0);
  let y = splat(0);
  let z = splat(0);
  for (let p = 0; p < pairCount; p++) {
    const row = pairRow(p);
    const g = whole(row, PAIR_FIRST);
    if (g !== first) {
      first = g;
      x = load(geomSlot(g) + CENTRE);
      y = load(geomSlot(g) + CENTRE, 1);
      z = load(geomSlot(g) + CENTRE, 2);
    }
    const second = geomSlot(whole(row, PAIR_SECOND));
    const dx = sub(x, load(second + CENTRE));
    const dy = sub(y, load(second + CENTRE, 1));
    const dz = sub(z, load(second + CENTRE, 2));
    if (any(lt(dot3(dx, dy, dz, dx, dy, dz), broadcast(row, PAIR_NEAR)))) collidePair(group, row);
  }
}

/**
 * Whether the direction between the centres, d = c₁ − c₂, separates two capsules in all lanes: along it they reach
 * |a₁·d| + |a₂·d| + (r₁ + r₂) |d| toward each other, of |d|². Saves most of the pairs that lie side by side.
 * @inline
 */
function apartAlong(u: v128, v: v128, square: v128, radii: v128): bool {
  const ROUNDING: f32 = 1.001; // what is nearly in contact is left to the exact test
  const gap = sub(square, add(abs(u), abs(v)));
  return all(gt(gap, mul(mul(radii, splat(ROUNDING)), sqrt(square))));
}

/**
 * Two geoms as segments c ± a (spheres: a = 0) with a radius. The closest points c₁ + s a₁ and c₂ + t a₂ minimise a
 * quadratic in s and t: solved, then clamped to the segments one after the other. Parallel capsules may have two contacts.
 */
function collidePair(group: usize, row: usize): void {
  const g1 = whole(row, PAIR_FIRST);
  const g2 = whole(row, PAIR_SECOND);
  const capsule1 = whole(geomRow(g1), GEOM_CAPSULE);
  const capsule2 = whole(geomRow(g2), GEOM_CAPSULE);
  if (capsule1 && capsule2) {
    collideCapsules(group, row);
    return;
  }
  const first = geomSlot(g1);
  const second = geomSlot(g2);
  const dx = sub(load(first + CENTRE, 0), load(second + CENTRE, 0));
  const dy = sub(load(first + CENTRE, 1), load(second + CENTRE, 1));
  const dz = sub(load(first + CENTRE, 2), load(second + CENTRE, 2));
  let s = splat(0);
  let t = splat(0);
  if (capsule2) {
    const bx = load(second + HALF_AXIS, 0);
    const by = load(second + HALF_AXIS, 1);
    const bz = load(second + HALF_AXIS, 2);
    t = clampToSegment(div(dot3(bx, by, bz, dx, dy, dz), dot3(bx, by, bz, bx, by, bz)));
  } else if (capsule1) {
    const ax = load(first + HALF_AXIS, 0);
    const ay = load(first + HALF_AXIS, 1);
    const az = load(first + HALF_AXIS, 2);
    s = clampToSegment(neg(div(dot3(ax, ay, az, dx, dy, dz), dot3(ax, ay, az, ax, ay, az))));
  }
  touchSpheres(group, row, s, t, ALL_LANES);
}

function collideCapsules(group: usize, row: usize): void {
  const g1 = whole(row, PAIR_FIRST);
  const g2 = whole(row, PAIR_SECOND);
  const first = geomSlot(g1);
  const second = geomSlot(g2);
  const dx = sub(load(first + CENTRE, 0), load(second + CENTRE, 0));
  const dy = sub(load(first + CENTRE, 1), load(second + CENTRE, 1));
  const dz = sub(load(first + CENTRE, 2), load(second + CENTRE, 2));
  const ax = load(first + HALF_AXIS, 0);
  const ay = load(first + HALF_AXIS, 1);
  const az = load(first + HALF_AXIS, 2);
  const bx = load(second + HALF_AXIS, 0);
  const by = load(second + HALF_AXIS, 1);
  const bz = load(second + HALF_AXIS, 2);
  const aa = dot3(ax, ay, az, ax, ay, az);
  const bb = dot3(bx, by, bz, bx, by, bz);
  const ab = neg(dot3(ax, ay, az, bx, by, bz));
  const u = neg(dot3(ax, ay, az, dx, dy, dz));
  const v = dot3(bx, by, bz, dx, dy, dz);
  const radii = add(broadcast(geomRow(g1), GEOM_RADIUS), broadcast(geomRow(g2), GEOM_RADIUS));
  if (apartAlong(u, v, dot3(dx, dy, dz, dx, dy, dz), radii)) return;
  const determinant = sub(mul(aa, bb), mul(ab, ab));
  const nearly = nearlyParallel(determinant, aa, bb);
  const someNearly = any(nearly);
  let parallel = splat(0);
  let s = div(sub(mul(bb, u), mul(ab, v)), pmax(determinant, splat(1e-30)));
  if (someNearly) {
    s = select(closestOfLines(first, second), s, nearly);
    parallel = and(nearly, areParallel(aa, bb));
  }
  s = clampToSegment(s);
  const free = div(sub(v, mul(ab, s)), bb);
  let t = clampToSegment(free);
  // t ran into an end: then s has to be found again for that end.
  s = select(clampToSegment(div(sub(u, mul(ab, t)), aa)), s, ne(free, t));
  if (!(someNearly && any(parallel))) {
    touchSpheres(group, row, s, t, ALL_LANES);
    return;
  }
  alongside(first, second, geomRow(g1), geomRow(g2));
  const s2 = load(temporary, SECOND_S);
  const t2 = load(temporary, SECOND_T);
  const two = and(parallel, load(temporary, HAS_SECOND));
  s = select(load(temporary, CHOICE_S), s, parallel);
  t = select(load(temporary, CHOICE_T), t, parallel);
  touchSpheres(group, row, s, t, ALL_LANES);
  if (any(two)) touchSpheres(group, row, s2, t2, two);
}

/** Contact of the spheres at c₁ + s a₁ and c₂ + t a₂, two geoms' closest points, in the lanes of `lanes`. */
function touchSpheres(group: usize, row: usize, s: v128, t: v128, lanes: v128): void {
  const g1 = whole(row, PAIR_FIRST);
  const g2 = whole(row, PAIR_SECOND);
  const first = geomSlot(g1);
  const second = geomSlot(g2);
  const row1 = geomRow(g1);
  const row2 = geomRow(g2);
  let x1 = load(first + CENTRE, 0);
  let y1 = load(first + CENTRE, 1);
  let z1 = load(first + CENTRE, 2);
  let x2 = load(second + CENTRE, 0);
  let y2 = load(second + CENTRE, 1);
  let z2 = load(second + CENTRE, 2);
  if (whole(row1, GEOM_CAPSULE)) {
    x1 = add(x1, mul(s, load(first + HALF_AXIS, 0)));
    y1 = add(y1, mul(s, load(first + HALF_AXIS, 1)));
    z1 = add(z1, mul(s, load(first + HALF_AXIS, 2)));
  }
  if (whole(row2, GEOM_CAPSULE)) {
    x2 = add(x2, mul(t, load(second + HALF_AXIS, 0)));
    y2 = add(y2, mul(t, load(second + HALF_AXIS, 1)));
    z2 = add(z2, mul(t, load(second + HALF_AXIS, 2)));
  }
  const dx = sub(x2, x1);
  const dy = sub(y2, y1);
  const dz = sub(z2, z1);
  const apart = sqrt(dot3(dx, dy, dz, dx, dy, dz));
  const radius1 = broadcast(row1, GEOM_RADIUS);
  const radius2 = broadcast(row2, GEOM_RADIUS);
  const distance = sub(sub(apart, radius1), radius2);
  const mask = and(touches(group, distance, add(radius1, radius2)), lanes);
  if (!any(mask)) return;
  const scale = div(splat(1), pmax(apart, splat(1e-12)));
  let nx = mul(dx, scale);
  let ny = mul(dy, scale);
  let nz = mul(dz, scale);
  const close = lt(apart, mul(splat(CLOSE), add(radius1, radius2)));
  if (any(and(mask, close))) {
    store(temporary, nx, NORMAL);
    store(temporary, ny, NORMAL + 1);
    store(temporary, nz, NORMAL + 2);
    store(temporary, s, PLACE_S);
    store(temporary, t, PLACE_T);
    store(temporary, apart, APART);
    normalOfClose(first, second, row1, row2);
    nx = load(temporary, NORMAL);
    ny = load(temporary, NORMAL + 1);
    nz = load(temporary, NORMAL + 2);
  }
  const depth = add(radius1, mul(splat(0.5), distance));
  addPairContact(
    group,
    whole(row1, GEOM_BODY),
    whole(row2, GEOM_BODY),
    row,
    distance,
    mask,
    add(x1, mul(nx, depth)),
    add(y1, mul(ny, depth)),
    add(z1, mul(nz, depth)),
    nx,
    ny,
    nz,
  );
}
