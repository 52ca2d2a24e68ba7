/**
 * The kinds of settings: what each accepts, in words, and the check that says so. The table that uses them is
 * settings.ts.
 */

import {
  checkChoice,
  checkInteger,
  checkNumber,
  describe,
  inside,
  OptionError,
  type Range,
  show,
} from './options.js';

export type Kind =
  | 'integer'
  | 'number'
  | 'choice'
  | 'flag'
  | 'text'
  | 'widths'
  | 'per-action'
  | 'temperature'
  | 'count-or-auto';

/** A row of the table. `Value` is what comes out of its check, `Given` what a caller may say. */
export interface Setting<Value = unknown, Given = Value> {
  readonly kind: Kind;
  /** Undefined where it depends on the task or on other settings; the row's comment then says how. */
  readonly default: Value | undefined;
  /** What it accepts, as its check says. */
  readonly accepts: string;
  /** The words to choose from, of a choice. */
  readonly choices?: readonly string[];
  /** What each of the words is, in one line, where the comment does not say. */
  readonly about?: Readonly<Record<string, string>> | undefined;
  /** Whether the live page has a field for it. */
  readonly form: true | undefined;
  /** Whether it may differ between two runs with the same bits. */
  readonly anyBits: true | undefined;
  /** @throws OptionError naming the setting, what it accepts and what it got */
  check(name: string, value: unknown): Value;
  /** For the compiler alone. */
  readonly given?: Given;
}

/** A block of the table: rows by the names of the settings. */
export type Rows = Readonly<Record<string, Setting>>;
/** The settings of a block as options, all of which may be left out. */
export type OptionsOf<R> = {
  readonly [K in keyof R]?: R[K] extends Setting<infer _, infer Given> ? Given : never;
};
/** The settings of a block once they have been checked. */
export type ValuesOf<R> = {
  readonly [K in keyof R]: R[K] extends Setting<infer Value, infer _> ? Value : never;
};

/** The values of all settings of some rows, the default where there is none. @throws OptionError of the first that is wrong */
export function checkSettings<R extends Rows>(rows: R, values: object): ValuesOf<R> {
  const entries = Object.entries(rows).map(([name, row]) => {
    const value = (values as Record<string, unknown>)[name];
    return [name, row.check(name, value === undefined ? row.default : value)];
  });
  return Object.fromEntries(entries);
}

/** What a row may say whatever its kind is. */
interface Common<Value> {
  readonly default?: Value;
  readonly form?: true;
  readonly anyBits?: true;
}

function row<Value, Given = Value>(
  kind: Kind,
  { default: value, form, anyBits }: Common<Value>,
  accepts: string,
  check: (name: string, value: unknown) => Value,
): Setting<Value, Given> {
  return { kind, default: value, form, anyBits, accepts, check };
}

function refuse(name: string, accepts: string, value: unknown): never {
  throw new OptionError(`${name} must be ${accepts}, got ${show(value)}`);
}

/** @param accepts other words for the range */
export function integer(of: Common<number> & Range, accepts = describe('an integer', of)): Setting<number> {
  return row('integer', of, accepts, (name, value) => checkInteger(name, value, of, accepts));
}

/**
 * An integer of which more than `most` are surely a mistake. Who is below the range is not told of `most`: 0 members
 * are wrong for another reason than a million.
 */
export function count(of: Common<number> & { readonly min: number; readonly most: number }): Setting<number> {
  const { min, most } = of;
  return row('integer', of, describe('an integer', { min, max: most }), (name, value) =>
    checkInteger(name, checkInteger(name, value, { min }), { min, max: most }),
  );
}

/** A number that is used in f64. */
export function number(of: Common<number> & Range): Setting<number> {
  return row('number', of, describe('a finite number', of), (name, value) => checkNumber(name, value, of));
}

/** A number that the kernels use in f32, and which must lie in the range there. */
export function single(of: Common<number> & Range): Setting<number> {
  const accepts = singleWords(of);
  return row('number', of, accepts, (name, value) => {
    const rounded = typeof value === 'number' ? Math.fround(value) : Number.NaN;
    return Number.isFinite(rounded) && inside(rounded, of) ? (value as number) : refuse(name, accepts, value);
  });
}

function singleWords({ min, max, above, below }: Range): string {
  const [low, high] = [above ?? min, below ?? max];
  if (low === undefined) return 'a finite number';
  if (high === undefined) return describe('a number', { min, above });
  return `a number in ${above === undefined ? '[' : '('}${low}, ${high}${below === undefined ? ']' : ')'}`;
}

/** One of some words. @param older names that some of them had before, which are still taken */
export function choice<const Word extends string, const Older extends string = never>(
  words: readonly Word[],
  of: Common<Word> & { readonly about?: Readonly<Record<Word, string>> },
  older = {} as Readonly<Record<Older, Word>>,
): Setting<Word, Word | Older> {
  const today = new Map<unknown, Word>(Object.entries<Word>(older));
  const check = (name: string, value: unknown): Word => checkChoice(name, today.get(value) ?? value, words);
  const accepts = `one of ${words.join(', ')}`;
  return { ...row<Word, Word | Older>('choice', of, accepts, check), choices: words, about: of.about };
}

export function flag(of: Common<boolean>): Setting<boolean> {
  const accepts = 'true or false';
  return row('flag', of, accepts, (name, value) =>
    typeof value === 'boolean' ? value : refuse(name, accepts, value),
  );
}

export function text(): Setting<string> {
  const accepts = 'a text';
  return row('text', {}, accepts, (name, value) =>
    typeof value === 'string' ? value : refuse(name, accepts, value),
  );
}

/** Threads: a number of them, or as many as there are good for. */
export function countOrAuto(of: Common<number | 'auto'> & Range): Setting<number | 'auto'> {
  const accepts = `auto or ${describe('an integer', of)}`;
  return row('count-or-auto', of, accepts, (name, value) =>
    value === 'auto' ? value : checkInteger(name, value, of, accepts),
  );
}

/** Widths of the layers of a network, at least one of them. @param of.most of each */
export function widths(
  of: Common<readonly number[]> & { readonly most: number },
): Setting<readonly number[], readonly number[]> {
  const accepts = 'a list of one or more integers ≥ 1';
  return row('widths', of, `${accepts} and ≤ ${of.most}`, (name, value) => {
    const list: unknown = value;
    if (!Array.isArray(list) || list.length === 0 || !list.every((w) => Number.isInteger(w) && w >= 1))
      refuse(name, accepts, value);
    return list.map((width, i) => checkInteger(`${name}[${i}]`, width, { min: 1, max: of.most }));
  });
}

/** A number for all actions, or one for each; their number is checked by whoever knows the world. */
export function perAction(
  of: Common<number | readonly number[]> & Range,
): Setting<number | readonly number[], number | ArrayLike<number>> {
  const each = describe('a finite number', of);
  return row('per-action', of, `${each}, or a list of them (one for each action)`, (name, value) => {
    if (typeof value === 'number') return checkNumber(name, value, of);
    const list = value as ArrayLike<unknown>;
    if (typeof value !== 'object' || !Number.isSafeInteger(list?.length))
      refuse(name, 'a number or a list of them (one for each action)', value);
    // A plain list, so that it survives JSON.
    return Array.from(list, (one, a) => checkNumber(`${name}[${a}]`, one, of));
  });
}

/**
 * λ of the weights exp((R − max R)/λ).
 * - a number: absolute, in units of the return (the paper's form);
 * - `effectiveSampleSize`: solved at each plan so that (Σw)²/Σw² is this fraction of the rollouts;
 * - `spread`: this many standard deviations of the returns.
 */
export type Temperature = number | { readonly effectiveSampleSize: number } | { readonly spread: number };

export function temperature(of: Common<Temperature>): Setting<Temperature> {
  const accepts = 'a number > 0, { effectiveSampleSize: fraction } or { spread: factor }';
  return row('temperature', of, accepts, (name, value) => {
    if (typeof value === 'number') return checkNumber(name, value, { above: 0 });
    const { effectiveSampleSize: share, spread } = (value ?? {}) as Record<string, unknown>;
    if (share !== undefined) {
      const range = { above: 0, max: 1 };
      return { effectiveSampleSize: checkNumber(`${name}.effectiveSampleSize`, share, range) };
    }
    if (spread !== undefined) return { spread: checkNumber(`${name}.spread`, spread, { above: 0 }) };
    return refuse(name, accepts, value);
  });
}
