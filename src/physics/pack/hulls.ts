/**
 * Convex hulls of the meshes that collide, as the tables of the physics hold them (assembly/physics/schema.mjs: meshes,
 * vertices, edges, hullFaces, hullCorners). MuJoCo's compiler has made the hulls; here they are renumbered, with the
 * vertices of the hull alone.
 */

import type { MjModel } from '../../worlds/mujoco/module.js';
import type { WordWriter } from '../words.js';
import { numbers } from './reading.js';

/** A face, a convex polygon. */
interface HullFace {
  /** Outward, of length 1. */
  readonly normal: readonly number[];
  /** Vertices of the hull, counter-clockwise as seen from outside. */
  readonly corners: readonly number[];
}

export interface Hull {
  /** Row in the model's meshes. */
  readonly mesh: number;
  readonly vertices: readonly (readonly number[])[];
  readonly faces: readonly HullFace[];
  /** Around each vertex: the faces that meet there, and in each the corner before it. */
  readonly edges: readonly (readonly { readonly face: number; readonly end: number }[])[];
}

/** Hulls of these meshes of a model, in the order given. */
export function hullsOf(model: MjModel, meshes: readonly number[]): Hull[] {
  return meshes.map((mesh) => hullOf(model, mesh));
}

function hullOf(model: MjModel, mesh: number): Hull {
  const firstVertex: number = model.mesh_vertadr[mesh];
  const vertexCount: number = model.mesh_vertnum[mesh];
  const firstFace: number = model.mesh_polyadr[mesh];
  const faceCount: number = model.mesh_polynum[mesh];
  const position = (vertex: number) => numbers(model.mesh_vert, 3 * (firstVertex + vertex), 3);
  const all = Array.from({ length: vertexCount }, (_, vertex) => vertex);
  if (faceCount === 0) return { mesh, vertices: all.map(position), faces: [], edges: all.map(() => []) };
  const used = all.filter((vertex) => model.mesh_polymapnum[firstVertex + vertex] > 0);
  const renumbered = new Map(used.map((vertex, i) => [vertex, i]));
  const faces = Array.from({ length: faceCount }, (_, face) => ({
    normal: numbers(model.mesh_polynormal, 3 * (firstFace + face), 3),
    corners: numbers(
      model.mesh_polyvert,
      model.mesh_polyvertadr[firstFace + face],
      model.mesh_polyvertnum[firstFace + face],
    ).map((vertex) => renumbered.get(vertex)!),
  }));
  const edges = used.map((vertex, i) =>
    numbers(
      model.mesh_polymap,
      model.mesh_polymapadr[firstVertex + vertex],
      model.mesh_polymapnum[firstVertex + vertex],
    ).map((face) => {
      const { corners } = faces[face]!;
      return { face, end: corners.at(corners.indexOf(i) - 1)! };
    }),
  );
  return { mesh, vertices: used.map(position), faces, edges };
}

/** Rows of the tables of hulls, for WordWriter. */
export function hullRows(
  hulls: readonly Hull[],
): Record<'meshes' | 'vertices' | 'edges' | 'hullFaces' | 'hullCorners', number> {
  const sum = (count: (hull: Hull) => number) => hulls.reduce((total, hull) => total + count(hull), 0);
  return {
    meshes: hulls.length,
    vertices: sum(({ vertices }) => vertices.length),
    edges: sum(({ edges }) => edges.flat().length),
    hullFaces: sum(({ faces }) => faces.length),
    hullCorners: sum(({ faces }) => faces.flatMap(({ corners }) => corners).length),
  };
}

/** What the convex routine needs room for: most faces around a vertex, most corners of a face; of boxes and cylinders too. */
export function hullCapacities(hulls: readonly Hull[]): { featureCapacity: number; cornerCapacity: number } {
  const BOX_FACES = 3; // around a corner
  const CYLINDER_CORNERS = 16; // that stand for its rim
  return {
    featureCapacity: Math.max(
      BOX_FACES,
      ...hulls.flatMap(({ edges }) => edges.map((around) => around.length)),
    ),
    cornerCapacity: Math.max(
      CYLINDER_CORNERS,
      ...hulls.flatMap(({ faces }) => faces.map(({ corners }) => corners.length)),
    ),
  };
}

/** Writes the tables of hulls; row i of the meshes is hull i. */
export function writeHulls(writer: WordWriter, hulls: readonly Hull[]): void {
  let vertexRow = 0;
  let edgeRow = 0;
  let faceRow = 0;
  let cornerRow = 0;
  hulls.forEach(({ vertices, faces, edges }, row) => {
    const firstFace = faceRow;
    writer.row('meshes', row, {
      firstVertex: vertexRow,
      vertices: vertices.length,
      firstFace,
      faces: faces.length,
    });
    vertices.forEach((position, vertex) => {
      const around = edges[vertex]!;
      writer.row('vertices', vertexRow++, { position, firstEdge: edgeRow, edges: around.length });
      for (const { face, end } of around) writer.row('edges', edgeRow++, { face: firstFace + face, end });
    });
    for (const { normal, corners } of faces) {
      writer.row('hullFaces', faceRow++, { normal, firstCorner: cornerRow, corners: corners.length });
      for (const vertex of corners) writer.row('hullCorners', cornerRow++, { vertex });
    }
  });
}
