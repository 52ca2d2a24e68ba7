/** Models and states so far away that f32 loses its digits are planned for with MuJoCo, and said so. */

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { packModel, UnpackableModelError } from '../../src/physics/pack/model.js';
import type { PackedModel } from '../../src/physics/packed.js';
import { LaneWorld } from '../../src/physics/world.js';
import { Mppi } from '../../src/planners/alone.js';
import { Polo } from '../../src/polo.js';
import { ActionsHash } from '../../src/runs/actions-hash.js';
import { humanoidGetup } from '../../src/tasks/humanoid-getup.js';
import { HUMANOID_UPRIGHT } from '../../src/tasks/models/humanoid.js';
import { packTask } from '../../src/tasks/physics.js';
import { compileModel } from '../../src/worlds/mujoco/module.js';
import { BesideMujoco, kernels, mujoco } from './beside-mujoco.js';
import farCar, { carXml } from './far-car.js';
import { chain, mixed, quadruped } from './models.js';

const wrap = (worldbody: string, rest = ''): string =>
  `<mujoco><option timestep="0.005"/><size memory="1M"/><default><geom condim="1"/></default><worldbody>${worldbody}</worldbody>${rest}</mujoco>`;

/** An arm with a light gripper, based at x. */
const arm = (x: number): string =>
  wrap(`<body pos="${x} 0 0.1"><joint axis="0 0 1" damping="0.1"/><geom type="capsule" size="0.04" fromto="0 0 0 0 0 0.3"/>
<body pos="0 0 0.3"><joint axis="0 1 0" damping="0.1"/><geom type="capsule" size="0.03" fromto="0 0 0 0.3 0 0"/>
<body name="gripper" pos="0.3 0 0"><joint name="grip" axis="1 0 0" damping="0.001"/><geom type="capsule" size="0.01" fromto="0 -0.02 0 0 0.02 0" mass="0.01"/>
</body></body></body>`);
const ball = (x: number, name: string): string =>
  `<body name="${name}" pos="${x} 0 1"><freejoint/><geom type="capsule" size="0.1 0.2"/></body>`;

function pack(xml: string): PackedModel {
  const model = compileModel(mujoco, xml);
  try {
    return packModel(mujoco, model);
  } finally {
    model.delete();
  }
}

test('a model that sits too far from where positions are counted is refused by name, with the distances', () => {
  const cases: [string, RegExp][] = [
    [
      arm(300),
      /body 'gripper' is 300 m from the origin of the world, .* f32 keeps its digits up to 3\.\d+ m \(and 2 more\)/,
    ],
    [arm(2500), /body 'gripper' is 2500 m from/],
    [carXml(1000), /body 'front' is 1410 m from the origin of the world/],
    [
      wrap(ball(0, 'one') + ball(100, 'two')),
      /body 'two' is 100 m from body 'one', the first that moves freely/,
    ],
    // The origin is the first free body, not the world: what is fixed to the world is as far away as that.
    [
      wrap(
        `${ball(100, 'one')}<body name="gate"><joint axis="0 0 1"/><geom size="0.1 0.2" type="capsule"/></body>`,
      ),
      /body 'gate' is 100 m from body 'one'/,
    ],
  ];
  for (const [xml, message] of cases) {
    assert.throws(
      () => pack(xml),
      (error: Error) => error instanceof UnpackableModelError && message.test(error.message),
      message.source,
    );
  }
});

test('models near the origin are packed, and so is a first free body anywhere', () => {
  for (const xml of [
    arm(0),
    arm(1),
    carXml(),
    carXml(10),
    quadruped,
    chain,
    mixed,
    wrap(ball(0, 'one') + ball(3, 'two')),
    wrap(ball(1e4, 'one') + ball(1e4 + 3, 'two')),
  ])
    assert.ok(pack(xml));
});

test('a chain of bodies keeps its digits at the bound and far beyond: motions are about the bodies’ own positions', () => {
  const beside = new BesideMujoco(carXml());
  const { packed, model } = beside;
  const bound = Math.min(...packed.info.reach!.mobile.map(({ metres }) => metres));
  assert.ok(bound > 10 && bound < 100, `the car may be ${bound} m away`);
  const error = (x: number): number => {
    let worst = 0;
    for (let i = 0; i < 20; i++) {
      const stir = (_: unknown, j: number) => Math.fround(0.3 * Math.sin(7 * i + j));
      const qpos = packed.info.start.map((q, j) => Math.fround(q + (j === 0 ? x : 0) + stir(0, j)));
      const state = {
        qpos,
        qvel: Array.from({ length: model.nv }, stir),
        ctrl: Array.from({ length: model.nu }, stir),
      };
      beside.setLane(0, state);
      beside.stepLanes();
      beside.setMujoco(state);
      beside.stepMujoco();
      const there = Array.from(beside.data.qacc as Float64Array);
      const here = beside.qacc(0);
      worst = Math.max(worst, Math.hypot(...there.map((a, j) => a - here[j]!)) / Math.hypot(...there));
    }
    return worst;
  };
  assert.ok(error(bound) < 1e-4, `off by ${error(bound)} at ${bound} m`);
  assert.ok(error(20 * bound) < 1e-4, `off by ${error(20 * bound)} at ${20 * bound} m`);
  beside.close();
});

/** What is said while something runs. */
async function heard(run: () => Promise<void>): Promise<string[]> {
  const { warn } = console;
  const said: string[] = [];
  console.warn = (text: string) => said.push(text);
  try {
    await run();
  } finally {
    console.warn = warn;
  }
  return said;
}

const settings = { horizon: 8, rollouts: 22, seed: 4 };

/** Two plans from a state; the last returns and the counts of warnings. */
async function plans(task: ReturnType<typeof farCar>, state: Float64Array) {
  await using planner = await Mppi.create(task, settings);
  const warnings: Record<string, number>[] = [];
  for (let i = 0; i < 2; i++) {
    await planner.plan(state);
    warnings.push({ ...planner.lastRollouts!.warnings });
  }
  return { returns: [...planner.returns], warnings };
}

const carAt = (x: number, speed = 0): Float64Array => Float64Array.from([x, x, 0, 0, 0, speed, 0, 0, 0, 0]);

for (const [name, state, at] of [
  ['a car at (1000, 1000)', carAt(1000), 1000],
  ['a car 60 m away', carAt(60), 60],
  ['a car that will be far away at the end of the plan', carAt(0, 1500), 0],
] as const) {
  test(`${name}: planned for with MuJoCo, the same bits, with one notice`, async () => {
    const returns: number[][] = [];
    const said = await heard(async () => {
      for (const physics of ['auto', 'lanes', 'mujoco'] as const) {
        const result = await plans(farCar({ at, physics }), state);
        returns.push(result.returns);
        const counts = result.warnings.map((warnings) => Object.values(warnings)[0]);
        assert.equal(counts, physics === 'mujoco' ? [undefined, undefined] : [22, 22]);
      }
    });
    assert.equal(returns[0], returns[2]);
    assert.equal(returns[1], returns[2]);
    assert.ok(returns[0]!.every(Number.isFinite));
    assert.is(said.length, 2, said.join('\n')); // one of each task that plans in the lanes
    assert.match(
      said[0]!,
      /^body 'car' is, or soon will be, more than \d\S* m from the origin of the world, where the lanes lose their digits: planned for with MuJoCo, about ten times as slow$/,
    );
  });
}

test('a car nearby is planned for in the lanes without a word, with MuJoCo’s returns to rounding', async () => {
  for (const at of [0, 3, 10]) {
    const returns: number[][] = [];
    const said = await heard(async () => {
      for (const physics of ['lanes', 'mujoco'] as const) {
        const result = await plans(farCar({ at, physics }), carAt(at));
        returns.push(result.returns);
        assert.equal(result.warnings, [{}, {}]);
      }
    });
    assert.equal(said, []);
    const [here, there] = returns as [number[], number[]];
    if (at > 0) assert.not.equal(here, there, 'the lanes were not used');
    for (const [i, x] of here.entries()) assert.ok(Math.abs(x - there[i]!) < 1e-3 * Math.abs(there[i]!));
  }
});

test('an agent far away acts with the same bits on 1, 2 and 3 threads, and targets go through MuJoCo as plans do', async () => {
  const learning = { updateEvery: 3, gradientSteps: 4, refreshStates: 6, targetRollouts: 3 };
  const hashes = new Set<string>();
  const said = await heard(async () => {
    for (const workers of [1, 2, 3]) {
      await using agent = await Polo.create(farCar({ at: 1000 }), { ...settings, ...learning, workers });
      const hash = new ActionsHash();
      for await (const { action } of agent.run({ steps: 7 })) hash.add(action);
      hashes.add(await hash.hex());
      const [count, ...others] = Object.values(agent.warnings);
      assert.equal(others, []);
      assert.ok(count! >= 7 * 22, `${count} rollouts`);
    }
  });
  assert.is(hashes.size, 1);
  assert.is(said.length, 3, said.join('\n'));
});

test('the humanoid may be anywhere: its own position costs no digits, up to where f32 has too few for a step of its own', async () => {
  const state = (x: number): Float64Array =>
    Float64Array.from([...HUMANOID_UPRIGHT, ...new Array<number>(27).fill(0)].map((q, i) => (i < 2 ? x : q)));
  for (const [x, isTold] of [
    [0, false],
    [5000, false],
    [1e6, true],
  ] as const) {
    const returns: number[][] = [];
    const said = await heard(async () => {
      for (const physics of ['lanes', 'mujoco'] as const) {
        await using planner = await Mppi.create(humanoidGetup({ physics }), settings);
        await planner.plan(state(x));
        returns.push([...planner.returns]);
      }
    });
    assert.is(said.length, isTold ? 1 : 0);
    for (const [i, r] of returns[0]!.entries())
      assert.ok(Math.abs(r - returns[1]![i]!) < 1e-4, `${r} is not ${returns[1]![i]} at ${x} m`);
    if (isTold) assert.equal(returns[0], returns[1]);
  }
});

test('with a packed model there is no MuJoCo to go to: one notice says that the plans are not to be relied on', async () => {
  const packed = Buffer.from(await packTask(farCar())).toString('base64');
  const said = await heard(async () => {
    const { warnings } = await plans(farCar({ packed, at: 1000 }), carAt(1000));
    assert.match(Object.keys(warnings[1]!)[0]!, /not to be relied on$/);
    await plans(farCar({ packed }), carAt(0));
  });
  assert.is(said.length, 1);
  assert.match(
    said[0]!,
    /where the lanes lose their digits: the plans made there all the same are not to be relied on/,
  );
});

test('a world in the lanes says once when it is too far away, and counts the steps taken there', async () => {
  const task = farCar();
  const packed = pack(task.model.xml);
  const { beforeAction: _, ...model } = task.model;
  const world = new LaneWorld(kernels, packed, model);
  const action = new Float32Array(4);
  const said = await heard(async () => {
    world.setState(carAt(1));
    world.step(action);
    assert.equal(world.takeWarnings(), {});
    world.setState(carAt(1000));
    for (let i = 0; i < 3; i++) world.step(action);
    const [[warning, count]] = Object.entries(world.takeWarnings()) as [[string, number]];
    assert.is(count, 3);
    assert.match(warning, /body 'car' .* this world, which is stepped there, is not to be relied on/);
    assert.equal(world.takeWarnings(), {});
    world.step(action);
  });
  assert.is(said.length, 1);
});

test('a task whose model is too far away: auto plans with MuJoCo and says so, lanes is an error by name', async () => {
  const far = { ...farCar().model, xml: carXml(1000) };
  const { mujocoTask } = await import('../../src/tasks/mujoco-task.js');
  const said = await heard(async () => {
    await using agent = await Polo.create(mujocoTask({ name: 'far', ...far }), { ...settings, workers: 1 });
    for await (const { reward } of agent.run({ steps: 2 })) assert.ok(Number.isFinite(reward));
  });
  assert.is(said.length, 1);
  assert.match(
    said[0]!,
    /task 'far' is rolled out with MuJoCo, .* body 'front' is 1410 m from the origin of the world/,
  );
  for (const options of [{ physics: 'lanes' }, { world: 'lanes' }] as const) {
    const error = await Polo.create(mujocoTask({ name: 'far', ...far, ...options }), { workers: 1 }).then(
      () => undefined,
      (reason: Error) => reason,
    );
    assert.instance(error, UnpackableModelError);
    assert.match(error!.message, /body 'front' is 1410 m from/);
  }
});

test('a model packed before distances were known is not watched', async () => {
  const task = farCar();
  const { info, words } = pack(task.model.xml);
  const { reach: _, ...old } = info;
  const { beforeAction: __, ...model } = task.model;
  const world = new LaneWorld(kernels, { info: old, words }, model);
  assert.equal(await heard(async () => world.step(new Float32Array(4))), []);
});

test.run();
