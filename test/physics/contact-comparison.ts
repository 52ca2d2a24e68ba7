/** Contacts of a pair of geoms beside MuJoCo's, over random poses with four different ones in the lanes. */

import type { Contact, GeomPair, Pose } from './colliders.js';
import type { Draws } from './states.js';

export interface Comparison {
  readonly worlds: number;
  /** Worlds in which MuJoCo has contacts. */
  readonly touching: number;
  readonly contacts: number;
  /** Worlds whose numbers of contacts differ though no distance is within rounding of the margin. */
  readonly counts: string[];
  /** Errors of all contacts, sorted; of distance and point in sizes of the pair. */
  readonly distance: number[];
  readonly point: number[];
  readonly normal: number[];
  readonly tangent: number[];
}

/** Two poses, from the start of a pair to apart: the sizes of the pair over which the second is strewn. */
export function randomPoses(draws: Draws, spread: number): Pose[] {
  const position = (): number[] => [0, 1, 2].map(() => draws.uniform(-spread, spread));
  const centre = [draws.uniform(-1, 1), draws.uniform(-1, 1), draws.uniform(-1, 1)];
  return [
    { position: centre, quaternion: draws.rotation() },
    { position: position().map((x, i) => x + centre[i]!), quaternion: draws.rotation() },
  ];
}

export const gap = (a: readonly number[], b: readonly number[]): number =>
  Math.hypot(...a.map((x, i) => x - b[i]!));

/** @param limit detection distance; contacts this close to it (in sizes) may be missing in one of the two */
export function compareContacts(
  pair: GeomPair,
  groups: number,
  poses: (lane: number) => Pose[],
  limit = 0,
  rounding = 1e-6,
): Comparison {
  const errors = {
    distance: [] as number[],
    point: [] as number[],
    normal: [] as number[],
    tangent: [] as number[],
  };
  const counts: string[] = [];
  let touching = 0;
  let contacts = 0;
  for (let group = 0; group < groups; group++) {
    const worlds = [0, 1, 2, 3].map(poses);
    const found = pair.inLanes(worlds);
    worlds.forEach((world, lane) => {
      const expected = pair.inMujoco(world);
      const actual = [...found[lane]!];
      if (expected.length > 0) touching++;
      contacts += expected.length;
      const isDoubtful = ({ distance }: Contact): boolean =>
        Math.abs(distance - limit) < rounding * pair.size;
      // Those that may be missing come last, so that none of the others is taken for one of them.
      const inOrder = [...expected].sort((a, b) => Number(isDoubtful(a)) - Number(isDoubtful(b)));
      for (const contact of inOrder) {
        const nearest = closest(actual, contact);
        const doubtful = isDoubtful(contact);
        if (!nearest) {
          if (!doubtful) counts.push(describe(world, expected, found[lane]!));
          continue;
        }
        actual.splice(actual.indexOf(nearest), 1);
        errors.distance.push(Math.abs(nearest.distance - contact.distance) / pair.size);
        errors.point.push(gap(nearest.point, contact.point) / pair.size);
        errors.normal.push(gap(nearest.frame.slice(0, 3), contact.frame.slice(0, 3)));
        errors.tangent.push(gap(nearest.frame.slice(3), contact.frame.slice(3)));
      }
      if (actual.some(({ distance }) => Math.abs(distance - limit) > rounding * pair.size)) {
        counts.push(describe(world, expected, found[lane]!));
      }
    });
  }
  for (const list of Object.values(errors)) list.sort((a, b) => a - b);
  return { worlds: 4 * groups, touching, contacts, counts, ...errors };
}

function closest(contacts: readonly Contact[], to: Contact): Contact | undefined {
  const far = (contact: Contact): number => gap(contact.point, to.point);
  return contacts.reduce<Contact | undefined>(
    (best, one) => (best && far(best) <= far(one) ? best : one),
    undefined,
  );
}

function describe(world: readonly Pose[], expected: readonly Contact[], actual: readonly Contact[]): string {
  const list = (contacts: readonly Contact[]): string =>
    contacts
      .map(({ distance, point }) => `${distance.toPrecision(4)} at ${point.map((x) => x.toFixed(4))}`)
      .join('; ');
  return `${JSON.stringify(world)}: MuJoCo has ${list(expected)}, the lanes ${list(actual)}`;
}

export const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
