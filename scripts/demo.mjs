// The live page. `npm run demo` builds it and serves it to this machine (--port N); `npm run demo:build` leaves it in
// build/site, a folder that any host can serve as it is. The WASM must have been built.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { notice } from './licences.mjs';
import { serveFolder } from './serve.mjs';

const OUT = 'build/site';

/** MuJoCo's build makes functions from text; nothing else needs `unsafe-eval`. */
const HEADERS = {
  'Content-Security-Policy':
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
};

/** @returns the folder, which has nothing else in it */
async function buildDemo(out = OUT) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  await build({
    entryPoints: { main: 'demo/main.ts', worker: 'demo/worker.ts', 'entry-web': 'src/workers/entry-web.ts' },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    outdir: out,
    external: ['module'], // MuJoCo asks for it in Node alone
    logLevel: 'warning',
  });
  for (const file of ['demo/index.html', 'demo/demo.css', 'view/viewer.css']) {
    copyFileSync(file, join(out, file.split('/').at(-1)));
  }
  const mujoco = dirname(createRequire(import.meta.url).resolve('@mujoco/mujoco/mujoco.wasm'));
  copyFileSync(join(mujoco, 'mujoco.wasm'), join(out, 'mujoco.wasm'));
  writeFileSync(join(out, 'LICENSES.txt'), notice(['comlink', '@mujoco/mujoco', 'three']));
  return out;
}

/** Builds it in a folder of its own, so that several can be served, and serves it. @returns see `serveFolder` */
export async function serveDemo(port = 0) {
  const folder = await buildDemo(mkdtempSync(join(tmpdir(), 'polo-demo-')));
  const server = await serveFolder(folder, { port, headers: HEADERS });
  const close = async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  };
  return { ...server, close };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { build: { type: 'boolean' }, port: { type: 'string' } } });
  if (values.build) {
    console.log(`built: ${await buildDemo()}`);
  } else {
    const server = await serveDemo(Number(values.port ?? 0));
    console.log(server.url);
    console.error('press Ctrl-C to stop');
    process.once('SIGINT', () => server.close());
  }
}
