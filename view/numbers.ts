/** Numbers as plots need them. */

/** A number, or null where there is none. */
export type Maybe = number | null;

/** Lowest and highest value; apart from each other even if there is only one. */
export function range(values: readonly Maybe[]): [low: number, high: number] {
  const [low, high] = extremes(values) ?? [0, 1];
  const margin = high > low ? 0 : Math.max(Math.abs(low) * 0.1, 0.5);
  return [low - margin, high + margin];
}

/** Lowest and highest value in each of `columns` equal parts; null where a part has none. No peak gets lost. */
export function columnRanges(
  values: readonly Maybe[],
  columns: number,
): ([low: number, high: number] | null)[] {
  return Array.from({ length: columns }, (_, column) => {
    const first = Math.floor((column * values.length) / columns);
    const end = Math.floor(((column + 1) * values.length) / columns);
    return extremes(values.slice(first, Math.max(end, first + 1)));
  });
}

function extremes(values: readonly Maybe[]): [number, number] | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value === null) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : null;
}

/** A number for people: about four digits, large ones as 152k and 3.31M. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e9 || (size !== 0 && size < 1e-3)) return value.toExponential(2);
  if (size >= 1e6) return `${(value / 1e6).toPrecision(3)}M`;
  if (size >= 1e4) return `${(value / 1e3).toPrecision(3)}k`;
  return value.toFixed(size >= 100 ? 1 : 3);
}
