// The README's task on several threads, as it stands there, in pages that each bundler builds and that Vite's
// development servers serve; and the shorter form of it, which no built page can have.
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { replaced, shortForm, writeExamples } from '../readme-examples.mjs';
import { serveFolder } from '../serve.mjs';
import { openPage } from './chromium-page.mjs';
import { program, project, run } from './project.mjs';

const FOLDER = 'readme';
const PROGRAMS = ['my-program', 'short-form'];
const START_LIMIT = 60_000; // ms for a development server

const html = (script, type = ' type="module"') =>
  `<!doctype html><meta charset="utf-8"><title></title><link rel="icon" href="data:,"><script${type} src="./${script}.js"></script>\n`;

/** Each makes a page of a program of the folder. @returns its address, and what ends it */
const BUILDERS = {
  async 'vite-8'(directory, script) {
    return viteBuild(directory, script);
  },
  async 'vite-7'(directory, script) {
    return viteBuild(directory, script, { worker: { format: 'es' } });
  },
  async 'vite-8-dev'(directory, script) {
    return viteServer(directory, script);
  },
  async 'vite-7-dev'(directory, script) {
    const exclude = { 'my-program': [], 'short-form': ['polo-mpc'], page: ['polo-mpc', '@mujoco/mujoco'] };
    return viteServer(directory, script, { optimizeDeps: { exclude: exclude[script] } });
  },
  async webpack(directory, script) {
    const folder = join(directory, FOLDER);
    const configuration = {
      mode: 'production',
      context: folder,
      entry: `./${script}.js`,
      output: { path: join(folder, 'out') },
      resolve: { fallback: { module: false } },
    };
    writeFileSync(join(folder, 'webpack.config.js'), `export default ${JSON.stringify(configuration)};\n`);
    await run(program(directory, 'webpack'), ['-c', join(folder, 'webpack.config.js')], { cwd: directory });
    writeFileSync(join(folder, 'out', 'index.html'), html('main', ''));
    return serveFolder(join(folder, 'out'));
  },
  async esbuild(directory, script) {
    const folder = join(directory, FOLDER);
    const options = ['--bundle', '--splitting', '--format=esm', '--outdir=out', '--external:module'];
    const entries = [`${script}.js`, 'my-worker.js'];
    const own = join(directory, 'node_modules/polo-mpc/dist/workers/entry-web.js');
    await run(
      program(directory, 'esbuild'),
      [...entries, own, '--entry-names=[name]', ...options, '--log-level=error'],
      { cwd: folder },
    );
    writeFileSync(join(folder, 'out', 'index.html'), html(script));
    return serveFolder(join(folder, 'out'));
  },
};

async function viteBuild(directory, script, configuration = {}) {
  const folder = join(directory, FOLDER);
  writeFileSync(join(folder, 'index.html'), html(script));
  writeFileSync(join(folder, 'vite.config.js'), `export default ${JSON.stringify(configuration)};\n`);
  await run(program(directory, 'vite'), ['build', folder, '--outDir', 'out'], { cwd: directory });
  return serveFolder(join(folder, 'out'));
}

/** Vite's development server. */
async function viteServer(directory, script, configuration = {}) {
  const folder = join(directory, FOLDER);
  writeFileSync(join(folder, 'index.html'), html(script));
  writeFileSync(join(folder, 'vite.config.js'), `export default ${JSON.stringify(configuration)};\n`);
  for (const root of [folder, directory]) {
    rmSync(join(root, 'node_modules', '.vite'), { recursive: true, force: true }); // what it has bundled before
  }
  const port = await freePort();
  const args = [join(directory, 'node_modules/vite/bin/vite.js'), folder];
  const server = spawn(process.execPath, [...args, '--host', '127.0.0.1', '--port', port, '--strictPort'], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (text) => (said += text));
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const close = async () => {
    server.kill();
    await ended;
  };
  const url = `http://127.0.0.1:${port}/`;
  for (const limit = performance.now() + START_LIMIT; ; ) {
    if (
      await fetch(url).then(
        (response) => response.ok,
        () => false,
      )
    )
      return { url, close };
    if (performance.now() > limit || server.exitCode !== null) {
      await close();
      throw new Error(`vite does not answer: ${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(String(port)));
    });
  });
}

const OTHERS = ['webpack@5', 'webpack-cli@7', 'esbuild@0.28', '@mujoco/mujoco@~3.14.0'];

/** The project of a bundler, with the README's files in a folder of their own. */
async function prepare(builder) {
  const directory = builder.startsWith('vite-7')
    ? await project('web-vite7', ['vite@7', '@mujoco/mujoco@~3.14.0'])
    : await project('web', ['vite@8', ...OTHERS]);
  const folder = join(directory, FOLDER);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeExamples(folder, 'task-');
  const read = (name) => readFileSync(join(folder, name), 'utf8');
  writeFileSync(join(folder, 'short-task.js'), shortForm(read('my-task.js')));
  writeFileSync(join(folder, 'one-thread.js'), replaced(read('my-program.js'), 'workers: 2', 'workers: 1'));
  for (const file of ['short-form.js', 'check.js', 'page.js']) {
    copyFileSync(join('test/runtimes', file), join(folder, file));
  }
  return directory;
}

/** Vite's servers find out as they go what to bundle, and then load the page again: the second visit is the one to watch. */
const isServer = (builder) => builder.endsWith('-dev');

/** What the README's program says in a page with two threads, and in Node with one: the same bits. */
async function readmeProgram(builder, directory) {
  const expected = (await run('node', [join(directory, FOLDER, 'one-thread.js')])).trim();
  const lines = expected.split('\n').length;
  if (lines !== 100) throw new Error(`${lines} lines in Node`);
  const site = await BUILDERS[builder](directory, PROGRAMS[0]);
  try {
    if (isServer(builder)) await openPage(site.url, ({ heard, until }) => until(() => heard.length >= lines));
    return await openPage(site.url, async ({ page, heard, workers, until }) => {
      await until(() => heard.length >= lines);
      await until(() => page.workers().length === 0); // closed
      const problems = workers.size === 1 ? '' : `${workers.size} workers`;
      return { name: 'README', workers: 2, hash: problems || heard.join('\n'), expected };
    });
  } finally {
    await site.close();
  }
}

/** What a built page says of a task whose source is its own module; the server of modules just runs it. */
async function shortFormOf(builder, directory) {
  const site = await BUILDERS[builder](directory, PROGRAMS[1]);
  const works = isServer(builder);
  try {
    const answer = ({ page }) => page.waitForFunction('window.said', undefined, { timeout: 60_000 });
    if (works) await openPage(site.url, answer);
    return await openPage(site.url, async ({ page, heard }) => {
      await answer({ page });
      const said = await page.evaluate('window.said');
      const way =
        /^(error: |notice: task 'drift' runs on one thread: )the module of task 'drift', .* is (a file of the machine on which this page was built|the program of this page, which would run again in each worker); .* serveTasks of polo-mpc\/worker$/;
      const right = works
        ? said.length === 2 && said[0] === 'threads: 2'
        : said.length === 3 && way.test(said[0]) && way.test(said[1]) && said[2] === 'threads: 1';
      const once = heard.filter((line) => line === 'the page runs').length === 1;
      const told = right && once ? 'right' : JSON.stringify({ said, heard });
      return { name: 'short form', workers: '2, auto', hash: told, expected: 'right' };
    });
  } finally {
    await site.close();
  }
}

/** Tasks of the package and MuJoCo, which `vite build` and the others are asked for elsewhere (browser.mjs). */
async function packageTasks(builder, directory, golden) {
  const site = await BUILDERS[builder](directory, 'page');
  const results = ({ page }) =>
    page
      .waitForFunction('window.check', undefined, { timeout: 60_000 })
      .then(() => page.evaluate((runs) => window.check(runs, { workers: [2] }), golden));
  try {
    await openPage(site.url, results).catch(() => {}); // it may be loaded again in the middle
    return await openPage(site.url, results);
  } finally {
    await site.close();
  }
}

export const pages = Object.fromEntries(
  Object.keys(BUILDERS).map((builder) => [
    `page-${builder}`,
    async (golden) => {
      const directory = await prepare(builder);
      return [
        await readmeProgram(builder, directory),
        await shortFormOf(builder, directory),
        ...(isServer(builder) ? await packageTasks(builder, directory, golden) : []),
      ];
    },
  ]),
);
