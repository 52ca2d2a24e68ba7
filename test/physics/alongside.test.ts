/** Capsules that are parallel, nearly so, or whose axes meet: contacts and accelerations are MuJoCo's. */

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BesideMujoco, type State } from './beside-mujoco.js';
import { Draws } from './states.js';

const world = (body: string): string =>
  `<mujoco><option timestep="0.005"/><size memory="1M"/><default><geom condim="1" density="900"/></default>
<worldbody>${body}</worldbody></mujoco>`;

interface Place {
  readonly at?: readonly number[];
  readonly turn?: readonly number[];
  readonly geom?: string;
}

const capsule = (half: number): string => `<geom type="capsule" size="0.05 ${half}"/>`;
const body = ({ at = [0, 0, 1], turn = [1, 0, 0, 0], geom = capsule(0.2) }: Place): string =>
  `<body pos="${at.join(' ')}" quat="${turn.join(' ')}"><freejoint/>${geom}</body>`;
const two = (second: Place, first: Place = {}): string => world(body(first) + body(second));

const aboutX = (angle: number): number[] => [Math.cos(angle / 2), Math.sin(angle / 2), 0, 0];
const aboutY = (angle: number): number[] => [Math.cos(angle / 2), 0, Math.sin(angle / 2), 0];

/** Constraint rows here and there, and the relative error of qacc, after `steps` steps from the same state. */
function compare(xml: string, steps = 1, qpos?: readonly number[], lane = 1) {
  const beside = new BesideMujoco(xml);
  const { nv, nu } = beside.model;
  const state: State = {
    qpos: (qpos ?? beside.packed.info.start).map(Math.fround),
    qvel: new Array(nv).fill(0),
    ctrl: new Array(nu).fill(0),
  };
  // The other lanes hold the same bodies somewhere else: nothing may depend on them.
  for (let other = 0; other < 4; other++) {
    const elsewhere = state.qpos.map((x, i) => (i === 7 ? x + other - lane : x));
    beside.setLane(other, { ...state, qpos: elsewhere });
  }
  beside.setMujoco(state);
  beside.stepLanes(steps);
  beside.stepMujoco(steps);
  const there = Array.from(beside.data.qacc as Float64Array);
  const here = beside.qacc(lane);
  const error = Math.hypot(...there.map((x, i) => x - here[i]!)) / Math.hypot(...there);
  const rows = { here: beside.groups.rows(lane), there: beside.data.nefc as number };
  beside.close();
  return { rows, error };
}

const CASES: [name: string, xml: string, contacts: number][] = [
  ['one in the other', two({}), 2],
  ['side by side', two({ at: [0.08, 0, 1] }), 2],
  ['side by side, shifted along', two({ at: [0.08, 0, 1.1] }), 2],
  ['side by side, hardly overlapping', two({ at: [0.06, 0, 1.44] }), 2],
  ['end to end on one line', two({ at: [0, 0, 1.48] }), 2],
  ['on one line, overlapping', two({ at: [0, 0, 1.3] }), 2],
  ['a short one along a long one', two({ at: [0.08, 0, 1], geom: capsule(0.1) }, { geom: capsule(0.3) }), 2],
  ['a long one along a short one', two({ at: [0.08, 0, 1], geom: capsule(0.3) }, { geom: capsule(0.1) }), 2],
  ['upside down', two({ at: [0.08, 0, 1.02], turn: [0, 1, 0, 0] }), 2],
  ['apart', two({ at: [0.11, 0, 1] }), 0],
  [
    'parallel to a capsule of the world',
    world(`<geom type="capsule" size="0.05 0.3" pos="0.08 0 1"/>${body({})}`),
    2,
  ],
  ['crossed', two({ at: [0.07, 0, 1], turn: aboutX(Math.PI / 2) }), 1],
  ['crossed on the other side', two({ at: [-0.07, 0, 1], turn: aboutX(Math.PI / 2) }), 1],
  ['crossed, nearly meeting', two({ at: [1e-5, 0, 1], turn: aboutX(Math.PI / 2) }), 1],
  ['crossed, nearly meeting from the other side', two({ at: [-1e-5, 0, 1], turn: aboutX(Math.PI / 2) }), 1],
  ['axes that meet', two({ turn: aboutX(Math.PI / 2) }), 1],
  ['axes that meet off their centres', two({ at: [0, 0.03, 1], turn: aboutX(Math.PI / 6) }), 1],
  ['two spheres', two({ at: [0.15, 0, 1], geom: '<geom size="0.1"/>' }, { geom: '<geom size="0.1"/>' }), 1],
  ['two spheres about one centre', two({ geom: '<geom size="0.1"/>' }, { geom: '<geom size="0.1"/>' }), 1],
  [
    'two turned spheres about one centre',
    two({ turn: [0.9, 0.3, 0.1, 0.3], geom: '<geom size="0.1"/>' }, { geom: '<geom size="0.1"/>' }),
    1,
  ],
  [
    'a sphere on the axis of a capsule',
    two({ at: [0, 0, 1.1], turn: [1, 0, 0, 0] }, { geom: '<geom size="0.1" quat="0.5 0.5 0.2 0"/>' }),
    1,
  ],
];

for (const [name, xml, contacts] of CASES) {
  test(`${name}: contacts as in MuJoCo`, () => {
    const { rows, error } = compare(xml);
    assert.equal(rows, { here: contacts, there: contacts });
    assert.ok(error < 1e-4, `qacc is off by ${error}`);
  });
}

test('nearly parallel: one contact or two, and where, as in MuJoCo', () => {
  // The half axes are 0.2 long: |a × b|² passes 1e-15 at an angle of 8e-7.
  for (const angle of [1e-8, 1e-7, 5e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.03, 0.1]) {
    const contacts = angle < 7.9e-7 ? 2 : 1;
    const cases: [string, string][] = [
      ['leaning toward the other', two({ at: [0.08, 0, 1], turn: aboutY(angle) })],
      ['crossing beside the other', two({ at: [0.08, 0, 1], turn: aboutX(angle) })],
      ['crossing through the other', two({ at: [0, 0, 1], turn: aboutX(Math.max(angle, 1e-7)) })],
    ];
    for (const [name, xml] of cases) {
      const { rows, error } = compare(xml);
      assert.equal(rows, { here: contacts, there: contacts }, `${name} by ${angle}`);
      assert.ok(error < 1e-4, `${name} by ${angle}: qacc is off by ${error}`);
    }
  }
});

test('capsules at random in each other, at any angle: rows and accelerations are MuJoCo’s', () => {
  const beside = new BesideMujoco(two({ geom: capsule(0.25) }));
  const draws = new Draws(9);
  for (const angle of [1e-7, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1]) {
    for (let i = 0; i < 60; i++) {
      const turn = draws.rotation();
      const direction = draws.uniform(0, 2 * Math.PI);
      const [, x] = aboutX(angle) as [number, number];
      const leaning = product(turn, [
        Math.cos(angle / 2),
        x * Math.cos(direction),
        x * Math.sin(direction),
        0,
      ]);
      const offset = [0, 1, 2].map(() => draws.uniform(-0.06, 0.06));
      const qpos = [0, 0, 0, ...turn, ...offset, ...leaning].map(Math.fround);
      const state: State = { qpos, qvel: new Array(12).fill(0), ctrl: [] };
      beside.setLane(i & 3, state);
      beside.stepLanes();
      beside.setMujoco(state);
      beside.stepMujoco();
      const there = Array.from(beside.data.qacc as Float64Array);
      const here = beside.qacc(i & 3);
      const error = Math.hypot(...there.map((a, j) => a - here[j]!)) / Math.hypot(...there);
      assert.is(beside.groups.rows(i & 3), beside.data.nefc, `angle ${angle}, state ${i}`);
      assert.ok(error < 5e-3, `angle ${angle}, state ${i}: qacc is off by ${error}`);
    }
  }
  beside.close();
});

/** The rotation b followed by a. */
function product(a: readonly number[], b: readonly number[]): number[] {
  const [w, x, y, z] = a as [number, number, number, number];
  const [s, i, j, k] = b as [number, number, number, number];
  return [
    w * s - x * i - y * j - z * k,
    w * i + x * s + y * k - z * j,
    w * j - x * k + y * s + z * i,
    w * k + x * j - y * i + z * s,
  ];
}

test('a capsule of a millimetre is tested as one of a metre', () => {
  const small = (half: number): string => `<geom type="capsule" size="0.0003 ${half}"/>`;
  const xml = two({ at: [0.0005, 0.0004, 1], turn: aboutX(0.9), geom: small(0.001) }, { geom: small(0.001) });
  const { rows, error } = compare(xml);
  assert.equal(rows, { here: 1, there: 1 });
  assert.ok(error < 1e-4, `qacc is off by ${error}`);
});

/** A walker in a plane whose legs, of two capsules each, coincide at the start and collide with each other. */
const walker = (height: number): string => {
  const leg = (side: string): string => `<body pos="0 0 -0.3">
    <joint name="${side}_hip" axis="0 1 0" range="-100 100" damping="0.5" armature="0.01"/>
    <geom type="capsule" size="0.05" fromto="0 0 -0.08 0 0 -0.4"/>
    <body pos="0 0 -0.45"><joint name="${side}_knee" axis="0 1 0" range="-150 0" damping="0.3" armature="0.01"/>
      <geom type="capsule" size="0.04" fromto="0 0 0 0 0 -0.4"/></body></body>`;
  return `<mujoco><option timestep="0.0025"/><size memory="1M"/><default><geom condim="1" density="900"/></default>
<worldbody><geom type="plane" size="0 0 1" condim="3" priority="1"/>
<body pos="0 0 ${height}"><joint type="slide" axis="1 0 0"/><joint type="slide" axis="0 0 1"/><joint axis="0 1 0"/>
  <geom type="capsule" size="0.06" fromto="0 0 -0.2 0 0 0.3"/>${leg('left')}${leg('right')}</body></worldbody></mujoco>`;
};

test('a walker whose legs coincide: its first steps are MuJoCo’s', () => {
  for (const height of [1.3, 1.189]) {
    for (const steps of [1, 2, 3]) {
      const { rows, error } = compare(walker(height), steps);
      assert.is(rows.here, rows.there, `height ${height}, step ${steps}`);
      assert.ok(rows.there >= 4, `only ${rows.there} rows`);
      assert.ok(error < 1e-3, `height ${height}, step ${steps}: qacc is off by ${error}`);
    }
  }
});

test('surfaces that just touch at the start are not pressed together by rounding', () => {
  // In f64 the distances are 0 or just above, in f32 they come out as −2e-8 to −5e-8.
  for (const [first, second, height] of [
    [0.21, 0.49, 1.05],
    [0.22, 0.31, 0.88],
  ]) {
    const leg = `<mujoco><size memory="1M"/><default><geom condim="1"/></default><worldbody>
<geom type="plane" size="0 0 1" condim="3" priority="1"/><body pos="0 0 ${height}"><joint type="slide" axis="0 0 1"/>
<geom size="0.1"/><body pos="0 0 -0.3"><joint axis="0 1 0"/><geom size="0.05" pos="0 0 -0.1"/><body pos="0 0 -${first}">
<joint axis="0 1 0"/><geom size="0.05" pos="0 0 -${second}"/></body></body></body></worldbody></mujoco>`;
    const { rows, error } = compare(leg);
    assert.equal(rows, { here: 0, there: 0 });
    assert.ok(error < 1e-5, `qacc is off by ${error}`);
  }
});

test('there is room for two contacts of every pair of capsules, and more than the room are an error', () => {
  const beside = new BesideMujoco(two({ at: [0.08, 0, 1] }));
  assert.is(beside.packed.info.pairContacts, 2);
  const narrow = new BesideMujoco(two({ at: [0.08, 0, 1] }), 1, { pairContacts: 1 });
  const state = { qpos: [...narrow.packed.info.start], qvel: new Array(12).fill(0), ctrl: [] };
  narrow.setLane(0, state);
  narrow.stepLanes();
  assert.is(narrow.groups.wantedPairContacts(0), 2);
  beside.close();
  narrow.close();
});

test('parallel in one lane and crossed in the next: neither changes the other’s bits', () => {
  const beside = new BesideMujoco(two({ at: [0.08, 0, 1] }));
  const at = (x: number, turn: number[]): State => ({
    qpos: [0, 0, 1, 1, 0, 0, 0, x, 0, 1, ...turn],
    qvel: new Array(12).fill(0),
    ctrl: [],
  });
  const states = [at(0.08, [1, 0, 0, 0]), at(0.07, aboutX(1)), at(0.08, aboutY(1e-4)), at(0, [1, 0, 0, 0])];
  const alone = states.map((state) => {
    for (let lane = 0; lane < 4; lane++) beside.setLane(lane, state);
    beside.stepLanes(8);
    return beside.bits(0);
  });
  for (const order of [
    [0, 1, 2, 3],
    [3, 0, 1, 2],
    [2, 2, 0, 1],
  ]) {
    for (const [lane, state] of order.entries()) beside.setLane(lane, states[state]!);
    beside.stepLanes(8);
    for (const [lane, state] of order.entries()) assert.equal(beside.bits(lane), alone[state]);
  }
  beside.close();
});

test.run();
