/**
 * Workers in pages, in Chromium: the README's task on several threads as esbuild bundles it, and the package without a
 * bundler. The other bundlers have to be installed: `npm run test:runtimes`.
 */

import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BuildOptions, build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const script = (name: string) => import(new URL(`scripts/${name}`, `file://${ROOT}`).href);
const { findChromium } = await script('chromium.mjs');
const { serveFolder } = await script('serve.mjs');
const { replaced, shortForm, writeExamples } = await script('readme-examples.mjs');
const { launch, openPage } = await script('runtimes/chromium-page.mjs');
const golden = JSON.parse(readFileSync(join(ROOT, 'test/golden.json'), 'utf8'));
const box = golden.runs.find(({ name }: { name: string }) => name === 'point-mass-box');

interface Opened {
  readonly page: Page;
  readonly heard: string[];
  readonly workers: Set<unknown>;
  until(holds: () => boolean): Promise<void>;
}
type Headers = Record<string, string>;

const test = suite('pages');
/** Inside the package, so that its programs can import it by name. */
const SOURCES = join(ROOT, 'build', 'pages');
const scratch = mkdtempSync(join(tmpdir(), 'polo-pages-'));
const html = (name: string, before = '', type = ' type="module"') =>
  `<!doctype html><meta charset="utf-8"><title></title><link rel="icon" href="data:,">${before}<script${type} src="./${name}.js"></script>\n`;

/** Bundles programs into a folder of their own, with a page for the first. */
async function bundle(folder: string, entries: string[], options: BuildOptions = {}): Promise<string> {
  const outdir = join(scratch, folder);
  await build({
    absWorkingDir: SOURCES,
    entryPoints: entries,
    entryNames: '[name]',
    bundle: true,
    splitting: true,
    format: 'esm',
    outdir,
    external: ['module'],
    logLevel: 'error',
    ...options,
  });
  writeFileSync(join(outdir, 'index.html'), html(entries[0]!.replace(/\.js$/, '')));
  return outdir;
}

async function visit<T>(
  folder: string,
  use: (opened: Opened) => Promise<T>,
  headers: Headers = {},
): Promise<T> {
  const server = await serveFolder(folder, { headers });
  try {
    return await openPage(server.url, use, browser);
  } finally {
    await server.close();
  }
}

/** What a page has put into `window.said`. */
async function said({ page }: Pick<Opened, 'page'>): Promise<string[]> {
  const its = () => (window as unknown as { said: string[] }).said;
  await page.waitForFunction(its, undefined, { timeout: 60_000 });
  return page.evaluate(its);
}

/** A program that makes an agent with some options, each after the other, and tells what came of it. */
const trial = (imports: string, task: string, trials: string[]) => `${imports}
import { ActionsHash, Polo, pointMassBox } from 'polo-mpc';
const told = [];
console.warn = (text) => told.push('notice: ' + text);
for (const options of [${trials.join(', ')}]) {
  try {
    const agent = await Polo.create(${task}, { ...${JSON.stringify(golden.settings)}, ...options });
    const hash = new ActionsHash();
    for await (const { action } of agent.run({ steps: ${golden.steps} })) hash.add(action);
    told.push(agent.threads + ' ' + await hash.hex());
    await agent.close();
  } catch (error) {
    told.push('error: ' + error.message);
  }
}
window.said = told;
`;

let browser: Browser;
test.before(async () => {
  browser = await launch();
  rmSync(SOURCES, { recursive: true, force: true });
  mkdirSync(SOURCES, { recursive: true });
  writeExamples(SOURCES, 'task-');
  const read = (name: string) => readFileSync(join(SOURCES, name), 'utf8');
  writeFileSync(join(SOURCES, 'short-task.js'), shortForm(read('my-task.js')));
  writeFileSync(join(SOURCES, 'one-thread.js'), replaced(read('my-program.js'), 'workers: 2', 'workers: 1'));
  writeFileSync(
    join(SOURCES, 'in-node.js'),
    `import { Worker } from 'node:worker_threads';\n${read('my-program.js')}`,
  );
  cpSync(join(ROOT, 'test/runtimes/short-form.js'), join(SOURCES, 'short-form.js'));
  writeFileSync(join(SOURCES, 'plain.js'), trial('', 'pointMassBox()', ['{ workers: 2 }', '{}']));
});
test.after(async () => {
  await browser.close();
  rmSync(scratch, { recursive: true });
});

const node = async (program: string): Promise<string> =>
  (await promisify(execFile)(process.execPath, [join(SOURCES, program)], { timeout: 100_000 })).stdout;

test('the README’s program in Node with two threads says what it says with one', async () => {
  const lines = await node('one-thread.js');
  assert.is(lines.trim().split('\n').length, 100);
  assert.is(await node('in-node.js'), lines);
});

test('the README’s program in a bundled page with two threads says what it says in Node with one', async () => {
  const expected = (await node('one-thread.js')).trim().split('\n');
  const folder = await bundle('readme', ['my-program.js', 'my-worker.js']);
  await visit(folder, async ({ page, heard, workers, until }) => {
    await until(() => heard.length >= expected.length);
    assert.equal(heard, expected);
    assert.is(workers.size, 1);
    await until(() => page.workers().length === 0); // closed
  });
});

const REFUSED =
  /^(error: |notice: task 'drift' runs on one thread: )the module of task 'drift', http.*, (is the program of this page, which would run again in each worker|has no export 'default'); .* serveTasks of polo-mpc\/worker$/;

test('a module that became part of the page is not run again in a worker, in one file or in several', async () => {
  const other = join(SOURCES, 'other.js');
  writeFileSync(other, "import drift from './short-task.js';\nconsole.log(drift);\n"); // shares a piece with the page
  for (const entries of [['short-form.js'], ['short-form.js', 'other.js']]) {
    const folder = await bundle(`short-${entries.length}`, [...entries, '../../dist/workers/entry-web.js']);
    await visit(folder, async (opened) => {
      const [error, notice, threads, ...rest] = await said(opened);
      assert.match(error!, REFUSED);
      assert.match(error!, entries.length === 1 ? /the program of this page/ : /has no export/);
      assert.match(notice!, REFUSED);
      assert.is(threads, 'threads: 1');
      assert.equal(rest, []);
      assert.equal(opened.heard, ['the page runs']);
      assert.is(opened.workers.size, 0);
    });
  }
});

test('in a classic script import.meta.url is nothing, which is said too', async () => {
  const program = join(SOURCES, 'classic.js');
  const text = trial("import drift from './short-task.js';", 'drift()', ['{ workers: 2 }', '{}']);
  writeFileSync(program, `(async () => {${text.replace(/^import .*$/gm, '')}})()`);
  const imports = text.match(/^import .*$/gm)!.join('\n');
  writeFileSync(program, `${imports}\n${readFileSync(program, 'utf8')}`);
  const folder = await bundle('classic', ['classic.js'], {
    splitting: false,
    format: 'iife',
    logLevel: 'silent',
  });
  writeFileSync(join(folder, 'index.html'), html('classic', '', ''));
  const [error, notice, result] = await visit(folder, said);
  assert.match(error!, /^error: source of task 'drift' names no module .* serveTasks of polo-mpc\/worker$/);
  assert.match(notice!, /^notice: task 'drift' runs on one thread: source of task 'drift' names no module /);
  assert.match(result!, /^1 [0-9a-f]{64}$/);
});

test('a worker’s program that is not there, and workers that the page’s policy forbids', async () => {
  const folder = await bundle('missing', ['plain.js']); // without the worker's program
  const policy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src data:";
  for (const headers of [{}, { 'Content-Security-Policy': `${policy}; worker-src 'none'` }] as Headers[]) {
    const [error, notice, result] = await visit(folder, said, headers);
    assert.match(
      error!,
      /^error: a worker cannot be started: its program cannot be loaded \(not found, of another origin, or forbidden/,
    );
    assert.match(
      notice!,
      /^notice: task 'point-mass-box' runs on one thread: a worker cannot be started: its program cannot be loaded /,
    );
    assert.is(result, `1 ${box.hash}`);
  }
});

test('without a bundler, by an import map: this package’s workers start, and those of one’s own', async () => {
  const folder = unbundled('map', './lib/', './comlink/');
  assert.equal(await visit(folder, said), [`2 ${box.hash}`, await automatic()]);

  const expected = (await node('one-thread.js')).trim().split('\n');
  const worker = replaced(
    readFileSync(join(SOURCES, 'my-worker.js'), 'utf8'),
    'polo-mpc/worker',
    './lib/worker.js',
  );
  writeFileSync(join(folder, 'my-worker.js'), worker);
  for (const file of ['my-task.js', 'my-program.js']) cpSync(join(SOURCES, file), join(folder, file));
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  writeFileSync(join(folder, 'index.html'), replaced(page, 'plain.js', 'my-program.js'));
  await visit(folder, async ({ heard, workers, until }) => {
    await until(() => heard.length >= expected.length);
    assert.equal(heard, expected);
    assert.is(workers.size, 1);
  });
});

test('MuJoCo by an import map, which a worker does not know: one thread and a notice', async () => {
  const folder = unbundled('mujoco', './lib/', './comlink/');
  cpSync(join(ROOT, 'node_modules/@mujoco/mujoco'), join(folder, 'mujoco'), { recursive: true });
  const text = trial(
    "import { humanoidGetup } from 'polo-mpc/mujoco';",
    "humanoidGetup({ world: 'mujoco' })",
    ['{ workers: 2 }', '{}'],
  );
  writeFileSync(join(folder, 'plain.js'), text);
  const [error, notice, result] = await visit(folder, said);
  assert.match(error!, /^error: task 'humanoid-getup' cannot be made on a worker: .*@mujoco\/mujoco/);
  assert.match(notice!, /^notice: task 'humanoid-getup' runs on one thread: it cannot be made on a worker: /);
  assert.match(result!, /^1 [0-9a-f]{64}$/);
});

test('from another origin this package’s workers start, and where the policy forbids it there is a notice', async () => {
  const library = unbundled('library', './lib/', './comlink/');
  const elsewhere = await serveFolder(library, { headers: { 'Access-Control-Allow-Origin': '*' } });
  try {
    const folder = unbundled('elsewhere', `${elsewhere.url}lib/`, `${elsewhere.url}comlink/`, false);
    assert.equal(await visit(folder, said), [`2 ${box.hash}`, await automatic()]);
    const policy = { 'Content-Security-Policy': "worker-src 'self'" };
    const [error, notice, result] = await visit(folder, said, policy);
    assert.match(error!, /^error: .*(its program cannot be loaded|cannot be started)/);
    assert.match(notice!, /^notice: task 'point-mass-box' runs on one thread: /);
    assert.is(result, `1 ${box.hash}`);
  } finally {
    await elsewhere.close();
  }
});

/** A page that imports the package as it is packed, by an import map. */
function unbundled(name: string, library: string, comlink: string, copy = true): string {
  const folder = join(scratch, name);
  mkdirSync(folder);
  if (copy) {
    cpSync(join(ROOT, 'dist'), join(folder, 'lib'), { recursive: true });
    cpSync(join(ROOT, 'node_modules/comlink/dist/esm'), join(folder, 'comlink'), { recursive: true });
  }
  const imports = {
    'polo-mpc': `${library}index.js`,
    'polo-mpc/mujoco': `${library}mujoco.js`,
    '@mujoco/mujoco': './mujoco/mujoco.js',
    comlink: `${comlink}comlink.mjs`,
  };
  const map = `<script type="importmap">${JSON.stringify({ imports })}</script>`;
  cpSync(join(SOURCES, 'plain.js'), join(folder, 'plain.js'));
  writeFileSync(join(folder, 'index.html'), html('plain', map));
  return folder;
}

/** What `auto` says on this machine, where workers start. */
async function automatic(): Promise<string> {
  const cores: number = await visit(join(scratch, 'map'), ({ page }) =>
    page.evaluate('navigator.hardwareConcurrency'),
  );
  return `${Math.min(16, cores)} ${box.hash}`;
}

if (findChromium()) {
  test.run();
} else {
  const absent = suite('pages');
  absent('are left out', () => {
    console.log('pages: not tested, no Chromium');
    assert.not.ok(process.env.POLO_REQUIRE_BROWSER, 'no Chromium');
  });
  absent.run();
}
