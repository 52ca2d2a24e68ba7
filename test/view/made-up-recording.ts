/** A recording that no agent made: a body of a few shapes that hops over the floor, for two episodes. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeF32 } from '../../src/runs/actions-hash.js';
import { RECORDING_FORMAT, RECORDING_VERSION, type RunDescription } from '../../src/runs/recording.js';
import type { Scene } from '../../src/worlds/world.js';

const skin = [0.8, 0.6, 0.4] as const;

export const scene: Scene = {
  follow: 1, // the trunk
  shapes: [
    { name: 'floor', kind: 'plane', size: [0, 0, 0.1], color: [0.5, 0.5, 0.5], pose: [0, 0, 0, 1, 0, 0, 0] },
    { name: 'trunk', kind: 'capsule', size: [0.1, 0.25, 0], color: skin },
    { name: 'head', kind: 'sphere', size: [0.12, 0, 0], color: skin },
    { name: 'left leg', kind: 'cylinder', size: [0.05, 0.2, 0], color: [0.2, 0.4, 0.7] },
    { name: 'right leg', kind: 'box', size: [0.05, 0.05, 0.2], color: [0.7, 0.3, 0.2] },
    { name: 'hat', kind: 'ellipsoid', size: [0.15, 0.1, 0.04], color: [0.2, 0.6, 0.3] },
    {
      name: 'wall',
      kind: 'box',
      size: [0.05, 1, 0.3],
      color: [0.4, 0.4, 0.5],
      pose: [1.2, 0, 0.3, 1, 0, 0, 0],
    },
  ],
};

const MOVING = 5;
const EPISODE = 150;
const TIMESTEP = 0.02;

/** Writes it into a directory, which is made. */
export function writeMadeUpRecording(directory: string, steps = 300): RunDescription {
  mkdirSync(directory, { recursive: true });
  const run: RunDescription = {
    format: RECORDING_FORMAT,
    version: RECORDING_VERSION,
    task: { module: 'hopper' },
    taskName: 'hopper <made up>',
    measureName: 'height (m)',
    settings: { agent: 'polo', planner: 'mppi', horizon: 32, seed: 1 },
    steps,
    timestep: TIMESTEP,
    versions: {},
    sizes: { state: 1, action: 1, observation: 1 },
    scene,
    poseFloats: 7 * MOVING,
  };
  const poses = new Float32Array(steps * run.poseFloats);
  let lines = '';
  for (let i = 0; i < steps; i++) {
    const time = (i % EPISODE) * TIMESTEP;
    const height = 0.65 + 0.3 * Math.abs(Math.sin(4 * time));
    const x = -0.8 + 0.4 * time;
    const row = poses.subarray(i * run.poseFloats, (i + 1) * run.poseFloats);
    const tilt = 0.2 * Math.sin(4 * time);
    const legs = [Math.cos(tilt), 0, Math.sin(tilt), 0];
    row.set([x, 0, height, 1, 0, 0, 0], 0);
    row.set([x, 0, height + 0.45, 1, 0, 0, 0], 7);
    row.set([x, 0.1, height - 0.45, ...legs], 14);
    row.set([x, -0.1, height - 0.45, legs[0]!, 0, -legs[2]!, 0], 21);
    row.set([x, 0, height + 0.58, 1, 0, 0, 0], 28);
    const reward = i % 97 === 5 ? null : Math.sin(3 * time) + 0.1 * Math.sin(50 * time);
    const value = i < 30 ? null : 0.3 + 0.2 * Math.sin(time);
    const episode = Math.floor(i / EPISODE);
    lines += `${JSON.stringify({ step: i + 1, time: (i + 1) * TIMESTEP, episode, reward, value, measure: height, ess: 5 })}\n`;
  }
  writeFileSync(join(directory, 'run.json'), JSON.stringify(run));
  writeFileSync(join(directory, 'steps.jsonl'), lines);
  writeFileSync(join(directory, 'poses.f32'), encodeF32(poses));
  return run;
}
