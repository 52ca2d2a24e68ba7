/** Time of a world and step in MuJoCo and in the lanes, in the same process in turn. */

import { quantile } from '../measures.js';
import type { InLanes, InMujoco } from './pair.js';
import type { Rollouts } from './returns.js';

export interface Speed {
  readonly lanesMicroseconds: number;
  readonly mujocoMicroseconds: number;
}

/** MuJoCo's WASM is at its peak after 5 to 10 thousand steps. */
const WARM_STEPS = 10_000;
const ROUNDS = 7;
/** Of the rollouts, one in so many is enough to time MuJoCo, which takes each by itself. */
const SHARE = 3;
/** Large models get fewer rounds, but three at least. */
const LONG = 20_000; // ms

/** Medians over some rounds, in each of which both take the same rollouts. Only the steps are timed, not what places states. */
export function measureSpeed(mujoco: InMujoco, lanes: InLanes, rollouts: Rollouts): Speed {
  const steps = rollouts.controls[0]!.length;
  const some = {
    states: rollouts.states.filter((_, world) => world % SHARE === 0),
    controls: rollouts.controls.filter((_, world) => world % SHARE === 0),
  };
  const mujocoSteps = some.states.length * steps;
  const begun = performance.now();
  const isLong = () => performance.now() - begun > LONG;
  for (let warm = 0; warm < WARM_STEPS && !isLong(); warm += mujocoSteps) {
    inMujoco(mujoco, some);
    inLanes(lanes, rollouts);
  }
  const [mujocoTimes, laneTimes]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS && !(round >= 3 && isLong()); round++) {
    mujocoTimes.push(inMujoco(mujoco, some) / mujocoSteps);
    laneTimes.push(inLanes(lanes, rollouts) / (rollouts.states.length * steps));
  }
  return {
    lanesMicroseconds: 1000 * quantile(laneTimes, 0.5),
    mujocoMicroseconds: 1000 * quantile(mujocoTimes, 0.5),
  };
}

/** @returns milliseconds */
function inMujoco(mujoco: InMujoco, { states, controls }: Rollouts): number {
  const { ctrl } = mujoco.data;
  return states.reduce((sum, state, world) => {
    const sequence = controls[world]!;
    mujoco.put(state, sequence[0]!);
    const begun = performance.now();
    for (const control of sequence) {
      ctrl.set(control);
      mujoco.step();
    }
    return sum + performance.now() - begun;
  }, 0);
}

/** @returns milliseconds */
function inLanes(lanes: InLanes, { states, controls }: Rollouts): number {
  states.forEach((state, world) => {
    lanes.put(world, state);
  });
  let sum = 0;
  for (let t = 0; t < controls[0]!.length; t++) {
    for (let world = 0; world < states.length; world++) lanes.control(world, controls[world]![t]!);
    const begun = performance.now();
    lanes.step(states.length);
    sum += performance.now() - begun;
  }
  return sum;
}
