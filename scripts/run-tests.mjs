// Runs every compiled test file in a process of its own, two at a time: `node scripts/run-tests.mjs [PATTERN]`.
// uvu alone passes a file that forgets `test.run()` and hangs on a leaked worker; here the first is a failure, and
// each file has a time limit.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = 'build/test';
const TIME_LIMIT = 240_000; // ms for one file
const PARALLEL = 2;

const pattern = new RegExp(process.argv[2] ?? '');
const files = readdirSync(ROOT, { recursive: true })
  .map((name) => join(ROOT, String(name)))
  .filter((name) => name.endsWith('.test.js') && pattern.test(name))
  .sort();

/** Runs one file. @returns {Promise<{file: string, passed: number, failed: number, output: string, seconds: number}>} */
function runFile(file) {
  return new Promise((resolve) => {
    const started = performance.now();
    const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let problem = '';
    const timer = setTimeout(() => {
      problem = `did not end within ${TIME_LIMIT / 1000} s`;
      child.kill('SIGKILL');
    }, TIME_LIMIT);
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const seconds = (performance.now() - started) / 1000;
      // biome-ignore lint/suspicious/noControlCharactersInRegex: uvu colours its output
      const plain = output.replace(/\x1b\[[0-9;]*m/g, '');
      const total = Number(/Total:\s+(\d+)/.exec(plain)?.[1] ?? 0);
      const passed = Number(/Passed:\s+(\d+)/.exec(plain)?.[1] ?? 0);
      if (total === 0) problem ||= 'ran no test';
      if (code !== 0 && passed === total) problem ||= `ended with ${signal ?? code}`;
      if (problem) output += `\n${file} ${problem}\n`;
      resolve({ file, passed, failed: total - passed + (problem ? 1 : 0), output, seconds });
    });
  });
}

let passed = 0;
let failed = 0;
const queue = [...files];
async function work() {
  for (let file = queue.shift(); file; file = queue.shift()) {
    const result = await runFile(file);
    passed += result.passed;
    failed += result.failed;
    const mark = result.failed > 0 ? 'FAILED' : 'ok';
    console.log(`${mark.padEnd(6)} ${file} (${result.passed} tests, ${result.seconds.toFixed(1)} s)`);
    if (result.failed > 0) console.log(result.output);
  }
}
await Promise.all(Array.from({ length: PARALLEL }, work));
if (files.length === 0) console.log(`no test file matches ${pattern}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || files.length === 0 ? 1 : 0;
