/**
 * All that an agent needs to go on as if nothing had happened, as one safetensors file: networks, Adam's moments, the
 * replay buffer, the plan and the world's state as tensors; counters, random positions and totals as JSON in the
 * metadata under `polo`. Random numbers are counter-based, so their state is a handful of integers.
 */

import { OptionError } from '../options.js';
import type { Polo } from '../polo.js';
import type { EnsembleState } from '../value/ensemble.js';
import type { ReplayArrays } from '../value/replay-buffer.js';
import { decodeSafetensors, encodeSafetensors, type Tensor } from '../value/safetensors.js';
import type { Totals } from './summary.js';

const FORMAT_VERSION = 1;

interface Counters {
  readonly version: number;
  readonly steps: number;
  readonly episode: number;
  readonly episodeStep: number;
  readonly simulationSteps: number;
  readonly failedPlans: number;
  readonly targetPlans: number;
  readonly seconds: Polo['seconds'];
  readonly random: Record<string, number>;
  readonly planNumber: number;
  readonly planStarted: boolean;
  readonly replayAdded: number;
  readonly networks: { readonly sizes: number[]; readonly members: number; readonly steps: number } | null;
  readonly totals: Totals;
}

const NETWORK_TENSORS = ['weights', 'priors', 'firstMoments', 'secondMoments'] as const;

/** Writes an agent and the totals of its run. */
export function encodeCheckpoint(agent: Polo, totals: Totals): Uint8Array {
  const tensors: Record<string, Tensor> = {
    'world.state': f64([agent.state.length], agent.state),
    'agent.observation': f32([agent.observation.length], agent.observation),
    'plan.nominal': f32([agent.planner.horizon, agent.world.actionSize], agent.planner.nominal),
    ...replayTensors(agent),
  };
  const memory = agent.world.getMemory?.();
  if (memory) tensors['world.memory'] = { dtype: 'U8', shape: [memory.length], data: memory };
  const state = agent.ensemble?.parameters();
  if (state) Object.assign(tensors, networkTensors(state));
  const counters: Counters = {
    version: FORMAT_VERSION,
    steps: agent.steps,
    episode: agent.episode,
    episodeStep: agent.episodeStep,
    simulationSteps: agent.simulationSteps,
    failedPlans: agent.failedPlans,
    targetPlans: agent.targetPlans,
    seconds: agent.seconds,
    random: Object.fromEntries(Object.entries(agent.random).map(([name, random]) => [name, random.position])),
    planNumber: agent.planner.planNumber,
    planStarted: agent.planner.started,
    replayAdded: agent.replay.added,
    networks: state ? { sizes: state.sizes, members: state.members, steps: state.steps } : null,
    totals,
  };
  return encodeSafetensors(tensors, { polo: JSON.stringify(counters) });
}

/**
 * Puts an agent of the same task and settings where the checkpoint was written.
 *
 * @returns the totals of the run so far
 * @throws if the file is damaged or of another version, task or shape
 */
export function restoreCheckpoint(agent: Polo, bytes: Uint8Array): Totals {
  const { tensors, metadata } = decodeSafetensors(bytes);
  if (!metadata.polo) throw new OptionError('this is no checkpoint of polo-mpc (no metadata polo)');
  const counters = JSON.parse(metadata.polo) as Counters;
  if (counters.version !== FORMAT_VERSION) {
    throw new OptionError(
      `the checkpoint has version ${counters.version}; this version reads ${FORMAT_VERSION}`,
    );
  }
  const take = <T extends ArrayLike<number>>(name: string, length: number): T => {
    const tensor = tensors[name];
    if (tensor?.data.length !== length) {
      throw new OptionError(
        `the checkpoint does not fit: ${name} has ${tensor?.data.length ?? 'no'} numbers, not ${length}`,
      );
    }
    return tensor.data as unknown as T;
  };

  agent.state.set(take('world.state', agent.state.length));
  agent.observation.set(take('agent.observation', agent.observation.length));
  agent.planner.restore({
    nominal: take('plan.nominal', agent.planner.nominal.length),
    planNumber: counters.planNumber,
    started: counters.planStarted,
  });
  restoreReplay(agent, counters.replayAdded, take);
  if (agent.ensemble) {
    if (!counters.networks) throw new OptionError('the checkpoint has no networks, which this agent needs');
    const length = agent.ensemble.members * agent.ensemble.parameterCount;
    const [weights, priors, firstMoments, secondMoments] = NETWORK_TENSORS.map((name) =>
      take<Float32Array>(`value.${name}`, length),
    ) as [Float32Array, Float32Array, Float32Array, Float32Array];
    agent.ensemble.load({ ...counters.networks, weights, priors, firstMoments, secondMoments });
  }
  for (const [name, random] of Object.entries(agent.random)) random.position = counters.random[name]!;
  agent.steps = counters.steps;
  agent.episode = counters.episode;
  agent.episodeStep = counters.episodeStep;
  agent.simulationSteps = counters.simulationSteps;
  agent.failedPlans = counters.failedPlans;
  agent.targetPlans = counters.targetPlans;
  Object.assign(agent.seconds, counters.seconds);
  if (tensors['world.memory']) agent.world.setMemory?.(tensors['world.memory'].data as Uint8Array);
  return counters.totals;
}

/** The ensemble alone, as `value.safetensors`. */
export function encodeValue(agent: Polo): Uint8Array | undefined {
  const state = agent.ensemble?.parameters();
  if (!state) return undefined;
  const { kappa, priorScale, gamma } = agent.settings;
  return encodeSafetensors(networkTensors(state), {
    polo: JSON.stringify({
      version: FORMAT_VERSION,
      sizes: state.sizes,
      kappa,
      priorScale,
      gamma,
      steps: state.steps,
    }),
  });
}

function networkTensors(state: EnsembleState): Record<string, Tensor> {
  const shape = [state.members, state.weights.length / state.members];
  return Object.fromEntries(NETWORK_TENSORS.map((name) => [`value.${name}`, f32(shape, state[name])]));
}

/** Numbers in a row of each array of the replay buffer. */
function replayRows(agent: Polo): Record<keyof ReplayArrays, number> {
  const { stateSize, observationSize, planSize, members } = agent.replay.shape;
  return {
    states: stateSize,
    observations: observationSize,
    plans: planSize,
    targets: members,
    rewards: 1,
    episodes: 1,
    hasTarget: 1,
  };
}

function replayTensors(agent: Polo): Record<string, Tensor> {
  const arrays = agent.replay.save();
  const rows = replayRows(agent);
  const tensors: Record<string, Tensor> = {};
  for (const name of Object.keys(rows) as (keyof ReplayArrays)[]) {
    const data = arrays[name];
    const dtype =
      data instanceof Float64Array
        ? 'F64'
        : data instanceof Float32Array
          ? 'F32'
          : data instanceof Int32Array
            ? 'I32'
            : 'U8';
    tensors[`replay.${name}`] = { dtype, shape: [agent.replay.size, rows[name]], data };
  }
  return tensors;
}

function restoreReplay(
  agent: Polo,
  added: number,
  take: <T extends ArrayLike<number>>(name: string, length: number) => T,
): void {
  const size = Math.min(added, agent.replay.shape.capacity);
  const rows = replayRows(agent);
  const names = Object.keys(rows) as (keyof ReplayArrays)[];
  const arrays = Object.fromEntries(names.map((name) => [name, take(`replay.${name}`, size * rows[name])]));
  agent.replay.restore(arrays as unknown as ReplayArrays, added);
}

function f32(shape: number[], data: Float32Array): Tensor {
  return { dtype: 'F32', shape, data };
}

function f64(shape: number[], data: Float64Array): Tensor {
  return { dtype: 'F64', shape, data };
}
