/** Where the milliseconds of rollouts go, seen from outside. */

import type { RolloutRequest, Rollouts } from '../../src/planners/rollouts.js';
import type { MujocoTask } from '../../src/tasks/mujoco-task.js';
import { MujocoWorld } from '../../src/worlds/mujoco/world.js';
import type { Numbers } from '../../src/worlds/quantities.js';
import type { Task, World } from '../../src/worlds/world.js';
import { median } from '../statistics.js';

/** Milliseconds in a world. */
export interface WorldTimes {
  /** Taking steps, and reading what the reward needs. */
  simulate: number;
  /** The task's reward function. */
  reward: number;
  observe: number;
}

/** The task step by step, with a clock around what its world does in rollouts; for the calling thread alone. */
export function timedTask(task: MujocoTask, times: WorldTimes): Task {
  const model = {
    ...task.planningModel,
    reward(q: Numbers, action: Float32Array) {
      const started = performance.now();
      const reward = task.planningModel.reward(q, action);
      times.reward += performance.now() - started;
      return reward;
    },
  };
  return {
    ...task,
    source: undefined,
    createBatchWorld: undefined,
    createPlanningWorld: async () => timedWorld(await MujocoWorld.create(model), times),
  };
}

function timedWorld(world: MujocoWorld, times: WorldTimes): World {
  const { stateSize, actionSize, observationSize, timestep, physicsSteps } = world;
  const { actionLow, actionHigh, restingAction } = world;
  return {
    stateSize,
    actionSize,
    observationSize,
    actionLow,
    actionHigh,
    restingAction,
    timestep,
    physicsSteps,
    reset: (random) => world.reset(random),
    getState: (out) => world.getState(out),
    setState: (state) => world.setState(state),
    step: (action) => world.step(action),
    reward: () => world.reward(),
    follow(actions, rewards) {
      const started = performance.now();
      const rewarding = times.reward;
      const taken = world.follow(actions, rewards);
      times.simulate += performance.now() - started - (times.reward - rewarding);
      return taken;
    },
    observe(out) {
      const started = performance.now();
      world.observe(out);
      times.observe += performance.now() - started;
    },
    close: () => world.close(),
  };
}

/** Milliseconds of one request. On more than two threads only `total` and `own` are meaningful. */
export interface RequestTimes {
  readonly total: number;
  /** The calling thread's own share. */
  readonly own: number;
  /** The calling thread with nothing to do, as the other one still computes. */
  readonly waiting: number;
  /** What is left: requests and answers on their way. */
  readonly messages: number;
}

/** An engine that notes its last request and how long it took. */
export interface WatchedRollouts extends Rollouts {
  readonly request: RolloutRequest;
  readonly times: RequestTimes;
}

export function watched(engine: Rollouts): WatchedRollouts {
  const { local, threads } = engine;
  const run = local.run.bind(local);
  let own = 0;
  Object.defineProperty(local, 'run', {
    value: (...args: Parameters<typeof run>) => {
      const started = performance.now();
      const result = run(...args);
      own += performance.now() - started;
      return result;
    },
  });
  let request: RolloutRequest | undefined;
  let times: RequestTimes = { total: 0, own: 0, waiting: 0, messages: 0 };
  return {
    local,
    threads,
    get request() {
      if (!request) throw new Error('nothing has been asked for yet');
      return request;
    },
    get times() {
      return times;
    },
    async run(each, limits) {
      request = each;
      own = 0;
      const started = performance.now();
      const result = await engine.run(each, limits);
      const total = performance.now() - started;
      const other = result.simulationSeconds * 1000 - own; // of two threads
      const slower = Math.max(own, other);
      times = { total, own, waiting: slower - own, messages: total - slower };
      return result;
    },
    close: () => engine.close(),
  };
}

/** Medians of each number over many. */
export function medians<T extends object>(all: readonly T[]): T {
  const names = Object.keys(all[0]!) as (keyof T)[];
  return Object.fromEntries(names.map((name) => [name, median(all.map((each) => Number(each[name])))])) as T;
}
