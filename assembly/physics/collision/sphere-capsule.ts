// Spheres and capsules against each other (MuJoCo's documentation, Computation: collision; the closest points of two
// segments as in Ericson, Real-Time Collision Detection, section 5.1.9).

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
  le,
  load,
  mul,
  ne,
  neg,
  pmax,
  select,
  splat,
  sqrt,
  store,
  sub,
} from '../../vector';
import { geomRow, geomSlot, pairRow, temporary, whole } from '../bound.generated';
import {
  CENTRE,
  GEOM_CAPSULE,
  GEOM_SIZE,
  GEOM_SPHERE,
  HALF_AXIS,
  PAIR_FIRST,
  PAIR_KIND,
  PAIR_MARGIN,
  PAIR_SECOND,
} from '../layout.generated';
import {
  APART,
  alongside,
  areParallel,
  CHOICE_S,
  CHOICE_T,
  clampToSegment,
  closestOfLines,
  isClose,
  nearlyParallel,
  normalOfClose,
  PLACE_S,
  PLACE_T,
  SECOND_LANES,
  SECOND_S,
  SECOND_T,
} from './alongside';
import { addContact, loadNormal, setNormal, setPoint } from './contact';

const TWO_SPHERES: i32 = 8 * GEOM_SPHERE + GEOM_SPHERE;
const TWO_CAPSULES: i32 = 8 * GEOM_CAPSULE + GEOM_CAPSULE;

/**
 * Whether the direction between the centres, d = c₁ − c₂, separates two capsules in all lanes: along it they reach
 * |a₁·d| + |a₂·d| + (r₁ + r₂ + margin) |d| toward each other, of |d|². Saves most of the pairs that lie side by side.
 * @inline
 */
function apartAlong(u: v128, v: v128, square: v128, radii: v128): bool {
  const ROUNDING: f32 = 1.001; // what is nearly in contact is left to the exact test
  const gap = sub(square, add(abs(u), abs(v)));
  return all(gt(gap, mul(mul(radii, splat(ROUNDING)), sqrt(square))));
}

/** @inline */
function radiusOf(g: i32): v128 {
  return broadcast(geomRow(g), GEOM_SIZE);
}

export function sphereSphere(count: i32, group: usize, pair: i32): i32 {
  return touchSpheres(count, group, pair, splat(0), splat(0), ALL_LANES);
}

/** The point of the capsule's axis that is nearest to the sphere's centre, as a sphere. */
export function sphereCapsule(count: i32, group: usize, pair: i32): i32 {
  const first = geomSlot(whole(pairRow(pair), PAIR_FIRST));
  const second = geomSlot(whole(pairRow(pair), PAIR_SECOND));
  const dx = sub(load(first + CENTRE, 0), load(second + CENTRE, 0));
  const dy = sub(load(first + CENTRE, 1), load(second + CENTRE, 1));
  const dz = sub(load(first + CENTRE, 2), load(second + CENTRE, 2));
  const bx = load(second + HALF_AXIS, 0);
  const by = load(second + HALF_AXIS, 1);
  const bz = load(second + HALF_AXIS, 2);
  const t = clampToSegment(div(dot3(bx, by, bz, dx, dy, dz), dot3(bx, by, bz, bx, by, bz)));
  return touchSpheres(count, group, pair, splat(0), t, ALL_LANES);
}

/**
 * The closest points c₁ + s a₁ and c₂ + t a₂ of two segments minimise a quadratic in s and t: solved, then clamped to
 * the segments one after the other. Parallel capsules may have two contacts.
 */
export function capsuleCapsule(count: i32, group: usize, pair: i32): i32 {
  const row = pairRow(pair);
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
  const reach = add(add(radiusOf(g1), radiusOf(g2)), broadcast(row, PAIR_MARGIN));
  if (apartAlong(u, v, dot3(dx, dy, dz, dx, dy, dz), reach)) return count;
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
    return touchSpheres(count, group, pair, s, t, ALL_LANES);
  }
  alongside(first, second, reach);
  const s2 = load(temporary, SECOND_S);
  const t2 = load(temporary, SECOND_T);
  const two = and(parallel, load(temporary, SECOND_LANES));
  s = select(load(temporary, CHOICE_S), s, parallel);
  t = select(load(temporary, CHOICE_T), t, parallel);
  const after = touchSpheres(count, group, pair, s, t, ALL_LANES);
  return any(two) ? touchSpheres(after, group, pair, s2, t2, two) : after;
}

/** Adds the contact of the spheres at c₁ + s a₁ and c₂ + t a₂, two geoms' closest points, in the lanes of `lanes`. */
function touchSpheres(count: i32, group: usize, pair: i32, s: v128, t: v128, lanes: v128): i32 {
  const kind = whole(pairRow(pair), PAIR_KIND);
  const g1 = whole(pairRow(pair), PAIR_FIRST);
  const g2 = whole(pairRow(pair), PAIR_SECOND);
  const first = geomSlot(g1);
  const second = geomSlot(g2);
  let x1 = load(first + CENTRE, 0);
  let y1 = load(first + CENTRE, 1);
  let z1 = load(first + CENTRE, 2);
  let x2 = load(second + CENTRE, 0);
  let y2 = load(second + CENTRE, 1);
  let z2 = load(second + CENTRE, 2);
  if (kind === TWO_CAPSULES) {
    x1 = add(x1, mul(s, load(first + HALF_AXIS, 0)));
    y1 = add(y1, mul(s, load(first + HALF_AXIS, 1)));
    z1 = add(z1, mul(s, load(first + HALF_AXIS, 2)));
  }
  if (kind !== TWO_SPHERES) {
    x2 = add(x2, mul(t, load(second + HALF_AXIS, 0)));
    y2 = add(y2, mul(t, load(second + HALF_AXIS, 1)));
    z2 = add(z2, mul(t, load(second + HALF_AXIS, 2)));
  }
  const dx = sub(x2, x1);
  const dy = sub(y2, y1);
  const dz = sub(z2, z1);
  const apart = sqrt(dot3(dx, dy, dz, dx, dy, dz));
  const radius1 = radiusOf(g1);
  const radii = add(radius1, radiusOf(g2));
  const distance = sub(apart, radii);
  if (!any(and(lanes, le(distance, broadcast(pairRow(pair), PAIR_MARGIN))))) return count;
  const scale = div(splat(1), pmax(apart, splat(1e-12)));
  setNormal(mul(dx, scale), mul(dy, scale), mul(dz, scale));
  if (any(and(lanes, isClose(apart, radii)))) {
    store(temporary, s, PLACE_S);
    store(temporary, t, PLACE_T);
    store(temporary, apart, APART);
    normalOfClose(first, second, radii, kind === TWO_CAPSULES);
  }
  const depth = add(radius1, mul(splat(0.5), distance));
  setPoint(
    add(x1, mul(loadNormal(0), depth)),
    add(y1, mul(loadNormal(1), depth)),
    add(z1, mul(loadNormal(2), depth)),
  );
  return addContact(count, group, pair, distance, radii, lanes);
}
