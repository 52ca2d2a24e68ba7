import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LaneWorld } from '../../src/physics/world.js';
import { Random } from '../../src/random.js';
import { MujocoWorld } from '../../src/worlds/mujoco/world.js';
import { bodyPosition, jointPosition, reads } from '../../src/worlds/quantities.js';
import { BesideMujoco, kernels, mujoco, type State } from './beside-mujoco.js';
import { compareSteps, quantile } from './measures.js';
import { collectStates, Draws, stirred } from './states.js';

/** A body that is pulled by a mocap body, a paddle that hits a ball, and a target that nothing touches. */
const pulled = `<mujoco><option timestep="0.004"/><size memory="1M"/><default><geom density="900"/></default><worldbody>
<geom type="plane" size="0 0 1"/>
<body name="target" mocap="true" pos="0.5 0 0.6" quat="0.9 0.1 0.3 0.2"><geom size="0.02" contype="0" conaffinity="0"/></body>
<body name="hand" mocap="true" pos="0 0 0.5"><geom type="capsule" size="0.03" fromto="0 0 0 0.1 0 0" contype="0" conaffinity="0"/></body>
<body name="paddle" mocap="true" pos="-0.3 0 0.3"><geom type="capsule" size="0.06" fromto="-0.2 0 0 0.2 0 0"/></body>
<body name="tool" pos="0.02 0 0.48"><freejoint name="tool"/><geom type="capsule" size="0.04" fromto="0 0 0 0 0.2 0.05"/>
<body pos="0 0.2 0.05"><joint name="flap" axis="1 0 0"/><geom type="capsule" size="0.02" fromto="0 0 0 0 0.1 0"/></body></body>
<body name="ball" pos="-0.3 0.02 0.43"><freejoint name="ball"/><geom size="0.08"/></body></worldbody>
<equality><weld body1="tool" body2="hand" solref="0.05 1" relpose="0.1 0 0 0.9 0.1 0 0"/></equality>
<actuator><motor joint="flap" gear="0.2" ctrlrange="-1 1"/></actuator>
<keyframe><key name="moved" mpos="0 0 1 0.1 0.1 0.7 -0.3 0.1 0.2" mquat="1 0 0 0 0.5 0.5 0.5 0.5 0 0 0 2"/></keyframe></mujoco>`;

/** States whose mocap bodies are elsewhere, their quaternions of any length, one of them zero. */
function moved(states: readonly State[]): State[] {
  const draws = new Draws(5);
  return states.map((state, i) => ({
    ...state,
    mocap: state.mocap!.map((x, k) => {
      if (k < 9) return Math.fround(x + 0.02 * draws.normal());
      return Math.fround(i % 10 === 0 && k < 13 ? 0 : 1.7 * (x + 0.1 * draws.normal()));
    }),
  }));
}

test('one step as in MuJoCo, wherever the mocap bodies are', () => {
  const beside = new BesideMujoco(pulled);
  const states = collectStates(beside, [stirred(beside.packed.info.start, 0.02)], 600, 7);
  for (const some of [states, moved(states)]) {
    const { errors, rowsEqual, rowsWrong, touching } = compareSteps(beside, some);
    assert.is(rowsWrong, 0, 'constraint rows');
    assert.is(touching, some.length);
    assert.ok(rowsEqual >= 0.995 * some.length, `rows equal in ${rowsEqual} of ${some.length}`);
    assert.ok(quantile(errors, 0.5) < 1e-5, `median ${quantile(errors, 0.5)}`);
    assert.ok(quantile(errors, 0.99) < 5e-4, `p99 ${quantile(errors, 0.99)}`);
    assert.ok(quantile(errors, 1) < 1e-2, `max ${quantile(errors, 1)}`);
  }
  beside.close();
});

const task = {
  xml: pulled,
  rewardReads: reads({ hand: bodyPosition('hand'), flap: jointPosition('flap') }),
  observationReads: reads({ hand: bodyPosition('hand'), tool: bodyPosition('tool') }),
  observationSize: 6,
  reward: (values: ArrayLike<number>) => values[0]!,
  observe: (values: ArrayLike<number>, out: Float32Array) => {
    out.set(values);
  },
};

test('the poses of mocap bodies are a part of the state, as in the MuJoCo world, and start where a keyframe has them', () => {
  const beside = new BesideMujoco(pulled);
  const here = new LaneWorld(kernels, beside.packed, task);
  const there = new MujocoWorld(mujoco, task);
  assert.is(here.stateSize, there.stateSize);
  const numbers = (world: LaneWorld | MujocoWorld): { state: Float64Array; observation: Float32Array } => {
    const state = new Float64Array(world.stateSize);
    const observation = new Float32Array(6);
    world.getState(state);
    world.observe(observation);
    return { state, observation };
  };
  const compare = (tolerance: number): void => {
    const [a, b] = [numbers(here), numbers(there)];
    for (const [x, y] of [
      [a.state, b.state],
      [a.observation, b.observation],
    ] as const) {
      x.forEach((value, i) => {
        assert.ok(Math.abs(value - y[i]!) < tolerance, `number ${i}: ${value} is not ${y[i]}`);
      });
    }
  };
  compare(1e-6); // as made
  for (const world of [here, there]) {
    world.startFrom('moved');
    world.reset(new Random(1, 1));
  }
  compare(1e-6);
  for (let t = 0; t < 10; t++) for (const world of [here, there]) world.step(Float32Array.of(0.5));
  compare(2e-4);
  const { state } = numbers(here);
  const goOn = (): number[] => {
    here.setState(state);
    here.step(Float32Array.of(-0.5));
    return [...numbers(here).state];
  };
  assert.equal(goOn(), goOn());
  there.close();
  beside.close();
});

test('a world keeps the poses of its mocap bodies when it is frozen', () => {
  const beside = new BesideMujoco(pulled);
  const [state] = moved(collectStates(beside, [stirred(beside.packed.info.start, 0.02)], 1, 7));
  beside.setLane(0, state!);
  beside.setLane(1, { ...state!, qvel: state!.qvel.map(() => 1e9) });
  beside.stepLanes(3);
  assert.equal([beside.groups.frozen(0), beside.groups.frozen(1)], [false, true]);
  assert.ok([...beside.qpos(1), ...beside.qacc(1), ...beside.qpos(0)].every(Number.isFinite));
  const { nq, nv } = beside.model;
  const { view } = beside.groups;
  for (const world of [0, 1]) {
    const kept = state!.mocap!.map((_, i) => view[beside.groups.index(world, nq + nv + i)]!);
    assert.equal(kept, state!.mocap);
  }
  beside.close();
});

test.run();
