/** Adam: Kingma & Ba 2015, algorithm 1. */

// Below these, numbers cannot move a weight but would end as denormals, which cost about a hundred times as much.
const TINY: usize = memory.data<f32>([1e-16, 1e-20, 1e-35]); // gradient, first moment, second moment

/** All bits but the sign; f32x4.abs would build them anew at each use. */
const MAGNITUDE: usize = memory.data<u32>([0x7fffffff]);

/** x where |x| ≥ limit, else 0. @inline */
function flush(x: v128, limit: v128, magnitude: v128): v128 {
  return v128.and(x, f32x4.ge(v128.and(x, magnitude), limit));
}

/**
 * One step for `count` weights: g = gradients + 2·ridge·θ (eq. 5's pull toward zero), m = β₁m + (1 − β₁)g,
 * v = β₂v + (1 − β₂)g², θ −= stepSize·m / (√v·rootScale + ε), where stepSize = α/(1 − β₁ᵗ) and
 * rootScale = 1/√(1 − β₂ᵗ) are the bias corrections of step t.
 * All f32 [count rounded up to 4], the padding zero (and left zero, if ε > 0), 16-byte aligned, no overlap.
 */
export function adamStep(
  weights: usize,
  gradients: usize,
  first: usize,
  second: usize,
  count: i32,
  stepSize: f32,
  rootScale: f32,
  beta1: f32,
  beta2: f32,
  epsilon: f32,
  ridge: f32,
): void {
  const tinyGradient = v128.load32_splat(TINY);
  const tinyFirst = v128.load32_splat(TINY, 4);
  const tinySecond = v128.load32_splat(TINY, 8);
  const magnitude = v128.load32_splat(MAGNITUDE);
  const step = f32x4.splat(stepSize);
  const root = f32x4.splat(rootScale);
  const keep1 = f32x4.splat(beta1);
  const keep2 = f32x4.splat(beta2);
  const take1 = f32x4.splat(1 - beta1);
  const take2 = f32x4.splat(1 - beta2);
  const eps = f32x4.splat(epsilon);
  const end = (<usize>count) << 2;

  if (ridge !== 0) {
    const pull = f32x4.splat(2 * ridge);
    for (let i: usize = 0; i < end; i += 16) {
      const pulled = f32x4.add(v128.load(gradients + i), f32x4.mul(pull, v128.load(weights + i)));
      v128.store(gradients + i, pulled);
    }
  }
  if (end === 0) return;
  // Tested at its end: V8 before its Turboshaft compiler (Node 20) builds constants anew in each round of a loop that can
  // be left before they are used, and takes a third longer.
  let i: usize = 0;
  do {
    const g = flush(v128.load(gradients + i), tinyGradient, magnitude);
    const m = flush(
      f32x4.add(f32x4.mul(keep1, v128.load(first + i)), f32x4.mul(take1, g)),
      tinyFirst,
      magnitude,
    );
    let v = f32x4.add(f32x4.mul(keep2, v128.load(second + i)), f32x4.mul(take2, f32x4.mul(g, g)));
    v = v128.and(v, f32x4.ge(v, tinySecond)); // it is never negative
    const change = f32x4.div(f32x4.mul(step, m), f32x4.add(f32x4.mul(f32x4.sqrt(v), root), eps));
    v128.store(weights + i, f32x4.sub(v128.load(weights + i), change));
    v128.store(first + i, m);
    v128.store(second + i, v);
    i += 16;
  } while (i < end);
}
