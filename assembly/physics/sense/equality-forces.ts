// Forces of connects and welds on bodies, for the force between a body and its parent: the rows of translation are a
// force at each body's own point, those of rotation a torque.

import { broadcast, load, mul, mulAdd, splat, store } from '../../vector';
import { quaternionBetween } from '../arc';
import { bodySlot, equalityCount, equalityRow, linkSlot, temporary, whole, word } from '../bound.generated';
import {
  EQUALITY_FIRST,
  EQUALITY_FIRST_POINT,
  EQUALITY_FIRST_TURN,
  EQUALITY_JOINT,
  EQUALITY_SECOND,
  EQUALITY_SECOND_POINT,
  EQUALITY_SECOND_TURN,
  EQUALITY_TORQUE_SCALE,
  EQUALITY_TYPE,
  LINK_J,
  LINK_ROWS,
  LINK_WEIGHT,
  P,
  Q,
  R,
} from '../layout.generated';
import { multiplyQuaternions, turnVector } from '../rotations';
import { NUMBER, QUATERNION, VECTOR3, VECTOR6 } from '../sizes';
import { addShiftedForce, clear6, cross, pointOnBody, spread4 } from '../spatial';
import { subtract3 } from './frame';
import { hangsOn } from './subtree';

// In `temporary`, behind what wrench.ts keeps there.
const TAKEN: usize = 33 << 4; // from the first body
const WRENCH_OF_LINK: usize = TAKEN + VECTOR6;
const LEVER: usize = WRENCH_OF_LINK + VECTOR6;
const ROWS_OF_ROTATION: usize = LEVER + VECTOR3;
const TURN: usize = ROWS_OF_ROTATION + VECTOR3; // two quaternions

/** wrench −= what connects and welds give to `root` and all that hangs on it, about the place. */
export function subtractEqualities(wrench: usize, root: i32, place: usize, links: i32): void {
  if (links === 0) return;
  let link = 0; // in the order in which constraint/equality.ts makes them
  for (let e = 0; e < equalityCount; e++) {
    const equality = equalityRow(e);
    if (whole(equality, EQUALITY_TYPE) === EQUALITY_JOINT) {
      if (whole(equality, EQUALITY_SECOND) >= 0) link++;
      continue;
    }
    const taken = temporary + TAKEN;
    findLinkWrench(taken, equality, linkSlot(link++));
    const first = whole(equality, EQUALITY_FIRST);
    const second = whole(equality, EQUALITY_SECOND);
    if (hangsOn(first, root)) {
      addLinkWrench(wrench, taken, 1, first, word(equality, EQUALITY_FIRST_POINT), place);
    }
    if (hangsOn(second, root)) {
      addLinkWrench(wrench, taken, -1, second, word(equality, EQUALITY_SECOND_POINT), place);
    }
  }
}

/** wrench += sign · what is taken from a body at its point. */
function addLinkWrench(wrench: usize, taken: usize, sign: f32, body: i32, point: usize, place: usize): void {
  const force = temporary + WRENCH_OF_LINK;
  const lever = temporary + LEVER;
  const scale = splat(sign);
  for (let i: usize = 0; i < 6; i++) {
    store(force, mul(scale, load(taken, i)), i);
  }
  const slot = bodySlot(body);
  pointOnBody(lever, slot + R, slot + P, point);
  subtract3(lever, lever, place);
  addShiftedForce(wrench, force, lever);
}

/**
 * Writes what the rows take from the first body, −force and −torque: the rows of rotation, f, turn it with Bᵀ f, that
 * is ½ s R₂ (w f + u × f) with B, s and E = (w, u) of constraint/weld.ts.
 */
function findLinkWrench(wrench: usize, equality: usize, link: usize): void {
  const rows = i32.load(link + LINK_ROWS);
  const turned = temporary + ROWS_OF_ROTATION;
  clear6(wrench);
  for (let i = 0; i < rows; i++) {
    const value = mul(load(link + LINK_WEIGHT, i), load(link + LINK_J, i));
    if (i < 3) store(wrench + VECTOR3, value, i);
    else store(turned, value, i - 3);
  }
  if (rows <= 3) return;
  const E = temporary + TURN;
  const other = E + QUATERNION;
  spread4(E, word(equality, EQUALITY_FIRST_TURN));
  multiplyQuaternions(E, bodySlot(whole(equality, EQUALITY_FIRST)) + Q, E);
  spread4(other, word(equality, EQUALITY_SECOND_TURN));
  multiplyQuaternions(other, bodySlot(whole(equality, EQUALITY_SECOND)) + Q, other);
  quaternionBetween(E, other, E);
  const w = load(E);
  const half = mul(splat(0.5), broadcast(equality, EQUALITY_TORQUE_SCALE));
  cross(wrench, E + NUMBER, turned);
  for (let i: usize = 0; i < 3; i++) {
    store(wrench, mul(half, mulAdd(w, load(turned, i), load(wrench, i))), i);
  }
  turnVector(wrench, other, wrench);
}
