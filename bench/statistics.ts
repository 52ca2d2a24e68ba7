/** Few numbers said of many. */

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard deviation of a sample (n − 1); 0 for a single number. */
export function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** `0.68 ± 0.04 (10)`: mean, standard deviation, how many; the deviation only where there are two or more. */
export function spread(values: readonly number[], digits = 2): string {
  if (values.length === 0) return '–';
  const centre = mean(values).toFixed(digits);
  const around = values.length > 1 ? ` ± ${deviation(values).toFixed(digits)}` : '';
  return `${centre}${around} (${values.length})`;
}

/** Mean of each consecutive `length` numbers; what is left at the end makes a last, shorter one. */
export function means(values: readonly number[], length: number): number[] {
  const out: number[] = [];
  for (let at = 0; at < values.length; at += length) out.push(mean(values.slice(at, at + length)));
  return out;
}

export function round(value: number, digits = 3): number {
  return Number(value.toFixed(digits));
}

export function rounded(values: readonly number[], digits = 3): number[] {
  return values.map((value) => round(value, digits));
}

/** Groups in order of first appearance. */
export function groupBy<T, K>(items: readonly T[], key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const name = key(item);
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return groups;
}
