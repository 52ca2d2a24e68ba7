/** A model on disk: MJCF text, and the folder in which MuJoCo looks up the files that it names. */

import { readFileSync, type Stats, statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { messageOf } from '../errors.js';
import type { FoundFile, ModelFolder } from '../worlds/mujoco/folder.js';

/**
 * Reads a model. What it names (meshes, height fields, textures, included XML and what that names) is read when MuJoCo
 * asks for it, once, so that all worlds of a task have the same.
 *
 * @throws if the model itself cannot be read
 */
export function readModel(path: string): { readonly xml: string; readonly files: ModelFolder } {
  const title = resolve(path);
  const read = new Map<string, FoundFile>();
  const find = (asked: string): FoundFile => {
    if (!read.has(asked)) {
      const found = onDisk(asked);
      if (!(found instanceof Uint8Array)) return found;
      read.set(asked, found);
    }
    return read.get(asked);
  };
  return { xml: readFileSync(path, 'utf8'), files: { path: fromDisk(title), title, find, show: toDisk } };
}

/** What is at a path. What `stat` does not get at is not there, as for MuJoCo itself. */
function onDisk(path: string): FoundFile {
  let stats: Stats;
  try {
    stats = statSync(toDisk(path));
  } catch {
    return undefined;
  }
  if (stats.isDirectory()) return 'folder';
  if (!stats.isFile()) return { unreadable: 'it is no file' };
  try {
    return readFileSync(toDisk(path));
  } catch (error) {
    return { unreadable: messageOf(error) };
  }
}

/** Paths as MuJoCo sees them begin with a slash; on Windows a drive comes after it. */
const fromDisk = (path: string): string => (sep === '\\' ? `/${path.replaceAll('\\', '/')}` : path);
const toDisk = (path: string): string =>
  sep === '\\' ? path.slice(1).replaceAll('/', '\\').replace(/:$/, ':\\') : path;
