/** Tables of actuators (MuJoCo's documentation, Computation: actuation model). */

import { jointType } from '../../worlds/mujoco/joints.js';
import type { MainModule, MjModel } from '../../worlds/mujoco/module.js';
import { KINDS } from '../layout.generated.js';
import type { ActuatorReads } from '../packed.js';
import type { Row } from '../words.js';
import { actuatorForce, lengthReads, motorForce, type Target } from './actuator-reads.js';
import { type ModelBooleans, modelBooleans } from './booleans.js';
import { isActuatorDisabled, isDisabled } from './flags.js';
import { onJoint } from './passive.js';
import { numbers } from './reading.js';
import type { TendonPacker } from './tendons.js';

const TINY = 1e-15; // mjMINVAL
const { activation: ACTIVATION } = KINDS;

type Names = 'motors' | 'actuators' | 'muscles' | 'activations' | 'tendonForceLimits' | 'jointForceLimits';
export type ActuatorRows = { [Name in Names]: Row<Name>[] };
/** The tables, and what is gathered of each actuator. */
export interface PackedActuators {
  readonly rows: ActuatorRows;
  readonly reads: readonly ActuatorReads[];
}

type Range = [low: number, high: number];
const UNLIMITED: Range = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

/** @param tendons gets what actuators act on that is neither a hinge or slide nor one of the model's tendons. */
export function actuatorRows(mujoco: MainModule, model: MjModel, tendons: TendonPacker): PackedActuators {
  return new ActuatorPacker(mujoco, model, tendons);
}

class ActuatorPacker {
  readonly rows: ActuatorRows = {
    motors: [],
    actuators: [],
    muscles: [],
    activations: [],
    tendonForceLimits: [],
    jointForceLimits: [],
  };
  readonly reads: ActuatorReads[] = [];
  readonly #booleans: ModelBooleans;

  constructor(
    private readonly mujoco: MainModule,
    private readonly model: MjModel,
    private readonly tendons: TendonPacker,
  ) {
    this.#booleans = modelBooleans(model);
    for (let u = 0; u < model.nactuator; u++) this.#add(u);
    if (isDisabled(mujoco, model, 'ACTUATION')) return;
    this.#booleans.tendonForceLimited.forEach((limited, tendon) => {
      const [low, high] = numbers(model.tendon_actfrcrange, 2 * tendon, 2) as Range;
      if (limited) this.rows.tendonForceLimits.push({ tendon, low, high });
    });
    this.#booleans.jointForceLimited.forEach((limited, joint) => {
      const [low, high] = numbers(model.jnt_actfrcrange, 2 * joint, 2) as Range;
      if (limited) this.rows.jointForceLimits.push({ dof: model.jnt_dofadr[joint], low, high });
    });
  }

  /** A disabled actuator gives no force, and keeps its activation; with all of them disabled nothing is done to that. */
  #add(u: number): void {
    const { mujoco, model } = this;
    const disabled = isActuatorDisabled(mujoco, model, u);
    const stateful = model.actuator_dyntype[u] !== mujoco.mjtDyn.mjDYN_NONE.value;
    if (disabled) {
      this.reads.push({
        ...(this.#onScalarJoint(u) ? lengthReads(this.#target(u), model.nq) : {}),
        ...motorForce(model.actuator_ctrladr[u], 0, UNLIMITED),
      });
      if (stateful && !isDisabled(mujoco, model, 'ACTUATION')) this.#addActivation(u, -1, 0, true);
      return;
    }
    if (!stateful && this.#isMotor(u)) {
      this.rows.motors.push(this.#motor(u));
      const [gain] = this.#parameters('gainprm', u) as [number];
      this.reads.push({
        ...lengthReads(this.#target(u), model.nq),
        ...motorForce(model.actuator_ctrladr[u], gain, this.#controlRange(u)),
      });
      return;
    }
    const target = this.#target(u);
    const period = this.#period(u);
    const activation = stateful ? this.#addActivation(u, target.tendon, period, false) : -1;
    const [low, high] = this.#controlRange(u);
    const [forceLow, forceHigh] = this.#forceRange(u);
    this.reads.push({ ...lengthReads(target, model.nq), ...actuatorForce(this.rows.actuators.length) });
    this.rows.actuators.push({
      control: model.actuator_ctrladr[u],
      low,
      high,
      ...target,
      activation,
      early: Number(stateful && this.#booleans.activationEarly[u]),
      period,
      ...this.#curves(u),
      forceLow,
      forceHigh,
    });
  }

  #gear(u: number): number {
    return this.model.actuator_gear[6 * this.model.actuator_outadr[u]];
  }

  #onScalarJoint(u: number): boolean {
    const { mujoco, model } = this;
    if (!onJoint(mujoco).includes(model.actuator_trntype[u])) return false;
    return ['hinge', 'slide'].includes(jointType(model, model.actuator_trnid[2 * u]));
  }

  #isMotor(u: number): boolean {
    const { mujoco, model } = this;
    return (
      this.#onScalarJoint(u) &&
      model.actuator_gaintype[u] === mujoco.mjtGain.mjGAIN_FIXED.value &&
      model.actuator_biastype[u] === mujoco.mjtBias.mjBIAS_NONE.value &&
      !this.#booleans.forceLimited[u] &&
      !this.#booleans.jointForceLimited[model.actuator_trnid[2 * u]]
    );
  }

  #motor(u: number): Row<'motors'> {
    const { model } = this;
    const [low, high] = this.#controlRange(u);
    return {
      control: model.actuator_ctrladr[u],
      dof: model.jnt_dofadr[model.actuator_trnid[2 * u]],
      gear: this.#gear(u) * this.#parameters('gainprm', u)[0]!,
      low,
      high,
    };
  }

  #controlRange(u: number): Range {
    const { mujoco, model } = this;
    const control: number = model.actuator_ctrladr[u];
    const limited = this.#booleans.controlLimited[control] && !isDisabled(mujoco, model, 'CLAMPCTRL');
    return limited ? (numbers(model.actuator_ctrlrange, 2 * control, 2) as Range) : UNLIMITED;
  }

  #forceRange(u: number): Range {
    const { model } = this;
    if (!this.#booleans.forceLimited[u]) return UNLIMITED;
    return numbers(model.actuator_forcerange, 2 * u, 2) as Range;
  }

  #parameters(name: 'gainprm' | 'biasprm' | 'dynprm', u: number): number[] {
    const array: Float64Array = this.model[`actuator_${name}`];
    const width = array.length / this.model.nactuator;
    return numbers(array, width * u, width);
  }

  /** What the force goes to. The gears of sites, balls and free joints are in the Jacobian of their row. */
  #target(u: number): Target {
    const { mujoco, model } = this;
    const { mjTRN_TENDON, mjTRN_SLIDERCRANK } = mujoco.mjtTrn;
    const type: number = model.actuator_trntype[u];
    const id: number = model.actuator_trnid[2 * u];
    const gear = this.#gear(u);
    if (this.#onScalarJoint(u)) {
      return { tendon: -1, dof: model.jnt_dofadr[id], qpos: model.jnt_qposadr[id], gear };
    }
    const onTendon = { dof: 0, qpos: 0 };
    if (type === mjTRN_TENDON.value) return { ...onTendon, tendon: id, gear };
    const tendon = this.tendons.addTransmission(u);
    return { ...onTendon, tendon, gear: type === mjTRN_SLIDERCRANK.value ? gear : 1 };
  }

  #curves(u: number): Row<'actuators'> {
    const { mujoco, model } = this;
    const gain = this.#parameters('gainprm', u);
    const bias = this.#parameters('biasprm', u);
    const gainType: number = model.actuator_gaintype[u];
    const biasType: number = model.actuator_biastype[u];
    const muscles = { gain: mujoco.mjtGain.mjGAIN_MUSCLE.value, bias: mujoco.mjtBias.mjBIAS_MUSCLE.value };
    const affineGain = gainType === mujoco.mjtGain.mjGAIN_AFFINE.value;
    const affineBias = biasType === mujoco.mjtBias.mjBIAS_AFFINE.value;
    const gainMuscle = gainType === muscles.gain;
    return {
      gain: gainMuscle ? [0, 0, 0] : affineGain ? gain.slice(0, 3) : [gain[0]!, 0, 0],
      bias: affineBias ? bias.slice(0, 3) : [0, 0, 0],
      gainMuscle: gainMuscle ? this.#addMuscle(u, gain) : -1,
      biasMuscle: biasType === muscles.bias ? this.#addMuscle(u, bias) : -1,
    };
  }

  /** `prm`: range (2), force, scale, lmin, lmax, vmax, fpmax, fvmax. */
  #addMuscle(u: number, prm: readonly number[]): number {
    const { model } = this;
    const [start, end, force, scale, low, high, vmax, passive, fastest] = prm as [number, ...number[]];
    const output: number = model.actuator_outadr[u];
    const [lengthLow, lengthHigh] = numbers(model.actuator_lengthrange, 2 * output, 2) as Range;
    const optimal = (lengthHigh - lengthLow) / Math.max(TINY, end! - start);
    const row = {
      peak: force! < 0 ? scale! / Math.max(TINY, model.actuator_acc0[output]) : force!,
      lengthLow,
      rangeLow: start,
      perLength: 1 / Math.max(TINY, optimal),
      perVelocity: 1 / Math.max(TINY, optimal * vmax!),
      low: low!,
      high: high!,
      fastest: fastest!,
      passive: passive!,
    };
    return this.rows.muscles.push(row) - 1;
  }

  #addActivation(u: number, tendon: number, period: number, held: boolean): number {
    const { mujoco, model } = this;
    const { mjDYN_INTEGRATOR, mjDYN_MUSCLE, mjDYN_FILTEREXACT } = mujoco.mjtDyn;
    const type: number = model.actuator_dyntype[u];
    const [rise, fall, smoothing] = this.#parameters('dynprm', u) as [number, number, number];
    const muscle = type === mjDYN_MUSCLE.value;
    const integrator = type === mjDYN_INTEGRATOR.value;
    const { timestep } = model.opt;
    const constant = Math.max(TINY, rise);
    const exact = type === mjDYN_FILTEREXACT.value;
    const [controlLow, controlHigh] = this.#controlRange(u);
    const limited = this.#booleans.activationLimited[u];
    const [low, high] = limited ? (numbers(model.actuator_actrange, 2 * u, 2) as Range) : UNLIMITED;
    const kind = integrator ? ACTIVATION.INTEGRATOR : muscle ? ACTIVATION.MUSCLE : ACTIVATION.FILTER;
    return (
      this.rows.activations.push({
        kind: held ? ACTIVATION.HELD : kind,
        state: model.actuator_actadr[u] + model.actuator_actnum[u] - 1,
        control: model.actuator_ctrladr[u],
        controlLow,
        controlHigh,
        advance: exact ? constant * -Math.expm1(-timestep / constant) : timestep,
        rise: muscle ? rise : constant,
        fall,
        smoothing,
        low,
        high,
        tendon: integrator && period > 0 ? tendon : -1,
        period,
      }) - 1
    );
  }

  /** A full turn of what a position servo turns, in its control; 0 if it turns nothing that comes round. */
  #period(u: number): number {
    const { mujoco, model } = this;
    const { mjTRN_SITE } = mujoco.mjtTrn;
    const { mjDYN_NONE, mjDYN_INTEGRATOR } = mujoco.mjtDyn;
    const servo =
      model.actuator_gaintype[u] === mujoco.mjtGain.mjGAIN_FIXED.value &&
      model.actuator_biastype[u] === mujoco.mjtBias.mjBIAS_AFFINE.value &&
      this.#parameters('gainprm', u)[0] === -this.#parameters('biasprm', u)[1]! &&
      [mjDYN_NONE.value, mjDYN_INTEGRATOR.value].includes(model.actuator_dyntype[u]);
    if (!servo) return 0;
    const [target, other] = numbers(model.actuator_trnid, 2 * u, 2) as [number, number];
    const gear = numbers(model.actuator_gear, 6 * model.actuator_outadr[u], 6);
    const turn = (axis: readonly number[]) => 2 * Math.PI * Math.hypot(...axis);
    if (model.actuator_trntype[u] === mjTRN_SITE.value) {
      return other >= 0 && gear.slice(0, 3).every((x) => x === 0) ? turn(gear.slice(3)) : 0;
    }
    const onBall = onJoint(mujoco).includes(model.actuator_trntype[u]) && jointType(model, target) === 'ball';
    return onBall ? turn(gear.slice(0, 3)) : 0;
  }
}
