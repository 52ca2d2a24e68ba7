/** Recorded runs in this process, for tests. */

import { Polo } from '../../src/polo.js';
import type { PoloOptions } from '../../src/polo-options.js';
import { ActionsHash } from '../../src/runs/actions-hash.js';
import { Recorder } from '../../src/runs/recorder.js';
import { RECORDING_FORMAT, RECORDING_VERSION, type RunDescription } from '../../src/runs/recording.js';
import { addStep, newTotals, type Totals } from '../../src/runs/summary.js';
import { massOnLine } from '../support/worlds.js';

/** Learning, with episodes that end and a buffer that wraps around. */
export const SMALL: PoloOptions = {
  horizon: 4,
  rollouts: 8,
  updateEvery: 4,
  gradientSteps: 2,
  batchSize: 8,
  refreshStates: 8,
  targetRollouts: 2,
  bufferCapacity: 16,
  episode: 9,
  seed: 3,
};

export function describe(agent: Polo): RunDescription {
  const { world, settings } = agent;
  return {
    format: RECORDING_FORMAT,
    version: RECORDING_VERSION,
    task: { module: 'mass-on-line' },
    taskName: agent.task.name,
    measureName: null,
    settings: { ...settings },
    steps: 100,
    timestep: agent.timestep,
    versions: {},
    sizes: { state: world.stateSize, action: world.actionSize, observation: world.observationSize },
    scene: null,
    poseFloats: 0,
  };
}

async function live(
  agent: Polo,
  recorder: Recorder,
  totals: Totals,
  hash: ActionsHash,
  to: number,
  checkpointEvery: number,
): Promise<void> {
  for await (const report of agent.run({ steps: to - agent.steps })) {
    hash.add(report.action);
    addStep(totals, report);
    recorder.step(report, agent);
    if (agent.steps % checkpointEvery === 0) recorder.checkpoint(agent, totals);
  }
}

/** Records a run that stops, like one that is killed, after some steps. @returns the hash of its actions */
export async function record(
  directory: string,
  steps: number,
  checkpointEvery: number,
  options: PoloOptions = SMALL,
): Promise<string> {
  const agent = await Polo.create(massOnLine(), options);
  const totals = newTotals();
  const hash = new ActionsHash();
  const recorder = Recorder.start(directory, describe(agent), agent, totals);
  await live(agent, recorder, totals, hash, steps, checkpointEvery);
  recorder.close();
  await agent.close();
  return hash.hex();
}

/** Goes on with a run. @returns the step it was taken up at, and the hash of all actions */
export async function resume(
  directory: string,
  steps: number,
  { previous = false, options = SMALL }: { previous?: boolean; options?: PoloOptions } = {},
): Promise<{ from: number; hash: string; meanReward: number }> {
  const agent = await Polo.create(massOnLine(), options);
  try {
    const { recorder, totals, hash } = Recorder.resume(directory, describe(agent), agent, previous);
    const from = agent.steps;
    try {
      await live(agent, recorder, totals, hash, steps, 7);
    } finally {
      recorder.close();
    }
    return { from, hash: await hash.hex(), meanReward: totals.rewardSum / agent.steps };
  } finally {
    await agent.close();
  }
}
