// The golden runs through the package's public entries alone, as a program of a user would make them. Runs as it is in
// every runtime, and through every bundler. Everything that goes out or comes in is plain JSON.
import {
  ActionsHash,
  acrobotSwingup,
  cartPoleSwingup,
  diffDrive,
  Polo,
  pendulumSwingup,
  pointMassBox,
  pointMassMaze,
} from 'polo-mpc';

const TASKS = {
  'point-mass-box': pointMassBox,
  'point-mass-maze': pointMassMaze,
  'pendulum-swingup': pendulumSwingup,
  'cart-pole-swingup': cartPoleSwingup,
  'acrobot-swingup': acrobotSwingup,
  'diff-drive': diffDrive,
};

/** Tasks of the entry `polo-mpc/mujoco`, which is loaded for them alone. */
const MUJOCO_TASKS = {
  'humanoid-getup': 'humanoidGetup',
  'humanoid-walk': 'humanoidWalk',
  'humanoid-box': 'humanoidBox',
  'hand-reorient': 'handReorient',
};

async function makeTask({ task, options }) {
  const make = TASKS[task] ?? (await import('polo-mpc/mujoco'))[MUJOCO_TASKS[task]];
  return make(options);
}

/**
 * @param {{ steps: number, settings: object, runs: { name: string, task: string, options: object }[] }} golden
 * @param {{ workers: (number | 'auto')[], module?: WebAssembly.Module | { kernels, physics } }} how numbers of threads; compiled modules
 * @returns {Promise<{ name: string, workers: number | 'auto', hash?: string, error?: string }[]>}
 */
export async function check({ steps, settings, runs }, { workers: counts, module }) {
  const results = [];
  for (const run of runs) {
    for (const workers of counts) {
      const { name } = run;
      try {
        const agent = await Polo.create(await makeTask(run), { ...settings, workers, module });
        const hash = new ActionsHash();
        for await (const { action } of agent.run({ steps })) hash.add(action);
        await agent.close();
        results.push({ name, workers: agent.threads, hash: await hash.hex() });
      } catch (error) {
        results.push({ name, workers, error: String(error) });
      }
    }
  }
  return results;
}
