/** Disks that are full and directories without rights. */

import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeAll } from '../../src/runs/files.js';
import { polo } from '../support/command.js';

const scratch = mkdtempSync(join(tmpdir(), 'polo-disk-'));
const test = suite('disk');
test.after(() => rmSync(scratch, { recursive: true }));

const CLI = fileURLToPath(new URL('../../src/cli.js', import.meta.url));
const RUN = ['run', 'point-mass-box', '--rollouts', '8', '--horizon', '4', '--workers', '1'];

/** Whether a disk of one's own can be made here: in a namespace of its own, so that it ends with the program. */
const canMount = spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'tmpfs', scratch]).status === 0;
if (!canMount) console.log('no right to make a small disk here: the test with a full disk is left out');

if (existsSync('/dev/full')) {
  test('a write that finds no room says so', () => {
    const file = openSync('/dev/full', 'w');
    assert.throws(
      () => writeAll('somewhere/steps.jsonl', file, new Uint8Array(10)),
      /^somewhere\/steps\.jsonl cannot be written: no space is left on the device$/,
    );
  });
}

if (canMount) {
  test('a full disk ends the run with one line; with more room it goes on to the same end', async () => {
    const whole = JSON.parse((await polo([...RUN, '--steps', '3000', '--json'])).stdout);
    const disk = join(scratch, 'disk');
    mkdirSync(disk);
    // Prints the two outcomes of `polo run`, on a disk of 700 kB and then on the same disk made larger.
    const script = `
      mount -t tmpfs -o size=700k tmpfs "$1"
      "$2" "$3" ${RUN.join(' ')} --steps 3000 --json --checkpoint-every 0.05 --out "$1/run" 2>&1; echo "$?"
      mount -o remount,size=20m "$1"
      "$2" "$3" run --resume "$1/run" --json; echo "$?"`;
    const args = ['-Urm', 'sh', '-c', script, 'sh', disk, process.execPath, CLI];
    const lines = execFileSync('unshare', args, { encoding: 'utf8', timeout: 60_000 }).trim().split('\n');
    const errors = lines.slice(0, lines.indexOf('1')).filter((line) => line.startsWith('polo: '));
    assert.is(errors.length, 1, lines.join('\n'));
    assert.match(errors[0], /^polo: .* cannot be written: no space is left on the device$/);
    assert.is(lines.at(-1), '0', lines.join('\n'));
    assert.is(JSON.parse(lines.at(-2)!).actionsHash, whole.actionsHash);
  });
}

/** The superuser may do everything, unless it gives that up. */
const humble = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];
const hasRights = humble.length > 0 && spawnSync(humble[0]!, [...humble.slice(1), 'true']).status !== 0;

if (!hasRights && process.platform !== 'win32') {
  test('a directory without rights is one line', async () => {
    const closed = join(scratch, 'closed');
    const out = join(closed, 'run');
    const options = { through: humble };
    mkdirSync(closed);
    chmodSync(closed, 0o500);
    const refused = await polo([...RUN, '--out', out], undefined, options);
    assert.is(refused.code, 2);
    assert.match(refused.stderr, /polo: --out: cannot make the directory .*: there is no right to$/m);

    chmodSync(closed, 0o700);
    const made = await polo([...RUN, '--steps', '20', '--out', out, '--json'], undefined, options);
    assert.is(made.code, 0, made.stderr);
    for (const [path, mode] of [
      [join(out, 'checkpoint.safetensors'), 0o000],
      [join(out, 'actions.f32'), 0o000],
      [join(out, 'steps.jsonl'), 0o400],
      [join(out, 'replay'), 0o000],
      [out, 0o500],
      [out, 0o000],
    ] as const) {
      chmodSync(path, mode);
      const args = ['run', '--resume', out, '--steps', '40', '--json'];
      const { code, stderr, stdout } = await polo(args, undefined, options);
      chmodSync(path, 0o700);
      assert.ok(code === 1 || code === 2, `${path}: ${code} ${stdout} ${stderr}`);
      const errors = stderr.split('\n').filter((line) => line.startsWith('polo: '));
      assert.is(errors.length, 1, stderr);
      assert.match(errors[0], /there is no right to|holds no recording/);
      assert.not.match(stderr, /^\s+at /m);
    }
    const resumed = await polo(['run', '--resume', out, '--steps', '40', '--json'], undefined, options);
    assert.is(resumed.code, 0, resumed.stderr);
    const whole = await polo([...RUN, '--steps', '40', '--json']);
    assert.is(JSON.parse(resumed.stdout).actionsHash, JSON.parse(whole.stdout).actionsHash);
  });
}

test.run();
