// Spheres against cylinders (MuJoCo's function mjc_SphereCylinder of engine_collision_primitive.c): with the side, with
// a cap, or with the rim between them. A centre inside goes to whichever is nearer.

import {
  ALL_LANES,
  abs,
  add,
  and,
  andNot,
  broadcast,
  div,
  dot3,
  gt,
  load,
  lt,
  minor,
  mul,
  not,
  pmax,
  select,
  splat,
  sqrt,
  sub,
} from '../../vector';
import { geomRow, geomSlot, pairRow, whole } from '../bound.generated';
import { CENTRE, GEOM_SIZE, PAIR_FIRST, PAIR_SECOND, ROTATION } from '../layout.generated';
import { addContact, setNormal, setPoint } from './contact';

export function sphereCylinder(count: i32, group: usize, pair: i32): i32 {
  const row = pairRow(pair);
  const sphere = geomSlot(whole(row, PAIR_FIRST));
  const cylinder = geomSlot(whole(row, PAIR_SECOND));
  const r = broadcast(geomRow(whole(row, PAIR_FIRST)), GEOM_SIZE);
  const radius = broadcast(geomRow(whole(row, PAIR_SECOND)), GEOM_SIZE);
  const half = broadcast(geomRow(whole(row, PAIR_SECOND)), GEOM_SIZE + 1);
  const ax = load(cylinder + ROTATION, 2);
  const ay = load(cylinder + ROTATION, 5);
  const az = load(cylinder + ROTATION, 8);
  const x = load(sphere + CENTRE, 0);
  const y = load(sphere + CENTRE, 1);
  const z = load(sphere + CENTRE, 2);
  const dx = sub(x, load(cylinder + CENTRE, 0));
  const dy = sub(y, load(cylinder + CENTRE, 1));
  const dz = sub(z, load(cylinder + CENTRE, 2));
  // The centre along the axis and across it, both from the middle of the cylinder.
  const along = dot3(ax, ay, az, dx, dy, dz);
  const px = sub(dx, mul(along, ax));
  const py = sub(dy, mul(along, ay));
  const pz = sub(dz, mul(along, az));
  const across = sqrt(dot3(px, py, pz, px, py, pz));
  const beside = lt(abs(along), half);
  const above = lt(across, radius);
  const inside = and(beside, above);
  const capNearer = lt(sub(half, abs(along)), sub(radius, across));
  const side = andNot(beside, and(inside, capNearer));
  const cap = and(above, not(side));

  const one = splat(1);
  const up = gt(along, splat(0));
  const sign = select(one, splat(-1), up);
  // To the rim: along the axis by the difference of heights, across it by that of radii.
  const scale = div(one, pmax(across, splat(1e-30)));
  const rise = sub(mul(sign, half), along);
  const inward = mul(sub(radius, across), scale);
  const qx = add(mul(rise, ax), mul(inward, px));
  const qy = add(mul(rise, ay), mul(inward, py));
  const qz = add(mul(rise, az), mul(inward, pz));
  const rim = sqrt(dot3(qx, qy, qz, qx, qy, qz));
  const toRim = div(one, pmax(rim, splat(1e-30)));

  // On the axis itself any direction across is as near; MuJoCo takes that of both axes, or x if they are parallel.
  const centred = lt(across, mul(splat(2e-7), add(radius, abs(along))));
  const bx = load(sphere + ROTATION, 2);
  const by = load(sphere + ROTATION, 5);
  const bz = load(sphere + ROTATION, 8);
  const mx = minor(by, az, bz, ay);
  const my = minor(bz, ax, bx, az);
  const mz = minor(bx, ay, by, ax);
  const sine = sqrt(dot3(mx, my, mz, mx, my, mz));
  const parallel = lt(sine, splat(4e-7));
  const turn = div(one, pmax(sine, splat(1e-12)));
  const towards = select(splat(0), scale, centred);
  const crossing = and(turn, andNot(centred, parallel));
  const sx = add(and(one, and(centred, parallel)), sub(mul(crossing, mx), mul(towards, px)));
  const sy = sub(mul(crossing, my), mul(towards, py));
  const sz = sub(mul(crossing, mz), mul(towards, pz));

  const nx = select(sx, select(mul(sign, mul(splat(-1), ax)), mul(qx, toRim), cap), side);
  const ny = select(sy, select(mul(sign, mul(splat(-1), ay)), mul(qy, toRim), cap), side);
  const nz = select(sz, select(mul(sign, mul(splat(-1), az)), mul(qz, toRim), cap), side);
  const surface = select(sub(across, radius), select(sub(abs(along), half), rim, cap), side);
  const distance = sub(surface, r);
  const depth = add(r, mul(splat(0.5), distance));
  setNormal(nx, ny, nz);
  setPoint(add(x, mul(nx, depth)), add(y, mul(ny, depth)), add(z, mul(nz, depth)));
  return addContact(count, group, pair, distance, add(r, add(radius, half)), ALL_LANES);
}
