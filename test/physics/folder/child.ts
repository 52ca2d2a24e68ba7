/**
 * Measures one model, in a process of its own: `child.js FILE PART`, see `Part`. What it finds goes to the parent as
 * messages as soon as it is known, so that a model that takes too long, or ends the process, still has a row.
 */

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { crc32 } from '../../../src/crc32.js';
import { messageOf } from '../../../src/errors.js';
import { packModel, UnpackableModelError } from '../../../src/physics/pack/model.js';
import type { PackedModel } from '../../../src/physics/packed.js';
import { compileModel, type MjModel } from '../../../src/worlds/mujoco/module.js';
import { mujoco } from '../beside-mujoco.js';
import { quantile } from '../measures.js';
import { Draws } from '../states.js';
import { InLanes, InMujoco, type Start, solveToTheEnd } from './pair.js';
import { compareReturns, drawRollouts } from './returns.js';
import { GATES, type Measured } from './row.js';
import { measureSpeed } from './speed.js';
import { measureSteps } from './steps.js';

/** `digits`: everything but the time; `look`: the same with less of everything; `speed`: the time. */
export type Part = 'digits' | 'look' | 'speed';

const AMOUNTS = {
  digits: { steps: 400, rollouts: 120, horizon: 64 },
  look: { steps: 60, rollouts: 40, horizon: 24 },
  speed: { steps: 0, rollouts: 120, horizon: 64 },
} as const;

const [file, part] = process.argv.slice(2) as [string, Part];
const { steps, rollouts, horizon } = AMOUNTS[part];
// The same numbers in every run, others for every model.
const draws = new Draws(crc32(new TextEncoder().encode(basename(file))));

function report(found: Partial<Measured>): void {
  process.send!(found);
}

/** Without a size of their own, models get room for all contacts here: MuJoCo would go on without some. */
const withRoom = (xml: string): string =>
  xml.replaceAll(/<!--.*?-->/gs, '').replace(/<mujoco\b[^>]*>/, '$&<size memory="64M"/>');

/** Rollouts start as people's do: where the model's first keyframe is, or at qpos0. */
const startOf = (starts: readonly Start[]): Start => starts[1] ?? starts[0]!;

function digits(model: MjModel, packed: PackedModel): void {
  report({ notice: solveToTheEnd(model).notice });
  const reference = new InMujoco(model);
  const lanes = new InLanes(packed, rollouts);
  const starts = reference.starts();
  const { errors, chaotic, wild, rowsEqual } = measureSteps(reference, lanes, starts, steps, draws);
  const at = (share: number) => (errors.length > 0 ? quantile(errors, share) : null);
  report({ p50: at(0.5), p99: at(0.99), max: at(1), rowsEqual, wild });
  report({
    states: errors.length + chaotic.length,
    chaotic: chaotic.length,
    chaoticMax: Math.max(0, ...chaotic),
  });
  const drawn = drawRollouts(reference, startOf(starts), rollouts, horizon, draws);
  report(compareReturns(reference, lanes, drawn, GATES.rank, draws));
}

/** MuJoCo as the model is written: a solver that is cut off is faster. */
function speed(model: MjModel, packed: PackedModel): void {
  const written = new InMujoco(model);
  const drawn = drawRollouts(written, startOf(written.starts()), rollouts, horizon, draws);
  const measured = measureSpeed(written, new InLanes(packed, rollouts), drawn);
  report({ ...measured, ratio: measured.mujocoMicroseconds / measured.lanesMicroseconds });
}

try {
  const model = compileModel(mujoco, withRoom(readFileSync(file, 'utf8')));
  report({ nv: model.nv, nu: model.nu });
  const packed = packModel(mujoco, model);
  report({ packs: true });
  (part === 'speed' ? speed : digits)(model, packed);
} catch (error) {
  report({ reasons: error instanceof UnpackableModelError ? error.reasons : [messageOf(error)] });
}
process.disconnect();
