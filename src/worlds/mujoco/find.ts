/** A compiled model with its data, and what in it has a name. */

import { missing } from '../quantities.js';
import type { ObjectWord } from '../quantity-kinds.js';
import type { DoubleBuffer, MainModule, MjData, MjModel, ObjectKind } from './module.js';

/** What quantities are found in, and computed with. */
export interface Model {
  readonly mujoco: MainModule;
  readonly model: MjModel;
  readonly data: MjData;
  /** Room for what MuJoCo's functions write. */
  readonly six: DoubleBuffer;
}

const OBJECT: Readonly<Record<Exclude<ObjectWord, 'touch sensor'>, ObjectKind>> = {
  joint: 'mjOBJ_JOINT',
  body: 'mjOBJ_BODY',
  geom: 'mjOBJ_GEOM',
  site: 'mjOBJ_SITE',
  sensor: 'mjOBJ_SENSOR',
  tendon: 'mjOBJ_TENDON',
  actuator: 'mjOBJ_ACTUATOR',
};

/** @throws OptionError if there is none. */
export function find({ mujoco, model }: Model, word: ObjectWord, name: string): number {
  const object = OBJECT[word as keyof typeof OBJECT];
  const id = mujoco.mj_name2id(model, mujoco.mjtObj[object].value, name);
  if (id < 0) throw missing(word, name);
  return id;
}
