/** One worker of the pool, from its start to its death. */

import { type Remote, wrap } from 'comlink';
import { messageOf } from '../errors.js';
import type { RolloutRequest, RolloutResult, Share } from '../planners/rollouts.js';
import type { WorkerApi } from './entry.js';
import { type Thread, ThreadDeath } from './thread.js';
import { watchdog } from './watchdog.js';

/** Seconds after which a worker that does not answer is taken for dead, and killed. */
export interface WorkerLimits {
  /** From its spawning to the end of making the task. */
  readonly start: number;
  /** For a share. */
  readonly answer: number;
  /** For all workers of a pool to start, however often; then none is wanted any more. Default: no limit. */
  readonly all?: number;
}

export class Member {
  /** Settles when the worker has made its task. */
  readonly started: Promise<void>;
  readonly #remote: Remote<WorkerApi>;
  #hasStarted = false;
  #callsInFlight = 0;

  /**
   * @param taskName for messages
   * @param init the arguments of the worker's `init`
   */
  constructor(
    readonly thread: Thread,
    private readonly taskName: string,
    init: Parameters<WorkerApi['init']>,
    private readonly limits: WorkerLimits,
  ) {
    this.#remote = wrap<WorkerApi>(thread.endpoint);
    this.started = this.#start(init);
    // Those who wait for the start hear of the error. A worker without a task is of no use: the next call makes another.
    this.started.catch(() => thread.terminate());
  }

  /** Whether it has made its task. */
  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  get dead(): boolean {
    return this.thread.death.cause !== undefined;
  }

  /**
   * Computes a share; the request is posted before this returns if the worker has started.
   *
   * @param deadline see `WorkerApi.run`
   * @throws ThreadDeath if the worker dies first
   */
  run(request: RolloutRequest, share: Share, deadline?: number): Promise<RolloutResult> {
    const post = () => this.#call(this.limits.answer, () => this.#remote.run(request, share, deadline));
    return this.#hasStarted ? post() : this.started.then(post);
  }

  async #start(init: Parameters<WorkerApi['init']>): Promise<void> {
    try {
      await this.#call(this.limits.start, () => this.#remote.init(...init));
      this.#hasStarted = true;
    } catch (error) {
      if (error instanceof ThreadDeath) throw error;
      const message = messageOf(error);
      throw new Error(`task '${this.taskName}' cannot be made on a worker: ${message}`, { cause: error });
    }
  }

  /**
   * A call that keeps the process alive until it is answered: an idle worker does not.
   *
   * @param limit seconds
   */
  async #call<T>(limit: number, call: () => Promise<T>): Promise<T> {
    if (this.#callsInFlight++ === 0) this.thread.ref();
    const stop = watchdog(1000 * limit, () => {
      this.thread.death.announce(`it gave no answer for ${limit} s`);
      void this.thread.terminate();
    });
    try {
      return await this.thread.death.race(call);
    } finally {
      stop();
      if (--this.#callsInFlight === 0) this.thread.unref();
    }
  }
}
