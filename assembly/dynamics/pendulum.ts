// A pendulum with a motor too weak to lift it at once: a uniform rod of mass m and length l on a pivot.
//
//   ω' = clip(ω + h (3g / 2l · sin θ + 3 / ml² · u), ±ω_max),   θ' = θ + h ω'   (semi-implicit Euler)
//   reward = −(θ'² + 0.1 ω'² + 0.001 u²) / 16.27…
//
// θ = 0 is upright and θ lies in [−π, π]. Source of equations and costs: the classic swing-up of OpenAI Gym
// (Pendulum-v1, Brockman et al. 2016). Different from there: the cost is that of the state reached, and it is divided
// by its largest value, so that rewards lie in [−1, 0].
//
// state f32 [θ, ω]; action f32 [u]; observation f32 [cos θ, sin θ, ω / ω_max]; 4 lanes each, 16-aligned.

import {
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
import { wrapAngle4 } from './lanes';

const TIMESTEP = 0; // parameters, f32 [7]
const GRAVITY_GAIN = 1; // 3gh / 2l
const TORQUE_GAIN = 2; // 3h / ml²
const MAX_VELOCITY = 3;
const ANGLE_COST = 4;
const VELOCITY_COST = 5;
const TORQUE_COST = 6;

/** One step of a group. state is updated, reward written. @inline */
export function stepPendulum(state: usize, parameters: usize, action: usize, reward: usize): void {
  const torque = v128.load(action);
  const oldAngle = v128.load(state);
  const limit = splat(parameters, MAX_VELOCITY);
  const push = f32x4.add(
    f32x4.mul(splat(parameters, GRAVITY_GAIN), sin4(oldAngle)),
    f32x4.mul(splat(parameters, TORQUE_GAIN), torque),
  );
  const free = f32x4.add(v128.load(state, 16), push);
  const velocity = f32x4.pmax(f32x4.pmin(free, limit), f32x4.neg(limit));
  const angle = wrapAngle4(f32x4.add(oldAngle, f32x4.mul(splat(parameters, TIMESTEP), velocity)));
  v128.store(state, angle);
  v128.store(state, velocity, 16);
  const cost = f32x4.add(
    f32x4.add(
      f32x4.mul(splat(parameters, ANGLE_COST), f32x4.mul(angle, angle)),
      f32x4.mul(splat(parameters, VELOCITY_COST), f32x4.mul(velocity, velocity)),
    ),
    f32x4.mul(splat(parameters, TORQUE_COST), f32x4.mul(torque, torque)),
  );
  v128.store(reward, f32x4.neg(cost));
}

/** The observation of a group. @inline */
export function observePendulum(observation: usize, state: usize, parameters: usize): void {
  const angle = v128.load(state);
  const turns = quarterTurns4(angle);
  const rest = remainder4(angle, turns);
  const s = sinPoly4(rest);
  const c = cosPoly4(rest);
  const swap = swap4(turns, s, c);
  v128.store(observation, pickCos4(turns, c, swap));
  v128.store(observation, pickSin4(turns, s, swap), 16);
  v128.store(observation, f32x4.div(v128.load(state, 16), splat(parameters, MAX_VELOCITY)), 32);
}
