/** Small files for models, each with a number in it that tells afterwards which of them was loaded. */

import { deflateSync } from 'node:zlib';
import { crc32 } from '../../../src/crc32.js';
import type { MjModel } from '../../../src/worlds/mujoco/module.js';

/** Corners of a tetrahedron with three edges of a length along the axes, and its four faces seen from outside. */
const FACES = [0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3];
const corners = (edge: number): number[][] => [
  [0, 0, 0],
  [edge, 0, 0],
  [0, edge, 0],
  [0, 0, edge],
];

/** A binary STL file of a tetrahedron, edges in metres. */
export function stl(edge: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(84 + 50 * 4));
  view.setUint32(80, 4, true);
  FACES.forEach((corner, i) => {
    corners(edge)[corner]!.forEach((value, axis) => {
      view.setFloat32(84 + 50 * Math.floor(i / 3) + 12 + 12 * (i % 3) + 4 * axis, value, true);
    });
  });
  return new Uint8Array(view.buffer);
}

/** The same as an OBJ file. */
export function obj(edge: number): Uint8Array {
  const vertices = corners(edge).map((at) => `v ${at.join(' ')}\n`);
  const faces = [0, 3, 6, 9].map(
    (i) =>
      `f ${FACES.slice(i, i + 3)
        .map((corner) => corner + 1)
        .join(' ')}\n`,
  );
  return new TextEncoder().encode([...vertices, ...faces].join(''));
}

/** A grey PNG of so many pixels in each direction. */
export function png(size: number): Uint8Array {
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, size);
  new DataView(header.buffer).setUint32(4, size);
  header[8] = 8; // bits
  const rows = new Uint8Array(size * (size + 1)).map((_, i) => (i % (size + 1) === 0 ? 0 : i));
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  return Uint8Array.from([
    ...signature,
    ...chunk('IHDR', header),
    ...chunk('IDAT', deflateSync(rows)),
    ...chunk('IEND', new Uint8Array()),
  ]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

/** A skin of one bone, of the body `b`, with as many vertices as told, all in one triangle. */
export function skin(vertices: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(16 + 12 * vertices + 12 + 40 + 12 + 16 + 4 + 8 * vertices));
  let at = 0;
  const int = (value: number) => {
    view.setInt32(at, value, true);
    at += 4;
  };
  const float = (value: number) => {
    view.setFloat32(at, value, true);
    at += 4;
  };
  for (const count of [vertices, 0, 1, 1]) int(count); // vertices, texture coordinates, faces, bones
  for (let i = 0; i < vertices; i++) for (const value of [i, i * i, 0]) float(value);
  for (const corner of [0, 1, 2]) int(corner);
  view.setUint8(at, 'b'.charCodeAt(0)); // the bone's body, 40 bytes
  at += 40;
  for (const value of [0, 0, 0, 1, 0, 0, 0]) float(value); // its pose
  int(vertices);
  for (let i = 0; i < vertices; i++) int(i);
  for (let i = 0; i < vertices; i++) float(1);
  return new Uint8Array(view.buffer);
}

/** What a compiled model holds of them, in the order of the model: edges of meshes (by the mass of each body), pixels, … */
export function loaded(model: MjModel): string {
  if (model.nflex > 0) {
    const longest = Math.max(...(model.flexedge_length0 as Float64Array));
    return `flex ${rounded(longest / Math.SQRT2)}`;
  }
  const counts = (what: string, values: Int32Array) => [...values].map((value) => `${what} ${value}`);
  return [
    ...[...(model.body_mass as Float64Array)]
      .filter((mass) => mass > 0)
      .map((mass) => `mesh ${rounded(Math.cbrt((6 * mass) / 1000))}`),
    ...counts('texture', model.tex_width),
    ...counts('hfield', model.hfield_ncol),
    ...counts('skin', model.skin_vertnum),
  ].join(', ');
}

const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;
