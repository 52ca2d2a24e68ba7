/** The joints of a compiled MuJoCo model. */

import type { JointType } from '../quantities.js';
import type { MjModel } from './module.js';

/** By mjtJoint. */
const JOINT_TYPES: readonly JointType[] = ['free', 'ball', 'slide', 'hinge'];

export function jointType(model: MjModel, joint: number): JointType {
  return JOINT_TYPES[model.jnt_type[joint]]!;
}

/** Type of each joint, and where its numbers begin in qpos. */
export function modelJoints(model: MjModel): { type: JointType; qpos: number }[] {
  return Array.from({ length: model.njnt }, (_, j) => ({
    type: jointType(model, j),
    qpos: model.jnt_qposadr[j],
  }));
}

/** The first free joint; undefined if there is none. */
export function firstFreeJoint(model: MjModel): number | undefined {
  const joint = modelJoints(model).findIndex(({ type }) => type === 'free');
  return joint < 0 ? undefined : joint;
}

/**
 * The first body that can go anywhere, on a free joint or on slides along x, y and z: the torso of a robot, or what a
 * robot that is fixed handles.
 *
 * @returns its number, and where the x of its velocity is in qvel; undefined if there is none
 */
export function freeBody(model: MjModel): { body: number; velocity: number } | undefined {
  for (let joint = 0; joint < model.njnt; joint++) {
    const found = { body: model.jnt_bodyid[joint], velocity: model.jnt_dofadr[joint] };
    if (jointType(model, joint) === 'free') return found;
    const isSlideAlong = (axis: number): boolean => {
      const other = joint + axis;
      return (
        other < model.njnt &&
        jointType(model, other) === 'slide' &&
        model.jnt_bodyid[other] === found.body &&
        model.jnt_axis[3 * other + axis] === 1
      );
    };
    if (model.body_parentid[found.body] === 0 && [0, 1, 2].every(isSlideAlong)) return found;
  }
  return undefined;
}
