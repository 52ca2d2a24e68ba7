// A contact that a collider has found, written into its slot. A collider leaves the normal and the point midway
// between the surfaces in `temporary`.

import {
  abs,
  and,
  andNot,
  any,
  broadcast,
  div,
  dot3,
  load,
  lt,
  minor,
  mul,
  select,
  splat,
  sqrt,
  store,
  sub,
} from '../../vector';
import { contactCapacity, contactSlot, pairRow, temporary } from '../bound.generated';
import {
  FOUND_DISTANCE,
  FOUND_FRAME,
  FOUND_MASK,
  FOUND_PAIR,
  FOUND_POINT,
  GROUP_FROZEN,
  PAIR_MARGIN,
} from '../layout.generated';

// Vectors of `temporary`.
const NORMAL: usize = 48;
const POINT: usize = 54;

/** @inline */
export function setNormal(x: v128, y: v128, z: v128): void {
  store(temporary, x, NORMAL);
  store(temporary, y, NORMAL + 1);
  store(temporary, z, NORMAL + 2);
}

/** @inline */
export function setPoint(x: v128, y: v128, z: v128): void {
  store(temporary, x, POINT);
  store(temporary, y, POINT + 1);
  store(temporary, z, POINT + 2);
}

/**
 * Adds a contact of a pair, `count` of which there were before, and returns how many there are: one more if any
 * lane of `lanes` has it. Where there is no room it is counted alone.
 *
 * @param size of the coordinates that the distance is the difference of
 */
export function addContact(
  count: i32,
  group: usize,
  pair: i32,
  distance: v128,
  size: v128,
  lanes: v128,
): i32 {
  const reached = lt(sub(distance, mul(splat(1.2e-7), size)), broadcast(pairRow(pair), PAIR_MARGIN));
  const mask = andNot(and(lanes, reached), load(group + GROUP_FROZEN));
  if (!any(mask)) return count;
  if (count >= contactCapacity) return count + 1;
  const contact = contactSlot(count);
  i32.store(contact + FOUND_PAIR, pair);
  store(contact + FOUND_DISTANCE, distance);
  store(contact + FOUND_MASK, mask);
  for (let k: usize = 0; k < 3; k++) store(contact + FOUND_POINT, load(temporary, POINT + k), k);
  writeFrame(contact + FOUND_FRAME);
  return count + 1;
}

/** The frame as MuJoCo completes it (mju_makeFrame): y made level, or z where the normal is near y. */
function writeFrame(frame: usize): void {
  const nx = load(temporary, NORMAL);
  const ny = load(temporary, NORMAL + 1);
  const nz = load(temporary, NORMAL + 2);
  const alongY = lt(abs(ny), splat(0.5));
  const y = select(splat(1), splat(0), alongY);
  const z = select(splat(0), splat(1), alongY);
  const lift = dot3(nx, ny, nz, splat(0), y, z);
  const tx = sub(splat(0), mul(lift, nx));
  const ty = sub(y, mul(lift, ny));
  const tz = sub(z, mul(lift, nz));
  const scale = div(splat(1), sqrt(dot3(tx, ty, tz, tx, ty, tz)));
  const ux = mul(tx, scale);
  const uy = mul(ty, scale);
  const uz = mul(tz, scale);
  store(frame, nx);
  store(frame, ny, 1);
  store(frame, nz, 2);
  store(frame, ux, 3);
  store(frame, uy, 4);
  store(frame, uz, 5);
  store(frame, minor(ny, uz, nz, uy), 6);
  store(frame, minor(nz, ux, nx, uz), 7);
  store(frame, minor(nx, uy, ny, ux), 8);
}
