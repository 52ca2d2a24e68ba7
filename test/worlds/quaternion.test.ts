import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  multiplyQuaternions,
  placeIn,
  type Quaternion,
  quaternionToMatrix,
  rotateVector,
  type Vector,
} from '../../src/worlds/quaternion.js';

const close = (found: ArrayLike<number>, expected: ArrayLike<number>) => {
  assert.is(found.length, expected.length);
  for (let i = 0; i < expected.length; i++)
    assert.ok(Math.abs(found[i]! - expected[i]!) < 1e-14, `${found} is not ${expected}`);
};

/** A turn about an axis of length 1. */
const turn = (angle: number, [x, y, z]: Vector): Quaternion => {
  const [s, c] = [Math.sin(angle / 2), Math.cos(angle / 2)];
  return [c, s * x, s * y, s * z];
};

const Z: Vector = [0, 0, 1];
const TILTED: Vector = [2 / 3, -1 / 3, 2 / 3];

test('a quarter turn about z takes x to y and y to −x', () => {
  const quarter = turn(Math.PI / 2, Z);
  close(rotateVector(quarter, [1, 0, 0]), [0, 1, 0]);
  close(rotateVector(quarter, [0, 1, 0]), [-1, 0, 0]);
  close(quaternionToMatrix(quarter), [0, -1, 0, 1, 0, 0, 0, 0, 1]);
});

test('a turn leaves its axis where it is, and lengths and angles as they are', () => {
  const q = turn(1.1, TILTED);
  close(rotateVector(q, TILTED), TILTED);
  const [a, b] = [rotateVector(q, [1, 2, 3]), rotateVector(q, [-2, 0.5, 1])];
  close([a[0] * b[0] + a[1] * b[1] + a[2] * b[2]], [-2 + 1 + 3]);
});

test('the product of two is the second turn, then the first', () => {
  const [a, b] = [turn(0.7, TILTED), turn(-1.9, Z)];
  const v: Vector = [0.3, -0.4, 0.9];
  close(rotateVector(multiplyQuaternions(a, b), v), rotateVector(a, rotateVector(b, v)));
  close(multiplyQuaternions(turn(0.7, Z), turn(0.4, Z)), turn(1.1, Z));
});

test('a place in a frame is turned with the frame and moved by it', () => {
  const place = placeIn(
    { position: [1, 2, 3], turn: turn(Math.PI / 2, Z) },
    { position: [1, 0, 0], turn: turn(0.3, Z) },
  );
  close(place.position, [1, 3, 3]);
  close(place.turn, turn(Math.PI / 2 + 0.3, Z));
});

test.run();
