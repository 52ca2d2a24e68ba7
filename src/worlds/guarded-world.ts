/**
 * A world whose every answer is looked at. A mistake in a user's world or task, such as an `async step`, would otherwise
 * be a plausible number: a promise is not an error, it is only never waited for.
 */

import { show } from '../options.js';
import type { Random } from '../random.js';
import type { Numbers, Readout } from './quantities.js';
import { expectNumber, expectWritten, inTask, methodThrew, refusePromise, TaskFault } from './task-fault.js';
import type { Scene, World } from './world.js';

/** The methods of a world that rollouts and the agent call again and again, and what they must answer. */
export class GuardedWorld implements World {
  readonly stateSize: number;
  readonly actionSize: number;
  readonly observationSize: number;
  readonly actionLow: ArrayLike<number>;
  readonly actionHigh: ArrayLike<number>;
  readonly timestep: number | undefined;
  readonly physicsSteps: number | undefined;
  readonly stochastic: boolean;

  /**
   * @param world checked by `checkWorld`
   * @param taskName for messages
   */
  constructor(
    readonly world: World,
    readonly taskName: string,
  ) {
    this.stateSize = world.stateSize;
    this.actionSize = world.actionSize;
    this.observationSize = world.observationSize;
    this.actionLow = world.actionLow;
    this.actionHigh = world.actionHigh;
    this.timestep = world.timestep;
    this.physicsSteps = world.physicsSteps;
    this.stochastic = world.stochastic ?? false;
  }

  /** The world's present one: it changes where episodes are told to begin elsewhere (`World.startFrom`). */
  get restingAction(): ArrayLike<number> | undefined {
    return this.world.restingAction;
  }

  reset(random: Random): void {
    this.#call('reset', () => this.world.reset(random));
  }

  /** The action is the world's to keep. */
  step(action: Float32Array): void {
    this.#call('step', () => this.world.step(action));
  }

  follow(actions: Float32Array, rewards: Float64Array): number {
    if (!this.world.follow) return this.#stepInTurn(actions, rewards);
    return this.#call('follow', () => {
      const taken = expectNumber('follow', this.world.follow!(actions, rewards));
      if (Number.isInteger(taken) && taken >= 0 && taken <= rewards.length) return taken;
      throw new TaskFault(`follow() must return the steps taken, 0 to ${rewards.length}, got ${taken}`);
    });
  }

  /** `stepInTurn` in one piece, as a small world steps in less time than two calls of a guard take. */
  #stepInTurn(actions: Float32Array, rewards: Float64Array): number {
    const { world, actionSize } = this;
    let method = 'step';
    try {
      for (let t = 0; t < rewards.length; t++) {
        method = 'step';
        const returned: unknown = world.step(actions.slice(t * actionSize, (t + 1) * actionSize));
        if (typeof returned === 'object') refusePromise('step', returned);
        method = 'reward';
        const reward = world.reward();
        rewards[t] = typeof reward === 'number' ? reward : expectNumber('reward', reward);
        if (!Number.isFinite(reward)) return t + 1;
      }
      return rewards.length;
    } catch (thrown) {
      return inTask(this.taskName, () => {
        throw methodThrew(method, thrown);
      });
    }
  }

  getState(out: Float64Array): void {
    this.#call('getState', () => expectWritten('getState', out, (into) => this.world.getState(into)));
  }

  /** Gives the world a copy, which is its to keep. */
  setState(state: Float64Array): void {
    this.#call('setState', () => this.world.setState(state.slice()));
  }

  observe(out: Float32Array): void {
    this.#call('observe', () => expectWritten('observe', out, (into) => this.world.observe(into)));
  }

  reward(): number {
    return this.#call('reward', () => expectNumber('reward', this.world.reward()));
  }

  get diverged(): boolean {
    const { diverged } = this.world;
    if (diverged === undefined || typeof diverged === 'boolean') return diverged ?? false;
    const got = typeof diverged === 'function' ? 'a method' : show(diverged);
    return inTask(this.taskName, () => {
      throw new TaskFault(`diverged must be true or false (a property or a getter), got ${got}`);
    });
  }

  beforeAction(step: number, random: Random): void {
    this.#call('beforeAction', () => this.world.beforeAction?.(step, random));
  }

  /** NaN if the world has none. */
  measure(): number {
    const { world } = this;
    return world.measure
      ? this.#call('measure', () => expectNumber('measure', world.measure!()))
      : Number.NaN;
  }

  details(): Record<string, number> {
    return this.#call('details', () => this.world.details?.() ?? {});
  }

  /** Empty if the world remembers nothing. */
  getMemory(): Uint8Array {
    return this.#call('getMemory', () => {
      const memory = this.world.getMemory?.() ?? new Uint8Array(0);
      if (memory instanceof Uint8Array) return memory;
      refusePromise('getMemory', memory);
      throw new TaskFault(`getMemory() must return a Uint8Array, got ${show(memory)}`);
    });
  }

  setMemory(memory: Uint8Array): void {
    this.#call('setMemory', () => this.world.setMemory?.(memory));
  }

  /** Empty if there is nothing to draw. */
  scene(): Scene {
    return this.#call('scene', () => this.world.scene?.() ?? { shapes: [] });
  }

  poses(out: Float32Array): void {
    const { world } = this;
    if (world.poses) this.#call('poses', () => expectWritten('poses', out, (into) => world.poses!(into)));
  }

  takeWarnings(): Readonly<Record<string, number>> {
    const { world } = this;
    return world.takeWarnings ? this.#call('takeWarnings', () => world.takeWarnings!()) : {};
  }

  close(): void {
    this.#call('close', () => this.world.close?.());
  }

  #call<T>(method: string, work: () => T): T {
    let returned: T;
    try {
      returned = work();
    } catch (thrown) {
      return inTask(this.taskName, () => {
        throw methodThrew(method, thrown);
      });
    }
    if (typeof returned === 'object') inTask(this.taskName, () => refusePromise(method, returned));
    return returned;
  }
}

/** The functions of a task over a model, looked at in the same way: a physics calls them without a world around them. */
export function guardReadout<R extends Readout>(readout: R): R {
  const { reward, observe, measure } = readout;
  return {
    ...readout,
    reward: guarded('reward', (q: Numbers, action: Float32Array) =>
      expectNumber('reward', reward.call(readout, q, action)),
    ),
    observe: guarded('observe', (q: Numbers, out: Float32Array) =>
      expectWritten('observe', out, (into) => observe.call(readout, q, into)),
    ),
    measure: measure && guarded('measure', (q: Numbers) => expectNumber('measure', measure.call(readout, q))),
  };
}

function guarded<A extends unknown[], T>(method: string, work: (...args: A) => T): (...args: A) => T {
  return (...args) => {
    try {
      return work(...args);
    } catch (thrown) {
      throw methodThrew(method, thrown);
    }
  };
}
