/**
 * Checks at the boundary, once for all of the package. Every message names the option, what it accepts and what it got.
 *
 * An `OptionError` is for what a caller gives: options, arguments, the name of something that is not there. What lies in a
 * damaged file is a `FileError`, what a task's method does a `TaskFault`, and what fails though it was asked for rightly
 * an `Error`: on the command line these exit with 1.
 */

/** Bad input of a caller; the command line exits with 2 on it. */
export class OptionError extends RangeError {
  override readonly name: string = 'OptionError';
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

/** A kind of number and its range in words, such as `an integer ≥ 1 and ≤ 9`. */
export function describe(kind: string, range: Range): string {
  const low =
    range.above !== undefined ? ` > ${range.above}` : range.min !== undefined ? ` ≥ ${range.min}` : '';
  const high =
    range.below !== undefined ? `< ${range.below}` : range.max !== undefined ? `≤ ${range.max}` : '';
  return `${kind}${low}${low && high ? ' and ' : high ? ' ' : ''}${high}`;
}

export function inside(value: number, { min, max, above, below }: Range): boolean {
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
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'object' && value !== null) {
    try {
      return JSON.stringify(value).slice(0, 80);
    } catch {
      return 'an object';
    }
  }
  return String(value);
}

/** @returns the value if it is an integer in the range; `accepts` says what that is in other words. */
export function checkInteger(
  name: string,
  value: unknown,
  range: Range = {},
  accepts = describe('an integer', range),
): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || !inside(value, range)) {
    throw new OptionError(`${name} must be ${accepts}, got ${show(value)}`);
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

/** Makes sure that an array has as many numbers as it should. */
export function checkLength(name: string, array: ArrayLike<number>, length: number): void {
  if (array.length !== length) {
    throw new OptionError(`${name} must hold ${length} numbers, got ${array.length}`);
  }
}

/** Makes sure that a block of memory has as many bytes as it should. */
export function checkBytes(name: string, bytes: Uint8Array, length: number): void {
  if (bytes.length !== length) {
    throw new OptionError(`${name} must have ${length} bytes, got ${bytes.length}`);
  }
}

/** Makes sure that all numbers of an array are finite. */
export function checkFinite(name: string, array: ArrayLike<number>): void {
  for (let i = 0; i < array.length; i++) {
    if (!Number.isFinite(array[i])) throw notFinite(name, array[i], i);
  }
}

/** For those who look at each number anyway. */
export function notFinite(name: string, value: unknown, index: number): OptionError {
  return new OptionError(`${name} must be finite, got ${show(value)} at index ${index}`);
}

/** @returns the value if it is one of the choices. */
export function checkChoice<T extends string>(name: string, value: unknown, choices: readonly T[]): T {
  if (!choices.includes(value as T)) {
    const meant =
      typeof value === 'string' ? choices.find((choice) => isNear(bare(value), bare(choice))) : undefined;
    const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
    throw new OptionError(`${name} must be one of ${choices.join(', ')}, got ${show(value)}${hint}`);
  }
  return value as T;
}

/**
 * Refuses properties that nobody reads, which are most often misspelt. Every function of the package that takes options
 * calls this with all that it knows.
 */
export function checkKnown(what: string, options: object, known: readonly string[]): void {
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) {
      throw new OptionError(`${what} has no option '${key}'; it accepts ${known.join(', ')}`);
    }
  }
}

/**
 * Refuses properties that look like misspellings of optional ones, where others are allowed: a world may keep what it
 * likes beside its methods.
 */
export function checkSpelling(what: string, object: object, optional: readonly string[]): void {
  for (const key of namesIn(object)) {
    const meant = optional.includes(key) ? undefined : optional.find((name) => looksLike(key, name));
    if (meant !== undefined) throw new OptionError(`${what} has '${key}'; did you mean ${meant}?`);
  }
}

/** The names of an object's own properties and of its classes' methods. */
function namesIn(object: object): Set<string> {
  const names = new Set<string>();
  for (let each = object; each && each !== Object.prototype; each = Object.getPrototypeOf(each)) {
    for (const name of Object.getOwnPropertyNames(each)) names.add(name);
  }
  return names;
}

/** Whether a name is one misspelt; short ones, and those with other ends, may be meant as they are. */
function looksLike(key: string, name: string): boolean {
  const [a, b] = [bare(key), bare(name)];
  const close = Math.min(a.length, b.length) > 4 && a[0] === b[0] && a.at(-1) === b.at(-1);
  return a === b || (close && isNear(a, b));
}

function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]/g, '');
}

/** Whether two bare names are the same but for one letter: another, left out, added or swapped. */
function isNear(a: string, b: string): boolean {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  const [restA, restB] = [a.slice(i), b.slice(i)];
  return (
    restA.slice(1) === restB || // one more
    restA === restB.slice(1) || // one less
    restA.slice(1) === restB.slice(1) || // another
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2)) // two swapped
  );
}

/** A size in memory, for messages. */
export function gigabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e9)} GB`;
}
