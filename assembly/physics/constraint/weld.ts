// Rows of connect and weld (MuJoCo's documentation, Computation: equality): a point of one body is to be where a
// point of another is, and with a weld a frame turned as another is. With points p, and q the quaternions of the
// frames,
//
//     translation   r = p₁ − p₂                                   ṙ = v₁ − v₂
//     rotation      r = s · imaginary part u of E = q₂* q₁        ṙ = B (ω₁ − ω₂)
//
// with s = torquescale. Since q̇ = ½ ω q,  Ė = ½ q₂* (ω₁ − ω₂) q₁, and  q₂* a q₁ = (R₂ᵀ a) E, so with E = (w, u)
//
//     B = ½ s (w 1 − [u]×) R₂ᵀ
//
// The acceleration r̈ has a part that is there without joint accelerations, J̇ q̇, which the rows take off: of points
// their acceleration c + ω × v with c of the body's spatial acceleration (kinematics.ts), of rotations, with Δ = ω₁ −
// ω₂ and the angular part α of that acceleration,  B (α₁ − α₂ − ω₂ × Δ) − ¼ s |Δ|² u.
//
// The points may be apart, and then what moves both bodies alike moves one against the other: by w × (p₁ − p₂) where
// a degree of freedom turns both about w. So the span is of all degrees of freedom of either. One impedance counts
// for all rows, that of the length of r.

import { add, broadcast, dot3, load, minor, mul, neg, splat, sqrt, store, sub } from '../../vector';
import { quaternionBetween } from '../arc';
import { bodyRow, bodySlot, dofRow, dofSlot, qvel, temporary, whole, word } from '../bound.generated';
import {
  ARM,
  BODY_PARENT,
  C,
  DOF_BODY,
  EQUALITY_ANCESTOR,
  EQUALITY_FIRST,
  EQUALITY_FIRST_POINT,
  EQUALITY_FIRST_TURN,
  EQUALITY_SECOND,
  EQUALITY_SECOND_POINT,
  EQUALITY_SECOND_TURN,
  EQUALITY_SOFTNESS,
  EQUALITY_SPAN,
  EQUALITY_TORQUE_SCALE,
  EQUALITY_TURN_DIAGONAL,
  EQUALITY_TYPE,
  EQUALITY_WELD,
  LINK_DJ,
  LINK_J,
  P,
  Q,
  R,
  S,
  SOFT_DIAGONAL,
  SPAN_DOF_DOF,
  SPAN_DOF_SIGN,
  V,
} from '../layout.generated';
import { multiplyQuaternions, quaternionToMatrix } from '../rotations';
import { MATRIX3, QUATERNION, VECTOR3 } from '../sizes';
import { add3, copy3, cross, rotate, shiftMotion, spread3, spread4 } from '../spatial';
import { beginLink, linkEntry, linkLength, weighRow, writeEntry } from './link';
import { countRows, reference, slackness, UNBOUNDED } from './row';

// What is known of an equality, in `temporary`.
const FIRST_POINT: usize = 0; // from the origin
const SECOND_POINT: usize = FIRST_POINT + VECTOR3;
const ERROR: usize = SECOND_POINT + VECTOR3; // r, six numbers
const DRIFT: usize = ERROR + 2 * VECTOR3; // J̇ q̇, six numbers
const B: usize = DRIFT + 2 * VECTOR3; // a matrix by rows
const WORK: usize = B + MATRIX3;

/** Makes link i of a connect (three rows) or weld (six). */
export function weldRows(group: usize, i: i32, equality: usize, mask: v128): void {
  const welds = whole(equality, EQUALITY_TYPE) === EQUALITY_WELD;
  const rows = welds ? 6 : 3;
  const unbounded = splat(UNBOUNDED);
  const link = beginLink(i, whole(equality, EQUALITY_SPAN), rows, neg(unbounded), unbounded);
  comparePoints(equality);
  if (welds) compareTurns(equality);
  writeColumns(group, link, welds);

  let square = splat(0);
  for (let r = 0; r < rows; r++) {
    const error = load(temporary + ERROR, r);
    square = add(square, mul(error, error));
  }
  const soft = word(equality, EQUALITY_SOFTNESS);
  const slack = slackness(soft, sqrt(square));
  for (let r = 0; r < rows; r++) {
    const diagonal = r < 3 ? word(soft, SOFT_DIAGONAL) : word(equality, EQUALITY_TURN_DIAGONAL);
    weighRow(link, r, slack, diagonal, mask);
    const wanted = reference(soft, load(link + LINK_DJ, r), slack, load(temporary + ERROR, r));
    store(link + LINK_J, add(wanted, load(temporary + DRIFT, r)), r);
  }
  countRows(group, mask, <f32>rows);
}

/** Error and drift of the two points. */
function comparePoints(equality: usize): void {
  const first = bodySlot(whole(equality, EQUALITY_FIRST));
  const second = bodySlot(whole(equality, EQUALITY_SECOND));
  const firstPoint = temporary + FIRST_POINT;
  const secondPoint = temporary + SECOND_POINT;
  placeArm(firstPoint, first, word(equality, EQUALITY_FIRST_POINT));
  placeArm(secondPoint, second, word(equality, EQUALITY_SECOND_POINT));
  accelerate(temporary + DRIFT, first, firstPoint);
  accelerate(temporary + DRIFT + VECTOR3, second, secondPoint);
  const ancestor = whole(equality, EQUALITY_ANCESTOR);
  const from = temporary + WORK;
  reach(from, whole(equality, EQUALITY_FIRST), ancestor);
  reach(from + VECTOR3, whole(equality, EQUALITY_SECOND), ancestor);
  for (let i: usize = 0; i < 3; i++) {
    const apart = sub(load(from, i), load(from, 3 + i));
    const arms = sub(load(firstPoint, i), load(secondPoint, i));
    store(temporary + ERROR, add(apart, arms), i);
    store(temporary + DRIFT, sub(load(temporary + DRIFT, i), load(temporary + DRIFT, 3 + i)), i);
  }
  add3(firstPoint, first + P);
  add3(secondPoint, second + P);
}

/**
 * Where a body is, seen from one that it hangs on: the sum of the arms between them, in which there is nothing of how
 * far away that one is. From the world it is the position, which is counted from the origin.
 */
function reach(out: usize, body: i32, ancestor: i32): void {
  if (ancestor === 0) {
    copy3(out, bodySlot(body) + P);
    return;
  }
  for (let i: usize = 0; i < 3; i++) store(out, splat(0), i);
  for (let b = body; b !== ancestor; b = whole(bodyRow(b), BODY_PARENT)) add3(out, bodySlot(b) + ARM);
}

/** From the position of a body to a point in its frame. @inline */
function placeArm(out: usize, body: usize, point: usize): void {
  spread3(out, point);
  rotate(out, body + R, out);
}

/** The acceleration of a point of a body when there are no joint accelerations, with gravity: c + ω × v. */
function accelerate(out: usize, body: usize, arm: usize): void {
  const moved = temporary + WORK; // a motion
  shiftMotion(moved, body + V, arm);
  cross(out, moved, moved + VECTOR3);
  shiftMotion(moved, body + C, arm);
  add3(out, moved + VECTOR3);
}

/** Error and drift of the two frames, and B. */
function compareTurns(equality: usize): void {
  const first = bodySlot(whole(equality, EQUALITY_FIRST));
  const second = bodySlot(whole(equality, EQUALITY_SECOND));
  const turn = temporary + WORK; // q₁, then E
  const other = turn + QUATERNION; // q₂
  const matrix = other + QUATERNION; // R₂
  spread4(turn, word(equality, EQUALITY_FIRST_TURN));
  multiplyQuaternions(turn, first + Q, turn);
  spread4(other, word(equality, EQUALITY_SECOND_TURN));
  multiplyQuaternions(other, second + Q, other);
  quaternionToMatrix(matrix, other);
  quaternionBetween(turn, other, turn);

  const scale = broadcast(equality, EQUALITY_TORQUE_SCALE);
  const half = mul(splat(0.5), scale);
  const w = mul(half, load(turn));
  const x = mul(half, load(turn, 1));
  const y = mul(half, load(turn, 2));
  const z = mul(half, load(turn, 3));
  for (let i: usize = 0; i < 3; i++) {
    const rx = load(matrix, 3 * i); // column i of R₂ᵀ
    const ry = load(matrix, 3 * i + 1);
    const rz = load(matrix, 3 * i + 2);
    store(temporary + B, sub(mul(w, rx), minor(y, rz, z, ry)), i);
    store(temporary + B, sub(mul(w, ry), minor(z, rx, x, rz)), 3 + i);
    store(temporary + B, sub(mul(w, rz), minor(x, ry, y, rx)), 6 + i);
  }

  const spin = matrix; // Δ, whose place is free by now
  const drift = temporary + DRIFT + VECTOR3;
  const gain = spin + VECTOR3; // of angular velocity
  for (let i: usize = 0; i < 3; i++) store(spin, sub(load(first + V, i), load(second + V, i)), i);
  cross(gain, second + V, spin);
  for (let i: usize = 0; i < 3; i++) {
    store(gain, sub(sub(load(first + C, i), load(second + C, i)), load(gain, i)), i);
  }
  rotate(drift, temporary + B, gain);
  const speed2 = dot3(load(spin), load(spin, 1), load(spin, 2), load(spin), load(spin, 1), load(spin, 2));
  const shrinking = mul(mul(splat(0.25), scale), speed2);
  for (let i: usize = 0; i < 3; i++) {
    const u = load(turn, 1 + i);
    store(temporary + ERROR, mul(scale, u), 3 + i);
    store(drift, sub(load(drift, i), mul(shrinking, u)), i);
  }
}

/** The Jacobian, and with it the speeds of the rows. */
function writeColumns(group: usize, link: usize, welds: bool): void {
  const turned = temporary + WORK;
  const length = linkLength(link);
  for (let k = 0; k < length; k++) {
    const entry = linkEntry(link, k);
    const d = whole(entry, SPAN_DOF_DOF);
    const side = f32.load(word(entry, SPAN_DOF_SIGN));
    const speed = load(qvel(group, d));
    const motion = dofSlot(d) + S;
    writePointColumn(link, k, length, d, side, speed);
    if (!welds) continue;
    rotate(turned, temporary + B, motion);
    const sign = splat(-side); // of the motion of the first against the second
    for (let r = 0; r < 3; r++) writeEntry(link, 3 + r, length, k, mul(sign, load(turned, r)), speed);
  }
}

/** @param side 1: it moves the second body, −1: the first, 0: both. */
function writePointColumn(link: usize, k: i32, length: i32, d: i32, side: f32, speed: v128): void {
  const motion = dofSlot(d) + S;
  const lever = temporary + WORK;
  const column = lever + VECTOR3;
  if (side === 0) {
    cross(column, motion, temporary + ERROR);
  } else {
    const first = side < 0;
    const body = bodySlot(whole(dofRow(d), DOF_BODY));
    const point = temporary + (first ? FIRST_POINT : SECOND_POINT);
    for (let i: usize = 0; i < 3; i++) store(lever, sub(load(point, i), load(body + P, i)), i);
    cross(column, motion, lever);
    const sign = splat(-side);
    for (let i: usize = 0; i < 3; i++) {
      store(column, mul(sign, add(load(column, i), load(motion, 3 + i))), i);
    }
  }
  for (let r = 0; r < 3; r++) writeEntry(link, r, length, k, load(column, r), speed);
}
