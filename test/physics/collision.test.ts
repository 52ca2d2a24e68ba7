/** Every collider of the lanes beside MuJoCo's, contact by contact, at random poses and at poses that are special. */

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Contact, ContactsBesideMujoco } from './contacts-beside-mujoco.js';
import { Draws } from './states.js';

const GEOMS = {
  plane: ['type="plane" size="0 0 1"'],
  sphere: ['type="sphere" size="0.2"', 'type="sphere" size="0.05"'],
  capsule: ['type="capsule" size="0.1 0.3"', 'type="capsule" size="0.15 0.05"'],
  ellipsoid: ['type="ellipsoid" size="0.1 0.2 0.3"', 'type="ellipsoid" size="0.2 0.2 0.1"'],
  cylinder: ['type="cylinder" size="0.2 0.1"', 'type="cylinder" size="0.05 0.3"'],
  box: ['type="box" size="0.1 0.2 0.3"', 'type="box" size="0.2 0.2 0.05"'],
} as const;
type Type = keyof typeof GEOMS;

const PAIRS: [first: Type, second: Type][] = [
  ['plane', 'sphere'],
  ['plane', 'capsule'],
  ['plane', 'ellipsoid'],
  ['plane', 'cylinder'],
  ['plane', 'box'],
  ['sphere', 'sphere'],
  ['sphere', 'capsule'],
  ['sphere', 'cylinder'],
  ['sphere', 'box'],
  ['capsule', 'capsule'],
  ['capsule', 'box'],
];

const place = (at: readonly number[], turn: readonly number[] = [1, 0, 0, 0]): string =>
  `pos="${at.join(' ')}" quat="${turn.join(' ')}"`;

const scene = (bodies: string, option = ''): string =>
  `<mujoco>${option}<size memory="4M"/><default><geom density="500"/></default><worldbody>${bodies}</worldbody></mujoco>`;

/** A body whose geom is neither at its origin nor along its axes. */
const loose = (geom: string, inside = place([0.1, -0.05, 0.02], [0.8, 0.2, -0.4, 0.4])): string =>
  `<body><freejoint/><geom ${geom} ${inside}/></body>`;

const tilted = (geom: string): string => `<geom ${geom} ${place([0.3, -0.2, 0.5], [0.9, 0.3, -0.2, 0.1])}/>`;

type Pose = number[];

/** Contacts here and there of four poses at once; those nearer to the bound than rounding may be missing on either side. */
function compare(beside: ContactsBesideMujoco, poses: readonly Pose[], tolerance: Tolerance): number {
  const here = beside.here(poses);
  let compared = 0;
  poses.forEach((pose, lane) => {
    const there = beside.there(pose);
    const clear = (contacts: Contact[]) =>
      contacts.filter(({ distance }) => distance < tolerance.bound - 1e-6);
    const [a, b] = [clear(here[lane]!), clear(there)];
    const text = () => JSON.stringify({ pose, here: a, there: b }, null, 1);
    assert.is(a.length, b.length, `lane ${lane}: ${text()}`);
    b.forEach((expected, i) => {
      const found = a[i]!;
      assert.equal(found.geoms, expected.geoms);
      // The normal is that of the line between two points, a centre, axis or surface each: poor where they are close.
      const poor = 3e-7 / Math.abs(expected.distance + beside.radii(expected.geoms));
      const near = (x: number, y: number, bound: number) => Math.abs(x - y) <= bound;
      assert.ok(near(found.distance, expected.distance, tolerance.point), `distance: ${text()}`);
      for (const [k, x] of expected.point.entries()) {
        assert.ok(near(found.point[k]!, x, tolerance.point + 0.2 * poor), `point of ${i}: ${text()}`);
      }
      for (const [k, x] of expected.frame.entries()) {
        assert.ok(near(found.frame[k]!, x, tolerance.frame + poor), `frame of ${i}: ${text()}`);
      }
    });
    compared += b.length;
  });
  return compared;
}

interface Tolerance {
  readonly point: number;
  readonly frame: number;
  /** Distance below which contacts are active. */
  readonly bound: number;
}

const RANDOM: Tolerance = { point: 1e-5, frame: 1e-4, bound: 0 };

/** Groups of four poses for each test. */
const POSES = 240;

for (const [first, second] of PAIRS) {
  const kinds = GEOMS[first].flatMap((a) => GEOMS[second].map((b) => [a, b] as const));
  for (const [margin, gap] of [
    [0, 0],
    [0.03, 0.02],
  ] as const) {
    test(`${first} and ${second}, margin ${margin}, gap ${gap}: contacts as in MuJoCo`, () => {
      const draws = new Draws(5);
      let compared = 0;
      const attributes = `margin="${margin}" gap="${gap}"`;
      for (const [a, b] of kinds) {
        // Of two bodies the second has the geom that comes first.
        const bodies =
          first === 'plane'
            ? tilted(`${a} ${attributes}`) + loose(`${b} ${attributes}`)
            : loose(`${b} ${attributes}`) + loose(`${a} ${attributes}`);
        const beside = new ContactsBesideMujoco(scene(bodies));
        const free = first === 'plane' ? 1 : 2;
        for (let i = 0; i < POSES / kinds.length; i++) {
          const poses = [0, 1, 2, 3].map(() =>
            Array.from({ length: free }, () => [
              ...[0.2, -0.1, 0.4].map((x) => x + draws.uniform(-0.25, 0.25)),
              ...draws.rotation(),
            ])
              .flat()
              .map(Math.fround),
          );
          compared += compare(beside, poses, { ...RANDOM, bound: 2 * margin });
        }
        beside.close();
      }
      assert.ok(compared > POSES / 4, `only ${compared} contacts`);
    });
  }
}

const R = Math.SQRT1_2;
const UPRIGHT = [1, 0, 0, 0];
const UPSIDE_DOWN = [0, 1, 0, 0];
const ALONG_X = [R, 0, R, 0];
const ALONG_Y = [R, -R, 0, 0];
const CORNERWISE = [0.5, 0.5, 0.5, 0.5];
const ON_EDGE = [Math.cos(Math.PI / 8), Math.sin(Math.PI / 8), 0, 0];
const SLANTED = [0.9, 0.1, 0.4, 0.1];

/** Poses of the second body, from its centre in the first one's frame. */
const SPECIAL: [name: string, first: string, second: string, at: number[][], turns: number[][]][] = [
  [
    'plane and box',
    GEOMS.plane[0],
    GEOMS.box[0],
    [0, 0.04, 0.09, 0.19, 0.29].map((z) => [0.3, 0.2, z]),
    [UPRIGHT, UPSIDE_DOWN, ALONG_X, ALONG_Y, CORNERWISE, SLANTED],
  ],
  [
    'plane and cylinder',
    GEOMS.plane[0],
    GEOMS.cylinder[0],
    [0, 0.04, 0.09, 0.19].map((z) => [0.3, 0.2, z]),
    [UPRIGHT, UPSIDE_DOWN, ALONG_X, ALONG_Y, CORNERWISE, ON_EDGE],
  ],
  [
    'plane and capsule',
    GEOMS.plane[0],
    GEOMS.capsule[0],
    [0, 0.09, 0.3, 0.39].map((z) => [0.3, 0.2, z]),
    [UPRIGHT, UPSIDE_DOWN, ALONG_X, ALONG_Y, CORNERWISE, SLANTED],
  ],
  [
    'sphere and box',
    GEOMS.box[0],
    GEOMS.sphere[0],
    [
      [0.01, 0.02, 0.03],
      [0.1, 0.02, 0.03],
      [0.05, 0.15, 0.01],
      [0.25, 0, 0],
      [0.2, 0.3, 0],
      [-0.2, 0.3, -0.35],
      [0.0625, 0.1, 0.2],
    ],
    [UPRIGHT],
  ],
  [
    'sphere and cylinder',
    GEOMS.cylinder[1],
    GEOMS.sphere[1],
    [
      [0, 0, 0.1],
      [0, 0, 0.29],
      [0, 0, 0.32],
      [0.04, 0.01, 0.1],
      [0.07, 0, 0],
      [0.06, 0.02, 0.32],
      [0.06, 0.02, -0.32],
      [0.01, 0.01, -0.33],
    ],
    [UPRIGHT, SLANTED],
  ],
  [
    'capsule and box',
    GEOMS.box[0],
    GEOMS.capsule[0],
    [
      [0, 0, 0],
      [0.01, 0.02, 0.03],
      [0.15, 0, 0],
      [0.15, 0.1, 0.2],
      [0.15, 0.25, 0.1],
      [0, 0, 0.35],
      [0.03, 0.01, 0.6],
      [0.12, 0.23, 0.65],
      [-0.12, 0.22, -0.36],
      [0.3, 0.05, 0.31],
    ],
    [UPRIGHT, UPSIDE_DOWN, ALONG_X, ALONG_Y, CORNERWISE, ON_EDGE, SLANTED],
  ],
];

for (const [name, first, second, at, turns] of SPECIAL) {
  test(`${name}, one along the other: contacts as in MuJoCo`, () => {
    const fixed = first === GEOMS.plane[0];
    const beside = new ContactsBesideMujoco(
      scene(`${fixed ? '' : '<body><freejoint/>'}<geom ${first}/>${fixed ? '' : '</body>'}
        <body><freejoint/><geom ${second}/></body>`),
    );
    const poses = at.flatMap((place) =>
      turns.map((turn) => [...(fixed ? [] : [0, 0, 0, ...UPRIGHT]), ...place, ...turn].map(Math.fround)),
    );
    let compared = 0;
    for (let i = 0; i < poses.length; i++) {
      const four = [0, 1, 2, 3].map((lane) => poses[(i + lane) % poses.length]!);
      compared += compare(beside, four, RANDOM);
    }
    assert.ok(compared > poses.length, `only ${compared} contacts`);
    beside.close();
  });
}

test('what a lane finds depends on no other lane, not even in a bit', () => {
  // What has no collider does not touch: boxes and cylinders neither each other nor themselves, nor cylinders capsules.
  const touching = (geom: string, contype: number, conaffinity: number) =>
    `${geom} contype="${contype}" conaffinity="${conaffinity}"`;
  const beside = new ContactsBesideMujoco(
    scene(
      tilted(touching(GEOMS.plane[0], 4, 0)) +
        loose(touching(GEOMS.sphere[1], 1, 5)) +
        loose(touching(GEOMS.capsule[0], 2, 7)) +
        loose(touching(GEOMS.capsule[1], 2, 7)) +
        loose(touching(GEOMS.box[0], 0, 7)) +
        loose(touching(GEOMS.cylinder[0], 0, 5)),
    ),
  );
  const draws = new Draws(8);
  const pose = (): Pose =>
    Array.from({ length: 5 }, () => [
      ...[0.2, -0.1, 0.4].map((x) => x + draws.uniform(-0.25, 0.25)),
      ...draws.rotation(),
    ])
      .flat()
      .map(Math.fround);
  for (let i = 0; i < 50; i++) {
    const poses = [pose(), pose(), pose(), pose()];
    const together = beside.here(poses);
    for (const lane of [0, 1, 2, 3]) {
      const apart = beside.here([pose(), poses[lane]!, pose(), pose()])[1];
      assert.equal(apart, together[lane]);
    }
  }
  beside.close();
});

test.run();
