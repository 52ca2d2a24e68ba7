// Between four worlds in the lanes and colliders that do one at a time in f64: what two geoms are in one lane, and
// what was found there. The i-th contacts of all lanes share a slot, so a world's contacts do not depend on its
// neighbours.
//
//     found    contact 0   contact 1   …
//     lane 0       ×           ×
//     lane 1
//     lane 2       ×

import { any, load, ne, splat, store } from '../../vector';
import {
  foundCapacity,
  foundSlot,
  geomRow,
  geomSlot,
  pairRow,
  solidSlot,
  whole,
  word,
} from '../bound.generated';
import {
  CENTRE,
  GEOM_SIZE,
  GEOM_TYPE,
  PAIR_FIRST,
  PAIR_MARGIN,
  PAIR_SECOND,
  ROTATION,
  SOLID_CENTRE,
  SOLID_GEOM,
  SOLID_ROTATION,
  SOLID_SIZE,
  SOLID_TYPE,
  STAGED_DISTANCE,
  STAGED_LANES,
  STAGED_NORMAL,
  STAGED_POINT,
} from '../layout.generated';
import { addContact, setNormal, setPoint } from './contact';
import { at, put } from './triples';

/** Most contacts of two convex geoms. */
export const MOST_CONTACTS: i32 = 8;

/** Number `i` of the vectors at `p` in a lane, as f64. @inline */
function ofLane(p: usize, i: usize, lane: i32): f64 {
  return <f64>f32.load(p + (i << 4) + ((<usize>lane) << 2));
}

/** @inline */
function setLane(p: usize, i: usize, lane: i32, x: f64): void {
  f32.store(p + (i << 4) + ((<usize>lane) << 2), <f32>x);
}

/** Reads the two geoms of a pair as they are in one lane into the slots `solid` 0 and 1. */
export function readSolids(pair: i32, lane: i32): void {
  readSolid(solidSlot(0), whole(pairRow(pair), PAIR_FIRST), lane);
  readSolid(solidSlot(1), whole(pairRow(pair), PAIR_SECOND), lane);
}

function readSolid(solid: usize, geom: i32, lane: i32): void {
  const slot = geomSlot(geom);
  const row = geomRow(geom);
  i32.store(solid + SOLID_TYPE, whole(row, GEOM_TYPE));
  i32.store(solid + SOLID_GEOM, geom);
  for (let k: usize = 0; k < 3; k++) {
    put(solid + SOLID_CENTRE, k, ofLane(slot + CENTRE, k, lane));
    put(solid + SOLID_SIZE, k, <f64>f32.load(word(row, GEOM_SIZE + k)));
  }
  for (let k: usize = 0; k < 9; k++) put(solid + SOLID_ROTATION, k, ofLane(slot + ROTATION, k, lane));
}

/** Distance below which a pair's contacts are detected. @inline */
export function marginOf(pair: i32): f64 {
  return <f64>f32.load(word(pairRow(pair), PAIR_MARGIN));
}

/** No contacts found yet in any lane. */
export function clearFound(): void {
  for (let i = 0; i < foundCapacity; i++) store(foundSlot(i) + STAGED_LANES, splat(0));
}

/** Contact `i` of a lane: point and normal are three f64. */
export function keepContact(i: i32, lane: i32, distance: f64, point: usize, normal: usize): void {
  const slot = foundSlot(i);
  setLane(slot + STAGED_LANES, 0, lane, 1);
  setLane(slot + STAGED_DISTANCE, 0, lane, distance);
  for (let k: usize = 0; k < 3; k++) {
    setLane(slot + STAGED_POINT, k, lane, at(point, k));
    setLane(slot + STAGED_NORMAL, k, lane, at(normal, k));
  }
}

/**
 * Adds what was found in the lanes to the group's contacts; the new count.
 *
 * @param size of the coordinates that the distances are the differences of
 */
export function addFound(count: i32, group: usize, pair: i32, size: f64): i32 {
  let after = count;
  for (let i = 0; i < foundCapacity; i++) {
    const slot = foundSlot(i);
    const lanes = ne(load(slot + STAGED_LANES), splat(0));
    if (!any(lanes)) break;
    const point = slot + STAGED_POINT;
    const normal = slot + STAGED_NORMAL;
    setPoint(load(point), load(point, 1), load(point, 2));
    setNormal(load(normal), load(normal, 1), load(normal, 2));
    after = addContact(after, group, pair, load(slot + STAGED_DISTANCE), splat(<f32>size), lanes);
  }
  return after;
}
