/** Surfaces that move while their geoms stay: conveyor belts, turntables, tracks. */

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BesideMujoco } from './beside-mujoco.js';
import { compareSteps, quantile } from './measures.js';
import { collectStates, type Draws } from './states.js';

const SHAPES: Readonly<Record<string, string>> = {
  sphere: 'type="sphere" size="0.125"',
  capsule: 'type="capsule" size="0.0625 0.1875"',
  box: 'type="box" size="0.125 0.1875 0.0625"',
};

const slope = 'quat="0.99 0.05 0.02 0.1" friction="0.7 0.1 0.05"';

/** Bodies of three shapes over a floor and a step. */
const scene = (condim: number, floor: string, surface: string): string => `<mujoco>
  <default><geom condim="${condim}"/></default>
  <worldbody>
    <geom type="plane" size="5 5 1" ${slope} ${floor}/>
    <geom type="box" size="0.3 0.2 0.1" pos="0.1 0.1 0.1" euler="0 10 20" surfacevel="0.5 0.25 3 0.5 1 -2"/>
    ${Object.values(SHAPES)
      .map(
        (shape) =>
          `<body pos="0 0 0.4"><freejoint/><geom ${shape} quat="0.6 0.5 0.3 0.2" ${surface}/></body>`,
      )
      .join('')}
  </worldbody></mujoco>`;

const start = (draws: Draws): number[] =>
  Object.keys(SHAPES).flatMap((_, i) => [
    draws.uniform(-0.2, 0.2) + 0.3 * i,
    draws.uniform(-0.2, 0.2),
    draws.uniform(0.1, 0.4),
    ...draws.rotation(),
  ]);

const MOVING = 'surfacevel="-0.25 1 0.5 1.5 -0.5 2"';

for (const condim of [1, 3, 4, 6]) {
  for (const [floor, surface] of [
    [MOVING, ''],
    ['', MOVING],
    [MOVING, MOVING],
  ] as const) {
    const which = floor && surface ? 'floor and bodies' : floor ? 'floor' : 'bodies';
    test(`condim ${condim}, moving surfaces of ${which}: a step is that of MuJoCo`, () => {
      const beside = new BesideMujoco(scene(condim, floor, surface));
      const states = collectStates(beside, [start], 80, 3);
      const { errors, rowsWrong, touching } = compareSteps(beside, states);
      assert.is(rowsWrong, 0, 'constraint rows');
      assert.ok(touching > 40, `${touching} states with contacts`);
      assert.ok(quantile(errors, 0.99) < 2e-4, `p99 ${quantile(errors, 0.99)}`);
      assert.ok(quantile(errors, 1) < 2e-3, `max ${quantile(errors, 1)}`);
      beside.close();
    });
  }
}

test('a box on a belt is carried along, a ball on a turning plate spins with it', () => {
  const beside = new BesideMujoco(`<mujoco><worldbody>
    <geom type="plane" size="5 5 1" surfacevel="0.5 0 0 0 0 0"/>
    <geom type="box" size="0.5 0.5 0.1" pos="0 3 0.1" surfacevel="0 0 0 0 0 1" condim="4" friction="1 0.1 0"/>
    <body pos="0 0 0.1"><freejoint/><geom type="box" size="0.1 0.1 0.1"/></body>
    <body pos="0 3 0.3"><freejoint/><geom size="0.1" condim="4" friction="1 0.1 0"/></body></worldbody></mujoco>`);
  beside.setLane(0, { qpos: [...beside.packed.info.start], qvel: new Array(12).fill(0), ctrl: [] });
  beside.stepLanes(1500);
  const qvel = beside.qvel(0);
  assert.ok(Math.abs(qvel[0]! - 0.5) < 1e-3, `${qvel[0]} m/s`);
  assert.ok(Math.abs(qvel[11]! - 1) < 1e-2, `${qvel[11]} rad/s`);
  beside.close();
});

test.run();
