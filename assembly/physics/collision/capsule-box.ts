// Boxes against capsules, with up to two contacts (what MuJoCo does in mjraw_CapsuleBox of engine_collision_box.c).
//
// First the place on the capsule's segment c + s a, |s| ≤ 1, that is nearest to the box: an end above a face, or the
// closest points of the segment and one of the twelve edges, which may be an edge's end, a corner. Then, from how the
// segment lies to that place, a second one on it that is still beside the box (capsule-box-second.ts). Both are spheres
// against the box.

import {
  ALL_LANES,
  abs,
  add,
  all,
  and,
  andNot,
  any,
  broadcast,
  clamp,
  div,
  dot3,
  ge,
  gt,
  load,
  lt,
  mul,
  neg,
  not,
  or,
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
  GEOM_SIZE,
  HALF_AXIS,
  PAIR_FIRST,
  PAIR_MARGIN,
  PAIR_SECOND,
  ROTATION,
} from '../layout.generated';
import { alongFrame, sphereInBox } from './box';
import {
  ALONG,
  CORNER,
  EDGE,
  FACE,
  HALF,
  HAS_SECOND,
  LENGTH,
  MIDDLE,
  NEAREST,
  ON_EDGE,
  ON_FACE,
  PLACE,
  ROUNDING,
  SECOND,
  SIDE,
} from './capsule-box-scratch';
import { secondOfCorner, secondOfEdge, secondOfFace } from './capsule-box-second';

export function capsuleBox(count: i32, group: usize, pair: i32): i32 {
  intoBox(pair);
  if (isApart(pair)) return count;
  tryEnd(-1);
  tryEnd(1);
  for (let j: usize = 0; j < 3; j++) {
    for (let i = 0; i < 8; i++) if (!(i & (1 << (<i32>j)))) tryEdge(j, i);
  }
  store(temporary, splat(0), SECOND);
  store(temporary, splat(0), HAS_SECOND);
  secondOfFace();
  secondOfEdge();
  secondOfCorner();
  const place = load(temporary, PLACE);
  const second = add(place, load(temporary, SECOND));
  const lanes = load(temporary, HAS_SECOND);
  const after = sphereAt(count, group, pair, place, ALL_LANES);
  return any(lanes) ? sphereAt(after, group, pair, second, lanes) : after;
}

/** Whether a face of the box separates the two in all lanes: along its normal the capsule reaches |a| + radius. */
function isApart(pair: i32): bool {
  const row = pairRow(pair);
  const radius = broadcast(geomRow(whole(row, PAIR_FIRST)), GEOM_SIZE);
  const reach = add(add(radius, broadcast(row, PAIR_MARGIN)), load(temporary, ROUNDING));
  let apart = splat(0);
  for (let k: usize = 0; k < 3; k++) {
    const gap = sub(abs(load(temporary, MIDDLE + k)), abs(load(temporary, HALF + k)));
    apart = or(apart, gt(gap, add(load(temporary, SIDE + k), reach)));
  }
  return all(apart);
}

/** The sphere of the capsule at c + s a. */
function sphereAt(count: i32, group: usize, pair: i32, s: v128, lanes: v128): i32 {
  const capsule = geomSlot(whole(pairRow(pair), PAIR_FIRST));
  return sphereInBox(
    count,
    group,
    pair,
    add(load(capsule + CENTRE, 0), mul(s, load(capsule + HALF_AXIS, 0))),
    add(load(capsule + CENTRE, 1), mul(s, load(capsule + HALF_AXIS, 1))),
    add(load(capsule + CENTRE, 2), mul(s, load(capsule + HALF_AXIS, 2))),
    lanes,
  );
}

/** Brings the capsule into the box's frame. */
function intoBox(pair: i32): void {
  const capsule = geomSlot(whole(pairRow(pair), PAIR_FIRST));
  const box = geomSlot(whole(pairRow(pair), PAIR_SECOND));
  const row = geomRow(whole(pairRow(pair), PAIR_SECOND));
  const length = broadcast(geomRow(whole(pairRow(pair), PAIR_FIRST)), GEOM_SIZE + 1);
  const dx = sub(load(capsule + CENTRE, 0), load(box + CENTRE, 0));
  const dy = sub(load(capsule + CENTRE, 1), load(box + CENTRE, 1));
  const dz = sub(load(capsule + CENTRE, 2), load(box + CENTRE, 2));
  const ax = load(capsule + HALF_AXIS, 0);
  const ay = load(capsule + HALF_AXIS, 1);
  const az = load(capsule + HALF_AXIS, 2);
  let size = length;
  for (let k: usize = 0; k < 3; k++) {
    const side = broadcast(row, GEOM_SIZE + k);
    store(temporary, alongFrame(box + ROTATION, k, dx, dy, dz), MIDDLE + k);
    store(temporary, alongFrame(box + ROTATION, k, ax, ay, az), HALF + k);
    store(temporary, side, SIDE + k);
    store(temporary, splat(0), FACE + k);
    store(temporary, splat(0), EDGE + k);
    store(temporary, splat(0), CORNER + k);
    size = add(size, side);
  }
  store(temporary, mul(length, length), LENGTH);
  store(temporary, mul(splat(2e-7), size), ROUNDING);
  store(temporary, splat(1e30), NEAREST);
  store(temporary, splat(0), PLACE);
  store(temporary, splat(0), ALONG);
  store(temporary, splat(0), ON_FACE);
  store(temporary, splat(0), ON_EDGE);
}

/**
 * An end of the segment that is outside of one face at most: the nearest point of the box is then straight below it.
 * One that is flush with a face within rounding is not outside of it, as in poses that are meant so.
 */
function tryEnd(sign: f32): void {
  const one = splat(1);
  let square = splat(0);
  let sides = splat(0); // how many faces it is outside of
  for (let k: usize = 0; k < 3; k++) {
    const side = load(temporary, SIDE + k);
    const x = add(load(temporary, MIDDLE + k), mul(splat(sign), load(temporary, HALF + k)));
    const beyond = sub(x, clamp(x, neg(side), side));
    square = add(square, mul(beyond, beyond));
    sides = add(sides, and(one, gt(abs(x), add(side, load(temporary, ROUNDING)))));
  }
  const distance = sqrt(square);
  const nearest = load(temporary, NEAREST);
  const better = and(lt(sides, splat(1.5)), lt(distance, sub(nearest, load(temporary, ROUNDING))));
  store(temporary, select(distance, nearest, better), NEAREST);
  store(temporary, select(splat(sign), load(temporary, PLACE), better), PLACE);
  store(temporary, or(load(temporary, ON_FACE), better), ON_FACE);
  for (let k: usize = 0; k < 3; k++) {
    const x = add(load(temporary, MIDDLE + k), mul(splat(sign), load(temporary, HALF + k)));
    const outside = gt(abs(x), add(load(temporary, SIDE + k), load(temporary, ROUNDING)));
    store(temporary, select(outside, load(temporary, FACE + k), better), FACE + k);
  }
}

/**
 * The edge along axis j through the corner i (a bit for each positive coordinate): its points are e + t · side along j,
 * |t| ≤ 1. The closest points of the two lines, seen along the edge, are where the segment is nearest to one point, so
 * s comes out without the difference of nearly equal numbers that the determinant of the two lines is when they are
 * nearly parallel. Then t is clamped, s for that t, and t again if s had to be clamped.
 */
function tryEdge(j: usize, i: i32): void {
  const PARALLEL: f32 = 1e-15; // mjMINVAL, MuJoCo's bound for the determinant
  const NOISE: f32 = 1.6e-13; // what rounding leaves of sin² of the angle between parallel lines
  const k: usize = j === 2 ? 0 : j + 1;
  const l: usize = k === 2 ? 0 : k + 1;
  const one = splat(1);
  const side = load(temporary, SIDE + j);
  const sk = load(temporary, SIDE + k);
  const sl = load(temporary, SIDE + l);
  const hj = load(temporary, HALF + j);
  const hk = load(temporary, HALF + k);
  const hl = load(temporary, HALF + l);
  const length = load(temporary, LENGTH);
  const dj = neg(load(temporary, MIDDLE + j));
  const dk = sub(i & (1 << (<i32>k)) ? sk : neg(sk), load(temporary, MIDDLE + k));
  const dl = sub(i & (1 << (<i32>l)) ? sl : neg(sl), load(temporary, MIDDLE + l));
  const across = add(mul(hk, hk), mul(hl, hl));
  const determinant = mul(mul(side, side), across);
  const apart = ge(determinant, pmax(splat(PARALLEL), mul(splat(NOISE), mul(mul(side, side), length))));
  let s = div(add(mul(hk, dk), mul(hl, dl)), pmax(across, splat(1e-30)));
  let t = div(sub(mul(hj, s), dj), side);
  let high = gt(t, one);
  let low = lt(t, splat(-1));
  t = clamp(t, splat(-1), one);
  const again = div(add(dot3(hj, hk, hl, dj, dk, dl), mul(mul(side, hj), t)), length);
  s = select(again, s, or(high, low));
  const ends = gt(abs(s), one);
  s = clamp(s, splat(-1), one);
  const back = div(sub(mul(hj, s), dj), side);
  t = select(clamp(back, splat(-1), one), t, ends);
  // Clamped once stays clamped for what follows, even if the second time t is within the edge: so it is in MuJoCo.
  const higher = and(ends, gt(back, one));
  const lower = and(ends, lt(back, splat(-1)));
  high = or(higher, andNot(high, lower));
  low = or(lower, andNot(low, higher));

  const x = sub(add(dj, mul(side, t)), mul(hj, s));
  const y = sub(dk, mul(hk, s));
  const z = sub(dl, mul(hl, s));
  const distance = sqrt(dot3(x, y, z, x, y, z));
  const nearest = load(temporary, NEAREST);
  const better = and(apart, lt(distance, sub(nearest, load(temporary, ROUNDING))));
  if (!any(better)) return;
  store(temporary, select(distance, nearest, better), NEAREST);
  store(temporary, select(s, load(temporary, PLACE), better), PLACE);
  store(temporary, select(t, load(temporary, ALONG), better), ALONG);
  store(temporary, andNot(load(temporary, ON_FACE), better), ON_FACE);
  store(temporary, select(not(or(high, low)), load(temporary, ON_EDGE), better), ON_EDGE);
  for (let m: usize = 0; m < 3; m++) {
    const positive = m === j ? high : i & (1 << (<i32>m)) ? ALL_LANES : splat(0);
    store(temporary, select(positive, load(temporary, CORNER + m), better), CORNER + m);
    store(temporary, select(m === j ? ALL_LANES : splat(0), load(temporary, EDGE + m), better), EDGE + m);
  }
}
