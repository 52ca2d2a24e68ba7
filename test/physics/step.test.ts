import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { humanoidXml } from '../../src/tasks/models/humanoid.js';
import { BesideMujoco, mujoco } from './beside-mujoco.js';
import { compareBlowUps, compareRollouts, compareSteps, noisyControls, quantile } from './measures.js';
import {
  chain,
  freeBody,
  mixed,
  onPlane,
  otherHumanoid,
  pendulum,
  quadruped,
  uprightCapsule,
} from './models.js';
import { collectStates, Draws, HUMANOID_STARTS, stirred } from './states.js';

const humanoid = humanoidXml();

// The quick part of the gates; gates.ts has 2,000 states and prints the figures.
const MODELS: [name: string, xml: string, states: number, starts?: typeof HUMANOID_STARTS][] = [
  ['humanoid', humanoid, 200, HUMANOID_STARTS],
  ['humanoid with other numbers', otherHumanoid(humanoid), 120, HUMANOID_STARTS],
  ['quadruped', quadruped, 120],
  ['chain', chain, 120],
  ['slides, balls and free bodies', mixed, 120],
  ['pendulum', pendulum, 20],
  ['free body', freeBody, 20],
  ['capsule on a frictionless incline', onPlane, 40],
];

for (const [name, xml, count, starts] of MODELS) {
  test(`${name}: one step as in MuJoCo`, () => {
    const beside = new BesideMujoco(xml);
    const ways = starts ? Object.values(starts) : [stirred(beside.packed.info.start)];
    const states = collectStates(beside, ways, count, 7);
    const { errors, rowsEqual, rowsWrong } = compareSteps(beside, states);
    assert.is(rowsWrong, 0, 'constraint rows');
    assert.ok(rowsEqual >= 0.97 * count, `rows equal in ${rowsEqual} of ${count}`);
    assert.ok(quantile(errors, 0.99) < 2e-4, `p99 ${quantile(errors, 0.99)}`);
    assert.ok(quantile(errors, 1) < 2e-3, `max ${quantile(errors, 1)}`);
    beside.close();
  });
}

test('qpos and qvel after a step are MuJoCo’s', () => {
  for (const [xml, start] of [
    [humanoid, HUMANOID_STARTS.lying!],
    [mixed, undefined],
  ] as const) {
    const beside = new BesideMujoco(xml);
    const states = collectStates(beside, [start ?? stirred(beside.packed.info.start)], 40, 9);
    let compared = 0;
    for (const state of states) {
      beside.setLane(2, state);
      beside.stepLanes();
      beside.setMujoco(state);
      beside.stepMujoco();
      if (beside.groups.rows(2) !== beside.data.nefc) continue; // a distance within rounding of zero
      compared++;
      const norm = (a: Float64Array) => Math.hypot(...Array.from(a));
      const { timestep } = beside.model.opt;
      const gained = timestep * Math.max(norm(beside.data.qacc), norm(beside.data.qacc_smooth)); // of velocity
      const worst = (a: number[], b: Float64Array) => Math.max(...a.map((x, i) => Math.abs(x - b[i]!)));
      assert.ok(worst(beside.qvel(2), beside.data.qvel) < 1e-5 + 2e-3 * gained);
      assert.ok(worst(beside.qpos(2), beside.data.qpos) < 1e-6 + timestep * 2e-3 * gained);
    }
    assert.ok(compared > 30, `only ${compared} states compared`);
    beside.close();
  }
});

test('a rollout drifts from MuJoCo far less than half the timestep does, and ranks the same', () => {
  const beside = new BesideMujoco(humanoid, 10);
  const halved = new BesideMujoco(humanoid, 1, { timestep: beside.model.opt.timestep / 2 });
  const [state] = collectStates(halved, [HUMANOID_STARTS.lying!], 1, 5);
  const controls = noisyControls(40, 64, beside.model.nu, 0.3, 3);
  const drift = compareRollouts(beside, halved, state!, controls, (qpos) => qpos[2]!);
  assert.ok(quantile(drift.lanes, 0.5) < 1e-4, `median ${quantile(drift.lanes, 0.5)}`);
  assert.ok(quantile(drift.lanes, 0.5) < 0.01 * quantile(drift.halved, 0.5));
  assert.ok(drift.rankCorrelation >= 0.999, `rank correlation ${drift.rankCorrelation}`);
  beside.close();
  halved.close();
});

test('worlds blow up as often as in MuJoCo', () => {
  const beside = new BesideMujoco(humanoid, 30);
  const starts = collectStates(beside, Object.values(HUMANOID_STARTS), 12, 23);
  const { mujoco: there, lanes } = compareBlowUps(beside, starts, 60, 1, 29);
  const share = (there + lanes) / 240;
  assert.ok(there > 5, 'the controls are too gentle for this test');
  assert.ok(
    Math.abs(there - lanes) <= 2 * Math.sqrt(240 * share * (1 - share)),
    `${lanes} here, ${there} in MuJoCo`,
  );
  beside.close();
});

test('a capsule that stands exactly upright is held by friction', () => {
  const beside = new BesideMujoco(uprightCapsule);
  const state = { qpos: [0, 0, 0.248, 1, 0, 0, 0], qvel: [0.5, 0.2, 0, 0, 0, 0], ctrl: [] };
  for (let lane = 0; lane < 4; lane++) beside.setLane(lane, state);
  beside.stepLanes();
  beside.setMujoco(state);
  beside.stepMujoco();
  const [ax, ay] = beside.qacc(1) as [number, number];
  assert.ok(ax < -1 && ay < -0.4, `the sliding capsule is not slowed: ${ax}, ${ay}`);
  assert.ok(Math.hypot(ax - beside.data.qacc[0], ay - beside.data.qacc[1]) < 1e-3 * Math.hypot(ax, ay));
  beside.close();
});

test('a motion that dies away ends at rest, not in denormal numbers', () => {
  const weightless = pendulum
    .replace('<option ', '<option gravity="0 0 0" ')
    .replace('damping="0.1"', 'damping="3"');
  const beside = new BesideMujoco(weightless);
  for (let lane = 0; lane < 4; lane++) beside.setLane(lane, { qpos: [0.3], qvel: [1 + lane], ctrl: [0] });
  beside.stepLanes(2000);
  for (let lane = 0; lane < 4; lane++) assert.equal(beside.qvel(lane), [0]);
  beside.close();
});

test('controls are clamped to their range', () => {
  const beside = new BesideMujoco(pendulum);
  const at = (control: number) => ({ qpos: [0.3], qvel: [0], ctrl: [control] });
  for (const [lane, control] of [1, 5, -1, -5].entries()) beside.setLane(lane, at(control));
  beside.stepLanes();
  assert.equal(beside.qacc(0), beside.qacc(1));
  assert.equal(beside.qacc(2), beside.qacc(3));
  assert.not.equal(beside.qacc(0), beside.qacc(2));
  beside.close();
});

test('touch forces are MuJoCo’s sensors, in the order of the packed model', () => {
  const beside = new BesideMujoco(humanoid);
  const states = collectStates(
    beside,
    [HUMANOID_STARTS.lying!, HUMANOID_STARTS.standing!, HUMANOID_STARTS.falling!],
    120,
    4,
  );
  let touching = 0;
  for (const state of states) {
    beside.setLane(1, state);
    beside.stepLanes();
    beside.setMujoco(state);
    beside.stepMujoco();
    const { nefc, sensordata } = beside.data;
    if (beside.groups.rows(1) !== nefc) continue;
    beside.touches.forEach((name, k) => {
      const sensor = mujoco.mj_name2id(beside.model, mujoco.mjtObj.mjOBJ_SENSOR.value, name);
      const force: number = sensordata[beside.model.sensor_adr[sensor]];
      if (force > 0) touching++;
      assert.ok(
        Math.abs(beside.touch(1)[k]! - force) < 1e-3 * (force + 100),
        `${name}: ${beside.touch(1)[k]} is not ${force}`,
      );
    });
  }
  assert.ok(touching > 60, `only ${touching} forces`);
  beside.close();
});

test('touch zones: only contacts that lie in the zone, or whose normal meets it, count', () => {
  const zone = (type: string, pos: string, size: string) =>
    `<mujoco><size memory="1M"/><worldbody><geom type="plane" size="0 0 1" condim="3"/><body pos="0 0 0.048"><freejoint/>
    <geom type="capsule" size="0.05" fromto="-0.3 0 0 0.3 0 0" condim="1"/><site name="s" type="${type}" pos="${pos}" size="${size}" euler="10 0 20"/></body></worldbody>
    <sensor><touch name="t" site="s"/></sensor></mujoco>`;
  const cases: [string, string, string][] = [
    ['sphere', '0.3 0 0', '0.06'],
    ['sphere', '0.3 0 0.3', '0.06'],
    ['sphere', '0 0 0', '0.06'],
    ['sphere', '0 0 0', '0.35'],
    ['ellipsoid', '0 0 0', '0.35 0.06 0.02'],
    ['ellipsoid', '0.28 0.1 0.2', '0.1 0.15 0.1'],
    ['box', '0.3 0 0', '0.05 0.05 0.06'],
    ['box', '0.3 0 -0.2', '0.05 0.05 0.06'],
    ['box', '0 0 0.5', '0.5 0.05 0.06'],
  ];
  const forces = cases.map(([type, pos, size]) => {
    const beside = new BesideMujoco(zone(type, pos, size));
    const state = { qpos: [0, 0, 0.048, 1, 0, 0, 0], qvel: [0, 0, 0, 0, 0, 0], ctrl: [] };
    beside.setLane(0, state);
    beside.stepLanes();
    beside.setMujoco(state);
    beside.stepMujoco();
    const force: number = beside.data.sensordata[0];
    assert.ok(
      Math.abs(beside.touch(0)[0]! - force) < 1e-3 * (force + 1),
      `${type} at ${pos}: ${beside.touch(0)[0]} is not ${force}`,
    );
    beside.close();
    return Math.round(force);
  });
  assert.ok(new Set(forces).size >= 3, `the cases do not differ: ${forces}`); // none, one end, both ends
});

test('frozen worlds do not keep the others from being stepped, whatever their lane', () => {
  const beside = new BesideMujoco(humanoid, 2);
  const draws = new Draws(2);
  const states = collectStates(beside, [HUMANOID_STARTS.lying!], 8, 3);
  for (const [world, state] of states.entries()) beside.setLane(world, state);
  const wild = { ...states[5]!, qvel: states[5]!.qvel.map(() => 3e6 * draws.normal()) };
  beside.setLane(5, wild);
  beside.stepLanes();
  assert.equal(
    states.map((_, world) => beside.groups.frozen(world)),
    [false, false, false, false, false, true, false, false],
  );
  assert.ok(beside.qpos(5).every(Number.isFinite) && beside.qvel(5).every((x) => x === 0));
  beside.close();
});

test.run();
