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
import { add, broadcast, clamp, div, load, mul, neg, store } from '../vector';
import { wrapAngle4 } from './angle';

const TIMESTEP = 0; // parameters, f32 [7]
const GRAVITY_GAIN = 1; // 3gh / 2l
const TORQUE_GAIN = 2; // 3h / ml²
const MAX_VELOCITY = 3;
const ANGLE_COST = 4;
const VELOCITY_COST = 5;
const TORQUE_COST = 6;

/** One step of a group. state is updated, reward written. @inline */
export function stepPendulum(state: usize, parameters: usize, action: usize, reward: usize): void {
  const torque = load(action);
  const oldAngle = load(state);
  const limit = broadcast(parameters, MAX_VELOCITY);
  const push = add(
    mul(broadcast(parameters, GRAVITY_GAIN), sin4(oldAngle)),
    mul(broadcast(parameters, TORQUE_GAIN), torque),
  );
  const free = add(load(state, 1), push);
  const velocity = clamp(free, neg(limit), limit);
  const angle = wrapAngle4(add(oldAngle, mul(broadcast(parameters, TIMESTEP), velocity)));
  store(state, angle);
  store(state, velocity, 1);
  const cost = add(
    add(
      mul(broadcast(parameters, ANGLE_COST), mul(angle, angle)),
      mul(broadcast(parameters, VELOCITY_COST), mul(velocity, velocity)),
    ),
    mul(broadcast(parameters, TORQUE_COST), mul(torque, torque)),
  );
  store(reward, neg(cost));
}

/** The observation of a group. @inline */
export function observePendulum(observation: usize, state: usize, parameters: usize): void {
  const angle = load(state);
  const turns = quarterTurns4(angle);
  const rest = remainder4(angle, turns);
  const s = sinPoly4(rest);
  const c = cosPoly4(rest);
  const swap = swap4(turns, s, c);
  store(observation, pickCos4(turns, c, swap));
  store(observation, pickSin4(turns, s, swap), 1);
  store(observation, div(load(state, 1), broadcast(parameters, MAX_VELOCITY)), 2);
}
