/** The bare loop, the planner and a world that is stepped by itself must go through the same states. */

import type { World } from '../../src/worlds/world.js';
import { assertClose } from '../harness.js';
import type { Bed } from './tasks.js';

/** Rollouts that are gone through. */
const CHECKED = 8;

/**
 * Steps a world through some rollouts of the planner's last plan: its returns must be those of the planner, and it must
 * end where the bare loop does.
 *
 * @param controls of all rollouts, f64 [rollouts][horizon][controls]
 */
export function assertSameRollouts(
  { bare, engines }: Bed,
  world: World,
  state: Float64Array,
  controls: Float64Array,
): void {
  const { horizon, gamma, rollouts, lastRollouts } = engines[0]!.planner.planner;
  const returns: number[] = [];
  const ends: number[] = [];
  const end = new Float64Array(world.stateSize);
  let qposCount = 0;
  const bareEnds: number[] = [];
  bare.replay(state, controls, Math.min(CHECKED, rollouts), horizon, (qpos, _, step) => {
    qposCount = qpos.length;
    if (step === horizon - 1) bareEnds.push(...qpos);
  });
  for (let r = 0; r < Math.min(CHECKED, rollouts); r++) {
    world.setState(state);
    let sum = 0;
    for (let t = 0; t < horizon; t++) {
      const at = (r * horizon + t) * world.actionSize;
      world.step(Float32Array.from(controls.subarray(at, at + world.actionSize)));
      sum += gamma ** t * world.reward();
    }
    returns.push(sum);
    world.getState(end);
    ends.push(...end.subarray(0, qposCount));
  }
  assertClose(
    'returns of a world stepped by itself',
    returns,
    lastRollouts!.returns.subarray(0, CHECKED),
    1e-4,
  );
  assertClose('where the bare loop ends', bareEnds, ends, 1e-9);
}
