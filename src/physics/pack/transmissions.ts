/** Transmissions that are neither to a hinge or slide nor to a tendon (MuJoCo's documentation, XML reference: actuator). */

import { jointType } from '../../worlds/mujoco/joints.js';
import type { MainModule, MjModel } from '../../worlds/mujoco/module.js';
import { KINDS } from '../layout.generated.js';
import type { Row } from '../words.js';
import { type Lever, leversOf } from './chains.js';
import { numbers } from './reading.js';

const { tendon: TENDON } = KINDS;

export interface Transmission {
  /** One of the kinds of tendons. */
  readonly kind: number;
  readonly row: Row<'transmissions'>;
  readonly levers: readonly Lever[];
  /** The degrees of freedom that it may move. */
  readonly dofs: readonly number[];
}

/** What an actuator acts on. */
export function transmissionOf(mujoco: MainModule, model: MjModel, actuator: number): Transmission {
  const { mjTRN_SITE, mjTRN_SLIDERCRANK } = mujoco.mjtTrn;
  const type: number = model.actuator_trntype[actuator];
  const gear = numbers(model.actuator_gear, 6 * model.actuator_outadr[actuator], 6);
  const [target, other] = numbers(model.actuator_trnid, 2 * actuator, 2) as [number, number];
  if (type === mjTRN_SLIDERCRANK.value) return crank(model, actuator, target, other);
  if (type !== mjTRN_SITE.value) return joint(mujoco, model, actuator, target, gear);
  return other < 0 ? site(model, target, gear) : twoSites(model, target, other, gear);
}

function of(kind: number, row: Row<'transmissions'>, levers: readonly Lever[]): Transmission {
  return { kind, row, levers, dofs: levers.map(({ dof }) => dof) };
}

function joint(
  mujoco: MainModule,
  model: MjModel,
  actuator: number,
  index: number,
  gear: number[],
): Transmission {
  const free = jointType(model, index) === 'free';
  const dof: number = model.jnt_dofadr[index];
  const inParent = model.actuator_trntype[actuator] === mujoco.mjtTrn.mjTRN_JOINTINPARENT.value;
  return {
    kind: free ? TENDON.FREE_JOINT : TENDON.BALL_JOINT,
    row: { qpos: model.jnt_qposadr[index] + (free ? 3 : 0), inParent: Number(inParent), gear },
    levers: [],
    dofs: Array.from({ length: free ? 6 : 3 }, (_, i) => dof + i),
  };
}

const placed = (model: MjModel, index: number) => ({
  body: model.site_bodyid[index] as number,
  position: numbers(model.site_pos, 3 * index, 3),
  quaternion: numbers(model.site_quat, 4 * index, 4),
});

const placedOther = (model: MjModel, index: number) => {
  const { body, position, quaternion } = placed(model, index);
  return { otherBody: body, otherPosition: position, otherQuaternion: quaternion };
};

function site(model: MjModel, index: number, gear: number[]): Transmission {
  const levers = leversOf(model, [model.site_bodyid[index]], () => [1, 0]);
  return of(TENDON.SITE, { ...placed(model, index), gear }, levers);
}

/** What moves both sites alike changes nothing. */
function twoSites(model: MjModel, index: number, other: number, gear: number[]): Transmission {
  const bodies = [model.site_bodyid[other], model.site_bodyid[index]];
  const levers = leversOf(model, bodies, (reference, own) =>
    reference! && own! ? [0, 0] : [-reference!, own!],
  );
  const row = { ...placed(model, index), ...placedOther(model, other), gear };
  return of(TENDON.RELATIVE_SITE, row, levers);
}

function crank(model: MjModel, actuator: number, pin: number, slider: number): Transmission {
  const bodies = [model.site_bodyid[slider], model.site_bodyid[pin]];
  const levers = leversOf(model, bodies, (own, ofPin) => [own!, ofPin!]);
  const rod: number = model.actuator_cranklength[model.actuator_outadr[actuator]];
  return of(TENDON.CRANK, { ...placed(model, pin), ...placedOther(model, slider), rod }, levers);
}
