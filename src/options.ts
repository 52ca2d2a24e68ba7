/** Checks at the boundary. Every message names the option, what it accepts and what it got. */

/** Bad input of a caller; the command line exits with 2 on it. */
export class OptionError extends RangeError {
  override readonly name = 'OptionError';
}

export interface Range {
  /** Smallest value accepted. */
  readonly min?: number;
  /** Largest value accepted. */
  readonly max?: number;
  /** The smallest value itself is not accepted. */
  readonly above?: number;
  /** The largest value itself is not accepted. */
  readonly below?: number;
}

function describe(kind: string, range: Range): string {
  const low =
    range.above !== undefined ? ` > ${range.above}` : range.min !== undefined ? ` ≥ ${range.min}` : '';
  const high =
    range.below !== undefined ? `< ${range.below}` : range.max !== undefined ? `≤ ${range.max}` : '';
  return `${kind}${low}${low && high ? ' and ' : high ? ' ' : ''}${high}`;
}

function inside(value: number, { min, max, above, below }: Range): boolean {
  return (
    (min === undefined || value >= min) &&
    (max === undefined || value <= max) &&
    (above === undefined || value > above) &&
    (below === undefined || value < below)
  );
}

export function show(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) {
    try {
      return JSON.stringify(value).slice(0, 80);
    } catch {
      return 'an object';
    }
  }
  return String(value);
}

/** @returns the value if it is an integer in the range. */
export function checkInteger(name: string, value: unknown, range: Range = {}): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || !inside(value, range)) {
    throw new OptionError(`${name} must be ${describe('an integer', range)}, got ${show(value)}`);
  }
  return value;
}

/** @returns the value if it is a finite number in the range. */
export function checkNumber(name: string, value: unknown, range: Range = {}): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || !inside(value, range)) {
    throw new OptionError(`${name} must be ${describe('a finite number', range)}, got ${show(value)}`);
  }
  return value;
}

/** @returns the value if it is one of the choices. */
export function checkChoice<T extends string>(name: string, value: unknown, choices: readonly T[]): T {
  if (!choices.includes(value as T)) {
    throw new OptionError(`${name} must be one of ${choices.join(', ')}, got ${show(value)}`);
  }
  return value as T;
}

/** Refuses properties that nobody reads, which are most often misspelt. */
export function checkKnown(what: string, options: object, known: readonly string[]): void {
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) {
      throw new OptionError(`${what} has no option '${key}'; it accepts ${known.join(', ')}`);
    }
  }
}

/** A size in memory, for messages. */
export function gigabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e9)} GB`;
}
