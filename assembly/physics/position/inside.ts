// The way through a circle, with a side site inside: the tendon touches it from within at one point, where it is
// shortest, so that both parts make the same angle with the circle there. With the ends at distances a and b from the
// centre, G the angle between them and A = radius / a, B = radius / b, half of the angle u that they enclose solves
//
//     F(u) = 2 u − asin(A sin u) − asin(B sin u) − G = 0        0 ≤ u ≤ π/2
//
// by the sine law in the two triangles. F grows and is convex, so Newton's method from π/2 comes down to the root
// without passing it. (MuJoCo's engine solves the same in sin u, which is flat at its start: in f32 this keeps more
// digits.)

import {
  abs,
  add,
  and,
  andNot,
  any,
  div,
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
  pmin,
  select,
  splat,
  sqrt,
  store,
  sub,
} from '../../vector';
import { arc, arcSine } from '../arc';
import { temporary } from '../bound.generated';
import { sincos } from '../sincos';
import { FLAT, FLAT_ANGLE, FLAT_FROM, FLAT_ON, FLAT_TO } from './flat';

const ITERATIONS = 20;
const TOLERANCE: f32 = 3e-7;
const TINY: f32 = 1e-15;

/** Writes FLAT_ON, twice the same point; returns in which of the lanes `asked` the tendon goes there. */
export function insideWay(radius: v128, asked: v128): v128 {
  const flat = temporary + FLAT;
  const ax = load(flat + FLAT_FROM, 0);
  const ay = load(flat + FLAT_FROM, 1);
  const bx = load(flat + FLAT_TO, 0);
  const by = load(flat + FLAT_TO, 1);
  const zero = splat(0);
  const tiny = splat(TINY);
  const a = sqrt(add(mul(ax, ax), mul(ay, ay)));
  const b = sqrt(add(mul(bx, bx), mul(by, by)));
  const none = or(
    or(le(a, radius), le(b, radius)),
    or(lt(radius, tiny), straightThrough(radius, ax, ay, bx, by)),
  );

  const turn = minor(ax, by, ay, bx);
  const G = arc(abs(turn), add(mul(ax, bx), mul(ay, by)));
  const A = div(radius, pmax(a, tiny));
  const B = div(radius, pmax(b, tiny));
  const half = splat(1.5707963267948966);
  const start = sub(sub(sub(add(half, half), arcSine(pmin(A, splat(1)))), arcSine(pmin(B, splat(1)))), G);
  const solvable = and(and(asked, not(none)), gt(start, zero)); // else the line meets the circle, within rounding
  const u = solveAngle(A, B, G, start, solvable);

  // The point: from the end on whose left the other is, turned by what of the angle is on its side.
  const left = gt(turn, zero);
  sincos(flat + FLAT_ANGLE, u);
  const reach = arcSine(pmin(mul(select(A, B, left), load(flat + FLAT_ANGLE)), splat(1)));
  sincos(flat + FLAT_ANGLE, sub(u, reach));
  const sine = load(flat + FLAT_ANGLE, 0);
  const cosine = load(flat + FLAT_ANGLE, 1);
  const scale = div(radius, pmax(select(a, b, left), tiny));
  const ex = mul(scale, select(ax, bx, left));
  const ey = mul(scale, select(ay, by, left));
  const x = sub(mul(cosine, ex), mul(sine, ey));
  const y = add(mul(sine, ex), mul(cosine, ey));

  // Where there is nothing to solve: below the middle of the line.
  const mx = mul(splat(0.5), add(ax, bx));
  const my = mul(splat(0.5), add(ay, by));
  const under = div(radius, pmax(sqrt(add(mul(mx, mx), mul(my, my))), tiny));
  for (let i: usize = 0; i < 4; i += 2) {
    store(flat + FLAT_ON, select(x, mul(under, mx), solvable), i);
    store(flat + FLAT_ON, select(y, mul(under, my), solvable), i + 1);
  }
  return not(none);
}

/** The root of F from π/2 down, where F is `start` > 0; a lane that has it stays while its neighbours go on. */
function solveAngle(A: v128, B: v128, G: v128, start: v128, lanes: v128): v128 {
  const flat = temporary + FLAT;
  const one = splat(1);
  let u = splat(1.5707963267948966);
  let F = start;
  let open = lanes;
  for (let i = 0; i < ITERATIONS && any(open); i++) {
    sincos(flat + FLAT_ANGLE, u);
    const s = load(flat + FLAT_ANGLE, 0);
    const c = load(flat + FLAT_ANGLE, 1);
    const As = mul(A, s);
    const Bs = mul(B, s);
    const slope = sub(sub(splat(2), slant(A, As, c)), slant(B, Bs, c));
    const next = pmax(sub(u, div(F, pmax(slope, splat(1e-7)))), splat(0));
    u = select(next, u, open);
    sincos(flat + FLAT_ANGLE, u);
    const sine = load(flat + FLAT_ANGLE, 0);
    const both = add(arcSine(pmin(mul(A, sine), one)), arcSine(pmin(mul(B, sine), one)));
    F = sub(sub(add(u, u), both), G);
    open = and(open, gt(abs(F), splat(TOLERANCE)));
  }
  return u;
}

/** The derivative of asin(A sin u): A cos u / √(1 − A² sin² u). @inline */
function slant(A: v128, As: v128, cosine: v128): v128 {
  const rest = mul(sub(splat(1), As), add(splat(1), As));
  return div(mul(A, cosine), sqrt(pmax(rest, splat(1e-14))));
}

/** Whether the straight line goes through the circle. */
function straightThrough(radius: v128, ax: v128, ay: v128, bx: v128, by: v128): v128 {
  const dx = sub(bx, ax);
  const dy = sub(by, ay);
  const d2 = add(mul(dx, dx), mul(dy, dy));
  const t = div(neg(add(mul(dx, ax), mul(dy, ay))), d2);
  const x = add(ax, mul(t, dx));
  const y = add(ay, mul(t, dy));
  const within = and(gt(t, splat(0)), lt(t, splat(1)));
  const near = le(sqrt(add(mul(x, x), mul(y, y))), radius);
  return andNot(and(within, near), le(d2, splat(TINY)));
}
