/**
 * MuJoCo's WASM build, loaded once for each thread, and the compilation of models. The only file that imports
 * `@mujoco/mujoco`; its API was renamed between versions, so what depends on a version belongs here.
 */

import type { MainModule, MjModel } from '@mujoco/mujoco';
import { messageOf } from '../../errors.js';
import { type FileSystem, type Refused, withFiles } from './files.js';
import { type FoundFile, type ModelFiles, type ModelFolder, modelFolder } from './folder.js';

export type { DoubleBuffer, MainModule, MjData, MjModel } from '@mujoco/mujoco';

const PACKAGE = '@mujoco/mujoco';
const VERSION = '3.14';

/** MuJoCo's arena for models that do not say: its own default is 14 MB for each world, a humanoid uses 57 kB. */
const ARENA = '<size memory="1M"/>';
/** What may come before the first tag of a model: a byte order mark, space, declarations, comments. */
const BEFORE_ROOT = /^\uFEFF?(?:\s|<\?.*?\?>|<!--.*?-->|<!(?!--)[^>]*>)*/s;
/** That first tag. */
const ROOT = /<mujoco(?:\s+[^\s=<>"'/]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*>/y;

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
    throw new Error(`${PACKAGE} could not start: ${text(cause)}${NO_WASM.test(text(cause)) ? HINT : ''}`, {
      cause,
    });
  });
  const version = mujoco.mj_versionString();
  if (version !== VERSION && !version.startsWith(`${VERSION}.`)) {
    throw new Error(`MuJoCo worlds need ${PACKAGE} ~${VERSION}, found ${version}`);
  }
  return mujoco;
}

/** A page came back, or nothing, where `mujoco.wasm` was asked for. */
const NO_WASM = /magic (word|number|header)|MIME type|both async and sync fetching/i;
const HINT =
  ' (mujoco.wasm is not where the page looks for it: Vite 7’s development server needs optimizeDeps: { exclude: ["@mujoco/mujoco"] }, esbuild a copy beside the programs)';

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

/**
 * Compiles MJCF. The model is the caller's to `delete()`.
 *
 * A model without `<size memory>` gets an arena of 1 MB. Names of files are resolved as MuJoCo does it for a model on
 * disk.
 *
 * @throws with MuJoCo's own message, and where it looked for a file, if the model does not compile.
 */
export function compileModel(mujoco: MainModule, xml: string, files?: ModelFiles): MjModel {
  const folder = modelFolder(files);
  const own = new TextEncoder().encode(withArena(xml));
  // Some folder the model must lie in, whatever `files` says.
  const find = (path: string): FoundFile =>
    path === folder.path
      ? own
      : (folder.find(path) ?? (folder.path.startsWith(`${path}/`) ? 'folder' : undefined));
  const refused: Refused = { missing: [], unreadable: [] };
  try {
    return withFiles(mujoco.FS as FileSystem, { path: folder.path, find }, refused, () =>
      mujoco.MjModel.from_xml_path(folder.path),
    );
  } catch (error) {
    const model = folder.title === undefined ? 'the MuJoCo model' : `the MuJoCo model ${folder.title}`;
    throw new Error(`${model} does not compile: ${explain(text(error), folder, refused)}`, { cause: error });
  }
}

/**
 * Puts the arena first, so that whatever the model itself says, later, holds. (By way of an `MjSpec` it would be tidier,
 * but this build has no function that frees one: 170 kB would be lost with each humanoid.)
 */
function withArena(xml: string): string {
  ROOT.lastIndex = BEFORE_ROOT.exec(xml)![0].length;
  return xml.replace(ROOT, (root) => root + ARENA);
}

/** Adds to MuJoCo's message where a file was looked for, or why it could not be read. */
function explain(message: string, folder: ModelFolder, { missing, unreadable }: Refused): string {
  const shown = (path: string) => `'${folder.show?.(path) ?? path}'`;
  const parts = /opening file '(.*?)'(?!\w)/.exec(message)?.[1]?.split(/[\\/]/) ?? [];
  const gone = new Set(missing.filter((path) => parts.includes(path.split('/').at(-1)!)).map(shown));
  return [
    message.replace(/'(\/[^']*)'/g, (_, path: string) => shown(path)),
    ...unreadable.map(({ path, why }) => `${shown(path)} cannot be read: ${why}`),
    gone.size > 0 && `not there: ${[...gone].join(', ')}`,
    gone.size > 0 && folder.hint,
  ]
    .filter(Boolean)
    .join('; ');
}

/** Kinds of objects that can have a name, as in MuJoCo's mjtObj. */
export type ObjectKind =
  | 'mjOBJ_BODY'
  | 'mjOBJ_JOINT'
  | 'mjOBJ_GEOM'
  | 'mjOBJ_SITE'
  | 'mjOBJ_TENDON'
  | 'mjOBJ_ACTUATOR'
  | 'mjOBJ_TENDON'
  | 'mjOBJ_SENSOR'
  | 'mjOBJ_EQUALITY'
  | 'mjOBJ_KEY';

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
    .replace(/^Loading error: (Error: )?/, '')
    .replace(/\s+/g, ' ')
    .trim();
}
