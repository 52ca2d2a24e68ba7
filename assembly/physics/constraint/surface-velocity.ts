// Contacts with surfaces that move while their geoms stay, such as a conveyor belt (MuJoCo's XML reference, body/geom:
// surfacevel; mj_addSurfaceVel of engine_core_constraint.c). What slips is the surface: its velocity at the contact is
// added to the contact's rates along the tangents and about the normal, from which the rows' reference acceleration
// brakes it. It neither pushes along the normal nor makes anything roll.

import { add, broadcast, dot3, load, minor, neg, store, sub } from '../../vector';
import { geomRow, geomSlot, surfaceRow, whole } from '../bound.generated';
import {
  CENTRE,
  CONTACT_FRAME,
  CONTACT_POINT,
  CONTACT_RATE,
  GEOM_SURFACE_ROW,
  PAIR_FIRST,
  PAIR_SECOND,
  ROTATION,
  SURFACE_VELOCITY,
} from '../layout.generated';

/** Adds the velocity of the second surface relative to the first to the rates of a contact with `condim` components. */
export function addSurfaceVelocity(contact: usize, pair: usize, condim: i32): void {
  addSurface(contact, whole(pair, PAIR_FIRST), condim, false);
  addSurface(contact, whole(pair, PAIR_SECOND), condim, true);
}

function addSurface(contact: usize, geom: i32, condim: i32, second: bool): void {
  const index = whole(geomRow(geom), GEOM_SURFACE_ROW);
  if (index < 0) return;
  const surface = surfaceRow(index);
  const slot = geomSlot(geom);
  const R = slot + ROTATION;
  const wx = turned(R, 0, surface, 3);
  const wy = turned(R, 3, surface, 3);
  const wz = turned(R, 6, surface, 3);
  const rx = sub(load(contact + CONTACT_POINT), load(slot + CENTRE));
  const ry = sub(load(contact + CONTACT_POINT, 1), load(slot + CENTRE, 1));
  const rz = sub(load(contact + CONTACT_POINT, 2), load(slot + CENTRE, 2));
  const vx = add(turned(R, 0, surface, 0), minor(wy, rz, wz, ry));
  const vy = add(turned(R, 3, surface, 0), minor(wz, rx, wx, rz));
  const vz = add(turned(R, 6, surface, 0), minor(wx, ry, wy, rx));
  const frame = contact + CONTACT_FRAME;
  for (let i: usize = 1; i < 4 && <i32>i < condim; i++) {
    const spin = i === 3; // about the normal, in place of along a tangent
    const axis = spin ? frame : frame + i * 48;
    const x = load(axis, 0);
    const y = load(axis, 1);
    const z = load(axis, 2);
    const rate = spin ? dot3(x, y, z, wx, wy, wz) : dot3(x, y, z, vx, vy, vz);
    store(contact + CONTACT_RATE, add(load(contact + CONTACT_RATE, i), second ? rate : neg(rate)), i);
  }
}

/** A component in the world of three numbers of a surface: those from `first` on, times a row of a rotation. @inline */
function turned(R: usize, row: usize, surface: usize, first: usize): v128 {
  return dot3(
    load(R, row),
    load(R, row + 1),
    load(R, row + 2),
    broadcast(surface, SURFACE_VELOCITY + first),
    broadcast(surface, SURFACE_VELOCITY + first + 1),
    broadcast(surface, SURFACE_VELOCITY + first + 2),
  );
}
