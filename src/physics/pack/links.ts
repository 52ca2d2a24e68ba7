/**
 * Constraints that are no contacts and reach over several degrees of freedom, for assembly/physics/constraint:
 * equalities (MuJoCo's documentation, Computation: equality) and limits of ball joints.
 */

import { jointType } from '../../worlds/mujoco/joints.js';
import type { MainModule, MjModel } from '../../worlds/mujoco/module.js';
import { EQUALITY } from '../layout.generated.js';
import type { Row } from '../words.js';
import { isActive, isLimited, numbers } from './reading.js';
import { softness } from './softness.js';
import type { Spans } from './spans.js';

type Equality = Row<'equalities'>;

/** Rows of the table of equalities: those that are active at the start, and move something. */
export function equalityRows(mujoco: MainModule, model: MjModel, spans: Spans): Equality[] {
  if (!enabled(mujoco, model, 'mjDSBL_EQUALITY')) return [];
  const { mjEQ_CONNECT, mjEQ_WELD, mjEQ_JOINT } = mujoco.mjtEq;
  const rows: (Equality | undefined)[] = [];
  for (let e = 0; e < model.neq; e++) {
    if (!isActive(model, e)) continue;
    const type: number = model.eq_type[e];
    if (type === mjEQ_CONNECT.value || type === mjEQ_WELD.value) {
      rows.push(bodiesRow(mujoco, model, spans, e, type === mjEQ_WELD.value));
    } else if (type === mjEQ_JOINT.value) rows.push(jointsRow(model, spans, e));
  }
  return rows.filter((row) => row !== undefined);
}

function enabled(mujoco: MainModule, model: MjModel, flag: 'mjDSBL_EQUALITY' | 'mjDSBL_LIMIT'): boolean {
  const { mjDSBL_CONSTRAINT } = mujoco.mjtDisableBit;
  return (model.opt.disableflags & (mujoco.mjtDisableBit[flag].value | mjDSBL_CONSTRAINT.value)) === 0;
}

const DATA = 11; // mjNEQDATA
const IDENTITY = [1, 0, 0, 0];
const TINY = 1e-15; // mjMINVAL

/** Softness of an equality with a diagonal of J M⁻¹ Jᵀ. */
function softnessOf(model: MjModel, e: number, diagonal: number): number[] {
  const solref = numbers(model.eq_solref, 2 * e, 2);
  return softness(solref, numbers(model.eq_solimp, 5 * e, 5), diagonal, model.opt.timestep);
}

/** A connect or weld, of two bodies or two sites. */
function bodiesRow(
  mujoco: MainModule,
  model: MjModel,
  spans: Spans,
  e: number,
  welds: boolean,
): Equality | undefined {
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
    softness: softnessOf(model, e, weight(0)),
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

function jointsRow(model: MjModel, spans: Spans, e: number): Equality {
  const joints = [model.eq_obj1id[e], model.eq_obj2id[e]].filter((joint: number) => joint >= 0);
  const dofs = joints.map((joint) => model.jnt_dofadr[joint] as number);
  const diagonal = dofs.reduce((sum, dof) => sum + model.dof_invweight0[dof], 0);
  return {
    type: EQUALITY.JOINT,
    first: joints[0],
    second: joints[1] ?? -1,
    polynomial: numbers(model.eq_data, DATA * e, 5),
    softness: softnessOf(model, e, diagonal),
    span: joints.length > 1 ? spans.over(dofs) : 0,
  };
}

/** The spans of ball joints with a range, by joint. */
export function ballLimitSpans(model: MjModel, spans: Spans): Map<number, number> {
  const rows = new Map<number, number>();
  for (let j = 0; j < model.njnt; j++) {
    if (jointType(model, j) !== 'ball' || !isLimited(model, j)) continue;
    const dof: number = model.jnt_dofadr[j];
    rows.set(j, spans.over([dof, dof + 1, dof + 2]));
  }
  return rows;
}
