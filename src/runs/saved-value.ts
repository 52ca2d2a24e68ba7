/**
 * A value function as a file, `value.safetensors`: tensors `value.weights` and `value.priors`, f32 [members][P] (a
 * network's P numbers are, for each layer, W[in][out] then b[out]), `value.firstMoments` and `value.secondMoments` of
 * Adam; JSON with `sizes`, `members`, `kappa`, `priorScale`, `gamma` and Adam's `steps`.
 */

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { OptionError, show } from '../options.js';
import type { Polo } from '../polo.js';
import type { DecodedTensor } from '../value/safetensors.js';
import type { TrainedValue } from '../value/trained.js';
import { decodeCheckpoint, networksOf, networkTensors } from './checkpoint.js';
import { checkValue } from './counters.js';
import { FileError, readWhole } from './files.js';
import { decodeSealed, encodeSealed } from './sealed.js';

const VERSION = 1;
/** Where a run's directory holds a value function: at its end, and on the way. */
const FILES = ['value.safetensors', 'checkpoint.safetensors', 'checkpoint.previous.safetensors'];

/** The agent's value function alone; undefined if it has none. */
export function encodeValue(agent: Polo): Uint8Array | undefined {
  const state = agent.ensemble?.parameters();
  if (!state) return undefined;
  const { kappa, priorScale, gamma } = agent.settings;
  const { sizes, members, steps } = state;
  const about = { version: VERSION, task: agent.task.name, sizes, members, steps, kappa, priorScale, gamma };
  return encodeSealed(networkTensors(state), about);
}

/** @throws RangeError with one line that says what is wrong with the file */
export function decodeValue(file: Uint8Array): TrainedValue {
  const { tensors, about } = decodeSealed(file);
  if (about.version !== VERSION) {
    throw new RangeError(`it has version ${show(about.version)}; this version of polo-mpc reads ${VERSION}`);
  }
  return trainedValue(tensors, about);
}

/**
 * Reads a value function.
 *
 * @param path a file as `encodeValue` makes it, or the directory of a recorded run
 * @throws OptionError if there is none; FileError if it is damaged
 */
export function readValue(path: string): TrainedValue {
  if (!existsSync(path)) throw new OptionError(`${path} is not there; it should be the directory of a run`);
  const names = statSync(path).isDirectory() ? FILES.map((name) => join(path, name)) : [path];
  const file = names.find((name) => existsSync(name));
  if (!file) throw new OptionError(`${path} holds no value function (no ${FILES[0]})`);
  const bytes = readWhole(file);
  try {
    return file.endsWith(FILES[0]!) || names.length === 1 ? decodeValue(bytes) : fromCheckpoint(bytes);
  } catch (error) {
    if (error instanceof OptionError || !(error instanceof RangeError)) throw error;
    throw new FileError(`${file}: ${error.message}`, { cause: error });
  }
}

function fromCheckpoint(bytes: Uint8Array): TrainedValue {
  const { tensors, counters } = decodeCheckpoint(bytes);
  if (!counters.networks) throw new OptionError('that run learned no value function');
  return trainedValue(tensors, { ...counters.settings, ...counters.networks });
}

function trainedValue(tensors: Record<string, DecodedTensor>, about: Record<string, unknown>): TrainedValue {
  const { kappa, priorScale, gamma, ...networks } = checkValue(about);
  const state = networksOf(tensors, networks);
  return { ...state, kappa, priorScale, gamma };
}
