// A physics step whose stages can be repeated, for `npm run bench -- physics`: what a stage takes is what its
// repetitions add. Not part of what ships; built by bench/physics/stages.ts, and beside everything the shipped
// one exports, so that the same facades work on it.

export * from '../physics/index';

import { acceleration, bind, dofCount, groupBytes, qacc } from '../physics/bound.generated';
import { collide } from '../physics/collision/driver';
import { placeGeoms } from '../physics/collision/place';
import { contactRows } from '../physics/constraint/contact-rows';
import { frictionRows } from '../physics/constraint/friction-loss';
import { limitRows } from '../physics/constraint/limit';
import { clearRows } from '../physics/constraint/row';
import { smoothForces } from '../physics/forces';
import { integrateEuler } from '../physics/integrate/euler';
import { kinematics } from '../physics/kinematics';
import { beginHessian, prepareHessian } from '../physics/solve/hessian';
import { solve } from '../physics/solve/newton';
import { load, store } from '../vector';

/** Stages of a step, in their order. */
const KINEMATICS = 0;
const FORCES = 1;
const COLLISION = 2;
const MASS = 3;
const ROWS = 4;
const SOLVER = 5;
const INTEGRATION = 6;

/**
 * One step of every group as `physicsStep` takes it (without touch forces, and nothing is frozen), but with one stage
 * done `times` times in place of once: a stage is a function of what the ones before have left, so the states do not
 * change by that, not even a bit. The solver moves the rows and changes the Hessian, so these are made again each
 * time it is done.
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
  prepareHessian();
  const size = groupBytes();
  for (let g = 0; g < groupCount; g++) {
    const group = groups + <usize>g * size;
    const control = controls + <usize>g * controlStride;
    for (let i = stage === KINEMATICS ? times : 1; i > 0; i--) kinematics(group);
    for (let i = stage === FORCES ? times : 1; i > 0; i--) smoothForces(group, control);
    let contacts = 0;
    for (let i = stage === COLLISION ? times : 1; i > 0; i--) {
      placeGeoms();
      contacts = collide(group);
    }
    for (let i = stage === SOLVER ? times : 1; i > 0; i--) {
      let sparsity = 0;
      for (let k = stage === MASS ? times : 1; k > 0; k--) sparsity = beginHessian(contacts, 0);
      let singles = 0;
      for (let k = stage === ROWS ? times : 1; k > 0; k--) {
        clearRows(group);
        contactRows(group, contacts);
        singles = limitRows(group, frictionRows(group, 0));
      }
      solve(group, sparsity, contacts, 0, singles);
    }
    memory.copy(saved, group, size);
    integrateEuler(group);
    for (let i = stage === INTEGRATION ? times : 1; i > 1; i--) {
      for (let d = 0; d < dofCount; d++) store(acceleration(d), load(qacc(group, d))); // what the solver left
      memory.copy(group, saved, size);
      integrateEuler(group);
    }
  }
}
