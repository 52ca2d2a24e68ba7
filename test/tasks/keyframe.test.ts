/** `--keyframe NAME`: on the command line, on workers, in recordings. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadKernels } from '../../src/kernels/load.js';
import { Random, Stream } from '../../src/random.js';
import { HUMANOID_UPRIGHT } from '../../src/tasks/models/humanoid.js';
import { resolveTask } from '../../src/tasks/resolve.js';
import type { World } from '../../src/worlds/world.js';
import { HOME, SERVO_ARM } from '../support/arms.js';
import { polo } from '../support/command.js';

const root = mkdtempSync(join(tmpdir(), 'polo-keyframe-'));
test.after(() => rmSync(root, { recursive: true, force: true }));

function put(name: string, text: string): string {
  writeFileSync(join(root, name), text);
  return join(root, name);
}

const LIBRARY = new URL('../../src/mujoco.js', import.meta.url).href;
const ARM = `{
  rewardReads: quantities,
  observationReads: quantities,
  observationSize: 2,
  reward: (q) => -((q[0] - ${HOME[0]}) ** 2) - (q[1] - ${HOME[1]}) ** 2,
  observe: (q, out) => out.set(q),
  measure: (q) => Math.max(Math.abs(q[0] - ${HOME[0]}), Math.abs(q[1] - ${HOME[1]})),
  defaults: { horizon: 16 },
}`;
const IMPORTS = `import { jointPosition, mujocoTask, reads } from '${LIBRARY}';
const quantities = reads({ shoulder: jointPosition('shoulder'), elbow: jointPosition('elbow') });`;

const model = put('arm.xml', SERVO_ARM);
const task = put('arm.mjs', `${IMPORTS}\nexport default ${ARM};`);
const files = ['--model', model, '--task', task, '--agent', 'mpc', '--physics', 'mujoco'];

async function run(...args: string[]) {
  const { code, stdout, stderr } = await polo(['run', ...args, '--json']);
  assert.is(code, 0, stderr);
  return JSON.parse(stdout);
}

test('an arm begins at home and stays there: one thread, two, and recorded and resumed, with the same bits', async () => {
  const directory = join(root, 'record');
  const home = [...files, '--keyframe', 'home'];
  const one = await run(...home, '--steps', '40', '--workers', '1');
  assert.ok(one.measure.max <= 0.05, `${one.measure.max} rad from home`);
  await run(...home, '--steps', '15', '--workers', '2', '--out', directory);
  const { task: source } = JSON.parse(readFileSync(join(directory, 'run.json'), 'utf8'));
  assert.is(source.keyframe, 'home');
  const resumed = await run('--resume', directory, '--steps', '40', '--workers', '1');
  assert.is(resumed.actionsHash, one.actionsHash);
  const numbered = await run(...files, '--keyframe', '1', '--steps', '40', '--workers', '2');
  assert.is(numbered.actionsHash, one.actionsHash);
});

test('of a task of this package, and of a module that makes one, whatever options that takes', async () => {
  const kernels = await loadKernels();
  const startOf = async (module: string, keyframe: string): Promise<number[]> => {
    const made = await resolveTask({ module, keyframe });
    assert.is(made.source?.keyframe, keyframe);
    const world: World = await made.createWorld(kernels);
    const state = new Float64Array(world.stateSize);
    world.reset(new Random(1, Stream.reset));
    world.getState(state);
    world.close?.();
    return [...state];
  };
  const upright = await startOf('humanoid-getup', 'upright');
  assert.equal(upright, [...HUMANOID_UPRIGHT, ...new Array(27).fill(0)], 'not lying');
  const text = `${IMPORTS}
    const xml = ${JSON.stringify(SERVO_ARM)};
    const reset = (world) => world.setState(new Float64Array(4).fill(1));
    export default () => mujocoTask({ name: 'arm', xml, reset, ...${ARM} });`;
  const module = pathToFileURL(put('module.mjs', text)).href;
  assert.equal(await startOf(module, 'home'), [...HOME, 0, 0]);
});

test('a notice of the task is still there', async () => {
  const refused = put(
    'slips.xml',
    SERVO_ARM.replace('<worldbody>', '<option noslip_iterations="3"/><worldbody>'),
  );
  const { stderr } = await polo(
    ['run', '--model', refused, '--task', task, '--agent', 'mpc', '--keyframe', 'home'].concat([
      '--steps',
      '1',
    ]),
  );
  assert.match(stderr, /task 'slips' is rolled out with MuJoCo, about ten times as slow/);
});

test('what cannot be is refused in one line, with exit code 2', async () => {
  const bare = put('bare.xml', SERVO_ARM.replace(/<keyframe>.*<\/keyframe>/s, ''));
  const plain = put(
    'plain.mjs',
    `export default () => ({ name: 'plain', createWorld: () => ({
      stateSize: 1, actionSize: 1, observationSize: 1, actionLow: [-1], actionHigh: [1],
      reset() {}, step() {}, getState(out) { out[0] = 0; }, setState() {}, observe(out) { out[0] = 0; }, reward: () => 0,
    }) });`,
  );
  const cases: [string[], RegExp][] = [
    [
      [...files, '--keyframe', 'hme'],
      /^polo: --keyframe must be one of stretched, home \(the model's keyframes, or a number from 0 to 1\), got 'hme'\n$/,
    ],
    [
      ['--model', bare, '--task', task, '--physics', 'mujoco', '--keyframe', 'home'],
      /^polo: --keyframe must be left out: the model has no keyframes, got 'home'\n$/,
    ],
    [
      ['pendulum-swingup', '--keyframe', 'home'],
      /^polo: --keyframe must be left out: task 'pendulum-swingup' has no MuJoCo model, got 'home'\n$/,
    ],
    [
      [plain, '--keyframe', 'home'],
      /^polo: --keyframe must be left out: task 'plain' has no MuJoCo model, got 'home'\n$/,
    ],
    [['--resume', root, '--keyframe', 'home'], /^polo: --resume takes its task from the recording/],
  ];
  for (const [args, message] of cases) {
    const { code, stdout, stderr } = await polo(['run', ...args]);
    assert.equal([code, stdout], [2, '']);
    assert.match(stderr, message);
  }
});

test('polo tasks lists the keyframes', async () => {
  const { code, stdout } = await polo(['tasks', '--json']);
  assert.is(code, 0);
  const rows = JSON.parse(stdout) as { name: string; keyframes: string[]; defaults: { tail: string } }[];
  const of = (name: string) => rows.find((row) => row.name === name)!;
  assert.equal(of('humanoid-walk').keyframes, ['upright', 'laying']);
  assert.equal(of('pendulum-swingup').keyframes, []);
  assert.is(of('humanoid-walk').defaults.tail, 'rest');
});

test.run();
