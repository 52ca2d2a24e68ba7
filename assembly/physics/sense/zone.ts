// Zones: the shapes of sites, in their own frame. What is in one, and how far a ray is from it (MuJoCo's documentation,
// Modeling: sensors; mju_insideGeom and mju_rayGeom).

import {
  abs,
  add,
  and,
  broadcast,
  clamp,
  div,
  dot3,
  ge,
  gt,
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
  sqrt,
  sub,
} from '../../vector';
import {
  GEOM_BOX,
  GEOM_CAPSULE,
  GEOM_CYLINDER,
  GEOM_ELLIPSOID,
  GEOM_PLANE,
  GEOM_SPHERE,
} from '../layout.generated';

/** How far what a ray never meets is. */
export const NEVER: f32 = 1e30;

/** Lanes in which a point, in the zone's frame, is inside. `size`: three words, as site_size. */
export function insideZone(type: i32, size: usize, point: usize): v128 {
  const x = load(point, 0);
  const y = load(point, 1);
  const z = load(point, 2);
  const a = broadcast(size, 0);
  const b = broadcast(size, 1);
  const c = broadcast(size, 2);
  const round = add(mul(x, x), mul(y, y));
  if (type === GEOM_SPHERE) return lt(dot3(x, y, z, x, y, z), mul(a, a));
  if (type === GEOM_CAPSULE) {
    const beyond = sub(z, clamp(z, neg(b), b));
    return lt(add(round, mul(beyond, beyond)), mul(a, a));
  }
  if (type === GEOM_ELLIPSOID) {
    const sx = div(x, a);
    const sy = div(y, b);
    const sz = div(z, c);
    return lt(dot3(sx, sy, sz, sx, sy, sz), splat(1));
  }
  if (type === GEOM_CYLINDER) return and(lt(abs(z), b), lt(round, mul(a, a)));
  return and(and(lt(abs(x), a), lt(abs(y), b)), lt(abs(z), c));
}

/** The t ≥ 0 at which the ray p + t v first meets the surface of a zone, both in its frame; NEVER if it does not. */
export function rayDistance(type: i32, size: usize, p: usize, v: usize): v128 {
  const px = load(p, 0);
  const py = load(p, 1);
  const pz = load(p, 2);
  const vx = load(v, 0);
  const vy = load(v, 1);
  const vz = load(v, 2);
  const a = broadcast(size, 0);
  const b = broadcast(size, 1);
  const c = broadcast(size, 2);
  if (type === GEOM_PLANE) return toPlane(a, b, px, py, pz, vx, vy, vz);
  if (type === GEOM_SPHERE) return toBall(a, px, py, pz, vx, vy, vz);
  if (type === GEOM_ELLIPSOID) {
    return toBall(splat(1), div(px, a), div(py, b), div(pz, c), div(vx, a), div(vy, b), div(vz, c));
  }
  if (type === GEOM_BOX) return toBox(a, b, c, px, py, pz, vx, vy, vz);
  const side = between(toBall(a, px, py, splat(0), vx, vy, splat(0)), b, pz, vz);
  if (type === GEOM_CAPSULE) {
    return pmin(
      side,
      pmin(toCap(a, b, px, py, pz, vx, vy, vz), toCap(a, b, px, py, neg(pz), vx, vy, neg(vz))),
    );
  }
  return pmin(side, pmin(toLid(a, b, px, py, pz, vx, vy, vz), toLid(a, neg(b), px, py, pz, vx, vy, vz)));
}

/** t where it is at least 0 and the condition holds, else NEVER. @inline */
function ahead(t: v128, condition: v128): v128 {
  return select(t, splat(NEVER), and(condition, ge(t, splat(0))));
}

/** A rate that is not 0. @inline */
function nonzero(v: v128): v128 {
  const tiny = splat(1e-20);
  return select(tiny, v, lt(abs(v), tiny));
}

/**
 * The roots of |p + t v| = r are middle ± half; returns `half`, negative if there are none. From the nearest point
 * on, so that no digits are lost.
 */
function halfChord(r: v128, px: v128, py: v128, pz: v128, vx: v128, vy: v128, vz: v128): v128 {
  const middle = nearestTo(px, py, pz, vx, vy, vz);
  const qx = add(px, mul(middle, vx));
  const qy = add(py, mul(middle, vy));
  const qz = add(pz, mul(middle, vz));
  const vv = dot3(vx, vy, vz, vx, vy, vz);
  const square = div(sub(mul(r, r), dot3(qx, qy, qz, qx, qy, qz)), nonzero(vv));
  const real = and(ge(square, splat(0)), ge(vv, splat(1e-15)));
  return select(sqrt(square), splat(-1), real);
}

/** The t at which p + t v is nearest to 0. @inline */
function nearestTo(px: v128, py: v128, pz: v128, vx: v128, vy: v128, vz: v128): v128 {
  return neg(div(dot3(px, py, pz, vx, vy, vz), nonzero(dot3(vx, vy, vz, vx, vy, vz))));
}

/** To a ball of radius r, or with z = 0 to an endless cylinder. */
function toBall(r: v128, px: v128, py: v128, pz: v128, vx: v128, vy: v128, vz: v128): v128 {
  const half = halfChord(r, px, py, pz, vx, vy, vz);
  const middle = nearestTo(px, py, pz, vx, vy, vz);
  const first = sub(middle, half);
  const t = select(first, add(middle, half), ge(first, splat(0)));
  return ahead(t, ge(half, splat(0)));
}

/** Of a distance along the ray, what lies within ±b along z. @inline */
function between(t: v128, b: v128, pz: v128, vz: v128): v128 {
  return select(t, splat(NEVER), and(lt(t, splat(NEVER)), le(abs(add(pz, mul(t, vz))), b)));
}

/** To the upper half ball of a capsule. */
function toCap(r: v128, b: v128, px: v128, py: v128, pz: v128, vx: v128, vy: v128, vz: v128): v128 {
  const z = sub(pz, b);
  const half = halfChord(r, px, py, z, vx, vy, vz);
  const middle = nearestTo(px, py, z, vx, vy, vz);
  const first = sub(middle, half);
  const second = add(middle, half);
  const real = ge(half, splat(0));
  return pmin(
    ahead(first, and(real, ge(add(z, mul(first, vz)), splat(0)))),
    ahead(second, and(real, ge(add(z, mul(second, vz)), splat(0)))),
  );
}

/** To the disc of radius r at the height h. */
function toLid(r: v128, h: v128, px: v128, py: v128, pz: v128, vx: v128, vy: v128, vz: v128): v128 {
  const t = div(sub(h, pz), nonzero(vz));
  const x = add(px, mul(t, vx));
  const y = add(py, mul(t, vy));
  return ahead(t, and(gt(abs(vz), splat(1e-15)), le(add(mul(x, x), mul(y, y)), mul(r, r))));
}

/** To a plane from above, endless where its half length is 0. */
function toPlane(a: v128, b: v128, px: v128, py: v128, pz: v128, vx: v128, vy: v128, vz: v128): v128 {
  const t = neg(div(pz, nonzero(vz)));
  const zero = splat(0);
  const alongX = or(le(a, zero), le(abs(add(px, mul(t, vx))), a));
  const alongY = or(le(b, zero), le(abs(add(py, mul(t, vy))), b));
  return ahead(t, and(lt(vz, splat(-1e-15)), and(alongX, alongY)));
}

/** To a box: the slab test. From inside to where the ray leaves it. */
function toBox(a: v128, b: v128, c: v128, px: v128, py: v128, pz: v128, vx: v128, vy: v128, vz: v128): v128 {
  let enter = splat(-NEVER);
  let leave = splat(NEVER);
  for (let i = 0; i < 3; i++) {
    const half = i === 0 ? a : i === 1 ? b : c;
    const p = i === 0 ? px : i === 1 ? py : pz;
    const rate = nonzero(i === 0 ? vx : i === 1 ? vy : vz);
    const low = div(sub(neg(half), p), rate);
    const high = div(sub(half, p), rate);
    enter = pmax(enter, pmin(low, high));
    leave = pmin(leave, pmax(low, high));
  }
  const t = select(enter, leave, ge(enter, splat(0)));
  return ahead(t, le(enter, leave));
}
