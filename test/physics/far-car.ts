/** A car on slides that wants to be beside where it starts, as a module so that workers can make it too. */

import { type MujocoTask, mujocoTask } from '../../src/tasks/mujoco-task.js';
import type { PhysicsOptions } from '../../src/tasks/physics.js';
import { jointPosition, jointVelocity, type Numbers, reads } from '../../src/worlds/quantities.js';

const seen = reads({
  x: jointPosition('x', 'slide'),
  y: jointPosition('y', 'slide'),
  yaw: jointPosition('yaw'),
  speed: jointVelocity('x', 'slide'),
});

export interface FarCarOptions extends PhysicsOptions {
  /** Where it starts, x = y, and its speed along x. Default 0. */
  readonly at?: number;
  readonly speed?: number;
}

export const carXml = (at = 0): string => `<mujoco><option timestep="0.005"/><size memory="1M"/>
<default><geom condim="1" density="900"/><motor ctrllimited="true" ctrlrange="-1 1" gear="20"/></default><worldbody>
<geom type="plane" size="0 0 1" condim="3" priority="1"/><body name="car" pos="${at} ${at} 0.099">
<joint name="x" type="slide" axis="1 0 0"/><joint name="y" type="slide" axis="0 1 0"/><joint name="z" type="slide" axis="0 0 1"/>
<joint name="yaw" axis="0 0 1" damping="0.1"/><geom type="capsule" size="0.1" fromto="-0.3 0 0 0.3 0 0" mass="5"/>
<body name="front" pos="0.3 0 0.05"><joint name="steering" axis="0 0 1" damping="0.05"/><geom size="0.08" pos="0.05 0 0" mass="0.3"/></body>
</body></worldbody><actuator><motor joint="x"/><motor joint="y"/><motor joint="yaw"/><motor joint="steering" gear="0.5"/></actuator></mujoco>`;

export default function farCar(options: FarCarOptions = {}): MujocoTask {
  const { at = 0, speed = 0, ...physics } = options;
  return mujocoTask({
    name: 'far-car',
    xml: carXml(),
    physicsSteps: 2,
    rewardReads: seen,
    observationReads: seen,
    observationSize: 4,
    reward: (q: Numbers, action) =>
      -((q[0]! - at - 0.5) ** 2) - (q[1]! - at) ** 2 - 0.1 * q[2]! ** 2 - 0.01 * action[0]! ** 2,
    observe: (q: Numbers, out) => {
      out[0] = q[0]! - at;
      out[1] = q[1]! - at;
      out[2] = q[2]!;
      out[3] = q[3]! / 5;
    },
    reset: (world) => {
      const state = new Float64Array(world.stateSize);
      state[0] = at;
      state[1] = at;
      state[5] = speed;
      world.setState(state);
    },
    source: { module: import.meta.url, options },
    ...physics,
  });
}
