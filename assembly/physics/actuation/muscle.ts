// Muscles (MuJoCo's documentation, Modeling: muscles): active force over length and velocity, passive force over
// length, both with lengths L relative to the optimal one and velocities V to the largest, and the dynamics of their
// activation (Millard et al., Flexing computational muscle, 2013). Forces pull: they are negative.

import {
  add,
  and,
  broadcast,
  clamp,
  div,
  gt,
  le,
  lt,
  mul,
  neg,
  not,
  or,
  pmax,
  select,
  splat,
  sub,
} from '../../vector';
import { muscleRow } from '../bound.generated';
import {
  ACTIVATION_FALL,
  ACTIVATION_RISE,
  ACTIVATION_SMOOTHING,
  MUSCLE_FASTEST,
  MUSCLE_HIGH,
  MUSCLE_LENGTH_LOW,
  MUSCLE_LOW,
  MUSCLE_PASSIVE,
  MUSCLE_PEAK,
  MUSCLE_PER_LENGTH,
  MUSCLE_PER_VELOCITY,
  MUSCLE_RANGE_LOW,
} from '../layout.generated';

/** mjMINVAL, in place of 0 in a denominator. @inline */
function positive(x: v128): v128 {
  return pmax(x, splat(1e-15));
}

/** @inline */
function relativeLength(row: usize, length: v128): v128 {
  const beyond = sub(length, broadcast(row, MUSCLE_LENGTH_LOW));
  return add(broadcast(row, MUSCLE_RANGE_LOW), mul(beyond, broadcast(row, MUSCLE_PER_LENGTH)));
}

/** Active force over length: 1 at L = 1, parabolas to 0 at both ends, each of two pieces that meet halfway. */
function lengthCurve(row: usize, L: v128): v128 {
  const one = splat(1);
  const half = splat(0.5);
  const low = broadcast(row, MUSCLE_LOW);
  const high = broadcast(row, MUSCLE_HIGH);
  const a = mul(half, add(low, one));
  const b = mul(half, add(one, high));
  const below = le(L, one);
  const outer = or(le(L, a), gt(L, b)); // of the pieces, those that end at 0
  const end = select(low, high, below);
  const middle = select(a, b, below);
  // The outer pieces are measured from the end, the inner ones from 1, each against its width.
  const x = div(select(sub(L, end), sub(L, one), outer), positive(select(sub(a, low), sub(high, b), below)));
  const inner = div(sub(L, one), positive(select(sub(one, middle), sub(middle, one), below)));
  const parabola = mul(half, mul(x, x));
  const cap = sub(one, mul(half, mul(inner, inner)));
  const outside = or(lt(L, low), gt(L, high));
  return select(splat(0), select(parabola, cap, outer), outside);
}

/** Active force of an activation of 1. */
export function muscleGain(muscle: i32, length: v128, velocity: v128): v128 {
  const row = muscleRow(muscle);
  const one = splat(1);
  const V = mul(velocity, broadcast(row, MUSCLE_PER_VELOCITY));
  const fastest = broadcast(row, MUSCLE_FASTEST);
  const y = sub(fastest, one);
  const shortening = mul(add(V, one), add(V, one));
  const lengthening = sub(fastest, div(mul(sub(y, V), sub(y, V)), positive(y)));
  let curve = select(lengthening, fastest, le(V, y));
  curve = select(shortening, curve, le(V, splat(0)));
  curve = select(splat(0), curve, le(V, splat(-1)));
  return neg(mul(mul(broadcast(row, MUSCLE_PEAK), lengthCurve(row, relativeLength(row, length))), curve));
}

/** The derivative of `muscleGain` by the velocity. */
export function muscleGainSlope(muscle: i32, length: v128, velocity: v128): v128 {
  const row = muscleRow(muscle);
  const two = splat(2);
  const perVelocity = broadcast(row, MUSCLE_PER_VELOCITY);
  const V = mul(velocity, perVelocity);
  const y = sub(broadcast(row, MUSCLE_FASTEST), splat(1));
  const lengthening = and(div(mul(two, sub(y, V)), positive(y)), le(V, y));
  const slope = select(add(mul(two, V), two), lengthening, le(V, splat(0)));
  const moving = and(slope, not(le(V, splat(-1))));
  const peak = mul(broadcast(row, MUSCLE_PEAK), lengthCurve(row, relativeLength(row, length)));
  return neg(mul(mul(peak, moving), perVelocity));
}

/** Passive force: from L = 1 on a parabola to halfway to `high`, then a line. */
export function muscleBias(muscle: i32, length: v128): v128 {
  const row = muscleRow(muscle);
  const one = splat(1);
  const half = splat(0.5);
  const L = relativeLength(row, length);
  const b = mul(half, add(one, broadcast(row, MUSCLE_HIGH)));
  const width = positive(sub(b, one));
  const x = div(sub(L, one), width);
  const line = add(half, div(sub(L, b), width));
  const curve = select(mul(half, mul(x, x)), line, le(L, b));
  const force = mul(broadcast(row, MUSCLE_PEAK), broadcast(row, MUSCLE_PASSIVE));
  return neg(mul(force, select(splat(0), curve, le(L, one))));
}

/** Rate of an activation: toward the excitation, with time constants that depend on the activation. */
export function muscleRate(row: usize, control: v128, activation: v128): v128 {
  const zero = splat(0);
  const one = splat(1);
  const excess = sub(clamp(control, zero, one), activation);
  const scale = add(splat(0.5), mul(splat(1.5), clamp(activation, zero, one)));
  const rise = mul(broadcast(row, ACTIVATION_RISE), scale);
  const fall = div(broadcast(row, ACTIVATION_FALL), scale);
  const width = broadcast(row, ACTIVATION_SMOOTHING);
  const x = clamp(add(div(excess, positive(width)), splat(0.5)), zero, one);
  const smooth = smoothStep(x);
  const gradual = add(fall, mul(sub(rise, fall), smooth));
  const abrupt = select(rise, fall, gt(excess, zero));
  return div(excess, positive(select(abrupt, gradual, lt(width, splat(1e-15)))));
}

/** 6 x⁵ − 15 x⁴ + 10 x³: from 0 to 1 with first and second derivatives 0 at both. @inline */
function smoothStep(x: v128): v128 {
  const inner = add(mul(mul(splat(3), x), sub(add(x, x), splat(5))), splat(10));
  return mul(mul(mul(x, x), x), inner);
}
