// Force and torque between a body and its parent (MuJoCo's sensors force and torque; cfrc_int of
// mj_rnePostConstraint): what moves the body and all that hangs on it as they are moved, less what contacts with
// others give. Contacts within cancel.

import { add, load, store, sub } from '../../vector';
import { bodyCount, bodySlot, contactSlot, temporary, whole } from '../bound.generated';
import { inertiaTimes } from '../inertia';
import { A, CONTACT_POINT, I, P, READ_INDEX, V } from '../layout.generated';
import { MATRIX3, VECTOR3, VECTOR6 } from '../sizes';
import { add6, addShiftedForce, clear6, crossForce } from '../spatial';
import { contactWrench, firstBody, fromContactFrame, secondBody } from './contact-forces';
import { subtractEqualities } from './equality-forces';
import { alongAxes, bodyOf, frameAxes, frameOf, framePoint, subtract3 } from './frame';
import { hangsOn } from './subtree';

// In `temporary`, after the wrench that is returned.
const PLACE: usize = VECTOR6; // of the frame
const ONE: usize = PLACE + VECTOR3;
const RATE: usize = ONE + VECTOR6;
const LEVER: usize = RATE + VECTOR6;
const MATRIX: usize = LEVER + VECTOR3;
const COMPONENTS: usize = MATRIX + MATRIX3;

/** Force on the body at the frame's point along the frame's axes, or torque about it. */
export function readWrench(read: usize, contacts: i32, links: i32, torque: bool): usize {
  const wrench = temporary;
  const place = temporary + PLACE;
  const root = whole(read, READ_INDEX);
  framePoint(place, bodyOf(read), frameOf(read));
  clear6(wrench);
  for (let b = max(root, 1); b < bodyCount; b++) if (hangsOn(b, root)) addBody(wrench, bodySlot(b), place);
  for (let c = 0; c < contacts; c++) {
    const contact = contactSlot(c);
    const first = hangsOn(firstBody(contact), root);
    const second = hangsOn(secondBody(contact), root);
    if (first !== second) addContactWrench(wrench, contact, place, first);
  }
  subtractEqualities(wrench, root, place, links);
  const axes = frameAxes(temporary + MATRIX, bodyOf(read), frameOf(read));
  const part = torque ? wrench : wrench + VECTOR3;
  alongAxes(part, axes, part);
  return part;
}

/** wrench += I a + v ×* I v of a body, about the place. */
function addBody(wrench: usize, body: usize, place: usize): void {
  const one = temporary + ONE;
  const rate = temporary + RATE;
  const lever = temporary + LEVER;
  inertiaTimes(one, body + I, body + V);
  crossForce(rate, body + V, one);
  inertiaTimes(one, body + I, body + A);
  add6(one, rate);
  subtract3(lever, body + P, place);
  addShiftedForce(wrench, one, lever);
}

/** wrench −= what a contact gives to its second body, or += what it takes from the first. */
function addContactWrench(wrench: usize, contact: usize, place: usize, first: bool): void {
  const components = temporary + COMPONENTS;
  const one = temporary + ONE;
  const about = temporary + RATE;
  const lever = temporary + LEVER;
  contactWrench(components, contact);
  fromContactFrame(one + VECTOR3, contact, components);
  fromContactFrame(one, contact, components + VECTOR3);
  subtract3(lever, contact + CONTACT_POINT, place);
  clear6(about);
  addShiftedForce(about, one, lever);
  for (let i: usize = 0; i < 6; i++) {
    const before = load(wrench, i);
    store(wrench, first ? add(before, load(about, i)) : sub(before, load(about, i)), i);
  }
}
