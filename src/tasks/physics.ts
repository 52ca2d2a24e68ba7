/** Which physics a MuJoCo task is rolled out with, and which it acts in. */

import { loadPhysics } from '../kernels/load-physics.js';
import { checkChoice, OptionError, show } from '../options.js';
import { LaneBatch } from '../physics/batch.js';
import { packedModelFromBytes, packedModelToBytes } from '../physics/file.js';
import { UnreadableError } from '../physics/locate.js';
import { packModel, UnpackableModelError } from '../physics/pack/model.js';
import type { PackedModel } from '../physics/packed.js';
import { LaneWorld } from '../physics/world.js';
import { modelTitle } from '../worlds/mujoco/folder.js';
import { controlRange } from '../worlds/mujoco/model.js';
import { compileModel, loadMujoco, type MainModule } from '../worlds/mujoco/module.js';
import { MujocoWorld, type MujocoWorldOptions } from '../worlds/mujoco/world.js';
import type { Task } from '../worlds/world.js';

export interface PhysicsOptions {
  /**
   * What rollouts are computed with: `lanes`, four worlds in the lanes of a vector, about ten times as fast (f32); or
   * `mujoco`. Default `auto`: lanes where the model can be packed and all that the task reads is computed there, else
   * MuJoCo, which the task's `notice` then says.
   * Either way states too far away for f32 (see src/physics/pack/reach.ts) are planned for with MuJoCo, if the model was not
   * given `packed`; the first time a notice on stderr says so, and warnings count the rollouts.
   */
  readonly physics?: 'auto' | 'lanes' | 'mujoco';
  /** What the agent acts in. Default `mujoco`; with a packed model `lanes`. */
  readonly world?: 'mujoco' | 'lanes';
  /** A packed model (see `packTask`), as base64: neither MuJoCo nor the XML is needed then. */
  readonly packed?: string;
}

/** The names of {@link PhysicsOptions}, for factories that refuse unknown ones. */
export const PHYSICS_OPTIONS = ['physics', 'world', 'packed'] as const;

/** @throws OptionError naming the option and what it accepts. */
export function checkPhysicsOptions(options: PhysicsOptions): Required<Omit<PhysicsOptions, 'packed'>> & {
  packed: PackedModel | undefined;
} {
  const packed = options.packed === undefined ? undefined : fromBase64(options.packed);
  const physics = checkChoice('physics', options.physics ?? 'auto', ['auto', 'lanes', 'mujoco']);
  const world = checkChoice('world', options.world ?? (packed ? 'lanes' : 'mujoco'), ['mujoco', 'lanes']);
  return { physics, world, packed };
}

/** The parts of a task that make its worlds. */
export type TaskWorlds = Pick<Task, 'createWorld' | 'createBatchWorld' | 'createPlanningWorld'> & {
  /** See `Task.notice`. */
  readonly notice: string | undefined;
};

/**
 * @param model what the agent acts in
 * @param planning what the planner rolls out
 */
export function taskWorlds(
  name: string,
  model: MujocoWorldOptions,
  planning: MujocoWorldOptions,
  options: PhysicsOptions,
): TaskWorlds {
  const { physics, world, packed } = checkPhysicsOptions(options);
  let notice: string | undefined;
  const rolledOut = () => (planning === model ? planning : restingAs(model, planning));
  return {
    get notice() {
      return notice;
    },
    createWorld: async (kernels) =>
      world === 'mujoco'
        ? MujocoWorld.create(model)
        : new LaneWorld(await loadPhysics(kernels), packed ?? (await pack(model)).packed, laneOptions(model)),
    createPlanningWorld: async () => MujocoWorld.create(await rolledOut()),
    async createBatchWorld(kernels) {
      if (physics === 'mujoco') return undefined;
      try {
        if (packed) return new LaneBatch(await loadPhysics(kernels), packed, planning);
        const { mujoco, packed: own } = await pack(planning);
        const options = await rolledOut();
        const { differences = [] } = own.info;
        if (differences.length > 0) notice = `task '${name}': ${differences.join('; ')}`;
        // Made when it is needed, at once because MuJoCo has been loaded to pack the model.
        const elsewhere = { name: 'MuJoCo', createWorld: () => new MujocoWorld(mujoco, options) };
        return new LaneBatch(await loadPhysics(kernels), own, options, elsewhere);
      } catch (error) {
        const other = error instanceof UnpackableModelError || error instanceof UnreadableError;
        if (physics === 'lanes' || !other) throw error;
        notice = `task '${name}' is rolled out with MuJoCo, about ten times as slow as in the lanes: ${error.message}`;
        return undefined;
      }
    },
  };
}

/**
 * Another model to plan with, of which nothing begins: it may lack the keyframe that the task starts from, and plans rest
 * where the world acted in does.
 */
async function restingAs(
  model: MujocoWorldOptions,
  planning: MujocoWorldOptions,
): Promise<MujocoWorldOptions> {
  const world = await MujocoWorld.create(model);
  const restingAction = world.restingAction.slice();
  world.close();
  return { ...planning, start: undefined, reset: undefined, restingAction };
}

/** Compiles and packs the model that a task plans with. */
async function pack(model: MujocoWorldOptions): Promise<{ mujoco: MainModule; packed: PackedModel }> {
  const mujoco = await loadMujoco();
  const compiled = compileModel(mujoco, model.xml, model.files);
  try {
    controlRange(mujoco, compiled, modelTitle(model.files)); // what it refuses, MuJoCo's world refuses too
    return { mujoco, packed: packModel(mujoco, compiled) };
  } finally {
    compiled.delete();
  }
}

/**
 * Packs a task's model into a small file, with which the task runs without MuJoCo and without XML: give it back as
 * the option `packed`, in base64.
 *
 * @throws UnpackableModelError naming everything in the model that the lanes do not reproduce.
 */
export async function packTask(task: { readonly model: MujocoWorldOptions }): Promise<Uint8Array> {
  return packedModelToBytes((await pack(task.model)).packed);
}

function laneOptions(model: MujocoWorldOptions) {
  const { beforeAction, ...rest } = model;
  if (beforeAction)
    throw new OptionError('this task changes its world while it acts, which needs world mujoco');
  return rest;
}

function fromBase64(text: unknown): PackedModel {
  if (typeof text !== 'string')
    throw new OptionError(`packed must be base64 of a packed model, got ${show(text)}`);
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    throw new OptionError('packed must be base64 of a packed model, got other text');
  }
  return packedModelFromBytes(bytes);
}
