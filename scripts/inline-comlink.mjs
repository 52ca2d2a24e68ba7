// Puts comlink into the files of a worker's program in dist. A worker knows nothing of the page's import map, so there
// `from 'comlink'` leads nowhere; what imports by a relative path starts from any address. Part of `npm run build:ts`.
import { writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { notice } from './licences.mjs';

/** What browsers' workers load and imports comlink. */
const FILES = ['entry', 'endpoint'];

const keepOwnFiles = {
  name: 'keep-own-files',
  setup({ onResolve }) {
    onResolve({ filter: /^\.{1,2}\// }, ({ kind, path }) =>
      kind === 'entry-point' ? undefined : { path, external: true },
    );
  },
};

await build({
  entryPoints: FILES.map((name) => `./dist/workers/${name}.js`),
  outdir: 'dist/workers',
  allowOverwrite: true,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  legalComments: 'inline',
  plugins: [keepOwnFiles],
  logLevel: 'warning',
});
writeFileSync('dist/workers/LICENSES.txt', notice(['comlink']));
