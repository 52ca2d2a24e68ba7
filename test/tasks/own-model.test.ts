/** `--model FILE.xml --task FILE.js`: a model and its files on disk, and a module that says what it is for. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadKernels } from '../../src/kernels/load.js';
import { readModel } from '../../src/tasks/model-files.js';
import { resolveTask } from '../../src/tasks/resolve.js';
import { MujocoWorld } from '../../src/worlds/mujoco/world.js';
import { polo } from '../support/command.js';
import { messageOf } from '../workers/requests.js';

const root = mkdtempSync(join(tmpdir(), 'polo-own-'));
test.after(() => rmSync(root, { recursive: true, force: true }));

/** A slide with a tetrahedron of 1/6 dm³ on it; motor, mesh and joint each come from another file. */
const MODEL = `<mujoco>
  <!-- <mesh file="nowhere.obj"/> is no file of the model -->
  <compiler meshdir="shapes"/>
  <include file="parts/motor.xml"/>
  <asset><mesh name="corner" file="corner.obj" scale="0.1 0.1 0.1"/></asset>
  <worldbody>
    <body name="slide"><joint name="slide" type="slide" axis="1 0 0"/><geom type="mesh" mesh="corner"/></body>
  </worldbody>
</mujoco>`;
const MOTOR = '<mujoco><actuator><motor joint="slide" ctrlrange="-1 1"/></actuator></mujoco>';
const CORNER = 'v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n';
const LIBRARY = new URL('../../src/mujoco.js', import.meta.url).href;
const TASK = `import { jointPosition, jointVelocity, reads } from '${LIBRARY}';
const quantities = reads({ x: jointPosition('slide'), v: jointVelocity('slide') });
export default ({ goal = 0.1 }) => ({
  rewardReads: quantities,
  observationReads: quantities,
  observationSize: 2,
  reward: (q) => 1 - Math.abs(q[0] - goal),
  observe: (q, out) => out.set([q[0], q[1]]),
  measure: (q) => q[0],
  measureName: 'place (m)',
  episode: 30,
  defaults: { horizon: 8, rollouts: 12, sigma: 0.5 },
});`;

function put(path: string, text: string): string {
  const file = join(root, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const model = put('slide.xml', MODEL);
const task = put('slide.mjs', TASK);
put('parts/motor.xml', MOTOR);
put('shapes/corner.obj', CORNER);
const source = (taskFile: string, options?: object, modelFile = model) => ({
  module: 'own-model',
  options: { model: modelFile, task: pathToFileURL(taskFile).href, options },
});

test('what a model names is read when MuJoCo asks for it', () => {
  const { xml, files } = readModel(model);
  assert.is(xml, MODEL);
  assert.is(files.path, model);
  assert.is(files.find(join(root, 'parts')), 'folder');
  assert.equal(
    new TextDecoder().decode(files.find(join(root, 'shapes', 'corner.obj')) as Uint8Array),
    CORNER,
  );
  assert.is(files.find(join(root, 'corner.obj')), undefined);
});

test('model and module become a task with the name of the model, and the options reach the module', async () => {
  const made = await resolveTask(source(task, { goal: 0.3, physics: 'mujoco' }));
  assert.equal([made.name, made.measureName, made.episode], ['slide', 'place (m)', 30]);
  assert.equal(made.source, source(task, { goal: 0.3, physics: 'mujoco' }));
  const kernels = await loadKernels();
  assert.is(await made.createBatchWorld!(kernels), undefined);
  const world = (await made.createWorld(kernels)) as MujocoWorld;
  assert.ok(world instanceof MujocoWorld);
  assert.ok(Math.abs(world.model.body_mass[1] - 1 / 6) < 1e-6, 'the mesh of the file');
  world.setState(Float64Array.of(0.2, 0));
  assert.ok(Math.abs(world.reward() - 0.9) < 1e-12);
  world.close();
});

test('what is wrong with the files is said in one line with the file at fault', async () => {
  const refused = async (file: string, options: object | undefined, expected: RegExp) =>
    assert.match(await messageOf(resolveTask(source(file, options))), expected);
  const module = (name: string, text: string) => put(name, text);
  await refused(
    module('none.mjs', 'export const a = 1;'),
    undefined,
    /none\.mjs: its default export must be/,
  );
  await refused(
    module('half.mjs', 'export default { observationSize: 2, reward() {} };'),
    undefined,
    /half\.mjs: observe must be a function, got undefined/,
  );
  const rest = 'observationSize: 2, reward() {}, observe() {}';
  await refused(
    module('reads.mjs', `export default { ${rest}, rewardReads: ['x'] };`),
    undefined,
    /reads\.mjs: rewardReads must be made by reads\(\{ … \}\)/,
  );
  await refused(
    module('more.mjs', `export default { ${rest}, rewards() {} };`),
    undefined,
    /more\.mjs: its default export has no option 'rewards'/,
  );
  await refused(module('plain.mjs', `export default { ${rest} };`), { goal: 1 }, /there is no option 'goal'/);
  await refused(module('throws.mjs', 'throw new Error("not today");'), undefined, /throws\.mjs: not today/);
});

test('it runs from the command line, with the same bits on one thread and two, and resumes', async () => {
  const files = ['--model', model, '--task', task, '--option', 'goal=0.2'];
  const directory = join(root, 'record');
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await polo(['run', ...args, '--json']);
    assert.is(code, 0, stderr);
    return JSON.parse(stdout);
  };
  const one = await run(...files, '--workers', '1');
  const two = await run(...files, '--workers', '2', '--steps', '20', '--out', directory);
  assert.equal([one.task, one.steps, two.workers], ['slide', 30, 2]);
  const resumed = await run('--resume', directory, '--steps', '30', '--workers', '1');
  assert.is(resumed.actionsHash, one.actionsHash);
});

test('wrong usage of the two options', async () => {
  const cases: [string[], RegExp][] = [
    [['--model', model], /--model and --task go together: --task must be the path of a module/],
    [['--task', task], /--model and --task go together: --model must be the path of an MJCF file/],
    [
      ['--model', join(root, 'no.xml'), '--task', task],
      /--model must be the path of an MJCF file, got .*not there/,
    ],
    [
      ['pendulum-swingup', '--model', model, '--task', task],
      /TASK or --model and --task, got pendulum-swingup/,
    ],
  ];
  for (const [args, message] of cases) {
    const { code, stderr } = await polo(['run', ...args]);
    assert.is(code, 2, stderr);
    assert.match(stderr, message);
  }
});

test.run();
