// Planes against boxes (MuJoCo's function mjc_PlaneBox of engine_collision_primitive.c).

import {
  add,
  and,
  any,
  broadcast,
  dot3,
  eq,
  gt,
  le,
  load,
  lt,
  mul,
  neg,
  select,
  splat,
  sqrt,
  store,
} from '../../vector';
import { geomRow, geomSlot, pairRow, temporary, whole } from '../bound.generated';
import { CENTRE, GEOM_SIZE, PAIR_FIRST, PAIR_MARGIN, PAIR_SECOND } from '../layout.generated';
import { addContact } from './contact';
import { abovePlane, alongAxis, pointOfGeom, setPointBelow, sizeOnPlane, takePlaneNormal } from './plane';

const CORNERS: usize = 4;
/** Of a corner of a box in `temporary`: its distance, then its place. */
const CORNER: usize = 4;

/**
 * Up to four corners: those below the centre, in the order in which the signs of their coordinates count up in binary,
 * x first. Each lane fills the slots with its own, one after the other.
 */
export function planeBox(count: i32, group: usize, pair: i32): i32 {
  const row = pairRow(pair);
  const plane = geomSlot(whole(row, PAIR_FIRST));
  const g = whole(row, PAIR_SECOND);
  const geom = geomSlot(g);
  takePlaneNormal(plane);
  const sx = broadcast(geomRow(g), GEOM_SIZE);
  const sy = broadcast(geomRow(g), GEOM_SIZE + 1);
  const sz = broadcast(geomRow(g), GEOM_SIZE + 2);
  const size = sizeOnPlane(plane, sqrt(dot3(sx, sy, sz, sx, sy, sz)));
  const margin = broadcast(row, PAIR_MARGIN);
  const height = abovePlane(plane, load(geom + CENTRE, 0), load(geom + CENTRE, 1), load(geom + CENTRE, 2));
  const hx = mul(sx, alongAxis(plane, geom, 0));
  const hy = mul(sy, alongAxis(plane, geom, 1));
  const hz = mul(sz, alongAxis(plane, geom, 2));
  const zero = splat(0);
  const one = splat(1);
  let found = zero; // how many each lane has
  for (let i = 0; i < 8; i++) {
    const x = i & 1 ? one : neg(one);
    const y = i & 2 ? one : neg(one);
    const z = i & 4 ? one : neg(one);
    const rise = add(add(mul(x, hx), mul(y, hy)), mul(z, hz));
    const distance = add(height, rise);
    const lanes = and(and(le(distance, margin), le(rise, zero)), lt(found, splat(<f32>CORNERS)));
    if (!any(lanes)) continue;
    const vx = mul(x, sx);
    const vy = mul(y, sy);
    const vz = mul(z, sz);
    for (let k: usize = 0; k < CORNERS; k++) {
      const here = and(lanes, eq(found, splat(<f32>k)));
      if (!any(here)) continue;
      const corner = temporary + 16 * CORNER * k;
      store(corner, select(distance, load(corner, 0), here), 0);
      for (let j: usize = 0; j < 3; j++) {
        store(corner, select(pointOfGeom(geom, vx, vy, vz, j), load(corner, 1 + j), here), 1 + j);
      }
    }
    found = add(found, and(lanes, one));
  }
  let after = count;
  for (let k: usize = 0; k < CORNERS; k++) {
    const lanes = gt(found, splat(<f32>k));
    if (!any(lanes)) break;
    const corner = temporary + 16 * CORNER * k;
    const distance = load(corner, 0);
    setPointBelow(plane, load(corner, 1), load(corner, 2), load(corner, 3), mul(splat(0.5), distance));
    after = addContact(after, group, pair, distance, size, lanes);
  }
  return after;
}
