/** Limits and dry friction of tendons, for assembly/physics/constraint/tendon-rows.ts. */

import type { MainModule, MjModel } from '../../worlds/mujoco/module.js';
import type { Row } from '../words.js';
import { modelBooleans } from './booleans.js';
import { isDisabled } from './flags.js';
import { numbers } from './reading.js';
import { softness } from './softness.js';
import type { Spans } from './spans.js';
import type { TendonRows } from './tendons.js';

/** What rows are made of. */
export interface LinkSource {
  readonly mujoco: MainModule;
  readonly model: MjModel;
  readonly spans: Spans;
  /** Seconds that a time constant is at least twice of. */
  readonly timestep: number;
  readonly tendons: Pick<TendonRows, 'tendons' | 'tendonDofs'>;
}

/** The degrees of freedom that a tendon may move, from the lowest number on. */
export function tendonDofs({ tendons }: LinkSource, tendon: number): number[] {
  const { firstDof, dofs } = tendons.tendons[tendon]! as { firstDof: number; dofs: number };
  return tendons.tendonDofs.slice(firstDof, firstDof + dofs).map(({ dof }) => dof as number);
}

/** Of the tendons that have them, and that something moves. */
export function tendonConstraintRows(source: LinkSource) {
  const { mujoco, model, spans, timestep } = source;
  const tendonLimits: Row<'tendonLimits'>[] = [];
  const tendonFrictions: Row<'tendonFrictions'>[] = [];
  const rows = { tendonLimits, tendonFrictions };
  if (isDisabled(mujoco, model, 'CONSTRAINT')) return rows;
  const limited = modelBooleans(model).tendonLimited.map((has) => has && !isDisabled(mujoco, model, 'LIMIT'));
  for (let tendon = 0; tendon < model.ntendon; tendon++) {
    const dofs = tendonDofs(source, tendon);
    if (dofs.length === 0) continue;
    const soft = (solref: Float64Array, solimp: Float64Array) =>
      softness(
        numbers(solref, 2 * tendon, 2),
        numbers(solimp, 5 * tendon, 5),
        model.tendon_invweight0[tendon],
        timestep,
      );
    if (limited[tendon]) {
      const [low, high] = numbers(model.tendon_range, 2 * tendon, 2) as [number, number];
      tendonLimits.push({
        tendon,
        low,
        high,
        margin: model.tendon_margin[tendon],
        softness: soft(model.tendon_solref_lim, model.tendon_solimp_lim),
        span: spans.over(dofs),
      });
    }
    const loss: number = model.tendon_frictionloss[tendon];
    if (loss > 0 && !isDisabled(mujoco, model, 'FRICTIONLOSS')) {
      tendonFrictions.push({
        tendon,
        loss,
        softness: soft(model.tendon_solref_fri, model.tendon_solimp_fri),
        span: spans.over(dofs),
      });
    }
  }
  return rows;
}
