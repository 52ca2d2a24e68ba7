/** Rollouts on several threads. The calling thread computes a share like every other. */

import { messageOf } from '../errors.js';
import { OptionError } from '../options.js';
import { inOrder, nothingDone, now, orAborted, Pacer } from '../planners/pace.js';
import type {
  Limits,
  LocalRollouts,
  RolloutRequest,
  RolloutResult,
  Rollouts,
  Share,
} from '../planners/rollouts.js';
import { totalRollouts } from '../planners/rollouts.js';
import type { TaskSource } from '../worlds/world.js';
import type { WorkerApi } from './entry.js';
import { Member, type WorkerLimits } from './member.js';
import { divide } from './shares.js';
import { learnSpeeds } from './speeds.js';
import { type Thread, ThreadDeath } from './thread.js';

/** Deaths of workers on one share after which the share is at fault, not the worker. */
const DEATHS_ALLOWED = 3;

export interface WorkerPoolOptions {
  /** For messages. */
  readonly taskName: string;
  /** How the workers make the task. */
  readonly source: TaskSource;
  /** Threads, the calling one included: an integer ≥ 1. */
  readonly threads: number;
  /** Starts a thread that runs `entry.ts`. */
  readonly spawn: () => Thread;
  /** After which a worker that does not answer is killed and replaced. */
  readonly limits: WorkerLimits;
}

/** Milliseconds that are waited for the answer of a worker after a deadline, by which it should have ended. */
const GRACE = 5;

/**
 * Divides each request into contiguous shares of whole groups of rollouts, larger ones for the threads that were faster
 * of late: cores differ, and so does what else they have to do. A rollout depends on the request and its own number alone,
 * so results have the same bits however they are shared out, and a share can be computed again when its worker has died.
 */
export class WorkerPool implements Rollouts {
  readonly threads: number;
  readonly #members: (Member | undefined)[];
  readonly #init: Parameters<WorkerApi['init']>;
  readonly #pacer: Pacer;
  #speeds: readonly number[];
  #closing: Promise<void> | undefined;

  private constructor(
    readonly local: LocalRollouts,
    private readonly options: WorkerPoolOptions,
  ) {
    this.threads = options.threads;
    this.#members = new Array(options.threads - 1).fill(undefined);
    this.#pacer = new Pacer(local);
    this.#speeds = new Array(options.threads).fill(1);
    const expected = { taskName: options.taskName, shape: local.shape };
    this.#init = [options.source, local.kernels.modules, expected];
  }

  /**
   * Starts the workers and waits until each has made the task. Takes over `local`, which is closed with the pool; when
   * this fails, it stays the caller's, and every thread has ended.
   *
   * @throws the first error: the task cannot be made on a worker, workers die three times as they start, or they take
   *   longer than they may
   */
  static async create(local: LocalRollouts, options: WorkerPoolOptions): Promise<WorkerPool> {
    const pool = new WorkerPool(local, options);
    const starts = pool.#members.map((_, index) => pool.#start(index));
    try {
      await within(options.limits.all, Promise.all(starts));
    } catch (error) {
      pool.#closing = pool.#endThreads();
      await Promise.allSettled([pool.#closing, ...starts]);
      throw error;
    }
    return pool;
  }

  /** The threads of the living workers, for tests: `terminate()` kills one. */
  get handles(): readonly Thread[] {
    return this.#members.flatMap((member) => (member && !member.dead ? [member.thread] : []));
  }

  /**
   * Computes all rollouts of the request, or as many as there is time for.
   *
   * @throws what the task throws, on whichever thread; or if three workers have died on the same share; or if the pool
   *   is closed before the end. The pool stays usable after the first two.
   */
  async run(request: RolloutRequest, limits: Limits = {}): Promise<RolloutResult> {
    if (this.#closing) throw closedError();
    limits.signal?.throwIfAborted();
    const total = totalRollouts(request, this.local.shape);
    const [own, ...others] = divide(total, this.#speeds) as [Share, ...Share[]];
    const sent = compact(request);
    const remote = others.flatMap((share, index) =>
      share.count > 0 ? [this.#share(index, sent, share, limits)] : [],
    );
    const parts = await allSettled([this.#pacer.run(request, own, limits), ...remote]);
    this.#speeds = learnSpeeds(this.#speeds, parts);
    return inOrder(parts, { first: 0, count: total }, this.local.shape.observationSize);
  }

  /** Ends every thread. Requests that are still running are rejected. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #end(): Promise<void> {
    await this.#endThreads();
    this.local.close();
  }

  async #endThreads(): Promise<void> {
    await Promise.all(this.#members.map((member) => member?.thread.terminate()));
  }

  async #start(index: number): Promise<void> {
    await this.#persist(index, 'as it started', (member) => member.started);
  }

  #share(
    index: number,
    request: RolloutRequest,
    share: Share,
    { deadline, signal }: Limits,
  ): Promise<RolloutResult> {
    const where = `on rollouts ${share.first} to ${share.first + share.count - 1}`;
    const answer = this.#persist(index, where, (member) => member.run(request, share, deadline));
    const late = nothingDone(share, this.local.shape.observationSize);
    return orAborted(deadline === undefined ? answer : inTime(answer, deadline + GRACE, late), signal);
  }

  /** Does work on a worker, and again on a new worker when it dies. */
  async #persist<T>(index: number, where: string, work: (member: Member) => Promise<T>): Promise<T> {
    let death: unknown;
    for (let deaths = 0; deaths < DEATHS_ALLOWED; deaths++) {
      const member = this.#living(index);
      try {
        return await work(member);
      } catch (error) {
        if (this.#closing) throw closedError();
        if (!(error instanceof ThreadDeath)) throw error;
        if (error.unreachable && !member.hasStarted) {
          throw new Error(`a worker cannot be started: ${error.message}`, { cause: error });
        }
        death = error;
      }
    }
    throw new Error(
      `task '${this.options.taskName}': a worker died ${DEATHS_ALLOWED} times ${where}; the last time ${(death as Error).message}`,
      { cause: death },
    );
  }

  /** The worker at this place; a new one if there is none or it is dead. */
  #living(index: number): Member {
    const member = this.#members[index];
    if (member && !member.dead) return member;
    const { taskName, limits } = this.options;
    const fresh = new Member(this.#spawn(), taskName, this.#init, limits);
    this.#members[index] = fresh;
    return fresh;
  }

  #spawn(): Thread {
    try {
      return this.options.spawn();
    } catch (error) {
      if (error instanceof OptionError) throw error;
      throw new Error(`a worker cannot be started: ${messageOf(error)}`, {
        cause: error,
      });
    }
  }
}

/** The outcome of a promise, or at some time by `now()` something else; the late outcome is then nobody's. */
function inTime<T>(promise: Promise<T>, time: number, otherwise: T): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(otherwise), Math.max(0, time - now()));
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** The value of a promise, or an error after some seconds, if there is a limit. */
function within<T>(seconds: number | undefined, promise: Promise<T>): Promise<T> {
  if (seconds === undefined) return promise;
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error(`workers were not ready within ${seconds} s`));
    const timer = setTimeout(late, 1000 * seconds);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** The request for sending: a view of a part of a buffer would take the whole buffer along. */
function compact(request: RolloutRequest): RolloutRequest {
  const own = <V extends Float32Array | Float64Array>(view: V): V =>
    view.byteLength === view.buffer.byteLength ? view : (view.slice() as V);
  return {
    ...request,
    states: own(request.states),
    nominals: own(request.nominals),
    sigma: own(request.sigma),
  };
}

/** The values of all; or, when every one has settled, the first error: nothing goes on behind the caller's back. */
async function allSettled<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const outcomes = await Promise.allSettled(promises);
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}

function closedError(): Error {
  return new Error('the worker pool is closed');
}
