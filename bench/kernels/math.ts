/** exp, log, tanh and sine, as the kernels inline them, over arrays. */

import { assertClose } from '../harness.js';
import * as plain from '../plain/math.js';
import type { Result } from '../report.js';
import { type Context, measure } from './context.js';
import { type Elementary, type ElementaryExports, loadElementary } from './elementary.js';

type ArrayFunction = (out: Float32Array, x: Float32Array) => void;

interface Function {
  readonly name: string;
  readonly kernel: Exclude<keyof ElementaryExports, 'philox' | 'heapBase'>;
  readonly others: Readonly<Record<string, ArrayFunction>>;
  /** Absolute for results up to 1, relative above. */
  readonly tolerance: number;
  readonly from: number;
  readonly to: number;
  readonly bar?: number;
}

const FUNCTIONS: readonly Function[] = [
  {
    name: 'exp',
    kernel: 'expArray',
    others: { 'plain-js': plain.exp },
    tolerance: 5e-7,
    from: -20,
    to: 0,
    bar: 7,
  },
  { name: 'log', kernel: 'logArray', others: { 'plain-js': plain.log }, tolerance: 5e-7, from: 1e-3, to: 1 },
  {
    name: 'tanh',
    kernel: 'tanhArray',
    others: { 'plain-js': plain.tanh, 'plain-js-blocked': plain.rationalTanhArray },
    tolerance: 5e-7,
    from: -4,
    to: 4,
    bar: 12,
  },
  { name: 'sin', kernel: 'sinArray', others: { 'plain-js': plain.sin }, tolerance: 5e-7, from: -10, to: 10 },
];

const SIZES = [100, 1_000, 10_000, 100_000, 1_000_000];

export async function mathCases(context: Context): Promise<Result[]> {
  const elementary = await loadElementary();
  return FUNCTIONS.flatMap((each) => SIZES.map((n) => one(context, elementary, each, n)));
}

function one(context: Context, { exports, arena }: Elementary, each: Function, n: number): Result {
  const input = arena.f32(n);
  const output = arena.f32(n);
  const x = Float32Array.from({ length: n }, (_, i) => each.from + ((each.to - each.from) * (i + 0.5)) / n);
  input.view.set(x);
  const ours = () => exports[each.kernel](output.pointer, input.pointer, n);
  ours();
  const others = Object.entries(each.others).map(([name, apply]) => {
    const out = new Float32Array(n);
    apply(out, x);
    assertClose(`${each.name} against ${name}`, output.view, out, each.tolerance);
    return [name, () => apply(out, x)] as const;
  });
  context.hash.add(output.view);
  return measure(context, {
    name: `${each.name} of ${n.toLocaleString('en-US')}`,
    unit: 'M/s',
    amount: n,
    ours,
    others: Object.fromEntries(others),
    bars: each.bar && n >= 1000 ? { 'plain-js': each.bar } : undefined,
    sweep: n !== 10_000,
  });
}
