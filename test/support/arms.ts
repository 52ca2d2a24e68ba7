/** Two-joint arms that are to stay where they start, which they only do under controls other than zero. */

import { type MujocoTask, type MujocoTaskOptions, mujocoTask } from '../../src/tasks/mujoco-task.js';
import { jointPosition, jointVelocity, reads } from '../../src/worlds/quantities.js';
import type { World } from '../../src/worlds/world.js';

/** Where it is to stay, rad. */
export const HOME = [-1.2, 2] as const;

const arm = (joint: string, actuators: string, ctrl: string) => `<mujoco>
  <compiler angle="radian"/>
  <option timestep="0.005" gravity="0 0 0"/>
  <default><joint axis="0 1 0" damping="1" ${joint}/><geom type="capsule" size="0.03" contype="0" conaffinity="0"/></default>
  <worldbody>
    <body><joint name="shoulder"/><geom fromto="0 0 0 0.4 0 0"/>
      <body pos="0.4 0 0"><joint name="elbow"/><geom fromto="0 0 0 0.4 0 0"/></body></body>
  </worldbody>
  <actuator>${actuators}</actuator>
  <keyframe><key name="stretched"/><key name="home" qpos="${HOME.join(' ')}" ctrl="${ctrl}"/></keyframe>
</mujoco>`;

/** Position servos: the control is the angle. */
export const SERVO_ARM = arm(
  '',
  '<position joint="shoulder" kp="50" ctrlrange="-3 3"/><position joint="elbow" kp="50" ctrlrange="-3 3"/>',
  HOME.join(' '),
);

/** Motors that hold the arm against springs, which pull it straight; it packs. */
export const SPRUNG_ARM = arm(
  'stiffness="10"',
  '<motor joint="shoulder" gear="10" ctrlrange="-3 3"/><motor joint="elbow" gear="10" ctrlrange="-3 3"/>',
  HOME.join(' '),
);

const quantities = reads({
  shoulder: jointPosition('shoulder'),
  elbow: jointPosition('elbow'),
  shoulderSpeed: jointVelocity('shoulder'),
  elbowSpeed: jointVelocity('elbow'),
});

/** The larger of the distances of both joints from home, rad. */
const distance = (q: ArrayLike<number>) => Math.max(Math.abs(q[0]! - HOME[0]), Math.abs(q[1]! - HOME[1]));
const squares = (q: ArrayLike<number>) => (q[0]! - HOME[0]) ** 2 + (q[1]! - HOME[1]) ** 2;

/** An arm rewarded for staying at home; its measure is the distance from there. */
export function armTask(xml: string, more: Partial<MujocoTaskOptions> = {}): MujocoTask {
  return mujocoTask({
    name: 'arm',
    xml,
    rewardReads: quantities,
    observationReads: quantities,
    observationSize: 4,
    reward: (q) => -squares(q),
    observe: (q, out) => out.set(q),
    measure: distance,
    ...more,
  });
}

/** The same as a plain object: each joint goes a twentieth of the way to its setpoint in a step. */
export function plainArm(restingAction?: ArrayLike<number>): World {
  const joints = new Float64Array(2);
  return {
    stateSize: 2,
    actionSize: 2,
    observationSize: 2,
    actionLow: [-3, -3],
    actionHigh: [3, 3],
    restingAction,
    reset: () => joints.set(HOME),
    step(action) {
      for (let i = 0; i < 2; i++) joints[i] = joints[i]! + 0.05 * (action[i]! - joints[i]!);
    },
    getState: (out) => out.set(joints),
    setState: (state) => joints.set(state),
    observe: (out) => out.set(joints),
    reward: () => -squares(joints),
    measure: () => distance(joints),
  };
}
