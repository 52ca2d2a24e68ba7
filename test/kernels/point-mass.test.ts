import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadKernels } from '../../src/kernels/load.js';
import { Random } from '../../src/random.js';
import { PointMassKernel, type PointMassModel } from '../../src/worlds/equations/point-mass-kernel.js';
import { type PointMass, stepPointMass } from '../reference/point-mass.js';

const kernels = await loadKernels();
const saying = (text: string) => (error: Error) => error.message.includes(text);
const GUARD = 8;
const PADDING = 777;

const WALLS = [
  [-0.5, -0.1, 0.5, 0.1],
  [0.4, -0.9, 0.6, 0.3], // overlaps the first
  [-1.4, 0.7, 0.2, 0.9],
  [-1.0, -1.4, -0.8, -0.6],
  [0.9, 0.9, 0.95, 1.4], // thinner than a fast step
];

function model(walls: number[][] = WALLS, damping = 1): PointMassModel {
  const limits = [-1.4, -1.4, 1.4, 1.4] as const;
  return { timestep: 0.02, gear: 4, mass: 0.53, damping, limits, walls: Float32Array.from(walls.flat()) };
}

function twin({ timestep, gear, mass, damping, limits, walls }: PointMassModel): PointMass {
  const decay = 1 / (1 + (timestep * damping) / mass);
  const rectangles = Array.from({ length: walls.length / 4 }, (_, w) => [
    ...walls.subarray(4 * w, 4 * w + 4),
  ]);
  return {
    decay,
    gain: (decay * timestep * gear) / mass,
    timestep,
    limits: limits.map(Math.fround),
    walls: rectangles,
  };
}

/** Rolls out; states [worlds][4], actions [groups][steps][2][4 lanes]. Checks guards and that inputs are untouched. */
function rollout(physics: PointMassModel, states: ArrayLike<number>, actions: Float32Array, steps: number) {
  const groups = states.length / 16;
  const kernel = new PointMassKernel(kernels, physics);
  const block = (length: number) => {
    const made = kernels.arena.f32(length + 2 * GUARD);
    made.view.fill(PADDING);
    return made;
  };
  const input = block(states.length);
  const finals = block(states.length);
  const controls = block(actions.length);
  const rewards = block(groups * steps * 4);
  input.view.set(states, GUARD);
  controls.view.set(actions, GUARD);
  const at = (b: typeof input) => b.pointer + GUARD * 4;
  const before = input.view.slice();
  kernel.rollout({
    states: at(input),
    finals: at(finals),
    actions: at(controls),
    rewards: at(rewards),
    groups,
    steps,
  });
  assert.equal([...input.view], [...before], 'states are read only');
  for (const out of [finals, rewards]) {
    const view = out.view;
    const length = view.length - 2 * GUARD;
    assert.ok(
      view.subarray(0, GUARD).every((v) => v === PADDING),
      'wrote before an output',
    );
    assert.ok(
      view.subarray(GUARD + length).every((v) => v === PADDING),
      'wrote past an output',
    );
  }
  const inner = (b: typeof input) => b.view.slice(GUARD, b.length - GUARD);
  return { finals: inner(finals), rewards: inner(rewards) };
}

/** Random starts outside the walls, and random actions that stay the same for some steps. */
function setting(seed: number, groups: number, steps: number, speed = 1) {
  const random = new Random(seed, 1000);
  const states: number[] = [];
  while (states.length < groups * 16) {
    const x = random.uniform(-1.39, 1.39);
    const y = random.uniform(-1.39, 1.39);
    if (WALLS.some(([x0, y0, x1, y1]) => x > x0! && x < x1! && y > y0! && y < y1!)) continue;
    states.push(
      Math.fround(x),
      Math.fround(y),
      ...[0, 0].map(() => Math.fround(random.uniform(-speed, speed))),
    );
  }
  const actions = new Float32Array(groups * steps * 8);
  for (let i = 0; i < actions.length; i++) {
    const held = Math.floor(i / 8) % steps !== 0 && random.uniform() < 0.9;
    actions[i] = held ? actions[i - 8]! : random.uniform(-1, 1);
  }
  return { states, actions };
}

test('agrees with its twin, through many collisions, for any number of groups', () => {
  for (const [groups, steps] of [
    [0, 5],
    [1, 0],
    [1, 1],
    [2, 60],
    [15, 10],
    [16, 10],
    [17, 10],
    [40, 30],
  ] as const) {
    for (const damping of [1, 0.1]) {
      const { states, actions } = setting(groups + steps, groups, steps);
      const physics = model(WALLS, damping);
      const { finals, rewards } = rollout(physics, states, actions, steps);
      assert.ok(rewards.every((r) => Object.is(r, 0)));
      for (let world = 0; world < groups * 4; world++) {
        let state = states.slice(world * 4, world * 4 + 4);
        for (let t = 0; t < steps; t++) {
          const base = ((world >> 2) * steps + t) * 8 + (world & 3);
          state = stepPointMass(twin(physics), state, [actions[base]!, actions[base + 4]!]);
        }
        state.forEach((v, k) => {
          const actual = finals[world * 4 + k]!;
          assert.ok(Math.abs(actual - v) < 2e-5, `world ${world}, number ${k}: ${actual} and ${v}`);
        });
      }
    }
  }
});

test('one step in the open is the equation of motion', () => {
  const actions = Float32Array.of(1, -1, 0.5, 0, 0, 0, 0.25, 1);
  const states = new Array<number>(16).fill(0).map((_, i) => (i % 4 === 2 ? 1 : 0)); // vx = 1
  const { finals } = rollout(model([]), states, actions, 1);
  for (let lane = 0; lane < 4; lane++) {
    // Implicit damping: m (v' − v) = h (gear u − b v').
    const vx = (0.53 + 0.02 * 4 * actions[lane]!) / (0.53 + 0.02);
    const vy = (0.02 * 4 * actions[4 + lane]!) / (0.53 + 0.02);
    const expected = [0.02 * vx, 0.02 * vy, vx, vy];
    for (let k = 0; k < 4; k++) assert.ok(Math.abs(finals[lane * 4 + k]! - expected[k]!) < 1e-6);
  }
});

test('the mass stops at faces with zero velocity, and slides along them', () => {
  // Four lanes run into the four faces of one square, and drift along them.
  const wall = [-0.25, -0.25, 0.25, 0.25];
  const states = [-0.26, 0, 2, 0.5, 0.26, 0, -2, 0.5, 0, -0.26, 0.5, 2, 0, 0.26, 0.5, -2];
  const { finals } = rollout(model([wall]), states, new Float32Array(8 * 3), 3);
  const world = (i: number) => [...finals.subarray(i * 4, i * 4 + 4)];
  for (const [i, axis, face] of [
    [0, 0, -0.25],
    [1, 0, 0.25],
    [2, 1, -0.25],
    [3, 1, 0.25],
  ] as const) {
    const state = world(i);
    assert.is(state[axis], face, `lane ${i} lies on its face`);
    assert.is(state[axis + 2], 0);
    assert.ok(state[1 - axis]! > 0.02 && state[3 - axis]! > 0.4, `lane ${i} slides`);
  }
});

test('nothing enters a wall or leaves the limits, at any speed', () => {
  for (const speed of [1, 20, 1000, 1e6]) {
    const steps = 40;
    const groups = 20;
    const random = new Random(6, 1000);
    let { states } = setting(3, groups, 1, speed);
    for (let t = 0; t < steps; t++) {
      const { actions } = setting(100 + t, groups, 1);
      const before = states;
      const { finals } = rollout(model(), states, actions, 1);
      states = [...finals];
      for (let i = 0; i < states.length; i += 4) {
        const [x, y] = states.slice(i, i + 2) as [number, number];
        assert.ok(Math.abs(x) <= Math.fround(1.4) && Math.abs(y) <= Math.fround(1.4));
        for (const wall of WALLS) {
          const [x0, y0, x1, y1] = wall.map(Math.fround) as [number, number, number, number];
          assert.not(x > x0 && x < x1 && y > y0 && y < y1, `(${x}, ${y}) is in a wall`);
          // No tunnel along x: not on the two sides of a wall that spans the old y.
          const [oldX, oldY] = before.slice(i, i + 2) as [number, number];
          if (oldY > y0 && oldY < y1) assert.not((oldX <= x0 && x >= x1) || (oldX >= x1 && x <= x0));
        }
      }
      // New velocities, so that every step is a long one.
      states = states.map((v, i) => (i % 4 < 2 ? v : Math.fround(random.uniform(-speed, speed))));
    }
  }
});

test('a lane has the same bits whatever its neighbours, its group and its place', () => {
  const steps = 50;
  const groups = 20;
  const { states, actions } = setting(9, groups, steps);
  const all = rollout(model(), states, actions, steps).finals;
  for (let world = 0; world < groups * 4; world += 7) {
    // The world alone in lane 2; its neighbours broken or far away.
    const alone = [
      ...[0.7, 0.7, Number.NaN, 0],
      ...[1e9, 1, 1, 1],
      ...states.slice(world * 4, world * 4 + 4),
      ...[-1.3, 1.3, 0, 0],
    ];
    const controls = new Float32Array(steps * 8).fill(1);
    for (let t = 0; t < steps; t++) {
      for (const axis of [0, 1]) {
        controls[t * 8 + axis * 4 + 2] = actions[(((world >> 2) * steps + t) * 2 + axis) * 4 + (world & 3)]!;
      }
    }
    const { finals } = rollout(model(), alone, controls, steps);
    assert.equal([...finals.subarray(8, 12)], [...all.subarray(world * 4, world * 4 + 4)]);
  }
});

test('step by step has the bits of one rollout, and walls that are never met change nothing', () => {
  const steps = 50;
  const { states, actions } = setting(5, 1, steps);
  const whole = rollout(model(), states, actions, steps).finals;
  let state: ArrayLike<number> = states;
  for (let t = 0; t < steps; t++) state = rollout(model(), state, actions.slice(t * 8, t * 8 + 8), 1).finals;
  assert.equal([...(state as Float32Array)], [...whole]);
  const calm = [0.7, 0.1, 0.1, 0.1];
  const open = rollout(model([]), [...calm, ...calm, ...calm, ...calm], new Float32Array(80), 10).finals;
  const walled = rollout(model(), [...calm, ...calm, ...calm, ...calm], new Float32Array(80), 10).finals;
  assert.equal([...walled], [...open]);
});

test('a state that is not finite gives NaN rewards in its lane alone', () => {
  const states = [0.8, 0, Number.NaN, 0, 0.8, 0, 0, 0, 0.8, Number.NaN, 0, 0, 0.8, 0, 0, 0];
  const { finals, rewards } = rollout(model(), states, new Float32Array(8 * 4).fill(0.5), 4);
  for (let i = 0; i < rewards.length; i++)
    assert.is(Number.isNaN(rewards[i]), i % 2 === 0, `${i}: ${rewards[i]}`);
  assert.ok([...finals.subarray(4, 8), ...finals.subarray(12, 16)].every(Number.isFinite));
});

test('finals may be the states', () => {
  const { states, actions } = setting(8, 3, 20);
  const expected = rollout(model(), states, actions, 20).finals;
  const kernel = new PointMassKernel(kernels, model());
  const block = kernels.arena.f32(48);
  const controls = kernels.arena.f32(actions.length);
  const rewards = kernels.arena.f32(3 * 20 * 4);
  block.view.set(states);
  controls.view.set(actions);
  kernel.rollout({
    states: block.pointer,
    finals: block.pointer,
    actions: controls.pointer,
    rewards: rewards.pointer,
    groups: 3,
    steps: 20,
  });
  assert.equal([...block.view], [...expected]);
});

test('wrong models are refused', () => {
  const make = (change: Partial<PointMassModel>) => () =>
    new PointMassKernel(kernels, { ...model(), ...change });
  assert.throws(make({ mass: 0 }), saying('mass must be a finite number > 0, got 0'));
  assert.throws(make({ damping: -1 }), saying('damping must be a finite number ≥ 0, got -1'));
  assert.throws(make({ limits: [1, 0, -1, 1] }), saying('limits must be xmin, ymin, xmax, ymax'));
  assert.throws(
    make({ walls: new Float32Array(5) }),
    saying('walls must hold four finite numbers each, got 5'),
  );
});

test.run();
