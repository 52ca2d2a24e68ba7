/**
 * A folder as MuJoCo's whole file system while it compiles a model.
 *
 * So the rules for names (`meshdir`, `assetdir`, `texturedir`, `strippath`, includes in includes, attached models,
 * absolute paths) are MuJoCo's own, and nothing here reads XML. MuJoCo's `MjVFS` would not do: it also takes a file
 * whose name alone, without its folder, is the one that was asked for.
 *
 * MuJoCo's build brings Emscripten's file system (`FS`). A tree of another kind takes the place of its root: `lookup`
 * finds the parts of a path, `getattr` answers `stat`, and `read` and `llseek` serve an open file.
 */

import { messageOf } from '../../errors.js';
import { show } from '../../options.js';
import type { FoundFile, ModelFolder } from './folder.js';

/** Error numbers of Emscripten's file system (WASI's). */
const EACCES = 2;
const EINVAL = 28;
const ENOENT = 44;

/** Types and permissions of nodes, as `stat` gives them. */
const FOLDER = 0o040555;
const FILE = 0o100444;

/** What is used of Emscripten's file system, which has no types of its own. */
export interface FileSystem {
  root: unknown;
  mount(type: { mount: () => Node }, options: object, at: ''): unknown;
  createNode(parent: Node | null, name: string, mode: number, device: number): Node;
  destroyNode(node: Node): void;
  readonly ErrnoError: new (errno: number) => Error;
}

/** What MuJoCo asked for in vain, in the order of asking. */
export interface Refused {
  /** Paths that were not there; of a file in a folder that is not there, the folder's. */
  readonly missing: string[];
  readonly unreadable: { readonly path: string; readonly why: string }[];
}

/** A file or folder. `FS` keeps more in it. */
interface Node {
  readonly id: number;
  readonly mode: number;
  path: string;
  bytes: Uint8Array;
  /** Why it cannot be read, if it cannot. */
  unreadable: string | undefined;
  node_ops: object;
  stream_ops: object;
}

interface Stream {
  readonly node: Node;
  readonly position: number;
}

/**
 * Runs what compiles, which must not be asynchronous, with a folder for MuJoCo's file system.
 *
 * @param refused gets what MuJoCo asked for in vain
 */
export function withFiles<T>(FS: FileSystem, folder: ModelFolder, refused: Refused, compile: () => T): T {
  const nodes: Node[] = [];

  function createNode(parent: Node | null, path: string, name: string, what: NonNullable<FoundFile>): Node {
    const isFolder = what === 'folder';
    const node: Node = FS.createNode(parent, name, isFolder ? FOLDER : FILE, 0);
    node.path = path;
    node.bytes = what instanceof Uint8Array ? what : new Uint8Array();
    node.unreadable = typeof what === 'object' && 'unreadable' in what ? what.unreadable : undefined;
    node.node_ops = isFolder ? { lookup, getattr } : { getattr };
    node.stream_ops = { open, read, llseek };
    nodes.push(node);
    return node;
  }

  function lookup(parent: Node, name: string): Node {
    const path = `${parent.path}/${name}`;
    const what = find(folder, path);
    if (what === undefined) {
      refused.missing.push(path);
      throw new FS.ErrnoError(ENOENT);
    }
    return createNode(parent, path, name, what);
  }

  function open({ node }: Stream): void {
    if (node.unreadable === undefined) return;
    refused.unreadable.push({ path: node.path, why: node.unreadable });
    throw new FS.ErrnoError(EACCES);
  }

  function llseek({ node, position }: Stream, offset: number, whence: number): number {
    const to = offset + [0, position, node.bytes.length][whence]!; // SEEK_SET, SEEK_CUR, SEEK_END
    if (!(to >= 0)) throw new FS.ErrnoError(EINVAL);
    return to;
  }

  const usual = FS.root;
  const mount = () => createNode(null, '', '/', 'folder');
  FS.root = FS.mount({ mount }, {}, '');
  try {
    return compile();
  } finally {
    FS.root = usual;
    for (const node of nodes) FS.destroyNode(node);
  }
}

/** An exception may not go through MuJoCo, which would lose the memory it holds. */
function find(folder: ModelFolder, path: string): FoundFile {
  try {
    const what: unknown = folder.find(path) ?? undefined;
    const known = what === undefined || what === 'folder' || what instanceof Uint8Array;
    if (known || (typeof what === 'object' && what && 'unreadable' in what)) return what as FoundFile;
    return { unreadable: `it must be a Uint8Array, got ${show(what)}` };
  } catch (error) {
    return { unreadable: messageOf(error) };
  }
}

function read({ node }: Stream, into: Int8Array, at: number, length: number, from: number): number {
  const part = node.bytes.subarray(from, from + length);
  into.set(part, at);
  return part.length;
}

/**
 * MuJoCo keeps the meshes, height fields and textures that it has read, and takes them again for a file of the same path
 * that has not changed since. What it keeps of a mesh is worked out already, but it does not look whether that was with
 * the same `refpos`, `refquat` or `smoothnormal`: two meshes of one file, or the same model compiled twice, would come out
 * wrong. So a file has always just been changed. (Native MuJoCo 3.14 does get two such meshes of one model wrong.)
 */
function getattr({ id, mode, bytes }: Node) {
  changes++;
  const changed = new Date(1000 * changes); // seconds are all that MuJoCo looks at
  const times = { atime: changed, mtime: changed, ctime: changed };
  const owner = { dev: 1, nlink: 1, uid: 0, gid: 0, rdev: 0 };
  return { ...owner, ...times, ino: id, mode, size: bytes.length, blksize: 4096, blocks: bytes.length / 512 };
}

let changes = 0;
