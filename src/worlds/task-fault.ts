/** Faults of a task: which of its methods did what. */

import { show } from '../options.js';

/** A task's method threw, or did not keep its contract. The message names the method. */
export class TaskFault extends Error {
  override readonly name = 'TaskFault';

  /** @param taskName absent until somebody knows whose method it was */
  constructor(
    message: string,
    readonly taskName?: string,
    cause?: unknown,
  ) {
    super(taskName === undefined ? message : `task '${taskName}': ${message}`, { cause });
  }
}

/**
 * What a method threw, under the method's name; also what a check of this package threw at it, since nobody but the task
 * gave what was refused there. A fault that is named already stays as it is.
 */
export function methodThrew(method: string, thrown: unknown): Error {
  if (thrown instanceof TaskFault) return thrown;
  const what = thrown instanceof Error ? `failed: ${thrown.message}` : `threw ${show(thrown)}`;
  return new TaskFault(`${method}() ${what}`, undefined, thrown);
}

/** Refuses a promise, or a generator, where a method should have done its work before it returned. */
export function refusePromise(method: string, returned: unknown): void {
  const { then, next } = (returned ?? {}) as { then?: unknown; next?: unknown };
  if (typeof next === 'function')
    throw new TaskFault(
      `${method}() returned a generator, whose work nobody does; it must be a plain method`,
    );
  if (typeof then !== 'function') return;
  // Nobody waits for it: without this its rejection would end the process.
  (returned as Promise<unknown>).then(undefined, () => {});
  throw new TaskFault(`${method}() returned a promise; it must do its work before it returns`);
}

/** @returns the number that a method returned */
export function expectNumber(method: string, returned: unknown): number {
  if (typeof returned === 'number') return returned;
  refusePromise(method, returned);
  throw new TaskFault(`${method}() must return a number, got ${show(returned)}`);
}

/**
 * Numbers that no task writes, to be found where it has written nothing; f32 and f64 hold both. There are two, since
 * a task may write even these: what is unwritten holds first the one and then, in a second call, the other.
 */
const UNWRITTEN = [Math.fround(-1.618e-30), Math.fround(2.718e-31)] as const;

/**
 * Calls a method that writes into an array, and makes sure that it has written every element of it.
 *
 * @param out length ≥ 0; all of it is overwritten
 * @throws TaskFault naming the method and the first element that it left as it was
 */
export function expectWritten<V extends Float32Array | Float64Array>(
  method: string,
  out: V,
  write: (out: V) => unknown,
): void {
  out.fill(UNWRITTEN[0]);
  refusePromise(method, write(out));
  const suspect = out.indexOf(UNWRITTEN[0]);
  if (suspect < 0) return;
  out.fill(UNWRITTEN[1]);
  const returned = write(out);
  if (out[suspect] !== UNWRITTEN[1]) return;
  const instead = returned === undefined ? '' : `; it returned ${show(returned)}, which nobody reads`;
  throw new TaskFault(
    `${method}(out) must write all ${out.length} numbers into out, and left out[${suspect}] unwritten${instead}`,
  );
}

/** The result of a task's factory or batch; an Error that it throws stays as it is, anything else becomes one. */
export async function calling<T>(taskName: string, method: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof Error) throw thrown;
    return inTask(taskName, () => {
      throw methodThrew(method, thrown);
    });
  }
}

/** Puts the task's name in front of its faults. */
export function inTask<T>(taskName: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TaskFault) || error.taskName !== undefined) throw error;
    throw new TaskFault(error.message, taskName, error.cause);
  }
}
