/**
 * Shadows that cost next to nothing: every body once more, pressed flat onto the floor along the light. They fall on the
 * floor alone, and each place is darkened once however many bodies are above it (the stencil remembers).
 */

import {
  Group,
  Matrix4,
  Mesh,
  MeshBasicMaterial,
  NotEqualStencilFunc,
  ReplaceStencilOp,
  type Vector3,
} from 'three';

/** Over the floor, in half widths of what is to be seen: or the two would flicker. */
const LIFT = 0.002;

export class FlatShadows {
  readonly group = new Group();
  readonly #material = new MeshBasicMaterial({
    color: 0x000000,
    transparent: true,
    opacity: 0.4,
    depthWrite: false,
    stencilWrite: true,
    stencilRef: 1,
    stencilFunc: NotEqualStencilFunc,
    stencilZPass: ReplaceStencilOp,
  });
  readonly #flatten: Matrix4;
  readonly #pairs: readonly { readonly body: Mesh; readonly shadow: Mesh }[];

  /**
   * @param sun where the light comes from, as seen from anywhere
   * @param floor height, in metres
   */
  constructor(bodies: readonly Mesh[], sun: Vector3, floor: number, radius: number) {
    const [x, y] = [-sun.x / sun.z, -sun.y / sun.z];
    const height = floor + LIFT * radius;
    // biome-ignore format: a matrix
    this.#flatten = new Matrix4(
      1, 0, x, -x * floor,
      0, 1, y, -y * floor,
      0, 0, 0, height,
      0, 0, 0, 1,
    );
    this.#pairs = bodies.map((body) => {
      const shadow = new Mesh(body.geometry, this.#material);
      shadow.matrixAutoUpdate = false;
      this.group.add(shadow);
      return { body, shadow };
    });
  }

  /** Puts them where the bodies are. */
  update(): void {
    if (!this.group.visible) return;
    for (const { body, shadow } of this.#pairs) {
      body.updateMatrix();
      shadow.matrix.multiplyMatrices(this.#flatten, body.matrix);
    }
  }
}
