/** Targets of the value function (eq. 7): rollouts around remembered plans, against the bare loop over the same. */

import { power } from '../../src/planners/power.js';
import { ValueEnsemble } from '../../src/value/ensemble.js';
import type { ReplayBuffer } from '../../src/value/replay-buffer.js';
import { replanTargets } from '../../src/value/targets.js';
import { assertThat, type ResultHash, timeOf } from '../harness.js';
import { asRows, sampling } from '../planner.js';
import type { Result } from '../report.js';
import { median } from '../statistics.js';
import type { Bed, Engine } from './tasks.js';
import { medians } from './watched.js';

interface Times {
  readonly total: number;
  readonly bare: number;
  readonly noise: number;
  readonly simulate: number;
  readonly observe: number;
  readonly reward: number;
  readonly value: number;
  readonly own: number;
  readonly waiting: number;
  readonly messages: number;
}

/** @param remembered states with their plans */
export async function targets(
  name: string,
  bed: Bed,
  remembered: ReplayBuffer,
  rounds: number,
  hash: ResultHash,
): Promise<Result[]> {
  const { settings, engines, timed, physicsSteps } = bed;
  const slots = Array.from({ length: Math.min(settings.refreshStates, remembered.size) }, (_, i) => i);
  const steps = slots.length * settings.targetRollouts * settings.targetHorizon * physicsSteps;
  const all: Times[][] = [];
  for (let round = -1; round < rounds; round++) {
    const order = round % 2 ? [...engines, timed] : [timed, ...engines].reverse();
    const times = new Map<Engine, Times>();
    let first: Float32Array | undefined;
    for (const engine of order) {
      times.set(engine, await once(bed, engine, remembered, slots, round + 1));
      const made = remembered.arrays.targets.slice();
      first ??= made;
      assertThat(String(made) === String(first), 'targets differ with the number of threads');
    }
    hash.add(first!.subarray(0, slots.length * settings.members));
    if (round >= 0) all.push([...engines, timed].map((engine) => times.get(engine)!));
  }
  const of = (index: number) => all.map((round) => round[index]!);
  const case_ = `${name}, targets of ${slots.length} states × ${settings.targetRollouts} × ${settings.targetHorizon}`;
  const speed = engines.map((_, index): Result => {
    const [times, one] = [of(index), of(0)];
    const ratios: Record<string, number> = {
      'mj-step-loop': median(times.map(({ total }, i) => one[i]!.bare / total)),
    };
    if (index > 0) ratios['one thread'] = median(times.map(({ total }, i) => one[i]!.total / total));
    return {
      case: `${case_}, ${index + 1} thread${index > 0 ? 's' : ''}`,
      unit: 'physics steps/s',
      ours: median(times.map(({ total }) => (1000 * steps) / total)),
      ratios,
      bars: index === 0 ? { 'mj-step-loop': 0.98 } : index === 1 ? { 'one thread': 1.9 } : undefined,
    };
  });
  const one = medians(
    of(engines.length).map((times) => {
      const { noise, simulate, reward, observe, own, value, total } = times;
      return { ...times, loop: own - noise - simulate - reward - observe, best: total - own - value };
    }),
  );
  const phase = (what: string, ms: number): Result => ({
    case: `${name}, targets, ${what}`,
    unit: 'ms',
    ours: ms,
    ratios: {},
    sweep: true,
  });
  const { noise, simulate, reward, observe, value, total, loop, best } = one;
  const phases = [
    phase('one thread: all', total),
    phase('one thread: noise', noise),
    phase('one thread: simulate', simulate),
    phase('one thread: reward', reward),
    phase('one thread: observe', observe),
    phase('one thread: states, actions, returns', loop),
    phase('one thread: values', value),
    phase('one thread: the best of each', best),
  ];
  if (engines.length < 2) return [...speed, ...phases];
  const two = medians(of(1));
  return [
    ...speed,
    ...phases,
    phase('two threads: all', two.total),
    phase('two threads: own rollouts', two.own),
    phase('two threads: waiting for the other', two.waiting),
    phase('two threads: messages', two.messages),
    phase('two threads: values', two.value),
  ];
}

async function once(
  bed: Bed,
  engine: Engine,
  remembered: ReplayBuffer,
  slots: readonly number[],
  round: number,
): Promise<Times> {
  const { settings, worldTimes, bare, engines } = bed;
  const { rollouts } = engine;
  const { local } = rollouts;
  const ensemble = new ValueEnsemble(local.kernels, {
    ...settings,
    observationSize: local.shape.observationSize,
  });
  let value = 0;
  const predict = ensemble.predict.bind(ensemble);
  Object.defineProperty(ensemble, 'predict', {
    value: (observations: Float32Array) => {
      const started = performance.now();
      const values = predict(observations);
      value = performance.now() - started;
      return values;
    },
  });
  const { targetHorizon: steps, targetRollouts, gamma, noiseCorrelation, seed } = settings;
  const { sigma, restingAction } = engine.planner.planner;
  Object.assign(worldTimes, { simulate: 0, reward: 0, observe: 0 });
  const started = performance.now();
  await replanTargets(remembered, slots, ensemble, rollouts, {
    steps,
    rollouts: targetRollouts,
    gamma,
    sigma,
    rest: restingAction,
    noiseCorrelation,
    seed,
    firstPlan: round * slots.length,
    discountAtEnd: power(gamma, steps),
  });
  const total = performance.now() - started;
  const { simulate, reward, observe } = worldTimes;
  const { request } = rollouts;
  let bareMs = 0;
  if (engine === engines[0]) {
    const controls = asRows(local, request);
    const size = local.shape.stateSize;
    const each = controls.length / slots.length;
    bareMs = timeOf(() => {
      for (let i = 0; i < slots.length; i++) {
        const state = request.states.subarray(i * size, (i + 1) * size);
        bare.replay(state, controls.subarray(i * each, (i + 1) * each), targetRollouts, steps);
      }
    });
  }
  const again = sampling(local, request);
  const noise = timeOf(() => again.sample(request));
  return { total, bare: bareMs, noise, simulate, reward, observe, value, ...rest(rollouts.times) };
}

function rest({ own, waiting, messages }: { own: number; waiting: number; messages: number }) {
  return { own, waiting, messages };
}
