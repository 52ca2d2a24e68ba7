// `npm start`: the main job. The humanoid learns to stand up, recorded in the first free runs/getup-N.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

let number = 1;
while (existsSync(join('runs', `getup-${number}`))) number++;
const directory = join('runs', `getup-${number}`);
const defaults = ['--horizon', '32', '--steps', '3600', '--seed', '1']; // six episodes
const { status, signal } = spawnSync(
  process.execPath,
  ['dist/cli.js', 'run', 'humanoid-getup', ...defaults, '--out', directory, ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
process.exitCode = status ?? (signal === 'SIGINT' ? 130 : 1);
