/** The floor: planes with a grid drawn on them, so that motion can be seen and lengths read. */

import {
  BufferAttribute,
  BufferGeometry,
  CanvasTexture,
  DoubleSide,
  LineBasicMaterial,
  LineSegments,
  type Material,
  Mesh,
  MeshBasicMaterial,
  MeshStandardMaterial,
  PlaneGeometry,
  RepeatWrapping,
  SRGBColorSpace,
  type Vector3,
} from 'three';
import type { SceneShape } from '../src/worlds/world.js';

/** Half widths of what is seen, to the end of an endless plane; the fog hides it before. */
const HORIZON = 80;
/** Half widths of what is seen, to the end of the lines of an endless plane, where they are faint; and their number. */
const LINES_END = 32;
const LINES = 60;
/** Pieces along each side: of what is large and begins behind the camera, a processor that draws makes errors. */
const PIECES = 32;

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
  /** Lit pixel by pixel, for the shadows that fall on it, with a picture of the grid. */
  readonly #lit = new MeshStandardMaterial({ roughness: 0.9, side: DoubleSide });
  /** Of one colour, as a plane under a far sun is, with lines on it: a picture is slow where the processor draws. */
  readonly #even = new MeshBasicMaterial({ side: DoubleSide });
  /** Drawn right after it and before anything else, so that the two need not be told apart by their depth. */
  readonly #lines = new LineSegments(
    new BufferGeometry(),
    new LineBasicMaterial({ depthTest: false, depthWrite: false }),
  );
  readonly #cell: number;
  readonly #endless: boolean;

  /**
   * @param radius half the width of what is to be seen, in metres
   * @param light what it sends back of its colour where no shadow falls
   */
  constructor(
    { name, size: [a, b] }: SceneShape,
    radius: number,
    private readonly light: number,
  ) {
    this.#endless = a <= 0 || b <= 0;
    this.#cell = cellSize(radius);
    const width = a > 0 ? 2 * a : 2 * HORIZON * radius;
    const height = b > 0 ? 2 * b : 2 * HORIZON * radius;
    const geometry = new PlaneGeometry(width, height, PIECES, PIECES);
    const { uv, position } = geometry.attributes;
    // A cell of the grid is one repetition of the picture, and the origin lies on a line.
    for (let i = 0; i < position!.count; i++) {
      uv!.setXY(i, position!.getX(i) / this.#cell, position!.getY(i) / this.#cell);
    }
    this.mesh = new Mesh(geometry, this.#lit);
    this.mesh.name = name;
    this.mesh.receiveShadow = true;
    const end = LINES_END * radius;
    const apart = this.#endless && end > LINES * this.#cell ? 5 * this.#cell : this.#cell;
    const [x, y] = [Math.min(width / 2, end), Math.min(height / 2, end)];
    this.#lines.geometry.setAttribute('position', lines(x, y, apart));
    this.#lines.renderOrder = -1;
    this.mesh.add(this.#lines);
  }

  /** Comes along with the camera, cell by cell, if it has no end. */
  follow({ x, y }: Vector3): void {
    if (!this.#endless) return;
    this.mesh.position.x = Math.round(x / this.#cell) * this.#cell;
    this.mesh.position.y = Math.round(y / this.#cell) * this.#cell;
  }

  set rich(rich: boolean) {
    this.mesh.material = rich ? this.#lit : this.#even;
    this.mesh.renderOrder = rich ? 0 : -2;
    this.#lines.visible = !rich;
  }

  recolor(ground: string, line: string): void {
    this.#lit.map?.dispose();
    this.#lit.map = gridTexture(ground, line);
    this.#lit.needsUpdate = true;
    this.#even.color.set(ground).multiplyScalar(this.light);
    this.#lines.material.color.set(line).multiplyScalar(this.light);
  }

  close(): void {
    this.#lit.map?.dispose();
    this.#lit.dispose();
    this.#even.dispose();
    this.#lines.material.dispose();
    this.#lines.geometry.dispose();
    this.mesh.geometry.dispose();
  }
}

/** A power of ten of a metre: 1 m for a radius from 0.8 to 8 m, as of a humanoid; 0.1 m for a hand. */
function cellSize(radius: number): number {
  return 10 ** Math.floor(Math.log10(1.25 * radius));
}

/** Lines of the grid over a rectangle around the origin, in pieces: x y z of both ends of each. */
function lines(halfWidth: number, halfHeight: number, cell: number): BufferAttribute {
  const points: number[] = [];
  const places = (half: number): number[] => {
    const count = Math.floor(half / cell);
    return Array.from({ length: 2 * count + 1 }, (_, i) => (i - count) * cell);
  };
  const pieces = (half: number): (readonly [number, number])[] =>
    Array.from({ length: PIECES }, (_, i) => [
      half * ((2 * i) / PIECES - 1),
      half * ((2 * i + 2) / PIECES - 1),
    ]);
  for (const x of places(halfWidth))
    for (const [from, to] of pieces(halfHeight)) points.push(x, from, 0, x, to, 0);
  for (const y of places(halfHeight))
    for (const [from, to] of pieces(halfWidth)) points.push(from, y, 0, to, y, 0);
  return new BufferAttribute(Float32Array.from(points), 3);
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
