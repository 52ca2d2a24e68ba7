// A physics step whose stages can be repeated, for `npm run bench -- physics`: what a stage takes is what its
// repetitions add. Not part of what ships; built by bench/physics/stages.ts, and beside everything the shipped
// one exports, so that the same facades work on it.

export * from '../physics/index';

import { bind, dofCount, dofSlot, groupBytes, qacc } from '../physics/bound.generated';
import { collidePairs } from '../physics/collision';
import { clearRows, limitRows } from '../physics/constraints';
import { smoothForces } from '../physics/forces';
import { integrate } from '../physics/integration';
import { kinematics } from '../physics/kinematics';
import { X } from '../physics/layout.generated';
import { collideWithPlane, placeGeoms } from '../physics/plane-collision';
import { solve } from '../physics/solver';
import { load, store } from '../vector';

/** Stages of a step, in their order. */
const KINEMATICS = 0;
const FORCES = 1;
const ROWS = 2;
const SOLVER = 3;
const INTEGRATION = 4;

/**
 * One step of every group as `physicsStep` takes it (without touch forces, and nothing is frozen), but with one stage
 * done `times` times in place of once: a stage is a function of what the ones before have left, so the states do not
 * change by that, not even a bit. The solver moves the rows, so the rows are made again each time it is done.
 *
 * @param saved room for the state of one group, from which the integration starts again
 */
export function physicsStages(
  model: usize,
  scratch: usize,
  groups: usize,
  groupCount: i32,
  controls: usize,
  controlStride: usize,
  saved: usize,
  stage: i32,
  times: i32,
): void {
  bind(model, scratch);
  const size = groupBytes();
  for (let g = 0; g < groupCount; g++) {
    const group = groups + <usize>g * size;
    const control = controls + <usize>g * controlStride;
    for (let i = stage === KINEMATICS ? times : 1; i > 0; i--) kinematics(group);
    for (let i = stage === FORCES ? times : 1; i > 0; i--) smoothForces(group, control);
    let planeContacts = 0;
    let pairContacts = 0;
    let limits = 0;
    for (let i = stage === SOLVER ? times : 1; i > 0; i--) {
      for (let k = stage === ROWS ? times : 1; k > 0; k--) {
        clearRows(group);
        placeGeoms();
        planeContacts = collideWithPlane(group);
        pairContacts = collidePairs(group);
        limits = limitRows(group);
      }
      solve(group, planeContacts, pairContacts, limits);
    }
    memory.copy(saved, group, size);
    integrate(group);
    for (let i = stage === INTEGRATION ? times : 1; i > 1; i--) {
      for (let d = 0; d < dofCount; d++) store(dofSlot(d) + X, load(qacc(group, d))); // what the solver left
      memory.copy(group, saved, size);
      integrate(group);
    }
  }
}
