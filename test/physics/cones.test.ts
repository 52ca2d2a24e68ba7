import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { humanoidXml } from '../../src/tasks/models/humanoid.js';
import { BesideMujoco, mujoco } from './beside-mujoco.js';
import { compareSteps, quantile } from './measures.js';
import { mixed, quadruped } from './models.js';
import { collectStates, HUMANOID_STARTS, stirred } from './states.js';

/** A model with elliptic cones, and contacts of a condim. */
const elliptic = (xml: string, condim: number, impratio = 1): string =>
  xml
    .replace(/ cone="\w+"/, '')
    .replace('<option ', `<option cone="elliptic" impratio="${impratio}" `)
    .replaceAll(/condim="[13]"/g, `condim="${condim}"`);

/** A ball on the floor whose friction is not the same along both tangents. */
const puck = `<mujoco><option cone="elliptic" impratio="5" timestep="0.004"/><worldbody>
<geom name="floor" type="plane" size="0 0 1"/><body pos="0 0 0.05"><freejoint/><geom name="puck" size="0.05"/></body></worldbody>
<contact><pair geom1="floor" geom2="puck" condim="6" friction="0.3 0.9 0.01 0.002 0.001" solreffriction="0.03 1"/></contact></mujoco>`;

/** Cones, limits, and a weld and a connect all in one. */
const linkedCones = elliptic(mixed, 4, 3).replace(
  '</worldbody>',
  '</worldbody><equality><weld body1="ball1" body2="ball2" solref="0.1 1"/><connect body1="arm" anchor="0 0 -0.2" solref="0.2 1"/></equality>',
);

const MODELS: [name: string, xml: string, starts?: typeof HUMANOID_STARTS][] = [
  ['humanoid, condim 3', elliptic(humanoidXml(), 3), HUMANOID_STARTS],
  ['quadruped, condim 4, impratio 10', elliptic(quadruped, 4, 10)],
  ['slides, balls and free bodies, condim 6', elliptic(mixed, 6)],
  ['slides, balls and free bodies, condim 3, impratio 100', elliptic(mixed, 3, 100)],
  ['slides, balls and free bodies, condim 1', elliptic(mixed, 1)],
  ['cones with a weld and a connect', linkedCones],
];

for (const [name, xml, starts] of MODELS) {
  test(`${name}: one step as in MuJoCo`, () => {
    const beside = new BesideMujoco(xml);
    const ways = starts ? Object.values(starts) : [stirred(beside.packed.info.start)];
    const states = collectStates(beside, ways, 400, 7);
    const { errors, rowsEqual, rowsWrong, touching } = compareSteps(beside, states);
    assert.is(rowsWrong, 0, 'constraint rows');
    assert.ok(rowsEqual >= 0.97 * states.length, `rows equal in ${rowsEqual} of ${states.length}`);
    assert.ok(quantile(errors, 0.5) < 1e-5, `median ${quantile(errors, 0.5)}`);
    assert.ok(quantile(errors, 0.99) < 5e-4, `p99 ${quantile(errors, 0.99)}`);
    assert.ok(quantile(errors, 1) < 1e-2, `max ${quantile(errors, 1)}`);
    assert.ok(touching > 0.5 * states.length, `only ${touching} states with contacts`);
    beside.close();
  });
}

test('a world’s bits depend neither on its lane nor on its neighbours', () => {
  const beside = new BesideMujoco(linkedCones);
  const states = collectStates(beside, [stirred(beside.packed.info.start)], 4, 3);
  const bits = (order: readonly number[], own: number): number[] => {
    order.forEach((state, lane) => {
      beside.setLane(lane, states[state]!);
    });
    beside.stepLanes(40);
    return beside.bits(order.indexOf(own));
  };
  for (let own = 0; own < 4; own++) {
    const alone = bits([own, own, own, own], own);
    assert.equal(bits([0, 1, 2, 3], own), alone);
    assert.equal(bits([2, 3, 1, 0], own), alone);
  }
  beside.close();
});

test('touch forces are MuJoCo’s', () => {
  const beside = new BesideMujoco(elliptic(humanoidXml(), 3));
  const states = collectStates(beside, [HUMANOID_STARTS.standing!, HUMANOID_STARTS.lying!], 60, 4);
  let touched = 0;
  for (const state of states) {
    beside.setLane(1, state);
    beside.stepLanes();
    beside.setMujoco(state);
    beside.stepMujoco();
    if (beside.groups.rows(1) !== beside.data.nefc) continue;
    beside.touches.forEach((name, k) => {
      const sensor = mujoco.mj_name2id(beside.model, mujoco.mjtObj.mjOBJ_SENSOR.value, name);
      const force: number = beside.data.sensordata[beside.model.sensor_adr[sensor]];
      if (force > 0) touched++;
      const here = beside.touch(1)[k]!;
      assert.ok(Math.abs(here - force) < 1e-3 * (force + 100), `${name}: ${here} is not ${force}`);
    });
  }
  assert.ok(touched > 20, `only ${touched} forces`);
  beside.close();
});

test('a puck slides as far as MuJoCo has it, pushed along both tangents, with other friction along each', () => {
  const beside = new BesideMujoco(puck);
  for (const [vx, vy] of [
    [1, 0],
    [0, 1],
    [0.7, -0.6],
    [0.01, 0.002],
  ] as const) {
    const state = { qpos: [0, 0, 0.0495, 1, 0, 0, 0], qvel: [vx, vy, 0, 0, 0, 0.5], ctrl: [] };
    beside.setLane(0, state);
    beside.setMujoco(state);
    beside.stepLanes(100);
    beside.stepMujoco(100);
    const [x, y] = beside.qpos(0) as [number, number];
    const apart = Math.hypot(x - beside.data.qpos[0], y - beside.data.qpos[1]);
    assert.ok(apart < 1e-4 * Math.hypot(vx, vy), `${apart} m apart from ${vx} ${vy}`);
  }
  beside.close();
});

test.run();
