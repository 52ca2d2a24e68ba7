/** The floor: planes with a grid drawn on them, so that motion can be seen and lengths read. */

import {
  CanvasTexture,
  DoubleSide,
  type Material,
  Mesh,
  MeshBasicMaterial,
  MeshStandardMaterial,
  PlaneGeometry,
  RepeatWrapping,
  SRGBColorSpace,
  type Vector3,
} from 'three';
import type { SceneShape } from '../src/simulation/world.js';

/** Half widths of what is seen, to the end of an endless plane; the fog hides it before. */
const HORIZON = 80;

/** What is drawn where a recording has no plane: a floor at this height. */
export function floorAt(height: number): SceneShape {
  return {
    name: 'floor',
    kind: 'plane',
    size: [0, 0, 0],
    color: [0.5, 0.5, 0.5],
    pose: [0, 0, height, 1, 0, 0, 0],
  };
}

export class Ground {
  readonly mesh: Mesh<PlaneGeometry, Material>;
  /** Lit pixel by pixel, for the shadows that fall on it; or evenly, as a plane under a far sun is. */
  readonly #lit = new MeshStandardMaterial({ roughness: 0.9, side: DoubleSide });
  readonly #even = new MeshBasicMaterial({ side: DoubleSide });
  readonly #cell: number;
  readonly #endless: boolean;

  /**
   * @param radius half the width of what is to be seen, in metres
   * @param light what it sends back of its colour where no shadow falls
   */
  constructor({ name, size: [a, b] }: SceneShape, radius: number, light: number) {
    this.#even.color.setScalar(light);
    this.#endless = a <= 0 || b <= 0;
    this.#cell = cellSize(radius);
    const width = a > 0 ? 2 * a : 2 * HORIZON * radius;
    const height = b > 0 ? 2 * b : 2 * HORIZON * radius;
    const geometry = new PlaneGeometry(width, height);
    const { uv, position } = geometry.attributes;
    // A cell of the grid is one repetition of the picture, and the origin lies on a line.
    for (let i = 0; i < position!.count; i++) {
      uv!.setXY(i, position!.getX(i) / this.#cell, position!.getY(i) / this.#cell);
    }
    this.mesh = new Mesh(geometry, this.#lit);
    this.mesh.name = name;
    this.mesh.receiveShadow = true;
  }

  /** Comes along with the camera, cell by cell, if it has no end. */
  follow({ x, y }: Vector3): void {
    if (!this.#endless) return;
    this.mesh.position.x = Math.round(x / this.#cell) * this.#cell;
    this.mesh.position.y = Math.round(y / this.#cell) * this.#cell;
  }

  set rich(rich: boolean) {
    this.mesh.material = rich ? this.#lit : this.#even;
  }

  recolor(ground: string, line: string): void {
    this.#lit.map?.dispose();
    const map = gridTexture(ground, line);
    for (const material of [this.#lit, this.#even]) Object.assign(material, { map, needsUpdate: true });
  }

  close(): void {
    this.#lit.map?.dispose();
    this.#lit.dispose();
    this.#even.dispose();
    this.mesh.geometry.dispose();
  }
}

/** A power of ten of a metre: 1 m for a radius from 0.8 to 8 m, as of a humanoid; 0.1 m for a hand. */
function cellSize(radius: number): number {
  return 10 ** Math.floor(Math.log10(1.25 * radius));
}

/** One cell of the grid, half a line along each of its edges. */
function gridTexture(ground: string, line: string): CanvasTexture {
  const size = 256;
  const half = 2;
  const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
  const context = canvas.getContext('2d')!;
  context.fillStyle = line;
  context.fillRect(0, 0, size, size);
  context.fillStyle = ground;
  context.fillRect(half, half, size - 2 * half, size - 2 * half);
  const texture = new CanvasTexture(canvas);
  texture.wrapS = RepeatWrapping;
  texture.wrapT = RepeatWrapping;
  texture.colorSpace = SRGBColorSpace;
  texture.anisotropy = 8;
  return texture;
}
