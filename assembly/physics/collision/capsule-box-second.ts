// The second contact of a capsule with a box: from the place on the capsule's segment that is nearest to the box (see
// capsule-box.ts) on along it, as far as it is beside the box, by whether that place is above a face, within an edge or
// at a corner (what MuJoCo does in the second half of mjraw_CapsuleBox).

import {
  abs,
  add,
  and,
  andNot,
  any,
  div,
  gt,
  load,
  lt,
  mul,
  neg,
  not,
  or,
  pmin,
  select,
  splat,
  store,
  sub,
  xor,
} from '../../vector';
import { temporary } from '../bound.generated';
import {
  ALONG,
  CORNER,
  EDGE,
  FACE,
  HALF,
  HAS_SECOND,
  LENGTH,
  MIDDLE,
  ON_EDGE,
  ON_FACE,
  PLACE,
  SECOND,
  SIDE,
} from './capsule-box-scratch';

/** Sets the second place in the lanes of a mask. @inline */
function setSecond(second: v128, mask: v128): void {
  store(temporary, select(second, load(temporary, SECOND), mask), SECOND);
  store(temporary, or(load(temporary, HAS_SECOND), mask), HAS_SECOND);
}

/** Above a face: on toward the other end, as far as it is above the face. None if the end is inside the box. */
export function secondOfFace(): void {
  const onFace = load(temporary, ON_FACE);
  const some = or(load(temporary, FACE), or(load(temporary, FACE + 1), load(temporary, FACE + 2)));
  const lanes = and(onFace, some);
  if (!any(lanes)) return;
  const flush = splat(1e-6); // an end beside an edge within rounding is not where the segment leaves the face
  const forward = neg(load(temporary, PLACE)); // from this end to the other
  let second = splat(2);
  for (let k: usize = 0; k < 3; k++) {
    const h = load(temporary, HALF + k);
    const side = load(temporary, SIDE + k);
    const end = sub(load(temporary, MIDDLE + k), mul(forward, h));
    const elsewhere = not(load(temporary, FACE + k));
    const up = mul(div(sub(side, end), h), forward);
    second = select(up, second, and(elsewhere, and(gt(up, flush), lt(up, second))));
    const down = mul(div(sub(neg(side), end), h), forward);
    second = select(down, second, and(elsewhere, and(gt(down, flush), lt(down, second))));
  }
  setSecond(mul(second, forward), lanes);
}

/** Lanes in which the segment rises along axis k toward the outside of the corner. @inline */
function differs(k: usize): v128 {
  return xor(gt(load(temporary, HALF + k), splat(0)), load(temporary, CORNER + k));
}

/** How much of the segment the whole side along axis k takes: 2 side / |half axis|. @inline */
function span(k: usize): v128 {
  return div(mul(splat(2), load(temporary, SIDE + k)), abs(load(temporary, HALF + k)));
}

/**
 * Within an edge: along the face to which the segment is more nearly parallel, if it goes in over that face at all. No
 * further than the opposite side, nor than where it leaves the face beyond the end of the edge.
 */
export function secondOfEdge(): void {
  const within = andNot(load(temporary, ON_EDGE), load(temporary, ON_FACE));
  if (!any(within)) return;
  const one = splat(1);
  for (let j: usize = 0; j < 3; j++) {
    const k: usize = j === 2 ? 0 : j + 1;
    const l: usize = k === 2 ? 0 : k + 1;
    const dk = differs(k);
    const dl = differs(l);
    const lanes = and(and(within, load(temporary, EDGE + j)), xor(dk, dl)); // of the two axes across exactly one
    if (!any(lanes)) continue;
    const place = load(temporary, PLACE);
    const along = load(temporary, ALONG);
    const byK = gt(abs(load(temporary, HALF + k)), abs(load(temporary, HALF + l)));
    const forth = select(dk, dl, byK);
    let second = select(sub(one, place), add(one, place), forth);
    second = pmin(second, select(span(k), span(l), byK));
    const h = load(temporary, HALF + j);
    const rest = select(add(one, along), sub(one, along), xor(gt(h, splat(0)), forth));
    second = pmin(second, div(mul(load(temporary, SIDE + j), rest), abs(h)));
    setSecond(select(second, neg(second), forth), lanes);
  }
}

/**
 * At a corner: along an edge, or in over a face, whichever the segment is more nearly parallel to. None if it points
 * toward the corner or away from it. One axis tells itself from the two others by how the segment goes along it.
 */
export function secondOfCorner(): void {
  const at = not(or(load(temporary, ON_EDGE), load(temporary, ON_FACE)));
  if (!any(at)) return;
  const one = splat(1);
  const d0 = differs(0);
  const d1 = differs(1);
  const d2 = differs(2);
  const odd = xor(xor(d0, d1), d2); // one of them, or all
  const some = or(or(d0, d1), d2);
  const every = and(and(d0, d1), d2);
  const lanes = and(at, andNot(some, every));
  if (!any(lanes)) return;
  // The axis that differs from the other two: of one the one that differs, of two the one that does not.
  const x = not(xor(d0, odd));
  const y = not(xor(d1, odd));
  const place = load(temporary, PLACE);
  const h = select(load(temporary, HALF), select(load(temporary, HALF + 1), load(temporary, HALF + 2), y), x);
  const forth = sub(one, place);
  const back = add(one, place);
  const s0 = span(0);
  const s1 = span(1);
  const s2 = span(2);
  const edge = pmin(select(forth, back, odd), select(s0, select(s1, s2, y), x));
  const face = pmin(select(back, forth, odd), pmin(select(s1, s0, x), select(s1, s2, not(or(x, y)))));
  const alongEdge = gt(mul(h, h), mul(splat(0.5), load(temporary, LENGTH)));
  const second = select(edge, neg(face), alongEdge);
  setSecond(select(second, neg(second), odd), lanes);
}
