/** A pair of geoms in MuJoCo and in the lanes' colliders, at poses of the caller's choice. */

import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { GROUP } from '../../src/physics/layout.generated.js';
import { mostFound } from '../../src/physics/pack/colliders.js';
import { heightFieldRows, heightFieldsOf, writeHeightFields } from '../../src/physics/pack/height-fields.js';
import { hullCapacities, hullRows, hullsOf, writeHulls } from '../../src/physics/pack/hulls.js';
import { WordWriter } from '../../src/physics/words.js';
import { compileModel, loadMujoco, type MjData, type MjModel } from '../../src/worlds/mujoco/module.js';
import { quaternionToMatrix } from '../../src/worlds/quaternion.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const CAPACITY = 64;
const SETTINGS = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--enable', 'simd'];

const mujoco = await loadMujoco();

export interface Pose {
  readonly position: readonly number[];
  readonly quaternion: readonly number[];
}

export interface Contact {
  readonly distance: number;
  readonly point: readonly number[];
  /** By rows: normal and two tangents. */
  readonly frame: readonly number[];
}

type Exports = Record<string, (...args: number[]) => number> & Record<string, WebAssembly.Global<'i32'>>;

/** The module of assembly/bench/colliders.ts. */
async function compile(): Promise<{ run: Exports; memory: ArrayBuffer }> {
  let wasm: Uint8Array | undefined;
  const entry = ['assembly/bench/colliders.ts', '--baseDir', ROOT, '--config', 'none'];
  const transform = ['--transform', `${ROOT}scripts/asc-inline.mjs`];
  const { error, stderr } = await asc.main([...entry, ...SETTINGS, ...transform, '-o', 'out.wasm'], {
    writeFile: (_name, bytes) => {
      wasm = bytes as Uint8Array;
    },
  });
  if (error) throw new Error(`${error}: ${stderr}`);
  const memory = new WebAssembly.Memory({ initial: 4 });
  const module = await WebAssembly.compile(Uint8Array.from(wasm!));
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  return { run: exports as unknown as Exports, memory: memory.buffer };
}

const { run, memory } = await compile();
const f32 = new Float32Array(memory);
const i32 = new Int32Array(memory);
const constant = (name: string): number => run[name]!.value;
const PLACES = Object.fromEntries(
  ['centre', 'rotation', 'distance', 'mask', 'point', 'frame'].map((name) => [name, constant(name)]),
) as Record<'centre' | 'rotation' | 'distance' | 'mask' | 'point' | 'frame', number>;

/** Where the arena of these tests begins; below lie the module's data. */
const START = 4096;
const align = (address: number): number => Math.ceil(address / 16) * 16;

export class GeomPair {
  readonly model: MjModel;
  readonly data: MjData;
  readonly #collider: string;
  /** The first of the poses that is one of MuJoCo's state. */
  readonly #moving: number;
  readonly #scratch: number;
  readonly #group: number;

  /**
   * @param first a <geom> whose type MuJoCo orders before that of `second`
   * @param assets what else the model needs
   */
  constructor(first: string, second: string, assets = '') {
    const plane = first.includes('type="plane"'); // which may not move
    this.#moving = plane ? 1 : 0;
    this.model = compileModel(
      mujoco,
      `<mujoco>${assets}<size memory="1M"/><worldbody>
        ${plane ? first : `<body><freejoint/>${first}</body>`}<body><freejoint/>${second}</body></worldbody></mujoco>`,
    );
    this.data = new mujoco.MjData(this.model);
    const { mjGEOM_BOX, mjGEOM_PLANE, mjGEOM_HFIELD } = mujoco.mjtGeom;
    const types = [0, 1].map((geom) => this.model.geom_type[geom] as number);
    const boxes = types.every((type) => type === mjGEOM_BOX.value);
    const colliders = new Map<number, string>([
      [mjGEOM_PLANE.value, 'planeAndMesh'],
      [mjGEOM_HFIELD.value, 'heightField'],
    ]);
    this.#collider = colliders.get(types[0]!) ?? (boxes ? 'boxes' : 'convex');
    const words = this.#words();
    new Uint32Array(memory).set(words, START / 4);
    this.#group = align(START + 4 * words.length);
    f32.fill(0, this.#group / 4, this.#group / 4 + 1024);
    this.#scratch = this.#group + 4096;
    const end = this.#scratch + run.scratchBytes!(START);
    if (end > memory.byteLength) throw new Error(`the scratch ends at ${end}`);
  }

  /** Sum of the half sizes: what errors of lengths are measured by. */
  get size(): number {
    const sizes: Float64Array = this.model.geom_size;
    return sizes.reduce((sum, x) => sum + x, 0);
  }

  #words(): Uint32Array {
    const { model } = this;
    const assets = (type: { value: number }): number[] => [
      ...new Set([0, 1].filter((g) => model.geom_type[g] === type.value).map((g) => model.geom_dataid[g])),
    ];
    const hulls = hullsOf(model, assets(mujoco.mjtGeom.mjGEOM_MESH));
    const fields = heightFieldsOf(model, assets(mujoco.mjtGeom.mjGEOM_HFIELD));
    const writer = new WordWriter({
      geoms: 2,
      pairs: 1,
      ...hullRows(hulls),
      ...heightFieldRows(fields),
    });
    writer.header({
      contactCapacity: CAPACITY,
      convexIterations: model.opt.ccd_iterations,
      ...hullCapacities(hulls),
      foundCapacity: mostFound(fields.length),
      convexTolerance: model.opt.ccd_tolerance,
      convexTurns: Number((model.opt.disableflags & mujoco.mjtDisableBit.mjDSBL_MULTICCD.value) === 0),
    });
    for (const geom of [0, 1]) {
      writer.row('geoms', geom, {
        type: model.geom_type[geom],
        bound: model.geom_rbound[geom],
        meshRow: hulls.findIndex(({ mesh }) => mesh === model.geom_dataid[geom]),
        heightFieldRow: fields.findIndex(({ field }) => field === model.geom_dataid[geom]),
        size: Array.from(model.geom_size.slice(3 * geom, 3 * geom + 3)) as number[],
      });
    }
    writeHulls(writer, hulls);
    writeHeightFields(writer, fields);
    // MuJoCo detects what is nearer than margin and gap of both together.
    const sum = (values: Float64Array): number => values[0]! + values[1]!;
    const margin = sum(model.geom_margin) + sum(model.geom_gap);
    writer.row('pairs', 0, { first: 0, second: 1, margin, active: margin });
    return writer.words;
  }

  /** Contacts in MuJoCo, with poses rounded to what the lanes get. */
  inMujoco(poses: readonly Pose[]): Contact[] {
    const { model, data } = this;
    data.qpos.set(
      poses.slice(this.#moving).flatMap(({ position, quaternion }) => [...position, ...quaternion]),
    );
    mujoco.mj_kinematics(model, data);
    mujoco.mj_comPos(model, data);
    const placed = poses.map(roundedPose);
    data.geom_xpos.set(placed.flatMap(({ centre }) => centre));
    data.geom_xmat.set(placed.flatMap(({ rotation }) => rotation));
    mujoco.mj_collision(model, data);
    const contacts: Contact[] = [];
    for (let i = 0; i < data.ncon; i++) {
      const contact = data.contact.get(i)!;
      contacts.push({
        distance: contact.dist,
        point: Array.from(contact.pos as Float64Array),
        frame: Array.from(contact.frame as Float64Array),
      });
      contact.delete();
    }
    return contacts;
  }

  /** Contacts in the lanes, of four worlds at once: for each the poses of both geoms. */
  inLanes(worlds: readonly (readonly Pose[])[]): Contact[][] {
    worlds.forEach((poses, lane) => {
      poses.forEach((pose, geom) => {
        const slot = run.geomAddress!(START, this.#scratch, geom);
        const { centre, rotation } = roundedPose(pose);
        centre.forEach((x, k) => {
          f32[(slot + PLACES.centre) / 4 + 4 * k + lane] = x;
        });
        rotation.forEach((x, k) => {
          f32[(slot + PLACES.rotation) / 4 + 4 * k + lane] = x;
        });
      });
    });
    const collide = run[this.#collider] as (...args: number[]) => number;
    const count = collide(START, this.#scratch, this.#group);
    const found: Contact[][] = worlds.map(() => []);
    for (let i = 0; i < count; i++) {
      const slot = run.contactAddress!(i);
      const read = (offset: number, n: number, lane: number): number[] =>
        Array.from({ length: n }, (_, k) => f32[(slot + offset) / 4 + 4 * k + lane]!);
      for (let lane = 0; lane < 4; lane++) {
        if (!i32[(slot + PLACES.mask) / 4 + lane]) continue;
        found[lane]!.push({
          distance: read(PLACES.distance, 1, lane)[0]!,
          point: read(PLACES.point, 3, lane),
          frame: read(PLACES.frame, 9, lane),
        });
      }
    }
    return found;
  }

  /** Freezes the world in a lane. */
  freeze(lane: number): void {
    i32[this.#group / 4 + 4 * GROUP.frozen + lane] = -1;
  }

  close(): void {
    this.data.delete();
    this.model.delete();
  }
}

function roundedPose({ position, quaternion }: Pose): { centre: number[]; rotation: number[] } {
  return {
    centre: Array.from(position, Math.fround),
    rotation: Array.from(quaternionToMatrix(quaternion as never), Math.fround),
  };
}
