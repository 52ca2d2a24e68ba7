// What kernels are told in memory, by name, where it is more than a handful: TypeScript writes such a struct once and
// then calls with its address and what varies (src/kernels/struct.ts). The fields' order is read from this file by
// scripts/derive-structs.mjs; each has four bytes, so that field i lies 4 i bytes from the struct's address.

/** What actions are sampled around and with; see sampleActions. @unmanaged */
export class Sampling {
  /** f32 [plans][steps · actionSize], finite. */
  nominals!: usize;
  /** σ, f32 [actionSize]. */
  sigma!: usize;
  plans!: i32;
  rolloutsPerPlan!: i32;
  steps!: i32;
  actionSize!: i32;
  /** ρ of the noise of neighbouring steps, in [0, 1). */
  noiseCorrelation!: f32;
  seedLow!: u32;
  seedHigh!: u32;
  stream!: u32;
  /** Number of the first plan. */
  firstPlan!: u32;
}

/**
 * Rollouts of a world of a few equations, `groups` groups of four worlds in the four lanes, and the blocks that hold
 * them. Blocks do not overlap but for states and finals. A lane never depends on the others. See dynamics/.
 * @unmanaged
 */
export class Rollouts {
  /** f32 [...], the model's constants; see the world's file. */
  parameters!: usize;
  /** f32 [groups · 4][stateSize], 16-aligned: where each world starts. */
  states!: usize;
  /** f32 [groups · 4][stateSize], 16-aligned: where each world ends; may be `states` itself. */
  finals!: usize;
  /** f32 [groups · 4][observationSize]: what is observed there (with 0 steps: at the start). */
  observations!: usize;
  /** f32 [groups][steps][actionSize][4 lanes], 16-aligned. */
  actions!: usize;
  /** f32 [groups][steps][4 lanes], 16-aligned; not finite where the state is not. */
  rewards!: usize;
  groups!: i32;
  steps!: i32;
}

/**
 * An ensemble of networks and the blocks that it works on, 16-aligned and without overlap; N is the number of samples
 * rounded up to 8, P the number of parameters of a network. See mlp.ts.
 * @unmanaged
 */
export class Ensemble {
  members!: i32;
  /** Dense layers of each network. */
  layers!: i32;
  /** i32 [layers + 1]: inputs, hidden widths, 1. */
  sizes!: usize;
  /** θ, f32 [members][P]. */
  parameters!: usize;
  /** Frozen parameters of the priors, f32 [members][P]; not read if β = 0. */
  priors!: usize;
  /** β. */
  priorScale!: f32;
  /** The batch, f32 [inputs + 1][N] from `batchColumns`. */
  batch!: usize;
  /** f32 [members][N]. */
  targets!: usize;
  /** V_k, f32 [members][N]. */
  values!: usize;
  /** f32 [members]. */
  losses!: usize;
  /** f32 [members][P]. */
  gradients!: usize;
  /** f32 [(Σ hidden widths + 2·max(1, widest hidden layer))·N]; nothing in it outlives a call. */
  work!: usize;
}

/** Weights that Adam moves, its moments and its rates; f32 [count rounded up to 4] each. See adam.ts. @unmanaged */
export class Adam {
  weights!: usize;
  gradients!: usize;
  /** m. */
  first!: usize;
  /** v. */
  second!: usize;
  count!: i32;
  /** β₁. */
  beta1!: f32;
  /** β₂. */
  beta2!: f32;
  /** ε. */
  epsilon!: f32;
  /** λ of the term λ‖θ‖² in the loss. */
  ridge!: f32;
}
