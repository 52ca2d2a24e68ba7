/** The contacts of one model in MuJoCo and in the lanes, side by side. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MjContact } from '@mujoco/mujoco';
import asc from 'assemblyscript/asc';
import { GROUP } from '../../src/physics/layout.generated.js';
import { packModel } from '../../src/physics/pack/model.js';
import { contactPairs } from '../../src/physics/pack/pairs.js';
import { compileModel, type MjData, type MjModel } from '../../src/worlds/mujoco/module.js';
import { mujoco } from './beside-mujoco.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const ENTRY = 'assembly/bench/physics-contacts.ts';

interface Exports {
  contactScratchBytes(model: number): number;
  stateBytes(model: number): number;
  findContacts(model: number, scratch: number, group: number): number;
  contactAt(i: number): number;
  readonly CONTACT_DISTANCE: WebAssembly.Global;
  readonly CONTACT_MASK: WebAssembly.Global;
  readonly CONTACT_POINT: WebAssembly.Global;
  readonly CONTACT_FRAME: WebAssembly.Global;
  readonly CONTACT_PAIR: WebAssembly.Global;
}

async function compile(): Promise<WebAssembly.Module> {
  let wasm: Uint8Array | undefined;
  const settings = [
    '-O2',
    '--runtime',
    'stub',
    '--importMemory',
    '--enable',
    'simd',
    '--disableWarning',
    '112',
  ];
  const transform = ['--transform', join(ROOT, 'scripts', 'asc-inline.mjs')];
  const { error, stderr } = await asc.main(
    [ENTRY, '--baseDir', ROOT, '--config', 'none', '-o', 'out.wasm', ...settings, ...transform],
    {
      readFile: (name) => {
        try {
          return readFileSync(join(ROOT, name), 'utf8');
        } catch {
          return null;
        }
      },
      writeFile: (_name, bytes) => {
        wasm = bytes as Uint8Array;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`${error.message}\n${stderr}`);
  return new WebAssembly.Module(Uint8Array.from(wasm!));
}

const module = await compile();

export interface Contact {
  readonly geoms: readonly [number, number];
  readonly distance: number;
  readonly point: number[];
  /** By rows: normal, first tangent, second tangent. */
  readonly frame: number[];
}

const MODEL_AT = 65536; // past the module's constants
const LANES = [0, 1, 2, 3] as const;

export class ContactsBesideMujoco {
  readonly model: MjModel;
  readonly #data: MjData;
  readonly #pairs;
  readonly #exports: Exports;
  readonly #memory: WebAssembly.Memory;
  readonly #scratch: number;
  readonly #end: number;
  readonly #group: number;
  readonly #origin: number;

  constructor(xml: string, change?: (model: MjModel) => void) {
    this.model = compileModel(mujoco, xml);
    change?.(this.model);
    this.#data = new mujoco.MjData(this.model);
    this.#pairs = contactPairs(mujoco, this.model);
    const { words } = packModel(mujoco, this.model);
    this.#memory = new WebAssembly.Memory({ initial: 64 });
    const instance = new WebAssembly.Instance(module, { env: { memory: this.#memory } });
    this.#exports = instance.exports as unknown as Exports;
    new Uint32Array(this.#memory.buffer).set(words, MODEL_AT / 4);
    this.#group = MODEL_AT + 16 * Math.ceil(words.length / 4);
    this.#scratch = this.#group + this.#exports.stateBytes(MODEL_AT);
    this.#end = this.#scratch + this.#exports.contactScratchBytes(MODEL_AT);
    if (this.#end > this.#memory.buffer.byteLength) throw new Error('too large for the memory of this test');
    const free = Array.from({ length: this.model.njnt as number }, (_, j) => j).find(
      (j) => this.model.jnt_type[j] === mujoco.mjtJoint.mjJNT_FREE.value,
    );
    this.#origin = free === undefined ? -1 : this.model.jnt_qposadr[free];
  }

  /** Sum of the radii of two geoms around the points or lines that they are about; of others 0, or Infinity for planes. */
  radii(geoms: readonly number[]): number {
    const { mjGEOM_PLANE, mjGEOM_SPHERE, mjGEOM_CAPSULE } = mujoco.mjtGeom;
    const radius = (geom: number): number => {
      const type: number = this.model.geom_type[geom];
      if (type === mjGEOM_PLANE.value) return Number.POSITIVE_INFINITY;
      const round = type === mjGEOM_SPHERE.value || type === mjGEOM_CAPSULE.value;
      return round ? this.model.geom_size[3 * geom] : 0;
    };
    return geoms.reduce((sum, geom) => sum + radius(geom), 0);
  }

  /** Active contacts of MuJoCo at qpos (f32), in its order. */
  there(qpos: readonly number[]): Contact[] {
    this.#data.qpos.set(qpos);
    mujoco.mj_fwdPosition(this.model, this.#data);
    const list = this.#data.contact;
    const contacts: Contact[] = [];
    for (let i = 0; i < list.size(); i++) {
      const contact = list.get(i) as MjContact;
      if (contact.exclude === 0) {
        contacts.push({
          geoms: Array.from(contact.geom as Int32Array) as [number, number],
          distance: contact.dist,
          point: Array.from(contact.pos as Float64Array),
          frame: Array.from(contact.frame as Float64Array),
        });
      }
      contact.delete();
    }
    list.delete();
    return contacts;
  }

  /** Contacts of the lanes, each at its qpos. What is beyond the mask of a contact must be zero. */
  here(qpos: readonly (readonly number[])[]): Contact[][] {
    const numbers = new Float32Array(this.#memory.buffer);
    const integers = new Int32Array(this.#memory.buffer);
    numbers.fill(Number.NaN, this.#scratch / 4, this.#end / 4); // nothing may be read that is not written
    numbers.fill(0, this.#group / 4, this.#scratch / 4);
    const list = this.#group / 4 + 4 * GROUP.lists;
    for (const lane of LANES) {
      for (const [i, x] of qpos[lane]!.entries()) numbers[list + 4 * i + lane] = x;
    }
    const count = this.#exports.findContacts(MODEL_AT, this.#scratch, this.#group);
    const contacts: Contact[][] = LANES.map(() => []);
    const wide = this.#exports;
    for (let i = 0; i < count; i++) {
      const slot = wide.contactAt(i);
      const read = (field: WebAssembly.Global, lane: number, length: number) =>
        Array.from({ length }, (_, k) => numbers[(slot + field.value) / 4 + 4 * k + lane]!);
      const pair = this.#pairs[integers[(slot + wide.CONTACT_PAIR.value) / 4]!]!;
      let lanes = 0;
      for (const lane of LANES) {
        const [distance] = read(wide.CONTACT_DISTANCE, lane, 1) as [number];
        const point = read(wide.CONTACT_POINT, lane, 3);
        const frame = read(wide.CONTACT_FRAME, lane, 9);
        if (integers[(slot + wide.CONTACT_MASK.value) / 4 + lane] === 0) {
          if ([distance, ...point, ...frame].some((x) => x !== 0))
            throw new Error('a contact beyond its mask');
          continue;
        }
        lanes++;
        const origin = this.#origin < 0 ? [0, 0, 0] : qpos[lane]!.slice(this.#origin, this.#origin + 3);
        contacts[lane]!.push({
          geoms: [pair.first, pair.second],
          distance,
          point: point.map((x, k) => x + origin[k]!),
          frame,
        });
      }
      if (lanes === 0) throw new Error('a contact of no world');
    }
    return contacts;
  }

  close(): void {
    this.#data.delete();
    this.model.delete();
  }
}
