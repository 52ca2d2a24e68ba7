// Gathers what a task reads from the worlds of groups into plain rows of numbers, one row a world.

import { scatter } from '../shuffle';
import { load, store, sub } from '../vector';
import { bind, bodySlot, groupBytes, temporary, whole, word } from './bound.generated';
import { kinematics } from './kinematics';
import {
  GROUP_LISTS,
  P,
  Q,
  R,
  READ_AXES,
  READ_COUNT,
  READ_INDEX,
  READ_KIND,
  READ_OUTPUT,
  READ_POINT,
  READ_POINT_OF_BODY,
  READ_ROW,
  READ_STATE,
} from './layout.generated';
import { pointOnBody } from './spatial';

/**
 * Writes f32 [groupCount · 4][size]: for each world the numbers of the table `reads`. With `moved` the bodies are
 * placed first, as POINT and AXES need.
 */
export function physicsQuantities(
  model: usize,
  scratch: usize,
  groups: usize,
  groupCount: i32,
  reads: usize,
  readCount: i32,
  moved: i32,
  out: usize,
  size: i32,
): void {
  bind(model, scratch);
  const bytes = groupBytes();
  const stride = (<usize>size) << 2;
  for (let g = 0; g < groupCount; g++) {
    const group = groups + <usize>g * bytes;
    const rows = out + <usize>g * 4 * stride;
    if (moved) kinematics(group);
    for (let i = 0; i < readCount; i++) {
      const read = reads + <usize>i * READ_ROW;
      const source = locate(group, read);
      const first = rows + ((<usize>whole(read, READ_OUTPUT)) << 2);
      const count = whole(read, READ_COUNT);
      for (let k = 0; k < count; k++) scatter(first + ((<usize>k) << 2), stride, load(source, k));
    }
  }
}

/** Where the v128 of a read lie. */
function locate(group: usize, read: usize): usize {
  const kind = whole(read, READ_KIND);
  const index = whole(read, READ_INDEX);
  if (kind === READ_STATE) return group + GROUP_LISTS + ((<usize>index) << 4);
  const body = bodySlot(index);
  if (kind === READ_POINT_OF_BODY) return pointInWorld(body, word(read, READ_POINT));
  return kind === READ_AXES ? body + R : body + Q;
}

/** A point of a body, counted from the world's origin. */
function pointInWorld(body: usize, place: usize): usize {
  const point = temporary;
  const world = bodySlot(0) + P;
  pointOnBody(point, body + R, body + P, place);
  for (let i: usize = 0; i < 3; i++) store(point, sub(load(point, i), load(world, i)), i);
  return point;
}
