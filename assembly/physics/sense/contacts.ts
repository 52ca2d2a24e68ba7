// What is read of contacts: the total force of those between two, and the fields of some of them (MuJoCo's sensor
// contact). Which contacts a world has is its own: so what is told of is picked lane by lane.

import {
  add,
  and,
  div,
  dot3,
  eq,
  gt,
  load,
  lt,
  mul,
  neg,
  or,
  pmax,
  select,
  splat,
  sqrt,
  store,
} from '../../vector';
import { bodySlot, contactSlot, temporary, whole, word } from '../bound.generated';
import {
  CONTACT_DISTANCE,
  CONTACT_FRAME,
  CONTACT_MASK,
  CONTACT_POINT,
  P,
  READ_FIRST_KIND,
  READ_REDUCE,
  READ_VECTOR,
  READ_ZONE,
  REDUCE_MAX_FORCE,
  REDUCE_MIN_DISTANCE,
  TOUCHING_ZONE,
} from '../layout.generated';
import { NUMBER, VECTOR3, VECTOR6 } from '../sizes';
import { add3, cross } from '../spatial';
import { contactWrench, fromContactFrame, matchContact } from './contact-forces';
import { alongAxes, frameAxes, framePoint, otherBodyOf, otherFrameOf, subtract3 } from './frame';
import { insideZone } from './zone';

/** Fields of a contact in the order in which they are told: found, force, torque, distance, point, normal, tangent. */
export const CONTACT_FIELDS: i32 = 17;
const FOUND: usize = 0;
const FORCE: usize = FOUND + NUMBER;
const TORQUE: usize = FORCE + VECTOR3;
const DISTANCE: usize = TORQUE + VECTOR3;
const PLACE: usize = DISTANCE + NUMBER;
const NORMAL: usize = PLACE + VECTOR3;
const TANGENT: usize = NORMAL + VECTOR3;
// In `temporary` after the fields of the contact that is told of: those of the one that is looked at, and lengths.
const CANDIDATE: usize = TANGENT + VECTOR3;
const WRENCH: usize = CANDIDATE + TANGENT + VECTOR3;
const TURNED_FORCE: usize = WRENCH + VECTOR6;
const MATRIX: usize = WRENCH; // before there is a wrench
/** What is least of all, and what is most. */
const LEAST: f32 = -3e38;
const MOST: f32 = 3e38;

/** Sum of the forces on the second of the two, along the world's axes. */
export function readContactForce(read: usize, contacts: i32): usize {
  const total = temporary;
  const wrench = temporary + WRENCH;
  const force = temporary + TURNED_FORCE;
  for (let i: usize = 0; i < 3; i++) store(total, splat(0), i);
  for (let c = 0; c < contacts; c++) {
    const contact = contactSlot(c);
    const match = matchContact(read, contact);
    if (match === 0) continue;
    contactWrench(wrench, contact);
    fromContactFrame(force, contact, wrench);
    const sign = splat(<f32>match);
    for (let i: usize = 0; i < 3; i++) store(total, add(load(total, i), mul(sign, load(force, i))), i);
  }
  return total;
}

/** Lanes in which a contact counts: they have it, and where the read has a zone it is in there. */
function counts(read: usize, contact: usize): v128 {
  const mask = load(contact + CONTACT_MASK);
  if (whole(read, READ_FIRST_KIND) !== TOUCHING_ZONE) return mask;
  const body = otherBodyOf(read);
  const point = temporary + CANDIDATE;
  framePoint(point, body, otherFrameOf(read));
  subtract3(point, contact + CONTACT_POINT, point);
  alongAxes(point, frameAxes(temporary + MATRIX, body, otherFrameOf(read)), point);
  return and(mask, insideZone(whole(read, READ_ZONE), word(read, READ_VECTOR), point));
}

/** How many contacts there are of those that are read. */
export function countContacts(read: usize, contacts: i32): v128 {
  let found = splat(0);
  for (let c = 0; c < contacts; c++) {
    const contact = contactSlot(c);
    if (matchContact(read, contact) !== 0) found = add(found, and(splat(1), counts(read, contact)));
  }
  return found;
}

/** The criterion by which the contact that CANDIDATE is of comes before others. @inline */
function criterion(reduce: i32): v128 {
  const fields = temporary + CANDIDATE;
  if (reduce === REDUCE_MIN_DISTANCE) return load(fields + DISTANCE);
  if (reduce !== REDUCE_MAX_FORCE) return splat(0);
  const force = square(fields + FORCE);
  return neg(add(force, square(fields + TORQUE)));
}

/** |v|² of three numbers. @inline */
function square(v: usize): v128 {
  const x = load(v, 0);
  const y = load(v, 1);
  const z = load(v, 2);
  return dot3(x, y, z, x, y, z);
}

/**
 * Writes CANDIDATE, all but FOUND; seen the other way round if `flipped`: turned by half a turn about its last axis.
 */
function describe(contact: usize, flipped: bool): void {
  const fields = temporary + CANDIDATE;
  const sign = splat(flipped ? -1 : 1);
  contactWrench(fields + FORCE, contact); // and TORQUE, which follows
  store(fields + FORCE, mul(sign, load(fields + FORCE, 2)), 2);
  store(fields + TORQUE, mul(sign, load(fields + TORQUE, 2)), 2);
  store(fields + DISTANCE, load(contact + CONTACT_DISTANCE));
  subtract3(fields + PLACE, contact + CONTACT_POINT, bodySlot(0) + P);
  for (let i: usize = 0; i < 6; i++) {
    store(fields + NORMAL, mul(sign, load(contact + CONTACT_FRAME, i)), i); // and TANGENT
  }
}

/** Nothing has been told of yet: before the first call of `nextContact`. */
export function beforeContacts(last: usize): void {
  store(last, splat(LEAST));
  store(last, splat(-1), 1);
}

/**
 * Writes the fields of the next contact to `temporary`, zeros where there is none, of those that come after the one
 * that `last` is of (criterion, then number), which it is moved to.
 */
export function nextContact(read: usize, contacts: i32, found: v128, last: usize): void {
  const told = temporary;
  const candidate = temporary + CANDIDATE;
  const reduce = whole(read, READ_REDUCE);
  for (let i = 0; i < CONTACT_FIELDS; i++) store(told, splat(0), i);
  let best = splat(MOST);
  let which = splat(-1);
  for (let c = 0; c < contacts; c++) {
    const contact = contactSlot(c);
    const match = matchContact(read, contact);
    if (match === 0) continue;
    const mask = counts(read, contact);
    describe(contact, match < 0);
    const value = criterion(reduce);
    const number = splat(<f32>c);
    const same = eq(value, load(last));
    const after = or(gt(value, load(last)), and(same, gt(number, load(last, 1))));
    const better = and(and(mask, after), lt(value, best));
    best = select(value, best, better);
    which = select(number, which, better);
    store(candidate + FOUND, found);
    for (let i = 0; i < CONTACT_FIELDS; i++)
      store(told, select(load(candidate, i), load(told, i), better), i);
  }
  store(last, best);
  store(last, which, 1);
}

/**
 * Writes to `temporary` the sum of all: force and torque along the world's axes about the mean point, weighed by
 * force.
 */
export function netContact(read: usize, contacts: i32, found: v128): void {
  const told = temporary;
  const fields = temporary + CANDIDATE;
  const force = temporary + TURNED_FORCE;
  for (let i = 0; i < CONTACT_FIELDS; i++) store(told, splat(0), i);
  let weights = splat(0);
  for (let c = 0; c < contacts; c++) {
    const contact = contactSlot(c);
    if (matchContact(read, contact) === 0) continue;
    const mask = counts(read, contact);
    describe(contact, false);
    const weight = and(sqrt(square(fields + FORCE)), mask);
    weights = add(weights, weight);
    for (let i: usize = 0; i < 3; i++) {
      store(told + PLACE, add(load(told + PLACE, i), mul(weight, load(fields + PLACE, i))), i);
    }
  }
  const scale = div(splat(1), pmax(weights, splat(1e-15)));
  for (let i: usize = 0; i < 3; i++) store(told + PLACE, mul(scale, load(told + PLACE, i)), i);
  for (let c = 0; c < contacts; c++) {
    const contact = contactSlot(c);
    const match = matchContact(read, contact);
    if (match === 0) continue;
    const sign = and(splat(<f32>match), counts(read, contact));
    describe(contact, false);
    fromContactFrame(force, contact, fields + FORCE);
    for (let i: usize = 0; i < 3; i++) store(force, mul(sign, load(force, i)), i);
    add3(told + FORCE, force);
    subtract3(fields + NORMAL, fields + PLACE, told + PLACE);
    cross(fields + NORMAL, fields + NORMAL, force);
    add3(told + TORQUE, fields + NORMAL);
    fromContactFrame(force, contact, fields + TORQUE);
    for (let i: usize = 0; i < 3; i++) store(force, mul(sign, load(force, i)), i);
    add3(told + TORQUE, force);
  }
  store(told + FOUND, found);
  store(told + NORMAL, splat(1));
  store(told + TANGENT, splat(1), 1);
}
