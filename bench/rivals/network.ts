/** The ensemble that rivals are given: the same numbers as ours. */

export interface RivalNetwork {
  /** Inputs, hidden widths, 1. */
  readonly sizes: readonly number[];
  readonly members: number;
  readonly priorScale: number;
  /** f32 [members][P]: for each layer W[in][out], then b[out]. */
  readonly weights: Float32Array;
  /** As `weights`. */
  readonly priors: Float32Array;
  /** Samples of a batch. */
  readonly n: number;
}

export interface AdamSettings {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** W f32 [in][out] and b f32 [out] of a layer (from 1 on) of one network. */
export function layerOf(
  parameters: Float32Array,
  { sizes, members }: RivalNetwork,
  member: number,
  layer: number,
): { readonly w: Float32Array; readonly b: Float32Array } {
  let at = (member * parameters.length) / members;
  for (let l = 1; l < layer; l++) at += (sizes[l - 1]! + 1) * sizes[l]!;
  const [inputs, outputs] = [sizes[layer - 1]!, sizes[layer]!];
  const bias = at + inputs * outputs;
  return { w: parameters.subarray(at, bias), b: parameters.subarray(bias, bias + outputs) };
}

/** The same layer of all members, W f32 [members][in][out] and b f32 [members][out]. */
export function stackedLayer(
  parameters: Float32Array,
  network: RivalNetwork,
  layer: number,
): { readonly w: Float32Array; readonly b: Float32Array } {
  const { sizes, members } = network;
  const size = sizes[layer - 1]! * sizes[layer]!;
  const w = new Float32Array(members * size);
  const b = new Float32Array(members * sizes[layer]!);
  for (let k = 0; k < members; k++) {
    const one = layerOf(parameters, network, k, layer);
    w.set(one.w, k * size);
    b.set(one.b, k * sizes[layer]!);
  }
  return { w, b };
}
