/** The gates for a folder of models: as a command, and that each can fail. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { packModel } from '../../src/physics/pack/model.js';
import { compileModel } from '../../src/worlds/mujoco/module.js';
import { mujoco } from './beside-mujoco.js';
import { measure } from './folder/children.js';
import { InLanes, InMujoco, type Start, solveToTheEnd } from './folder/pair.js';
import { compareReturns, drawRollouts } from './folder/returns.js';
import { failedGates, geometricMean, type Measured, NOT_MEASURED, type Row } from './folder/row.js';
import { measureSpeed } from './folder/speed.js';
import { measureSteps } from './folder/steps.js';
import { quantile } from './measures.js';
import { freeBody, pendulum, quadruped } from './models.js';
import { Draws } from './states.js';

const PROGRAM = fileURLToPath(new URL('./folder/index.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'polo-models-'));
test.after(() => rmSync(folder, { recursive: true }));

const models = join(folder, 'models');
mkdirSync(models);
writeFileSync(join(models, 'quadruped.xml'), quadruped);
writeFileSync(join(models, 'broken.xml'), '<mujoco><worldbody></mujoco>');
writeFileSync(
  join(models, 'refused.xml'),
  '<mujoco><worldbody><body><joint name="j"/><geom size="0.1"/></body></worldbody><actuator><adhesion body="world" ctrlrange="0 1"/></actuator></mujoco>',
);
writeFileSync(join(models, 'notes.txt'), 'no model');

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
    encoding: 'utf8',
    timeout: 100_000,
  });
  return { status, stdout, stderr };
}

const KEYS =
  'model nv nu packs reasons p50 p99 max rowsEqual rank lanesMicroseconds mujocoMicroseconds ratio'.split(
    ' ',
  );

test('a folder: a row for each model, whatever becomes of the others, and 1 because not all pack', () => {
  const json = join(folder, 'rows.json');
  const { status, stdout, stderr } = run(models, '--quick', '--json', json);
  assert.is(status, 1, stderr);
  const rows: Row[] = JSON.parse(readFileSync(json, 'utf8'));
  assert.equal(
    rows.map(({ model }) => model),
    ['broken', 'quadruped', 'refused'],
  );
  for (const row of rows) assert.equal(Object.keys(row), KEYS);
  const [broken, good, refused] = rows as [Row, Row, Row];
  assert.is(broken.packs, false);
  assert.match(broken.reasons[0]!, /does not compile/);
  assert.is(broken.nv, null);
  assert.is(good.packs, true);
  assert.equal(good.reasons, []);
  assert.ok(good.nv === 18 && good.nu === 12);
  assert.ok(good.p50! > 0 && good.p50! <= good.p99! && good.p99! <= good.max! && good.max! < 1e-2);
  assert.ok(good.rowsEqual! >= 0.995 && good.rank! >= 0.999);
  assert.is(good.ratio, null, 'quick: not timed');
  assert.is(refused.packs, false);
  assert.ok(refused.nv === 1 && refused.nu === 1 && refused.p50 === null && refused.rank === null);
  assert.match(refused.reasons.join(), /transmission type body/);
  assert.match(stdout, /\| quadruped \| 18 \| 12 \| .* \| hold \|/);
  assert.match(stdout, /refused does not pack: /);
  assert.match(stdout, /1 of 3 models pack, 1 hold every gate/);
  assert.match(stderr, /refused: fails packs/);
});

test('models that hold every gate: 0', () => {
  const { status, stdout } = run(models, '--quick', '--only', 'quadruped');
  assert.is(status, 0, stdout);
  assert.match(stdout, /1 of 1 models pack, 1 hold every gate/);
});

test('wrong usage: one line that says what is accepted, and 2', () => {
  const cases: [string[], RegExp][] = [
    [[], /^one DIR is needed, got none\n/],
    [[models, models], /^one DIR is needed, got /],
    [[join(folder, 'nowhere')], /^DIR cannot be read: ENOENT/],
    [[folder], /^DIR must hold MJCF files \(\*\.xml\), .* has none\n/],
    [[models, '--only', 'ant'], /^--only must name a model of .*, got 'ant'\n/],
    [[models, '--json', join(folder, 'nowhere', 'rows.json')], /^--json cannot be written: ENOENT/],
    [[models, '--fast'], /^Unknown option '--fast'\n/],
  ];
  for (const [args, message] of cases) {
    const { status, stdout, stderr } = run(...args);
    assert.is(status, 2, args.join(' '));
    assert.is(stdout, '');
    assert.match(stderr, message);
    assert.match(stderr, /\nusage: npm run test:models -- DIR/);
  }
});

test('a model that takes too long is ended, and its row says so', async () => {
  const { reasons } = await measure(join(models, 'quadruped.xml'), 'digits', 0.01);
  assert.equal(reasons, ['not measured to the end: it took more than 0.01 s']);
});

/** One model in MuJoCo, and another, or the same, in the lanes. */
function beside(xml: string, inLanes: string, worlds = 4): { reference: InMujoco; lanes: InLanes } {
  const other = compileModel(mujoco, inLanes);
  const lanes = new InLanes(packModel(mujoco, other), worlds);
  other.delete();
  return { reference: new InMujoco(compileModel(mujoco, xml)), lanes };
}

test('lanes of another model: errors are larger, and returns rank otherwise', () => {
  const heavier = quadruped.replace('density="900"', 'density="1300"');
  assert.not.equal(heavier, quadruped);
  const measured = [quadruped, heavier].map((xml) => {
    const { reference, lanes } = beside(quadruped, xml, 40);
    const starts = reference.starts();
    const { errors, rowsEqual } = measureSteps(reference, lanes, starts, 100, new Draws(1));
    const rollouts = drawRollouts(reference, starts[0]!, 40, 24, new Draws(2));
    return { errors, rowsEqual, ...compareReturns(reference, lanes, rollouts, 0.999, new Draws(3)) };
  });
  const [same, other] = measured as [(typeof measured)[0], (typeof measured)[0]];
  assert.ok(quantile(same.errors, 0.5) < 1e-5, `p50 ${quantile(same.errors, 0.5)}`);
  assert.ok(same.rank >= 0.999, `rank ${same.rank}`);
  assert.is(same.ownRank, undefined);
  assert.ok(quantile(other.errors, 0.5) > 1e-3, `p50 ${quantile(other.errors, 0.5)}`);
  assert.ok(other.rank < 0.999 && other.rank < other.ownRank!, `rank ${other.rank}, own ${other.ownRank}`);
});

/** A ball over a floor, of the same radius as it is high but for `depth`. */
const ball = (floor: number): string =>
  `<mujoco><worldbody><geom type="plane" size="0 0 1" pos="0 0 ${floor}" condim="1"/>
<body pos="0 0 0.125"><joint type="slide" axis="0 0 1"/><geom size="0.125" condim="1"/></body></worldbody></mujoco>`;

test('an error is left out only where a nudge of 1e-7 moves MuJoCo as far', () => {
  const fallen = (depth: number, floor: number) => {
    const { reference, lanes } = beside(ball(0), ball(floor));
    const start = { name: 'deep', state: [-depth, -1], ctrl: [] };
    return measureSteps(reference, lanes, [start], 1, new Draws(1));
  };
  // MuJoCo's ball touches, that of the lanes does not: because of 1e-7, or of 1e-4.
  const near = fallen(2 ** -27, -1e-7);
  assert.equal(near.errors, []);
  assert.is(near.chaotic.length, 1);
  assert.is(near.rowsEqual, 1, 'rounding decides the rows');
  const far = fallen(5e-5, -1e-4);
  assert.is(far.errors.length, 1);
  assert.ok(far.errors[0]! > 0.1, `error ${far.errors[0]}`);
  assert.equal(far.chaotic, []);
  assert.is(far.rowsEqual, 0);
});

test('starts are qpos0 and the keyframes, with activations, mocap poses and controls', () => {
  const xml = `<mujoco><worldbody><body mocap="true" pos="1 2 3"><geom size="0.1" contype="0" conaffinity="0"/></body>
    <body><joint name="j"/><geom size="0.1"/></body></worldbody>
    <actuator><general joint="j" dyntype="integrator" ctrlrange="-1 1"/></actuator>
    <keyframe><key qpos="0.5" qvel="2" act="0.75" mpos="4 5 6" mquat="0 1 0 0" ctrl="0.25"/></keyframe></mujoco>`;
  const reference = new InMujoco(compileModel(mujoco, xml));
  const [initial, key] = reference.starts() as [Start, Start];
  assert.equal(initial.state, [0, 0, 0, 1, 2, 3, 1, 0, 0, 0]);
  assert.equal(initial.ctrl, [0]);
  assert.equal(key.state, [0.5, 2, 0.75, 4, 5, 6, 0, 1, 0, 0]);
  assert.equal(key.ctrl, [0.25]);
  reference.put(key.state, key.ctrl);
  assert.equal(reference.state(), key.state);
  assert.is(reference.data.ctrl[0], 0.25);
  reference.step();
  assert.ok(reference.state()[2]! > 0.75, 'the activation grows with the control');
});

test('models without actuators are told apart by how they start', () => {
  const { reference, lanes } = beside(freeBody, freeBody, 8);
  const rollouts = drawRollouts(reference, reference.starts()[0]!, 8, 4, new Draws(1));
  assert.is(new Set(rollouts.states.map(String)).size, 8);
  assert.is(compareReturns(reference, lanes, rollouts, 0.999, new Draws(2)).rank, 1);
});

test('a solver cut off is let go to the end in the reference, and that is said', () => {
  const written = (option: string) =>
    compileModel(mujoco, pendulum.replace('<option ', `<option ${option} `));
  assert.is(solveToTheEnd(written('')).notice, undefined);
  const cut = written('iterations="1" ls_iterations="5" solver="CG"');
  assert.match(
    solveToTheEnd(cut).notice!,
    /another solver than Newton, 1 iterations, 5 line search iterations/,
  );
  assert.is(cut.opt.iterations, 100);
});

test('time of a world and step is measured in both', () => {
  const { reference, lanes } = beside(pendulum, pendulum, 12);
  const rollouts = drawRollouts(reference, reference.starts()[0]!, 12, 8, new Draws(2));
  const { lanesMicroseconds, mujocoMicroseconds } = measureSpeed(reference, lanes, rollouts);
  assert.ok(lanesMicroseconds > 0 && lanesMicroseconds < 1000);
  assert.ok(mujocoMicroseconds > 0 && mujocoMicroseconds < 1000);
});

test('each gate fails by name, and what was not measured does not hold', () => {
  const good: Measured = {
    ...NOT_MEASURED,
    nv: 6,
    nu: 1,
    packs: true,
    p50: 9e-6,
    p99: 4e-4,
    max: 9e-3,
    rowsEqual: 0.995,
    rank: 0.999,
    ratio: 5,
  };
  assert.equal(failedGates(good, true), []);
  const cases: [Partial<Measured>, string[]][] = [
    [{ p50: 1e-5 }, ['p50']],
    [{ p99: 5e-4 }, ['p99']],
    [{ max: 1e-2 }, ['max']],
    [{ max: null }, ['max']],
    [{ rowsEqual: 0.994 }, ['rowsEqual']],
    [{ rank: 0.99 }, ['rank']],
    [{ rank: 0.99, ownRank: 0.98 }, []],
    [{ rank: 0.99, ownRank: 0.995 }, ['rank']],
    [{ ratio: 4.9 }, ['ratio']],
    [{ ratio: 4.9, nv: 5 }, []],
    [{ ratio: null, nv: 5 }, ['ratio']],
    [{ packs: false }, ['packs']],
  ];
  for (const [change, failed] of cases) assert.equal(failedGates({ ...good, ...change }, true), failed);
  assert.equal(failedGates({ ...good, ratio: null }, false), [], 'not timed');
  assert.is(geometricMean([2, null, 8]), 4);
  assert.is(geometricMean([null]), undefined);
});

test.run();
