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
import {
  abs,
  add,
  and,
  any,
  broadcast,
  clamp,
  eq,
  le,
  load,
  lt,
  mul,
  neg,
  pmax,
  splat,
  sqrt,
  store,
  sub,
} from '../vector';
import { one4, wrapAngle4 } from './angle';

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
  const left = load(action);
  const right = load(action, 1);
  const oldHeading = load(state, 2);
  const turns = quarterTurns4(oldHeading);
  const rest = remainder4(oldHeading, turns);
  const s = sinPoly4(rest);
  const c = cosPoly4(rest);
  const swap = swap4(turns, s, c);
  const way = mul(broadcast(parameters, SPEED_GAIN), add(left, right));
  const x = add(load(state), mul(way, pickCos4(turns, c, swap)));
  const y = add(load(state, 1), mul(way, pickSin4(turns, s, swap)));
  const turn = mul(broadcast(parameters, TURN_GAIN), sub(right, left));
  const heading = wrapAngle4(add(oldHeading, turn));
  store(state, x);
  store(state, y, 1);
  store(state, heading, 2);
}

/** The reward of the state that a group has reached. @inline */
export function rewardDiffDrive(state: usize, parameters: usize, reward: usize): void {
  const x = load(state);
  const y = load(state, 1);
  const heading = load(state, 2);
  const distance = length(sub(x, broadcast(parameters, GOAL)), sub(y, broadcast(parameters, GOAL + 1)));
  let cost = mul(broadcast(parameters, GOAL_WEIGHT), distance);
  const away = abs(wrapAngle4(sub(heading, broadcast(parameters, GOAL + 2))));
  const near = sub(one4(), mul(distance, broadcast(parameters, HEADING_FADE)));
  const misled = mul(broadcast(parameters, HEADING_WEIGHT), away);
  cost = add(cost, mul(misled, pmax(near, splat(0))));
  cost = add(cost, obstacleCost(x, y, parameters));
  if (f32.load(parameters + (PATH_WEIGHT << 2)) !== 0) {
    cost = add(cost, mul(broadcast(parameters, PATH_WEIGHT), distanceToPath(x, y, parameters)));
  }
  // A heading that is not finite is seen in the next step's position; it is to be seen in this one's reward.
  cost = add(cost, sub(heading, heading));
  store(reward, neg(mul(broadcast(parameters, SCALE), cost)));
}

/** @inline */
function length(x: v128, y: v128): v128 {
  return sqrt(add(mul(x, x), mul(y, y)));
}

/** @inline */
function obstacleCost(x: v128, y: v128, parameters: usize): v128 {
  const zero = splat(0);
  const margin = broadcast(parameters, MARGIN);
  const weight = broadcast(parameters, OBSTACLE_WEIGHT);
  const collision = broadcast(parameters, COLLISION);
  let obstacle = parameters + ((OBSTACLES + 1) << 2);
  const end = obstacle + ((<usize>f32.load(parameters + (OBSTACLES << 2))) << 4);
  let cost = zero;
  for (; obstacle < end; obstacle += 16) {
    const besideX = pmax(sub(broadcast(obstacle, 0), x), sub(x, broadcast(obstacle, 2)));
    const besideY = pmax(sub(broadcast(obstacle, 1), y), sub(y, broadcast(obstacle, 3)));
    if (!any(le(pmax(besideX, besideY), margin))) continue; // all lanes are far away
    const distance = length(pmax(besideX, zero), pmax(besideY, zero));
    const near = mul(weight, sub(margin, distance));
    cost = add(cost, and(near, lt(distance, margin)));
    cost = add(cost, and(collision, eq(distance, zero)));
  }
  return cost;
}

/** @inline */
function distanceToPath(x: v128, y: v128, parameters: usize): v128 {
  const fromX = sub(x, broadcast(parameters, PATH));
  const fromY = sub(y, broadcast(parameters, PATH + 1));
  const directionX = broadcast(parameters, PATH + 2);
  const directionY = broadcast(parameters, PATH + 3);
  const along = add(mul(fromX, directionX), mul(fromY, directionY));
  const reached = clamp(along, splat(0), broadcast(parameters, PATH + 4));
  return length(sub(fromX, mul(reached, directionX)), sub(fromY, mul(reached, directionY)));
}

/** The observation of a group. @inline */
export function observeDiffDrive(observation: usize, state: usize, parameters: usize): void {
  const heading = load(state, 2);
  const turns = quarterTurns4(heading);
  const rest = remainder4(heading, turns);
  const s = sinPoly4(rest);
  const c = cosPoly4(rest);
  const swap = swap4(turns, s, c);
  const scale = broadcast(parameters, MAP_SCALE);
  store(observation, mul(scale, sub(load(state), broadcast(parameters, MIDDLE))));
  store(observation, mul(scale, sub(load(state, 1), broadcast(parameters, MIDDLE + 1))), 1);
  store(observation, pickCos4(turns, c, swap), 2);
  store(observation, pickSin4(turns, s, swap), 3);
}
