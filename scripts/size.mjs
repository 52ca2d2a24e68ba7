// The size of what a page loads: the core as a bundler makes it (esbuild, minified), gzipped. `npm run size` prints it
// and fails above the limit; with --json the numbers alone. The package must have been built.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Bytes, gzipped: what the first load of the core may take, the inlined WASM and the lane physics included. */
const LIMIT = 48_000;

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

const wasm = readFileSync('dist/polo.wasm');
const sizes = { wasm: { bytes: wasm.length, gzipped: gzipped(wasm) } };
for (const [name, entry] of [
  ['core', 'dist/index.js'],
  ['kernels', 'dist/kernels/index.js'],
  ['mujoco', 'dist/mujoco.js'],
  ['worker', 'dist/workers/entry-web.js'],
]) {
  const { first } = await bundle(entry);
  const bytes = first.reduce((sum, { contents }) => sum + contents.length, 0);
  sizes[name] = { bytes, gzipped: first.reduce((sum, { contents }) => sum + gzipped(contents), 0) };
}
if (process.argv.includes('--json')) {
  console.log(JSON.stringify(sizes));
} else {
  for (const [name, { bytes, gzipped: small }] of Object.entries(sizes)) {
    console.log(
      `${name.padEnd(8)} ${(bytes / 1000).toFixed(1).padStart(7)} kB ${(small / 1000).toFixed(1).padStart(6)} kB gzipped`,
    );
  }
}
if (sizes.core.gzipped > LIMIT) {
  console.error(`the core is ${sizes.core.gzipped} bytes gzipped, above its limit of ${LIMIT}`);
  process.exitCode = 1;
}
