// Contacts of spheres and capsules with each other (MuJoCo's documentation, Computation: collision;
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
import {
  geomRow,
  geomSlot,
  pairCapacity,
  pairCount,
  pairRow,
  pairSlot,
  temporary,
  whole,
} from './bound.generated';
import { touches } from './constraints';
import { writePairContact } from './contacts';
import {
  CENTRE,
  GEOM_BODY,
  GEOM_IS_CAPSULE,
  GEOM_RADIUS,
  GROUP_COUNTERS,
  HALF_AXIS,
  PAIR_FIRST,
  PAIR_NEAR,
  PAIR_SECOND,
} from './layout.generated';

/**
 * Writes a contact for each two geoms that touch, and returns how many there are. All pairs are tested, first whether
 * the spheres around the geoms meet, in any lane. Neighbours in the table often share their first geom.
 *
 * If there is not enough room, the caller is told how many there were, and the numbers of this step are not to be used.
 */
export function collidePairs(group: usize): i32 {
  let count = 0;
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
    if (any(lt(dot3(dx, dy, dz, dx, dy, dz), broadcast(row, PAIR_NEAR))))
      count = collidePair(count, group, row);
  }
  if (count > max(pairCapacity, i32.load(group + GROUP_COUNTERS, 4)))
    i32.store(group + GROUP_COUNTERS, count, 4);
  return min(count, pairCapacity);
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
 * quadratic in s and t: solved, then clamped to the segments one after the other. Parallel capsules may have two
 * contacts.
 */
function collidePair(count: i32, group: usize, row: usize): i32 {
  const g1 = whole(row, PAIR_FIRST);
  const g2 = whole(row, PAIR_SECOND);
  const capsule1 = whole(geomRow(g1), GEOM_IS_CAPSULE);
  const capsule2 = whole(geomRow(g2), GEOM_IS_CAPSULE);
  if (capsule1 && capsule2) {
    return collideCapsules(count, group, row);
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
  return touchSpheres(count, group, row, s, t, ALL_LANES);
}

function collideCapsules(count: i32, group: usize, row: usize): i32 {
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
  if (apartAlong(u, v, dot3(dx, dy, dz, dx, dy, dz), radii)) return count;
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
    return touchSpheres(count, group, row, s, t, ALL_LANES);
  }
  alongside(first, second, geomRow(g1), geomRow(g2));
  const s2 = load(temporary, SECOND_S);
  const t2 = load(temporary, SECOND_T);
  const two = and(parallel, load(temporary, HAS_SECOND));
  s = select(load(temporary, CHOICE_S), s, parallel);
  t = select(load(temporary, CHOICE_T), t, parallel);
  const after = touchSpheres(count, group, row, s, t, ALL_LANES);
  return any(two) ? touchSpheres(after, group, row, s2, t2, two) : after;
}

/**
 * Contact number `count` of the spheres at c₁ + s a₁ and c₂ + t a₂, two geoms' closest points, in the lanes of `lanes`.
 */
function touchSpheres(count: i32, group: usize, row: usize, s: v128, t: v128, lanes: v128): i32 {
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
  if (whole(row1, GEOM_IS_CAPSULE)) {
    x1 = add(x1, mul(s, load(first + HALF_AXIS, 0)));
    y1 = add(y1, mul(s, load(first + HALF_AXIS, 1)));
    z1 = add(z1, mul(s, load(first + HALF_AXIS, 2)));
  }
  if (whole(row2, GEOM_IS_CAPSULE)) {
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
  if (!any(mask)) return count;
  if (count >= pairCapacity) return count + 1; // no room: it is counted alone
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
  writePairContact(
    pairSlot(count),
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
  return count + 1;
}
