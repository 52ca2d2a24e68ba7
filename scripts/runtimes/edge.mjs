// workerd, the runtime of edge workers: no threads, no eval, no compiling from bytes. The program is bundled as such
// workers are (esbuild, the .wasm files modules of their own), from the packed package, without MuJoCo.
import { spawn } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { program, project } from './project.mjs';

const START_LIMIT = 20_000; // ms
const WASM = ['polo.wasm', 'physics.wasm'];

/** Once as it is, and once with the imitation of Node that such runtimes offer, which has no threads either. */
export async function workerd(golden) {
  return [...(await withFlags(golden, [])), ...(await withFlags(golden, ['nodejs_compat']))];
}

async function withFlags(golden, flags) {
  const directory = await project('workerd', ['workerd@1']);
  await build({
    absWorkingDir: directory,
    entryPoints: ['edge.js'],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    outfile: 'worker.js',
    external: ['*.wasm', '@mujoco/mujoco'],
    logLevel: 'warning',
  });
  for (const file of WASM)
    copyFileSync(join(directory, 'node_modules/polo-mpc/dist', file), join(directory, file));
  const port = await freePort();
  writeFileSync(join(directory, 'config.capnp'), configuration(port, flags));
  const server = spawn(program(directory, 'workerd'), ['serve', 'config.capnp'], { cwd: directory });
  let said = '';
  server.stderr.on('data', (text) => (said += text));
  try {
    const body = JSON.stringify(golden);
    const response = await patiently(() => fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body }));
    if (!response.ok) throw new Error(`status ${response.status}: ${await response.text()}`);
    return await response.json();
  } catch (error) {
    throw new Error(`workerd: ${error.message}\n${said}`);
  } finally {
    server.kill();
  }
}

function configuration(port, flags) {
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]
);
const worker :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    ${WASM.map((file) => `(name = "polo-mpc/${file}", wasm = embed "${file}")`).join(',\n    ')}
  ],
  compatibilityDate = "2026-01-01",
  compatibilityFlags = ${JSON.stringify(flags)}
);
`;
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function patiently(request) {
  const limit = performance.now() + START_LIMIT;
  for (;;) {
    try {
      return await request();
    } catch (error) {
      if (performance.now() > limit) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
