/** A small MuJoCo world for tests, and how they look into one. */

import { loadMujoco } from '../../src/worlds/mujoco/module.js';
import { MujocoWorld, type MujocoWorldOptions } from '../../src/worlds/mujoco/world.js';
import { jointPosition, type Quantity, type Readout, reads } from '../../src/worlds/quantities.js';

export { observationOf, stateOf } from '../support/readings.js';

export const mujoco = await loadMujoco();

/** A cart on a rail with a pole and a ball on it that may touch the floor; the motor has a state of its own. */
export const CART = `<mujoco>
  <option timestep="0.01"/>
  <worldbody>
    <geom name="floor" type="plane" size="0 0 1"/>
    <body name="cart" pos="0 0 0.5">
      <joint name="rail" type="slide" axis="1 0 0" damping="0.1"/>
      <geom name="box" type="box" size="0.1 0.1 0.05" rgba="1 0 0 1"/>
      <body name="pole" pos="0 0.2 0">
        <joint name="hinge" type="hinge" axis="0 1 0"/>
        <geom name="rod" type="capsule" fromto="0 0 0 0 0 0.6" size="0.02"/>
        <site name="tip" pos="0 0 0.6" size="0.05"/>
      </body>
    </body>
    <body name="ball" pos="1 0 0.1">
      <freejoint name="free"/>
      <geom name="ball" size="0.1"/>
      <site name="bottom" size="0.11"/>
    </body>
  </worldbody>
  <actuator><general name="push" joint="rail" gear="5" ctrlrange="-1 2" dyntype="filter" dynprm="0.1"/></actuator>
  <sensor><touch name="contact" site="bottom"/></sensor>
</mujoco>`;

/** A readout that observes the quantities as they are, and whose reward is the first number read. */
export function readout(quantities: Record<string, Quantity>, forReward = quantities): Readout {
  const observationReads = reads(quantities);
  return {
    rewardReads: reads(forReward),
    observationReads,
    observationSize: observationReads.size,
    reward: (q) => q[0]!,
    observe: (q, out) => out.set(q),
  };
}

export const rail = { rail: jointPosition('rail', 'slide') };
export const cart = (more: Partial<MujocoWorldOptions> = {}) =>
  new MujocoWorld(mujoco, { xml: CART, ...readout(rail), ...more });
