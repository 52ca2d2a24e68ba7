/** What a caller gives and is refused is an `OptionError`, wherever it is refused, and exits with 2; what fails exits with 1. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ActionSampler, fillNormals } from '../src/kernels/noise.js';
import { SoftmaxWeights, WeightedAverage } from '../src/kernels/weights.js';
import { OptionError } from '../src/options.js';
import { packedModelFromBytes } from '../src/physics/file.js';
import { packModel } from '../src/physics/pack/model.js';
import { LaneWorld } from '../src/physics/world.js';
import { DIFF_DRIVE_COMPARISON } from '../src/tasks/diff-drive.js';
import { resolveTask } from '../src/tasks/resolve.js';
import { ValueEnsemble } from '../src/value/ensemble.js';
import { createRollouts } from '../src/workers/create.js';
import { diffDriveKernel } from '../src/worlds/equations/diff-drive-kernel.js';
import { pendulumKernel } from '../src/worlds/equations/pendulum-kernel.js';
import { PointMassKernel } from '../src/worlds/equations/point-mass-kernel.js';
import { compileModel } from '../src/worlds/mujoco/module.js';
import { MujocoWorld } from '../src/worlds/mujoco/world.js';
import { bodyPosition, jointPosition, type Quantity, reads } from '../src/worlds/quantities.js';
import { kernels, mujoco } from './physics/beside-mujoco.js';
import { polo } from './support/command.js';

const slide = (geom = 'size="0.1"') =>
  `<mujoco><worldbody><geom name="floor" type="plane" size="0 0 1"/>
  <body name="b" pos="0 0 1"><joint name="x" type="slide" axis="1 0 0"/><geom name="g" ${geom}/></body></worldbody>
  <actuator><motor joint="x" ctrlrange="-1 1"/></actuator></mujoco>`;

const reading = (quantity: Quantity) => {
  const list = reads({ q: quantity });
  return {
    rewardReads: list,
    observationReads: list,
    observationSize: 1,
    reward: () => 0,
    observe(_: unknown, out: Float32Array) {
      out.fill(0);
    },
  };
};
const position = reading(jointPosition('x'));

const model = compileModel(mujoco, slide());
const packed = packModel(mujoco, model);
const worlds = [
  new MujocoWorld(mujoco, { ...position, xml: slide() }),
  new LaneWorld(kernels, packed, position),
] as const;
const ensemble = await ValueEnsemble.create({ observationSize: 2, hidden: [4], members: 2 });
const sampler = new ActionSampler(kernels, [-1], [1]);
const pointMass = {
  timestep: 0.1,
  gear: 1,
  mass: 1,
  damping: 0,
  limits: [-1, -1, 1, 1],
  walls: new Float32Array(0),
} as const;
const request = {
  nominals: new Float32Array(3),
  rolloutsPerPlan: 8,
  steps: 3,
  sigma: [1],
  noiseCorrelation: 0,
  seed: 0,
  stream: 0,
  firstPlan: 0,
};
const physicsModel = { name: 'x', start: [0, 0, 0], obstacles: [] };

test.after(() => {
  worlds[0].close();
  model.delete();
});

/** Also what is asynchronous. */
async function refusal(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  return undefined;
}

const CASES: [what: string, work: () => unknown, message: RegExp][] = [
  [
    'sampler',
    () => sampler.sample(request, { first: 0, count: 3 }),
    /^groups must be an integer ≥ 0 and ≤ 2, got 3$/,
  ],
  [
    'sampler, rollouts of a plan',
    () => sampler.sample({ ...request, rolloutsPerPlan: 0.5 }),
    /^rolloutsPerPlan must be an integer ≥ 1, got 0.5$/,
  ],
  ['weights', () => new SoftmaxWeights(kernels, 0), /^capacity must be an integer ≥ 1, got 0$/],
  [
    'temperature',
    () => new SoftmaxWeights(kernels, 4).softmax(4, 0),
    /^temperature must be a finite number > 0, got 0$/,
  ],
  [
    'average',
    () => new WeightedAverage(kernels).of(kernels.arena.f32(7), new Float32Array(2), 2),
    /^actions must hold 8 or more numbers, got 7$/,
  ],
  [
    'normals',
    () => fillNormals(kernels, kernels.arena.f32(3), { seed: 1, stream: 1 }, 1, 3),
    /^count must be an integer ≥ 0 and ≤ 2, got 3$/,
  ],
  ['memory', () => kernels.arena.bytes(0.5), /whole number of bytes ≥ 0, got 0.5$/],
  [
    'pendulum',
    () => pendulumKernel(kernels, { mass: 1, length: 1, timestep: 0 } as never),
    /^timestep must be a finite number > 0, got 0$/,
  ],
  [
    'robot',
    () => diffDriveKernel(kernels, { ...DIFF_DRIVE_COMPARISON, headingDistance: 0 } as never),
    /must be/,
  ],
  [
    'point mass',
    () => new PointMassKernel(kernels, { ...pointMass, mass: Number.NaN }),
    /^mass must be a finite number > 0, got NaN$/,
  ],
  [
    'point mass, walls',
    () => new PointMassKernel(kernels, { ...pointMass, walls: Float32Array.of(1) }),
    /^walls must hold four finite numbers each, got 1 numbers$/,
  ],
  [
    'ensemble, targets',
    () => ensemble.train(new Float32Array(2), new Float32Array(3)),
    /^targets must hold 2 × 1 numbers, got 3$/,
  ],
  ['ensemble, weights', () => ensemble.setWeights(new Float32Array(3)), /^weights must be a Float32Array of/],
  [
    'ensemble, state',
    () => ensemble.load({ ...ensemble.parameters(), steps: -1 }),
    /^state.steps must be an integer ≥ 0, got -1$/,
  ],
  [
    'ensemble, output',
    () => ensemble.values(new Float32Array(4), new Float32Array(1)),
    /^out must hold 2 or more numbers, got 1$/,
  ],
  [
    'packing',
    () => packModel(mujoco, model, { pairContacts: 0 }),
    /^pairContacts must be an integer > 0, got 0$/,
  ],
  [
    'packing, misspelt',
    () => packModel(mujoco, model, { pairContact: 1 } as never),
    /^packModel has no option 'pairContact'; it accepts pairContacts, /,
  ],
  ['packed file', () => packedModelFromBytes(new Uint8Array(40)), /^this is not a packed model/],
  [
    'a model that does not pack',
    () => packModel(mujoco, compileModel(mujoco, slide('size="0.1" adhesion="1"'))),
    /^the model cannot be stepped in the lanes: adhesion of geom 'g'$/,
  ],
  [
    'what MuJoCo’s model lacks',
    () => new MujocoWorld(mujoco, { ...reading(jointPosition('y')), xml: slide() }),
    /^the model has no joint 'y'$/,
  ],
  [
    'what the packed model lacks',
    () => new LaneWorld(kernels, packed, reading(bodyPosition('y'))),
    /^the model has no body 'y'$/,
  ],
  [
    'a joint of another type',
    () => new LaneWorld(kernels, packed, reading(jointPosition('x', 'ball'))),
    /^jointPosition of 'x' has 1 numbers in the model, the task reads 4/,
  ],
  [
    'no type of joint',
    () => jointPosition('x', 'toString' as never),
    /^the type of joint 'x' must be hinge, slide, ball or free, got toString$/,
  ],
  [
    'a task for MuJoCo alone',
    () => new LaneWorld(kernels, packed, { ...position, beforeAction() {} }),
    /cannot run in the lanes$/,
  ],
  ['unknown task', () => resolveTask({ module: 'moonwalk' }), /^unknown task 'moonwalk'; known tasks: /],
  [
    'threads',
    () => createRollouts({ ...physicsModel, createWorld: () => worlds[0] }, kernels, 1.5),
    /^workers must be an integer ≥ 1 or 'auto', got 1.5$/,
  ],
  [
    'threads for a plain object',
    () => createRollouts({ ...physicsModel, createWorld: () => worlds[0] }, kernels, 2),
    /^task 'x' is a plain object and runs on one thread; for 2 it needs a source/,
  ],
  ...worlds.flatMap((world): [string, () => unknown, RegExp][] => {
    const name = world.constructor.name;
    const short = new Float64Array(1);
    return [
      [`${name}, action`, () => world.step(new Float32Array(2)), /^action must hold 1 numbers, got 2$/],
      [
        `${name}, action not finite`,
        () => world.step(Float32Array.of(Number.NaN)),
        /^action must be finite, got NaN at index 0$/,
      ],
      [`${name}, state`, () => world.setState(short), /^state must hold 2 numbers, got 1$/],
      [`${name}, room for the state`, () => world.getState(short), /^state must hold 2 numbers, got 1$/],
      [
        `${name}, state not finite`,
        () => world.setState(Float64Array.of(0, Number.POSITIVE_INFINITY)),
        /^state must be finite, got Infinity at index 1$/,
      ],
    ];
  }),
  [
    'MujocoWorld, physics steps',
    () => new MujocoWorld(mujoco, { ...position, xml: slide(), physicsSteps: 0 }),
    /^physicsSteps must be an integer ≥ 1, got 0$/,
  ],
  [
    'LaneWorld, physics steps',
    () => new LaneWorld(kernels, packed, { ...position, physicsSteps: 0.5 }),
    /^physicsSteps must be an integer ≥ 1, got 0.5$/,
  ],
];

for (const [what, work, message] of CASES) {
  test(`refused as bad input: ${what}`, async () => {
    const error = await refusal(work);
    assert.instance(error, OptionError, String(error));
    assert.match((error as Error).message, message);
  });
}

const directory = mkdtempSync(join(tmpdir(), 'polo-refusals-'));
test.after(() => rmSync(directory, { recursive: true }));

const file = (name: string, text: string): string => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};
const built = (path: string) => new URL(`../src/${path}`, import.meta.url).href;

/** A task module over the model file: what it reads, what else it says, and what it exports. */
const taskFile = (name: string, read: string, rest = '', exported = 'task'): string =>
  file(
    name,
    `import { jointPosition, reads } from '${built('mujoco.js')}';
    const q = reads({ q: ${read} });
    const task = { rewardReads: q, observationReads: q, observationSize: 1,
      reward: () => 0, observe: (_, out) => { out[0] = 0; }, ${rest} };
    export default ${exported};`,
  );

test('on the command line a refusal exits with 2 and a failure with 1, each in one line', async () => {
  const xml = file('slide.xml', slide('size="0.1" adhesion="1"'));
  const good = taskFile('good.mjs', "jointPosition('x')");
  const own = (task: string, ...more: string[]) => ['--model', xml, '--task', task, ...more];
  const factory = file(
    'factory.mjs',
    `import { pointMassBox } from '${built('index.js')}'; export default (options) => pointMassBox(options);`,
  );
  const runs: [args: string[], code: number, message: RegExp][] = [
    [own(good, '--physics', 'lanes'), 2, /cannot be stepped in the lanes: adhesion of geom 'g'/],
    [own(good, '--option', 'size=3'), 2, /no function, so there is no option 'size'/],
    [own(taskFile('lacks.mjs', "jointPosition('y')")), 2, /the model has no joint 'y'/],
    [own(taskFile('steps.mjs', "jointPosition('x')", 'physicsSteps: 0')), 2, /physicsSteps must be/],
    [['humanoid-getup', '--option', 'packed=AAAA'], 2, /this is not a packed model/],
    [[factory, '--option', 'warp=9'], 2, /its function failed: point-mass-box has no option 'warp'/],
    [
      own(taskFile('nan.mjs', "jointPosition('x')", 'reset(w) { w.setState(Float64Array.of(NaN, 0)); }')),
      1,
      /task 'slide': reset\(\) failed: state must be finite, got NaN at index 0/,
    ],
    [
      own(taskFile('throws.mjs', "jointPosition('x')", '', '() => { throw new Error("no model today"); }')),
      1,
      /no model today/,
    ],
  ];
  const results = runs.map(([args]) => polo(['run', ...args, '--steps', '1', '--workers', '1']));
  for (const [i, { code, stderr }] of (await Promise.all(results)).entries()) {
    const [args, expected, message] = runs[i]!;
    assert.is(code, expected, `${args.join(' ')}: ${stderr}`);
    assert.match(stderr, message);
    assert.is(stderr.trim().split('\n').length, 1, stderr);
  }
});

test.run();
