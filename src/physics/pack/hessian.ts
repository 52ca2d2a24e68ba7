/** How a model's Hessian is held and factored (assembly/physics/solve), and what the way along the tree asks of the packer. */

import { OptionError } from '../../options.js';
import { jointType } from '../../worlds/mujoco/joints.js';
import type { MainModule, MjModel } from '../../worlds/mujoco/module.js';
import { KINDS } from '../layout.generated.js';
import { mostContacts } from './colliders.js';
import { contactParameters } from './contacts.js';
import type { ContactPair } from './pairs.js';
import { numbers } from './reading.js';

/** Along the tree or in joint space; the same minimum within rounding. */
export type HessianWay = 'tree' | 'jointSpace';

/** Bodies that a mask has bits for. */
const MOST_BODIES = 64;

interface Contacting {
  readonly mujoco: MainModule;
  readonly model: MjModel;
  readonly pairs: readonly ContactPair[];
}

/** Pairs of geoms whose bodies both move. */
function betweenMoving({ model, pairs }: Contacting): ContactPair[] {
  const moves = movingBodies(model);
  return pairs.filter(({ first, second }) => [first, second].every((geom) => moves[model.geom_bodyid[geom]]));
}

/** What speaks against the tree: rows over several bodies that are not few and of rank one. */
function againstTree(contacting: Contacting, links: number): string | undefined {
  const { mujoco, model } = contacting;
  if (model.nbody > MOST_BODIES) return `more than ${MOST_BODIES} bodies`;
  if (links > 0) return 'equalities or ranges of ball joints';
  if (model.opt.cone !== mujoco.mjtCone.mjCONE_PYRAMIDAL.value) return 'elliptic cones';
  return betweenMoving(contacting).some((pair) => contactParameters(mujoco, model, pair).condim > 1)
    ? 'contacts with friction between bodies that move'
    : undefined;
}

/**
 * The way a model takes: that which is wanted, else along the tree if that can be.
 *
 * @param links how many constraints there are that are no contacts and reach over several degrees of freedom
 * @param contacts room for contacts
 */
export function hessianWords(
  contacting: Contacting & { readonly hessian: HessianWay | undefined },
  links: number,
  contacts: number,
): { hessian: number; columnCapacity: number } {
  const { TREE, JOINT_SPACE } = KINDS.hessian;
  const { mujoco, model, hessian: wanted } = contacting;
  const against = againstTree(contacting, links);
  if (wanted === 'tree' && against) {
    throw new OptionError(`hessian must be 'jointSpace' for a model with ${against}, got 'tree'`);
  }
  if (against || wanted === 'jointSpace') return { hessian: JOINT_SPACE, columnCapacity: 0 };
  const columns = mostContacts(mujoco, model, betweenMoving(contacting));
  return { hessian: TREE, columnCapacity: Math.min(contacts, columns) };
}

/** Whether some degree of freedom moves a body, body by body. */
export function movingBodies(model: MjModel): boolean[] {
  const moves: boolean[] = [];
  for (let b = 0; b < model.nbody; b++) {
    moves.push(model.body_dofnum[b] > 0 || (b > 0 && moves[model.body_parentid[b]]!));
  }
  return moves;
}

/** Numbers of KINDS.motion, a degree of freedom each. */
export function dofMotions(model: MjModel): number[] {
  const { SCREW, TURN, SLIDE } = KINDS.motion;
  const motions = new Array<number>(model.nv).fill(SCREW);
  let body = -1;
  let stays = true; // the joints after this one leave the position of their body where it is
  for (let j = model.njnt - 1; j >= 0; j--) {
    if (model.jnt_bodyid[j] !== body) stays = true;
    body = model.jnt_bodyid[j];
    const type = jointType(model, j);
    const dof: number = model.jnt_dofadr[j];
    if (type === 'free') {
      motions.splice(dof, 6, SLIDE, SLIDE, SLIDE, TURN, TURN, TURN);
    } else if (type === 'slide') {
      motions[dof] = SLIDE;
      stays = false;
    } else {
      stays &&= numbers(model.jnt_pos, 3 * j, 3).every((x) => x === 0);
      if (stays) motions.fill(TURN, dof, dof + (type === 'ball' ? 3 : 1));
    }
  }
  return motions;
}
