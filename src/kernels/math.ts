/** exp, log, tanh, sine and cosine over arrays, with the same bits in every engine (`Math.*` differs between them). */

import { checkInteger, OptionError } from '../options.js';
import type { Block } from './arena.js';
import type { Kernels } from './load.js';

/**
 * Elementary functions of whole arrays. Results are written back into the array that was passed.
 *
 * @example
 * const math = new ArrayMath(await loadKernels(), 1000);
 * math.tanh(x); // Float32Array of up to 1000 numbers, replaced by their tanh
 */
export class ArrayMath {
  readonly #kernels: Kernels;
  readonly #block: Block;

  /** @param capacity longest array, a whole number ≥ 0. Memory is taken from the arena once, here. */
  constructor(kernels: Kernels, capacity: number) {
    checkInteger('capacity', capacity, { min: 0 });
    this.#kernels = kernels;
    this.#block = kernels.arena.f32(capacity);
  }

  /** e^x; relative error ≤ 1e-7; x is bounded to [−87, 88] first. */
  exp(x: Float32Array): Float32Array {
    return this.#apply(this.#kernels.exports.expArray, x);
  }

  /** Natural logarithm; relative error ≤ 1e-7; −∞ at 0, NaN below. */
  log(x: Float32Array): Float32Array {
    return this.#apply(this.#kernels.exports.logArray, x);
  }

  /** tanh; absolute error ≤ 4e-7. */
  tanh(x: Float32Array): Float32Array {
    return this.#apply(this.#kernels.exports.tanhArray, x);
  }

  /** Sine of an angle in radians; absolute error ≤ 1e-7 for |x| ≤ 8192. */
  sin(x: Float32Array): Float32Array {
    return this.#apply(this.#kernels.exports.sinArray, x);
  }

  /** Cosine of an angle in radians; absolute error ≤ 1e-7 for |x| ≤ 8192. */
  cos(x: Float32Array): Float32Array {
    return this.#apply(this.#kernels.exports.cosArray, x);
  }

  #apply(kernel: (out: number, x: number, n: number) => void, x: Float32Array): Float32Array {
    if (x.length > this.#block.length) {
      throw new OptionError(`at most ${this.#block.length} numbers fit, got ${x.length}`);
    }
    this.#block.view.set(x);
    kernel(this.#block.pointer, this.#block.pointer, x.length);
    x.set(this.#block.view.subarray(0, x.length));
    return x;
  }
}
