/**
 * All that an agent needs to go on as if nothing had happened, as one sealed safetensors file (sealed.ts): networks,
 * Adam's moments, targets, the plan and the world's state as tensors; counters, random positions and totals as JSON.
 * Random numbers are counter-based, so their state is a handful of integers.
 *
 * The other arrays of the replay buffer, which are large and only ever grow, are rows (replay-rows.ts): inside as the
 * tensor `replay.rows`, or kept elsewhere by whoever writes the checkpoint.
 */

import { networkParameterCount } from '../kernels/mlp.js';
import { inTodaysNames } from '../older-settings.js';
import { OptionError, show } from '../options.js';
import type { Polo } from '../polo.js';
import { ANY_BITS } from '../settings.js';
import type { EnsembleState } from '../value/ensemble.js';
import type { DecodedTensor, Tensor, TensorType } from '../value/safetensors.js';
import { type Counters, checkCounters, type StreamEnds } from './counters.js';
import { decodeRows, encodeRows, rowBytes } from './replay-rows.js';
import { decodeSealed, encodeSealed } from './sealed.js';
import type { Totals } from './summary.js';

export const CHECKPOINT_VERSION = 2;

export interface CheckpointOptions {
  /** Whether the replay buffer's rows are in the file. Default true. */
  readonly rows?: boolean;
  /** Where the recording's streams stand. */
  readonly streams?: StreamEnds;
}

/** A checkpoint that is whole in itself; whether it fits an agent is seen when it is restored. */
export interface Checkpoint {
  readonly tensors: Record<string, DecodedTensor>;
  readonly counters: Counters;
}

/** The plan, and what else the planner carries from one to the next, as `plan.NAME`. */
function planTensors({ planner, world }: Polo): Record<string, Tensor> {
  const shape = [planner.horizon, world.actionSize];
  return Object.fromEntries(
    Object.entries(planner.save()).map(([name, numbers]) => [`plan.${name}`, tensor('F32', shape, numbers)]),
  );
}

const NETWORK_TENSORS = ['weights', 'priors', 'firstMoments', 'secondMoments'] as const;

/** Writes an agent and the totals of its run. */
export function encodeCheckpoint(agent: Polo, totals: Totals, options: CheckpointOptions = {}): Uint8Array {
  const { replay, guarded, ensemble } = agent;
  const { size, added, shape, arrays } = replay;
  const tensors: Record<string, Tensor> = {
    'world.state': tensor('F64', [agent.state.length], agent.state),
    'agent.observation': tensor('F32', [agent.observation.length], agent.observation),
    ...planTensors(agent),
    'replay.targets': tensor('F32', [size, shape.members], arrays.targets.subarray(0, size * shape.members)),
    'replay.hasTarget': tensor('U8', [size], arrays.hasTarget.subarray(0, size)),
  };
  if (options.rows ?? true)
    tensors['replay.rows'] = tensor('U8', [size, rowBytes(shape)], encodeRows(replay, added - size, added));
  const memory = guarded.getMemory();
  if (memory.length > 0) tensors['world.memory'] = tensor('U8', [memory.length], memory);
  const state = ensemble?.parameters();
  if (state) Object.assign(tensors, networkTensors(state));
  const counters: Counters = {
    version: CHECKPOINT_VERSION,
    ...identity(agent),
    steps: agent.steps,
    episode: agent.episode,
    episodeStep: agent.episodeStep,
    simulationSteps: agent.simulationSteps,
    failedPlans: agent.failedPlans,
    targetPlans: agent.learner.targetPlans,
    updateDue: agent.updateDue,
    begun: agent.begun,
    seconds: agent.seconds,
    warnings: agent.warnings,
    random: Object.fromEntries(Object.entries(agent.random).map(([name, random]) => [name, random.position])),
    planNumber: agent.planner.planNumber,
    planStarted: agent.planner.started,
    replayAdded: added,
    networks: state ? { sizes: state.sizes, members: state.members, steps: state.steps } : null,
    totals,
    streams: options.streams ?? {},
  };
  return encodeSealed(tensors, counters);
}

/** Reads a file. @throws RangeError with one line that says what is wrong with it */
export function decodeCheckpoint(file: Uint8Array): Checkpoint {
  const { tensors, about } = decodeSealed(file);
  if (about.version !== CHECKPOINT_VERSION) {
    throw new RangeError(
      `it has version ${show(about.version)}; this version of polo-mpc reads ${CHECKPOINT_VERSION}`,
    );
  }
  return { tensors, counters: checkCounters(about) };
}

/**
 * Puts an agent of the same task and settings where the checkpoint was written.
 *
 * @param rows reads the rows of the replay buffer; default: the checkpoint's own
 * @returns the totals of the run so far
 * @throws RangeError if the checkpoint is damaged or of another version, task, setting or shape; the agent is then of no
 *   more use
 */
export function restoreCheckpoint(
  agent: Polo,
  checkpoint: Uint8Array | Checkpoint,
  rows?: (first: number, count: number) => Uint8Array,
): Totals {
  const { tensors, counters } = checkpoint instanceof Uint8Array ? decodeCheckpoint(checkpoint) : checkpoint;
  checkIdentity(agent, counters);
  const take = <T>(name: string, dtype: TensorType, length: number): T => {
    const found = tensors[name];
    if (found?.dtype !== dtype || found.data.length !== length) {
      const what = found ? `${found.data.length} of ${found.dtype}` : 'nothing';
      throw new RangeError(`the checkpoint does not fit: ${name} has ${what}, not ${length} of ${dtype}`);
    }
    return found.data as T;
  };
  const numbers = (name: string, dtype: 'F32' | 'F64', length: number): Float32Array | Float64Array => {
    const data = take<Float32Array | Float64Array>(name, dtype, length);
    refuseBroken(`${name} of the checkpoint`, data);
    return data;
  };

  agent.state.set(numbers('world.state', 'F64', agent.state.length));
  agent.observation.set(numbers('agent.observation', 'F32', agent.observation.length));
  const { planNumber, planStarted: started } = counters;
  const sequences = Object.entries(agent.planner.save()).map(([name, { length }]) => {
    return [name, numbers(`plan.${name}`, 'F32', length)] as const;
  });
  const { nominal, ...kept } = Object.fromEntries(sequences);
  agent.planner.restore({ nominal: nominal!, planNumber, started }, kept);
  restoreReplay(agent, counters.replayAdded, take, rows);
  restoreNetworks(agent, tensors, counters);
  const memory = tensors['world.memory'];
  if (memory) {
    if (memory.dtype !== 'U8')
      throw new RangeError(`world.memory of the checkpoint has ${memory.dtype}, not U8`);
    agent.guarded.setMemory(memory.data as Uint8Array);
  }
  for (const [name, random] of Object.entries(agent.random)) {
    const position = counters.random[name];
    if (position === undefined) throw new RangeError(`the checkpoint has no random position for ${name}`);
    random.position = position;
  }
  agent.steps = counters.steps;
  agent.episode = counters.episode;
  agent.episodeStep = counters.episodeStep;
  agent.simulationSteps = counters.simulationSteps;
  agent.failedPlans = counters.failedPlans;
  agent.learner.targetPlans = counters.targetPlans;
  agent.updateDue = counters.updateDue;
  agent.begun = counters.begun;
  Object.assign(agent.seconds, counters.seconds);
  Object.assign(agent.warnings, counters.warnings);
  return structuredClone(counters.totals) as Totals;
}

export function networkTensors(state: EnsembleState): Record<string, Tensor> {
  const shape = [state.members, state.weights.length / state.members];
  return Object.fromEntries(
    NETWORK_TENSORS.map((name) => [`value.${name}`, tensor('F32', shape, state[name])]),
  );
}

/** The networks among the tensors of a file, if they are there, all of one size, and their numbers finite. */
export function networksOf(
  tensors: Record<string, DecodedTensor>,
  about: { readonly sizes: readonly number[]; readonly members: number; readonly steps: number },
): EnsembleState {
  const { sizes, members, steps } = about;
  const parameters = networkParameterCount(sizes);
  const arrays = NETWORK_TENSORS.map((name) => {
    const found = tensors[`value.${name}`];
    if (found?.dtype !== 'F32' || found.data.length !== members * parameters) {
      throw new RangeError(
        `value.${name} has ${found?.data.length ?? 'no'} numbers; ${members} networks ${sizes.join('-')} have ${members * parameters}`,
      );
    }
    refuseBroken(`value.${name}`, found.data as Float32Array);
    return found.data as Float32Array;
  });
  const [weights, priors, firstMoments, secondMoments] = arrays as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  return { sizes: [...sizes], members, steps, weights, priors, firstMoments, secondMoments };
}

/** What is in a file was finite when it was written. */
function refuseBroken(what: string, data: ArrayLike<number>): void {
  for (let i = 0; i < data.length; i++)
    if (!Number.isFinite(data[i])) throw new RangeError(`${what} is ${data[i]} at index ${i}`);
}

function restoreNetworks(agent: Polo, tensors: Checkpoint['tensors'], { networks }: Counters): void {
  if (networks) agent.useValue(networksOf(tensors, networks));
  else if (agent.ensemble) throw new RangeError('the checkpoint has no networks, which this agent needs');
}

function restoreReplay(
  agent: Polo,
  added: number,
  take: <T>(name: string, dtype: TensorType, length: number) => T,
  rows: ((first: number, count: number) => Uint8Array) | undefined,
): void {
  const { replay } = agent;
  const { capacity, members } = replay.shape;
  const size = Math.min(added, capacity);
  const targets = take<Float32Array>('replay.targets', 'F32', size * members);
  const hasTarget = take<Uint8Array>('replay.hasTarget', 'U8', size);
  const bytes =
    rows?.(added - size, size) ?? take<Uint8Array>('replay.rows', 'U8', size * rowBytes(replay.shape));
  replay.resize(added);
  decodeRows(replay, bytes, added - size);
  replay.arrays.targets.set(targets);
  replay.arrays.hasTarget.set(hasTarget);
}

/** What must be the same for a run to go on with the same bits. */
function identity(agent: Polo): Pick<Counters, 'task' | 'source' | 'settings'> {
  const settings = Object.entries(agent.settings).filter(([name]) => !ANY_BITS.includes(name));
  return {
    task: agent.task.name,
    source: agent.task.source ?? null,
    settings: Object.fromEntries(settings),
  };
}

/** A checkpoint of another task or other settings may fit by its shapes, and then would go on silently wrong. */
function checkIdentity(agent: Polo, saved: Counters): void {
  const own = plain(identity(agent));
  if (saved.task !== own.task) {
    throw new OptionError(`the checkpoint is of task ${show(saved.task)}, this agent's is ${show(own.task)}`);
  }
  if (text(saved.source) !== text(own.source)) {
    throw new OptionError(
      `the checkpoint's task was made from ${show(saved.source)}, this agent's from ${show(own.source)}`,
    );
  }
  const settings = inTodaysNames(saved.settings);
  for (const name of new Set([...Object.keys(own.settings), ...Object.keys(settings)])) {
    if (text(settings[name]) !== text(own.settings[name])) {
      throw new OptionError(
        `the checkpoint was made with ${name} ${show(settings[name])}, this agent has ${show(own.settings[name])}`,
      );
    }
  }
}

function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** JSON with the keys in order. */
function text(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    ) ?? 'undefined'
  );
}

function tensor(dtype: TensorType, shape: number[], data: Tensor['data']): Tensor {
  return { dtype, shape, data };
}
