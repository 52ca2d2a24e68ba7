/** Humanoid getup with its rollouts in the lanes, as a module of its own that workers can import. */

import { loadPhysics } from '../../src/kernels/load-physics.js';
import { LaneBatch } from '../../src/physics/batch.js';
import { packModel } from '../../src/physics/pack/model.js';
import type { PackedModel } from '../../src/physics/packed.js';
import { humanoidGetup } from '../../src/tasks/humanoid-getup.js';
import type { MujocoTask } from '../../src/tasks/mujoco-task.js';
import { compileModel, loadMujoco } from '../../src/worlds/mujoco/module.js';

/** @param xml MJCF that the lanes can reproduce */
export async function pack(xml: string): Promise<PackedModel> {
  const mujoco = await loadMujoco();
  const model = compileModel(mujoco, xml);
  try {
    return packModel(mujoco, model);
  } finally {
    model.delete();
  }
}

export default function humanoidInLanes(): MujocoTask {
  const task = humanoidGetup();
  return {
    ...task,
    source: { module: import.meta.url },
    createBatchWorld: async (kernels) =>
      new LaneBatch(await loadPhysics(kernels), await pack(task.model.xml), task.model),
  };
}
