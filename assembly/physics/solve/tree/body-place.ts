// The place of a contact's rows along the tree: the motions of its bodies, without a Jacobian over degrees of
// freedom. The components of a contact (constraint/contact.ts) are n · (v + ω × r) along an axis n of its frame and n
// · ω about it, of the second body less the first, with r from the body's position to the contact's point. So a force
// f along n is at the body the force (r × f n, f n), and a moment f about n is (f n, 0).

import { add, dot3, load, minor, mul, neg, splat, store, sub } from '../../../vector';
import { bodyRow, bodySlot, geomRow, pairRow, whole } from '../../bound.generated';
import {
  ALONG,
  BODY_MOVES,
  CONTACT_FIRST,
  CONTACT_FRAME,
  CONTACT_PAIR,
  CONTACT_POINT,
  CONTACT_RATE,
  CONTACT_SECOND,
  GEOM_BODY,
  P,
  PAIR_CONDIM,
  PAIR_FIRST,
  PAIR_SECOND,
  V,
} from '../../layout.generated';
import { VECTOR3 } from '../../sizes';
import { addForce } from './tree-forces';

/** Notes which bodies a contact moves, and writes the rates of its components at the bodies' velocities. */
export function placeOnBodies(contact: usize): void {
  const pair = pairRow(i32.load(contact + CONTACT_PAIR));
  i32.store(contact + CONTACT_FIRST, movingBody(whole(pair, PAIR_FIRST)));
  i32.store(contact + CONTACT_SECOND, movingBody(whole(pair, PAIR_SECOND)));
  components(contact, V, whole(pair, PAIR_CONDIM), contact + CONTACT_RATE);
}

/** The body of a geom; 0 if nothing moves it. @inline */
function movingBody(geom: i32): i32 {
  const body = whole(geomRow(geom), GEOM_BODY);
  return whole(bodyRow(body), BODY_MOVES) ? body : 0;
}

/** Whether a contact is between two bodies that both move. @inline */
export function isBetween(contact: usize): bool {
  return i32.load(contact + CONTACT_FIRST) !== 0 && i32.load(contact + CONTACT_SECOND) !== 0;
}

/** The one that moves, of a contact that is not between two. @inline */
export function onlyBody(contact: usize): i32 {
  return i32.load(contact + CONTACT_FIRST) | i32.load(contact + CONTACT_SECOND);
}

/** The components' rates along the Newton step. */
export function stepOnBodies(contact: usize, condim: i32, out: usize): void {
  components(contact, ALONG, condim, out);
}

/** out = the components of the motions at an offset of the bodies' slots. @inline */
function components(contact: usize, motion: usize, condim: i32, out: usize): void {
  const first = i32.load(contact + CONTACT_FIRST);
  const second = i32.load(contact + CONTACT_SECOND);
  const px = load(contact + CONTACT_POINT);
  const py = load(contact + CONTACT_POINT, 1);
  const pz = load(contact + CONTACT_POINT, 2);
  let wx = splat(0);
  let wy = splat(0);
  let wz = splat(0);
  let vx = splat(0);
  let vy = splat(0);
  let vz = splat(0);
  if (second) {
    const body = bodySlot(second);
    const m = body + motion;
    const rx = sub(px, load(body + P));
    const ry = sub(py, load(body + P, 1));
    const rz = sub(pz, load(body + P, 2));
    wx = load(m);
    wy = load(m, 1);
    wz = load(m, 2);
    vx = add(load(m, 3), minor(wy, rz, wz, ry));
    vy = add(load(m, 4), minor(wz, rx, wx, rz));
    vz = add(load(m, 5), minor(wx, ry, wy, rx));
  }
  if (first) {
    const body = bodySlot(first);
    const m = body + motion;
    const rx = sub(px, load(body + P));
    const ry = sub(py, load(body + P, 1));
    const rz = sub(pz, load(body + P, 2));
    const ax = load(m);
    const ay = load(m, 1);
    const az = load(m, 2);
    vx = sub(vx, add(load(m, 3), minor(ay, rz, az, ry)));
    vy = sub(vy, add(load(m, 4), minor(az, rx, ax, rz)));
    vz = sub(vz, add(load(m, 5), minor(ax, ry, ay, rx)));
    wx = sub(wx, ax);
    wy = sub(wy, ay);
    wz = sub(wz, az);
  }
  const along = condim < 3 ? condim : 3;
  for (let i = 0; i < along; i++) {
    const n = contact + CONTACT_FRAME + <usize>i * VECTOR3;
    store(out, dot3(load(n), load(n, 1), load(n, 2), vx, vy, vz), i);
  }
  for (let i = 3; i < condim; i++) {
    const n = contact + CONTACT_FRAME + <usize>(i - 3) * VECTOR3;
    store(out, dot3(load(n), load(n, 1), load(n, 2), wx, wy, wz), i);
  }
}

/** Adds Jᵀ forces to the forces of the bodies, of forces of the components. */
export function pushBodies(contact: usize, condim: i32, forces: usize): void {
  let fx = splat(0);
  let fy = splat(0);
  let fz = splat(0);
  let tx = splat(0);
  let ty = splat(0);
  let tz = splat(0);
  const along = condim < 3 ? condim : 3;
  for (let i = 0; i < along; i++) {
    const n = contact + CONTACT_FRAME + <usize>i * VECTOR3;
    const f = load(forces, i);
    fx = add(fx, mul(f, load(n)));
    fy = add(fy, mul(f, load(n, 1)));
    fz = add(fz, mul(f, load(n, 2)));
  }
  for (let i = 3; i < condim; i++) {
    const n = contact + CONTACT_FRAME + <usize>(i - 3) * VECTOR3;
    const f = load(forces, i);
    tx = add(tx, mul(f, load(n)));
    ty = add(ty, mul(f, load(n, 1)));
    tz = add(tz, mul(f, load(n, 2)));
  }
  const first = i32.load(contact + CONTACT_FIRST);
  const second = i32.load(contact + CONTACT_SECOND);
  if (second) pushAt(contact, second, tx, ty, tz, fx, fy, fz);
  if (first) pushAt(contact, first, neg(tx), neg(ty), neg(tz), neg(fx), neg(fy), neg(fz));
}

/** A force at the contact's point and a moment, at body b. @inline */
function pushAt(contact: usize, b: i32, tx: v128, ty: v128, tz: v128, fx: v128, fy: v128, fz: v128): void {
  const body = bodySlot(b);
  const rx = sub(load(contact + CONTACT_POINT), load(body + P));
  const ry = sub(load(contact + CONTACT_POINT, 1), load(body + P, 1));
  const rz = sub(load(contact + CONTACT_POINT, 2), load(body + P, 2));
  const mx = add(tx, minor(ry, fz, rz, fy));
  const my = add(ty, minor(rz, fx, rx, fz));
  const mz = add(tz, minor(rx, fy, ry, fx));
  addForce(b, mx, my, mz, fx, fy, fz);
}
