/**
 * What a planner relies on in a world: that it can be put back into a state, and then does the same again. A world that
 * keeps something outside its state, or keeps the arrays it is given, would be planned for with wrong rollouts.
 */

import { OptionError } from '../options.js';
import { Random, Stream } from '../random.js';
import type { GuardedWorld } from './guarded-world.js';

/** Control steps that are taken twice: what a step leaves behind shows in the next one. */
const STEPS = 2;
/** Actions are drawn from this part of their range around its middle, so that physics does not blow up. */
const PART_OF_RANGE = 0.2;
/** Differences up to this share of a number, or up to this much, are rounding. */
const TOLERANCE = { relative: 1e-6, absolute: 1e-9 };

/** What can be seen of a world after a step. */
interface Seen {
  readonly what: string;
  readonly numbers: readonly number[];
}

/**
 * Takes a world through two steps from a start state, puts it back, and takes it through them again (by `follow`, where
 * it has one); the same states, observations and rewards must come. It is then reset with the same random numbers, for the same start. It costs two
 * resets and four steps (six with a `follow`), once for each world that is made; what the world remembers beside its state is put back.
 *
 * A world that says it is `stochastic` is only asked whether it can be put back into a state.
 *
 * @throws OptionError naming the method and the difference
 */
export function checkContract(world: GuardedWorld): void {
  const memory = world.getMemory();
  const random = new Random(0, Stream.contract);
  const start = startState(world, random);
  const actions = Array.from({ length: STEPS }, () => someAction(world, random));
  const expected = goOn(world, start, actions);
  const again = goOn(world, start, actions);
  // Before its first step a world need not be random to be in the state that it was put into.
  const compared = world.stochastic ? expected.slice(0, 1) : expected;
  for (const [i, { what, numbers }] of compared.entries()) {
    const difference = firstDifference(numbers, again[i]!.numbers);
    if (difference) {
      throw new OptionError(
        `task '${world.taskName}': setState, then the same actions, must bring the same again, but ${what} was ${difference}; all that a step depends on has to be in the state (a world that is meant to be random says stochastic: true)`,
      );
    }
  }
  checkPutBack(world, start, expected[0]!.numbers);
  if (world.world.follow && !world.stochastic) checkFollow(world, start, actions, expected);
  if (!world.stochastic) checkReset(world, start);
  if (memory.length > 0) world.setMemory(memory);
}

function checkPutBack(world: GuardedWorld, start: Float64Array, state: readonly number[]): void {
  const difference = firstDifference([...start], state);
  if (!difference) return;
  throw new OptionError(
    `task '${world.taskName}': getState after setState must bring the same state, but the state was ${difference}`,
  );
}

function checkFollow(
  world: GuardedWorld,
  start: Float64Array,
  actions: readonly Float32Array[],
  expected: readonly Seen[],
): void {
  const rewards = new Float64Array(STEPS);
  world.setState(start);
  const taken = world.follow(Float32Array.from(actions.flatMap((action) => [...action])), rewards);
  const inTurn = expected
    .filter(({ what }) => what.startsWith('the reward'))
    .map(({ numbers }) => numbers[0]!);
  const difference = firstDifference(inTurn.slice(0, taken), [...rewards]);
  if (!difference) return;
  throw new OptionError(
    `task '${world.taskName}': follow must bring what step and reward in turn bring, but the reward was ${difference}`,
  );
}

function checkReset(world: GuardedWorld, start: Float64Array): void {
  const difference = firstDifference([...start], [...startState(world, new Random(0, Stream.contract))]);
  if (!difference) return;
  throw new OptionError(
    `task '${world.taskName}': reset must draw a start state from the generator it is given alone, but with the same numbers it was ${difference} (a world that is meant to be random says stochastic: true)`,
  );
}

function startState(world: GuardedWorld, random: Random): Float64Array {
  const state = new Float64Array(world.stateSize);
  world.reset(random);
  world.getState(state);
  return state;
}

function someAction({ actionLow, actionHigh, actionSize }: GuardedWorld, random: Random): Float32Array {
  return Float32Array.from({ length: actionSize }, (_, a) => {
    const middle = (actionLow[a]! + actionHigh[a]!) / 2;
    const reach = (PART_OF_RANGE * (actionHigh[a]! - actionLow[a]!)) / 2;
    return random.uniform(middle - reach, middle + reach);
  });
}

/** State and observation at the start, and state, observation and reward after each step. */
function goOn(world: GuardedWorld, start: Float64Array, actions: readonly Float32Array[]): Seen[] {
  const look = (when: string): Seen[] => {
    const state = new Float64Array(world.stateSize);
    const observation = new Float32Array(world.observationSize);
    world.getState(state);
    world.observe(observation);
    return [
      { what: `the state ${when}`, numbers: [...state] },
      { what: `the observation ${when}`, numbers: [...observation] },
    ];
  };
  world.setState(start);
  const seen = look('after setState');
  actions.forEach((action, t) => {
    world.step(action.slice());
    const reward = world.reward();
    const when = `after step ${t + 1}`;
    seen.push(...look(when), { what: `the reward ${when}`, numbers: [reward] });
  });
  return seen;
}

/** The first pair of numbers that differ by more than rounding, in words. */
function firstDifference(before: readonly number[], after: readonly number[]): string | undefined {
  for (let i = 0; i < before.length; i++) {
    const a = before[i]!;
    const b = after[i]!;
    const tolerance = TOLERANCE.absolute + TOLERANCE.relative * Math.max(Math.abs(a), Math.abs(b));
    if (Object.is(a, b) || Math.abs(a - b) <= tolerance) continue;
    return `${a} at first and ${b} then${before.length > 1 ? ` (number ${i})` : ''}`;
  }
  return undefined;
}
