// Contacts of two boxes, as MuJoCo makes them (its documentation, Computation: collision; engine_collision_box.c):
// four worlds at once as far as to tell which are near, then those one at a time.

import { andNot, any, load } from '../../vector';
import { geomRow, geomSlot, pairRow, solidSlot, whole } from '../bound.generated';
import { GROUP_FROZEN, PAIR_FIRST, PAIR_SECOND, SOLID_SIZE } from '../layout.generated';
import { APART_BOXES, EDGES, relateBoxes, separatingAxis } from './box-axes';
import { collideEdges } from './box-edges';
import { collideFaces } from './box-faces';
import { boxesNear } from './boxes-apart';
import { addFound, clearFound, marginOf, readSolids } from './lanes';
import { at } from './triples';

/** By how much of the sizes the tests may miss that boxes touch. */
const ROUNDING: f64 = 1e-13;

/**
 * Adds the contacts of a pair of boxes, up to eight.
 *
 * @param count contacts of the group so far
 * @param pair row of the pair
 * @returns the new count
 */
export function collideBoxes(count: i32, group: usize, pair: i32): i32 {
  const first = whole(pairRow(pair), PAIR_FIRST);
  const second = whole(pairRow(pair), PAIR_SECOND);
  const margin = marginOf(pair);
  const close = boxesNear(geomSlot(first), geomRow(first), geomSlot(second), geomRow(second), <f32>margin);
  const near = andNot(close, load(group + GROUP_FROZEN));
  if (!any(near)) return count;
  clearFound();
  const lanes = i32x4.bitmask(near);
  for (let lane = 0; lane < 4; lane++) {
    if (lanes & (1 << lane)) collideInLane(pair, lane, margin);
  }
  return addFound(count, group, pair, sizeOfBoxes());
}

function collideInLane(pair: i32, lane: i32, margin: f64): void {
  readSolids(pair, lane);
  relateBoxes();
  const limit = margin + ROUNDING * sizeOfBoxes();
  const code = separatingAxis(limit);
  if (code === APART_BOXES) return;
  if (code >= EDGES) collideEdges(code, lane, limit);
  else collideFaces(code, lane, margin);
}

/** Sum of the half sizes. */
function sizeOfBoxes(): f64 {
  const first = solidSlot(0) + SOLID_SIZE;
  const second = solidSlot(1) + SOLID_SIZE;
  return at(first, 0) + at(first, 1) + at(first, 2) + at(second, 0) + at(second, 1) + at(second, 2);
}
