/** Every setting of an agent: what the caller, a value function, a preset and the task say, checked once, when it is made. */

import { checkKnown, OptionError, show } from './options.js';
import { refuseOthers, settingsOf } from './planners/own-settings.js';
import type { OwnRows } from './planners/registry.js';
import { checkSettings, type ValuesOf } from './setting-kinds.js';
import { SETTINGS } from './settings.js';
import type {
  AgentOptions,
  LearningOptions,
  PlannerOptions,
  ValueOptions,
} from './settings-options.generated.js';
import type { TrainedValue } from './value/trained.js';
import type { Task } from './worlds/world.js';

/** Who acts: see the row `agent` of the table, settings.ts. */
export type AgentKind = ValuesOf<typeof SETTINGS>['agent'];

/** Settings of an agent: see the table, settings.ts. */
export interface PoloOptions extends AgentOptions, PlannerOptions, ValueOptions, LearningOptions {}

/** A preset is a source of settings, and none itself. */
const { preset: _, ...ROWS } = SETTINGS;
const KNOWN = Object.keys(ROWS);

/** Settings in use, each with a value; of those that single planners have, the planner's own. */
export type Settings = ValuesOf<Omit<typeof ROWS, keyof OwnRows>> & Partial<ValuesOf<OwnRows>>;

/** The caller's options over those of a trained value function, a preset, the task and the defaults, all checked. */
export function settle(task: Task, options: PoloOptions, value?: TrainedValue): Settings {
  const { preset, ...own } = options;
  checkKnown('an agent', own, Object.keys(SETTINGS));
  const defaults = task.defaults ?? {};
  checkKnown(`defaults of task '${task.name}'`, defaults, KNOWN);
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  const trained = value ? trainedSettings(value) : {};
  const all: PoloOptions = {
    episode: task.episode ?? 0,
    ...defaults,
    ...presetSettings(task, preset),
    ...trained,
    ...given,
  };
  const { planner } = checkSettings({ planner: SETTINGS.planner }, all);
  refuseOthers(planner, given);
  const settings = checkSettings(settingsOf(planner, ROWS), { ...all, ...dependent(all) }) as Settings;
  const { agent, learn } = settings;
  if (value && agent === 'random') throw new OptionError('value is of no use to the agent random');
  if (learn && !learns(agent)) throw new OptionError(`learn must be false for the agent ${agent}`);
  for (const name of ['members', 'hidden', 'priorScale'] as const) {
    const [is, wanted] = [trained[name], settings[name]];
    if (is !== undefined && String(is) !== String(wanted))
      throw new OptionError(
        `${name} must be ${show(is)}, as in the value function given, got ${show(wanted)}`,
      );
  }
  return settings;
}

/** Settings whose defaults hang on others, or which others decide. */
function dependent(all: PoloOptions): PoloOptions {
  const { agent = SETTINGS.agent.default!, targets, learn = learns(agent) } = all;
  const { horizon: planned = SETTINGS.horizon.default } = all;
  const horizon = agent === 'greedy' ? 1 : planned;
  const { targetHorizon = horizon } = all;
  return { horizon, targetHorizon: targets === 'planner' ? horizon : targetHorizon, learn };
}

function learns(agent: AgentKind): boolean {
  return agent === 'polo' || agent === 'greedy';
}

function presetSettings({ name, presets: all }: Task, preset: unknown): PoloOptions {
  if (preset === undefined) return {};
  const presets = all ?? {};
  const names = Object.keys(presets);
  if (typeof preset !== 'string' || !Object.hasOwn(presets, preset)) {
    const accepted = names.length > 0 ? `be one of ${names.join(', ')}` : 'be left out: there is none';
    throw new OptionError(`preset of task '${name}' must ${accepted}, got ${show(preset)}`);
  }
  const settings = presets[preset]!;
  checkKnown(`preset '${preset}' of task '${name}'`, settings, KNOWN);
  return settings;
}

/** What a value function brings along. */
function trainedSettings(value: TrainedValue): PoloOptions {
  const { sizes, members, kappa, priorScale, gamma } = value;
  if (!Array.isArray(sizes) || sizes.length < 3)
    throw new OptionError(`value must be a trained value function, got ${show(value)}`);
  return { members, hidden: sizes.slice(1, -1), kappa, priorScale, gamma };
}
