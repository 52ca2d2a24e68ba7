// Along which direction two boxes overlap least, in one world, as MuJoCo chooses it (engine_collision_box.c; the
// separating-axis test of Gottschalk, Lin, Manocha, OBBTree, SIGGRAPH 1996). The normal of a contact is that
// direction.
//
//     code 0 1 2    axes of the first box: one of its faces
//          3 4 5    of the second
//          6 … 14   6 + 3 i + j: edge i of the first × edge j of the second
//
// A face is preferred where an edge axis is hardly better: it yields several contacts, on which a box rests.

import { boxesSlot, solidSlot } from '../bound.generated';
import {
  BOXES_AXIS,
  BOXES_AXIS_OF_SECOND,
  BOXES_FIRST,
  BOXES_SECOND,
  BOXES_TURN,
  BOXES_TURN_BACK,
  SOLID_CENTRE,
  SOLID_ROTATION,
  SOLID_SIZE,
} from '../layout.generated';
import {
  at,
  difference,
  following,
  inner,
  makeUnit,
  put,
  setTriple,
  triple,
  turn,
  turnBack,
} from './triples';

/** Code of boxes that are apart. */
export const APART_BOXES: i32 = -1;
/** First code of an edge axis. */
export const EDGES: i32 = 6;

/** Below this sin² edges count as parallel: their product is rounding of f32 poses, and the faces cover it. */
const PARALLEL: f64 = 1e-12;
/** By how much of its size an edge's separation has to be better than a face's. */
const EDGE_PENALTY: f64 = 1e-6;
/** An edge axis within 8 degrees of the best face gives way to it, unless it is better by this part of the depth. */
const SAME_DIRECTION: f64 = 0.99;
const DEPTH_PART: f64 = 0.05;

/** Writes the slot `boxes`: how the solids 0 and 1 lie in each other's frames. */
export function relateBoxes(): void {
  const boxes = boxesSlot(0);
  const first = solidSlot(0);
  const second = solidSlot(1);
  const d = boxes + BOXES_AXIS;
  difference(d, second + SOLID_CENTRE, first + SOLID_CENTRE);
  turnBack(boxes + BOXES_SECOND, first + SOLID_ROTATION, d);
  difference(d, first + SOLID_CENTRE, second + SOLID_CENTRE);
  turnBack(boxes + BOXES_FIRST, second + SOLID_ROTATION, d);
  for (let i: usize = 0; i < 3; i++) {
    for (let j: usize = 0; j < 3; j++) {
      let cosine: f64 = 0;
      for (let k: usize = 0; k < 3; k++)
        cosine += at(first + SOLID_ROTATION, 3 * k + i) * at(second + SOLID_ROTATION, 3 * k + j);
      put(boxes + BOXES_TURN, 3 * i + j, cosine);
      put(boxes + BOXES_TURN_BACK, 3 * j + i, cosine);
    }
  }
}

/**
 * Code of the axis along which the boxes overlap least; APART_BOXES if along one they are more than `limit`
 * apart.
 */
export function separatingAxis(limit: f64): i32 {
  let best: f64 = -Infinity;
  let code = APART_BOXES;
  for (let f = 0; f < EDGES; f++) {
    const separation = alongFace(f);
    if (!(separation <= limit)) return APART_BOXES;
    if (separation > best) {
      best = separation;
      code = f;
    }
  }
  const face = code;
  const bestFace = best;
  for (let e = EDGES; e < EDGES + 9; e++) {
    if (!edgeAxis(e)) continue;
    const separation = alongEdges();
    if (!(separation <= limit)) return APART_BOXES;
    if (separation - EDGE_PENALTY * abs<f64>(separation) > best && separation > bestFace) {
      best = separation;
      code = e;
    }
  }
  if (code >= EDGES && facesAlong(code, face) && best < bestFace + DEPTH_PART * abs<f64>(bestFace) + 1e-15) {
    return face;
  }
  return code;
}

/** Separation along an axis of one of the boxes. */
function alongFace(code: i32): f64 {
  const boxes = boxesSlot(0);
  const ofFirst = code < 3;
  const k = ofFirst ? code : code - 3;
  const apart = abs<f64>(at(boxes + (ofFirst ? BOXES_SECOND : BOXES_FIRST), k));
  // The axis as the other box sees it: row k of the matrix that turns into its frame.
  const seen = triple(boxes + (ofFirst ? BOXES_TURN : BOXES_TURN_BACK), k);
  const owner = solidSlot(ofFirst ? 0 : 1) + SOLID_SIZE;
  return apart - at(owner, k) - reachOf(solidSlot(ofFirst ? 1 : 0) + SOLID_SIZE, seen);
}

/** How far a box with these half sizes reaches in a direction in its frame. */
function reachOf(size: usize, direction: usize): f64 {
  return (
    at(size, 0) * abs<f64>(at(direction, 0)) +
    at(size, 1) * abs<f64>(at(direction, 1)) +
    at(size, 2) * abs<f64>(at(direction, 2))
  );
}

/** Writes the axis of an edge code, of length 1, in both frames; false if the edges are parallel. */
export function edgeAxis(code: i32): bool {
  const boxes = boxesSlot(0);
  const i = (code - EDGES) / 3;
  const j = (code - EDGES) % 3;
  const i1 = following(i);
  const i2 = following(i1);
  const axis = boxes + BOXES_AXIS;
  setTriple(axis, 0, 0, 0);
  put(axis, i1, -at(boxes + BOXES_TURN, 3 * i2 + j));
  put(axis, i2, at(boxes + BOXES_TURN, 3 * i1 + j));
  if (!(inner(axis, axis) >= PARALLEL)) return false;
  makeUnit(axis, axis);
  const seen = boxes + BOXES_AXIS_OF_SECOND;
  turn(seen, boxes + BOXES_TURN_BACK, axis);
  put(seen, j, 0); // the axis is normal to that edge
  return true;
}

/** Separation along the edge axis just written. */
function alongEdges(): f64 {
  const boxes = boxesSlot(0);
  const apart = abs<f64>(inner(boxes + BOXES_AXIS, boxes + BOXES_SECOND));
  const reach1 = reachOf(solidSlot(0) + SOLID_SIZE, boxes + BOXES_AXIS);
  return apart - reach1 - reachOf(solidSlot(1) + SOLID_SIZE, boxes + BOXES_AXIS_OF_SECOND);
}

/** Whether an edge axis has nearly the direction of a face's normal. */
function facesAlong(edge: i32, face: i32): bool {
  const boxes = boxesSlot(0);
  edgeAxis(edge);
  const cosine =
    face < 3
      ? at(boxes + BOXES_AXIS, face)
      : inner(boxes + BOXES_AXIS, triple(boxes + BOXES_TURN_BACK, face - 3));
  return abs<f64>(cosine) > SAME_DIRECTION;
}
