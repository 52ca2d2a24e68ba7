/** Adam: Kingma & Ba 2015, algorithm 1. */

import { Adam } from './arguments';
import { add, and, broadcast, div, ge, load, mul, splat, sqrt, store, sub } from './vector';

// Below these, numbers cannot move a weight but would end as denormals, which cost about a hundred times as much.
const TINY: usize = memory.data<f32>([1e-16, 1e-20, 1e-35]); // gradient, first moment, second moment

/** All bits but the sign; `abs` would build them anew at each use. */
const MAGNITUDE: usize = memory.data<u32>([0x7fffffff]);

/** x where |x| ≥ limit, else 0. @inline */
function flush(x: v128, limit: v128, magnitude: v128): v128 {
  return and(x, ge(and(x, magnitude), limit));
}

/**
 * Step t for `count` weights: g = gradients + 2·ridge·θ (eq. 5's pull toward zero), m = β₁m + (1 − β₁)g,
 * v = β₂v + (1 − β₂)g², θ −= stepSize·m / (√v·rootScale + ε), where stepSize = α/(1 − β₁ᵗ) and
 * rootScale = 1/√(1 − β₂ᵗ) are the bias corrections.
 * All f32 [count rounded up to 4], the padding zero (and left zero, if ε > 0), 16-byte aligned, no overlap.
 */
export function adamStep(adam: Adam, stepSize: f32, rootScale: f32): void {
  const weights = adam.weights;
  const gradients = adam.gradients;
  const first = adam.first;
  const second = adam.second;
  const tinyGradient = broadcast(TINY);
  const tinyFirst = broadcast(TINY, 1);
  const tinySecond = broadcast(TINY, 2);
  const magnitude = broadcast(MAGNITUDE);
  const step = splat(stepSize);
  const root = splat(rootScale);
  const keep1 = splat(adam.beta1);
  const keep2 = splat(adam.beta2);
  const take1 = splat(1 - adam.beta1);
  const take2 = splat(1 - adam.beta2);
  const eps = splat(adam.epsilon);
  const end = (<usize>adam.count) << 2;

  if (adam.ridge !== 0) {
    const pull = splat(2 * adam.ridge);
    for (let i: usize = 0; i < end; i += 16) {
      const pulled = add(load(gradients + i), mul(pull, load(weights + i)));
      store(gradients + i, pulled);
    }
  }
  if (end === 0) return;
  // Tested at its end: V8 before its Turboshaft compiler (Node 20) builds constants anew in each round of a loop that
  // can be left before they are used, and takes a third longer.
  let i: usize = 0;
  do {
    const g = flush(load(gradients + i), tinyGradient, magnitude);
    const m = flush(add(mul(keep1, load(first + i)), mul(take1, g)), tinyFirst, magnitude);
    let v = add(mul(keep2, load(second + i)), mul(take2, mul(g, g)));
    v = and(v, ge(v, tinySecond)); // it is never negative
    const change = div(mul(step, m), add(mul(sqrt(v), root), eps));
    store(weights + i, sub(load(weights + i), change));
    store(first + i, m);
    store(second + i, v);
    i += 16;
  } while (i < end);
}
