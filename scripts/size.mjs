// The size of what a page loads, as a bundler makes it (esbuild, minified), gzipped: the core, and the physics in the
// lanes, which is loaded when a packed model is. `npm run size` prints it and fails above the limits; with --json the
// numbers alone. The package must have been built.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Bytes, gzipped: the first load of the core with its inlined kernels; the physics, inlined, with its loader. */
const LIMITS = { core: 36_000, physics: 80_000 };

const gzipped = (bytes) => gzipSync(bytes, { level: 9 }).length;

/** Bundles an entry of the package. What is imported only when it is needed lies in chunks of its own. */
async function bundle(entry) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    outdir: 'out',
    write: false,
    external: ['@mujoco/mujoco'],
    logLevel: 'warning',
  });
  const first = outputFiles.find(({ path }) => basename(path) === basename(entry));
  const chunks = outputFiles.filter((file) => file !== first);
  return { first: firstLoad(first, outputFiles), later: chunks };
}

/** The entry and all that it imports at once. */
function firstLoad(entry, files) {
  const seen = new Set();
  const visit = (file) => {
    if (!file || seen.has(file)) return;
    seen.add(file);
    for (const [, name] of file.text.matchAll(/(?:from|import)"\.\/([^"]+)"/g)) {
      visit(files.find(({ path }) => basename(path) === name));
    }
  };
  visit(entry);
  return [...seen];
}

/** @param contents of files that are loaded one by one */
const total = (contents) => ({
  bytes: contents.reduce((sum, { length }) => sum + length, 0),
  gzipped: contents.reduce((sum, each) => sum + gzipped(each), 0),
});

const sizes = {};
for (const name of ['polo.wasm', 'physics.wasm']) sizes[name] = total([readFileSync(`dist/${name}`)]);
for (const [name, entry] of [
  ['core', 'dist/index.js'],
  ['kernels', 'dist/kernels/index.js'],
  ['mujoco', 'dist/mujoco.js'],
  ['worker', 'dist/workers/entry-web.js'],
]) {
  const { first } = await bundle(entry);
  sizes[name] = total(first.map(({ contents }) => contents));
}
const { first, later } = await bundle('dist/kernels/load-physics.js');
sizes.physics = total([...new Set([...first, ...later])].map(({ contents }) => contents));

if (process.argv.includes('--json')) {
  console.log(JSON.stringify(sizes));
} else {
  for (const [name, { bytes, gzipped: small }] of Object.entries(sizes)) {
    console.log(
      `${name.padEnd(12)} ${(bytes / 1000).toFixed(1).padStart(7)} kB ${(small / 1000).toFixed(1).padStart(6)} kB gzipped`,
    );
  }
}
for (const [name, limit] of Object.entries(LIMITS)) {
  const { gzipped: small } = sizes[name];
  if (small > limit) {
    console.error(`the ${name} is ${small} bytes gzipped, above its limit of ${limit}`);
    process.exitCode = 1;
  }
}
