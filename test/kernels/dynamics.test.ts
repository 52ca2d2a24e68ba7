/** The small worlds of assembly/dynamics against their twins in f64, and against conservation laws. */

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadKernels } from '../../src/kernels/load.js';
import { Random } from '../../src/random.js';
import { ACROBOT } from '../../src/tasks/acrobot.js';
import { CART_POLE } from '../../src/tasks/cart-pole.js';
import { PENDULUM } from '../../src/tasks/pendulum.js';
import { acrobotKernel } from '../../src/worlds/equations/acrobot-kernel.js';
import { cartPoleKernel } from '../../src/worlds/equations/cart-pole-kernel.js';
import { diffDriveKernel } from '../../src/worlds/equations/diff-drive-kernel.js';
import type { DynamicsRollouts } from '../../src/worlds/equations/kernel.js';
import { pendulumKernel } from '../../src/worlds/equations/pendulum-kernel.js';
import { wrap } from '../reference/dynamics.js';
import { CASES, type Case, DIFF_DRIVE, rollout, someActions } from '../support/dynamics.js';

const kernels = await loadKernels();
const saying = (text: string) => (error: Error) => error.message.includes(text);
const made = new Map(CASES.map((each) => [each, each.make(kernels)]));

function difference(each: Case, index: number, a: number, b: number): number {
  return Math.abs(each.angles.includes(index) ? wrap(a - b) : a - b);
}

/** Action of a world at a step, [actionSize]. */
function actionOf(actions: ArrayLike<number>, size: number, steps: number, world: number, t: number) {
  const base = ((world >> 2) * steps + t) * size * 4 + (world & 3);
  return Array.from({ length: size }, (_, a) => actions[base + 4 * a]!);
}

for (const each of CASES) {
  const world = made.get(each)!;
  const { stateSize, actionSize, observationSize } = world;

  test(`${each.name}: each of 1000 steps is its twin's, from wherever the last one led`, () => {
    const random = new Random(1, 1000);
    const actions = someActions(random, 1, 1000, actionSize, each.maxAction);
    let states = Array.from({ length: 4 }, () => each.anywhere(random)).flat();
    let [worst, worstReward, worstObservation] = [0, 0, 0];
    for (let t = 0; t < 1000; t++) {
      const row = actions.subarray(t * actionSize * 4, (t + 1) * actionSize * 4);
      const { finals, rewards, observations } = rollout(kernels, world, states, row, 1);
      for (let lane = 0; lane < 4; lane++) {
        const from = states.slice(lane * stateSize, (lane + 1) * stateSize);
        const reached = [...finals.subarray(lane * stateSize, (lane + 1) * stateSize)];
        const twin = each.step(from, actionOf(row, actionSize, 1, lane, 0));
        twin.state.forEach((value, k) => {
          worst = Math.max(worst, difference(each, k, reached[k]!, value));
        });
        worstReward = Math.max(worstReward, Math.abs(rewards[lane]! - twin.reward));
        each.observe(reached).forEach((value, k) => {
          const seen = observations[lane * observationSize + k]!;
          worstObservation = Math.max(worstObservation, Math.abs(seen - value));
        });
      }
      states = [...finals];
    }
    assert.ok(worst < each.stepError, `state off by ${worst}`);
    assert.ok(worstReward < each.stepError, `reward off by ${worstReward}`);
    assert.ok(worstObservation < 1e-6, `observation off by ${worstObservation}`);
  });

  test(`${each.name}: 1000 calm steps in a row end where the twin's end`, () => {
    const { state, amplitude } = each.calm;
    const actions = someActions(new Random(2, 1000), 1, 1000, actionSize, amplitude);
    const start = state.map(Math.fround);
    const { finals, rewards } = rollout(kernels, world, [start, start, start, start].flat(), actions, 1000);
    for (let lane = 0; lane < 4; lane++) {
      let twin = { state: start, reward: 0 };
      for (let t = 0; t < 1000; t++) {
        twin = each.step(twin.state, actionOf(actions, actionSize, 1000, lane, t));
        const off = Math.abs(rewards[4 * t + lane]! - twin.reward);
        assert.ok(off < each.calmError, `step ${t}: reward off by ${off}`);
      }
      twin.state.forEach((value, k) => {
        const off = difference(each, k, finals[lane * stateSize + k]!, value);
        assert.ok(off < each.calmError, `lane ${lane}, number ${k} is off by ${off}`);
      });
    }
  });

  test(`${each.name}: any number of groups and steps, and a world has the same bits alone`, () => {
    for (const [groups, steps] of [
      [0, 3],
      [1, 0],
      [1, 1],
      [2, 30],
      [15, 5],
      [16, 5],
      [17, 5],
      [40, 20],
    ]) {
      const random = new Random(groups! + steps!, 1000);
      const states = Array.from({ length: groups! * 4 }, () => each.anywhere(random)).flat();
      const actions = someActions(random, groups!, steps!, actionSize, each.maxAction);
      const all = rollout(kernels, world, states, actions, steps!);
      if (steps === 0) assert.equal([...all.finals], states);
      for (let index = 0; index < groups! * 4; index += 5) {
        // In lane 2, beside worlds that are broken or far away.
        const own = states.slice(index * stateSize, (index + 1) * stateSize);
        const broken = own.map(() => Number.NaN);
        const other = own.map((value) => value / 2);
        const controls = new Float32Array(steps! * actionSize * 4).fill(each.maxAction);
        for (let t = 0; t < steps!; t++) {
          actionOf(actions, actionSize, steps!, index, t).forEach((value, a) => {
            controls[(t * actionSize + a) * 4 + 2] = value;
          });
        }
        const alone = rollout(kernels, world, [...broken, ...other, ...own, ...broken], controls, steps!);
        const at = (from: Float32Array, size: number, i: number) => [...from.slice(i * size, (i + 1) * size)];
        assert.equal(at(alone.finals, stateSize, 2), at(all.finals, stateSize, index));
        assert.equal(
          at(alone.observations, observationSize, 2),
          at(all.observations, observationSize, index),
        );
        for (let t = 0; t < steps!; t++) {
          assert.is(alone.rewards[4 * t + 2], all.rewards[((index >> 2) * steps! + t) * 4 + (index & 3)]);
        }
      }
    }
  });

  test(`${each.name}: step by step has the bits of one rollout, and finals may be the states`, () => {
    const random = new Random(5, 1000);
    const states = Array.from({ length: 8 }, () => each.anywhere(random)).flat();
    const steps = 25;
    const actions = someActions(random, 2, steps, actionSize, each.maxAction);
    const whole = rollout(kernels, world, states, actions, steps);
    const block = kernels.arena.f32(states.length);
    block.view.set(states);
    const controls = kernels.arena.f32(2 * actionSize * 4);
    const rewards = kernels.arena.f32(8);
    const seen = kernels.arena.f32(8 * observationSize);
    const size = actionSize * 4;
    for (let t = 0; t < steps; t++) {
      for (const group of [0, 1]) {
        const from = (group * steps + t) * size;
        controls.view.set(actions.subarray(from, from + size), group * size);
      }
      world.rollout({
        states: block.pointer,
        finals: block.pointer,
        observations: seen.pointer,
        actions: controls.pointer,
        rewards: rewards.pointer,
        groups: 2,
        steps: 1,
      });
      for (const group of [0, 1]) {
        const from = (group * steps + t) * 4;
        const expected = [...whole.rewards.subarray(from, from + 4)];
        assert.equal([...rewards.view.subarray(4 * group, 4 * group + 4)], expected);
      }
    }
    assert.equal([...block.view], [...whole.finals]);
    assert.equal([...seen.view], [...whole.observations]);
  });

  test(`${each.name}: a state that is not finite gives rewards that are not finite, in its lane alone`, () => {
    const random = new Random(6, 1000);
    for (let k = 0; k < stateSize; k++) {
      const states = Array.from({ length: 4 }, () => each.anywhere(random));
      states[1]![k] = Number.NaN;
      const actions = someActions(random, 1, 3, actionSize, each.maxAction);
      const { finals, rewards } = rollout(kernels, world, states.flat(), actions, 3);
      rewards.forEach((reward, i) => {
        if (i % 4 === 1) assert.ok(Number.isNaN(reward), `number ${k}, step ${i >> 2}: ${reward}`);
        else assert.ok(Number.isFinite(reward));
      });
      assert.ok([...finals.subarray(0, stateSize), ...finals.subarray(2 * stateSize)].every(Number.isFinite));
    }
  });
}

/** The states after each of some steps without any action, from one start. */
function drift(world: DynamicsRollouts, start: number[], steps: number): number[][] {
  const states = [start.map(Math.fround)];
  const actions = new Float32Array(world.actionSize * 4);
  for (let t = 0; t < steps; t++) {
    const all = [0, 1, 2, 3].flatMap(() => states.at(-1)!);
    states.push([...rollout(kernels, world, all, actions, 1).finals.subarray(0, world.stateSize)]);
  }
  return states;
}

/** Largest change of a quantity along the way, in units of `scale`. */
function change(states: number[][], quantity: (state: number[]) => number, scale: number): number {
  return Math.max(...states.map((state) => Math.abs(quantity(state) - quantity(states[0]!)))) / scale;
}

test('pendulum: a free swing keeps its energy', () => {
  const model = { ...PENDULUM, timestep: 0.001 };
  const { mass: m, length: l, gravity: g } = model;
  const energy = ([angle, spin]: number[]) =>
    (m * l * l * spin! ** 2) / 6 + ((m * g * l) / 2) * Math.cos(angle!);
  const states = drift(pendulumKernel(kernels, model), [0.5, 1], 3000);
  assert.ok(
    states.some(([angle]) => Math.abs(angle!) > 3),
    'it passes the lowest point',
  );
  const lost = change(states, energy, m * g * l);
  assert.ok(lost < 2e-3, `energy changes by ${lost}`);
});

test('cart and pole: free, they keep energy and momentum', () => {
  const model = { ...CART_POLE, timestep: 0.0005, rail: 100 };
  const { cartMass, poleMass: m, halfLength: l, gravity: g } = model;
  const energy = ([, angle, v, spin]: number[]) =>
    ((cartMass + m) * v! ** 2) / 2 +
    m * l * v! * spin! * Math.cos(angle!) +
    (2 / 3) * m * l * l * spin! ** 2 +
    m * g * l * Math.cos(angle!);
  const momentum = ([, angle, v, spin]: number[]) => (cartMass + m) * v! + m * l * spin! * Math.cos(angle!);
  const states = drift(cartPoleKernel(kernels, model), [0, 1, 0.3, 0], 4000);
  assert.ok(
    states.some(([, angle]) => Math.abs(angle!) > 3),
    'the pole swings through',
  );
  const lost = change(states, energy, m * g * l);
  assert.ok(lost < 4e-3, `energy changes by ${lost}`);
  const pushed = change(states, momentum, cartMass + m);
  assert.ok(pushed < 1e-3, `momentum changes by ${pushed}`);
});

test('cart and pole: at the end of the rail the cart stops and the blow turns the pole', () => {
  // Upright at 1 m/s against the end: 4/3 l ω + v cos θ stays, so ω = 3 v / 4l.
  const start = [CART_POLE.rail, 0, 1, 0];
  const [, after] = drift(cartPoleKernel(kernels, CART_POLE), start, 1);
  assert.equal([after![0], after![2]], [Math.fround(CART_POLE.rail), 0]);
  assert.ok(Math.abs(after![3]! - 3 / (4 * 0.5)) < 1e-6);
});

test('cart and pole: sine and cosine all around, and of angles that are more than half a turn away', () => {
  const world = cartPoleKernel(kernels, CART_POLE);
  const count = 40_000;
  const angles = Float32Array.from({ length: count }, (_, i) => Math.PI * ((2 * (i + 0.5)) / count - 1));
  angles.set([0, -0, Math.PI, -Math.PI, 3.15, -3.19, 10, -100.25]);
  const states = [...angles].flatMap((angle) => [0, angle, 0, 0]);
  const { observations } = rollout(kernels, world, states, new Float32Array(0), 0);
  angles.forEach((angle, i) => {
    const near = Math.abs(angle) < 3.2; // the others are rounded as they are brought there
    const [cos, sin] = [observations[5 * i + 1]!, observations[5 * i + 2]!];
    assert.ok(Math.abs(cos - Math.cos(angle)) < (near ? 5.1e-7 : 5e-6), `cosine of ${angle}: ${cos}`);
    assert.ok(Math.abs(sin - Math.sin(angle)) < (near ? 2.5e-7 : 5e-6), `sine of ${angle}: ${sin}`);
  });
  assert.equal([...observations.subarray(1, 3)], [1, 0]);
});

test('acrobot: a free fall keeps its energy', () => {
  const model = { ...ACROBOT, timestep: 0.01 };
  const { gravity: g, mass1, mass2, length1: l1, centre1: c1, centre2: c2, inertia1, inertia2 } = model;
  const energy = ([angle1, angle2, spin1, spin2]: number[]) => {
    const spin = spin1! + spin2!;
    const speed2 = (l1 * spin1!) ** 2 + (c2 * spin) ** 2 + 2 * l1 * c2 * spin1! * spin * Math.cos(angle2!);
    const turning = (mass1 * c1 * c1 + inertia1) * spin1! ** 2 + inertia2 * spin ** 2;
    const height = l1 * Math.cos(angle1!) + c2 * Math.cos(angle1! + angle2!);
    return (turning + mass2 * speed2) / 2 - mass1 * g * c1 * Math.cos(angle1!) - mass2 * g * height;
  };
  const states = drift(acrobotKernel(kernels, model), [2.5, 1, 0, 0], 1000);
  assert.ok(
    states.some(([, , , spin2]) => Math.abs(spin2!) > 3),
    'it falls',
  );
  const lost = change(states, energy, mass1 * g * l1);
  assert.ok(lost < 1e-3, `energy changes by ${lost}`);
});

test('diff drive: straight on, on the spot, and round', () => {
  const world = diffDriveKernel(kernels, { ...DIFF_DRIVE, wheelRadius: 0.5, wheelDistance: 2 });
  const run = (left: number, right: number, steps: number) => {
    const controls = new Float32Array(steps * 8).map((_, i) => (i % 8 < 4 ? left : right));
    const start = [1, 2, Math.fround(Math.PI / 2)];
    return [...rollout(kernels, world, [start, start, start, start].flat(), controls, steps).finals];
  };
  const near = (actual: number[], expected: number[]) => {
    for (const [k, value] of expected.entries()) {
      assert.ok(Math.abs(actual[k]! - value) < 1e-4, `${actual} instead of ${expected}`);
    }
  };
  near(run(1, 1, 100), [1, 3, Math.PI / 2]); // 2 s at 0.5 · 1 m/s toward +y
  near(run(-1, 1, 100), [1, 2, Math.PI / 2 + 1]); // 2 s at 0.5 / 2 · 2 rad/s to the left
  near(run(1, -1, 100), [1, 2, Math.PI / 2 - 1]);
});

test('wrong models are refused', () => {
  const refuse = (make: () => unknown, text: string) => assert.throws(make, saying(text));
  refuse(() => pendulumKernel(kernels, { ...PENDULUM, mass: 0 }), 'mass must be a finite number > 0, got 0');
  refuse(() => cartPoleKernel(kernels, { ...CART_POLE, rail: Infinity }), 'rail must be a finite number > 0');
  refuse(() => acrobotKernel(kernels, { ...ACROBOT, inertia2: -1 }), 'inertia2 must be a finite number ≥ 0');
  refuse(() => diffDriveKernel(kernels, { ...DIFF_DRIVE, pathWeight: Number.NaN }), 'pathWeight must be');
  refuse(
    () => diffDriveKernel(kernels, { ...DIFF_DRIVE, headingDistance: 0 }),
    'headingDistance must be > 0',
  );
  refuse(() => diffDriveKernel(kernels, { ...DIFF_DRIVE, obstacles: [[1, 1, 0, 2]] }), 'an obstacle must be');
  refuse(() => diffDriveKernel(kernels, { ...DIFF_DRIVE, goal: [Infinity, 0, 0] }), 'goal and path must be');
});

test.run();
