import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Random, Stream } from '../../src/random.js';
import { humanoidBox } from '../../src/tasks/humanoid-box.js';
import { humanoidGetup } from '../../src/tasks/humanoid-getup.js';
import { HUMANOID_UPRIGHT } from '../../src/tasks/models/humanoid.js';
import { HUMANOID_BOX_UPRIGHT, humanoidBoxXml } from '../../src/tasks/models/humanoid-box.js';
import { observationOf, place, stateOf, upright, worldOf } from './poses.js';

const world = await worldOf(humanoidBox());
test.after(() => world.close());

const box = (x: number, y: number, z = 0.45) => [x, y, z, 1, 0, 0, 0];
const ZERO = new Float32Array(21);

test('six dimensions and three observations more than the humanoid alone', () => {
  assert.equal([world.observationSize, world.actionSize, world.stateSize], [37, 21, 55 + 7 + 6]);
  assert.is(world.timestep, 0.008);
});

test('the model: 20 kg in a cube of 0.9 m, its own friction with the floor, the humanoid unchanged', async () => {
  const { model } = world;
  const body = model.nbody - 1;
  assert.is(model.body_mass[body], 20);
  const inertia = (20 * 0.9 ** 2) / 6;
  for (let i = 0; i < 3; i++) assert.ok(Math.abs(model.body_inertia[3 * body + i] - inertia) < 1e-9);
  assert.is(model.npair, 1);
  assert.equal([...model.pair_friction.subarray(0, 2)], [0.03, 0.03]);
  const alone = await worldOf(humanoidGetup());
  assert.equal([...model.body_mass.subarray(0, 14)], [...alone.model.body_mass]);
  assert.equal([...model.key_qpos.subarray(0, 35)], [...HUMANOID_BOX_UPRIGHT]);
  alone.close();
});

test('reward: height, then nearness to the box, then the box’s nearness to its target', () => {
  for (const [z, rootX, rootY, boxX, boxY, reward] of [
    [0.6, 0, 0, 2.5, 0, -0.5], // below 1.1 m nothing but the height counts
    [1.1, 1.7, 0, 2.5, 0, 0],
    [1.3, 0, 0, 1.5, 0, 0.5],
    [1.3, 0, 0.9, 1.2, 0, 2 - 1.5], // 0.9, 1.2, 1.5: a right triangle
    [1.3, 0.5, 0, 1.5, 0, 1],
    [1.3, 0.71, 0, 1.5, 0, 2], // reached: 4 − 2 · 1 m
    [1.3, 1.71, 0, 2.5, 0, 4],
    [1.3, 2.5, 1.1, 2.5, 0.5, 3],
    [1.3, 3.2, 0, 2.8, 0.4, 3], // 0.3, 0.4, 0.5
  ] as const) {
    place(world, [...upright(z, rootX, rootY), ...box(boxX, boxY)]);
    const actual = world.reward();
    assert.ok(
      Math.abs(actual - reward) < 1e-12,
      `${actual} is not ${reward} at ${[z, rootX, rootY, boxX, boxY]}`,
    );
    assert.ok(Math.abs(world.measure() - Math.hypot(boxX - 2.5, boxY)) < 1e-12);
  }
});

test('observation: the humanoid’s 34 numbers, then the box’s place in units of 2.5 m', async () => {
  const alone = await worldOf(humanoidGetup());
  const velocities = [1, 2, 3, 4, 5, 6];
  place(alone, upright(3), velocities);
  place(world, [...upright(3), ...box(1.25, -0.5, 2)], velocities);
  const observation = observationOf(world);
  assert.equal([...observation.slice(0, 34)], [...observationOf(alone)]);
  assert.equal([...observation.slice(34)], [...Float32Array.of(0.5, -0.2, 0.8)]);
  // On the head, for touch: the sensors are found behind the humanoid's other quantities.
  const headstand = upright(0.19 + 0.09 - 0.001);
  headstand.splice(3, 4, 0, 1, 0, 0);
  place(world, [...headstand, ...box(5, 0)]);
  const touch = observationOf(world).slice(29, 34);
  assert.ok(touch[0]! > 0.005, 'the head touches');
  assert.equal([...touch.slice(1)], [0, 0, 0, 0]);
  alone.close();
});

test('an episode starts upright, at rest, with the box 1.5 m ahead and 1 m before its target', () => {
  world.reset(new Random(1, Stream.reset));
  assert.equal([...stateOf(world)], [...HUMANOID_UPRIGHT, ...box(1.5, 0), ...new Array(33).fill(0)]);
  assert.is(world.reward(), 0.5);
  assert.is(world.measure(), 1);
});

test('the box lies still, and a box that slides is slowed by μ g = 0.29 m/s², not by the floor’s friction of 1', () => {
  world.reset(new Random(1, Stream.reset));
  for (let i = 0; i < 50; i++) world.step(ZERO);
  const [x, y, z] = stateOf(world).slice(28, 31) as unknown as [number, number, number];
  assert.ok(Math.hypot(x - 1.5, y) < 1e-6 && Math.abs(z - 0.45) < 2e-3, `${[x, y, z]}`);
  const velocity = new Array(33).fill(0);
  velocity[27] = 1;
  place(world, [...upright(1.29), ...box(1.5, 0)], velocity);
  for (let i = 0; i < 125; i++) world.step(ZERO);
  const speed = stateOf(world)[35 + 27]!;
  assert.ok(Math.abs(speed - (1 - 0.03 * 9.81)) < 0.01, `${speed} m/s after a second`);
});

test('humanoid and box push each other', () => {
  const velocity = new Array(33).fill(0);
  velocity[0] = 2;
  place(world, [...upright(1.29, 0.6), ...box(1.5, 0)], velocity);
  for (let i = 0; i < 60; i++) world.step(ZERO);
  const state = stateOf(world);
  assert.ok(state[28]! > 1.52, `the box is at ${state[28]} m`);
  assert.ok(state[35]! < 2, 'the humanoid is slowed');
});

test('mass and friction of the box are options', async () => {
  const light = await worldOf(humanoidBox({ boxMass: 5, boxFriction: 0.1 }));
  assert.is(light.model.body_mass[light.model.nbody - 1], 5);
  assert.equal([...light.model.pair_friction.subarray(0, 2)], [0.1, 0.1]);
  light.close();
});

test('the task carries the paper’s numbers, its source, and refuses what it does not know', () => {
  const task = humanoidBox({ boxMass: 5 });
  const { rollouts, horizon, sigma, temperature, gamma } = task.defaults as Record<string, number>;
  assert.equal([rollouts, horizon, sigma, temperature, gamma], [120, 64, 0.2, 1.25, 0.99]);
  assert.is(task.episode, 600);
  assert.equal(task.source, { module: 'humanoid-box', options: { boxMass: 5 } });
  const refused = (options: object, message: RegExp) => assert.throws(() => humanoidBox(options), message);
  refused(
    { mass: 1 },
    /^humanoid-box has no option 'mass'; it accepts boxMass, boxFriction, controlCost, episode/,
  );
  refused({ boxMass: 0 }, /^boxMass must be a finite number > 0, got 0$/);
  refused({ boxFriction: -1 }, /^boxFriction must be a finite number > 0, got -1$/);
  refused({ controlCost: '1' }, /^controlCost must be a finite number ≥ 0, got '1'$/);
  assert.throws(
    () => humanoidBoxXml({ boxMass: Number.NaN }),
    /boxMass must be a finite number > 0, got NaN/,
  );
});

test.run();
