/** f64 twins of assembly/mlp.ts and log-mean-exp.ts: one network, one sample at a time. */

/** Parameters as in the kernel: for each layer W[in][out], then b[out]. */
function layersOf(sizes: readonly number[], parameters: ArrayLike<number>) {
  let offset = 0;
  return sizes.slice(1).map((outputs, l) => {
    const inputs = sizes[l];
    const weights = offset;
    const bias = weights + inputs * outputs;
    offset = bias + outputs;
    return { inputs, outputs, weights, bias, parameters };
  });
}

/** Inputs of each layer, and last the output of the network. */
function activations(
  sizes: readonly number[],
  parameters: ArrayLike<number>,
  x: ArrayLike<number>,
): number[][] {
  const layers = layersOf(sizes, parameters);
  const result = [Array.from(x)];
  layers.forEach(({ inputs, outputs, weights, bias }, l) => {
    const from = result[l];
    const to = new Array<number>(outputs);
    for (let o = 0; o < outputs; o++) {
      let sum = parameters[bias + o];
      for (let i = 0; i < inputs; i++) sum += parameters[weights + i * outputs + o] * from[i];
      to[o] = l < layers.length - 1 ? Math.tanh(sum) : sum;
    }
    result.push(to);
  });
  return result;
}

export function forward(
  sizes: readonly number[],
  parameters: ArrayLike<number>,
  x: ArrayLike<number>,
): number {
  return activations(sizes, parameters, x)[sizes.length - 1][0];
}

/**
 * Σ_n e² and ∂(scale·Σ_n e²)/∂θ of one member, e = f(x_n) + β·p(x_n) − targets[n].
 * x [n][sizes[0]] row-major.
 */
export function gradient(
  sizes: readonly number[],
  parameters: ArrayLike<number>,
  prior: ArrayLike<number>,
  priorScale: number,
  x: ArrayLike<number>,
  targets: ArrayLike<number>,
  scale: number,
): { loss: number; gradient: Float64Array } {
  const result = new Float64Array(parameters.length);
  const layers = layersOf(sizes, parameters);
  let loss = 0;
  for (let n = 0; n < targets.length; n++) {
    const row = Array.from({ length: sizes[0] }, (_, i) => x[n * sizes[0] + i]);
    const acts = activations(sizes, parameters, row);
    const error = acts[layers.length][0] + priorScale * forward(sizes, prior, row) - targets[n];
    loss += error * error;
    let dz = [2 * scale * error];
    for (let l = layers.length - 1; l >= 0; l--) {
      const { inputs, outputs, weights, bias } = layers[l];
      const dx = new Array<number>(inputs).fill(0);
      for (let o = 0; o < outputs; o++) {
        result[bias + o] += dz[o];
        for (let i = 0; i < inputs; i++) {
          result[weights + i * outputs + o] += acts[l][i] * dz[o];
          dx[i] += parameters[weights + i * outputs + o] * dz[o];
        }
      }
      dz = dx.map((d, i) => d * (1 - acts[l][i] ** 2));
    }
  }
  return { loss, gradient: result };
}

/** (1/κ)·log(mean exp(κ·v)); the mean for κ = 0. */
export function logMeanExp(values: ArrayLike<number>, kappa: number): number {
  const v = Array.from(values);
  const mean = v.reduce((a, b) => a + b, 0) / v.length;
  if (kappa === 0) return mean;
  const extreme = kappa > 0 ? Math.max(...v) : Math.min(...v);
  // log(mean e^{κd}) as log1p(mean expm1(κd)), which keeps its digits for small κ.
  const excess = v.reduce((sum, value) => sum + Math.expm1(kappa * (value - extreme)), 0) / v.length;
  return extreme + Math.log1p(excess) / kappa;
}
