// Boxes against spheres (MuJoCo's function mjraw_SphereBox of engine_collision_box.c): in the box's frame the nearest
// point of the box is the sphere's centre with its coordinates clamped to the sides. A centre inside the box is pushed
// out of the nearest side. The ends of capsules are such spheres too (capsule-box.ts).

import {
  ALL_LANES,
  add,
  and,
  andNot,
  broadcast,
  clamp,
  div,
  dot3,
  gt,
  load,
  lt,
  mul,
  neg,
  pmax,
  select,
  splat,
  sqrt,
  sub,
} from '../../vector';
import { geomRow, geomSlot, pairRow, whole } from '../bound.generated';
import { CENTRE, GEOM_SIZE, PAIR_FIRST, PAIR_SECOND, ROTATION } from '../layout.generated';
import { addContact, setNormal, setPoint } from './contact';

export function sphereBox(count: i32, group: usize, pair: i32): i32 {
  const c = geomSlot(whole(pairRow(pair), PAIR_FIRST)) + CENTRE;
  return sphereInBox(count, group, pair, load(c, 0), load(c, 1), load(c, 2), ALL_LANES);
}

/** Component `k` in the frame of R of a vector in the world: column k · v. @inline */
export function alongFrame(R: usize, k: usize, x: v128, y: v128, z: v128): v128 {
  return dot3(load(R, k), load(R, k + 3), load(R, k + 6), x, y, z);
}

/** Component `k` in the world of a vector in the frame of R: row k · v. @inline */
function outOfFrame(R: usize, k: usize, x: v128, y: v128, z: v128): v128 {
  return dot3(load(R, 3 * k), load(R, 3 * k + 1), load(R, 3 * k + 2), x, y, z);
}

/** Adds the contact of a sphere at (x, y, z) with the radius of the pair's first geom, in the lanes of `lanes`. */
export function sphereInBox(
  count: i32,
  group: usize,
  pair: i32,
  x: v128,
  y: v128,
  z: v128,
  lanes: v128,
): i32 {
  const row = pairRow(pair);
  const boxRow = geomRow(whole(row, PAIR_SECOND));
  const box = geomSlot(whole(row, PAIR_SECOND));
  const R = box + ROTATION;
  const radius = broadcast(geomRow(whole(row, PAIR_FIRST)), GEOM_SIZE);
  const sx = broadcast(boxRow, GEOM_SIZE);
  const sy = broadcast(boxRow, GEOM_SIZE + 1);
  const sz = broadcast(boxRow, GEOM_SIZE + 2);
  const dx = sub(x, load(box + CENTRE, 0));
  const dy = sub(y, load(box + CENTRE, 1));
  const dz = sub(z, load(box + CENTRE, 2));
  const cx = alongFrame(R, 0, dx, dy, dz);
  const cy = alongFrame(R, 1, dx, dy, dz);
  const cz = alongFrame(R, 2, dx, dy, dz);
  // Toward the nearest point from outside.
  let nx = sub(clamp(cx, neg(sx), sx), cx);
  let ny = sub(clamp(cy, neg(sy), sy), cy);
  let nz = sub(clamp(cz, neg(sz), sz), cz);
  const apart = sqrt(dot3(nx, ny, nz, nx, ny, nz));
  const outside = gt(apart, splat(0));
  // From inside: away from the nearest side, of −x, x, −y … the first that is.
  const zero = splat(0);
  const one = splat(1);
  const less = splat(-1);
  let depth = add(sx, cx);
  let fx = one;
  let fy = zero;
  let fz = zero;
  let side = sub(sx, cx);
  let nearer = lt(side, depth);
  depth = select(side, depth, nearer);
  fx = select(less, fx, nearer);
  side = add(sy, cy);
  nearer = lt(side, depth);
  depth = select(side, depth, nearer);
  fx = andNot(fx, nearer);
  fy = and(one, nearer);
  side = sub(sy, cy);
  nearer = lt(side, depth);
  depth = select(side, depth, nearer);
  fx = andNot(fx, nearer);
  fy = select(less, fy, nearer);
  side = add(sz, cz);
  nearer = lt(side, depth);
  depth = select(side, depth, nearer);
  fx = andNot(fx, nearer);
  fy = andNot(fy, nearer);
  fz = and(one, nearer);
  side = sub(sz, cz);
  nearer = lt(side, depth);
  depth = select(side, depth, nearer);
  fx = andNot(fx, nearer);
  fy = andNot(fy, nearer);
  fz = select(less, fz, nearer);

  const scale = div(one, pmax(apart, splat(1e-30)));
  nx = select(mul(nx, scale), fx, outside);
  ny = select(mul(ny, scale), fy, outside);
  nz = select(mul(nz, scale), fz, outside);
  const surface = select(apart, neg(depth), outside); // from the centre to the box's surface
  const distance = sub(surface, radius);
  const wx = outOfFrame(R, 0, nx, ny, nz);
  const wy = outOfFrame(R, 1, nx, ny, nz);
  const wz = outOfFrame(R, 2, nx, ny, nz);
  setNormal(wx, wy, wz);
  const middle = mul(splat(0.5), add(surface, radius));
  setPoint(add(x, mul(wx, middle)), add(y, mul(wy, middle)), add(z, mul(wz, middle)));
  const size = add(radius, sqrt(dot3(sx, sy, sz, sx, sy, sz)));
  return addContact(count, group, pair, distance, size, lanes);
}
