/** A program of the core in one file and in pieces, as bundlers make it: what is loaded late must be found there too. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const golden = JSON.parse(readFileSync(`${ROOT}test/golden.json`, 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'polo-bundles-'));
test.after(() => rmSync(folder, { recursive: true }));

/** The tasks of the core, by their factories. */
const TASKS = {
  'point-mass-box': 'pointMassBox()',
  'point-mass-maze': 'pointMassMaze()',
  'pendulum-swingup': 'pendulumSwingup()',
  'cart-pole-swingup': 'cartPoleSwingup()',
  'acrobot-swingup': 'acrobotSwingup()',
  'diff-drive': 'diffDrive()',
};

const PROGRAM = `
import * as polo from './dist/index.js';
const { acrobotSwingup, cartPoleSwingup, diffDrive, pendulumSwingup, pointMassBox, pointMassMaze } = polo;
async function hashOf(task) {
  const agent = await polo.Polo.create(task, { ...${JSON.stringify(golden.settings)}, workers: 1 });
  const hash = new polo.ActionsHash();
  for await (const { action } of agent.run({ steps: ${golden.steps} })) hash.add(action);
  await agent.close();
  return hash.hex();
}
export const hashes = async () => ({
  ${Object.entries(TASKS)
    .map(([name, make]) => `'${name}': await hashOf(${make}),`)
    .join('\n  ')}
});
export const randomMaze = () => hashOf(pointMassMaze({ map: 'random', mazeSeed: 3 }));
export { polo };
`;

async function bundled(name: string, splitting: boolean): Promise<Metafile> {
  const { metafile } = await build({
    stdin: { contents: PROGRAM, resolveDir: ROOT, sourcefile: 'program.js' },
    bundle: true,
    minify: true,
    splitting,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    outdir: join(folder, name),
    entryNames: 'program',
    outExtension: { '.js': '.mjs' },
    external: ['@mujoco/mujoco'],
    logLevel: 'silent',
  });
  return metafile;
}

/** The files of the package in the entry and in all that it imports at once. */
function firstLoad({ outputs }: Metafile): string[] {
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const { path: next, kind, external } of outputs[path]!.imports) {
      if (kind === 'import-statement' && !external) visit(next);
    }
  };
  visit(Object.keys(outputs).find((path) => path.endsWith('program.mjs'))!);
  return [...seen].flatMap((path) => Object.keys(outputs[path]!.inputs));
}

const expected = Object.fromEntries(
  Object.keys(TASKS).map((name) => [
    name,
    golden.runs.find((run: { name: string; hash: string }) => run.name === name).hash,
  ]),
);

let inPieces: string | undefined;
for (const splitting of [true, false]) {
  const name = splitting ? 'in pieces' : 'in one file';
  test(`${name}: every task of the core has its golden actions`, async () => {
    await bundled(name, splitting);
    const program = await import(pathToFileURL(join(folder, name, 'program.mjs')).href);
    assert.equal(await program.hashes(), expected);
    const maze: string = await program.randomMaze();
    inPieces ??= maze;
    assert.is(maze, inPieces, 'a random maze');
  });
}

test('worlds of equations and random mazes are no part of the first load', async () => {
  const first = firstLoad(await bundled('first load', true));
  assert.ok(first.some((path) => path.endsWith('dist/tasks/pendulum.js')));
  const late = /dist\/(worlds\/equations|tasks\/random-maze|workers\/start|kernels\/physics|physics)/;
  assert.equal(
    first.filter((path) => late.test(path)),
    [],
  );
});

test.run();
