/**
 * Where a model and the files that it names lie. Which of them a name means is decided by MuJoCo alone (see
 * files.ts); a folder only says what is at a path.
 */

import { OptionError, show } from '../../options.js';

/** A file's bytes; a folder; something that is there and cannot be read, and why; or nothing. */
export type FoundFile = Uint8Array | 'folder' | { readonly unreadable: string } | undefined;

/** A folder with a model in it. Paths begin with `/`, and `/` divides their parts. */
export interface ModelFolder {
  /** The model's own path. Names in it are relative to where that lies. */
  readonly path: string;
  /** What lies at a path. It is asked while a model compiles, for each part of a path in turn. */
  find(path: string): FoundFile;
  /** A path as messages show it. Default: as it is. */
  show?(path: string): string;
  /** What messages call the model. Default: nothing. */
  readonly title?: string;
  /** What a message about a file that was not found ends with. Default: nothing. */
  readonly hint?: string;
}

/**
 * Files that a model names (meshes, height fields, textures, included XML): by their paths from the model's folder, as
 * if they lay there on disk. With `<compiler meshdir="bag"/>` the file of `<mesh file="t.stl"/>` is `bag/t.stl`. Or a
 * folder in which they are looked up when MuJoCo asks for them.
 */
export type ModelFiles = Readonly<Record<string, Uint8Array>> | ModelFolder;

/**
 * The model's folder: the caller's own, or one that holds the given files.
 *
 * @throws OptionError if what is given is no bytes, or two names are of one file, or a folder has no absolute path.
 */
export function modelFolder(files: ModelFiles = {}): ModelFolder {
  if (!isFolder(files)) return givenFiles(files);
  if (typeof files.path !== 'string' || !/^\/./.test(files.path)) {
    throw new OptionError(`files.path must begin with '/', got ${show(files.path)}`);
  }
  return files;
}

/** What messages call the model, if it has a name. */
export function modelTitle(files: ModelFiles = {}): string | undefined {
  return isFolder(files) ? files.title : undefined;
}

// A file of the name `find` holds bytes, and is no function.
function isFolder(files: ModelFiles): files is ModelFolder {
  return typeof files.find === 'function';
}

function givenFiles(files: Readonly<Record<string, Uint8Array>>): ModelFolder {
  const names = Object.keys(files);
  // As deep as the names climb, and one folder more: a model that climbs further finds nothing, as it would on disk.
  const depth = 1 + Math.max(0, ...names.map((name) => parts(name).filter((part) => part === '..').length));
  const home = '/model'.repeat(depth);
  const folders = new Set(above(`${home}/`));
  const found = new Map<string, { name: string; bytes: Uint8Array }>();
  for (const name of names) {
    const bytes = files[name];
    if (!(bytes instanceof Uint8Array)) {
      throw new OptionError(`files: '${name}' must be a Uint8Array, got ${show(bytes)}`);
    }
    const path = reduce(isAbsolute(name) ? name : `${home}/${name}`);
    const other = found.get(path);
    if (other) throw new OptionError(`files: '${other.name}' and '${name}' are one file`);
    found.set(path, { name, bytes });
    for (const folder of above(path)) folders.add(folder);
  }
  for (const [path, { name }] of found) {
    if (folders.has(path)) throw new OptionError(`files: '${name}' is the name of a folder`);
  }
  let own = 'model.xml';
  while (found.has(`${home}/${own}`)) own = `_${own}`;
  const list = names.map((name) => `'${name}'`).join(', ');
  return {
    path: `${home}/${own}`,
    find: (path) => found.get(path)?.bytes ?? (folders.has(path) ? 'folder' : undefined),
    show: (path) => (path.startsWith(`${home}/`) ? path.slice(home.length + 1) : path),
    hint: names.length > 0 ? `the files given are ${list}` : 'no files were given',
  };
}

/** MuJoCo takes both kinds of slashes, and a drive for the beginning of a path. */
const isAbsolute = (name: string): boolean => /^[\\/]|:[\\/]/.test(name);
const parts = (name: string): string[] => name.split(/[\\/]/);

/** The folders that a path lies in. */
const above = (path: string): string[] => [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index));

/** Without `.`, `..` and empty parts; `..` of the topmost folder is that folder. */
function reduce(name: string): string {
  const path: string[] = [];
  for (const part of parts(name)) {
    if (part === '..') path.pop();
    else if (part !== '' && part !== '.') path.push(part);
  }
  return `/${path.join('/')}`;
}
