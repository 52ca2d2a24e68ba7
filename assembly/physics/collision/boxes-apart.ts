// Whether two boxes may touch, in four worlds at once: the separating-axis test (Gottschalk, Lin, Manocha, OBBTree,
// SIGGRAPH 1996). Boxes are apart if and only if they are along one of 15 directions: the axes of either, and the
// cross products of an axis of the one with one of the other.

import { abs, add, and, any, broadcast, dot3, le, load, mul, splat, store, sub } from '../../vector';
import { temporary, word } from '../bound.generated';
import { CENTRE, GEOM_SIZE, ROTATION } from '../layout.generated';

// Vectors of `temporary`.
const T: usize = 0; // axes of the second in the frame of the first: T[3 i + j] = aᵢ · bⱼ
const ABS: usize = 9; // |T|
const D1: usize = 18; // from the first centre to the second, in the first's frame
const D2: usize = 21; // and in the second's

/**
 * Mask of the lanes in which two boxes may be closer than `margin`. What is nearly so is left to the exact test.
 *
 * @param first slot and row of a geom, `second` those of the other
 */
export function boxesNear(first: usize, row1: usize, second: usize, row2: usize, margin: f32): v128 {
  const ROUNDING: f32 = 4e-6;
  const dx = sub(load(second + CENTRE), load(first + CENTRE));
  const dy = sub(load(second + CENTRE, 1), load(first + CENTRE, 1));
  const dz = sub(load(second + CENTRE, 2), load(first + CENTRE, 2));
  for (let i: usize = 0; i < 3; i++) {
    store(temporary, along(first, i, dx, dy, dz), D1 + i);
    store(temporary, along(second, i, dx, dy, dz), D2 + i);
    const ax = load(first + ROTATION, i);
    const ay = load(first + ROTATION, 3 + i);
    const az = load(first + ROTATION, 6 + i);
    for (let j: usize = 0; j < 3; j++) {
      const cosine = along(second, j, ax, ay, az);
      store(temporary, cosine, T + 3 * i + j);
      store(temporary, abs(cosine), ABS + 3 * i + j);
    }
  }
  let scale: f32 = 0;
  for (let k: usize = 0; k < 3; k++)
    scale += f32.load(word(row1, GEOM_SIZE + k)) + f32.load(word(row2, GEOM_SIZE + k));
  // Distances within which f32 cannot tell: of the sizes, and of how far the centres are apart.
  const far = add(add(abs(dx), abs(dy)), abs(dz));
  const slack = add(splat(margin), mul(splat(ROUNDING), add(splat(scale), far)));
  let near = le(far, far); // not where something is not a number
  for (let i: usize = 0; i < 3; i++) {
    const reach1 = add(
      half(row1, i),
      reach(
        row2,
        load(temporary, ABS + 3 * i),
        load(temporary, ABS + 3 * i + 1),
        load(temporary, ABS + 3 * i + 2),
      ),
    );
    near = and(near, le(sub(abs(load(temporary, D1 + i)), reach1), slack));
    const reach2 = add(
      half(row2, i),
      reach(row1, load(temporary, ABS + i), load(temporary, ABS + 3 + i), load(temporary, ABS + 6 + i)),
    );
    near = and(near, le(sub(abs(load(temporary, D2 + i)), reach2), slack));
  }
  for (let i: usize = 0; i < 3; i++) {
    if (!any(near)) break;
    for (let j: usize = 0; j < 3; j++) near = and(near, le(betweenEdges(row1, row2, i, j), slack));
  }
  return near;
}

/** Component of a direction along axis i of a geom. @inline */
function along(geom: usize, i: usize, x: v128, y: v128, z: v128): v128 {
  return dot3(x, y, z, load(geom + ROTATION, i), load(geom + ROTATION, 3 + i), load(geom + ROTATION, 6 + i));
}

/** Half of a box's edge. @inline */
function half(row: usize, i: usize): v128 {
  return broadcast(word(row, GEOM_SIZE + i));
}

/** How far a box reaches in a direction with these sizes of its components along the box's axes. @inline */
function reach(row: usize, x: v128, y: v128, z: v128): v128 {
  return dot3(x, y, z, half(row, 0), half(row, 1), half(row, 2));
}

/** Separation along aᵢ × bⱼ, times the length of that, which is 1 or less. */
function betweenEdges(row1: usize, row2: usize, i: usize, j: usize): v128 {
  const i1 = (i + 1) % 3;
  const i2 = (i + 2) % 3;
  const j1 = (j + 1) % 3;
  const j2 = (j + 2) % 3;
  const apart = sub(
    mul(load(temporary, D1 + i2), load(temporary, T + 3 * i1 + j)),
    mul(load(temporary, D1 + i1), load(temporary, T + 3 * i2 + j)),
  );
  const reach1 = add(
    mul(half(row1, i1), load(temporary, ABS + 3 * i2 + j)),
    mul(half(row1, i2), load(temporary, ABS + 3 * i1 + j)),
  );
  const reach2 = add(
    mul(half(row2, j1), load(temporary, ABS + 3 * i + j2)),
    mul(half(row2, j2), load(temporary, ABS + 3 * i + j1)),
  );
  return sub(abs(apart), add(reach1, reach2));
}
