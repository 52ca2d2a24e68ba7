// A pole on a cart that runs on a rail of finite length; the cart is pushed, the pole swings up.
//
// Uniform pole of mass m and half length l, cart of mass M, no friction (Barto, Sutton & Anderson 1983, the equations as
// corrected by Florian 2007 for a cart that never leaves its rail):
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
// state f32 [x, θ, v, ω], then [sin θ, cos θ]; action f32 [F]; observation f32 [x / end, cos θ, sin θ, v / 5, ω / 10]; 4 lanes each.

import { cosWithin4, sinWithin4, twiceHalfSine4 } from '../half-angle';
import { expBelow4 } from '../math';
import { splat } from '../vector';
import { one4, wrapAngle4 } from './lanes';

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
  const angle = v128.load(state, 16);
  // Not those that `wrapAngle4` has left at the seam, a float beyond π: going on from a state must give the same bits.
  const far = f32x4.gt(f32x4.abs(angle), f32x4.splat(3.2));
  v128.store(state, v128.bitselect(wrapAngle4(angle), angle, far), 16);
  turnCartPole(state);
}

/** Writes sine and cosine of a group's angle. @inline */
function turnCartPole(state: usize): void {
  const angle = v128.load(state, 16);
  const half = twiceHalfSine4(angle);
  v128.store(state + SINE, sinWithin4(angle, half));
  v128.store(state + COSINE, cosWithin4(half));
}

/** The first part of a step of a group: its state moves on as if the rail had no end. @inline */
export function stepCartPole(state: usize, parameters: usize, action: usize): void {
  const force = v128.load(action);
  const h = splat(parameters, TIMESTEP);
  const oldAngle = v128.load(state, 16);
  const oldVelocity = v128.load(state, 32);
  const oldSpin = v128.load(state, 48);
  const sin = v128.load(state + SINE);
  const cos = v128.load(state + COSINE);

  const centrifugal = f32x4.mul(splat(parameters, POLE_MOMENT), f32x4.mul(f32x4.mul(oldSpin, oldSpin), sin));
  const p = f32x4.mul(f32x4.add(force, centrifugal), splat(parameters, INVERSE_MASS));
  const share = splat(parameters, POLE_SHARE);
  const angular = f32x4.div(
    f32x4.sub(f32x4.mul(splat(parameters, GRAVITY), sin), f32x4.mul(cos, p)),
    f32x4.sub(splat(parameters, FOUR_THIRDS_LENGTH), f32x4.mul(share, f32x4.mul(cos, cos))),
  );
  const linear = f32x4.sub(p, f32x4.mul(share, f32x4.mul(angular, cos)));
  const velocity = f32x4.add(oldVelocity, f32x4.mul(h, linear));
  const spin = f32x4.add(oldSpin, f32x4.mul(h, angular));
  v128.store(state, f32x4.add(v128.load(state), f32x4.mul(h, velocity)));
  v128.store(state, wrapAngle4(f32x4.add(oldAngle, f32x4.mul(h, spin))), 16);
  v128.store(state, velocity, 32);
  v128.store(state, spin, 48);
}

/** The second part of a step: sine and cosine of the new angle, and the ends of the rail, which are seldom met. @inline */
export function stopCartPole(state: usize, parameters: usize): void {
  turnCartPole(state);
  const place = v128.load(state);
  const rail = splat(parameters, RAIL);
  const stopped = f32x4.gt(f32x4.abs(place), rail);
  if (v128.any_true(stopped)) stop(state, place, rail, stopped, splat(parameters, BLOW));
}

/** A cart that has run past an end of the rail stops there. */
function stop(state: usize, place: v128, rail: v128, stopped: v128, blow: v128): void {
  const velocity = v128.load(state, 32);
  const gained = f32x4.mul(blow, f32x4.mul(velocity, v128.load(state + COSINE)));
  v128.store(state, f32x4.pmax(f32x4.pmin(place, rail), f32x4.neg(rail)));
  v128.store(state, v128.andnot(velocity, stopped), 32);
  v128.store(state, f32x4.add(v128.load(state, 48), v128.and(gained, stopped)), 48);
}

/** The reward of the state that a group has reached with an action. @inline */
export function rewardCartPole(state: usize, parameters: usize, action: usize, reward: usize): void {
  const one = one4();
  const x = v128.load(state);
  const spin = v128.load(state, 48);
  const cos = v128.load(state + COSINE);
  const force = v128.load(action);
  const centred = expBelow4(f32x4.mul(splat(parameters, PLACE_EXPONENT), f32x4.mul(x, x)));
  const calm = expBelow4(f32x4.mul(splat(parameters, VELOCITY_EXPONENT), f32x4.mul(spin, spin)));
  const effort = f32x4.mul(splat(parameters, EFFORT), f32x4.mul(force, force));
  const frugal = f32x4.sub(splat(parameters, EIGHTH), effort);
  const factors = f32x4.mul(f32x4.mul(f32x4.add(one, cos), f32x4.add(one, centred)), f32x4.add(one, calm));
  const value = f32x4.mul(factors, frugal);
  v128.store(reward, f32x4.add(value, f32x4.sub(spin, spin))); // an infinite spin is otherwise only infinitely bad
}

/** The observation of a group. @inline */
export function observeCartPole(observation: usize, state: usize, parameters: usize): void {
  v128.store(observation, f32x4.mul(v128.load(state), splat(parameters, INVERSE_RAIL)));
  v128.store(observation, v128.load(state + COSINE), 16);
  v128.store(observation, v128.load(state + SINE), 32);
  v128.store(observation, f32x4.mul(v128.load(state, 32), f32x4.splat(0.2)), 48);
  v128.store(observation, f32x4.mul(v128.load(state, 48), f32x4.splat(0.1)), 64);
}
