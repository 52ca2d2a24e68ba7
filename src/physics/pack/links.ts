/**
 * Constraints that are no contacts and reach over several degrees of freedom, for assembly/physics/constraint:
 * equalities (MuJoCo's documentation, Computation: equality), limits of ball joints, limits and friction of tendons.
 */

import { jointType } from '../../worlds/mujoco/joints.js';
import type { MjModel } from '../../worlds/mujoco/module.js';
import { EQUALITY } from '../layout.generated.js';
import type { Row } from '../words.js';
import { isDisabled } from './flags.js';
import { isActive, isLimited, numbers } from './reading.js';
import { softness } from './softness.js';
import { type LinkSource, tendonConstraintRows, tendonDofs } from './tendon-constraints.js';

type Equality = Row<'equalities'>;

/** All rows, the spans of ball joints with a range, and the most links that there can be at once. */
export function linkRows(source: LinkSource) {
  const rows = { equalities: equalityRows(source), ...tendonConstraintRows(source) };
  const limitSpans = ballLimitSpans(source);
  const { equalities, tendonLimits, tendonFrictions } = rows;
  const most = equalities.length + limitSpans.size + 2 * tendonLimits.length + tendonFrictions.length;
  return { rows, limitSpans, most };
}

/** Rows of the table of equalities: those that are active at the start, and move something. */
function equalityRows(source: LinkSource): Equality[] {
  const { mujoco, model } = source;
  if (isDisabled(mujoco, model, 'EQUALITY') || isDisabled(mujoco, model, 'CONSTRAINT')) return [];
  const { mjEQ_CONNECT, mjEQ_WELD, mjEQ_JOINT, mjEQ_TENDON } = mujoco.mjtEq;
  const rows: (Equality | undefined)[] = [];
  for (let e = 0; e < model.neq; e++) {
    if (!isActive(model, e)) continue;
    const type: number = model.eq_type[e];
    if (type === mjEQ_CONNECT.value || type === mjEQ_WELD.value) {
      rows.push(bodiesRow(source, e, type === mjEQ_WELD.value));
    } else if (type === mjEQ_JOINT.value || type === mjEQ_TENDON.value) {
      rows.push(coupledRow(source, e, type === mjEQ_TENDON.value));
    }
  }
  return rows.filter((row) => row !== undefined);
}

const DATA = 11; // mjNEQDATA
const IDENTITY = [1, 0, 0, 0];
const TINY = 1e-15; // mjMINVAL

/** Softness of an equality with a diagonal of J M⁻¹ Jᵀ. */
function softnessOf({ model, timestep }: LinkSource, e: number, diagonal: number): number[] {
  const solref = numbers(model.eq_solref, 2 * e, 2);
  return softness(solref, numbers(model.eq_solimp, 5 * e, 5), diagonal, timestep);
}

/** A connect or weld, of two bodies or two sites. */
function bodiesRow(source: LinkSource, e: number, welds: boolean): Equality | undefined {
  const { mujoco, model, spans } = source;
  const bySites = model.eq_objtype[e] === mujoco.mjtObj.mjOBJ_SITE.value;
  const objects: [number, number] = [model.eq_obj1id[e], model.eq_obj2id[e]];
  const [first, second] = objects.map((id) => (bySites ? model.site_bodyid[id] : id) as number) as [
    number,
    number,
  ];
  const span = spans.around(first, second);
  if (spans.list[span]!.dofs.length === 0) return undefined; // nothing moves: MuJoCo has no rows either
  const data = numbers(model.eq_data, DATA * e, DATA);
  // Of a connect the points of the first body and the second are the first numbers, of a weld the other way round.
  const points = [data.slice(0, 3), data.slice(3, 6)];
  if (welds) points.reverse();
  const [firstPoint, secondPoint] = bySites
    ? objects.map((site) => numbers(model.site_pos, 3 * site, 3))
    : points;
  const [firstTurn, secondTurn] = bySites
    ? objects.map((site) => numbers(model.site_quat, 4 * site, 4))
    : [data.slice(6, 10), IDENTITY];
  const weight = (which: 0 | 1): number =>
    model.body_invweight0[2 * first + which] + model.body_invweight0[2 * second + which];
  return {
    type: welds ? EQUALITY.WELD : EQUALITY.CONNECT,
    first,
    second,
    ancestor: commonAncestor(model, first, second),
    firstPoint: firstPoint!,
    secondPoint: secondPoint!,
    firstTurn: firstTurn!,
    secondTurn: secondTurn!,
    torqueScale: data[10]!,
    softness: softnessOf(source, e, weight(0)),
    turnDiagonal: Math.max(TINY, weight(1)),
    span,
  };
}

/** The nearest body that two bodies hang on, or are. */
function commonAncestor(model: MjModel, first: number, second: number): number {
  const above = new Set([0]);
  for (let b = first; b > 0; b = model.body_parentid[b]) above.add(b);
  let b = second;
  while (!above.has(b)) b = model.body_parentid[b];
  return b;
}

/** Of one joint or tendon, or of two that depend on one another. */
function coupledRow(source: LinkSource, e: number, tendons: boolean): Equality | undefined {
  const { model, spans } = source;
  const objects = [model.eq_obj1id[e], model.eq_obj2id[e]].filter((id: number) => id >= 0) as number[];
  const dofs = objects.flatMap((id) => (tendons ? tendonDofs(source, id) : [model.jnt_dofadr[id] as number]));
  if (dofs.length === 0) return undefined;
  const [weights, indices, positions] = tendons
    ? [model.tendon_invweight0, objects, objects.map((id) => model.tendon_length0[id])]
    : [model.dof_invweight0, dofs, objects.map((id) => model.qpos0[model.jnt_qposadr[id]])];
  const diagonal = indices.reduce((sum, i) => sum + weights[i], 0);
  return {
    type: tendons ? EQUALITY.TENDON : EQUALITY.JOINT,
    first: objects[0]!,
    second: objects[1] ?? -1,
    rest: [positions[0], positions[1] ?? 0],
    polynomial: numbers(model.eq_data, DATA * e, 5),
    softness: softnessOf(source, e, diagonal),
    span: spans.over(dofs),
  };
}

/** The spans of ball joints with a range, by joint. */
function ballLimitSpans({ model, spans }: LinkSource): Map<number, number> {
  const rows = new Map<number, number>();
  for (let j = 0; j < model.njnt; j++) {
    if (jointType(model, j) !== 'ball' || !isLimited(model, j)) continue;
    const dof: number = model.jnt_dofadr[j];
    rows.set(j, spans.over([dof, dof + 1, dof + 2]));
  }
  return rows;
}
