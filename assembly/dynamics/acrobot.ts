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
import { splat } from '../vector';
import { one4, wrapAngle4 } from './lanes';

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

// Called, not copied to where they are used: the copies are large, and a step needs two of them.
function sine(x: v128): v128 {
  return sin4(x);
}

function cosine(x: v128): v128 {
  return cos4(x);
}

/** θ̈1, θ̈2 of a group, to out and out + 16. */
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
  const coupling = splat(parameters, COUPLING);
  const coupledSin = f32x4.mul(coupling, pickSin4(turns, s, swap));
  const coupledCos = f32x4.mul(coupling, pickCos4(turns, c, swap));
  const inertia2 = splat(parameters, D2);
  const d1 = f32x4.add(splat(parameters, D1), f32x4.add(coupledCos, coupledCos));
  const d2 = f32x4.add(inertia2, coupledCos);
  const ratio = f32x4.div(d2, d1);
  const phi2 = f32x4.mul(splat(parameters, GRAVITY_2), sin4(f32x4.add(angle1, angle2)));
  const whirl = f32x4.mul(f32x4.mul(coupledSin, spin2), f32x4.add(spin2, f32x4.add(spin1, spin1)));
  const phi1 = f32x4.add(f32x4.sub(f32x4.mul(splat(parameters, GRAVITY_1), sin4(angle1)), whirl), phi2);
  const centrifugal = f32x4.mul(coupledSin, f32x4.mul(spin1, spin1));
  const pull = f32x4.sub(f32x4.sub(f32x4.add(torque, f32x4.mul(ratio, phi1)), centrifugal), phi2);
  const second = f32x4.div(pull, f32x4.sub(inertia2, f32x4.mul(ratio, d2)));
  v128.store(out, f32x4.neg(f32x4.div(f32x4.add(f32x4.mul(d2, second), phi1), d1)));
  v128.store(out, second, 16);
}

/** a + h b. @inline */
function along(a: v128, h: v128, b: v128): v128 {
  return f32x4.add(a, f32x4.mul(h, b));
}

/** One of the velocity-like quantities after a step: old + h/6 (k1 + 2 k2 + 2 k3 + k4). @inline */
function simpson(old: v128, sixth: v128, k1: v128, k2: v128, k3: v128, k4: v128): v128 {
  const middle = f32x4.add(k2, k3);
  return along(old, sixth, f32x4.add(f32x4.add(k1, k4), f32x4.add(middle, middle)));
}

/** One step of a group. state is updated, reward written. @inline */
export function stepAcrobot(state: usize, parameters: usize, action: usize, reward: usize): void {
  const torque = v128.load(action);
  const angle1 = v128.load(state);
  const angle2 = v128.load(state, 16);
  const spin1 = v128.load(state, 32);
  const spin2 = v128.load(state, 48);
  const half = splat(parameters, HALF_STEP);
  const h = splat(parameters, TIMESTEP);
  const sixth = splat(parameters, SIXTH_STEP);

  // A stage's slope is (spins, accelerations) at a point on the way; its spins are also the next point's.
  accelerations(stages, angle1, angle2, spin1, spin2, torque, parameters);
  const spin1b = along(spin1, half, v128.load(stages));
  const spin2b = along(spin2, half, v128.load(stages, 16));
  const angle1b = along(angle1, half, spin1);
  const angle2b = along(angle2, half, spin2);
  accelerations(stages + 32, angle1b, angle2b, spin1b, spin2b, torque, parameters);
  const spin1c = along(spin1, half, v128.load(stages, 32));
  const spin2c = along(spin2, half, v128.load(stages, 48));
  const angle1c = along(angle1, half, spin1b);
  const angle2c = along(angle2, half, spin2b);
  accelerations(stages + 64, angle1c, angle2c, spin1c, spin2c, torque, parameters);
  const spin1d = along(spin1, h, v128.load(stages, 64));
  const spin2d = along(spin2, h, v128.load(stages, 80));
  const angle1d = along(angle1, h, spin1c);
  const angle2d = along(angle2, h, spin2c);
  accelerations(stages + 96, angle1d, angle2d, spin1d, spin2d, torque, parameters);

  const newAngle1 = wrapAngle4(simpson(angle1, sixth, spin1, spin1b, spin1c, spin1d));
  const newAngle2 = wrapAngle4(simpson(angle2, sixth, spin2, spin2b, spin2c, spin2d));
  const newSpin1 = simpson(
    spin1,
    sixth,
    v128.load(stages),
    v128.load(stages, 32),
    v128.load(stages, 64),
    v128.load(stages, 96),
  );
  const newSpin2 = simpson(
    spin2,
    sixth,
    v128.load(stages, 16),
    v128.load(stages, 48),
    v128.load(stages, 80),
    v128.load(stages, 112),
  );
  v128.store(state, newAngle1);
  v128.store(state, newAngle2, 16);
  v128.store(state, clip(newSpin1, splat(parameters, MAX_VELOCITY_1)), 32);
  v128.store(state, clip(newSpin2, splat(parameters, MAX_VELOCITY_2)), 48);

  const one = one4();
  const height = f32x4.add(
    f32x4.mul(splat(parameters, HEIGHT_1), f32x4.sub(one, cosine(newAngle1))),
    f32x4.mul(splat(parameters, HEIGHT_2), f32x4.sub(one, cosine(f32x4.add(newAngle1, newAngle2)))),
  );
  // The state is clipped, and would hide an infinite velocity; the sum is not finite where a velocity is not.
  const spins = f32x4.add(newSpin1, newSpin2);
  v128.store(reward, f32x4.add(height, f32x4.sub(spins, spins)));
}

/** @inline */
function clip(x: v128, limit: v128): v128 {
  return f32x4.pmax(f32x4.pmin(x, limit), f32x4.neg(limit));
}

/** The observation of a group. @inline */
export function observeAcrobot(observation: usize, state: usize, parameters: usize): void {
  const angle1 = v128.load(state);
  const tip = f32x4.add(angle1, v128.load(state, 16));
  v128.store(observation, cosine(angle1));
  v128.store(observation, sine(angle1), 16);
  v128.store(observation, cosine(tip), 32);
  v128.store(observation, sine(tip), 48);
  v128.store(observation, f32x4.mul(v128.load(state, 32), splat(parameters, INVERSE_VELOCITY_1)), 64);
  v128.store(observation, f32x4.mul(v128.load(state, 48), splat(parameters, INVERSE_VELOCITY_2)), 80);
}
