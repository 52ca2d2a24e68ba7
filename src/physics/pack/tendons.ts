/** Tables of tendons (MuJoCo's documentation, XML reference: tendon), and of what actuators act on in their way. */

import type { MainModule, MjModel } from '../../worlds/mujoco/module.js';
import { quaternionAt, quaternionToMatrix } from '../../worlds/quaternion.js';
import { KINDS } from '../layout.generated.js';
import type { Row } from '../words.js';
import { type Lever, leversOf } from './chains.js';
import { isDisabled } from './flags.js';
import { addActuatorDamping, type Polynomial, polynomialAt } from './passive.js';
import { numbers } from './reading.js';
import { transmissionOf } from './transmissions.js';

const { tendon: TENDON, wrap: WRAP } = KINDS;

type Names =
  | 'tendons'
  | 'tendonDofs'
  | 'tendonJoints'
  | 'segments'
  | 'levers'
  | 'transmissions'
  | 'tendonSprings';
export type TendonRows = { [Name in Names]: Row<Name>[] };

/** A way of a tendon between two sites. */
interface Segment {
  readonly from: number;
  readonly to: number;
  readonly share: number;
  readonly around?: { readonly kind: number; readonly geom: number; readonly side: number };
}

export class TendonPacker {
  readonly rows: TendonRows = {
    tendons: [],
    tendonDofs: [],
    tendonJoints: [],
    segments: [],
    levers: [],
    transmissions: [],
    tendonSprings: [],
  };
  readonly #mujoco: MainModule;
  readonly #model: MjModel;

  /** Packs all tendons, in the model's order. */
  constructor(mujoco: MainModule, model: MjModel) {
    this.#mujoco = mujoco;
    this.#model = model;
    for (let t = 0; t < model.ntendon; t++) this.#addTendon(t);
    for (let t = 0; t < model.ntendon; t++) this.#addSpring(t);
  }

  /** Adds what an actuator acts on; returns its row among the tendons. */
  addTransmission(actuator: number): number {
    const { kind, row, levers, dofs } = transmissionOf(this.#mujoco, this.#model, actuator);
    const firstDof = this.#addDofs(dofs);
    this.rows.transmissions.push({ ...row, ...this.#addLevers(levers, dofs, firstDof) });
    return this.#add(kind, this.rows.transmissions.length - 1, 1, firstDof, dofs.length);
  }

  #add(kind: number, firstPart: number, parts: number, firstDof: number, dofs: number): number {
    return this.rows.tendons.push({ kind, firstPart, parts, firstDof, dofs }) - 1;
  }

  #addDofs(dofs: readonly number[]): number {
    const first = this.rows.tendonDofs.length;
    this.rows.tendonDofs.push(...dofs.map((dof) => ({ dof })));
    return first;
  }

  #addLevers(levers: readonly Lever[], dofs: readonly number[], firstDof: number) {
    const firstLever = this.rows.levers.length;
    for (const { dof, first, second } of levers) {
      this.rows.levers.push({ dof, column: firstDof + dofs.indexOf(dof), first, second });
    }
    return { firstLever, levers: levers.length };
  }

  #addTendon(tendon: number): void {
    const model = this.#model;
    const first: number = model.tendon_adr[tendon];
    const isFixed = model.wrap_type[first] === this.#mujoco.mjtWrap.mjWRAP_JOINT.value;
    if (isFixed) this.#addFixed(first, model.tendon_num[tendon]);
    else this.#addSpatial(pathOf(this.#mujoco, model, tendon));
  }

  #addFixed(first: number, count: number): void {
    const model = this.#model;
    const joints = Array.from({ length: count }, (_, i) => first + i).map((part) => ({
      joint: model.wrap_objid[part] as number,
      coefficient: model.wrap_prm[part] as number,
    }));
    const dofs = [...new Set(joints.map(({ joint }) => model.jnt_dofadr[joint] as number))].sort(
      (a, b) => a - b,
    );
    const firstDof = this.#addDofs(dofs);
    const firstPart = this.rows.tendonJoints.length;
    for (const { joint, coefficient } of joints) {
      const column = firstDof + dofs.indexOf(model.jnt_dofadr[joint]);
      this.rows.tendonJoints.push({ qpos: model.jnt_qposadr[joint], column, coefficient });
    }
    this.#add(TENDON.FIXED, firstPart, count, firstDof, dofs.length);
  }

  #addSpatial(path: readonly Segment[]): void {
    const levers = path.map((segment) => this.#leversOf(segment));
    const dofs = [...new Set(levers.flatMap((list) => list.map(({ dof }) => dof)))].sort((a, b) => a - b);
    const firstDof = this.#addDofs(dofs);
    const firstPart = this.rows.segments.length;
    path.forEach((segment, i) => {
      const lever = this.#addLevers(levers[i]!, dofs, firstDof);
      this.rows.segments.push({ ...this.#segmentRow(segment), ...lever });
    });
    this.#add(TENDON.SPATIAL, firstPart, path.length, firstDof, dofs.length);
  }

  /** Straight: both ends feel the same line. Around something: one line to it, one from it. */
  #leversOf({ from, to, around }: Segment): Lever[] {
    const { site_bodyid, geom_bodyid } = this.#model;
    const ends: number[] = [site_bodyid[from], site_bodyid[to]];
    if (!around) return leversOf(this.#model, ends, (start, end) => [end! - start!, 0]);
    const bodies = [...ends, geom_bodyid[around.geom] as number];
    return leversOf(this.#model, bodies, (start, end, middle) => [middle! - start!, end! - middle!]);
  }

  #segmentRow({ from, to, share, around }: Segment): Row<'segments'> {
    const model = this.#model;
    const position = (site: number) => numbers(model.site_pos, 3 * site, 3);
    const straight: Row<'segments'> = {
      fromBody: model.site_bodyid[from],
      from: position(from),
      toBody: model.site_bodyid[to],
      to: position(to),
      share,
      wrap: WRAP.NOTHING,
    };
    if (!around) return straight;
    const { kind, geom, side } = around;
    const sided = side >= 0;
    return {
      ...straight,
      wrap: kind,
      wrapBody: model.geom_bodyid[geom],
      position: numbers(model.geom_pos, 3 * geom, 3),
      axes: quaternionToMatrix(quaternionAt(model.geom_quat, 4 * geom)),
      radius: model.geom_size[3 * geom],
      sided: Number(sided),
      ...(sided && { sideBody: model.site_bodyid[side], side: position(side) }),
    };
  }

  #addSpring(tendon: number): void {
    const mujoco = this.#mujoco;
    const model = this.#model;
    const none: Polynomial = [0, 0, 0];
    const stiffness = isDisabled(mujoco, model, 'SPRING')
      ? none
      : polynomialAt(model.tendon_stiffness, model.tendon_stiffnesspoly, tendon);
    const damping = isDisabled(mujoco, model, 'DAMPER')
      ? none
      : polynomialAt(model.tendon_damping, model.tendon_dampingpoly, tendon);
    if (damping !== none) addActuatorDamping(model, [mujoco.mjtTrn.mjTRN_TENDON.value], tendon, damping);
    if ([...stiffness, ...damping].every((x) => x === 0)) return;
    const [low, high] = numbers(model.tendon_lengthspring, 2 * tendon, 2) as [number, number];
    this.rows.tendonSprings.push({
      tendon,
      low,
      high,
      stiffness: stiffness[0],
      stiffnessQuadratic: stiffness[1],
      stiffnessCubic: stiffness[2],
      damping: damping[0],
      dampingQuadratic: damping[1],
      dampingCubic: damping[2],
    });
  }
}

/** The segments of a spatial tendon, in the order of its path; pulleys divide what follows them. */
function pathOf(mujoco: MainModule, model: MjModel, tendon: number): Segment[] {
  const { mjWRAP_PULLEY, mjWRAP_SITE, mjWRAP_SPHERE } = mujoco.mjtWrap;
  const first: number = model.tendon_adr[tendon];
  const last = first + model.tendon_num[tendon] - 1;
  const path: Segment[] = [];
  let share = 1;
  for (let at = first; at < last; ) {
    const type: number = model.wrap_type[at];
    const next: number = model.wrap_type[at + 1];
    if (type === mjWRAP_PULLEY.value) share = 1 / model.wrap_prm[at];
    if (type === mjWRAP_PULLEY.value || next === mjWRAP_PULLEY.value) {
      at += 1;
      continue;
    }
    const from: number = model.wrap_objid[at];
    if (next === mjWRAP_SITE.value) {
      path.push({ from, to: model.wrap_objid[at + 1], share });
      at += 1;
      continue;
    }
    const kind = next === mjWRAP_SPHERE.value ? WRAP.SPHERE : WRAP.CYLINDER;
    const around = { kind, geom: model.wrap_objid[at + 1], side: Math.round(model.wrap_prm[at + 1]) };
    path.push({ from, to: model.wrap_objid[at + 2], share, around });
    at += 2;
  }
  return path;
}
