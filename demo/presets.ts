/** Runs that are worth a look, the first of them alive on two cores. */

import type { RunConfig } from './protocol.js';

export interface Preset extends RunConfig {
  readonly name: string;
}

export const PRESETS: readonly Preset[] = [
  {
    name: 'Humanoid gets up, short plans',
    task: 'humanoid-getup',
    options: {},
    settings: {
      agent: 'polo',
      horizon: 24,
      rollouts: 48,
      sigma: 0.25,
      temperature: { effectiveSampleSize: 0.2 },
      seed: 1,
    },
  },
  {
    name: 'Humanoid gets up, as in the paper',
    task: 'humanoid-getup',
    options: {},
    settings: { agent: 'polo', horizon: 64, rollouts: 120, seed: 1 },
  },
  {
    name: 'Point mass in a maze',
    task: 'point-mass-maze',
    options: { map: 'corridors' },
    settings: { agent: 'polo', seed: 1 },
  },
  {
    name: 'Point mass in a box',
    task: 'point-mass-box',
    options: {},
    settings: { agent: 'polo', seed: 1 },
  },
  {
    name: 'Humanoid walks',
    task: 'humanoid-walk',
    options: {},
    settings: {
      agent: 'polo',
      horizon: 32,
      rollouts: 60,
      temperature: { effectiveSampleSize: 0.2 },
      seed: 1,
    },
  },
  {
    name: 'Humanoid pushes a box',
    task: 'humanoid-box',
    options: {},
    settings: {
      agent: 'polo',
      horizon: 32,
      rollouts: 60,
      temperature: { effectiveSampleSize: 0.2 },
      seed: 1,
    },
  },
  {
    name: 'Hand turns a die',
    task: 'hand-reorient',
    options: {},
    settings: { agent: 'polo', horizon: 16, rollouts: 32, seed: 1 },
  },
  {
    name: 'Cart swings up its pole',
    task: 'cart-pole-swingup',
    options: {},
    settings: { agent: 'mpc', seed: 1 },
  },
  {
    name: 'Robot among obstacles',
    task: 'diff-drive',
    options: {},
    settings: { agent: 'mpc', seed: 1 },
  },
];
