// The acrobot: two links in a vertical plane, the first on a fixed pivot without a motor, a motor at the elbow alone.
//
// θ1 = 0 hangs down, θ2 is relative to the first link; m mass, l length, c distance of a link's centre, I its inertia
// (Spong 1995; in the form of Sutton & Barto, "Reinforcement learning", and of OpenAI Gym's Acrobot-v1):
//
//   d1 = m1 c1² + m2 (l1² + c2² + 2 l1 c2 cos θ2) + I1 + I2,   d2 = m2 (c2² + l1 c2 cos θ2) + I2
//   φ2 = m2 c2 g sin(θ1 + θ2)
//   φ1 = −m2 l1 c2 (ω2² + 2 ω1 ω2) sin θ2 + (m1 c1 + m2 l1) g sin θ1 + φ2
//   θ̈2 = (u + d2/d1 φ1 − m2 l1 c2 ω1² sin θ2 − φ2) / (m2 c2² + I2 − d2²/d1)
//   θ̈1 = −(d2 θ̈2 + φ1) / d1
//
// One step of the fourth-order Runge-Kutta method; then velocities are clipped (±4π, ±9π as in Gym).
// Reward of the state reached: the tip's height over its lowest place in units of the highest, in [0, 1],
//   (l1 (1 − cos θ1) + l2 (1 − cos(θ1 + θ2))) / 2 (l1 + l2).
//
// state f32 [θ1, θ2, ω1, ω2], angles in [−π, π]; action f32 [u]; 4 lanes each, 16-aligned;
// observation f32 [cos θ1, sin θ1, cos(θ1 + θ2), sin(θ1 + θ2), ω1 / 4π, ω2 / 9π].

import {
  cos4,
  cosPoly4,
  pickCos4,
  pickSin4,
  quarterTurns4,
  remainder4,
  sin4,
  sinPoly4,
  swap4,
} from '../trigonometry';
import { add, broadcast, clamp, div, load, mul, neg, store, sub } from '../vector';
import { one4, wrapAngle4 } from './angle';

const TIMESTEP = 0; // parameters, f32 [14]
const D1 = 1; // m1 c1² + m2 (l1² + c2²) + I1 + I2
const D2 = 2; // m2 c2² + I2
const COUPLING = 3; // m2 l1 c2
const GRAVITY_1 = 4; // (m1 c1 + m2 l1) g
const GRAVITY_2 = 5; // m2 c2 g
const MAX_VELOCITY_1 = 6;
const MAX_VELOCITY_2 = 7;
const HEIGHT_1 = 8; // l1 / 2 (l1 + l2)
const HEIGHT_2 = 9;
const HALF_STEP = 10; // h / 2
const SIXTH_STEP = 11; // h / 6
const INVERSE_VELOCITY_1 = 12;
const INVERSE_VELOCITY_2 = 13;

/** Accelerations of the four stages, f32 [4][θ̈1, θ̈2][4 lanes]. */
const stages: usize = memory.data(128, 16);
const STAGE: usize = 32;

// Called, not copied to where they are used: the copies are large, and a step needs two of them.
function sine(x: v128): v128 {
  return sin4(x);
}

function cosine(x: v128): v128 {
  return cos4(x);
}

/** Writes θ̈1, θ̈2 of a group. */
function accelerations(
  out: usize,
  angle1: v128,
  angle2: v128,
  spin1: v128,
  spin2: v128,
  torque: v128,
  parameters: usize,
): void {
  const turns = quarterTurns4(angle2);
  const rest = remainder4(angle2, turns);
  const s = sinPoly4(rest);
  const c = cosPoly4(rest);
  const swap = swap4(turns, s, c);
  const coupling = broadcast(parameters, COUPLING);
  const coupledSin = mul(coupling, pickSin4(turns, s, swap));
  const coupledCos = mul(coupling, pickCos4(turns, c, swap));
  const inertia2 = broadcast(parameters, D2);
  const d1 = add(broadcast(parameters, D1), add(coupledCos, coupledCos));
  const d2 = add(inertia2, coupledCos);
  const ratio = div(d2, d1);
  const phi2 = mul(broadcast(parameters, GRAVITY_2), sin4(add(angle1, angle2)));
  const whirl = mul(mul(coupledSin, spin2), add(spin2, add(spin1, spin1)));
  const phi1 = add(sub(mul(broadcast(parameters, GRAVITY_1), sin4(angle1)), whirl), phi2);
  const centrifugal = mul(coupledSin, mul(spin1, spin1));
  const pull = sub(sub(add(torque, mul(ratio, phi1)), centrifugal), phi2);
  const second = div(pull, sub(inertia2, mul(ratio, d2)));
  store(out, neg(div(add(mul(d2, second), phi1), d1)));
  store(out, second, 1);
}

/** a + h b. @inline */
function along(a: v128, h: v128, b: v128): v128 {
  return add(a, mul(h, b));
}

/** One of the velocity-like quantities after a step: old + h/6 (k1 + 2 k2 + 2 k3 + k4). @inline */
function simpson(old: v128, sixth: v128, k1: v128, k2: v128, k3: v128, k4: v128): v128 {
  const middle = add(k2, k3);
  return along(old, sixth, add(add(k1, k4), add(middle, middle)));
}

/** One step of a group. state is updated, reward written. @inline */
export function stepAcrobot(state: usize, parameters: usize, action: usize, reward: usize): void {
  const torque = load(action);
  const angle1 = load(state);
  const angle2 = load(state, 1);
  const spin1 = load(state, 2);
  const spin2 = load(state, 3);
  const half = broadcast(parameters, HALF_STEP);
  const h = broadcast(parameters, TIMESTEP);
  const sixth = broadcast(parameters, SIXTH_STEP);

  const slope1 = stages;
  const slope2 = slope1 + STAGE;
  const slope3 = slope2 + STAGE;
  const slope4 = slope3 + STAGE;
  // A stage's slope is (spins, accelerations) at a point on the way; its spins are also the next point's.
  accelerations(slope1, angle1, angle2, spin1, spin2, torque, parameters);
  const spin1b = along(spin1, half, load(slope1, 0));
  const spin2b = along(spin2, half, load(slope1, 1));
  const angle1b = along(angle1, half, spin1);
  const angle2b = along(angle2, half, spin2);
  accelerations(slope2, angle1b, angle2b, spin1b, spin2b, torque, parameters);
  const spin1c = along(spin1, half, load(slope2, 0));
  const spin2c = along(spin2, half, load(slope2, 1));
  const angle1c = along(angle1, half, spin1b);
  const angle2c = along(angle2, half, spin2b);
  accelerations(slope3, angle1c, angle2c, spin1c, spin2c, torque, parameters);
  const spin1d = along(spin1, h, load(slope3, 0));
  const spin2d = along(spin2, h, load(slope3, 1));
  const angle1d = along(angle1, h, spin1c);
  const angle2d = along(angle2, h, spin2c);
  accelerations(slope4, angle1d, angle2d, spin1d, spin2d, torque, parameters);

  const newAngle1 = wrapAngle4(simpson(angle1, sixth, spin1, spin1b, spin1c, spin1d));
  const newAngle2 = wrapAngle4(simpson(angle2, sixth, spin2, spin2b, spin2c, spin2d));
  const newSpin1 = simpson(spin1, sixth, load(slope1, 0), load(slope2, 0), load(slope3, 0), load(slope4, 0));
  const newSpin2 = simpson(spin2, sixth, load(slope1, 1), load(slope2, 1), load(slope3, 1), load(slope4, 1));
  store(state, newAngle1);
  store(state, newAngle2, 1);
  store(state, clip(newSpin1, broadcast(parameters, MAX_VELOCITY_1)), 2);
  store(state, clip(newSpin2, broadcast(parameters, MAX_VELOCITY_2)), 3);

  const one = one4();
  const height = add(
    mul(broadcast(parameters, HEIGHT_1), sub(one, cosine(newAngle1))),
    mul(broadcast(parameters, HEIGHT_2), sub(one, cosine(add(newAngle1, newAngle2)))),
  );
  // The state is clipped, and would hide an infinite velocity; the sum is not finite where a velocity is not.
  const spins = add(newSpin1, newSpin2);
  store(reward, add(height, sub(spins, spins)));
}

/** @inline */
function clip(x: v128, limit: v128): v128 {
  return clamp(x, neg(limit), limit);
}

/** The observation of a group. @inline */
export function observeAcrobot(observation: usize, state: usize, parameters: usize): void {
  const angle1 = load(state);
  const tip = add(angle1, load(state, 1));
  store(observation, cosine(angle1));
  store(observation, sine(angle1), 1);
  store(observation, cosine(tip), 2);
  store(observation, sine(tip), 3);
  store(observation, mul(load(state, 2), broadcast(parameters, INVERSE_VELOCITY_1)), 4);
  store(observation, mul(load(state, 3), broadcast(parameters, INVERSE_VELOCITY_2)), 5);
}
