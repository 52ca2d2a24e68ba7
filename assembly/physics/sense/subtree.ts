// What is read of a body and all that hangs on it (MuJoCo's mj_subtreeVel): centre of mass, its velocity, and angular
// momentum about it. Moments are summed about the body's own position, and brought to the centre of mass in the end,
// so that no digits are lost by how far away it is.

import { add, div, load, mul, pmax, splat, store, sub } from '../../vector';
import { bodyCount, bodyRow, bodySlot, temporary, whole } from '../bound.generated';
import { inertiaTimes } from '../inertia';
import { BODY_PARENT, I, P, READ_INDEX, V } from '../layout.generated';
import { NUMBER, VECTOR3, VECTOR6 } from '../sizes';
import { addShiftedForce, clear6, cross } from '../spatial';
import { subtract3 } from './frame';

// In `temporary`.
const MOMENTUM: usize = VECTOR3; // of all bodies about the position of the root, a force vector
const ONE: usize = MOMENTUM + VECTOR6;
const CENTRE_OF_MASS: usize = ONE + VECTOR6; // from the position of the root
const MASS: usize = CENTRE_OF_MASS + VECTOR3;
const LEVER: usize = MASS + NUMBER;

/** Whether a body is `root` or hangs on it; bodies have higher numbers than their parents. */
export function hangsOn(body: i32, root: i32): bool {
  let b = body;
  while (b > root) b = whole(bodyRow(b), BODY_PARENT);
  return b === root;
}

/** From the position of the root to that of a body, in LEVER. @inline */
function leverOf(body: usize, root: usize): usize {
  subtract3(temporary + LEVER, body + P, root + P);
  return temporary + LEVER;
}

/** Writes CENTRE_OF_MASS and MASS. */
function findCentre(root: i32): void {
  const centre = temporary + CENTRE_OF_MASS;
  const origin = bodySlot(root);
  let mass = splat(0);
  for (let i: usize = 0; i < 3; i++) store(centre, splat(0), i);
  for (let b = root; b < bodyCount; b++) {
    if (b === 0 || !hangsOn(b, root)) continue;
    const body = bodySlot(b);
    const lever = leverOf(body, origin);
    const m = load(body + I, 9);
    mass = add(mass, m);
    for (let i: usize = 0; i < 3; i++) {
      store(centre, add(load(centre, i), add(mul(m, load(lever, i)), load(body + I, 6 + i))), i);
    }
  }
  mass = pmax(mass, splat(1e-30)); // of no mass at all: its position, at rest
  store(temporary + MASS, mass);
  for (let i: usize = 0; i < 3; i++) store(centre, div(load(centre, i), mass), i);
}

/** Centre of mass in the world. */
export function readCentre(read: usize): usize {
  const out = temporary;
  const root = whole(read, READ_INDEX);
  findCentre(root);
  subtract3(out, bodySlot(root) + P, bodySlot(0) + P);
  for (let i: usize = 0; i < 3; i++) store(out, add(load(out, i), load(temporary + CENTRE_OF_MASS, i)), i);
  return out;
}

/** Writes MOMENTUM, linear and, about the root's position, angular. */
function findMomentum(root: i32): void {
  const sum = temporary + MOMENTUM;
  const one = temporary + ONE;
  const origin = bodySlot(root);
  clear6(sum);
  for (let b = max(root, 1); b < bodyCount; b++) {
    if (!hangsOn(b, root)) continue;
    const body = bodySlot(b);
    inertiaTimes(one, body + I, body + V);
    addShiftedForce(sum, one, leverOf(body, origin));
  }
}

/** Velocity of the centre of mass, or the angular momentum about it. */
export function readMomentum(read: usize, angular: bool): usize {
  const out = temporary;
  const root = whole(read, READ_INDEX);
  const momentum = temporary + MOMENTUM;
  findCentre(root);
  findMomentum(root);
  const linear = momentum + VECTOR3;
  if (angular) {
    cross(out, temporary + CENTRE_OF_MASS, linear);
    for (let i: usize = 0; i < 3; i++) store(out, sub(load(momentum, i), load(out, i)), i);
  } else {
    const mass = load(temporary + MASS);
    for (let i: usize = 0; i < 3; i++) store(out, div(load(linear, i), mass), i);
  }
  return out;
}
