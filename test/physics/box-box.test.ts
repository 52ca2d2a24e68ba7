import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { GeomPair, type Pose } from './colliders.js';
import { compareContacts, gap, quantile, randomPoses } from './contact-comparison.js';
import { Draws } from './states.js';

const box = (size: string, more = ''): string => `<geom type="box" size="${size}" ${more}/>`;

/** Random poses of the pair; gates of the issue. */
function gate(pair: GeomPair, poses: () => Pose[], groups: number, limit = 0): number {
  const result = compareContacts(pair, groups, poses, limit);
  assert.is(result.counts.length, 0, result.counts[0]);
  assert.ok(result.contacts > groups, `${result.contacts} contacts`);
  assert.ok(quantile(result.distance, 1) < 1e-5, `distance ${quantile(result.distance, 1)}`);
  assert.ok(quantile(result.point, 1) < 1e-5, `point ${quantile(result.point, 1)}`);
  assert.ok(quantile(result.normal, 1) < 1e-4, `normal ${quantile(result.normal, 1)}`);
  assert.ok(quantile(result.tangent, 1) < 1e-4, `tangents ${quantile(result.tangent, 1)}`);
  return result.contacts;
}

const SIZES: [string, string, number][] = [
  ['0.1 0.1 0.1', '0.1 0.1 0.1', 0.2],
  ['0.3 0.05 0.1', '0.02 0.2 0.06', 0.3],
  ['1 1 0.02', '0.03 0.03 0.03', 0.5],
];

for (const [first, second, spread] of SIZES) {
  test(`boxes ${first} and ${second} at random poses`, () => {
    const draws = new Draws(1);
    const pair = new GeomPair(box(first), box(second));
    gate(pair, () => randomPoses(draws, spread), 500);
    pair.close();
  });
}

test('boxes with margin and gap are found before they touch', () => {
  const draws = new Draws(2);
  const pair = new GeomPair(
    box('0.1 0.2 0.1', 'margin="0.02"'),
    box('0.1 0.1 0.3', 'margin="0.01" gap="0.02"'),
  );
  gate(pair, () => randomPoses(draws, 0.4), 500, 0.05);
  pair.close();
});

test('boxes that lie on each other: faces with four to eight contacts', () => {
  const draws = new Draws(3);
  const pair = new GeomPair(box('0.2 0.2 0.1'), box('0.15 0.1 0.1'));
  const tilt = (angle: number): number[] => {
    const [x, y] = [draws.normal() * 1e-3, draws.normal() * 1e-3];
    const q = [Math.cos(angle), x, y, Math.sin(angle)];
    return q.map((c) => c / Math.hypot(...q));
  };
  const poses = (): Pose[] => [
    { position: [0.3, 0.1, 0.2], quaternion: tilt(draws.uniform(0, 3)) },
    {
      position: [
        0.3 + draws.uniform(-0.3, 0.3),
        0.1 + draws.uniform(-0.3, 0.3),
        0.2 + 0.2 - draws.uniform(0, 0.002),
      ],
      quaternion: tilt(draws.uniform(0, 3)),
    },
  ];
  const contacts = gate(pair, poses, 500);
  assert.ok(contacts > 2.5 * 2000, `${contacts} contacts`);
  pair.close();
});

test('a stack of equal boxes, aligned but for rounding, rests on its corners', () => {
  const draws = new Draws(4);
  const pair = new GeomPair(box('0.1 0.1 0.1'), box('0.1 0.1 0.1'));
  const corners = [-0.1, 0.1].flatMap((x) => [-0.1, 0.1].map((y) => [x, y]));
  for (let i = 0; i < 200; i++) {
    const angle = 0.3 * i;
    const q = [Math.cos(angle / 2), 0, 0, Math.sin(angle / 2)];
    const worlds = [0, 1, 2, 3].map(() => {
      const shake = (): number => 1e-7 * draws.normal();
      return [
        { position: [0.5, 0.2, 0.1], quaternion: q },
        { position: [0.5 + shake(), 0.2 + shake(), 0.2999], quaternion: q.map((c) => c + shake()) },
      ];
    });
    for (const contacts of pair.inLanes(worlds)) {
      // Sides that all but coincide may cross in their middle; that is a contact too, as in MuJoCo.
      assert.ok(contacts.length >= 4 && contacts.length <= 8, `${contacts.length} contacts`);
      for (const { distance, frame } of contacts) {
        assert.ok(Math.abs(distance + 1e-4) < 1e-6);
        assert.ok(frame[2]! > 1 - 1e-6);
      }
      for (const [x, y] of corners) {
        const corner = [
          0.5 + x! * Math.cos(angle) - y! * Math.sin(angle),
          0.2 + x! * Math.sin(angle) + y! * Math.cos(angle),
          0.19995,
        ];
        const near = contacts.filter(({ point }) => gap(point, corner) < 1e-6);
        assert.is(near.length, 1, `${near.length} contacts at a corner`);
      }
    }
  }
  pair.close();
});

test("a world's contacts depend neither on its lane nor on its neighbours", () => {
  const draws = new Draws(5);
  const pair = new GeomPair(box('0.1 0.2 0.1'), box('0.1 0.1 0.3'));
  const apart: Pose[] = randomPoses(draws, 0.2).map((pose, i) => ({ ...pose, position: [9 * i, 0, 0] }));
  const wild: Pose[] = apart.map((pose) => ({
    ...pose,
    position: [Number.NaN, 0, Number.POSITIVE_INFINITY],
  }));
  for (let i = 0; i < 100; i++) {
    const worlds = [0, 1, 2, 3].map(() => randomPoses(draws, 0.3));
    const together = pair.inLanes(worlds);
    for (let lane = 0; lane < 4; lane++) {
      const alone = [wild, apart, wild, apart];
      alone[3 - lane] = worlds[lane]!;
      assert.equal(pair.inLanes(alone)[3 - lane], together[lane]);
    }
    assert.is(pair.inLanes([wild, apart, wild, apart]).flat().length, 0);
  }
  pair.close();
});

test.run();
