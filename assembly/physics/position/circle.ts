// The way around the outside of a circle. From each end two tangents touch it; the two ways that do not change the
// sense of going around are compared: the shorter one counts, or the one on the side of the side site (MuJoCo's
// documentation, XML reference: spatial/geom, sidesite). No way around is needed where the straight line misses the
// circle, on that side.

import {
  abs,
  add,
  and,
  andNot,
  clamp,
  div,
  ge,
  gt,
  le,
  load,
  lt,
  minor,
  mul,
  neg,
  not,
  or,
  pmax,
  select,
  splat,
  sqrt,
  store,
  sub,
} from '../../vector';
import { arc } from '../arc';
import { temporary } from '../bound.generated';
import { FLAT, FLAT_FROM, FLAT_LENGTH, FLAT_ON, FLAT_SIDE, FLAT_TO } from './flat';

const TINY: f32 = 1e-15; // mjMINVAL

/** Writes FLAT_ON, and the length of the arc after FLAT_LENGTH; returns in which lanes the tendon goes around. */
export function circleWay(radius: v128, sided: bool): v128 {
  const flat = temporary + FLAT;
  const ax = load(flat + FLAT_FROM, 0);
  const ay = load(flat + FLAT_FROM, 1);
  const bx = load(flat + FLAT_TO, 0);
  const by = load(flat + FLAT_TO, 1);
  const sx = load(flat + FLAT_SIDE, 0);
  const sy = load(flat + FLAT_SIDE, 1);
  const zero = splat(0);
  const tiny = splat(TINY);
  const square = mul(radius, radius);
  const a2 = add(mul(ax, ax), mul(ay, ay));
  const b2 = add(mul(bx, bx), mul(by, by));
  const dx = sub(bx, ax);
  const dy = sub(by, ay);
  const d2 = add(mul(dx, dx), mul(dy, dy));
  let none = or(or(lt(a2, square), lt(b2, square)), or(lt(radius, tiny), lt(d2, tiny)));

  // Where the straight line comes nearest to the centre.
  const t = clamp(div(neg(add(mul(dx, ax), mul(dy, ay))), pmax(d2, tiny)), zero, splat(1));
  const nx = add(ax, mul(t, dx));
  const ny = add(ay, mul(t, dy));
  const misses = gt(add(mul(nx, nx), mul(ny, ny)), square);
  none = or(none, sided ? and(misses, ge(add(mul(sx, nx), mul(sy, ny)), zero)) : misses);

  const ra = mul(radius, sqrt(pmax(sub(a2, square), zero)));
  const rb = mul(radius, sqrt(pmax(sub(b2, square), zero)));
  const per2 = div(splat(1), pmax(a2, tiny));
  const perB2 = div(splat(1), pmax(b2, tiny));
  const acx = mul(ax, square);
  const acy = mul(ay, square);
  const bcx = mul(bx, square);
  const bcy = mul(by, square);
  // One way, and the other.
  const p0 = mul(add(acx, mul(ay, ra)), per2);
  const p1 = mul(sub(acy, mul(ax, ra)), per2);
  const p2 = mul(sub(bcx, mul(by, rb)), perB2);
  const p3 = mul(add(bcy, mul(bx, rb)), perB2);
  const q0 = mul(sub(acx, mul(ay, ra)), per2);
  const q1 = mul(add(acy, mul(ax, ra)), per2);
  const q2 = mul(add(bcx, mul(by, rb)), perB2);
  const q3 = mul(sub(bcy, mul(bx, rb)), perB2);
  // Tangents cross each other only where the line misses the circle. Where it just touches, f32 cannot tell of the
  // tangents, which then are one line.
  const pCrosses = sided ? and(crosses(ax, ay, p0, p1, bx, by, p2, p3), misses) : zero;
  const qCrosses = sided ? and(crosses(ax, ay, q0, q1, bx, by, q2, q3), misses) : zero;
  const worst = splat(-10000);
  const p = select(worst, sided ? towards(sx, sy, p0, p1, p2, p3) : neg(chord(p0, p1, p2, p3)), pCrosses);
  const q = select(worst, sided ? towards(sx, sy, q0, q1, q2, q3) : neg(chord(q0, q1, q2, q3)), qCrosses);
  const first = gt(p, q);
  none = or(none, select(pCrosses, qCrosses, first));
  const ux = select(p0, q0, first);
  const uy = select(p1, q1, first);
  const vx = select(p2, q2, first);
  const vy = select(p3, q3, first);
  store(flat + FLAT_ON, ux, 0);
  store(flat + FLAT_ON, uy, 1);
  store(flat + FLAT_ON, vx, 2);
  store(flat + FLAT_ON, vy, 3);

  // The angle between the points; the way that is taken says whether it is that or the rest of the circle.
  const turn = minor(uy, vx, ux, vy);
  const angle = arc(abs(turn), add(mul(ux, vx), mul(uy, vy)));
  const long = select(lt(turn, zero), gt(turn, zero), first);
  const all = splat(6.283185307179586);
  store(flat + FLAT_LENGTH, mul(radius, select(sub(all, angle), angle, long)));
  return not(none);
}

/** Whether the segments from a to p and from b to q cross. */
function crosses(ax: v128, ay: v128, px: v128, py: v128, bx: v128, by: v128, qx: v128, qy: v128): v128 {
  const ex = sub(px, ax);
  const ey = sub(py, ay);
  const fx = sub(qx, bx);
  const fy = sub(qy, by);
  const gx = sub(ax, bx);
  const gy = sub(ay, by);
  const determinant = minor(fy, ex, fx, ey);
  const parallel = lt(abs(determinant), splat(TINY));
  const s = div(minor(fx, gy, fy, gx), determinant);
  const t = div(minor(ex, gy, ey, gx), determinant);
  const zero = splat(0);
  const one = splat(1);
  const within = and(and(ge(s, zero), le(s, one)), and(ge(t, zero), le(t, one)));
  return andNot(within, parallel);
}

/** How much the middle of two points is on the side of a third. */
function towards(sx: v128, sy: v128, ux: v128, uy: v128, vx: v128, vy: v128): v128 {
  const x = add(ux, vx);
  const y = add(uy, vy);
  const length = sqrt(add(mul(x, x), mul(y, y)));
  const none = lt(length, splat(TINY));
  const along = div(add(mul(x, sx), mul(y, sy)), pmax(length, splat(TINY)));
  return select(sx, along, none);
}

/** Square of the distance of two points. */
function chord(ux: v128, uy: v128, vx: v128, vy: v128): v128 {
  const x = sub(ux, vx);
  const y = sub(uy, vy);
  return add(mul(x, x), mul(y, y));
}
