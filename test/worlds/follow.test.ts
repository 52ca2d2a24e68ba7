import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Random, Stream } from '../../src/random.js';
import { handReorient } from '../../src/tasks/hand-reorient.js';
import { stepInTurn } from '../../src/worlds/follow.js';
import { MujocoWorld, type MujocoWorldOptions } from '../../src/worlds/mujoco/world.js';
import {
  bodyAxes,
  bodyPosition,
  geomPosition,
  jointPosition,
  jointVelocity,
  type Numbers,
  type Quantity,
  reads,
  sitePosition,
  touch,
} from '../../src/worlds/quantities.js';
import { CART, cart, mujoco, observationOf, readout, stateOf } from './cart.js';

/** The ball falls onto the floor at an angle, so that contact forces and orientations change. */
const DROPPED = CART.replace('pos="1 0 0.1"', 'pos="1 0 0.2"');

/** Some of each kind. */
const ALL = {
  rail: jointPosition('rail', 'slide'),
  spin: jointVelocity('hinge'),
  pole: bodyPosition('pole'),
  axes: bodyAxes('pole'),
  rod: geomPosition('rod'),
  tip: sitePosition('tip'),
  contact: touch('contact'),
};

/** A reward in which each number that is read, and the action, leave their mark. */
function weighed(quantities: Record<string, Quantity>): Partial<MujocoWorldOptions> {
  const reward = (q: Numbers, action: Float32Array): number => {
    let sum = 10 * action[0]!;
    for (let i = 0; i < q.length; i++) sum += q[i]! / (i + 1);
    return sum;
  };
  return { ...readout(quantities), rewardReads: reads(quantities), reward };
}

function actionsOf(world: MujocoWorld, steps: number): Float32Array {
  const random = new Random(3, Stream.world);
  return Float32Array.from({ length: steps * world.actionSize }, () => random.uniform(-1, 1));
}

/** Follows the same actions from the same state in two ways, and compares everything that can be seen after it. */
function assertSame(world: MujocoWorld, actions: Float32Array, start = stateOf(world)): Float64Array {
  const steps = actions.length / world.actionSize;
  const run = (how: typeof stepInTurn) => {
    const rewards = new Float64Array(steps).fill(-1);
    world.setState(start);
    const taken = how(world, actions, rewards);
    const after = [...stateOf(world), ...observationOf(world), world.reward(), Number(world.diverged)];
    return { rewards, text: [taken, ...rewards, ...after].join(' ') };
  };
  const inTurn = run(stepInTurn);
  assert.is(run((each, ...rest) => each.follow!(...rest)).text, inTurn.text);
  return inTurn.rewards;
}

const cases: readonly (readonly [string, Partial<MujocoWorldOptions>])[] = [
  ['joints alone', weighed({ rail: ALL.rail, spin: ALL.spin })],
  ['joints, poses and touch', weighed(ALL)],
  ['two physics steps in a control step', { ...weighed(ALL), physicsSteps: 2 }],
  ['touch alone', weighed({ contact: ALL.contact })],
  [
    'Runge-Kutta, which leaves other poses behind',
    { ...weighed(ALL), xml: DROPPED.replace('timestep', 'integrator="RK4" timestep') },
  ],
  [
    'implicit integration',
    { ...weighed(ALL), xml: DROPPED.replace('timestep', 'integrator="implicitfast" timestep') },
  ],
];

for (const [name, options] of cases) {
  test(`following a sequence gives the bits of stepping and rewarding in turn: ${name}`, () => {
    const world = cart({ xml: DROPPED, ...options });
    const rewards = assertSame(world, actionsOf(world, 40));
    assert.is(new Set(rewards).size, 40, 'rewards that differ');
    assertSame(world, actionsOf(world, 1));
    assertSame(world, new Float32Array(0));
    world.close();
  });
}

test('so does the hand', async () => {
  const world = (await handReorient().createWorld(undefined as never)) as MujocoWorld;
  world.reset(new Random(1, Stream.reset));
  assertSame(world, actionsOf(world, 32));
  world.close();
});

test('a sequence ends with the step that diverges, whose reward is NaN', () => {
  const world = cart({ xml: DROPPED, ...weighed(ALL) });
  const start = stateOf(world);
  start[2] = 9.75e9; // the ball's x, m: in the third step beyond MuJoCo's bound of 1e10
  start[9 + 2] = 1e10; // m/s
  const rewards = new Float64Array(5).fill(-1);
  const actions = actionsOf(world, 5);
  world.setState(start);
  const taken = world.follow(actions, rewards);
  assert.is(taken, 3);
  assert.equal([...rewards].map(Number.isFinite), [true, true, false, true, true]);
  assert.ok(world.diverged);
  assertSame(world, actions, start);
  world.close();
});

test('a subclass that rewards in its own way is followed in its way', () => {
  class Double extends MujocoWorld {
    override reward(): number {
      return 2 * super.reward();
    }
  }
  const options = { xml: DROPPED, ...readout(ALL) };
  const [plain, double] = [new MujocoWorld(mujoco, options), new Double(mujoco, options)];
  const actions = actionsOf(plain, 5);
  const [once, twice] = [new Float64Array(5), new Float64Array(5)];
  plain.follow(actions, once);
  double.follow(actions, twice);
  assert.equal(
    twice,
    once.map((reward) => 2 * reward),
  );
  plain.close();
  double.close();
});

test('a world without follow is stepped in turn, up to a reward that is not finite', () => {
  let steps = 0;
  const world = {
    actionSize: 2,
    step(action: Float32Array) {
      steps += action[1]!;
    },
    reward: () => (steps < 6 ? steps : Number.POSITIVE_INFINITY),
  };
  const rewards = new Float64Array(4);
  const taken = stepInTurn(world as never, Float32Array.of(0, 1, 0, 2, 0, 3, 0, 4), rewards);
  assert.is(taken, 3);
  assert.equal([...rewards], [1, 3, Number.POSITIVE_INFINITY, 0]);
});

test.run();
