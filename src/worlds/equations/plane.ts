/** The plane of the point mass: cells that are free or wall, and the walls as rectangles. */

/** Where the mass moves: a square around the origin, and a grid of cells over it, row 0 at the top (largest y). */
export interface Plane {
  /** Half the side of the square, metres. */
  readonly halfSide: number;
  readonly columns: number;
  readonly rows: number;
  /** 1 where a cell is free, [rows][columns]. */
  readonly free: Uint8Array;
  /** Where an episode starts, at rest, metres. */
  readonly start: readonly [number, number];
}

/**
 * The cells that are not free as few rectangles: each grows right, then down, over wall cells that no other has.
 *
 * @returns metres, [count][xmin, ymin, xmax, ymax], as point-mass-kernel.ts takes them
 */
export function wallsOf({ halfSide, free, columns, rows }: Plane): Float32Array {
  const taken = Uint8Array.from(free);
  const walls: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (taken[row * columns + column]) continue;
      let right = column + 1;
      while (right < columns && !taken[row * columns + right]) right++;
      let bottom = row + 1;
      while (
        bottom < rows &&
        taken.subarray(bottom * columns + column, bottom * columns + right).every((t) => !t)
      ) {
        bottom++;
      }
      for (let r = row; r < bottom; r++) taken.fill(1, r * columns + column, r * columns + right);
      const x = (k: number) => Math.fround(-halfSide + (k * 2 * halfSide) / columns);
      const y = (k: number) => Math.fround(halfSide - (k * 2 * halfSide) / rows);
      // Walls are open rectangles. Moving the lower edges by one float makes neighbours overlap: no seam is left
      // to slip through, and a cell owns its lower edges.
      walls.push(floatBelow(x(column)), floatBelow(y(bottom)), x(right), y(row));
    }
  }
  return Float32Array.from(walls);
}

/** The next f32 below. */
function floatBelow(value: number): number {
  const float = new Float32Array([value]);
  const bits = new Int32Array(float.buffer);
  if (value === 0) return -1.401298464324817e-45;
  bits[0] = bits[0]! + (value > 0 ? -1 : 1);
  return float[0]!;
}
