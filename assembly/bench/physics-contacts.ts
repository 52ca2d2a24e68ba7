// Collision by itself, for tests that compare it with MuJoCo's contact by contact. Not part of what ships; built by
// test/physics/contacts-beside-mujoco.ts.

import { bind, contactSlot, groupBytes } from '../physics/bound.generated';
import { collide } from '../physics/collision/driver';
import { placeGeoms } from '../physics/collision/place';
import { kinematics } from '../physics/kinematics';

export {
  CONTACT_DISTANCE,
  CONTACT_FRAME,
  CONTACT_MASK,
  CONTACT_PAIR,
  CONTACT_POINT,
} from '../physics/layout.generated';

/** Bytes of scratch, and of a group. */
export function contactScratchBytes(model: usize): usize {
  return bind(model, 0);
}

export function stateBytes(model: usize): usize {
  bind(model, 0);
  return groupBytes();
}

/** The contacts of a group at its qpos: returns how many. */
export function findContacts(model: usize, scratch: usize, group: usize): i32 {
  bind(model, scratch);
  kinematics(group);
  placeGeoms();
  return collide(group);
}

/** Where contact `i` of the last call lies. */
export function contactAt(i: i32): usize {
  return contactSlot(i);
}
