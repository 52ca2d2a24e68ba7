/** f64 twin of assembly/adam.ts: Kingma & Ba 2015, algorithm 1, as it is printed there. */
export class Adam {
  readonly m: Float64Array;
  readonly v: Float64Array;
  t = 0;

  constructor(
    readonly theta: Float64Array,
    readonly options: { learningRate: number; beta1: number; beta2: number; epsilon: number; ridge: number },
  ) {
    this.m = new Float64Array(theta.length);
    this.v = new Float64Array(theta.length);
  }

  step(gradient: ArrayLike<number>): void {
    const { learningRate, beta1, beta2, epsilon, ridge } = this.options;
    this.t++;
    for (let i = 0; i < this.theta.length; i++) {
      const g = gradient[i] + 2 * ridge * this.theta[i];
      this.m[i] = beta1 * this.m[i] + (1 - beta1) * g;
      this.v[i] = beta2 * this.v[i] + (1 - beta2) * g * g;
      const mHat = this.m[i] / (1 - beta1 ** this.t);
      const vHat = this.v[i] / (1 - beta2 ** this.t);
      this.theta[i] -= (learningRate * mHat) / (Math.sqrt(vHat) + epsilon);
    }
  }
}
