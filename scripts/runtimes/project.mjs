// The package as a user gets it: packed once, and installed into an empty project for each runtime.
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Outside the repository, whose own node_modules would be found from inside. */
const ROOT = join(tmpdir(), 'polo-mpc-runtimes');
const PROGRAMS = 'test/runtimes';
const execute = promisify(execFile);

/** The golden runs; hashes as `expected`, so that a runtime cannot look them up. */
export function goldenRuns() {
  const { steps, settings, runs } = JSON.parse(readFileSync('test/golden.json', 'utf8'));
  return { steps, settings, runs: runs.map(({ hash, ...run }) => ({ run, expected: hash })) };
}

/** Runs a program. @returns what it printed; @throws with all it said if it fails */
export async function run(program, args, options = {}) {
  try {
    const { stdout } = await execute(program, args, { timeout: 300_000, maxBuffer: 1e8, ...options });
    return stdout;
  } catch (error) {
    throw new Error(`${program} ${args.join(' ')}: ${error.message}\n${error.stdout}\n${error.stderr}`);
  }
}

let packing;

/** Packs the built package. @returns path of the tarball */
export function pack() {
  packing ??= (async () => {
    mkdirSync(ROOT, { recursive: true });
    const out = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', ROOT]);
    return join(ROOT, JSON.parse(out)[0].filename);
  })();
  return packing;
}

/**
 * Installs the package and others into an empty project, with the test programs beside. What was installed for an
 * earlier run is used again, the package itself is always new.
 *
 * @returns the project's directory
 */
export async function project(name, packages) {
  const directory = join(ROOT, name);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'package.json'), '{ "private": true, "type": "module" }\n');
  for (const file of readdirSync(PROGRAMS)) copyFileSync(join(PROGRAMS, file), join(directory, file));
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--no-package-lock', '--no-save'];
  await run('npm', ['install', ...quiet, await pack(), ...packages], { cwd: directory });
  return directory;
}

/** Path of a program that a project has installed. */
export function program(directory, name) {
  return join(directory, 'node_modules', '.bin', name);
}
