// Touch sensors (MuJoCo's XML reference, sensor/touch): the sum of the normal forces of the contacts of a body that
// lie in the sensor's zone. As in MuJoCo a contact counts if the ray from its point along the normal, out of the
// sensor's body, meets the zone; from inside the zone it always does.

import {
  abs,
  add,
  and,
  broadcast,
  div,
  dot3,
  ge,
  le,
  load,
  lt,
  mul,
  neg,
  or,
  pmax,
  pmin,
  select,
  splat,
  store,
  sub,
} from '../vector';
import {
  bodySlot,
  contactSlot,
  geomRow,
  pairRow,
  temporary,
  touch,
  touchCount,
  touchRow,
  whole,
  word,
} from './bound.generated';
import { isCone } from './constraint/cone-rows';
import { edgesOf } from './constraint/contact';
import {
  CONTACT_FRAME,
  CONTACT_J,
  CONTACT_PAIR,
  CONTACT_POINT,
  CONTACT_WEIGHT,
  GEOM_BODY,
  P,
  PAIR_CONDIM,
  PAIR_CONE,
  PAIR_FIRST,
  PAIR_SECOND,
  R,
  TOUCH_AXES,
  TOUCH_BODY,
  TOUCH_POSITION,
  TOUCH_SHAPE,
  TOUCH_SIZE,
} from './layout.generated';
import { VECTOR3 } from './sizes';
import { conePush, shapeCone } from './solve/cone';
import { edgePush } from './solve/law';
import { pointOnBody } from './spatial';

/** Writes the touch forces of the group, from the contacts as the solver left them. */
export function senseTouch(group: usize, contacts: i32): void {
  for (let k = 0; k < touchCount; k++) {
    const row = touchRow(k);
    const b = whole(row, TOUCH_BODY);
    const body = bodySlot(b);
    const centre = temporary;
    pointOnBody(centre, body + R, body + P, word(row, TOUCH_POSITION));
    let total = splat(0);
    for (let c = 0; c < contacts; c++) {
      const contact = contactSlot(c);
      const pair = pairRow(i32.load(contact + CONTACT_PAIR));
      const first = whole(geomRow(whole(pair, PAIR_FIRST)), GEOM_BODY) === b;
      const second = whole(geomRow(whole(pair, PAIR_SECOND)), GEOM_BODY) === b;
      if (!first && !second) continue;
      const sign = first ? splat(1) : splat(-1); // the normal points from the first to the second body
      const n = contact + CONTACT_FRAME;
      const hit = meetsZone(
        row,
        body + R,
        centre,
        contact + CONTACT_POINT,
        mul(sign, load(n, 0)),
        mul(sign, load(n, 1)),
        mul(sign, load(n, 2)),
      );
      total = add(total, and(normalForce(contact, pair), hit));
    }
    store(touch(group, k), total);
  }
}

/** Normal force of a contact: its edges have the normal in common; of an elliptic cone that of the first component. */
function normalForce(contact: usize, pair: usize): v128 {
  const condim = whole(pair, PAIR_CONDIM);
  const D = load(contact + CONTACT_WEIGHT);
  if (isCone(condim)) {
    const shape = temporary + VECTOR3; // the centre of the zone lies before it
    shapeCone(shape, contact + CONTACT_J, condim, word(pair, PAIR_CONE));
    return neg(mul(mul(broadcast(pair, PAIR_CONE), D), conePush(shape)));
  }
  let sum = splat(0);
  for (let i = 0; i < edgesOf(condim); i++) sum = sub(sum, edgePush(D, load(contact + CONTACT_J, i)));
  return sum;
}

/**
 * Lanes in which the ray from `point` along (nx, ny, nz) meets the zone, an ellipsoid (TOUCH_SHAPE 0; a sphere has
 * three equal radii) or a box (1). In the zone's own frame, scaled to the unit sphere or cube.
 */
function meetsZone(row: usize, R: usize, centre: usize, point: usize, nx: v128, ny: v128, nz: v128): v128 {
  const dx = sub(load(point, 0), load(centre, 0));
  const dy = sub(load(point, 1), load(centre, 1));
  const dz = sub(load(point, 2), load(centre, 2));
  // Into the body's frame (Rᵀ), then the zone's (axes: columns in the body's frame), then divided by the sizes.
  const bx = dot3(load(R, 0), load(R, 3), load(R, 6), dx, dy, dz);
  const by = dot3(load(R, 1), load(R, 4), load(R, 7), dx, dy, dz);
  const bz = dot3(load(R, 2), load(R, 5), load(R, 8), dx, dy, dz);
  const cx = dot3(load(R, 0), load(R, 3), load(R, 6), nx, ny, nz);
  const cy = dot3(load(R, 1), load(R, 4), load(R, 7), nx, ny, nz);
  const cz = dot3(load(R, 2), load(R, 5), load(R, 8), nx, ny, nz);
  const px = inZone(row, 0, bx, by, bz);
  const py = inZone(row, 1, bx, by, bz);
  const pz = inZone(row, 2, bx, by, bz);
  const vx = inZone(row, 0, cx, cy, cz);
  const vy = inZone(row, 1, cx, cy, cz);
  const vz = inZone(row, 2, cx, cy, cz);
  if (whole(row, TOUCH_SHAPE)) return meetsCube(px, py, pz, vx, vy, vz);
  // |p + t v|² = 1 has a root t ≥ 0: p inside, or the line passes the sphere and goes toward it.
  const vv = dot3(vx, vy, vz, vx, vy, vz);
  const pv = dot3(px, py, pz, vx, vy, vz);
  const outside = sub(dot3(px, py, pz, px, py, pz), splat(1));
  const crosses = ge(mul(pv, pv), mul(vv, outside));
  return or(le(outside, splat(0)), and(crosses, le(pv, splat(0))));
}

/** Component `axis` of a vector of the body's frame in the scaled frame of the zone. @inline */
function inZone(row: usize, axis: usize, x: v128, y: v128, z: v128): v128 {
  const component = dot3(
    broadcast(row, TOUCH_AXES + axis),
    broadcast(row, TOUCH_AXES + 3 + axis),
    broadcast(row, TOUCH_AXES + 6 + axis),
    x,
    y,
    z,
  );
  return div(component, broadcast(row, TOUCH_SIZE + axis));
}

/** The slab test: the ray p + t v, t ≥ 0, against the cube [−1, 1]³. */
function meetsCube(px: v128, py: v128, pz: v128, vx: v128, vy: v128, vz: v128): v128 {
  let enter = splat(0);
  let leave = splat(1e30);
  const one = splat(1);
  const tiny = splat(1e-20);
  for (let i = 0; i < 3; i++) {
    const p = i === 0 ? px : i === 1 ? py : pz;
    const v = i === 0 ? vx : i === 1 ? vy : vz;
    const rate = select(tiny, v, lt(abs(v), tiny));
    const a = div(sub(neg(one), p), rate);
    const b = div(sub(one, p), rate);
    enter = pmax(enter, pmin(a, b));
    leave = pmin(leave, pmax(a, b));
  }
  return le(enter, leave);
}
