/**
 * Which geoms of a MuJoCo model can touch, and with what parameters (MuJoCo's documentation, Computation: collision
 * and contact parameters).
 */

import type { MainModule, MjModel } from '../../worlds/mujoco/module.js';
import { numbers } from './reading.js';

/** Two geoms that MuJoCo would test; a plane comes first, else the geoms in the order of their types. */
export interface ContactPair {
  readonly first: number;
  readonly second: number;
  /** The first is a plane. */
  readonly plane: boolean;
}

/** All pairs that the filters leave: welded bodies, parent and child, <exclude>, contype and conaffinity. */
export function contactPairs(mujoco: MainModule, model: MjModel): ContactPair[] {
  const plane = mujoco.mjtGeom.mjGEOM_PLANE.value;
  const excluded = new Set(numbers(model.exclude_signature));
  const pairs: ContactPair[] = [];
  for (let a = 0; a < model.ngeom; a++) {
    for (let b = a + 1; b < model.ngeom; b++) {
      const swap = model.geom_type[a] > model.geom_type[b];
      const [first, second] = swap ? [b, a] : [a, b];
      if (!bitsMatch(model, first, second) || !bodiesMeet(model, excluded, first, second)) continue;
      pairs.push({ first, second, plane: model.geom_type[first] === plane });
    }
  }
  return pairs;
}

function bitsMatch(model: MjModel, a: number, b: number): boolean {
  const { geom_contype: type, geom_conaffinity: affinity } = model;
  return (type[a] & affinity[b]) !== 0 || (type[b] & affinity[a]) !== 0;
}

function bodiesMeet(model: MjModel, excluded: ReadonlySet<number>, a: number, b: number): boolean {
  const bodyA: number = model.geom_bodyid[a];
  const bodyB: number = model.geom_bodyid[b];
  if (excluded.has(bodyA * 65536 + bodyB) || excluded.has(bodyB * 65536 + bodyA)) return false;
  const weldA: number = model.body_weldid[bodyA];
  const weldB: number = model.body_weldid[bodyB];
  if (weldA === weldB) return false;
  if (weldA === 0 || weldB === 0) return true; // the world is nobody's parent here
  const parentOf = (weld: number) => model.body_weldid[model.body_parentid[weld]];
  return parentOf(weldA) !== weldB && parentOf(weldB) !== weldA;
}

export interface ContactParameters {
  readonly condim: number;
  /** Sliding friction μ. */
  readonly friction: number;
  readonly solref: number[];
  readonly solimp: number[];
  /** Sum of the bodies' translational weights (body_invweight0). */
  readonly weight: number;
}

/** Parameters of a contact: those of the geom with the higher priority, or a mix. */
export function mixContact(model: MjModel, { first, second }: ContactPair): ContactParameters {
  const of = (g: number) => ({
    condim: model.geom_condim[g] as number,
    friction: model.geom_friction[3 * g] as number,
    solref: numbers(model.geom_solref, 2 * g, 2),
    solimp: numbers(model.geom_solimp, 5 * g, 5),
  });
  const weight: number = [first, second].reduce(
    (sum, g) => sum + model.body_invweight0[2 * model.geom_bodyid[g]],
    0,
  );
  const a = of(first);
  const b = of(second);
  const priority: number = model.geom_priority[first] - model.geom_priority[second];
  if (priority !== 0) return { ...(priority > 0 ? a : b), weight };
  const share = mixShare(model.geom_solmix[first], model.geom_solmix[second]);
  const mix = (x: number[], y: number[]) => x.map((value, i) => share * value + (1 - share) * y[i]!);
  return {
    condim: Math.max(a.condim, b.condim),
    friction: Math.max(a.friction, b.friction),
    solref: mix(a.solref, b.solref),
    solimp: mix(a.solimp, b.solimp),
    weight,
  };
}

const TINY = 1e-15; // mjMINVAL

function mixShare(a: number, b: number): number {
  if (a >= TINY && b >= TINY) return a / (a + b);
  if (a < TINY && b < TINY) return 0.5;
  return a < TINY ? 0 : 1;
}

/**
 * The seven numbers of a soft constraint as the kernels read them: impedance at zero and at full penetration, width and
 * midpoint of the change; stiffness K and damping B of the reference acceleration; the diagonal of J M⁻¹ Jᵀ.
 * From solref in its form (time constant, damping ratio), and solimp with power 2.
 */
export function softness(solref: number[], solimp: number[], diagonal: number, timestep: number): number[] {
  const clip = (x: number) => Math.min(Math.max(x, 1e-4), 0.9999); // mjMINIMP, mjMAXIMP
  let low = clip(solimp[0]!);
  let high = clip(solimp[1]!);
  let width = Math.max(solimp[2]!, 0);
  const time = Math.max(solref[0]!, 2 * timestep); // MuJoCo's refsafe
  const K = 1 / Math.max(TINY, (high * time * solref[1]!) ** 2);
  const B = 2 / Math.max(TINY, high * time);
  if (low === high || width <= TINY) {
    low = high = 0.5 * (low + high);
    width = 1;
  }
  const midpoint = clip(solimp[3]!);
  const power = Math.max(1, solimp[4]!);
  const curve = [1 / width, midpoint, power, midpoint ** (1 - power), (1 - midpoint) ** (1 - power)];
  return [1 - high, high - low, ...curve, K, B, Math.max(TINY, diagonal)];
}
