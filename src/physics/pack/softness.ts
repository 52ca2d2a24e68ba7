/** How soft a constraint is, as the kernels read it (MuJoCo's documentation, Modeling: solver parameters). */

const TINY = 1e-15; // mjMINVAL
const clip = (x: number): number => Math.min(Math.max(x, 1e-4), 0.9999); // mjMINIMP, mjMAXIMP

/**
 * The numbers of a soft constraint as the kernels read them, SOFT of assembly/physics/schema.mjs in that order: of its
 * impedance, of its reference acceleration, and the diagonal of J M⁻¹ Jᵀ. From solref in either form.
 */
export function softness(solref: number[], solimp: number[], diagonal: number, timestep: number): number[] {
  let low = clip(solimp[0]!);
  let high = clip(solimp[1]!);
  let width = Math.max(solimp[2]!, 0);
  const [K, B] = referenceAcceleration(solref, high, timestep);
  if (low === high || width <= TINY) {
    low = high = 0.5 * (low + high);
    width = 1;
  }
  const midpoint = clip(solimp[3]!);
  const power = Math.max(1, solimp[4]!);
  const curve = [1 / width, midpoint, power, midpoint ** (1 - power), (1 - midpoint) ** (1 - power)];
  return [1 - high, high - low, ...curve, K, B, Math.max(TINY, diagonal)];
}

/** B of the friction rows of an elliptic cone, whose K is 0: of solreffriction, or where that is zero of solref. */
export function frictionDamping(
  solreffriction: number[],
  solref: number[],
  solimp: number[],
  timestep: number,
): number {
  const mixed = solreffriction[0]! > 0 !== solreffriction[1]! > 0;
  const own = !mixed && solreffriction.some((x) => x !== 0);
  return referenceAcceleration(own ? solreffriction : solref, clip(solimp[1]!), timestep)[1];
}

const DEFAULT = [0.02, 1] as const;

/**
 * Stiffness K and damping B from solref = (time constant, damping ratio), or if negative (−stiffness, −damping). A mix of
 * both forms counts as the default; the time constant is at least two timesteps (MuJoCo's refsafe).
 *
 * @param high impedance at full penetration
 */
function referenceAcceleration(solref: readonly number[], high: number, timestep: number): [number, number] {
  const [first, second] = (solref[0]! > 0 === solref[1]! > 0 ? solref : DEFAULT) as [number, number];
  if (first <= 0) return [-first / Math.max(TINY, high ** 2), -second / Math.max(TINY, high)];
  const time = Math.max(first, 2 * timestep);
  return [1 / Math.max(TINY, (high * time * second) ** 2), 2 / Math.max(TINY, high * time)];
}
