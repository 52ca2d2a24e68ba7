/**
 * An ensemble of tanh networks with frozen randomised priors, V_k(x) = f_k(x) + β·p_k(x), and the gradient of its
 * squared loss. Paper: Lowrey et al. 2018, eq. 5; priors after Osband et al. 2018.
 *
 * A network has `layers` dense layers of the `sizes` (inputs, hidden widths, 1), tanh after each but the last. Its
 * parameters are one run of f32, for each layer W[in][out] then b[out]; members follow one another without gaps.
 * Batches are X[feature][N], see dense.ts. All blocks: `Ensemble` in arguments.ts.
 */

import { Ensemble } from './arguments';
import { denseBackward, denseForward, weightGradient } from './dense';
import { tanh8 } from './math';
import { gatherFrom, highHalves, interleaveHigh, interleaveLow, lane, lowHalves } from './shuffle';
import { add, load, mul, splat, store, sub } from './vector';

/** Row i of a batch, or size i of `sizes`. @inline */
function sizeAt(sizes: usize, i: i32): i32 {
  return i32.load(sizes + ((<usize>i) << 2));
}

/** Number of samples rounded up to 8, in bytes of f32. @inline */
function bytesOfRow(n: i32): usize {
  return (<usize>((n + 7) & ~7)) << 2;
}

/**
 * Observations to a batch: out[i][n] = rows[n][i], columns up to N zero. One more row, out[size], is 0 for a sample
 * whose numbers are all finite and NaN for any other (Σ_i 0·x_i): added to a value it makes that NaN, which tanh,
 * being bounded, would hide.
 * out f32 [size + 1][N], 16-byte aligned; rows f32 [n][size]; no overlap.
 */
export function batchColumns(out: usize, rows: usize, n: i32, size: i32): void {
  const rowBytes = bytesOfRow(n);
  const sampleBytes = (<usize>size) << 2;
  const finite = out + <usize>size * rowBytes;
  const blocked = n & ~3;
  const zero = splat(0);
  for (let s = 0; s < blocked; s += 4) {
    const r0 = rows + <usize>s * sampleBytes;
    const r1 = r0 + sampleBytes;
    const r2 = r1 + sampleBytes;
    const r3 = r2 + sampleBytes;
    let to = out + ((<usize>s) << 2);
    let check = zero;
    let i: usize = 0;
    for (; i + 16 <= sampleBytes; i += 16) {
      // 4 × 4 transpose: pairs of rows are interleaved, then pairs of pairs.
      const a = load(r0 + i);
      const b = load(r1 + i);
      const c = load(r2 + i);
      const d = load(r3 + i);
      const ab0 = interleaveLow(a, b);
      const ab1 = interleaveHigh(a, b);
      const cd0 = interleaveLow(c, d);
      const cd1 = interleaveHigh(c, d);
      const t0 = lowHalves(ab0, cd0);
      const t1 = highHalves(ab0, cd0);
      const t2 = lowHalves(ab1, cd1);
      const t3 = highHalves(ab1, cd1);
      store(to, t0);
      to += rowBytes;
      store(to, t1);
      to += rowBytes;
      store(to, t2);
      to += rowBytes;
      store(to, t3);
      to += rowBytes;
      check = add(check, mul(zero, t0));
      check = add(check, mul(zero, t1));
      check = add(check, mul(zero, t2));
      check = add(check, mul(zero, t3));
    }
    for (; i < sampleBytes; i += 4) {
      const t = gatherFrom(r0 + i, r1 + i, r2 + i, r3 + i);
      store(to, t);
      check = add(check, mul(zero, t));
      to += rowBytes;
    }
    store(finite + ((<usize>s) << 2), check);
  }
  const columns = <i32>(rowBytes >> 2);
  for (let s = blocked; s < columns; ++s) {
    let from = rows + <usize>s * sampleBytes;
    let to = out + ((<usize>s) << 2);
    let check: f32 = 0;
    for (let i = size; i > 0; --i) {
      let v: f32 = 0;
      if (s < n) v = f32.load(from);
      f32.store(to, v);
      check += v * 0;
      from += 4;
      to += rowBytes;
    }
    f32.store(to, check);
  }
}

/** x = tanh(x) over a whole number of pairs of vectors. */
function tanhInPlace(x: usize, bytes: usize): void {
  for (const end = x + bytes; x < end; x += 32) tanh8(x, x);
}

/** dx *= 1 − a², the derivative of a = tanh(·), over a whole number of vectors. */
function tanhBackward(dx: usize, a: usize, bytes: usize): void {
  if (bytes === 0) return;
  const one = splat(1);
  const end = dx + bytes;
  do {
    const t = load(a);
    store(dx, mul(load(dx), sub(one, mul(t, t))));
    a += 16;
    dx += 16;
  } while (dx < end); // at the end, as in adam.ts
}

/** Parameters of one network. */
function parameterCount(sizes: usize, layers: i32): i32 {
  let count = 0;
  for (let l = 0; l < layers; ++l) count += (sizeAt(sizes, l) + 1) * sizeAt(sizes, l + 1);
  return count;
}

/** Bytes of the activations of all hidden layers. */
function activationBytes(sizes: usize, layers: i32, rowBytes: usize): usize {
  let rows = 0;
  for (let l = 1; l < layers; ++l) rows += sizeAt(sizes, l);
  return <usize>rows * rowBytes;
}

/** Bytes of the widest layer that a gradient passes through. */
function widestBytes(sizes: usize, layers: i32, rowBytes: usize): usize {
  let widest = 1;
  for (let l = 1; l < layers; ++l) widest = max(widest, sizeAt(sizes, l));
  return <usize>widest * rowBytes;
}

/** One network: out f32 [1][N], and in `work` the activations of the hidden layers, one after another. */
function forward(out: usize, ensemble: Ensemble, parameters: usize, rowBytes: usize): void {
  const sizes = ensemble.sizes;
  const layers = ensemble.layers;
  let x = ensemble.batch;
  let activations = ensemble.work;
  for (let l = 0; l < layers; ++l) {
    const inputs = sizeAt(sizes, l);
    const outputs = sizeAt(sizes, l + 1);
    if (l === layers - 1) {
      denseForward(out, x, parameters, inputs, outputs, rowBytes);
    } else {
      const bytes = <usize>outputs * rowBytes;
      denseForward(activations, x, parameters, inputs, outputs, rowBytes);
      tanhInPlace(activations, bytes);
      x = activations;
      activations += bytes;
    }
    parameters += (<usize>((inputs + 1) * outputs)) << 2;
  }
}

/**
 * values[k][n] = f_k(x_n) + β·p_k(x_n), NaN where the sample is not finite. Columns n..N hold values of the zero
 * observation.
 */
export function ensembleForward(ensemble: Ensemble, n: i32): void {
  const sizes = ensemble.sizes;
  const layers = ensemble.layers;
  const priorScale = ensemble.priorScale;
  let out = ensemble.values;
  let parameters = ensemble.parameters;
  let priors = ensemble.priors;
  const rowBytes = bytesOfRow(n);
  const networkBytes = (<usize>parameterCount(sizes, layers)) << 2;
  const finite = ensemble.batch + <usize>sizeAt(sizes, 0) * rowBytes;
  const prior = ensemble.work + activationBytes(sizes, layers, rowBytes);
  const beta = splat(priorScale);
  for (let k = 0; k < ensemble.members; ++k) {
    if (priorScale !== 0) forward(prior, ensemble, priors, rowBytes);
    forward(out, ensemble, parameters, rowBytes);
    for (let c: usize = 0; c < rowBytes; c += 16) {
      let value = load(out + c);
      if (priorScale !== 0) value = add(value, mul(beta, load(prior + c)));
      store(out + c, add(value, load(finite + c)));
    }
    out += rowBytes;
    parameters += networkBytes;
    priors += networkBytes;
  }
}

/**
 * Squared loss of eq. 5 and its gradient, for each member against its own targets:
 * losses[k] = Σ_n e², gradients[k] = ∂/∂θ_k scale·Σ_n e², e = f_k(x_n) + β·p_k(x_n) − targets[k][n].
 * Both are added to what is there if `accumulate`, so that a large batch can come in pieces, and replace it otherwise;
 * columns n..N do not count.
 */
export function ensembleGradient(ensemble: Ensemble, n: i32, scale: f32, accumulate: bool): void {
  const sizes = ensemble.sizes;
  const layers = ensemble.layers;
  const priorScale = ensemble.priorScale;
  const x = ensemble.batch;
  const work = ensemble.work;
  let losses = ensemble.losses;
  let gradients = ensemble.gradients;
  let targets = ensemble.targets;
  let parameters = ensemble.parameters;
  let priors = ensemble.priors;
  const rowBytes = bytesOfRow(n);
  const networkBytes = (<usize>parameterCount(sizes, layers)) << 2;
  const hiddenBytes = activationBytes(sizes, layers, rowBytes);
  const widest = widestBytes(sizes, layers, rowBytes);
  const beta = splat(priorScale);
  const twice = splat(2 * scale);
  for (let k = 0; k < ensemble.members; ++k) {
    let dz = work + hiddenBytes;
    let dx = dz + widest;
    if (priorScale !== 0) forward(dx, ensemble, priors, rowBytes);
    forward(dz, ensemble, parameters, rowBytes);

    // dz becomes the residual e, then the gradient of the output, 2·scale·e.
    for (let c: usize = 0; c < rowBytes; c += 16) {
      let value = load(dz + c);
      if (priorScale !== 0) value = add(value, mul(beta, load(dx + c)));
      store(dz + c, sub(value, load(targets + c)));
    }
    for (let c = (<usize>n) << 2; c < rowBytes; c += 4) f32.store(dz + c, 0);
    let squares = splat(0);
    for (let c: usize = 0; c < rowBytes; c += 16) {
      const e = load(dz + c);
      squares = add(squares, mul(e, e));
      store(dz + c, mul(e, twice));
    }
    f32.store(
      losses,
      (accumulate ? f32.load(losses) : 0) +
        (lane(squares, 0) + lane(squares, 2)) +
        (lane(squares, 1) + lane(squares, 3)),
    );

    let weights = parameters + networkBytes;
    let dWeights = gradients + networkBytes;
    let activations = work + hiddenBytes;
    for (let l = layers - 1; l >= 0; --l) {
      const inputs = sizeAt(sizes, l);
      const outputs = sizeAt(sizes, l + 1);
      const layerBytes = (<usize>((inputs + 1) * outputs)) << 2;
      weights -= layerBytes;
      dWeights -= layerBytes;
      if (l === 0) {
        weightGradient(dWeights, x, dz, inputs, outputs, rowBytes, accumulate);
      } else {
        const inputBytes = <usize>inputs * rowBytes;
        activations -= inputBytes;
        weightGradient(dWeights, activations, dz, inputs, outputs, rowBytes, accumulate);
        denseBackward(dx, dz, weights, inputs, outputs, rowBytes);
        tanhBackward(dx, activations, inputBytes);
        const swap = dz;
        dz = dx;
        dx = swap;
      }
    }
    losses += 4;
    targets += rowBytes;
    parameters += networkBytes;
    priors += networkBytes;
    gradients += networkBytes;
  }
}
