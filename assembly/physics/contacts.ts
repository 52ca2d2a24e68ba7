// Rows of a contact, from where it is to what constraints.ts says a row is.

import { add, broadcast, dot3, load, minor, mul, splat, store, sub } from '../vector';
import { bodySlot, whole, word } from './bound.generated';
import { countRows, impedance, weight } from './constraints';
import {
  CONTACT_BODY,
  CONTACT_EDGES,
  CONTACT_GEOM,
  CONTACT_J,
  CONTACT_POINT,
  CONTACT_WEIGHT,
  GEOM_FRICTION,
  GEOM_NORMAL,
  GEOM_ON_PLANE,
  GEOM_SOFTNESS,
  PAIR_BODIES,
  PAIR_J,
  PAIR_POINT,
  PAIR_SOFTNESS,
  PAIR_WEIGHT,
  PAIR_WRENCH,
  SOFT_B,
  SOFT_K,
  V,
} from './layout.generated';
import { dot } from './spatial';

/**
 * A contact of body `b` with the plane, at `distance` along the plane's normal; (px, py, pz) the point midway between
 * the surfaces, (tx, ty, tz) the first tangent of the friction pyramid. Its rows are n ± μ t₁, n ± μ t₂. Without
 * friction (condim 1) μ is 0 and the four rows are one and the same: a quarter of the weight each makes them that one.
 * @inline
 */
export function writePlaneContact(
  contact: usize,
  group: usize,
  b: i32,
  g: i32,
  geom: usize,
  distance: v128,
  mask: v128,
  px: v128,
  py: v128,
  pz: v128,
  tx: v128,
  ty: v128,
  tz: v128,
): void {
  const soft = word(geom, GEOM_SOFTNESS);
  const nx = broadcast(geom, GEOM_NORMAL);
  const ny = broadcast(geom, GEOM_NORMAL + 1);
  const nz = broadcast(geom, GEOM_NORMAL + 2);
  const mu = broadcast(geom, GEOM_FRICTION);
  const rows = whole(geom, GEOM_ON_PLANE);
  store(contact + CONTACT_POINT, px, 0);
  store(contact + CONTACT_POINT, py, 1);
  store(contact + CONTACT_POINT, pz, 2);
  const ux = mul(mu, tx);
  const uy = mul(mu, ty);
  const uz = mul(mu, tz); // μ t₁
  const wx = minor(ny, uz, nz, uy);
  const wy = minor(nz, ux, nx, uz);
  const wz = minor(nx, uy, ny, ux); // μ t₂ = μ n × t₁
  const edges = contact + CONTACT_EDGES;
  store(edges, add(nx, ux), 0);
  store(edges, add(ny, uy), 1);
  store(edges, add(nz, uz), 2);
  store(edges, sub(nx, ux), 3);
  store(edges, sub(ny, uy), 4);
  store(edges, sub(nz, uz), 5);
  store(edges, add(nx, wx), 6);
  store(edges, add(ny, wy), 7);
  store(edges, add(nz, wz), 8);
  store(edges, sub(nx, wx), 9);
  store(edges, sub(ny, wy), 10);
  store(edges, sub(nz, wz), 11);
  const d = impedance(soft, distance);
  const D = weight(soft, d, mask);
  store(contact + CONTACT_WEIGHT, rows === 1 ? mul(D, splat(0.25)) : D);

  // B v of the point: linear part + angular part × p.
  const body = bodySlot(b);
  const damping = broadcast(soft, SOFT_B);
  const rx = load(body + V, 0);
  const ry = load(body + V, 1);
  const rz = load(body + V, 2);
  const vx = mul(damping, add(load(body + V, 3), minor(ry, pz, rz, py)));
  const vy = mul(damping, add(load(body + V, 4), minor(rz, px, rx, pz)));
  const vz = mul(damping, add(load(body + V, 5), minor(rx, py, ry, px)));
  const spring = mul(mul(broadcast(soft, SOFT_K), d), distance);
  for (let i: usize = 0; i < 4; i++) {
    store(
      contact + CONTACT_J,
      add(dot3(load(edges, 3 * i), load(edges, 3 * i + 1), load(edges, 3 * i + 2), vx, vy, vz), spring),
      i,
    );
  }
  i32.store(contact + CONTACT_BODY, b);
  i32.store(contact + CONTACT_GEOM, g);
  countRows(group, mask, <f32>rows);
}

/** A frictionless contact of two bodies at point p; (nx, ny, nz) points from the first to the second. @inline */
export function writePairContact(
  contact: usize,
  group: usize,
  b1: i32,
  b2: i32,
  pair: usize,
  distance: v128,
  mask: v128,
  px: v128,
  py: v128,
  pz: v128,
  nx: v128,
  ny: v128,
  nz: v128,
): void {
  const soft = word(pair, PAIR_SOFTNESS);
  const wrench = contact + PAIR_WRENCH;
  store(contact + PAIR_POINT, px, 0);
  store(contact + PAIR_POINT, py, 1);
  store(contact + PAIR_POINT, pz, 2);
  store(wrench, minor(py, nz, pz, ny), 0);
  store(wrench, minor(pz, nx, px, nz), 1);
  store(wrench, minor(px, ny, py, nx), 2);
  store(wrench, nx, 3);
  store(wrench, ny, 4);
  store(wrench, nz, 5);
  const d = impedance(soft, distance);
  store(contact + PAIR_WEIGHT, weight(soft, d, mask));
  const first = bodySlot(b1);
  const second = bodySlot(b2);
  const speed = sub(dot(wrench, second + V), dot(wrench, first + V));
  const spring = mul(mul(broadcast(soft, SOFT_K), d), distance);
  store(contact + PAIR_J, add(mul(broadcast(soft, SOFT_B), speed), spring));
  i32.store(contact + PAIR_BODIES, b1);
  i32.store(contact + PAIR_BODIES, b2, 4);
  countRows(group, mask, 1);
}
