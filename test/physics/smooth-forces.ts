/** The smooth force and what it is made of, in the lanes and in MuJoCo. */

import { mkdtempSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import asc from 'assemblyscript/asc';
import { loadKernels } from '../../src/kernels/load.js';
import { instantiatePhysics, type KernelsWithPhysics } from '../../src/kernels/load-physics.js';
import { PhysicsKernel } from '../../src/physics/kernel.js';
import { HEADER } from '../../src/physics/layout.generated.js';
import { packModel } from '../../src/physics/pack/model.js';
import type { PackedModel } from '../../src/physics/packed.js';
import { LaneStates } from '../../src/physics/states.js';
import { compileModel, type MjData, type MjModel } from '../../src/worlds/mujoco/module.js';
import { mujoco } from './beside-mujoco.js';
import type { Draws } from './states.js';

interface ForceExports {
  physicsForces(model: number, scratch: number, group: number, controls: number, out: number): void;
  physicsForcesSize(model: number): number;
}

/** assembly/bench/physics-forces.ts, compiled as the shipped module is. */
const kernels = await compileForces();
const forces = kernels.physics as unknown as ForceExports;

async function compileForces(): Promise<KernelsWithPhysics> {
  const folder = mkdtempSync(path.join(tmpdir(), 'polo-forces-'));
  try {
    const wasm = path.join(folder, 'forces.wasm');
    const settings = ['--runtime', 'stub', '--importMemory', '--initialMemory', '2', '--enable', 'simd'];
    const { error, stderr } = await asc.main([
      'assembly/bench/physics-forces.ts',
      ...['--config', 'none', '--transform', './scripts/asc-inline.mjs', '--outFile', wasm],
      ...['--noExportMemory', '--disableWarning', '112', '--memoryBase', '16384', '-O3'],
      ...['--noAssert', '--uncheckedBehavior', 'always'],
      ...settings,
    ]);
    if (error) throw new Error(`asc: ${error.message}\n${stderr}`);
    const bytes = new Uint8Array(await readFile(wasm));
    return instantiatePhysics(await loadKernels(), new WebAssembly.Module(bytes));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What both compute of one state. */
export interface SmoothForces {
  readonly smooth: number[];
  /** −∂ smooth force / ∂ its own velocity, of damping and actuators; in the lanes with what tendons add. */
  readonly drag: number[];
  readonly lengths: number[];
  readonly velocities: number[];
  /** [tendons][dofs] */
  readonly jacobian: number[];
  readonly actuatorForces: number[];
  readonly rates: number[];
}

export interface ForceState {
  readonly qpos: number[];
  readonly qvel: number[];
  readonly act: number[];
  readonly ctrl: number[];
}

const f32 = (values: number[]): number[] => values.map(Math.fround);

export class ForcesBeside {
  readonly model: MjModel;
  readonly data: MjData;
  readonly packed: PackedModel;
  readonly #kernel: PhysicsKernel;
  readonly #group;
  readonly #states: LaneStates;
  readonly #model;
  readonly #scratch;
  readonly #controls;
  readonly #out;

  constructor(xml: string, change?: (model: MjModel) => void) {
    this.model = compileModel(mujoco, xml);
    change?.(this.model);
    this.data = new mujoco.MjData(this.model);
    this.packed = packModel(mujoco, this.model);
    const { words, info } = this.packed;
    this.#kernel = new PhysicsKernel(kernels, words);
    this.#group = this.#kernel.groups(1);
    this.#states = new LaneStates(info);
    this.#model = kernels.arena.u32(words.length);
    this.#model.view.set(words);
    this.#scratch = kernels.arena.bytes(kernels.physics.physicsScratchBytes(this.#model.pointer));
    this.#controls = kernels.arena.f32(4 * Math.max(1, this.model.nu));
    this.#out = kernels.arena.f32(4 * forces.physicsForcesSize(this.#model.pointer));
  }

  /** A state near the model's own, with velocities, activations and controls of about 1, rounded to f32. */
  draw(draws: Draws, spread = 1): ForceState {
    const { model } = this;
    const normals = (count: number, scale: number) =>
      Array.from({ length: count }, () => scale * draws.normal());
    return {
      qpos: f32(Array.from(model.qpos0 as Float64Array, (x) => x + spread * draws.normal())),
      qvel: f32(normals(model.nv, 2)),
      act: f32(normals(model.na, 0.7)),
      ctrl: f32(normals(model.nu, 1)),
    };
  }

  mujoco({ qpos, qvel, act, ctrl }: ForceState): SmoothForces {
    const { data, model } = this;
    mujoco.mj_resetData(model, data);
    data.qpos.set(qpos);
    data.qvel.set(qvel);
    data.act.set(act);
    data.ctrl.set(ctrl);
    mujoco.mj_forward(model, data);
    const forward = {
      forces: [...data.actuator_force],
      rates: [...data.act_dot],
      smooth: [...data.qfrc_smooth],
    };
    const jacobian = new Array<number>(model.ntendon * model.nv).fill(0);
    for (let t = 0; t < model.ntendon; t++) {
      const from: number = model.ten_J_rowadr[t];
      for (let k = from; k < from + model.ten_J_rownnz[t]; k++)
        jacobian[t * model.nv + model.ten_J_colind[k]] = data.ten_J[k];
    }
    return {
      smooth: forward.smooth,
      drag: this.#drag(),
      lengths: [...data.ten_length],
      velocities: [...data.ten_velocity],
      jacobian,
      actuatorForces: forward.forces,
      rates: forward.rates,
    };
  }

  /** The diagonal of MuJoCo's derivative, which only its implicit integrators compute. */
  #drag(): number[] {
    const { model, data } = this;
    const { integrator } = model.opt;
    model.opt.integrator = mujoco.mjtIntegrator.mjINT_IMPLICITFAST.value;
    mujoco.mj_step(model, data);
    model.opt.integrator = integrator;
    return Array.from({ length: model.nv }, (_, d) => -data.qDeriv[model.D_rowadr[d] + model.D_diag[d]]);
  }

  /** Four states, one in each lane. */
  lanes(states: readonly ForceState[]): SmoothForces[] {
    const { nu, nv } = this.model;
    states.forEach(({ qpos, qvel, act, ctrl }, lane) => {
      this.#states.put(this.#group, lane, [...qpos, ...qvel, ...act]);
      for (let u = 0; u < nu; u++) this.#controls.view[4 * u + lane] = ctrl[u]!;
    });
    forces.physicsForces(
      this.#model.pointer,
      this.#scratch.pointer,
      this.#group.pointer,
      this.#controls.pointer,
      this.#out.pointer,
    );
    const { words } = this.packed;
    const tendons = words[HEADER.tendonCount.at]!;
    const actuators = words[HEADER.actuatorCount.at]!;
    return states.map((_, lane) => {
      const numbers = this.#out.view.filter((_, i) => i % 4 === lane);
      let at = 0;
      const take = (count: number) => {
        at += count;
        return [...numbers.subarray(at - count, at)];
      };
      const smooth = take(nv);
      const drag = take(nv);
      take(nv);
      const ofTendons = take(3 * tendons);
      const jacobian = take(tendons * nv);
      const own = (i: number) => ofTendons.filter((_, k) => k % 3 === i);
      for (let t = 0; t < tendons; t++) {
        for (let d = 0; d < nv; d++) drag[d]! += own(2)[t]! * jacobian[t * nv + d]! ** 2;
      }
      return {
        smooth,
        drag,
        lengths: own(0).slice(0, this.model.ntendon),
        velocities: own(1).slice(0, this.model.ntendon),
        jacobian: jacobian.slice(0, this.model.ntendon * nv),
        actuatorForces: take(actuators),
        rates: take(words[HEADER.activationCount.at]!),
      };
    });
  }

  close(): void {
    this.data.delete();
    this.model.delete();
  }
}

/** ‖a − b‖ / max(‖b‖, 1e-3): relative, but for what is next to nothing. */
export function difference(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) throw new Error(`${a.length} numbers beside ${b.length}`);
  return Math.hypot(...a.map((x, i) => x - b[i]!)) / Math.max(1e-3, Math.hypot(...b));
}
