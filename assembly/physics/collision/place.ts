// Where the geoms are, their bodies being placed.

import { broadcast, dot3, load, mul, store } from '../../vector';
import { bodySlot, geomCount, geomRow, geomSlot, whole, word } from '../bound.generated';
import {
  CENTRE,
  GEOM_AXES,
  GEOM_BODY,
  GEOM_CAPSULE,
  GEOM_POSITION,
  GEOM_SIZE,
  GEOM_SPHERE,
  GEOM_SURFACE_ROW,
  GEOM_TYPE,
  HALF_AXIS,
  P,
  R,
  ROTATION,
} from '../layout.generated';
import { pointOnBody } from '../spatial';

/**
 * Places the geoms where their bodies are. Of what is round about its axis z, only that axis is placed, unless its
 * surface moves in the geom's frame.
 */
export function placeGeoms(): void {
  for (let g = 0; g < geomCount; g++) {
    const row = geomRow(g);
    const geom = geomSlot(g);
    const body = bodySlot(whole(row, GEOM_BODY));
    const type = whole(row, GEOM_TYPE);
    pointOnBody(geom + CENTRE, body + R, body + P, word(row, GEOM_POSITION));
    placeAxis(geom + ROTATION, body + R, word(row, GEOM_AXES), 2);
    const round = whole(row, GEOM_SURFACE_ROW) < 0;
    if (type === GEOM_SPHERE && round) continue;
    if (type === GEOM_CAPSULE) {
      const length = broadcast(row, GEOM_SIZE + 1);
      for (let i: usize = 0; i < 3; i++) {
        store(geom + HALF_AXIS, mul(length, load(geom + ROTATION, 3 * i + 2)), i);
      }
      if (round) continue;
    }
    placeAxis(geom + ROTATION, body + R, word(row, GEOM_AXES), 0);
    placeAxis(geom + ROTATION, body + R, word(row, GEOM_AXES), 1);
  }
}

/** Column `k` of out = R axes, with R a rotation and axes one of a table row. @inline */
function placeAxis(out: usize, rotation: usize, axes: usize, k: usize): void {
  const x = broadcast(axes, k);
  const y = broadcast(axes, k + 3);
  const z = broadcast(axes, k + 6);
  store(out, dot3(load(rotation, 0), load(rotation, 1), load(rotation, 2), x, y, z), k);
  store(out, dot3(load(rotation, 3), load(rotation, 4), load(rotation, 5), x, y, z), k + 3);
  store(out, dot3(load(rotation, 6), load(rotation, 7), load(rotation, 8), x, y, z), k + 6);
}
