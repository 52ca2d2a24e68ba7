/** Checks of the value ensemble's options and arrays, each with one clear line. */

import { networkParameterCount } from '../kernels/mlp.js';
import { gigabytes, OptionError } from '../options.js';
import { checkSettings, type ValuesOf } from '../setting-kinds.js';
import { ENSEMBLE_SETTINGS, SHARED_SETTINGS, VALUE_SETTINGS } from '../settings.js';
import type {
  EnsembleOptions as EnsembleOnlyOptions,
  SharedOptions,
  ValueOptions,
} from '../settings-options.generated.js';

const ROWS = { ...VALUE_SETTINGS, ...ENSEMBLE_SETTINGS, ...SHARED_SETTINGS };

/** Settings of a value ensemble, of which only `observationSize` must be given: see the table, settings.ts. */
export interface EnsembleOptions extends ValueOptions, EnsembleOnlyOptions, SharedOptions {}

export type EnsembleSettings = ValuesOf<typeof ROWS>;

/** The names of the options, for those who refuse others. */
export const ENSEMBLE_OPTIONS: readonly string[] = Object.keys(ROWS);

/** Fills in the defaults. @throws OptionError naming the option that is out of range. */
export function ensembleSettings(options: EnsembleOptions): EnsembleSettings {
  const settings = checkSettings(ROWS, options);
  fitsMemory(settings);
  return settings;
}

/** Weights, priors, gradients and Adam's two moments must fit into the 4 GiB of WASM. */
function fitsMemory({ observationSize, hidden, members }: EnsembleSettings): void {
  const sizes = [observationSize, ...hidden, 1];
  const bytes = 5 * 4 * members * networkParameterCount(sizes);
  if (!(bytes < 2 ** 31)) {
    throw new OptionError(
      `members × hidden is too large: ${members} networks ${sizes.join('-')} need ${gigabytes(bytes)}, 2 GB is the most`,
    );
  }
}

/** Number of rows of the given size in `array`. @throws OptionError if there is no whole number of them. */
export function rowsOf(name: string, array: Float32Array, size: number): number {
  const rows = array.length / size;
  if (!Number.isInteger(rows)) {
    throw new OptionError(`${name} must hold a multiple of ${size} numbers, got ${array.length}`);
  }
  return rows;
}
