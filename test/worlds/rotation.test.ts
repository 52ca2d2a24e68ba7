import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Random, Stream } from '../../src/random.js';
import { angleOf, angleOfTurn, randomOrientation, turnBetween } from '../../src/worlds/rotation.js';

type Quaternion = readonly [number, number, number, number];

/** Rotation matrix by rows. */
function matrix([w, x, y, z]: Quaternion): number[] {
  return [
    ...[1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
    ...[2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
    ...[2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
  ];
}

const dot = (p: Quaternion, q: Quaternion) => p.reduce((sum, value, i) => sum + value * q[i]!, 0);

/** The turn from one orientation to another, from two matrices one after the other in an array with something before. */
function turn(from: Quaternion, to: Quaternion) {
  const q = Float64Array.from([7, ...matrix(from), ...matrix(to)]);
  return turnBetween(q, 1, 10, { x: 0, y: 0, z: 0, cosine: 0 });
}

test('angleOf is atan2 to 1e-15, from 0 to π, whatever the scale', () => {
  let worst = 0;
  for (let i = 0; i <= 100_000; i++) {
    const angle = (Math.PI * i) / 100_000;
    const scale = i % 3 === 0 ? 1 : i % 3 === 1 ? 1e-3 : 40;
    const [sine, cosine] = [scale * Math.sin(angle), scale * Math.cos(angle)];
    worst = Math.max(worst, Math.abs(angleOf(sine, cosine) - Math.atan2(sine, cosine)));
  }
  assert.ok(worst < 1e-15, String(worst));
});

test('angleOf at the corners', () => {
  const cases = [
    [0, 1, 0],
    [0, 0, 0],
    [1, 0, Math.PI / 2],
    [0, -1, Math.PI],
    [1e-200, 1, 1e-200],
    [1e-12, 1, 1e-12],
  ] as const;
  for (const [sine, cosine, angle] of cases) assert.is(angleOf(sine, cosine), angle, `${sine}, ${cosine}`);
  assert.ok(Math.abs(angleOf(1, 1) - Math.PI / 4) < 1e-15);
  assert.ok(Math.abs(angleOf(1, -1) - (3 * Math.PI) / 4) < 1e-15);
  assert.ok(Number.isNaN(angleOf(Number.NaN, 1)));
});

test('the angle between two orientations is 2 acos |⟨p, q⟩|', () => {
  const random = new Random(1, Stream.world);
  for (let i = 0; i < 2000; i++) {
    const p = randomOrientation(random);
    const q = randomOrientation(random);
    const expected = 2 * Math.acos(Math.abs(dot(p, q)));
    const actual = angleOfTurn(turn(p, q));
    assert.ok(Math.abs(actual - expected) < 1e-12, `${actual} is not ${expected}`);
    const negative = p.map((value) => -value) as unknown as Quaternion;
    assert.ok(Math.abs(angleOfTurn(turn(negative, q)) - expected) < 1e-12, 'the negative is the same');
  }
});

test('the angle is accurate where acos is not: next to 0 and next to π', () => {
  for (const small of [1e-3, 1e-6, 1e-9]) {
    const tilted: Quaternion = [Math.cos(small / 2), 0, Math.sin(small / 2), 0];
    const actual = angleOfTurn(turn([1, 0, 0, 0], tilted));
    assert.ok(Math.abs(actual / small - 1) < 1e-6, `${actual} is not ${small}`);
    const over: Quaternion = [Math.sin(small / 2), 0, 0, Math.cos(small / 2)];
    assert.ok(Math.abs(angleOfTurn(turn([1, 0, 0, 0], over)) - (Math.PI - small)) < 1e-14);
  }
});

test('the turn is axis · sine and cosine, in the world’s frame', () => {
  const half = Math.SQRT1_2;
  // From a quarter about z to that followed by 60° about the world's x.
  const from: Quaternion = [half, 0, 0, half];
  const [c, s] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)];
  const to: Quaternion = [c * half, s * half, -s * half, c * half];
  const { x, y, z, cosine } = turn(from, to);
  [x - Math.sin(Math.PI / 3), y, z, cosine - 0.5].forEach((error, i) => {
    assert.ok(Math.abs(error) < 1e-15, `${i}: ${error}`);
  });
});

test('random orientations are unit quaternions, uniform over all rotations', () => {
  const random = new Random(2, Stream.world);
  const count = 20_000;
  const second = [0, 0, 0, 0];
  let angles = 0;
  for (let i = 0; i < count; i++) {
    const q = randomOrientation(random);
    assert.ok(Math.abs(dot(q, q) - 1) < 1e-12);
    q.forEach((value, k) => {
      second[k]! += value * value;
    });
    angles += 2 * Math.acos(Math.abs(q[0]));
  }
  for (const sum of second) assert.ok(Math.abs(sum / count - 0.25) < 0.006, String(sum / count));
  // The angle of a uniform rotation has density (1 − cos θ)/π: its mean is π/2 + 2/π.
  const mean = angles / count;
  assert.ok(Math.abs(mean - (Math.PI / 2 + 2 / Math.PI)) < 0.02, String(mean));
});

test.run();
