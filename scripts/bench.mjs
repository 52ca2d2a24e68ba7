// `npm run bench -- NAME … [--runtime node20|node22|node24|deno|bun]`: a benchmark on the Node that runs this, or on
// another runtime, which is taken from npm into the system's directory for temporary files and used again. `all
// --json-dir DIR` runs those behind the README's tables one after the other and writes DIR/NAME.json.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMANDS } from './runtimes/commands.mjs';

const BENCHMARKS = join('build', 'bench', 'index.js');
const args = process.argv.slice(2);
const at = args.findIndex((arg) => arg === '--runtime' || arg.startsWith('--runtime='));

if (args[0] === 'all') {
  const [, option, directory, ...rest] = args;
  if (option !== '--json-dir' || !directory) {
    console.error('usage: npm run bench -- all --json-dir DIR [options of every benchmark]');
    process.exit(2);
  }
  const { benchmarks } = await import('../build/bench/benchmarks.js');
  for (const name of Object.keys(benchmarks)) {
    const file = join(directory, `${name}.json`);
    const { status } = spawnSync(process.execPath, [BENCHMARKS, name, '--json', file, ...rest], {
      stdio: 'inherit',
    });
    if (status !== 0) process.exit(status ?? 1);
  }
} else if (at < 0) {
  await import('../build/bench/index.js');
} else {
  const [option] = args.splice(at, 1);
  const name = option.includes('=') ? option.slice(option.indexOf('=') + 1) : args.splice(at, 1)[0];
  const runtime = Object.hasOwn(COMMANDS, name ?? '') ? COMMANDS[name] : undefined;
  if (!runtime) {
    console.error(`--runtime must be one of ${Object.keys(COMMANDS).join(', ')}, got ${name}`);
    process.exit(2);
  }
  const program = install(name, runtime);
  const { status, error } = spawnSync(program, [...runtime.args, BENCHMARKS, ...args], { stdio: 'inherit' });
  if (error) throw error;
  process.exitCode = status ?? 1;
}

/** @returns path of the runtime's program */
function install(name, { packages, command }) {
  const directory = join(tmpdir(), 'polo-mpc-runtimes', `bench-${name}`);
  const program = join(directory, 'node_modules', '.bin', command);
  if (!existsSync(program)) {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'package.json'), '{ "private": true }\n');
    const install = [
      'install',
      '--no-audit',
      '--no-fund',
      '--prefer-offline',
      '--no-package-lock',
      '--no-save',
    ];
    const { status } = spawnSync('npm', [...install, ...packages], {
      cwd: directory,
      stdio: ['ignore', 2, 2],
    });
    if (status !== 0) throw new Error(`npm could not install ${packages.join(' ')}`);
  }
  return program;
}
