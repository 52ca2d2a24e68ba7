/** One thread as the pool sees it: an endpoint for comlink, and a way to learn of its death. */

import type { Endpoint } from 'comlink';
import type { TaskSource } from '../worlds/world.js';

export interface Thread {
  readonly endpoint: Endpoint;
  /** Tells of the thread's death, once, with its cause; at once if it is dead already. */
  readonly death: DeathWatch;
  /** Kills the thread. `death` hears of it. */
  terminate(): Promise<void>;
  /** Keeps the process alive (the default), or not. Without effect where the runtime has no such notion. */
  ref(): void;
  unref(): void;
}

/** What a platform offers: threads that run `entry.ts`, and how many of them make sense. */
export interface Platform {
  spawn(): Thread;
  /** Threads that the machine can run at a time. */
  parallelism(): number;
  /** What is known to be wrong with a task's module for a worker: it follows the module's name in a sentence. */
  whyNotImport?(source: TaskSource): Promise<string | undefined>;
}

/** The thread that should have answered is dead. */
export class ThreadDeath extends Error {
  override readonly name = 'ThreadDeath';

  /** @param unreachable its program could not be loaded, and would not be a second time */
  constructor(
    message: string,
    readonly unreachable: boolean,
  ) {
    super(message);
  }
}

/**
 * Who wants to know that a thread has died. A set of listeners and not a promise: a promise that lives as long as the
 * thread would hold on to the result of every call that was ever raced against it.
 */
export class DeathWatch {
  #cause: ThreadDeath | undefined;
  readonly #listeners = new Set<(cause: ThreadDeath) => void>();

  /** Why the thread died, or undefined while it lives. */
  get cause(): ThreadDeath | undefined {
    return this.#cause;
  }

  /** Only the first announcement counts. @param unreachable see `ThreadDeath` */
  announce(cause: string, unreachable = false): void {
    if (this.#cause) return;
    this.#cause = new ThreadDeath(cause, unreachable);
    for (const listener of [...this.#listeners]) listener(this.#cause);
    this.#listeners.clear();
  }

  /** @returns a function that ends the subscription */
  subscribe(listener: (cause: ThreadDeath) => void): () => void {
    if (this.#cause) listener(this.#cause);
    else this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * The outcome of a call to the thread, or its death: comlink never settles a call that nobody is left to answer.
   *
   * @param call posts the message; it is made at once
   */
  race<T>(call: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const unsubscribe = this.subscribe(reject);
      if (this.#cause) return;
      const settle = <V>(how: (value: V) => void) => {
        return (value: V) => {
          unsubscribe();
          how(value);
        };
      };
      call().then(settle(resolve), settle(reject));
    });
  }
}
