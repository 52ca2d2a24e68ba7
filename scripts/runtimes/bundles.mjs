// A small page of the packed package, built by each bundler with what its manual says and nothing more, except where
// MuJoCo's own build asks for it (it imports Node's `module`, and esbuild leaves its .wasm where it was).
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { program, project, run } from './project.mjs';

const PAGE = '<!doctype html><meta charset="utf-8"><title>check</title><link rel="icon" href="data:,">';
const WORKER = 'node_modules/polo-mpc/dist/workers/entry-web.js';

const BUNDLERS = {
  async vite(directory, out) {
    writeFileSync(join(directory, 'index.html'), `${PAGE}<script type="module" src="./page.js"></script>\n`);
    await run(program(directory, 'vite'), ['build', '--outDir', out], { cwd: directory });
  },
  async webpack(directory, out, mujoco) {
    const configuration = {
      mode: 'production',
      entry: './page.js',
      output: { path: join(directory, out) },
      ...(mujoco ? { resolve: { fallback: { module: false } } } : {}),
    };
    writeFileSync(
      join(directory, 'webpack.config.js'),
      `export default ${JSON.stringify(configuration, null, 2)};\n`,
    );
    await run(program(directory, 'webpack'), [], { cwd: directory });
    writeFileSync(join(directory, out, 'index.html'), `${PAGE}<script src="./main.js"></script>\n`);
  },
  async esbuild(directory, out, mujoco) {
    const options = ['--bundle', '--minify', '--splitting', '--format=esm', '--entry-names=[name]'];
    await run(
      program(directory, 'esbuild'),
      [
        'page.js',
        WORKER,
        ...options,
        ...(mujoco ? ['--external:module'] : []),
        `--outdir=${out}`,
        '--log-level=warning',
      ],
      { cwd: directory },
    );
    if (mujoco) {
      const wasm = 'mujoco.wasm';
      copyFileSync(join(directory, 'node_modules/@mujoco/mujoco', wasm), join(directory, out, wasm));
    }
    writeFileSync(
      join(directory, out, 'index.html'),
      `${PAGE}<script type="module" src="./page.js"></script>\n`,
    );
  },
};

export const bundlers = Object.keys(BUNDLERS);

/**
 * @param {string} name of the bundler
 * @param {boolean} mujoco whether the project has MuJoCo
 * @returns the folder of the built page
 */
export async function bundle(name, mujoco = true) {
  const tools = ['vite@8', 'webpack@5', 'webpack-cli@7', 'esbuild@0.28'];
  const directory = mujoco
    ? await project('web', [...tools, '@mujoco/mujoco@~3.14.0'])
    : await project('web-core', [...tools, '--omit=peer']);
  const out = `out-${name}`;
  rmSync(join(directory, out), { recursive: true, force: true });
  await BUNDLERS[name](directory, out, mujoco);
  return join(directory, out);
}
