// The way of a tendon around a sphere or a cylinder (MuJoCo's documentation, XML reference: spatial/geom): in the plane
// through both ends and the centre, or across the cylinder's axis, it touches a circle. Around it the tendon goes on
// the shorter side (circle.ts), or on the side of a site; with that site inside it goes through the circle (inside.ts).

import {
  abs,
  add,
  and,
  andNot,
  any,
  broadcast,
  div,
  dot3,
  gt,
  load,
  lt,
  minor,
  mul,
  not,
  or,
  select,
  splat,
  sqrt,
  store,
  sub,
} from '../../vector';
import { bodySlot, temporary, whole, word } from '../bound.generated';
import { intoFrame, outOfFrame } from '../frames';
import {
  P,
  R,
  SEGMENT_AXES,
  SEGMENT_POSITION,
  SEGMENT_RADIUS,
  SEGMENT_SIDE,
  SEGMENT_SIDE_BODY,
  SEGMENT_SIDED,
  SEGMENT_WRAP,
  SEGMENT_WRAP_BODY,
  WRAP_SPHERE,
} from '../layout.generated';
import { NUMBER, VECTOR3 } from '../sizes';
import { cross, pointOnBody } from '../spatial';
import { circleWay } from './circle';
import { FLAT, FLAT_FROM, FLAT_LENGTH, FLAT_ON, FLAT_SCRATCH, FLAT_SIDE, FLAT_TO } from './flat';
import { insideWay } from './inside';

// In `temporary`.
/** Where the tendon touches, two points. */
export const ARC_POINTS: usize = FLAT_SCRATCH;
/** How long it is between them. */
export const ARC_LENGTH: usize = ARC_POINTS + 2 * VECTOR3;
const START: usize = ARC_LENGTH + NUMBER; // in the frame of what it goes around, as all that follows
const END: usize = START + VECTOR3;
const SIDE: usize = END + VECTOR3;
const FIRST_AXIS: usize = SIDE + VECTOR3; // of the plane
const SECOND_AXIS: usize = FIRST_AXIS + VECTOR3;
export const WRAP_SCRATCH: usize = SECOND_AXIS + VECTOR3;

/**
 * Writes ARC_POINTS and ARC_LENGTH in `temporary`, of the lanes in which the tendon goes around: the mask returned.
 *
 * @param row a segment
 */
export function wrapAround(row: usize, from: usize, to: usize): v128 {
  const start = temporary + START;
  const end = temporary + END;
  const side = temporary + SIDE;
  const first = temporary + FIRST_AXIS;
  const second = temporary + SECOND_AXIS;
  const points = temporary + ARC_POINTS;
  const flat = temporary + FLAT;
  const body = bodySlot(whole(row, SEGMENT_WRAP_BODY));
  const position = word(row, SEGMENT_POSITION);
  const axes = word(row, SEGMENT_AXES);
  const radius = broadcast(row, SEGMENT_RADIUS);
  const sphere = whole(row, SEGMENT_WRAP) === WRAP_SPHERE;
  intoFrame(start, body, position, axes, from);
  intoFrame(end, body, position, axes, to);
  const central = or(lt(norm3(start), splat(1e-15)), lt(norm3(end), splat(1e-15)));
  if (sphere) planeThrough(first, second, start, end);
  else planeAcross(first, second);
  flatten(flat + FLAT_FROM, start);
  flatten(flat + FLAT_TO, end);

  let inside = splat(0);
  const sided = whole(row, SEGMENT_SIDED) !== 0;
  if (sided) {
    const beside = bodySlot(whole(row, SEGMENT_SIDE_BODY));
    pointOnBody(side, beside + R, beside + P, word(row, SEGMENT_SIDE));
    intoFrame(side, body, position, axes, side);
    inside = lt(norm3(side), radius);
    flatten(flat + FLAT_SIDE, side);
    scaleSide(flat + FLAT_SIDE, radius);
  }
  let length = splat(0);
  let wraps = inside;
  if (any(inside)) wraps = and(insideWay(radius, inside), inside);
  if (any(not(inside))) {
    // The points of the inside, in the lanes that go there, are kept.
    const u0 = load(flat + FLAT_ON, 0);
    const u1 = load(flat + FLAT_ON, 1);
    const way = circleWay(radius, sided);
    length = andNot(load(flat + FLAT_LENGTH), inside);
    wraps = or(wraps, andNot(way, inside));
    for (let i: usize = 0; i < 4; i++) {
      store(flat + FLAT_ON, select(i & 1 ? u1 : u0, load(flat + FLAT_ON, i), inside), i);
    }
  }
  wraps = andNot(wraps, central);
  unflatten(points, flat + FLAT_ON);
  unflatten(points + VECTOR3, flat + FLAT_ON + 2 * NUMBER);
  if (!sphere) length = climb(length);
  store(temporary + ARC_LENGTH, length);
  outOfFrame(points, body, position, axes, points);
  outOfFrame(points + VECTOR3, body, position, axes, points + VECTOR3);
  return wraps;
}

/** @inline */
function norm3(v: usize): v128 {
  const x = load(v, 0);
  const y = load(v, 1);
  const z = load(v, 2);
  return sqrt(dot3(x, y, z, x, y, z));
}

/** out = v at length 1, and (1, 0, 0) in place of what is shorter than 1e-15. Returns how long it was. */
function normalize3(out: usize, v: usize): v128 {
  const length = norm3(v);
  const none = lt(length, splat(1e-15));
  const scale = andNot(div(splat(1), length), none);
  store(out, select(splat(1), mul(load(v, 0), scale), none), 0);
  store(out, mul(load(v, 1), scale), 1);
  store(out, mul(load(v, 2), scale), 2);
  return length;
}

/** Axes of the plane through the origin, the first toward `start`; where both points lie along it, some plane. */
function planeThrough(first: usize, second: usize, start: usize, end: usize): void {
  normalize3(first, start);
  cross(second, start, end);
  const parallel = lt(norm3(second), splat(1e-15));
  if (any(parallel)) {
    // Across (1, 1, 1) with a zero where the first axis is longest.
    const x = abs(load(first, 0));
    const y = abs(load(first, 1));
    const z = abs(load(first, 2));
    const alongZ = and(gt(z, x), gt(z, y));
    const alongY = andNot(and(gt(y, x), gt(y, z)), alongZ);
    const one = splat(1);
    const ox = and(one, or(alongY, alongZ));
    const oy = andNot(one, alongY);
    const oz = andNot(one, alongZ);
    const fx = load(first, 0);
    const fy = load(first, 1);
    const fz = load(first, 2);
    store(second, select(minor(fy, oz, fz, oy), load(second, 0), parallel), 0);
    store(second, select(minor(fz, ox, fx, oz), load(second, 1), parallel), 1);
    store(second, select(minor(fx, oy, fy, ox), load(second, 2), parallel), 2);
  }
  normalize3(second, second);
  cross(second, second, first);
  normalize3(second, second);
}

/** The axes x and y of a cylinder. */
function planeAcross(first: usize, second: usize): void {
  for (let i: usize = 0; i < 3; i++) {
    store(first, i === 0 ? splat(1) : splat(0), i);
    store(second, i === 1 ? splat(1) : splat(0), i);
  }
}

/** out = the two coordinates of a point in the plane. @inline */
function flatten(out: usize, point: usize): void {
  const first = temporary + FIRST_AXIS;
  const second = temporary + SECOND_AXIS;
  const x = load(point, 0);
  const y = load(point, 1);
  const z = load(point, 2);
  store(out, dot3(load(first, 0), load(first, 1), load(first, 2), x, y, z), 0);
  store(out, dot3(load(second, 0), load(second, 1), load(second, 2), x, y, z), 1);
}

/** The inverse of `flatten`. @inline */
function unflatten(out: usize, point: usize): void {
  const first = temporary + FIRST_AXIS;
  const second = temporary + SECOND_AXIS;
  const u = load(point, 0);
  const v = load(point, 1);
  for (let i: usize = 0; i < 3; i++) store(out, add(mul(u, load(first, i)), mul(v, load(second, i))), i);
}

/** The side site as a point of the circle. */
function scaleSide(side: usize, radius: v128): void {
  const x = load(side, 0);
  const y = load(side, 1);
  const length = sqrt(add(mul(x, x), mul(y, y)));
  const none = lt(length, splat(1e-15));
  const scale = andNot(div(radius, length), none);
  store(side, select(radius, mul(x, scale), none), 0);
  store(side, mul(y, scale), 1);
}

/** On a cylinder the tendon climbs as it goes, evenly. Writes the heights of ARC_POINTS; returns the arc's length. */
function climb(length: v128): v128 {
  const start = temporary + START;
  const end = temporary + END;
  const points = temporary + ARC_POINTS;
  const before = flatDistance(start, points);
  const after = flatDistance(end, points + VECTOR3);
  const path = add(add(before, length), after);
  const z = load(start, 2);
  const slope = div(sub(load(end, 2), z), path);
  const low = add(z, mul(slope, before));
  const high = add(z, mul(slope, add(before, length)));
  store(points, low, 2);
  store(points, high, 5);
  const height = sub(high, low);
  return sqrt(add(mul(length, length), mul(height, height)));
}

/** @inline */
function flatDistance(a: usize, b: usize): v128 {
  const x = sub(load(a, 0), load(b, 0));
  const y = sub(load(a, 1), load(b, 1));
  return sqrt(add(mul(x, x), mul(y, y)));
}
