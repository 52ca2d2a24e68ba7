// A robot on two wheels that are driven apart, on its way to a goal among obstacles.
//
// Left and right wheel speeds u, wheel radius r, distance between the wheels L (forward Euler):
//
//   x' = x + h r/2 (u_l + u_r) cos ψ,   y' = y + h r/2 (u_l + u_r) sin ψ,   ψ' = ψ + h r/L (u_r − u_l)
//
// Cost of the state reached:
//
//   goal       w_g · distance to the goal
//   heading    w_a · |ψ − ψ_goal| · (1 − distance to the goal / D)₊, the shorter way round
//   obstacles  w_o · (margin − d), d < margin being the distance to an obstacle, and a constant more at d = 0;
//              summed over the obstacles, which are rectangles
//   path       w_p · distance to the straight line from path start to path end
//
// and reward = −scale · cost. Dynamics, goal, heading and obstacle costs are those of the comparison of MPPI-Generic
// with nav2 and TorchRL (Vlahov et al. 2024, arXiv 2409.07563, section on benchmarks), which has them from nav2's
// critics. Different from there: it turns the other way (ψ' with u_l − u_r); its heading cost sets in at a distance
// all at once, a rim that stops a robot, and is met here by 1 / D = 0; its obstacles are cells of a cost map.
//
// state f32 [x, y, ψ], ψ in [−π, π]; action f32 [u_l, u_r]; observation f32 [x, y in units of the map around its
// middle, cos ψ, sin ψ]; 4 lanes each, 16-aligned.

import { cosPoly4, pickCos4, pickSin4, quarterTurns4, remainder4, sinPoly4, swap4 } from '../trigonometry';
import { splat } from '../vector';
import { one4, wrapAngle4 } from './lanes';

const SPEED_GAIN = 0; // parameters, f32 [22 + 4 · obstacles]: h r / 2
const TURN_GAIN = 1; // h r / L
const GOAL = 2; // x, y, ψ
const GOAL_WEIGHT = 5;
const HEADING_WEIGHT = 6;
const HEADING_FADE = 7; // 1 / D
const OBSTACLE_WEIGHT = 8;
const MARGIN = 9;
const COLLISION = 10;
const PATH_WEIGHT = 11;
const PATH = 12; // x, y of its start, x, y of its direction (a unit vector, or zero), its length
const SCALE = 17; // of the reward
const MIDDLE = 18; // x, y of the map
const MAP_SCALE = 20; // 1 / half of the map's side
const OBSTACLES = 21; // their number, and then xmin, ymin, xmax, ymax of each

/** One step of a group: its state is updated. @inline */
export function stepDiffDrive(state: usize, parameters: usize, action: usize): void {
  const left = v128.load(action);
  const right = v128.load(action, 16);
  const oldHeading = v128.load(state, 32);
  const turns = quarterTurns4(oldHeading);
  const rest = remainder4(oldHeading, turns);
  const s = sinPoly4(rest);
  const c = cosPoly4(rest);
  const swap = swap4(turns, s, c);
  const way = f32x4.mul(splat(parameters, SPEED_GAIN), f32x4.add(left, right));
  const x = f32x4.add(v128.load(state), f32x4.mul(way, pickCos4(turns, c, swap)));
  const y = f32x4.add(v128.load(state, 16), f32x4.mul(way, pickSin4(turns, s, swap)));
  const turn = f32x4.mul(splat(parameters, TURN_GAIN), f32x4.sub(right, left));
  const heading = wrapAngle4(f32x4.add(oldHeading, turn));
  v128.store(state, x);
  v128.store(state, y, 16);
  v128.store(state, heading, 32);
}

/** The reward of the state that a group has reached. @inline */
export function rewardDiffDrive(state: usize, parameters: usize, reward: usize): void {
  const x = v128.load(state);
  const y = v128.load(state, 16);
  const heading = v128.load(state, 32);
  const distance = length(f32x4.sub(x, splat(parameters, GOAL)), f32x4.sub(y, splat(parameters, GOAL + 1)));
  let cost = f32x4.mul(splat(parameters, GOAL_WEIGHT), distance);
  const away = f32x4.abs(wrapAngle4(f32x4.sub(heading, splat(parameters, GOAL + 2))));
  const near = f32x4.sub(one4(), f32x4.mul(distance, splat(parameters, HEADING_FADE)));
  const misled = f32x4.mul(splat(parameters, HEADING_WEIGHT), away);
  cost = f32x4.add(cost, f32x4.mul(misled, f32x4.pmax(near, f32x4.splat(0))));
  cost = f32x4.add(cost, obstacleCost(x, y, parameters));
  if (f32.load(parameters + (PATH_WEIGHT << 2)) !== 0) {
    cost = f32x4.add(cost, f32x4.mul(splat(parameters, PATH_WEIGHT), distanceToPath(x, y, parameters)));
  }
  // A heading that is not finite is seen in the next step's position; it is to be seen in this one's reward.
  cost = f32x4.add(cost, f32x4.sub(heading, heading));
  v128.store(reward, f32x4.neg(f32x4.mul(splat(parameters, SCALE), cost)));
}

/** @inline */
function length(x: v128, y: v128): v128 {
  return f32x4.sqrt(f32x4.add(f32x4.mul(x, x), f32x4.mul(y, y)));
}

/** @inline */
function obstacleCost(x: v128, y: v128, parameters: usize): v128 {
  const zero = f32x4.splat(0);
  const margin = splat(parameters, MARGIN);
  const weight = splat(parameters, OBSTACLE_WEIGHT);
  const collision = splat(parameters, COLLISION);
  let obstacle = parameters + ((OBSTACLES + 1) << 2);
  const end = obstacle + ((<usize>f32.load(parameters + (OBSTACLES << 2))) << 4);
  let cost = zero;
  for (; obstacle < end; obstacle += 16) {
    const besideX = f32x4.pmax(f32x4.sub(splat(obstacle, 0), x), f32x4.sub(x, splat(obstacle, 2)));
    const besideY = f32x4.pmax(f32x4.sub(splat(obstacle, 1), y), f32x4.sub(y, splat(obstacle, 3)));
    if (!v128.any_true(f32x4.le(f32x4.pmax(besideX, besideY), margin))) continue; // all lanes are far away
    const distance = length(f32x4.pmax(besideX, zero), f32x4.pmax(besideY, zero));
    const near = f32x4.mul(weight, f32x4.sub(margin, distance));
    cost = f32x4.add(cost, v128.and(near, f32x4.lt(distance, margin)));
    cost = f32x4.add(cost, v128.and(collision, f32x4.eq(distance, zero)));
  }
  return cost;
}

/** @inline */
function distanceToPath(x: v128, y: v128, parameters: usize): v128 {
  const fromX = f32x4.sub(x, splat(parameters, PATH));
  const fromY = f32x4.sub(y, splat(parameters, PATH + 1));
  const directionX = splat(parameters, PATH + 2);
  const directionY = splat(parameters, PATH + 3);
  const along = f32x4.add(f32x4.mul(fromX, directionX), f32x4.mul(fromY, directionY));
  const nearest = f32x4.pmax(f32x4.pmin(along, splat(parameters, PATH + 4)), f32x4.splat(0));
  return length(
    f32x4.sub(fromX, f32x4.mul(nearest, directionX)),
    f32x4.sub(fromY, f32x4.mul(nearest, directionY)),
  );
}

/** The observation of a group. @inline */
export function observeDiffDrive(observation: usize, state: usize, parameters: usize): void {
  const heading = v128.load(state, 32);
  const turns = quarterTurns4(heading);
  const rest = remainder4(heading, turns);
  const s = sinPoly4(rest);
  const c = cosPoly4(rest);
  const swap = swap4(turns, s, c);
  const scale = splat(parameters, MAP_SCALE);
  v128.store(observation, f32x4.mul(scale, f32x4.sub(v128.load(state), splat(parameters, MIDDLE))));
  v128.store(
    observation,
    f32x4.mul(scale, f32x4.sub(v128.load(state, 16), splat(parameters, MIDDLE + 1))),
    16,
  );
  v128.store(observation, pickCos4(turns, c, swap), 32);
  v128.store(observation, pickSin4(turns, s, swap), 48);
}
