/**
 * MuJoCo's WASM build, loaded once for each thread, and the compilation of models. The only file that imports
 * `@mujoco/mujoco`; its API was renamed between versions, so what depends on a version belongs here.
 */

import type { MainModule, MjModel } from '@mujoco/mujoco';
import { messageOf } from '../errors.js';

export type { MainModule, MjData, MjModel } from '@mujoco/mujoco';

const PACKAGE = '@mujoco/mujoco';
const VERSION = '3.14';

/** MuJoCo's arena for models that do not say: its own default is 14 MB for each world, a humanoid uses 57 kB. */
const ARENA = '<size memory="1M"/>';
/** The first tag of a model. */
const ROOT = /<mujoco(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*>/;

let loading: Promise<MainModule> | undefined;

/**
 * Loads MuJoCo (0.3 to 0.7 s the first time).
 *
 * @throws if the optional package is not installed, is of another version, or cannot run here.
 */
export function loadMujoco(): Promise<MainModule> {
  loading ??= load().catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<MainModule> {
  const factory = await importFactory();
  const mujoco = await factory().catch((cause: unknown) => {
    throw new Error(`${PACKAGE} could not start: ${text(cause)}`, { cause });
  });
  const version = mujoco.mj_versionString();
  if (version !== VERSION && !version.startsWith(`${VERSION}.`)) {
    throw new Error(`MuJoCo worlds need ${PACKAGE} ~${VERSION}, found ${version}`);
  }
  return mujoco;
}

async function importFactory() {
  try {
    // Inside `try`, so that bundlers go on without it where it is not installed.
    return (await import('@mujoco/mujoco')).default;
  } catch (cause) {
    throw new Error(
      `MuJoCo worlds need the optional package ${PACKAGE} ~${VERSION} (npm install ${PACKAGE}@~${VERSION}.0)`,
      { cause },
    );
  }
}

/** Files that a model names (meshes, height fields, included XML), by the name the model uses. */
export type ModelFiles = Readonly<Record<string, Uint8Array>>;

/**
 * Compiles MJCF. The model is the caller's to `delete()`.
 *
 * A model without `<size memory>` gets an arena of 1 MB.
 *
 * @throws with MuJoCo's own message if the model does not compile.
 */
export function compileModel(mujoco: MainModule, xml: string, files: ModelFiles = {}): MjModel {
  const folder = new mujoco.MjVFS();
  try {
    for (const [name, bytes] of Object.entries(files)) folder.addBuffer(name, bytes);
    // Put first, so that whatever the model itself says, later, holds. (By way of an `MjSpec` it would be tidier, but this
    // build has no function that frees one: 170 kB would be lost with each humanoid.)
    return mujoco.from_xml_string(
      xml.replace(ROOT, (root) => root + ARENA),
      folder,
    );
  } catch (error) {
    throw new Error(`the MuJoCo model does not compile: ${text(error)}`, { cause: error });
  } finally {
    folder.delete();
  }
}

/** Kinds of objects that can have a name, as in MuJoCo's mjtObj. */
export type ObjectKind =
  | 'mjOBJ_BODY'
  | 'mjOBJ_JOINT'
  | 'mjOBJ_GEOM'
  | 'mjOBJ_SITE'
  | 'mjOBJ_ACTUATOR'
  | 'mjOBJ_SENSOR';

/**
 * Name of an object, empty if it has none. MuJoCo gives a null pointer then, which the binding reads as the text at
 * address 0: so a name counts only if it leads back to the object.
 */
export function objectName(mujoco: MainModule, model: MjModel, kind: ObjectKind, index: number): string {
  const type = mujoco.mjtObj[kind].value;
  const name = mujoco.mj_id2name(model, type, index);
  return name && mujoco.mj_name2id(model, type, name) === index ? name : '';
}

/** MuJoCo's message without the binding's own words around it. */
function text(error: unknown): string {
  return messageOf(error)
    .replace(/^MuJoCo Error: /, '')
    .replace(/^Could not create Spec from XML string: /, '')
    .replace(/\s+/g, ' ')
    .trim();
}
