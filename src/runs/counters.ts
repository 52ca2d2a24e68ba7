/** The JSON part of a checkpoint, checked number by number: a file may be damaged or made by anyone. */

import { checkInteger, checkNumber, OptionError } from '../options.js';
import type { PhaseSeconds } from '../polo.js';
import { SETTINGS } from '../settings.js';
import type { TaskSource } from '../worlds/world.js';
import type { Totals } from './summary.js';

/** Bytes of each stream of a recording up to the checkpoint, and their CRC-32. */
export type StreamEnds = Readonly<Record<string, { readonly bytes: number; readonly crc32: number }>>;

export interface Counters {
  readonly version: number;
  readonly task: string;
  readonly source: TaskSource | null;
  /** The agent's, without what concerns workers, which changes no bit. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly steps: number;
  readonly episode: number;
  readonly episodeStep: number;
  readonly simulationSteps: number;
  readonly failedPlans: number;
  readonly targetPlans: number;
  readonly updateDue: boolean;
  readonly begun: boolean;
  readonly seconds: PhaseSeconds;
  readonly warnings: Readonly<Record<string, number>>;
  readonly random: Readonly<Record<string, number>>;
  readonly planNumber: number;
  readonly planStarted: boolean;
  readonly replayAdded: number;
  readonly networks: { readonly sizes: number[]; readonly members: number; readonly steps: number } | null;
  readonly totals: Totals;
  readonly streams: StreamEnds;
}

type Json = Record<string, unknown>;
type Check = (name: string, value: unknown) => void;

const count: Check = (name, value) => checkInteger(name, value, { min: 0 });
const number: Check = (name, value) => checkNumber(name, value);
const numberOrNull: Check = (name, value) => value === null || checkNumber(name, value);
const flag: Check = (name, value) => typeof value === 'boolean' || fail(name, 'true or false');
const text: Check = (name, value) => typeof value === 'string' || fail(name, 'a text');
const object: Check = (name, value) => isObject(value) || fail(name, 'an object');
const each =
  (check: Check): Check =>
  (name, value) => {
    if (!isObject(value)) fail(name, 'an object');
    for (const [key, inner] of Object.entries(value)) check(`${name}.${key}`, inner);
  };
const list =
  (check: Check): Check =>
  (name, value) => {
    if (!Array.isArray(value)) fail(name, 'a list');
    value.forEach((inner, i) => {
      check(`${name}[${i}]`, inner);
    });
  };
const fields =
  (checks: Record<string, Check>): Check =>
  (name, value) => {
    if (!isObject(value)) fail(name, 'an object');
    for (const [key, check] of Object.entries(checks)) check(name ? `${name}.${key}` : key, value[key]);
  };
const orNull =
  (check: Check): Check =>
  (name, value) =>
    value === null || check(name, value);
const sizes: Check = (name, value) => {
  list((inner, width) => checkInteger(inner, width, { min: 1, max: 1 << 24 }))(name, value);
  if ((value as unknown[]).length < 2) fail(name, 'two or more numbers');
};
const episode: Check = (name, value) => {
  if (!Array.isArray(value) || value.length !== 2) fail(name, 'a sum and a count');
  number(name, value[0]);
  count(name, value[1]);
};

const networkFields = {
  sizes,
  members: (n: string, v: unknown) => checkInteger(n, v, { min: 1 }),
  steps: count,
};

const COUNTERS = fields({
  task: text,
  source: orNull(fields({ module: text })),
  settings: object,
  steps: count,
  episode: count,
  episodeStep: count,
  simulationSteps: count,
  failedPlans: count,
  targetPlans: count,
  updateDue: flag,
  begun: flag,
  seconds: fields({ planning: number, simulation: number, targets: number, training: number }),
  warnings: each(count),
  random: each(count),
  planNumber: count,
  planStarted: flag,
  replayAdded: count,
  networks: orNull(fields(networkFields)),
  totals: fields({
    rewardSum: number,
    lastReward: number,
    lastMeasure: numberOrNull,
    maxMeasure: numberOrNull,
    divergedRollouts: count,
    episodes: list(episode),
    seconds: number,
  }),
  streams: each(fields({ bytes: count, crc32: count })),
});

/** @throws RangeError naming the first entry that is not what it should be */
export function checkCounters(value: Json): Counters {
  return checked(COUNTERS, value) as Counters;
}

/** What describes a value function in a file of its own. */
export interface ValueDescription {
  readonly sizes: number[];
  readonly members: number;
  readonly steps: number;
  readonly kappa: number;
  readonly priorScale: number;
  readonly gamma: number;
}

/** @throws RangeError naming the first entry that is not what it should be */
export function checkValue(value: Json): ValueDescription {
  const { kappa, priorScale, gamma } = SETTINGS;
  const own = { kappa: kappa.check, priorScale: priorScale.check, gamma: gamma.check };
  return checked(fields({ ...networkFields, ...own }), value) as ValueDescription;
}

/** An `OptionError` of a check is here the file's fault, not that of an option. */
function checked(check: Check, value: Json): unknown {
  try {
    check('', value);
  } catch (error) {
    throw error instanceof OptionError ? new RangeError(error.message) : error;
  }
  return value;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fail(name: string, what: string): never {
  throw new RangeError(`${name} must be ${what}`);
}
