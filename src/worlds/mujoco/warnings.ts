/**
 * What MuJoCo warns of. It counts warnings by kind and writes of the first alone. States that are not finite are counted
 * here: MuJoCo counts each twice, and only in the step after.
 */

import type { MainModule, MjData, MjModel } from './module.js';

const KINDS = {
  inertia: 'mjWARN_INERTIA',
  contacts: 'mjWARN_CONTACTFULL',
  constraints: 'mjWARN_CNSTRFULL',
  control: 'mjWARN_BADCTRL',
} as const;

type Kind = keyof typeof KINDS;

export class MujocoWarnings {
  readonly #indices: readonly [Kind, number][];
  #seen: Record<Kind, number> = counts();
  /** Steps after which the state was not finite or too large. */
  diverged = 0;

  constructor(mujoco: MainModule) {
    this.#indices = Object.entries(KINDS).map(([kind, name]) => [
      kind as Kind,
      mujoco.mjtWarning[name].value,
    ]);
  }

  /** How often MuJoCo has warned of each kind since the data were made. */
  read(data: MjData): Record<Kind, number> {
    const list = data.warning; // a view that is not ours to delete; what `get` gives is
    const found = counts();
    for (const [kind, index] of this.#indices) {
      const warning = list.get(index);
      found[kind] = warning?.number ?? 0;
      warning?.delete();
    }
    return found;
  }

  /** What has come since the last call, in words. */
  take(model: MjModel, data: MjData): Record<string, number> {
    const found = this.read(data);
    const news: Record<string, number> = {};
    for (const kind of Object.keys(KINDS) as Kind[]) {
      const count = found[kind] - this.#seen[kind];
      if (count > 0) news[inWords(kind, model)] = count;
    }
    if (this.diverged > 0) news['the state after a step is not a number or too large'] = this.diverged;
    this.diverged = 0;
    this.#seen = found;
    return news;
  }
}

function inWords(kind: Kind, model: MjModel): string {
  const arena = `in MuJoCo's arena of ${Math.round(Number(model.narena) / 1024)} kB: give the model more, for example <size memory="16M"/>`;
  return {
    inertia: 'the inertia matrix is singular or too close to it',
    contacts: `no room for all contacts ${arena}`,
    constraints: `no room for all constraints ${arena}`,
    control: 'a control is not a number or too large',
  }[kind];
}

function counts(): Record<Kind, number> {
  return Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, 0])) as Record<Kind, number>;
}
