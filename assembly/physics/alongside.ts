// Capsules whose axes are parallel, nearly parallel, or meet. What MuJoCo does there (version 3.14, functions
// mjraw_CapsuleCapsule and mjraw_SphereSphere of engine_collision_primitive.c), in f32:
//
// - With |a₁ × a₂|² < 1e-15, a₁ and a₂ the half axes, they count as parallel: each end of the first is tried against
//   the second, then each end of the second against the first, until there are two contacts.
// - Where the two closest points are one, the normal is a₁ × a₂, or x if that is zero too.
//
// Here a = a₁, b = a₂, d = c₁ − c₂ as in collision.ts. Few pairs come here, and a lane's numbers do not depend on which
// others do.

import { add, at, div, dot3, minor, mul, neg, same, splat, sub } from './lanes';
import {
  bodySlot,
  CENTRE,
  GEOM_BODY,
  GEOM_CAPSULE,
  GEOM_HALF_AXIS,
  GEOM_RADIUS,
  HALF_AXIS,
  R,
  temporary,
  whole,
  word,
} from './layout';
import { rotate, spread3 } from './spatial';

/** sin² of the angle between two axes below which the determinant of collision.ts has too few digits left. */
const NEARLY_PARALLEL: f32 = 1e-3;
/** mjMINVAL, MuJoCo's bound for |a × b|². */
const PARALLEL: f32 = 1e-15;
/** What f32 leaves of the sine of the angle between two axes that are parallel, squared: (4e-7)². */
const ROUNDING: f32 = 1.6e-13;
/** Of a geom's coordinates and size: two points nearer than that are one in f32. */
const SAME_POINT: f32 = 2e-7;
/** Of the sum of the radii: nearer than that, the line from the one point to the other is a poor normal. */
export const CLOSE: f32 = 1e-3;

// What this file leaves in `temporary`, in v128; spread3 and rotate of `axis` use what comes after.
const CROSS: usize = 0; // 3: a × b
/** The two contacts of parallel capsules: s and t of the first, s and t of the second, lanes that have a second. */
export const CHOICE_S: usize = 3,
  CHOICE_T: usize = 4,
  SECOND_S: usize = 5,
  SECOND_T: usize = 6,
  HAS_SECOND: usize = 7;
const FIRST_AXIS: usize = 8,
  SECOND_AXIS: usize = 11,
  BEFORE: usize = 14;
export const NORMAL: usize = 17,
  PLACE_S: usize = 20,
  PLACE_T: usize = 21,
  APART: usize = 22;

/** @inline */
function clamp(x: v128): v128 {
  return f32x4.pmax(f32x4.pmin(x, splat(1)), splat(-1));
}

/** Lanes in which the determinant a²b² − (a·b)² is too small to rely on. @inline */
export function nearlyParallel(determinant: v128, aa: v128, bb: v128): v128 {
  return f32x4.lt(determinant, f32x4.pmax(mul(splat(NEARLY_PARALLEL), mul(aa, bb)), splat(PARALLEL)));
}

/** Writes a × b to CROSS. */
function crossAxes(a: usize, b: usize): void {
  const ax = at(a, 0),
    ay = at(a, 1),
    az = at(a, 2),
    bx = at(b, 0),
    by = at(b, 1),
    bz = at(b, 2);
  v128.store(temporary + (CROSS << 4), minor(ay, bz, az, by));
  v128.store(temporary + (CROSS << 4) + 16, minor(az, bx, ax, bz));
  v128.store(temporary + (CROSS << 4) + 32, minor(ax, by, ay, bx));
}

/** @inline */
function square(v: usize): v128 {
  return dot3(at(v, 0), at(v, 1), at(v, 2), at(v, 0), at(v, 1), at(v, 2));
}

/**
 * s of the closest points of two lines: (a × b)·(b × d) / |a × b|². The same as by the determinant a²b² − (a·b)², but
 * with a relative error of the rounding over sin instead of over sin². Writes CROSS.
 *
 * @param first, second slots of the geoms
 */
export function closestOfLines(first: usize, second: usize): v128 {
  const b = second + HALF_AXIS,
    n = temporary + (CROSS << 4);
  crossAxes(first + HALF_AXIS, b);
  const dx = sub(at(first + CENTRE, 0), at(second + CENTRE, 0)),
    dy = sub(at(first + CENTRE, 1), at(second + CENTRE, 1));
  const dz = sub(at(first + CENTRE, 2), at(second + CENTRE, 2));
  const bx = at(b, 0),
    by = at(b, 1),
    bz = at(b, 2);
  const upper = dot3(
    at(n, 0),
    at(n, 1),
    at(n, 2),
    minor(by, dz, bz, dy),
    minor(bz, dx, bx, dz),
    minor(bx, dy, by, dx),
  );
  return div(upper, f32x4.pmax(square(n), splat(1e-30)));
}

/** Lanes in which two axes count as parallel, from CROSS. @param aa, bb their squares @inline */
export function areParallel(aa: v128, bb: v128): v128 {
  return f32x4.lt(
    square(temporary + (CROSS << 4)),
    f32x4.pmax(splat(PARALLEL), mul(splat(ROUNDING), mul(aa, bb))),
  );
}

/** Lanes in which the spheres around c₁ + s a and c₂ + t b touch. */
function touchAt(first: usize, second: usize, s: v128, t: v128, radii: v128): v128 {
  const a = first + HALF_AXIS,
    b = second + HALF_AXIS,
    c1 = first + CENTRE,
    c2 = second + CENTRE;
  const x = sub(add(at(c2, 0), mul(t, at(b, 0))), add(at(c1, 0), mul(s, at(a, 0))));
  const y = sub(add(at(c2, 1), mul(t, at(b, 1))), add(at(c1, 1), mul(s, at(a, 1))));
  const z = sub(add(at(c2, 2), mul(t, at(b, 2))), add(at(c1, 2), mul(s, at(a, 2))));
  return f32x4.lt(f32x4.sqrt(dot3(x, y, z, x, y, z)), radii);
}

/**
 * The contacts of parallel capsules, into CHOICE_S to HAS_SECOND. Where none touches the first is still one of those
 * tried, apart like the others.
 */
export function alongside(first: usize, second: usize, row1: usize, row2: usize): void {
  const a = first + HALF_AXIS,
    b = second + HALF_AXIS;
  const ax = at(a, 0),
    ay = at(a, 1),
    az = at(a, 2),
    bx = at(b, 0),
    by = at(b, 1),
    bz = at(b, 2);
  const dx = sub(at(first + CENTRE, 0), at(second + CENTRE, 0)),
    dy = sub(at(first + CENTRE, 1), at(second + CENTRE, 1));
  const dz = sub(at(first + CENTRE, 2), at(second + CENTRE, 2));
  const aa = square(a),
    bb = square(b),
    ab = neg(dot3(ax, ay, az, bx, by, bz));
  const u = neg(dot3(ax, ay, az, dx, dy, dz)),
    v = dot3(bx, by, bz, dx, dy, dz);
  const radii = add(same(row1, GEOM_RADIUS), same(row2, GEOM_RADIUS));
  const one = splat(1),
    less = splat(-1);
  const t1 = clamp(div(sub(v, ab), bb)),
    t2 = clamp(div(add(v, ab), bb)); // of the ends s = 1 and s = −1
  const s3 = clamp(div(sub(u, ab), aa)),
    s4 = clamp(div(add(u, ab), aa)); // of the ends t = 1 and t = −1
  const f1 = touchAt(first, second, one, t1, radii),
    f2 = touchAt(first, second, less, t2, radii);
  const f3 = touchAt(first, second, s3, one, radii),
    f4 = touchAt(first, second, s4, less, radii);
  const either = v128.or(f1, f2),
    both = v128.and(f1, f2),
    third = v128.and(either, f3);
  const out = temporary;
  v128.store(
    out + (CHOICE_S << 4),
    v128.bitselect(one, v128.bitselect(less, v128.bitselect(s3, s4, f3), f2), f1),
  );
  v128.store(
    out + (CHOICE_T << 4),
    v128.bitselect(t1, v128.bitselect(t2, v128.bitselect(one, less, f3), f2), f1),
  );
  v128.store(out + (SECOND_S << 4), v128.bitselect(less, v128.bitselect(s3, s4, third), both));
  v128.store(out + (SECOND_T << 4), v128.bitselect(t2, v128.bitselect(one, less, third), both));
  const more = v128.or(v128.and(either, v128.or(f3, f4)), v128.and(f3, f4));
  v128.store(out + (HAS_SECOND << 4), v128.or(both, more));
}

/** Axis z of a geom, unit length: of a capsule its slot has the half axis, of a sphere only its row. */
function axis(out: usize, geom: usize, row: usize): void {
  if (whole(row, GEOM_CAPSULE)) {
    for (let i: usize = 0; i < 3; i++) v128.store(out + (i << 4), at(geom + HALF_AXIS, i));
  } else {
    spread3(temporary + (BEFORE << 4), word(row, GEOM_HALF_AXIS));
    rotate(out, bodySlot(whole(row, GEOM_BODY)) + R, temporary + (BEFORE << 4));
  }
  const scale = div(splat(1), f32x4.sqrt(f32x4.pmax(square(out), splat(1e-30))));
  for (let i: usize = 0; i < 3; i++) v128.store(out + (i << 4), mul(at(out, i), scale));
}

/**
 * The normal of a contact whose closest points are close to each other, over the one in NORMAL. Where axes cross between
 * their ends it is that of both, ± a × b, which keeps its digits however close the axes are; where they meet, + a × b.
 * What is left there are ends that are in one place, parallel axes on one line, and spheres about one centre.
 * Before: PLACE_S and PLACE_T, where on the axes the points are (spheres: 0), and APART, their distance.
 */
export function normalOfClose(first: usize, second: usize, row1: usize, row2: usize): void {
  const s = at(temporary, PLACE_S),
    t = at(temporary, PLACE_T),
    apart = at(temporary, APART),
    normal = temporary + (NORMAL << 4);
  const radii = add(same(row1, GEOM_RADIUS), same(row2, GEOM_RADIUS));
  const close = f32x4.lt(apart, mul(splat(CLOSE), radii));
  const one = splat(1);
  const a = temporary + (FIRST_AXIS << 4),
    b = temporary + (SECOND_AXIS << 4),
    n = temporary + (CROSS << 4);
  axis(a, first, row1);
  axis(b, second, row2);
  crossAxes(a, b);
  const sine = f32x4.sqrt(square(n));
  const parallel = f32x4.lt(sine, splat(4e-7)); // as in ROUNDING
  const scale = div(one, f32x4.pmax(sine, splat(1e-12)));
  const nx = v128.bitselect(one, mul(at(n, 0), scale), parallel);
  const ny = v128.andnot(mul(at(n, 1), scale), parallel),
    nz = v128.andnot(mul(at(n, 2), scale), parallel);
  const inside = v128.and(f32x4.lt(f32x4.abs(s), one), f32x4.lt(f32x4.abs(t), one));
  const capsules = whole(row1, GEOM_CAPSULE) && whole(row2, GEOM_CAPSULE);
  const cross = capsules ? v128.andnot(inside, parallel) : f32x4.ne(one, one);
  // How far the second line is from the first along the normal.
  const h = dot3(
    nx,
    ny,
    nz,
    sub(at(second + CENTRE, 0), at(first + CENTRE, 0)),
    sub(at(second + CENTRE, 1), at(first + CENTRE, 1)),
    sub(at(second + CENTRE, 2), at(first + CENTRE, 2)),
  );
  const coordinate = f32x4.pmax(
    f32x4.pmax(f32x4.abs(at(first + CENTRE, 0)), f32x4.abs(at(first + CENTRE, 1))),
    f32x4.abs(at(first + CENTRE, 2)),
  );
  const tiny = mul(splat(SAME_POINT), add(coordinate, radii));
  const sign = v128.bitselect(splat(-1), one, v128.and(cross, f32x4.lt(h, neg(tiny))));
  const taken = v128.and(close, v128.or(cross, f32x4.lt(apart, tiny)));
  v128.store(normal, v128.bitselect(mul(sign, nx), at(normal, 0), taken));
  v128.store(normal + 16, v128.bitselect(mul(sign, ny), at(normal, 1), taken));
  v128.store(normal + 32, v128.bitselect(mul(sign, nz), at(normal, 2), taken));
}
