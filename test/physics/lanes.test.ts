import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ARENA } from '../../src/kernels/regions.js';
import { LaneBatch } from '../../src/physics/batch.js';
import { LaneWorld } from '../../src/physics/world.js';
import { Random } from '../../src/random.js';
import { humanoidGetup } from '../../src/tasks/humanoid-getup.js';
import { HUMANOID_LAYING, HUMANOID_UPRIGHT, humanoidXml } from '../../src/tasks/models/humanoid.js';
import { MujocoWorld } from '../../src/worlds/mujoco/world.js';
import { jointPosition, type Readout, reads, touch } from '../../src/worlds/quantities.js';
import { BesideMujoco, kernels, mujoco, type State } from './beside-mujoco.js';
import { noisyControls, setControls } from './measures.js';
import { mixed, quadruped } from './models.js';
import { collectStates, Draws, HUMANOID_STARTS, stirred } from './states.js';

const beside = new BesideMujoco(humanoidXml(), 2);
const { packed } = beside;
const task = humanoidGetup().model;
const STATE_SIZE = 28 + 27;

test.after(() => beside.close());

/** Bits of the world of lane `lane` of group 0 after some steps among these neighbours. */
function runAmong(
  used: BesideMujoco,
  lane: number,
  own: State,
  neighbours: State[],
  controls: number[][][],
  steps: number,
): number[] {
  for (let other = 0, n = 0; other < 4; other++) used.setLane(other, other === lane ? own : neighbours[n++]!);
  for (let t = 0; t < steps; t++) {
    for (let other = 0, n = 1; other < 4; other++)
      used.setControl(other, other === lane ? controls[0]![t]! : controls[n++]![t]!);
    used.stepLanes();
  }
  return used.bits(lane);
}

test('a world’s bits do not depend on its lane nor on its neighbours', () => {
  for (const [xml, starts] of [
    [humanoidXml(), Object.values(HUMANOID_STARTS)],
    [quadruped, undefined],
    [mixed, undefined],
  ] as const) {
    const used = new BesideMujoco(xml);
    const states = collectStates(used, starts ?? [stirred(used.packed.info.start)], 40, 31);
    const controls = noisyControls(4, 20, used.model.nu, 0.4, 5);
    for (let i = 0; i + 6 < states.length; i += 7) {
      const own = states[i]!;
      const alone = runAmong(
        used,
        0,
        own,
        [own, own, own],
        [controls[0]!, controls[0]!, controls[0]!, controls[0]!],
        20,
      );
      for (const lane of [0, 1, 3]) {
        assert.equal(runAmong(used, lane, own, states.slice(i + 1, i + 4), controls, 20), alone);
        assert.equal(
          runAmong(
            used,
            lane,
            own,
            states.slice(i + 4, i + 7),
            [controls[0]!, ...controls.slice(1).reverse()],
            20,
          ),
          alone,
        );
      }
    }
    used.close();
  }
});

test('a world that blows up leaves its neighbours’ bits alone, and is frozen, finite and counted', () => {
  const states = collectStates(beside, [HUMANOID_STARTS.lying!, HUMANOID_STARTS.falling!], 4, 8);
  const controls = noisyControls(4, 30, 21, 0.3, 6);
  const run = (poison: (t: number) => void): number[][] => {
    for (let world = 0; world < 4; world++) beside.setLane(world, states[world]!);
    for (let t = 0; t < 30; t++) {
      setControls(beside, controls, t);
      poison(t);
      beside.stepLanes();
    }
    return [0, 1, 3].map((world) => beside.bits(world));
  };
  const healthy = run(() => {});
  assert.not(beside.groups.frozen(2));
  for (const poison of [Number.NaN, Number.POSITIVE_INFINITY, 1e30, 1e7]) {
    const poisoned = run((t) => {
      if (t === 3) beside.groups.view[beside.groups.index(2, 28 + 8)] = poison;
      if (t === 4) assert.ok(beside.groups.frozen(2), `${poison} does not freeze`);
    });
    assert.equal(poisoned, healthy, `poison ${poison}`);
    assert.ok(beside.groups.frozen(2) && [0, 1, 3].every((world) => !beside.groups.frozen(world)));
    assert.ok([...beside.qpos(2), ...beside.qvel(2), ...beside.qacc(2)].every(Number.isFinite));
    assert.is(beside.groups.rows(2), 0);
  }
});

/** Rolls out through the batch interface; actions as from the noise kernel, [groups][steps · 21][lane]. */
function rollOut(
  batch: LaneBatch,
  starts: number[][],
  controls: number[][][],
  perPlan: number,
  first: number,
  groups: number,
) {
  const steps = controls[0]!.length;
  const actions = kernels.arena.f32(groups * steps * 21 * 4);
  const rewards = kernels.arena.f64(groups * steps * 4);
  const observations = kernels.arena.f32(groups * 4 * 34);
  const view = actions.view;
  for (let world = 0; world < 4 * groups; world++) {
    const sequence = controls[first + world] ?? controls[0]!;
    sequence.forEach((control, t) => {
      control.forEach((x, a) => {
        view[(((world >> 2) * steps + t) * 21 + a) * 4 + (world & 3)] = x;
      });
    });
  }
  batch.rollout({
    states: Float64Array.from(starts.flat()),
    plans: starts.length,
    rolloutsPerPlan: perPlan,
    firstRollout: first,
    groups,
    steps,
    actions: actions.pointer,
    rewards: rewards.pointer,
    observations: observations.pointer,
  });
  return {
    reward: (world: number) =>
      Array.from({ length: steps }, (_, t) => rewards.view[((world >> 2) * steps + t) * 4 + (world & 3)]!),
    observation: (world: number) => Array.from(observations.view.slice(34 * world, 34 * (world + 1))),
  };
}

const lying = [...HUMANOID_LAYING, ...new Array<number>(27).fill(0)];
const standing = [...HUMANOID_UPRIGHT, ...new Array<number>(27).fill(0)];

test('rollouts: rewards and observations are those of MuJoCo', () => {
  const batch = new LaneBatch(kernels, packed, task);
  const world = new MujocoWorld(mujoco, task);
  const controls = noisyControls(12, 12, 21, 0.2, 2);
  const result = rollOut(batch, [lying, standing], controls, 5, 0, 3);
  const observation = new Float32Array(34);
  for (let rollout = 0; rollout < 12; rollout++) {
    world.setState(Float64Array.from(rollout < 5 ? lying : standing));
    const rewards = controls[rollout]!.map((control) => {
      world.step(Float32Array.from(control));
      return world.reward();
    });
    world.observe(observation);
    rewards.forEach((reward, t) => {
      assert.ok(Math.abs(reward - result.reward(rollout)[t]!) < 1e-5);
    });
    result.observation(rollout).forEach((x, i) => {
      assert.ok(
        Math.abs(x - observation[i]!) < 1e-3,
        `rollout ${rollout}, observation ${i}: ${x} is not ${observation[i]}`,
      );
    });
  }
  assert.is(batch.blownUp, 0);
  world.close();
});

test('rollouts write nothing below the arena, where the data of the kernels and of the physics are', () => {
  const batch = new LaneBatch(kernels, packed, task);
  const before = new Uint8Array(kernels.memory.buffer).slice(0, ARENA);
  rollOut(batch, [lying, standing], noisyControls(12, 4, 21, 0.2, 2), 5, 0, 3);
  assert.equal(new Uint8Array(kernels.memory.buffer, 0, ARENA), before);
});

test('rollouts do not depend on how they are grouped, nor on what the memory held before', () => {
  const batch = new LaneBatch(kernels, packed, task);
  const controls = noisyControls(16, 10, 21, 0.3, 4);
  const starts = [lying, standing, lying, standing];
  const whole = rollOut(batch, starts, controls, 4, 0, 4);
  for (const [first, groups] of [
    [12, 1],
    [4, 2],
    [0, 1],
  ] as const) {
    const part = rollOut(batch, starts, controls, 4, first, groups);
    for (let i = 0; i < 4 * groups; i++) {
      assert.equal(part.reward(i), whole.reward(first + i));
      assert.equal(part.observation(i), whole.observation(first + i));
    }
  }
});

test('a rollout that blows up has NaN rewards from there on; the others go on', () => {
  const batch = new LaneBatch(kernels, packed, task);
  const controls = noisyControls(4, 8, 21, 0.1, 4);
  const wild = [...lying];
  wild[28 + 6] = 9e4; // a joint that spins wildly, inside the bound at first
  wild[28 + 10] = -9e4;
  const result = rollOut(batch, [lying, wild], controls, 2, 0, 1);
  assert.ok(result.reward(0).every(Number.isFinite) && result.reward(1).every(Number.isFinite));
  assert.ok(Number.isNaN(result.reward(2).at(-1)) && Number.isNaN(result.reward(3).at(-1)));
  assert.ok(result.observation(2).every(Number.isFinite));
  assert.is(batch.blownUp, 2);
  const broken = [...lying];
  broken[3] = Number.NaN;
  assert.throws(
    () => rollOut(batch, [lying, broken], controls, 2, 0, 1),
    /state must be finite, got NaN at index 3/,
  );
});

test('more contacts between bodies than there is room for are an error with their number', () => {
  const narrow = new BesideMujoco(humanoidXml(), 1, { pairContacts: 1 });
  const states = collectStates(narrow, Object.values(HUMANOID_STARTS), 100, 3);
  const crowded = states.find((state) => {
    for (let lane = 0; lane < 4; lane++) narrow.setLane(lane, state);
    narrow.stepLanes();
    return narrow.groups.wantedPairContacts(0) > 0;
  });
  assert.ok(crowded, 'no state has more than one contact between bodies');
  const batch = new LaneBatch(kernels, narrow.packed, task);
  const start = [...crowded!.qpos, ...crowded!.qvel];
  assert.throws(
    () => rollOut(batch, [start], noisyControls(4, 2, 21, 0, 1), 4, 0, 1),
    /four worlds had \d+ contacts between bodies in one step, the packed model has room for 1/,
  );
  narrow.close();
});

test('a world in the lanes: going on from a saved state gives the same bits, and MuJoCo’s numbers', () => {
  const world = new LaneWorld(kernels, packed, { ...task, physicsSteps: 2 });
  const reference = new MujocoWorld(mujoco, { ...task, physicsSteps: 2 });
  const draws = new Draws(4);
  assert.equal([world.stateSize, world.actionSize, world.observationSize], [STATE_SIZE, 21, 34]);
  assert.is(world.timestep, reference.timestep);
  assert.equal(
    [world.actionLow, world.actionHigh],
    [Array.from(reference.actionLow), Array.from(reference.actionHigh)],
  );
  world.reset(new Random(1, 2));
  reference.reset(new Random(1, 2));
  const actions = Array.from({ length: 12 }, () => Float32Array.from(draws.controls(21, 0.3)));
  const saved = new Float64Array(STATE_SIZE);
  const observation = { here: new Float32Array(34), there: new Float32Array(34) };
  actions.forEach((action, t) => {
    if (t === 6) world.getState(saved);
    world.step(action);
    reference.step(action);
    world.observe(observation.here);
    reference.observe(observation.there);
    assert.ok(Math.abs(world.reward() - reference.reward()) < 1e-5);
    assert.ok(Math.abs(world.measure() - reference.measure()) < 1e-5);
    observation.here.forEach((x, i) => {
      assert.ok(
        Math.abs(x - observation.there[i]!) < 2e-3,
        `step ${t}, observation ${i}: ${x} is not ${observation.there[i]}`,
      );
    });
  });
  const end = new Float64Array(STATE_SIZE);
  world.getState(end);
  const again = new Float64Array(STATE_SIZE);
  world.setState(saved);
  for (const action of actions.slice(6)) world.step(action);
  world.getState(again);
  assert.equal([...again], [...end]);
  reference.close();
});

test('observing a state without a step: touch as of standing still without control', () => {
  const world = new LaneWorld(kernels, packed, task);
  const reference = new MujocoWorld(mujoco, task);
  const state = Float64Array.from(standing);
  state[2] = 1.2848; // the soles just in the floor
  const [here, there] = [new Float32Array(34), new Float32Array(34)];
  world.setState(state);
  reference.setState(state);
  world.observe(here);
  reference.observe(there);
  assert.ok(there[32]! > 0 && there[33]! > 0, 'the feet do not touch');
  here.forEach((x, i) => {
    assert.ok(Math.abs(x - there[i]!) < 1e-3, `observation ${i}: ${x} is not ${there[i]}`);
  });
  reference.close();
});

test('scene and poses are those of the MuJoCo world', () => {
  const world = new LaneWorld(kernels, packed, task);
  const reference = new MujocoWorld(mujoco, task);
  world.setState(Float64Array.from(lying));
  reference.setState(Float64Array.from(lying));
  const [scene, expected] = [world.scene(), reference.scene()];
  assert.equal(
    scene.shapes.map(({ name, kind, pose }) => [name, kind, pose !== undefined]),
    expected.shapes.map(({ name, kind, pose }) => [name, kind, pose !== undefined]),
  );
  assert.is(scene.follow, expected.follow);
  const count = scene.shapes.filter(({ pose }) => !pose).length;
  const [here, there] = [new Float32Array(7 * count), new Float32Array(7 * count)];
  world.poses(here);
  reference.poses(there);
  here.forEach((x, i) => {
    assert.ok(Math.abs(x - there[i]!) < 1e-5, `number ${i}: ${x} is not ${there[i]}`);
  });
  reference.close();
});

test('what a task reads has to exist in the model, with the right size', () => {
  const reading = (quantity: Readout['rewardReads']): Readout => ({ ...task, rewardReads: quantity });
  const make = (readout: Readout) => () => new LaneBatch(kernels, packed, readout);
  assert.throws(make(reading(reads({ a: jointPosition('tail') }))), /the model has no joint 'tail'/);
  assert.throws(
    make(reading(reads({ a: jointPosition('root') }))),
    /jointPosition of 'root' has 7 numbers in the model, the task reads 1/,
  );
  assert.throws(make(reading(reads({ a: touch('nose') }))), /the model has no touch sensor 'nose'/);
  assert.throws(
    () => new LaneBatch(kernels, packed, { ...task, physicsSteps: 0 }),
    /physicsSteps must be an integer ≥ 1, got 0/,
  );
});

test('a task that acts on MuJoCo’s own data before an action is refused', () => {
  const acting = { ...task, beforeAction: () => {} };
  assert.throws(() => new LaneWorld(kernels, packed, acting), /beforeAction/);
});

test('bad actions and states of a world are refused', () => {
  const world = new LaneWorld(kernels, packed, task);
  assert.throws(() => world.step(new Float32Array(3)), /action must hold 21 numbers, got 3/);
  assert.throws(
    () => world.step(new Float32Array(21).fill(Number.NaN)),
    /action must be finite, got NaN at index 0/,
  );
  assert.throws(() => world.setState(new Float64Array(3)), /state must hold 55 numbers, got 3/);
  assert.throws(
    () => world.setState(new Float64Array(55).fill(Number.NaN)),
    /state must be finite, got NaN at index 0/,
  );
});

test.run();
