/** What assembly/math.ts computes, in f64. */
export const mathReference = {
  expArray: (x: ArrayLike<number>): number[] =>
    Array.from(x, (v) => Math.exp(Math.min(Math.max(v, -87), 88))),
  logArray: (x: ArrayLike<number>): number[] => Array.from(x, Math.log),
  tanhArray: (x: ArrayLike<number>): number[] => Array.from(x, Math.tanh),
  sinArray: (x: ArrayLike<number>): number[] => Array.from(x, Math.sin),
  cosArray: (x: ArrayLike<number>): number[] => Array.from(x, Math.cos),
};
