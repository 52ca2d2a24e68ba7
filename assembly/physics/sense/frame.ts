// Frames that are read: a body's own, or one fixed to it at a point and with axes of its own. A read has one, and may
// have another that the first is seen from; both lie alike in its row.

import { broadcast, dot3, load, neg, store, sub } from '../../vector';
import { bodySlot, whole, word } from '../bound.generated';
import {
  P,
  Q,
  R,
  READ_INDEX,
  READ_OTHER_BODY,
  READ_OTHER_POINT,
  READ_POINT,
  READ_ROTATION,
  READ_TURN,
  READ_TURNED,
} from '../layout.generated';
import { multiplyQuaternions } from '../rotations';
import { pointOnBody, rotate, spread3, spread4 } from '../spatial';

// Words of a frame in a row, from its point on.
const TURNED: usize = READ_TURNED - READ_POINT;
const AXES: usize = READ_ROTATION - READ_POINT;
const TURN: usize = READ_TURN - READ_POINT;

/** Body of the frame that is read. @inline */
export function bodyOf(read: usize): usize {
  return bodySlot(whole(read, READ_INDEX));
}

/** Body of the frame that it is seen from. @inline */
export function otherBodyOf(read: usize): usize {
  return bodySlot(whole(read, READ_OTHER_BODY));
}

/** The frame itself in the row. @inline */
export function frameOf(read: usize): usize {
  return word(read, READ_POINT);
}

/** The one that it is seen from. @inline */
export function otherFrameOf(read: usize): usize {
  return word(read, READ_OTHER_POINT);
}

/** out = the frame's point, counted from where positions are. @inline */
export function framePoint(out: usize, body: usize, frame: usize): void {
  pointOnBody(out, body + R, body + P, frame);
}

/** out = from the body's position to the frame's point. @inline */
export function frameArm(out: usize, body: usize, frame: usize): void {
  spread3(out, frame);
  rotate(out, body + R, out);
}

/** Where the frame's axes are as a matrix by rows: the body's own, or `out`, where they are written. */
export function frameAxes(out: usize, body: usize, frame: usize): usize {
  if (!whole(frame, TURNED)) return body + R;
  for (let i: usize = 0; i < 3; i++) {
    const x = load(body + R, 3 * i);
    const y = load(body + R, 3 * i + 1);
    const z = load(body + R, 3 * i + 2);
    for (let k: usize = 0; k < 3; k++) {
      const column = word(frame, AXES + k);
      store(out, dot3(x, y, z, broadcast(column, 0), broadcast(column, 3), broadcast(column, 6)), 3 * i + k);
    }
  }
  return out;
}

/** Where the frame's quaternion is: the body's own, or `out`, where it is written. */
export function frameQuaternion(out: usize, body: usize, frame: usize): usize {
  if (!whole(frame, TURNED)) return body + Q;
  spread4(out, word(frame, TURN));
  multiplyQuaternions(out, body + Q, out);
  return out;
}

/** The quaternion of the opposite turn. @inline */
export function conjugate(out: usize, q: usize): void {
  store(out, load(q));
  for (let i: usize = 1; i < 4; i++) store(out, neg(load(q, i)), i);
}

/** out = Rᵀ v, a vector of the world along the columns of R; out may be v. @inline */
export function alongAxes(out: usize, R: usize, v: usize): void {
  const x = load(v, 0);
  const y = load(v, 1);
  const z = load(v, 2);
  store(out, dot3(load(R, 0), load(R, 3), load(R, 6), x, y, z), 0);
  store(out, dot3(load(R, 1), load(R, 4), load(R, 7), x, y, z), 1);
  store(out, dot3(load(R, 2), load(R, 5), load(R, 8), x, y, z), 2);
}

/** out = a − b. @inline */
export function subtract3(out: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < 3; i++) store(out, sub(load(a, i), load(b, i)), i);
}
