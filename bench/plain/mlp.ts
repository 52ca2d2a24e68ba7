/**
 * The value ensemble in plain JavaScript: f32 arrays made once, sums in f64 (JavaScript has no others). A network's
 * parameters are, for each layer, W[out][in] then b[out]: rows are read in order, as suits scalar code. Three sizes:
 * inputs, two hidden layers, one output.
 */

import { rationalTanh } from './math.js';

export interface PlainShape {
  /** Inputs, hidden widths, 1. */
  readonly sizes: readonly number[];
  readonly members: number;
  readonly priorScale: number;
  /** Samples of a batch. */
  readonly n: number;
}

/** Parameters of the kernels, W[in][out] then b[out] for each layer, as W[out][in] then b[out]. */
export function transposeParameters(
  from: Float32Array,
  sizes: readonly number[],
  members: number,
): Float32Array {
  const out = new Float32Array(from.length);
  let at = 0;
  for (let k = 0; k < members; k++) {
    for (let l = 1; l < sizes.length; l++) {
      const inputs = sizes[l - 1]!;
      const outputs = sizes[l]!;
      for (let o = 0; o < outputs; o++) {
        for (let i = 0; i < inputs; i++) out[at + o * inputs + i] = from[at + i * outputs + o]!;
      }
      at += inputs * outputs;
      for (let o = 0; o < outputs; o++) out[at + o] = from[at + o]!;
      at += outputs;
    }
  }
  return out;
}

/** One sample after the other, `Math.tanh`, and a training step with Adam. */
export class PlainEnsemble {
  readonly parameterCount: number;
  readonly gradients: Float32Array;
  readonly #first: Float32Array;
  readonly #second: Float32Array;
  /** Activations of the layers of one sample, inputs included, and the gradients of the same. */
  readonly #activations: Float32Array[];
  readonly #deltas: Float32Array[];
  #power1 = 1;
  #power2 = 1;

  constructor(
    readonly shape: PlainShape,
    readonly weights: Float32Array,
    readonly priors: Float32Array,
  ) {
    const { sizes } = shape;
    this.parameterCount = weights.length / shape.members;
    this.gradients = new Float32Array(weights.length);
    this.#first = new Float32Array(weights.length);
    this.#second = new Float32Array(weights.length);
    this.#activations = sizes.map((size) => new Float32Array(size));
    this.#deltas = sizes.map((size) => new Float32Array(size));
  }

  /** out f32 [members][n] = f_k(x) + β·p_k(x), x f32 [n][inputs]. */
  forward(out: Float32Array, x: Float32Array): void {
    const { members, n, priorScale, sizes } = this.shape;
    const inputs = this.#activations[0]!;
    for (let k = 0; k < members; k++) {
      const base = k * this.parameterCount;
      for (let s = 0; s < n; s++) {
        for (let i = 0; i < sizes[0]!; i++) inputs[i] = x[s * sizes[0]! + i]!;
        const prior = this.#network(this.priors, base);
        out[k * n + s] = this.#network(this.weights, base) + priorScale * prior;
      }
    }
  }

  /** One Adam step on mean_n (V_k(x_n) − y_k,n)², targets f32 [members][n]. */
  train(x: Float32Array, targets: Float32Array, learningRate: number, beta1: number, beta2: number): void {
    const { members, n, priorScale, sizes } = this.shape;
    const inputs = this.#activations[0]!;
    this.gradients.fill(0);
    for (let k = 0; k < members; k++) {
      const base = k * this.parameterCount;
      for (let s = 0; s < n; s++) {
        for (let i = 0; i < sizes[0]!; i++) inputs[i] = x[s * sizes[0]! + i]!;
        const prior = this.#network(this.priors, base);
        const error = this.#network(this.weights, base) + priorScale * prior - targets[k * n + s]!;
        this.#backward(base, (2 / n) * error);
      }
    }
    this.#adam(learningRate, beta1, beta2);
  }

  #network(parameters: Float32Array, base: number): number {
    const { sizes } = this.shape;
    const last = sizes.length - 1;
    let at = base;
    for (let l = 1; l <= last; l++) {
      const from = this.#activations[l - 1]!;
      const to = this.#activations[l]!;
      const inputs = from.length;
      const outputs = to.length;
      const bias = at + inputs * outputs;
      for (let o = 0; o < outputs; o++) {
        let sum = parameters[bias + o]!;
        for (let i = 0; i < inputs; i++) sum += parameters[at + i]! * from[i]!;
        to[o] = l < last ? Math.tanh(sum) : sum;
        at += inputs;
      }
      at = bias + outputs;
    }
    return this.#activations[last]![0]!;
  }

  /** Adds the gradient of the sample whose activations are in memory. */
  #backward(base: number, dOutput: number): void {
    const { sizes } = this.shape;
    const last = sizes.length - 1;
    this.#deltas[last]![0] = dOutput;
    let end = base + this.parameterCount;
    for (let l = last; l > 0; l--) {
      const from = this.#activations[l - 1]!;
      const delta = this.#deltas[l]!;
      const below = this.#deltas[l - 1]!;
      const inputs = from.length;
      const outputs = delta.length;
      const bias = end - outputs;
      const start = bias - inputs * outputs;
      below.fill(0);
      for (let o = 0; o < outputs; o++) {
        const d = delta[o]!;
        const row = start + o * inputs;
        this.gradients[bias + o] = this.gradients[bias + o]! + d;
        for (let i = 0; i < inputs; i++) {
          this.gradients[row + i] = this.gradients[row + i]! + d * from[i]!;
        }
        if (l > 1) for (let i = 0; i < inputs; i++) below[i] = below[i]! + d * this.weights[row + i]!;
      }
      if (l > 1) for (let i = 0; i < inputs; i++) below[i] = below[i]! * (1 - from[i]! * from[i]!);
      end = start;
    }
  }

  #adam(learningRate: number, beta1: number, beta2: number): void {
    this.#power1 *= beta1;
    this.#power2 *= beta2;
    const stepSize = learningRate / (1 - this.#power1);
    const rootScale = 1 / Math.sqrt(1 - this.#power2);
    const { weights, gradients } = this;
    const first = this.#first;
    const second = this.#second;
    for (let i = 0; i < weights.length; i++) {
      const g = gradients[i]!;
      const m = beta1 * first[i]! + (1 - beta1) * g;
      const v = beta2 * second[i]! + (1 - beta2) * g * g;
      first[i] = m;
      second[i] = v;
      weights[i] = weights[i]! - (stepSize * m) / (Math.sqrt(v) * rootScale + 1e-8);
    }
  }
}

/**
 * The forward pass as far as scalar code can be taken toward the kernel's: the batch by columns X[feature][n], four
 * outputs × two samples at once, and the same rational tanh. n is even, hidden widths are multiples of four.
 */
export class BlockedEnsemble {
  readonly #columns: Float32Array;
  readonly #hidden: Float32Array[];
  readonly #prior: Float32Array;
  readonly #value: Float32Array;
  readonly #count: number;

  /** Parameters as the kernels' own: W[in][out], then b[out]. */
  constructor(
    readonly shape: PlainShape,
    readonly weights: Float32Array,
    readonly priors: Float32Array,
  ) {
    const { sizes, n } = shape;
    this.#columns = new Float32Array(sizes[0]! * n);
    this.#hidden = sizes.slice(1, -1).map((size) => new Float32Array(size * n));
    this.#prior = new Float32Array(n);
    this.#value = new Float32Array(n);
    this.#count = weights.length / shape.members;
  }

  forward(out: Float32Array, x: Float32Array): void {
    const { sizes, members, n, priorScale } = this.shape;
    const inputs = sizes[0]!;
    for (let s = 0; s < n; s++) {
      for (let i = 0; i < inputs; i++) this.#columns[i * n + s] = x[s * inputs + i]!;
    }
    for (let k = 0; k < members; k++) {
      this.#network(this.#prior, this.priors, k * this.#count);
      this.#network(this.#value, this.weights, k * this.#count);
      for (let s = 0; s < n; s++) out[k * n + s] = this.#value[s]! + priorScale * this.#prior[s]!;
    }
  }

  #network(out: Float32Array, parameters: Float32Array, base: number): void {
    const { sizes, n } = this.shape;
    const last = sizes.length - 1;
    let from = this.#columns;
    let at = base;
    for (let l = 1; l < last; l++) {
      const to = this.#hidden[l - 1]!;
      hiddenLayer(to, from, parameters, at, sizes[l - 1]!, sizes[l]!, n);
      at += (sizes[l - 1]! + 1) * sizes[l]!;
      from = to;
    }
    const inputs = sizes[last - 1]!;
    out.fill(parameters[at + inputs]!);
    for (let i = 0; i < inputs; i++) {
      const w = parameters[at + i]!;
      for (let s = 0; s < n; s++) out[s] = out[s]! + w * from[i * n + s]!;
    }
  }
}

function hiddenLayer(
  out: Float32Array,
  x: Float32Array,
  parameters: Float32Array,
  at: number,
  inputs: number,
  outputs: number,
  n: number,
): void {
  const bias = at + inputs * outputs;
  for (let o = 0; o < outputs; o += 4) {
    for (let s = 0; s < n; s += 2) {
      let a0 = parameters[bias + o]!;
      let b0 = parameters[bias + o + 1]!;
      let c0 = parameters[bias + o + 2]!;
      let d0 = parameters[bias + o + 3]!;
      let a1 = a0;
      let b1 = b0;
      let c1 = c0;
      let d1 = d0;
      let w = at + o;
      let p = s;
      for (let i = 0; i < inputs; i++) {
        const x0 = x[p]!;
        const x1 = x[p + 1]!;
        const wa = parameters[w]!;
        a0 += wa * x0;
        a1 += wa * x1;
        const wb = parameters[w + 1]!;
        b0 += wb * x0;
        b1 += wb * x1;
        const wc = parameters[w + 2]!;
        c0 += wc * x0;
        c1 += wc * x1;
        const wd = parameters[w + 3]!;
        d0 += wd * x0;
        d1 += wd * x1;
        w += outputs;
        p += n;
      }
      let to = o * n + s;
      out[to] = rationalTanh(a0);
      out[to + 1] = rationalTanh(a1);
      to += n;
      out[to] = rationalTanh(b0);
      out[to + 1] = rationalTanh(b1);
      to += n;
      out[to] = rationalTanh(c0);
      out[to + 1] = rationalTanh(c1);
      to += n;
      out[to] = rationalTanh(d0);
      out[to + 1] = rationalTanh(d1);
    }
  }
}
