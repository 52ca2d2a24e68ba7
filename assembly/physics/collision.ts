// Contacts of spheres and capsules, with the plane and with each other (MuJoCo's documentation, Computation: collision;
// the closest points of two segments as in Ericson, Real-Time Collision Detection, section 5.1.9).

import {
  APART,
  alongside,
  areParallel,
  CHOICE_S,
  CHOICE_T,
  CLOSE,
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
import { ALL_LANES, add, at, div, dot3, mul, neg, put, same, splat, sub } from './lanes';
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
    const row = geomRow(g),
      geom = geomSlot(g),
      body = bodySlot(whole(row, GEOM_BODY));
    pointOnBody(geom + CENTRE, body + R, body + P, word(row, GEOM_POSITION));
    const capsule = whole(row, GEOM_CAPSULE),
      onPlane = whole(row, GEOM_ON_PLANE);
    if (capsule) {
      spread3(temporary, word(row, GEOM_HALF_AXIS));
      rotate(geom + HALF_AXIS, body + R, temporary);
    }
    if (!onPlane) continue;
    const x = at(geom + CENTRE, 0),
      y = at(geom + CENTRE, 1),
      z = at(geom + CENTRE, 2);
    if (capsule) {
      const ax = at(geom + HALF_AXIS, 0),
        ay = at(geom + HALF_AXIS, 1),
        az = at(geom + HALF_AXIS, 2);
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
  const nx = same(row, GEOM_NORMAL),
    ny = same(row, GEOM_NORMAL + 1),
    nz = same(row, GEOM_NORMAL + 2);
  const world = bodySlot(0); // the world's origin, from where positions are counted here
  const height = add(
    same(row, GEOM_HEIGHT),
    dot3(nx, ny, nz, at(world + P, 0), at(world + P, 1), at(world + P, 2)),
  );
  const radius = same(row, GEOM_RADIUS);
  const distance = sub(sub(dot3(nx, ny, nz, x, y, z), height), radius);
  const mask = touches(group, distance, add(f32x4.abs(height), radius));
  if (!v128.any_true(mask)) return;
  const depth = add(radius, mul(splat(0.5), distance)); // from the sphere's centre to midway between the surfaces

  // First tangent: along the capsule, made level. An upright capsule and a sphere take the table's.
  let tx = same(row, GEOM_TANGENT),
    ty = same(row, GEOM_TANGENT + 1),
    tz = same(row, GEOM_TANGENT + 2);
  if (whole(row, GEOM_CAPSULE)) {
    const axis = geomSlot(g) + HALF_AXIS;
    const ax = at(axis, 0),
      ay = at(axis, 1),
      az = at(axis, 2);
    const along = dot3(nx, ny, nz, ax, ay, az);
    const lx = sub(ax, mul(along, nx)),
      ly = sub(ay, mul(along, ny)),
      lz = sub(az, mul(along, nz));
    const square = dot3(lx, ly, lz, lx, ly, lz);
    const upright = f32x4.lt(square, mul(splat(1e-10), dot3(ax, ay, az, ax, ay, az)));
    const scale = div(splat(1), f32x4.sqrt(f32x4.pmax(square, splat(1e-20))));
    tx = v128.bitselect(tx, mul(lx, scale), upright);
    ty = v128.bitselect(ty, mul(ly, scale), upright);
    tz = v128.bitselect(tz, mul(lz, scale), upright);
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
  let x = splat(0),
    y = splat(0),
    z = splat(0);
  for (let p = 0; p < pairCount; p++) {
    const row = pairRow(p),
      g = whole(row, PAIR_FIRST);
    if (g !== first) {
      first = g;
      x = v128.load(geomSlot(g), CENTRE);
      y = v128.load(geomSlot(g), CENTRE + 16);
      z = v128.load(geomSlot(g), CENTRE + 32);
    }
    const second = geomSlot(whole(row, PAIR_SECOND));
    const dx = sub(x, v128.load(second, CENTRE)),
      dy = sub(y, v128.load(second, CENTRE + 16)),
      dz = sub(z, v128.load(second, CENTRE + 32));
    if (v128.any_true(f32x4.lt(dot3(dx, dy, dz, dx, dy, dz), same(row, PAIR_NEAR)))) collidePair(group, row);
  }
}

/** @inline */
function clampToSegment(x: v128): v128 {
  return f32x4.pmax(f32x4.pmin(x, splat(1)), splat(-1));
}

/**
 * Whether the direction between the centres, d = c₁ − c₂, separates two capsules in all lanes: along it they reach
 * |a₁·d| + |a₂·d| + (r₁ + r₂) |d| toward each other, of |d|². Saves most of the pairs that lie side by side.
 * @inline
 */
function apartAlong(u: v128, v: v128, square: v128, radii: v128): bool {
  const ROUNDING: f32 = 1.001; // what is nearly in contact is left to the exact test
  const gap = sub(square, add(f32x4.abs(u), f32x4.abs(v)));
  return i32x4.all_true(f32x4.gt(gap, mul(mul(radii, splat(ROUNDING)), f32x4.sqrt(square))));
}

/**
 * Two geoms as segments c ± a (spheres: a = 0) with a radius. The closest points c₁ + s a₁ and c₂ + t a₂ minimise a
 * quadratic in s and t: solved, then clamped to the segments one after the other. Parallel capsules may have two contacts.
 */
function collidePair(group: usize, row: usize): void {
  const g1 = whole(row, PAIR_FIRST),
    g2 = whole(row, PAIR_SECOND);
  const capsule1 = whole(geomRow(g1), GEOM_CAPSULE),
    capsule2 = whole(geomRow(g2), GEOM_CAPSULE);
  if (capsule1 && capsule2) {
    collideCapsules(group, row);
    return;
  }
  const first = geomSlot(g1),
    second = geomSlot(g2);
  const dx = sub(at(first + CENTRE, 0), at(second + CENTRE, 0)),
    dy = sub(at(first + CENTRE, 1), at(second + CENTRE, 1));
  const dz = sub(at(first + CENTRE, 2), at(second + CENTRE, 2));
  let s = splat(0),
    t = splat(0);
  if (capsule2) {
    const bx = at(second + HALF_AXIS, 0),
      by = at(second + HALF_AXIS, 1),
      bz = at(second + HALF_AXIS, 2);
    t = clampToSegment(div(dot3(bx, by, bz, dx, dy, dz), dot3(bx, by, bz, bx, by, bz)));
  } else if (capsule1) {
    const ax = at(first + HALF_AXIS, 0),
      ay = at(first + HALF_AXIS, 1),
      az = at(first + HALF_AXIS, 2);
    s = clampToSegment(neg(div(dot3(ax, ay, az, dx, dy, dz), dot3(ax, ay, az, ax, ay, az))));
  }
  touchSpheres(group, row, s, t, ALL_LANES);
}

function collideCapsules(group: usize, row: usize): void {
  const g1 = whole(row, PAIR_FIRST),
    g2 = whole(row, PAIR_SECOND),
    first = geomSlot(g1),
    second = geomSlot(g2);
  const dx = sub(at(first + CENTRE, 0), at(second + CENTRE, 0)),
    dy = sub(at(first + CENTRE, 1), at(second + CENTRE, 1));
  const dz = sub(at(first + CENTRE, 2), at(second + CENTRE, 2));
  const ax = at(first + HALF_AXIS, 0),
    ay = at(first + HALF_AXIS, 1),
    az = at(first + HALF_AXIS, 2);
  const bx = at(second + HALF_AXIS, 0),
    by = at(second + HALF_AXIS, 1),
    bz = at(second + HALF_AXIS, 2);
  const aa = dot3(ax, ay, az, ax, ay, az),
    bb = dot3(bx, by, bz, bx, by, bz),
    ab = neg(dot3(ax, ay, az, bx, by, bz));
  const u = neg(dot3(ax, ay, az, dx, dy, dz)),
    v = dot3(bx, by, bz, dx, dy, dz);
  const radii = add(same(geomRow(g1), GEOM_RADIUS), same(geomRow(g2), GEOM_RADIUS));
  if (apartAlong(u, v, dot3(dx, dy, dz, dx, dy, dz), radii)) return;
  const determinant = sub(mul(aa, bb), mul(ab, ab));
  const nearly = nearlyParallel(determinant, aa, bb);
  const someNearly = v128.any_true(nearly);
  let parallel = splat(0);
  let s = div(sub(mul(bb, u), mul(ab, v)), f32x4.pmax(determinant, splat(1e-30)));
  if (someNearly) {
    s = v128.bitselect(closestOfLines(first, second), s, nearly);
    parallel = v128.and(nearly, areParallel(aa, bb));
  }
  s = clampToSegment(s);
  const free = div(sub(v, mul(ab, s)), bb);
  let t = clampToSegment(free);
  // t ran into an end: then s has to be found again for that end.
  s = v128.bitselect(clampToSegment(div(sub(u, mul(ab, t)), aa)), s, f32x4.ne(free, t));
  if (!(someNearly && v128.any_true(parallel))) {
    touchSpheres(group, row, s, t, ALL_LANES);
    return;
  }
  alongside(first, second, geomRow(g1), geomRow(g2));
  const s2 = at(temporary, SECOND_S),
    t2 = at(temporary, SECOND_T),
    two = v128.and(parallel, at(temporary, HAS_SECOND));
  s = v128.bitselect(at(temporary, CHOICE_S), s, parallel);
  t = v128.bitselect(at(temporary, CHOICE_T), t, parallel);
  touchSpheres(group, row, s, t, ALL_LANES);
  if (v128.any_true(two)) touchSpheres(group, row, s2, t2, two);
}

/** Contact of the spheres at c₁ + s a₁ and c₂ + t a₂, two geoms' closest points, in the lanes of `lanes`. */
function touchSpheres(group: usize, row: usize, s: v128, t: v128, lanes: v128): void {
  const g1 = whole(row, PAIR_FIRST),
    g2 = whole(row, PAIR_SECOND);
  const first = geomSlot(g1),
    second = geomSlot(g2),
    row1 = geomRow(g1),
    row2 = geomRow(g2);
  let x1 = at(first + CENTRE, 0),
    y1 = at(first + CENTRE, 1),
    z1 = at(first + CENTRE, 2);
  let x2 = at(second + CENTRE, 0),
    y2 = at(second + CENTRE, 1),
    z2 = at(second + CENTRE, 2);
  if (whole(row1, GEOM_CAPSULE)) {
    x1 = add(x1, mul(s, at(first + HALF_AXIS, 0)));
    y1 = add(y1, mul(s, at(first + HALF_AXIS, 1)));
    z1 = add(z1, mul(s, at(first + HALF_AXIS, 2)));
  }
  if (whole(row2, GEOM_CAPSULE)) {
    x2 = add(x2, mul(t, at(second + HALF_AXIS, 0)));
    y2 = add(y2, mul(t, at(second + HALF_AXIS, 1)));
    z2 = add(z2, mul(t, at(second + HALF_AXIS, 2)));
  }
  const dx = sub(x2, x1),
    dy = sub(y2, y1),
    dz = sub(z2, z1);
  const apart = f32x4.sqrt(dot3(dx, dy, dz, dx, dy, dz));
  const radius1 = same(row1, GEOM_RADIUS),
    radius2 = same(row2, GEOM_RADIUS);
  const distance = sub(sub(apart, radius1), radius2);
  const mask = v128.and(touches(group, distance, add(radius1, radius2)), lanes);
  if (!v128.any_true(mask)) return;
  const scale = div(splat(1), f32x4.pmax(apart, splat(1e-12)));
  let nx = mul(dx, scale),
    ny = mul(dy, scale),
    nz = mul(dz, scale);
  const close = f32x4.lt(apart, mul(splat(CLOSE), add(radius1, radius2)));
  if (v128.any_true(v128.and(mask, close))) {
    put(temporary, NORMAL, nx);
    put(temporary, NORMAL + 1, ny);
    put(temporary, NORMAL + 2, nz);
    put(temporary, PLACE_S, s);
    put(temporary, PLACE_T, t);
    put(temporary, APART, apart);
    normalOfClose(first, second, row1, row2);
    nx = at(temporary, NORMAL);
    ny = at(temporary, NORMAL + 1);
    nz = at(temporary, NORMAL + 2);
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
