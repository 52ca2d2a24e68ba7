/** Rollouts piece by piece: so that they can end at a deadline, and so that others get a turn in between. */

import type { Limits, LocalRollouts, RolloutRequest, RolloutResult, Share } from './rollouts.js';

/** Milliseconds between two turns of the event loop. */
const TURN = 10;
const LANES = 4;

/** Milliseconds on a clock that all threads of the process share. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

/** Lets everything that waits for the event loop happen: timers, signals, messages. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Takes turns of the event loop, but not more often than they are of use. */
export class TurnTaker {
  #last = 0;

  async take(): Promise<void> {
    if (now() - this.#last < TURN) return;
    await nextTurn();
    this.#last = now();
  }
}

/** Computes shares on one thread within limits. The pieces are whole groups of four rollouts, sized by measured time. */
export class Pacer {
  /** Milliseconds that a control step of a group took in the last piece. */
  #groupStep: number | undefined;
  readonly #turns = new TurnTaker();

  constructor(private readonly local: LocalRollouts) {}

  /** Computes a share with turns of the event loop in between, if they are asked for. */
  async run(request: RolloutRequest, share: Share, limits: Limits = {}): Promise<RolloutResult> {
    const { deadline, signal, yields = signal !== undefined } = limits;
    signal?.throwIfAborted();
    if (deadline === undefined && !yields) return this.local.run(request, share);
    const parts: RolloutResult[] = [];
    for (const part of this.#pieces(request, share, deadline)) {
      parts.push(part);
      if (yields) await this.#turns.take();
      signal?.throwIfAborted();
    }
    return inOrder(parts, share, this.local.shape.observationSize);
  }

  /** Computes as much of a share as there is time for; nothing if it is over. */
  runUntil(request: RolloutRequest, share: Share, deadline: number): RolloutResult {
    const parts = now() < deadline ? [...this.#pieces(request, share, deadline)] : [];
    return inOrder(parts, share, this.local.shape.observationSize);
  }

  /** At least one piece, and more as long as another group is likely to be done in time. */
  *#pieces(
    request: RolloutRequest,
    share: Share,
    deadline = Number.POSITIVE_INFINITY,
  ): Generator<RolloutResult> {
    const end = share.first + share.count;
    for (let first = share.first; first < end; ) {
      const group = this.#groupStep === undefined ? TURN : this.#groupStep * request.steps;
      const left = deadline - now();
      if (first > share.first && group > left) return;
      const groups = Math.max(1, Math.floor(Math.min(TURN, left) / group));
      const count = Math.min(end - first, groups * LANES);
      const started = now();
      const part = this.local.run(request, { first, count });
      this.#groupStep = (now() - started) / (Math.ceil(count / LANES) * request.steps);
      yield part;
      first += count;
    }
  }
}

/** One result of the results of pieces, in their order; what is missing at the end has the return NaN. */
export function inOrder(
  parts: readonly RolloutResult[],
  share: Share,
  observationSize: number,
): RolloutResult {
  const [only] = parts;
  if (only && parts.length === 1 && only.returns.length === share.count) return only;
  const whole = nothingDone(share, observationSize);
  const warnings: Record<string, number> = {};
  let done = 0;
  for (const part of parts) {
    whole.returns.set(part.returns, done);
    whole.observations.set(part.observations, done * observationSize);
    done += part.returns.length;
    addCounts(warnings, part.warnings);
  }
  const sum = (what: 'simulationSteps' | 'simulationSeconds' | 'missing'): number =>
    parts.reduce((total, part) => total + (part[what] ?? 0), 0);
  return {
    ...whole,
    missing: share.count - done + sum('missing'),
    simulationSteps: sum('simulationSteps'),
    simulationSeconds: sum('simulationSeconds'),
    warnings,
  };
}

/** The result of a share for which there was no time. */
export function nothingDone(share: Share, observationSize: number): RolloutResult {
  return {
    returns: new Float64Array(share.count).fill(Number.NaN),
    observations: new Float32Array(share.count * observationSize),
    missing: share.count,
    simulationSteps: 0,
    simulationSeconds: 0,
  };
}

/** Adds counts by name to others. */
export function addCounts(sums: Record<string, number>, more: Readonly<Record<string, number>> = {}): void {
  for (const [name, count] of Object.entries(more)) sums[name] = (sums[name] ?? 0) + count;
}

/** A promise, or the rejection of a signal if that comes first; the promise's own outcome is then nobody's. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
