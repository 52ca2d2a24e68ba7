// A pole on a cart that runs on a rail of finite length; the cart is pushed, the pole swings up.
//
// Uniform pole of mass m and half length l, cart of mass M, no friction (Barto, Sutton & Anderson 1983, the equations
// as corrected by Florian 2007 for a cart that never leaves its rail):
//
//   θ̈ = (g sin θ − cos θ · p) / (l (4/3 − m cos² θ / (M + m))),   p = (F + m l ω² sin θ) / (M + m)
//   ẍ = p − m l / (M + m) · θ̈ cos θ
//   v' = v + h ẍ,  ω' = ω + h θ̈,  x' = x + h v',  θ' = θ + h ω'   (semi-implicit Euler)
//
// At the rail's ends the cart stops dead. The blow goes through the hinge: about the cart the pole keeps
// 4/3 l ω + v cos θ, so that ω gains 3 v cos θ / 4l as v is lost.
//
// Reward of the state reached, in [0, 1], as in the DeepMind Control Suite (Tassa et al. 2018), swing-up:
//
//   (1 + cos θ)/2 · (1 + 10^−(x/2)²)/2 · (4 + 1 − (F / F_max)²)/5 · (1 + 10^−(ω/5)²)/2
//
// θ = 0 is upright, positive toward +x, in [−π, π] (any other angle is brought there when a rollout begins).
// A step needs sin θ and cos θ of where it starts, the reward those of where it ends: they are kept with the state.
//
// state f32 [x, θ, v, ω], then [sin θ, cos θ]; action f32 [F]; observation f32 [x / end, cos θ, sin θ, v / 5, ω / 10];
// 4 lanes each.

import { expBelow4 } from '../math';
import { cosWithin4, sinWithin4, twiceHalfSine4 } from '../trigonometry';
import {
  abs,
  add,
  and,
  andNot,
  any,
  broadcast,
  clamp,
  div,
  gt,
  load,
  mul,
  neg,
  select,
  splat,
  store,
  sub,
} from '../vector';
import { one4, wrapAngle4 } from './angle';

const TIMESTEP = 0; // parameters, f32 [13]
const GRAVITY = 1;
const INVERSE_MASS = 2; // 1 / (M + m)
const POLE_MOMENT = 3; // m l
const FOUR_THIRDS_LENGTH = 4; // 4/3 l
const POLE_SHARE = 5; // m l / (M + m)
const RAIL = 6; // half its length
const BLOW = 7; // 3 / 4l
const EFFORT = 8; // EIGHTH / 5 F_max²
const PLACE_EXPONENT = 9; // −ln 10 / 2²
const VELOCITY_EXPONENT = 10; // −ln 10 / 5²
const INVERSE_RAIL = 11; // 1 / end
const EIGHTH = 12; // the three factors of two halves each, undone

const SINE: usize = 64; // bytes from the state
const COSINE: usize = 80;

/** Brings a group's angle into [−π, π], if it comes from elsewhere, and writes its sine and cosine. @inline */
export function beginCartPole(state: usize): void {
  const angle = load(state, 1);
  // Not those that `wrapAngle4` has left at the seam, a float beyond π: going on from a state must give the same bits.
  const far = gt(abs(angle), splat(3.2));
  store(state, select(wrapAngle4(angle), angle, far), 1);
  turnCartPole(state);
}

/** Writes sine and cosine of a group's angle. @inline */
function turnCartPole(state: usize): void {
  const angle = load(state, 1);
  const half = twiceHalfSine4(angle);
  store(state + SINE, sinWithin4(angle, half));
  store(state + COSINE, cosWithin4(half));
}

/** The first part of a step of a group: its state moves on as if the rail had no end. @inline */
export function stepCartPole(state: usize, parameters: usize, action: usize): void {
  const force = load(action);
  const h = broadcast(parameters, TIMESTEP);
  const oldAngle = load(state, 1);
  const oldVelocity = load(state, 2);
  const oldSpin = load(state, 3);
  const sin = load(state + SINE);
  const cos = load(state + COSINE);

  const centrifugal = mul(broadcast(parameters, POLE_MOMENT), mul(mul(oldSpin, oldSpin), sin));
  const p = mul(add(force, centrifugal), broadcast(parameters, INVERSE_MASS));
  const share = broadcast(parameters, POLE_SHARE);
  const angular = div(
    sub(mul(broadcast(parameters, GRAVITY), sin), mul(cos, p)),
    sub(broadcast(parameters, FOUR_THIRDS_LENGTH), mul(share, mul(cos, cos))),
  );
  const linear = sub(p, mul(share, mul(angular, cos)));
  const velocity = add(oldVelocity, mul(h, linear));
  const spin = add(oldSpin, mul(h, angular));
  store(state, add(load(state), mul(h, velocity)));
  store(state, wrapAngle4(add(oldAngle, mul(h, spin))), 1);
  store(state, velocity, 2);
  store(state, spin, 3);
}

/**
 * The second part of a step: sine and cosine of the new angle, and the ends of the rail, which are seldom met.
 * @inline
 */
export function stopCartPole(state: usize, parameters: usize): void {
  turnCartPole(state);
  const place = load(state);
  const rail = broadcast(parameters, RAIL);
  const stopped = gt(abs(place), rail);
  if (any(stopped)) stop(state, place, rail, stopped, broadcast(parameters, BLOW));
}

/** A cart that has run past an end of the rail stops there. */
function stop(state: usize, place: v128, rail: v128, stopped: v128, blow: v128): void {
  const velocity = load(state, 2);
  const gained = mul(blow, mul(velocity, load(state + COSINE)));
  store(state, clamp(place, neg(rail), rail));
  store(state, andNot(velocity, stopped), 2);
  store(state, add(load(state, 3), and(gained, stopped)), 3);
}

/** The reward of the state that a group has reached with an action. @inline */
export function rewardCartPole(state: usize, parameters: usize, action: usize, reward: usize): void {
  const one = one4();
  const x = load(state);
  const spin = load(state, 3);
  const cos = load(state + COSINE);
  const force = load(action);
  const centred = expBelow4(mul(broadcast(parameters, PLACE_EXPONENT), mul(x, x)));
  const calm = expBelow4(mul(broadcast(parameters, VELOCITY_EXPONENT), mul(spin, spin)));
  const effort = mul(broadcast(parameters, EFFORT), mul(force, force));
  const frugal = sub(broadcast(parameters, EIGHTH), effort);
  const factors = mul(mul(add(one, cos), add(one, centred)), add(one, calm));
  const value = mul(factors, frugal);
  store(reward, add(value, sub(spin, spin))); // an infinite spin is otherwise only infinitely bad
}

/** The observation of a group. @inline */
export function observeCartPole(observation: usize, state: usize, parameters: usize): void {
  store(observation, mul(load(state), broadcast(parameters, INVERSE_RAIL)));
  store(observation, load(state + COSINE), 1);
  store(observation, load(state + SINE), 2);
  store(observation, mul(load(state, 2), splat(0.2)), 3);
  store(observation, mul(load(state, 3), splat(0.1)), 4);
}
