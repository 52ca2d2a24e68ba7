// The vertex of a mesh's hull that reaches furthest in a direction. On a convex hull it is found by climbing: from a
// vertex to its best neighbour, until none is better (Ericson, Real-Time Collision Detection, section 9.5.4). Small
// hulls are searched whole.

import { edgeRow, geomRow, meshRow, vertexRow, whole, word } from '../bound.generated';
import {
  EDGE_END,
  GEOM_MESH_ROW,
  MESH_FACES,
  MESH_FIRST_VERTEX,
  MESH_VERTICES,
  SOLID_GEOM,
  SOLID_VERTEX,
  VERTEX_EDGES,
  VERTEX_FIRST_EDGE,
  VERTEX_POSITION,
} from '../layout.generated';
import { at, setTriple } from './triples';

/** With fewer vertices all are looked at. */
const FEW: i32 = 10;

/** Row of a solid's mesh. @inline */
export function meshOf(solid: usize): usize {
  return meshRow(whole(geomRow(i32.load(solid + SOLID_GEOM)), GEOM_MESH_ROW));
}

/** Row of a vertex of a mesh. @inline */
export function vertexOf(mesh: usize, vertex: i32): usize {
  return vertexRow(whole(mesh, MESH_FIRST_VERTEX) + vertex);
}

/** Coordinate of a vertex. @inline */
function coordinate(row: usize, k: usize): f64 {
  return <f64>f32.load(word(row, VERTEX_POSITION + k));
}

export function vertexPosition(out: usize, row: usize): void {
  setTriple(out, coordinate(row, 0), coordinate(row, 1), coordinate(row, 2));
}

/** Replaces a direction in the geom's frame by its support; the search begins at the vertex that was found last. */
export function meshSupport(local: usize, solid: usize): void {
  const mesh = meshOf(solid);
  const vertices = whole(mesh, MESH_VERTICES);
  let best = i32.load(solid + SOLID_VERTEX);
  let furthest = reachOfVertex(mesh, best, local);
  if (vertices < FEW || whole(mesh, MESH_FACES) === 0) {
    for (let i = 0; i < vertices; i++) {
      const reached = reachOfVertex(mesh, i, local);
      if (!(reached > furthest)) continue;
      furthest = reached;
      best = i;
    }
  } else {
    let before = -1;
    while (best !== before) {
      before = best;
      const row = vertexOf(mesh, best);
      const edge = whole(row, VERTEX_FIRST_EDGE);
      for (let i = whole(row, VERTEX_EDGES) - 1; i >= 0; i--) {
        const neighbour = whole(edgeRow(edge + i), EDGE_END);
        const reached = reachOfVertex(mesh, neighbour, local);
        if (!(reached > furthest)) continue;
        furthest = reached;
        best = neighbour;
      }
    }
  }
  i32.store(solid + SOLID_VERTEX, best);
  vertexPosition(local, vertexOf(mesh, best));
}

function reachOfVertex(mesh: usize, vertex: i32, direction: usize): f64 {
  const row = vertexOf(mesh, vertex);
  return (
    at(direction, 0) * coordinate(row, 0) +
    at(direction, 1) * coordinate(row, 1) +
    at(direction, 2) * coordinate(row, 2)
  );
}
