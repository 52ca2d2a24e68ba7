// In an edge worker (workerd): no threads, no eval, and WASM only from modules compiled beforehand.
import physics from 'polo-mpc/physics.wasm';
import kernels from 'polo-mpc/polo.wasm';
import { check } from './check.js';

const usesPhysics = ({ options }) => options.packed !== undefined;

/** With the kernels alone as `module`: what needs no physics runs, and the rest says what to pass. */
async function kernelsAlone(golden) {
  const results = await check(golden, { workers: [1], module: kernels });
  const advice = /cannot be loaded here; .* give both compiled modules as module: \{ kernels, physics \}/;
  return results.map((result) => {
    const run = golden.runs.find(({ name }) => name === result.name);
    if (!usesPhysics(run)) return result;
    const told = advice.test(result.error) && !result.error.includes('\n');
    return { ...result, hash: told ? 'advice' : JSON.stringify(result), expected: 'advice' };
  });
}

export default {
  async fetch(request) {
    const golden = await request.json();
    const results = await check(golden, { workers: [1, 'auto'], module: { kernels, physics } });
    return Response.json([...results, ...(await kernelsAlone(golden))]);
  },
};
