/** Sensors of every type in the lanes, four different worlds at once, beside MuJoCo's sensordata. */

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LaneReads } from '../../src/physics/reads.js';
import { sensor } from '../../src/worlds/model-quantities.js';
import { reads } from '../../src/worlds/quantities.js';
import { BesideMujoco, kernels, mujoco } from './beside-mujoco.js';
import { SENSED } from './sensed-model.js';
import { collectStates, stirred } from './states.js';

const beside = new BesideMujoco(SENSED);
const { sensors, start } = beside.packed.info;
test.after(() => beside.close());

const { nq, nv } = beside.model;
/** Of the actuator that has a state. */
const ACTIVATION = 0.375;

/** Errors relative to the sensor's numbers, or to what forces, accelerations and velocities there are as a whole. */
const TOLERANCE = { state: 1e-6, pose: 1e-5, motion: 1e-5, force: 1e-4, past: 0 };

const all = reads(Object.fromEntries(sensors.map(({ name, dim }) => [name, sensor(name, dim)])));
const lanes = new LaneReads(
  kernels,
  beside.packed.info,
  { rewardReads: all, observationReads: reads({}) },
  4,
);
const states = collectStates(beside, [stirred(start)], 240, 5);

/** Calls back with each sensor's numbers there and here, for each state in which both have the same constraints. */
function compare(
  each: (index: number, here: number[], there: number[], forces: number, speed: number) => void,
): number {
  let compared = 0;
  for (let i = 0; i + 4 <= states.length; i += 4) {
    const four = states.slice(i, i + 4);
    four.forEach((state, lane) => {
      beside.setLane(lane, state);
      beside.groups.view[beside.groups.index(lane, nq + nv)] = ACTIVATION;
    });
    beside.forwardLanes(lanes.forBoth);
    lanes.reward.read(beside.kernel, beside.groups, 1);
    four.forEach((state, lane) => {
      beside.setMujoco(state);
      beside.data.act[0] = ACTIVATION;
      mujoco.mj_forward(beside.model, beside.data);
      if (beside.groups.rows(lane) !== beside.data.nefc) return; // a distance within rounding of zero
      compared++;
      const { sensordata, cfrc_ext, cacc } = beside.data;
      const forces = Math.max(...[...cfrc_ext, ...cacc].map(Math.abs));
      const row = lanes.reward.of(lane);
      sensors.forEach(({ name, dim }, index) => {
        const from = beside.model.sensor_adr[index];
        const first = all.at[name]!;
        each(
          index,
          [...row.subarray(first, first + dim)],
          [...sensordata.subarray(from, from + dim)],
          forces,
          Math.max(...state.qvel.map(Math.abs)),
        );
      });
    });
  }
  return compared;
}

test('sensors of every type are MuJoCo’s', () => {
  const worst: Record<string, number> = {};
  const told = new Set<string>();
  const compared = compare((index, here, there, forces, speed) => {
    const { name, moment } = sensors[index]!;
    const around = { force: 0.1 * forces, motion: Math.max(0.1, 0.1 * speed) }[moment as string] ?? 0.1;
    const scale = Math.max(Math.hypot(...there), around);
    const error = Math.hypot(...here.map((x, k) => x - there[k]!)) / scale;
    worst[name] = Math.max(worst[name] ?? 0, Number.isNaN(error) ? Number.POSITIVE_INFINITY : error);
    if (there.some((x) => x !== 0)) told.add(name);
  });
  assert.ok(compared > 200, `only ${compared} states compared`);
  for (const { name, moment } of sensors) {
    const error = worst[name]!;
    // A projection divides by a depth that may be near 0, and so does a ray that grazes what it meets.
    const tolerance = /^(projection|range)/.test(name) ? 1e-4 : TOLERANCE[moment];
    assert.ok(error <= tolerance, `${name} is off by ${error}`);
  }
  // What never moves, and what moves with the frame it is seen from.
  const still = /_post_world$|acc_xbody_post$|frameangvel_(xbody_trunk|camera_eye)_site_back$/;
  const silent = sensors.filter(({ name }) => !told.has(name) && !still.test(name)).map(({ name }) => name);
  assert.equal(silent, [], 'sensors that were zero in all states');
});

test('a cutoff holds what it is for', () => {
  const cut = ['cut', 'touch_cut', 'cut_acceleration'].map((name) =>
    sensors.findIndex((one) => one.name === name),
  );
  const limits = [0.05, 3, 4];
  const reached = [false, false, false];
  compare((index, here) => {
    const which = cut.indexOf(index);
    if (which < 0) return;
    const limit = Math.fround(limits[which]!);
    assert.ok(here.every((x) => Math.abs(x) <= limit));
    reached[which] ||= here.some((x) => Math.abs(x) === limit);
  });
  assert.equal(reached, [true, true, true]);
});

test.run();
