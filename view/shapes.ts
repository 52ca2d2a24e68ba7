/** Shapes of a scene as three.js has them, and how much room they take. */

import {
  BoxGeometry,
  BufferGeometry,
  CapsuleGeometry,
  CylinderGeometry,
  Float32BufferAttribute,
  type Object3D,
  SphereGeometry,
  Vector3,
} from 'three';
import type { Mesh, SceneShape } from '../src/worlds/world.js';

const SMALLEST_RADIUS = 0.05; // metres

export interface Extent {
  readonly centre: Vector3;
  /** Half the largest distance between shapes, metres. */
  readonly radius: number;
  /** Height that nothing lies below. */
  readonly bottom: number;
  /** Whether it is a world of walls in a plane. */
  readonly flat: boolean;
}

export function extent(meshes: readonly Object3D[], shapes: readonly SceneShape[]): Extent {
  if (meshes.length === 0) return { centre: new Vector3(), radius: 1, bottom: 0, flat: false };
  const low = new Vector3(Infinity, Infinity, Infinity);
  const high = low.clone().negate();
  for (const { position } of meshes) {
    low.min(position);
    high.max(position);
  }
  const largest = Math.max(...shapes.flatMap(({ size }) => size));
  const radius = Math.max(low.distanceTo(high) / 2, largest, SMALLEST_RADIUS);
  const flat = high.z - low.z < 0.1 * radius && shapes.some(({ pose }) => pose);
  return { bottom: low.z - largest, centre: low.add(high).multiplyScalar(0.5), radius, flat };
}

/** MuJoCo's shapes lie along z, three's along y. */
export function geometry({ kind, size, mesh }: SceneShape): BufferGeometry {
  const [a, b, c] = size;
  if (mesh) return ofTriangles(mesh);
  switch (kind) {
    case 'sphere':
      return new SphereGeometry(a, 32, 16);
    case 'ellipsoid':
      return new SphereGeometry(1, 32, 16).scale(a, b, c);
    case 'capsule':
      return new CapsuleGeometry(a, 2 * b, 8, 24).rotateX(Math.PI / 2);
    case 'cylinder':
      return new CylinderGeometry(a, a, 2 * b, 32).rotateX(Math.PI / 2);
    case 'box':
      return new BoxGeometry(2 * a, 2 * b, 2 * c);
    case 'plane': // one that moves; the fixed ones are grounds
      return new BoxGeometry(2 * a, 2 * b, 1e-3);
  }
}

/** Each face with a normal of its own, as MuJoCo's collisions have it. */
function ofTriangles({ vertices, faces }: Mesh): BufferGeometry {
  const shared = new BufferGeometry();
  shared.setAttribute('position', new Float32BufferAttribute(vertices, 3));
  shared.setIndex([...faces]);
  const apart = shared.toNonIndexed();
  apart.computeVertexNormals();
  return apart;
}
