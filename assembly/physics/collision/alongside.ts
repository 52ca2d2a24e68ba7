// Capsules whose axes are parallel, nearly parallel, or meet. What MuJoCo does there (version 3.14, functions
// mjraw_CapsuleCapsule and mjraw_SphereSphere of engine_collision_primitive.c), in f32:
//
// - With |a₁ × a₂|² < 1e-15, a₁ and a₂ the half axes, they count as parallel: each end of the first is tried against
//   the second, then each end of the second against the first, until there are two contacts.
// - Where the two closest points are one, the normal is a₁ × a₂, or x if that is zero too.
//
// Here a = a₁, b = a₂, d = c₁ − c₂ as in sphere-capsule.ts. Few pairs come here, and a lane's numbers do not depend on
// which others do.

import {
  abs,
  add,
  address,
  and,
  andNot,
  clamp,
  div,
  dot3,
  le,
  load,
  lt,
  minor,
  mul,
  ne,
  neg,
  or,
  pmax,
  select,
  splat,
  sqrt,
  store,
  sub,
} from '../../vector';
import { temporary } from '../bound.generated';
import { CENTRE, HALF_AXIS, ROTATION } from '../layout.generated';
import { cross } from '../spatial';
import { loadNormal, setNormal } from './contact';

/** sin² of the angle between two axes below which the determinant of sphere-capsule.ts has too few digits left. */
const NEARLY_PARALLEL: f32 = 1e-3;
/** mjMINVAL, MuJoCo's bound for |a × b|². */
const PARALLEL: f32 = 1e-15;
/** What f32 leaves of the sine of the angle between two axes that are parallel, squared: (4e-7)². */
const ROUNDING: f32 = 1.6e-13;
/** Of a geom's coordinates and size: two points nearer than that are one in f32. */
const SAME_POINT: f32 = 2e-7;
/** Of the sum of the radii: nearer than that, the line from the one point to the other is a poor normal. */
const CLOSE: f32 = 1e-3;

// What this file leaves in `temporary`, in v128.
const CROSS: usize = 0; // 3: a × b
/** The two contacts of parallel capsules: s and t of the first, s and t of the second, lanes that have a second. */
export const CHOICE_S: usize = 3;
export const CHOICE_T: usize = 4;
export const SECOND_S: usize = 5;
export const SECOND_T: usize = 6;
export const SECOND_LANES: usize = 7;
const FIRST_AXIS: usize = 8;
const SECOND_AXIS: usize = 11;
export const PLACE_S: usize = 14;
export const PLACE_T: usize = 15;
export const APART: usize = 16;

/** The place on a segment c ± a, from −1 to 1, that is nearest. @inline */
export function clampToSegment(x: v128): v128 {
  return clamp(x, splat(-1), splat(1));
}

/** Lanes in which the determinant a²b² − (a·b)² is too small to rely on. @inline */
export function nearlyParallel(determinant: v128, aa: v128, bb: v128): v128 {
  return lt(determinant, pmax(mul(splat(NEARLY_PARALLEL), mul(aa, bb)), splat(PARALLEL)));
}

/** Writes a × b to CROSS. */
function crossAxes(a: usize, b: usize): void {
  cross(address(temporary, CROSS), a, b);
}

/** @inline */
function square(v: usize): v128 {
  return dot3(load(v, 0), load(v, 1), load(v, 2), load(v, 0), load(v, 1), load(v, 2));
}

/**
 * s of the closest points of two lines: (a × b)·(b × d) / |a × b|². The same as by the determinant a²b² − (a·b)², but
 * with a relative error of the rounding over sin instead of over sin². Writes CROSS.
 *
 * @param first, second slots of the geoms
 */
export function closestOfLines(first: usize, second: usize): v128 {
  const b = second + HALF_AXIS;
  const n = address(temporary, CROSS);
  crossAxes(first + HALF_AXIS, b);
  const dx = sub(load(first + CENTRE, 0), load(second + CENTRE, 0));
  const dy = sub(load(first + CENTRE, 1), load(second + CENTRE, 1));
  const dz = sub(load(first + CENTRE, 2), load(second + CENTRE, 2));
  const bx = load(b, 0);
  const by = load(b, 1);
  const bz = load(b, 2);
  const upper = dot3(
    load(n, 0),
    load(n, 1),
    load(n, 2),
    minor(by, dz, bz, dy),
    minor(bz, dx, bx, dz),
    minor(bx, dy, by, dx),
  );
  return div(upper, pmax(square(n), splat(1e-30)));
}

/** Lanes in which two axes count as parallel, from CROSS. @param aa, bb their squares @inline */
export function areParallel(aa: v128, bb: v128): v128 {
  return lt(square(address(temporary, CROSS)), pmax(splat(PARALLEL), mul(splat(ROUNDING), mul(aa, bb))));
}

/** Lanes in which c₁ + s a and c₂ + t b are within reach of each other. */
function touchAt(first: usize, second: usize, s: v128, t: v128, reach: v128): v128 {
  const a = first + HALF_AXIS;
  const b = second + HALF_AXIS;
  const c1 = first + CENTRE;
  const c2 = second + CENTRE;
  const x = sub(add(load(c2, 0), mul(t, load(b, 0))), add(load(c1, 0), mul(s, load(a, 0))));
  const y = sub(add(load(c2, 1), mul(t, load(b, 1))), add(load(c1, 1), mul(s, load(a, 1))));
  const z = sub(add(load(c2, 2), mul(t, load(b, 2))), add(load(c1, 2), mul(s, load(a, 2))));
  return le(sqrt(dot3(x, y, z, x, y, z)), reach);
}

/**
 * The contacts of parallel capsules, into CHOICE_S to SECOND_LANES. Where none touches the first is still one of those
 * tried, apart like the others.
 *
 * @param reach sum of the radii and the margin
 */
export function alongside(first: usize, second: usize, reach: v128): void {
  const a = first + HALF_AXIS;
  const b = second + HALF_AXIS;
  const ax = load(a, 0);
  const ay = load(a, 1);
  const az = load(a, 2);
  const bx = load(b, 0);
  const by = load(b, 1);
  const bz = load(b, 2);
  const dx = sub(load(first + CENTRE, 0), load(second + CENTRE, 0));
  const dy = sub(load(first + CENTRE, 1), load(second + CENTRE, 1));
  const dz = sub(load(first + CENTRE, 2), load(second + CENTRE, 2));
  const aa = square(a);
  const bb = square(b);
  const ab = neg(dot3(ax, ay, az, bx, by, bz));
  const u = neg(dot3(ax, ay, az, dx, dy, dz));
  const v = dot3(bx, by, bz, dx, dy, dz);
  const one = splat(1);
  const less = splat(-1);
  const t1 = clampToSegment(div(sub(v, ab), bb));
  const t2 = clampToSegment(div(add(v, ab), bb)); // of the ends s = 1 and s = −1
  const s3 = clampToSegment(div(sub(u, ab), aa));
  const s4 = clampToSegment(div(add(u, ab), aa)); // of the ends t = 1 and t = −1
  const f1 = touchAt(first, second, one, t1, reach);
  const f2 = touchAt(first, second, less, t2, reach);
  const f3 = touchAt(first, second, s3, one, reach);
  const f4 = touchAt(first, second, s4, less, reach);
  const either = or(f1, f2);
  const both = and(f1, f2);
  const third = and(either, f3);
  const out = temporary;
  store(out, select(one, select(less, select(s3, s4, f3), f2), f1), CHOICE_S);
  store(out, select(t1, select(t2, select(one, less, f3), f2), f1), CHOICE_T);
  store(out, select(less, select(s3, s4, third), both), SECOND_S);
  store(out, select(t2, select(one, less, third), both), SECOND_T);
  const more = or(and(either, or(f3, f4)), and(f3, f4));
  store(out, or(both, more), SECOND_LANES);
}

/** Axis z of a geom. @inline */
function axis(out: usize, geom: usize): void {
  for (let i: usize = 0; i < 3; i++) store(out, load(geom + ROTATION, 3 * i + 2), i);
}

/** Lanes in which the closest points are so close that the line from the one to the other is a poor normal. @inline */
export function isClose(apart: v128, radii: v128): v128 {
  return lt(apart, mul(splat(CLOSE), radii));
}

/**
 * The normal of a contact whose closest points are close to each other, in place of the one set. Where axes cross
 * between their ends it is that of both, ± a × b, which keeps its digits however close the axes are; where they meet,
 * + a × b. What is left there are ends that are in one place, parallel axes on one line, and spheres about one centre.
 * Before: PLACE_S and PLACE_T, where on the axes the points are (spheres: 0), and APART, their distance.
 */
export function normalOfClose(first: usize, second: usize, radii: v128, capsules: bool): void {
  const s = load(temporary, PLACE_S);
  const t = load(temporary, PLACE_T);
  const apart = load(temporary, APART);
  const close = isClose(apart, radii);
  const one = splat(1);
  const a = address(temporary, FIRST_AXIS);
  const b = address(temporary, SECOND_AXIS);
  const n = address(temporary, CROSS);
  axis(a, first);
  axis(b, second);
  crossAxes(a, b);
  const sine = sqrt(square(n));
  const parallel = lt(sine, splat(4e-7)); // as in ROUNDING
  const scale = div(one, pmax(sine, splat(1e-12)));
  const nx = select(one, mul(load(n, 0), scale), parallel);
  const ny = andNot(mul(load(n, 1), scale), parallel);
  const nz = andNot(mul(load(n, 2), scale), parallel);
  const inside = and(lt(abs(s), one), lt(abs(t), one));
  const cross = capsules ? andNot(inside, parallel) : ne(one, one);
  // How far the second line is from the first along the normal.
  const h = dot3(
    nx,
    ny,
    nz,
    sub(load(second + CENTRE, 0), load(first + CENTRE, 0)),
    sub(load(second + CENTRE, 1), load(first + CENTRE, 1)),
    sub(load(second + CENTRE, 2), load(first + CENTRE, 2)),
  );
  const coordinate = pmax(
    pmax(abs(load(first + CENTRE, 0)), abs(load(first + CENTRE, 1))),
    abs(load(first + CENTRE, 2)),
  );
  const tiny = mul(splat(SAME_POINT), add(coordinate, radii));
  const sign = select(splat(-1), one, and(cross, lt(h, neg(tiny))));
  const taken = and(close, or(cross, lt(apart, tiny)));
  setNormal(
    select(mul(sign, nx), loadNormal(0), taken),
    select(mul(sign, ny), loadNormal(1), taken),
    select(mul(sign, nz), loadNormal(2), taken),
  );
}
