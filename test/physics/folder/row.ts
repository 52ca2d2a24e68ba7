/** What is reported of a model, and which gates it fails. */

/** One row of the JSON file. What was not measured is null. */
export interface Row {
  /** The file's name without `.xml`. */
  readonly model: string;
  readonly nv: number | null;
  readonly nu: number | null;
  readonly packs: boolean;
  /** Why the model does not pack, or why something could not be measured. */
  readonly reasons: readonly string[];
  /** Quantiles of the error of one step, see steps.ts. */
  readonly p50: number | null;
  readonly p99: number | null;
  readonly max: number | null;
  /** Share of the steps with MuJoCo's number of constraint rows. */
  readonly rowsEqual: number | null;
  /** Spearman's correlation of the returns with MuJoCo's. */
  readonly rank: number | null;
  /** Time of a world and step. */
  readonly lanesMicroseconds: number | null;
  readonly mujocoMicroseconds: number | null;
  /** MuJoCo's time over the lanes'. */
  readonly ratio: number | null;
}

/** What explains a row to people; not in the JSON. */
export interface Remarks {
  /** States whose error is left out, because a nudge moves MuJoCo as far; and of how many. */
  readonly chaotic?: number;
  readonly states?: number;
  /** The largest error left out. */
  readonly chaoticMax?: number;
  /** Steps left out because MuJoCo itself came apart. */
  readonly wild?: number;
  /** MuJoCo's rank correlation with itself at a nudge, where it was asked for. */
  readonly ownRank?: number;
  /** Rollouts that come apart in MuJoCo. */
  readonly blownUp?: number;
  readonly notice?: string;
}

export type Measured = Omit<Row, 'model'> & Remarks;

export const NOT_MEASURED: Measured = {
  nv: null,
  nu: null,
  packs: false,
  reasons: [],
  p50: null,
  p99: null,
  max: null,
  rowsEqual: null,
  rank: null,
  lanesMicroseconds: null,
  mujocoMicroseconds: null,
  ratio: null,
};

/** The bounds that every model has to hold, and the geometric mean of their speed ratios. */
export const GATES = {
  p50: 1e-5,
  p99: 5e-4,
  max: 1e-2,
  rowsEqual: 0.995,
  rank: 0.999,
  ratio: 5,
  meanRatio: 8,
} as const;

/** Smaller models are not held to a speed ratio: around their steps there is too much else. */
const LEAST_DOFS = 6;

/** In the order of the JSON. */
export function rowOf(model: string, measured: Measured): Row {
  const keys = Object.keys(NOT_MEASURED) as (keyof typeof NOT_MEASURED)[];
  return { model, ...Object.fromEntries(keys.map((key) => [key, measured[key]])) } as Row;
}

/** @param timed whether speed was asked for  @returns the names of the gates that fail */
export function failedGates(measured: Measured, timed: boolean): string[] {
  if (!measured.packs) return ['packs'];
  const { p50, p99, max, rowsEqual, rank, ownRank, nv, ratio } = measured;
  // What was not measured does not hold.
  const below = (x: number | null, bound: number) => x !== null && x < bound;
  const atLeast = (x: number | null, bound: number) => x !== null && x >= bound;
  const gates: [name: string, holds: boolean][] = [
    ['p50', below(p50, GATES.p50)],
    ['p99', below(p99, GATES.p99)],
    ['max', below(max, GATES.max)],
    ['rowsEqual', atLeast(rowsEqual, GATES.rowsEqual)],
    ['rank', atLeast(rank, Math.min(GATES.rank, ownRank ?? GATES.rank))],
    ['ratio', !timed || atLeast(ratio, nv! < LEAST_DOFS ? 0 : GATES.ratio)],
  ];
  return gates.filter(([, holds]) => !holds).map(([name]) => name);
}

/** Undefined if nothing was timed. */
export function geometricMean(ratios: readonly (number | null)[]): number | undefined {
  const known = ratios.filter((ratio) => ratio !== null);
  if (known.length === 0) return undefined;
  return Math.exp(known.reduce((sum, ratio) => sum + Math.log(ratio), 0) / known.length);
}
