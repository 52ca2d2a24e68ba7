/** Elementary functions over arrays, by `Math`, and tanh by the kernels' own rational function. */

export function exp(out: Float32Array, x: Float32Array): void {
  for (let i = 0; i < x.length; i++) out[i] = Math.exp(x[i]!);
}

export function log(out: Float32Array, x: Float32Array): void {
  for (let i = 0; i < x.length; i++) out[i] = Math.log(x[i]!);
}

export function sin(out: Float32Array, x: Float32Array): void {
  for (let i = 0; i < x.length; i++) out[i] = Math.sin(x[i]!);
}

export function tanh(out: Float32Array, x: Float32Array): void {
  for (let i = 0; i < x.length; i++) out[i] = Math.tanh(x[i]!);
}

/** The rational function of assembly/math.ts (degree 9 over 8), in scalars: what careful JavaScript would use. */
export function rationalTanh(x: number): number {
  const y = Math.max(Math.min(x, 8), -8);
  const z = y * y;
  const p = ((1.5209137060878675e-8 * z + 2.1879672203795053e-5) * z + 0.0035706963390111923) * z;
  const q = ((8.513861189385352e-7 * z + 0.00034098117612302303) * z + 0.02616102062165737) * z;
  return (y * ((p + 0.1344374120235443) * z + 1)) / ((q + 0.46777069568634033) * z + 1);
}

export function rationalTanhArray(out: Float32Array, x: Float32Array): void {
  for (let i = 0; i < x.length; i++) out[i] = rationalTanh(x[i]!);
}
