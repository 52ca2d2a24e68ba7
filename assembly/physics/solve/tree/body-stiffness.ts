// Stiffness of a contact of a moving body with something that does not move: it touches the motion of that body
// alone, and adds to its 6×6. With K between the contact's components, of the edges of its pyramid that push, and
// their rows j_i by the body's motion (body-place.ts),
//
//     Σ K_il j_i j_lᵀ
//
// With friction along two tangents alone, all rows come from the acceleration of one point, a + ω × r. Then K is a 3×3
// stiffness k in space against that, and the sum, with [r] the matrix of r ×,
//
//     | [r] k [r]ᵀ   [r] k |
//     | ·            k     |

import { add, broadcast, load, minor, mul, splat, store, sub } from '../../../vector';
import { bodySlot, pairRow, temporary, whole } from '../../bound.generated';
import {
  CONTACT_FRAME,
  CONTACT_J,
  CONTACT_PAIR,
  CONTACT_POINT,
  CONTACT_WEIGHT,
  OWN,
  P,
  PAIR_CONDIM,
  PAIR_FRICTION,
} from '../../layout.generated';
import { VECTOR3, VECTOR6 } from '../../sizes';
import { edgeStiffness } from '../law';
import { onlyBody } from './body-place';
import { addEntry } from './symmetric';

/** Adds the stiffness of the edges that push to OWN of the body. */
export function addContactStiffness(contact: usize): void {
  if (whole(pairRow(i32.load(contact + CONTACT_PAIR)), PAIR_CONDIM) === 3) addPointStiffness(contact);
  else addComponentStiffness(contact);
}

/** With condim 3. */
function addPointStiffness(contact: usize): void {
  const pair = pairRow(i32.load(contact + CONTACT_PAIR));
  const body = bodySlot(onlyBody(contact));
  const rx = sub(load(contact + CONTACT_POINT), load(body + P));
  const ry = sub(load(contact + CONTACT_POINT, 1), load(body + P, 1));
  const rz = sub(load(contact + CONTACT_POINT, 2), load(body + P, 2));
  const D = load(contact + CONTACT_WEIGHT);
  const n = contact + CONTACT_FRAME;
  const nx = load(n);
  const ny = load(n, 1);
  const nz = load(n, 2);
  let kxx = splat(0);
  let kxy = splat(0);
  let kxz = splat(0);
  let kyy = splat(0);
  let kyz = splat(0);
  let kzz = splat(0);
  for (let i = 0; i < 2; i++) {
    const mu = broadcast(pair, PAIR_FRICTION + i);
    const t = contact + CONTACT_FRAME + <usize>(i + 1) * VECTOR3;
    const tx = mul(mu, load(t));
    const ty = mul(mu, load(t, 1));
    const tz = mul(mu, load(t, 2));
    for (let side = 0; side < 2; side++) {
      const w = edgeStiffness(D, load(contact + CONTACT_J, 2 * i + side));
      const dx = side ? sub(nx, tx) : add(nx, tx);
      const dy = side ? sub(ny, ty) : add(ny, ty);
      const dz = side ? sub(nz, tz) : add(nz, tz);
      const wx = mul(w, dx);
      const wy = mul(w, dy);
      const wz = mul(w, dz);
      kxx = add(kxx, mul(wx, dx));
      kxy = add(kxy, mul(wx, dy));
      kxz = add(kxz, mul(wx, dz));
      kyy = add(kyy, mul(wy, dy));
      kyz = add(kyz, mul(wy, dz));
      kzz = add(kzz, mul(wz, dz));
    }
  }
  // B = [r] k, row by row.
  const bxx = minor(ry, kxz, rz, kxy);
  const bxy = minor(ry, kyz, rz, kyy);
  const bxz = minor(ry, kzz, rz, kyz);
  const byx = minor(rz, kxx, rx, kxz);
  const byy = minor(rz, kxy, rx, kyz);
  const byz = minor(rz, kxz, rx, kzz);
  const bzx = minor(rx, kxy, ry, kxx);
  const bzy = minor(rx, kyy, ry, kxy);
  const bzz = minor(rx, kyz, ry, kxz);
  // B [r]ᵀ: row i is r × (row i of B).
  const m = body + OWN;
  addEntry(m, 0, 0, minor(ry, bxz, rz, bxy));
  addEntry(m, 0, 1, minor(rz, bxx, rx, bxz));
  addEntry(m, 0, 2, minor(rx, bxy, ry, bxx));
  addEntry(m, 0, 3, bxx);
  addEntry(m, 0, 4, bxy);
  addEntry(m, 0, 5, bxz);
  addEntry(m, 1, 1, minor(rz, byx, rx, byz));
  addEntry(m, 1, 2, minor(rx, byy, ry, byx));
  addEntry(m, 1, 3, byx);
  addEntry(m, 1, 4, byy);
  addEntry(m, 1, 5, byz);
  addEntry(m, 2, 2, minor(rx, bzy, ry, bzx));
  addEntry(m, 2, 3, bzx);
  addEntry(m, 2, 4, bzy);
  addEntry(m, 2, 5, bzz);
  addEntry(m, 3, 3, kxx);
  addEntry(m, 3, 4, kxy);
  addEntry(m, 3, 5, kxz);
  addEntry(m, 4, 4, kyy);
  addEntry(m, 4, 5, kyz);
  addEntry(m, 5, 5, kzz);
}

/** With any number of components, edge by edge: each is a row j_0 ± μ_i j_i of rank one. */
function addComponentStiffness(contact: usize): void {
  const pair = pairRow(i32.load(contact + CONTACT_PAIR));
  const condim = whole(pair, PAIR_CONDIM);
  const body = bodySlot(onlyBody(contact));
  const D = load(contact + CONTACT_WEIGHT);
  const normal = temporary; // three rows: the normal, another component, an edge
  const other = normal + VECTOR6;
  const edge = other + VECTOR6;
  componentRow(normal, contact, body, 0);
  if (condim === 1) {
    addRankOne(body + OWN, edgeStiffness(D, load(contact + CONTACT_J)), normal);
    return;
  }
  for (let i = 1; i < condim; i++) {
    componentRow(other, contact, body, i);
    const mu = broadcast(pair, PAIR_FRICTION + i - 1);
    for (let k = 0; k < 6; k++) store(edge, add(load(normal, k), mul(mu, load(other, k))), k);
    addRankOne(body + OWN, edgeStiffness(D, load(contact + CONTACT_J, 2 * i - 2)), edge);
    for (let k = 0; k < 6; k++) store(edge, sub(load(normal, k), mul(mu, load(other, k))), k);
    addRankOne(body + OWN, edgeStiffness(D, load(contact + CONTACT_J, 2 * i - 1)), edge);
  }
}

/** j_i by the body's motion. */
function componentRow(out: usize, contact: usize, body: usize, i: i32): void {
  const turns = i > 2;
  const n = contact + CONTACT_FRAME + <usize>(turns ? i - 3 : i) * VECTOR3;
  const x = load(n);
  const y = load(n, 1);
  const z = load(n, 2);
  const zero = splat(0);
  const rx = sub(load(contact + CONTACT_POINT), load(body + P));
  const ry = sub(load(contact + CONTACT_POINT, 1), load(body + P, 1));
  const rz = sub(load(contact + CONTACT_POINT, 2), load(body + P, 2));
  store(out, turns ? x : minor(ry, z, rz, y));
  store(out, turns ? y : minor(rz, x, rx, z), 1);
  store(out, turns ? z : minor(rx, y, ry, x), 2);
  store(out, turns ? zero : x, 3);
  store(out, turns ? zero : y, 4);
  store(out, turns ? zero : z, 5);
}

/** m += w j jᵀ. @inline */
function addRankOne(m: usize, w: v128, j: usize): void {
  for (let i: usize = 0; i < 6; i++) {
    const wj = mul(w, load(j, i));
    for (let k = i; k < 6; k++) addEntry(m, i, k, mul(wj, load(j, k)));
  }
}
