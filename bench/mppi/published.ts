/**
 * What others have published for the same problem, quoted and not measured here: milliseconds of one optimisation with
 * 100 steps, means of 10,000 runs (TorchRL 1,000), by number of rollouts. From the measurements behind Vlahov, Gibson,
 * Gandhi and Theodorou, "MPPI-Generic: A CUDA library for stochastic trajectory optimization" (arXiv 2409.07563), as
 * published in github.com/ACDSLab/mppi-generic-website, assets/data/results.csv, commit 0ae6c724, rounded here to three
 * digits; shown at acdslab.github.io/mppi-generic-website/results.
 */

export const SOURCE =
  'Vlahov et al., MPPI-Generic, arXiv 2409.07563; data at acdslab.github.io/mppi-generic-website/results';

/** Rollouts of the comparison. */
export const ROLLOUTS = [128, 256, 512, 1024, 2048, 4096, 6144, 8192, 16384] as const;

export interface Published {
  readonly method: string;
  readonly hardware: string;
  /** Milliseconds, one for each of `ROLLOUTS`. */
  readonly ms: readonly number[];
}

export const PUBLISHED: readonly Published[] = [
  {
    method: 'nav2 (ROS 2)',
    hardware: 'Intel i9-13900K',
    ms: [0.393, 0.729, 1.42, 3.36, 6.74, 13.9, 21.7, 29.9, 62.3],
  },
  {
    method: 'TorchRL',
    hardware: 'RTX 4090',
    ms: [24.5, 28.2, 28.2, 28.1, 28.2, 28.2, 28.4, 28.6, 28.6],
  },
  {
    method: 'MPPI-Generic',
    hardware: 'GTX 1050 Ti',
    ms: [0.201, 0.226, 0.302, 0.429, 0.837, 1.47, 2.1, 2.89, 5.64],
  },
  {
    method: 'MPPI-Generic',
    hardware: 'RTX 4090',
    ms: [0.123, 0.122, 0.124, 0.131, 0.146, 0.17, 0.201, 0.232, 0.389],
  },
];
