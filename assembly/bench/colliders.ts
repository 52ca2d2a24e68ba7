// The colliders that do one world at a time, by themselves, for tests: geoms are where the caller puts them. Not
// part of what ships; built by test/physics/colliders.ts.

import { bind, contactSlot, geomSlot } from '../physics/bound.generated';
import { collideBoxes } from '../physics/collision/box-box';
import { collideConvex } from '../physics/collision/convex';
import { collideHeightField } from '../physics/collision/height-field';
import { planeMesh } from '../physics/collision/plane-mesh';
import {
  CENTRE,
  CONTACT_DISTANCE,
  CONTACT_FRAME,
  CONTACT_MASK,
  CONTACT_POINT,
  CONTACT_SLOT,
  ROTATION,
} from '../physics/layout.generated';

// Byte offsets in the slots.
export const centre: usize = CENTRE;
export const rotation: usize = ROTATION;
export const distance: usize = CONTACT_DISTANCE;
export const mask: usize = CONTACT_MASK;
export const point: usize = CONTACT_POINT;
export const frame: usize = CONTACT_FRAME;
export const contactBytes: usize = CONTACT_SLOT;

/** Bytes of scratch of a model. */
export function scratchBytes(model: usize): usize {
  return bind(model, 0);
}

/** Address of a geom's slot. */
export function geomAddress(model: usize, scratch: usize, geom: i32): usize {
  bind(model, scratch);
  return geomSlot(geom);
}

/** Contacts of the only pair, of two boxes; how many there are. */
export function boxes(model: usize, scratch: usize, group: usize): i32 {
  bind(model, scratch);
  return collideBoxes(0, group, 0);
}

/** Contacts of the only pair, of a plane and a mesh; how many there are. */
export function planeAndMesh(model: usize, scratch: usize, group: usize): i32 {
  bind(model, scratch);
  return planeMesh(0, group, 0);
}

/** Contacts of the only pair, of a height field and a convex geom; how many there are. */
export function heightField(model: usize, scratch: usize, group: usize): i32 {
  bind(model, scratch);
  return collideHeightField(0, group, 0);
}

/** Contacts of the only pair, of two convex geoms; how many there are. */
export function convex(model: usize, scratch: usize, group: usize): i32 {
  bind(model, scratch);
  return collideConvex(0, group, 0);
}

/** Address of a contact's slot. */
export function contactAddress(i: i32): usize {
  return contactSlot(i);
}
