/** The README's examples of a packed model: packed here, planned for in a place where MuJoCo is not installed. */

import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const run = promisify(execFile);

/** A folder with the package and its one dependency, and nothing else. */
const device = mkdtempSync(join(tmpdir(), 'polo-device-'));
const here = join(ROOT, 'build', 'packed-example'); // inside the package, where MuJoCo is installed

function example(name: string): string {
  const code = new RegExp(
    `<!-- packed example: ${name.replace('.', '\\.')} -->\\n\`\`\`js\\n(.*?)\`\`\``,
    's',
  ).exec(readme);
  assert.ok(code, `the README has an example ${name}`);
  return code[1]!;
}

test.before(() => {
  const installed = join(device, 'node_modules', 'polo-mpc');
  cpSync(join(ROOT, 'dist'), join(installed, 'dist'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(installed, 'package.json'));
  cpSync(join(ROOT, 'node_modules', 'comlink'), join(device, 'node_modules', 'comlink'), { recursive: true });
  writeFileSync(join(device, 'package.json'), '{ "type": "module" }');
  mkdirSync(here, { recursive: true });
});

test.after(() => rmSync(device, { recursive: true }));

test('a model packed with MuJoCo is planned for without it', async () => {
  writeFileSync(join(here, 'pack.js'), example('pack.js'));
  await run(process.execPath, ['pack.js'], { cwd: here, timeout: 60_000 });
  cpSync(join(here, 'humanoid.polopack'), join(device, 'humanoid.polopack'));
  assert.ok(statSync(join(device, 'humanoid.polopack')).size < 100_000, 'the packed model is small');

  writeFileSync(join(device, 'device.js'), example('device.js'));
  const { stdout } = await run(process.execPath, ['device.js'], { cwd: device, timeout: 120_000 });
  const lines = stdout.trim().split('\n');
  assert.is(lines.length, 10);
  for (const line of lines) assert.ok(Number(line.split(' ')[1]) > 0.05, line);
});

test('without MuJoCo and without a packed model the error says what is missing', async () => {
  writeFileSync(join(device, 'unpacked.js'), example('device.js').replace('{ packed }', '{}'));
  const error = await run(process.execPath, ['unpacked.js'], { cwd: device, timeout: 60_000 }).then(
    () => undefined,
    (failure: { stderr: string }) => failure.stderr,
  );
  assert.match(error ?? '', /need.* the optional package @mujoco\/mujoco/);
});

test.run();
