/** Which pairs of types of geoms the kernels have a collider for (assembly/physics/collision/driver.ts). */

import type { MainModule, MjModel } from '../../worlds/mujoco/module.js';
import type { ContactPair } from './pairs.js';

/** The most contacts of a pair, by its types in the order of mjtGeom. */
const MOST_CONTACTS: Readonly<Record<string, number>> = {
  'plane sphere': 1,
  'plane capsule': 2,
  'plane ellipsoid': 1,
  'plane cylinder': 4,
  'plane box': 4,
  'sphere sphere': 1,
  'sphere capsule': 1,
  'sphere cylinder': 1,
  'sphere box': 1,
  'capsule capsule': 2,
  'capsule box': 2,
  'box box': 8,
  'plane mesh': 4,
};

/** Types that MuJoCo's convex routine has the contacts of, but for those pairs that have a collider of their own. */
const CONVEX = ['sphere', 'capsule', 'ellipsoid', 'cylinder', 'box', 'mesh'];
const MOST_CONVEX_CONTACTS = 8;
/** With a height field, which is tested against each of them by the convex routine, piece by piece (mjMAXCONPAIR). */
const MOST_FIELD_CONTACTS = 50;

/** Contacts of a pair at most; 0: there is no collider. */
function mostOf(types: string): number {
  const own = MOST_CONTACTS[types];
  if (own !== undefined) return own;
  const [first, second] = types.split(' ') as [string, string];
  if (!CONVEX.includes(second)) return 0;
  if (first === 'hfield') return MOST_FIELD_CONTACTS;
  return CONVEX.includes(first) ? MOST_CONVEX_CONTACTS : 0;
}

/** Contacts of a pair that colliders which do one world at a time need room for. */
export function mostFound(fields: number): number {
  return fields > 0 ? MOST_FIELD_CONTACTS : MOST_CONVEX_CONTACTS;
}

/** Whether some pair needs the convex routine. */
export function usesConvexRoutine(
  mujoco: MainModule,
  model: MjModel,
  pairs: readonly ContactPair[],
): boolean {
  const types = geomTypes(mujoco);
  return pairs.some((pair) => {
    const kind = pairTypes(types, model, pair);
    return !(kind in MOST_CONTACTS) && mostOf(kind) > 0;
  });
}

/** Names of the types of geoms, by their numbers. */
export function geomTypes(mujoco: MainModule): ReadonlyMap<number, string> {
  const types = Object.entries(mujoco.mjtGeom as unknown as Record<string, { value: number }>);
  return new Map(
    types
      .filter(([name]) => /^mjGEOM_/.test(name))
      .map(([name, { value }]) => [value, name.replace('mjGEOM_', '').toLowerCase()]),
  );
}

/** The types of a pair as in 'plane sphere'. */
export function pairTypes(
  types: ReadonlyMap<number, string>,
  model: MjModel,
  { first, second }: ContactPair,
): string {
  return [first, second].map((geom) => types.get(model.geom_type[geom]) ?? 'unknown').join(' ');
}

export function hasCollider(types: string): boolean {
  return mostOf(types) > 0;
}

/** Contacts of the pairs when all of them touch in as many places as they can. */
export function mostContacts(mujoco: MainModule, model: MjModel, pairs: readonly ContactPair[]): number {
  const types = geomTypes(mujoco);
  return pairs.reduce((sum, pair) => sum + mostOf(pairTypes(types, model, pair)), 0);
}
