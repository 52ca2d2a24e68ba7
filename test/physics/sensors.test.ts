/** Sensors of every type in the lanes, four different worlds at once, beside MuJoCo's sensordata. */

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LaneReads } from '../../src/physics/reads.js';
import { sensor } from '../../src/worlds/model-quantities.js';
import { reads } from '../../src/worlds/quantities.js';
import { BesideMujoco, kernels, mujoco } from './beside-mujoco.js';
import { SENSED } from './sensed-model.js';
import { collectStates, stirred } from './states.js';

/** Of the actuator that has a state. */
const ACTIVATION = 0.375;

/** Errors relative to the sensor's numbers, or to what forces, accelerations and velocities there are as a whole. */
const TOLERANCE = { state: 1e-6, pose: 1e-5, motion: 1e-5, force: 1e-4, past: 0 };

/** A model in both physics, with all its sensors read. */
class Sensed {
  readonly beside: BesideMujoco;
  readonly sensors;
  readonly #all;
  readonly #lanes: LaneReads;

  constructor(xml: string) {
    this.beside = new BesideMujoco(xml);
    const { info } = this.beside.packed;
    this.sensors = info.sensors;
    this.#all = reads(Object.fromEntries(info.sensors.map(({ name, dim }) => [name, sensor(name, dim)])));
    const task = { rewardReads: this.#all, observationReads: reads({}) };
    this.#lanes = new LaneReads(kernels, info, task, 4);
  }

  /** Calls back with each sensor's numbers here and there, at states in which both have the same constraints. */
  compare(
    each: (index: number, here: number[], there: number[], forces: number, speed: number) => void,
  ): number {
    const { beside } = this;
    const { nq, nv } = beside.model;
    const states = collectStates(beside, [stirred(beside.packed.info.start)], 240, 5);
    let compared = 0;
    for (let i = 0; i + 4 <= states.length; i += 4) {
      const four = states.slice(i, i + 4);
      four.forEach((state, lane) => {
        beside.setLane(lane, state);
        beside.groups.view[beside.groups.index(lane, nq + nv)] = ACTIVATION;
      });
      beside.forwardLanes(this.#lanes.forBoth);
      this.#lanes.reward.read(beside.kernel, beside.groups, 1);
      four.forEach((state, lane) => {
        beside.setMujoco(state);
        beside.data.act[0] = ACTIVATION;
        mujoco.mj_forward(beside.model, beside.data);
        if (beside.groups.rows(lane) !== beside.data.nefc) return; // a distance within rounding of zero
        compared++;
        const { sensordata, cfrc_ext, cacc } = beside.data;
        const forces = Math.max(...[...cfrc_ext, ...cacc].map(Math.abs));
        const speed = Math.max(...state.qvel.map(Math.abs));
        const row = this.#lanes.reward.of(lane);
        this.sensors.forEach(({ name, dim }, index) => {
          const from: number = beside.model.sensor_adr[index];
          const first = this.#all.at[name]!;
          const here = [...row.subarray(first, first + dim)];
          each(index, here, [...sensordata.subarray(from, from + dim)], forces, speed);
        });
      });
    }
    return compared;
  }
}

/** With what error of the solver forces are as they are there, in models that it finds harder; default that of the table. */
const HARDER = 2e-3;

const MODELS: readonly [name: string, xml: string, forces?: number][] = [
  ['pyramids', SENSED],
  ['elliptic cones', SENSED.replace('<option ', '<option cone="elliptic" impratio="3" '), HARDER],
  [
    'contacts that twist and roll',
    SENSED.replace(
      '<geom density="800" condim="3"/>',
      '<geom density="800" condim="6" friction="1 0.05 0.02"/>',
    ),
  ],
  [
    'Runge-Kutta, equalities, margins of limits that are narrower than these',
    SENSED.replace('<option ', '<option integrator="RK4" ')
      .replace('range="-0.5 0.6"', 'range="-0.5 0.6" margin="0.7"')
      .replace(
        '<sensor>',
        `<equality><connect body1="bob" body2="fore" anchor="0.1 0.2 0.1"/><weld body1="pod" body2="post" torquescale="0.7"/>
        <joint joint1="rail" joint2="knee" polycoef="0 0.1 0 0 0"/></equality><sensor>`,
      ),
    HARDER,
  ],
];

for (const [name, xml, forces = TOLERANCE.force] of MODELS) {
  test(`sensors of every type are MuJoCo’s: ${name}`, () => {
    const sensed = new Sensed(xml);
    const { sensors, beside } = sensed;
    const worst: Record<string, number> = {};
    const told = new Set<string>();
    const compared = sensed.compare((index, here, there, most, speed) => {
      const { name, moment } = sensors[index]!;
      const around = { force: 0.1 * most, motion: Math.max(0.1, 0.1 * speed) }[moment as string] ?? 0.1;
      const scale = Math.max(Math.hypot(...there), around);
      const error = Math.hypot(...here.map((x, k) => x - there[k]!)) / scale;
      worst[name] = Math.max(worst[name] ?? 0, Number.isNaN(error) ? Number.POSITIVE_INFINITY : error);
      if (there.some((x) => x !== 0)) told.add(name);
    });
    assert.ok(compared > 180, `only ${compared} states compared`);
    for (const { name, moment } of sensors) {
      const error = worst[name]!;
      // A projection divides by a depth that may be near 0, and so does a ray that grazes what it meets.
      const tolerance = { ...TOLERANCE, force: forces }[moment];
      const reached = /^(projection|range)/.test(name) ? 1e-3 : tolerance;
      assert.ok(error <= reached, `${name} is off by ${error}`);
    }
    // What never moves, what moves with the frame it is seen from, and where an equality keeps things apart.
    const still = /_post_world$|acc_xbody_post$|frameangvel_(xbody_trunk|camera_eye)_site_back$/;
    const silent = sensors.filter(({ name }) => !told.has(name) && !still.test(name)).map(({ name }) => name);
    if (!xml.includes('<equality>')) assert.equal(silent, [], 'sensors that were zero in all states');
    beside.close();
  });
}

test('a cutoff holds what it is for', () => {
  const sensed = new Sensed(SENSED);
  const cut = ['cut', 'touch_cut', 'cut_acceleration'].map((name) =>
    sensed.sensors.findIndex((one) => one.name === name),
  );
  const limits = [0.05, 3, 4];
  const reached = [false, false, false];
  sensed.compare((index, here) => {
    const which = cut.indexOf(index);
    if (which < 0) return;
    const limit = Math.fround(limits[which]!);
    assert.ok(here.every((x) => Math.abs(x) <= limit));
    reached[which] ||= here.some((x) => Math.abs(x) === limit);
  });
  assert.equal(reached, [true, true, true]);
  sensed.beside.close();
});

test.run();
