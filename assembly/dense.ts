/**
 * Dense layers over a batch that lies in the lanes.
 *
 * A batch is a matrix X[feature][N]: one row for each feature, N = the number of samples rounded up to 8, so that
 * two vectors hold eight samples of one feature:
 *
 *     X[0]  | s0 s1 s2 s3 | s4 s5 s6 s7 | ...        weights W[in][out], row-major
 *     X[1]  | s0 s1 s2 s3 | s4 s5 s6 s7 | ...
 *
 * Four outputs × two vectors make eight independent accumulators, as many as fit into the registers; a weight is
 * splat over the lanes straight from memory. Lanes never mix in `denseForward` and `denseBackward`, and the order of
 * a sample's sums is fixed (bias, then inputs in order), so a sample has the same bits in any batch at any position.
 *
 * The biases of a layer follow its weights: W[in][out], then b[out].
 *
 * In all of this file: f32; rows are 16-byte aligned and `rowBytes` = 4·N long, N a multiple of 8; weights need only
 * the alignment of an f32; no output overlaps an input.
 */

import { lane, laneSums } from './shuffle';
import { add, broadcast, load, mul, splat, store } from './vector';

/**
 * Both directions of a layer: `inputs` are what is summed over, `outputs` what comes out. `forwards`, a literal:
 * whether the weights of neighbouring outputs are neighbours too. Their distance is then part of the instruction that
 * loads them: the inner loop has hardly more instructions than the processor can take on while it multiplies and adds,
 * and computing addresses would add to them. Backwards it is the inputs' weights that are neighbours; no bias then.
 * @inline
 */
function dense(
  forwards: bool,
  out: usize,
  x: usize,
  weights: usize,
  inputs: i32,
  outputs: i32,
  rowBytes: usize,
): void {
  const inputStride: usize = forwards ? (<usize>outputs) << 2 : 4;
  const outputStride: usize = forwards ? 4 : (<usize>inputs) << 2;
  const bias = weights + ((<usize>(inputs * outputs)) << 2);
  const blocked = outputs & ~3;
  for (let o = 0; o < blocked; o += 4) {
    let b0 = splat(0);
    let b1 = b0;
    let b2 = b0;
    let b3 = b0;
    if (forwards) {
      const b = bias + ((<usize>o) << 2);
      b0 = broadcast(b);
      b1 = broadcast(b, 1);
      b2 = broadcast(b, 2);
      b3 = broadcast(b, 3);
    }
    const column = weights + <usize>o * outputStride;
    const row = out + <usize>o * rowBytes;
    for (let c: usize = 0; c < rowBytes; c += 32) {
      let s00 = b0;
      let s01 = b0;
      let s10 = b1;
      let s11 = b1;
      let s20 = b2;
      let s21 = b2;
      let s30 = b3;
      let s31 = b3;
      let from = x + c;
      let w = column;
      for (let i = inputs; i > 0; --i) {
        const x0 = load(from);
        const x1 = load(from, 1);
        const w0 = broadcast(w);
        s00 = add(s00, mul(w0, x0));
        s01 = add(s01, mul(w0, x1));
        const w1 = forwards ? broadcast(w, 1) : broadcast(w + outputStride);
        s10 = add(s10, mul(w1, x0));
        s11 = add(s11, mul(w1, x1));
        const w2 = forwards ? broadcast(w, 2) : broadcast(w + 2 * outputStride);
        s20 = add(s20, mul(w2, x0));
        s21 = add(s21, mul(w2, x1));
        const w3 = forwards ? broadcast(w, 3) : broadcast(w + 3 * outputStride);
        s30 = add(s30, mul(w3, x0));
        s31 = add(s31, mul(w3, x1));
        from += rowBytes;
        w += inputStride;
      }
      let to = row + c;
      store(to, s00);
      store(to, s01, 1);
      to += rowBytes;
      store(to, s10);
      store(to, s11, 1);
      to += rowBytes;
      store(to, s20);
      store(to, s21, 1);
      to += rowBytes;
      store(to, s30);
      store(to, s31, 1);
    }
  }
  for (let o = blocked; o < outputs; ++o) {
    let b = splat(0);
    if (forwards) b = broadcast(bias + ((<usize>o) << 2));
    const column = weights + <usize>o * outputStride;
    const row = out + <usize>o * rowBytes;
    for (let c: usize = 0; c < rowBytes; c += 32) {
      let s0 = b;
      let s1 = b;
      let from = x + c;
      let w = column;
      for (let i = inputs; i > 0; --i) {
        const w0 = broadcast(w);
        s0 = add(s0, mul(w0, load(from)));
        s1 = add(s1, mul(w0, load(from, 1)));
        from += rowBytes;
        w += inputStride;
      }
      store(row + c, s0);
      store(row + c, s1, 1);
    }
  }
}

/**
 * Z[o] = b[o] + Σ_i W[i][o]·X[i].
 * out f32 [outputs][N], x f32 [inputs][N], weights f32 [inputs][outputs] and then the bias b, f32 [outputs].
 */
export function denseForward(
  out: usize,
  x: usize,
  weights: usize,
  inputs: i32,
  outputs: i32,
  rowBytes: usize,
): void {
  dense(true, out, x, weights, inputs, outputs, rowBytes);
}

/** dX[i] = Σ_o W[i][o]·dZ[o]: dx f32 [inputs][N], weights f32 [inputs][outputs], dz f32 [outputs][N]. */
export function denseBackward(
  dx: usize,
  dz: usize,
  weights: usize,
  inputs: i32,
  outputs: i32,
  rowBytes: usize,
): void {
  dense(false, dx, dz, weights, outputs, inputs, rowBytes);
}

/** @inline */
function putVector(to: usize, v: v128, accumulate: bool): void {
  store(to, accumulate ? add(load(to), v) : v);
}

/** @inline */
function putScalar(to: usize, v: f32, accumulate: bool): void {
  f32.store(to, accumulate ? f32.load(to) + v : v);
}

/**
 * dW[i][o] = Σ_n X[i][n]·dZ[o][n] and db[o] = Σ_n dZ[o][n], or += if `accumulate`.
 * dWeights f32 [inputs][outputs] and then db, f32 [outputs], x f32 [inputs][N], dz f32 [outputs][N]; columns of dz that
 * stand for no sample must be zero. Two inputs × four outputs at once: both factors are read along the batch, and
 * only the finished sums are transposed.
 */
export function weightGradient(
  dWeights: usize,
  x: usize,
  dz: usize,
  inputs: i32,
  outputs: i32,
  rowBytes: usize,
  accumulate: bool,
): void {
  const blocked = outputs & ~3;
  const zero = splat(0);
  const stride = (<usize>outputs) << 2;
  const dBias = dWeights + <usize>inputs * stride;
  for (let o = 0; o < blocked; o += 4) {
    const z0 = dz + <usize>o * rowBytes;
    const z1 = z0 + rowBytes;
    const z2 = z1 + rowBytes;
    const z3 = z2 + rowBytes;
    let to = dWeights + ((<usize>o) << 2);
    let i = 0;
    for (; i + 2 <= inputs; i += 2) {
      const x0 = x + <usize>i * rowBytes;
      const x1 = x0 + rowBytes;
      let a0 = zero;
      let a1 = zero;
      let a2 = zero;
      let a3 = zero;
      let b0 = zero;
      let b1 = zero;
      let b2 = zero;
      let b3 = zero;
      for (let c: usize = 0; c < rowBytes; c += 16) {
        const a = load(x0 + c);
        const b = load(x1 + c);
        const d0 = load(z0 + c);
        a0 = add(a0, mul(a, d0));
        b0 = add(b0, mul(b, d0));
        const d1 = load(z1 + c);
        a1 = add(a1, mul(a, d1));
        b1 = add(b1, mul(b, d1));
        const d2 = load(z2 + c);
        a2 = add(a2, mul(a, d2));
        b2 = add(b2, mul(b, d2));
        const d3 = load(z3 + c);
        a3 = add(a3, mul(a, d3));
        b3 = add(b3, mul(b, d3));
      }
      putVector(to, laneSums(a0, a1, a2, a3), accumulate);
      putVector(to + stride, laneSums(b0, b1, b2, b3), accumulate);
      to += stride << 1;
    }
    // An odd last input, and the bias as an input that is always 1.
    let a0 = zero;
    let a1 = zero;
    let a2 = zero;
    let a3 = zero;
    let b0 = zero;
    let b1 = zero;
    let b2 = zero;
    let b3 = zero;
    const x0 = i < inputs ? x + <usize>i * rowBytes : z0;
    for (let c: usize = 0; c < rowBytes; c += 16) {
      const a = load(x0 + c);
      const d0 = load(z0 + c);
      const d1 = load(z1 + c);
      const d2 = load(z2 + c);
      const d3 = load(z3 + c);
      a0 = add(a0, mul(a, d0));
      a1 = add(a1, mul(a, d1));
      a2 = add(a2, mul(a, d2));
      a3 = add(a3, mul(a, d3));
      b0 = add(b0, d0);
      b1 = add(b1, d1);
      b2 = add(b2, d2);
      b3 = add(b3, d3);
    }
    if (i < inputs) putVector(to, laneSums(a0, a1, a2, a3), accumulate);
    putVector(dBias + ((<usize>o) << 2), laneSums(b0, b1, b2, b3), accumulate);
  }
  for (let o = blocked; o < outputs; ++o) {
    const z = dz + <usize>o * rowBytes;
    let to = dWeights + ((<usize>o) << 2);
    let i = 0;
    for (; i + 4 <= inputs; i += 4) {
      const x0 = x + <usize>i * rowBytes;
      const x1 = x0 + rowBytes;
      const x2 = x1 + rowBytes;
      const x3 = x2 + rowBytes;
      let s0 = zero;
      let s1 = zero;
      let s2 = zero;
      let s3 = zero;
      for (let c: usize = 0; c < rowBytes; c += 16) {
        const d = load(z + c);
        s0 = add(s0, mul(d, load(x0 + c)));
        s1 = add(s1, mul(d, load(x1 + c)));
        s2 = add(s2, mul(d, load(x2 + c)));
        s3 = add(s3, mul(d, load(x3 + c)));
      }
      const sums = laneSums(s0, s1, s2, s3);
      putScalar(to, lane(sums, 0), accumulate);
      putScalar(to + stride, lane(sums, 1), accumulate);
      putScalar(to + 2 * stride, lane(sums, 2), accumulate);
      putScalar(to + 3 * stride, lane(sums, 3), accumulate);
      to += stride << 2;
    }
    for (; i < inputs; ++i) {
      const x0 = x + <usize>i * rowBytes;
      let s = zero;
      for (let c: usize = 0; c < rowBytes; c += 16) {
        s = add(s, mul(load(z + c), load(x0 + c)));
      }
      putScalar(to, lane(laneSums(s, zero, zero, zero), 0), accumulate);
      to += stride;
    }
    let s = zero;
    for (let c: usize = 0; c < rowBytes; c += 16) s = add(s, load(z + c));
    putScalar(dBias + ((<usize>o) << 2), lane(laneSums(s, zero, zero, zero), 0), accumulate);
  }
}
