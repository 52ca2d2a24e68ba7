/** The list of benchmarks, their programs, their results and the pages cannot differ. No benchmark is run. */

import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { benchmarks } from '../bench/benchmarks.js';
import { figures } from '../paper/figures.js';

const SCRIPT = resolve('scripts/readme-performance.mjs');
const NAMES = Object.keys(benchmarks);

/** Runs the script that writes the pages, in a directory. @returns its exit code and what it said */
function pages(cwd: string, ...args: string[]): Promise<{ code: number; stderr: string }> {
  return new Promise((done) => {
    execFile(process.execPath, [SCRIPT, ...args], { cwd }, (error, _, stderr) => {
      done({ code: error ? Number(error.code) : 0, stderr: stderr.trim() });
    });
  });
}

/** The text of all files of some kinds below a directory, by path. */
function texts(directory: string, kinds: RegExp): [string, string][] {
  return readdirSync(directory, { recursive: true })
    .map((name) => join(directory, String(name)))
    .filter((path) => kinds.test(path) && !path.includes('node_modules'))
    .map((path) => [path, readFileSync(path, 'utf8')]);
}

test('every program in bench that makes a report is in the list, by the name of its file', async () => {
  const signature =
    /^export (?:async function|function|const) (\w+)[^(\n]*\([^)]*\)\s*(?::|=>)\s*Promise<Report>/gm;
  const made = texts('bench', /\.ts$/).flatMap(([path, text]) =>
    [...text.matchAll(signature)].map(([, name]) => ({ path, name: name! })),
  );
  assert.equal(made.map(({ name }) => name).sort(), [...NAMES].sort());
  for (const { path, name } of made) {
    assert.is(path, join('bench', `${name}.ts`));
    assert.is((await benchmarks[name]!.load()).name, name);
  }
});

test('the pages show what the list and the results say', async () => {
  assert.equal(await pages('.', '--check'), { code: 0, stderr: '' });
});

const page = 'bench/README.md';
const without = (file: string, what: RegExp) => (root: string) => {
  const path = join(root, file);
  const text = readFileSync(path, 'utf8');
  const changed = text.replace(what, '');
  assert.is.not(changed, text, `nothing to change in ${file}`);
  writeFileSync(path, changed);
};
const DIFFERENCES: [what: string, make: (root: string) => void, says: RegExp][] = [
  ['a benchmark left out of the list', without(page, /\| `mppi` .*\n/), /^bench\/README\.md is not what/],
  ['a question that reads otherwise', without(page, /by rollouts, /), /^bench\/README\.md is not what/],
  ['no place for the list', without(page, /<!-- benchmarks -->/), /^bench\/README\.md has no place for/],
  ['a number changed by hand', without('README.md', /0\.94/), /^README\.md is not what/],
  [
    'a table shown on no page',
    without('README.md', /<!-- bench:mppi -->[\s\S]*<!-- \/bench:mppi -->/),
    /^no page shows the benchmark mppi$/,
  ],
  ['a table without an end', without('README.md', /<!-- \/bench:mppi -->/), /bench:mppi --> is not closed$/],
  [
    'a table of what is no benchmark',
    (root) => writeFileSync(join(root, page), '<!-- bench:savings -->\n<!-- /bench:savings -->\n'),
    /^bench\/README\.md asks for the table of savings, which is no benchmark$/,
  ],
  [
    'a benchmark without results',
    (root) => rmSync(join(root, 'bench/results/physics.json')),
    /^there is no bench\/results\/physics\.json of the benchmark physics$/,
  ],
  [
    'results of no benchmark',
    (root) => cpSync('bench/results/physics.json', join(root, 'bench/results/savings.json')),
    /^bench\/results\/savings\.json is of no benchmark$/,
  ],
  [
    'results that are no JSON',
    (root) => writeFileSync(join(root, 'bench/results/mppi.json'), '{ "name": '),
    /^bench\/results\/mppi\.json is no JSON: [^\n]*$/,
  ],
  [
    'results of another benchmark',
    (root) => cpSync('bench/results/physics.json', join(root, 'bench/results/mppi.json')),
    /^bench\/results\/mppi\.json holds results of physics$/,
  ],
];

for (const [what, make, says] of DIFFERENCES) {
  test(`is found: ${what}`, async () => {
    const root = mkdtempSync(join(tmpdir(), 'polo-pages-'));
    try {
      for (const part of ['README.md', page, 'bench/results'])
        cpSync(part, join(root, part), { recursive: true });
      make(root);
      const { code, stderr } = await pages(root, '--check');
      assert.is(code, 1);
      assert.match(stderr, says);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
}

test('what pages and comments say can be run is a benchmark or a figure', () => {
  const known: Record<string, readonly string[]> = {
    bench: [...NAMES, 'all', 'NAME'],
    figure: [...figures.map(({ name }) => name), 'all', 'NAME', '--report'],
  };
  const history = ['CHANGELOG.md', join('bench', 'studies.md')]; // tell of programs that are gone
  const all: [string, string][] = [
    ...readdirSync('.')
      .filter((file) => file.endsWith('.md'))
      .map((file): [string, string] => [file, readFileSync(file, 'utf8')]),
    ...['assembly', 'bench', 'paper', 'scripts', 'src', 'test', 'view', 'demo'].flatMap((directory) =>
      texts(directory, /\.(md|ts|mjs|js|html)$/),
    ),
  ].filter(([path]) => !history.includes(path));
  let commands = 0;
  for (const [path, text] of all) {
    for (const [, program, name] of text.matchAll(/npm run (bench|figure) -- (-{0,2}[\w-]+)/g)) {
      assert.ok(known[program!]!.includes(name!), `${path}: npm run ${program} -- ${name}`);
      commands++;
    }
  }
  assert.ok(commands > 20, `${commands} found`);
});

test.run();
