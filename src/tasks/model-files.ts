/** A model on disk: MJCF text, and the files that it names. */

import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, normalize } from 'node:path';
import type { ModelFiles } from '../simulation/mujoco-module.js';

/**
 * Reads a model and all files that it names (meshes, height fields, textures, included XML and what that names). They
 * are looked for beside the model and in the folders that its `<compiler>` gives for them.
 *
 * @throws with the name of a file that cannot be read, and where it was looked for.
 */
export function readModel(path: string): { readonly xml: string; readonly files: ModelFiles } {
  const xml = readFileSync(path, 'utf8');
  const files: Record<string, Uint8Array> = {};
  const folders = new Set(['']);
  const texts: [xml: string, folder: string][] = [[xml, '']];
  for (let i = 0; i < texts.length; i++) {
    const [text, from] = texts[i]!;
    const plain = text.replace(/<!--.*?-->/gs, '');
    for (const folder of attributes(plain, 'meshdir|texturedir|assetdir')) folders.add(folder);
    for (const name of attributes(plain, 'file(?:right|left|up|down|front|back)?')) {
      const found = find(
        name,
        dirname(path),
        [...folders].flatMap((folder) => [folder, join(from, folder)]),
      );
      if (!found) throw new Error(`${path} names the file '${name}', which is not beside it`);
      if (found.name in files) continue;
      files[found.name] = readFileSync(found.path);
      if (/\.(xml|mjcf)$/i.test(name)) {
        texts.push([new TextDecoder().decode(files[found.name]), dirname(found.name)]);
      }
    }
  }
  return { xml, files };
}

/** Values of the attributes with such a name. */
function attributes(xml: string, name: string): string[] {
  const pattern = new RegExp(`\\s(?:${name})\\s*=\\s*(?:"([^"]+)"|'([^']+)')`, 'g');
  return [...xml.matchAll(pattern)].map(([, double, single]) => double ?? single!);
}

/** The first of the folders that has the file. MuJoCo finds what is given to it under its path or its last part. */
function find(
  name: string,
  root: string,
  folders: readonly string[],
): { name: string; path: string } | undefined {
  const candidates = isAbsolute(name) ? [name] : folders.map((folder) => normalize(join(folder, name)));
  if (!isAbsolute(name)) candidates.push(basename(name));
  for (const candidate of candidates) {
    const path = isAbsolute(candidate) ? candidate : join(root, candidate);
    if (existsSync(path) && statSync(path).isFile()) return { name: candidate, path };
  }
  return undefined;
}
