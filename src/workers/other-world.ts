/** Whether a worker has made the caller's task, or something else that would give plausible nonsense. */

import type { WorldShape } from '../worlds/world.js';

const NAME = 'OtherWorldError';

/** A worker made something else than the calling thread has. Known by its name, which is all that comlink sends along. */
class OtherWorldError extends Error {
  override readonly name = NAME;
}

/** Whether an error, or what caused it, says that a worker made another world. */
export function isOtherWorld(error: unknown): boolean {
  return error instanceof Error && (error.name === NAME || isOtherWorld(error.cause));
}

/** @throws if the worker's world differs from the one of the calling thread in sizes, bounds or resting control */
export function checkSameShape(shape: Required<WorldShape>, expected: Required<WorldShape>): void {
  for (const name of ['stateSize', 'actionSize', 'observationSize'] as const) {
    if (shape[name] !== expected[name]) {
      throw new OtherWorldError(
        `its source makes another world: ${name} is ${shape[name]}, not ${expected[name]}`,
      );
    }
  }
  for (const name of ['actionLow', 'actionHigh', 'restingAction'] as const) {
    if (Array.from(shape[name]).join() !== Array.from(expected[name]).join()) {
      throw new OtherWorldError(`its source makes another world: ${name} is different`);
    }
  }
}

/** @throws if the worker's task has another name */
export function checkSameName(name: string, expected: string): void {
  if (name !== expected) throw new OtherWorldError(`its source makes another task, '${name}'`);
}
