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
const POSES = 400;

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

test.run();
