// The long tests, one after the other: `node scripts/soak.mjs [PATTERN]`, after `npx tsc`. Each prints its figures
// (test/README.md holds those of one machine). They are programs of test/soak that import uvu and end with test.run().
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = 'build/test/soak';
// Collections on demand, and often by themselves, in workers too: else young generations grow for an hour before they
// are looked through, and hide what stays for good.
const FLAGS = ['--expose-gc', '--max-semi-space-size=1'];
const pattern = new RegExp(process.argv[2] ?? '');
const files = readdirSync(ROOT)
  .filter((name) => name.endsWith('.js') && pattern.test(name))
  .map((name) => join(ROOT, name))
  .filter((file) => readFileSync(file, 'utf8').includes('test.run();'))
  .sort();
let failed = files.length === 0 ? 1 : 0;
for (const file of files) {
  const started = performance.now();
  console.log(file);
  const { status } = spawnSync(process.execPath, [...FLAGS, file], { stdio: 'inherit' });
  if (status !== 0) failed++;
  console.log(
    `${status === 0 ? 'ok' : 'FAILED'} ${file} in ${((performance.now() - started) / 1000).toFixed(0)} s\n`,
  );
}
if (files.length === 0) console.log(`no long test matches ${pattern}`);
process.exitCode = failed > 0 ? 1 : 0;
