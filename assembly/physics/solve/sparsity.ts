// Which entries of the Hessian H = M + Jᵀ D J and of its factor L are not zero. Row d of M has those on the way from d to
// the root: a bit for each (table of dofs). A constraint over a span of degrees of freedom couples all of these with one
// another; where they lie on one way to the root, M does so already.
//
// H = Lᵀ D L is factored from the last row to the first, leaves first, so that the tree alone fills nothing in
// (Featherstone, RBDA, section 6.5). With spans that branch, eliminating row k couples all that row k has: row j of them
// gains the bits of row k below j. What comes out is the sparsity of the whole group: entries that a world does not have are
// zeros, and subtracting them changes no bit.

import {
  contactSlot,
  dofCount,
  dofRow,
  linkSlot,
  pairRow,
  spanDofRow,
  spanRow,
  sparsitySlot,
  whole,
  word,
} from '../bound.generated';
import {
  CONTACT_PAIR,
  DOF_TREE,
  LINK_SPAN,
  PAIR_SPAN,
  SPAN_BRANCHES,
  SPAN_DOF_DOF,
  SPAN_FIRST,
  SPAN_LENGTH,
  SPAN_MASK,
  SPARSITY_BOUNDS,
  SPARSITY_MASK,
  SPARSITY_RUNS,
} from '../layout.generated';

/** Writes the sparsity slots of this step. */
export function findSparsity(contacts: i32, links: i32): void {
  for (let d = 0; d < dofCount; d++) {
    const mask = sparsitySlot(d) + SPARSITY_MASK;
    i64.store(mask, i64.load(word(dofRow(d), DOF_TREE)));
    i64.store(mask, i64.load(word(dofRow(d), DOF_TREE) + 8), 8);
  }
  let branches = false;
  for (let c = 0; c < contacts; c++) {
    const span = spanRow(whole(pairRow(i32.load(contactSlot(c) + CONTACT_PAIR)), PAIR_SPAN));
    if (whole(span, SPAN_BRANCHES)) {
      couple(span);
      branches = true;
    }
  }
  for (let c = 0; c < links; c++) {
    const span = spanRow(i32.load(linkSlot(c) + LINK_SPAN));
    if (whole(span, SPAN_BRANCHES)) {
      couple(span);
      branches = true;
    }
  }
  if (branches) fillIn();
  for (let d = 0; d < dofCount; d++) findRuns(d);
}

/** Each degree of freedom of a span has all the others in its row. */
function couple(span: usize): void {
  const first = whole(span, SPAN_FIRST);
  const end = first + whole(span, SPAN_LENGTH);
  const low = i64.load(word(span, SPAN_MASK));
  const high = i64.load(word(span, SPAN_MASK) + 8);
  for (let k = first; k < end; k++) addBits(whole(spanDofRow(k), SPAN_DOF_DOF), low, high);
}

/** Bits after the diagonal do no harm: `findRuns` leaves them out. @inline */
function addBits(d: i32, low: i64, high: i64): void {
  const mask = sparsitySlot(d) + SPARSITY_MASK;
  i64.store(mask, i64.load(mask) | low);
  i64.store(mask, i64.load(mask, 8) | high, 8);
}

function fillIn(): void {
  for (let k = dofCount - 1; k > 0; k--) {
    const mask = sparsitySlot(k) + SPARSITY_MASK;
    const low = i64.load(mask) & below(k);
    const high = i64.load(mask, 8) & below(k - 64);
    for (let rest = low; rest; rest &= rest - 1) addBits(<i32>ctz(rest), low, high);
    for (let rest = high; rest; rest &= rest - 1) addBits(64 + <i32>ctz(rest), low, high);
  }
}

/** Bits 0 to n − 1. @inline */
function below(n: i32): i64 {
  return n >= 64 ? -1 : n <= 0 ? 0 : ((<i64>1) << (<i64>n)) - 1;
}

/** The columns of row d before the diagonal as runs of neighbours, the last first. */
function findRuns(d: i32): void {
  const slot = sparsitySlot(d);
  const mask = slot + SPARSITY_MASK;
  let runs = 0;
  runs = addRuns(slot, runs, i64.load(mask, 8) & below(d - 64), 64);
  runs = addRuns(slot, runs, i64.load(mask) & below(d), 0);
  i32.store(slot + SPARSITY_RUNS, runs);
}

function addRuns(slot: usize, runs: i32, bits: i64, first: i32): i32 {
  while (bits) {
    const end = 64 - <i32>clz(bits);
    const gaps = ~bits & below(end); // the last of them lies before the run
    const start = gaps ? 64 - <i32>clz(gaps) : 0;
    const bounds = slot + SPARSITY_BOUNDS + ((<usize>runs) << 3);
    i32.store(bounds, first + start);
    i32.store(bounds, first + end, 4);
    bits &= below(start);
    runs++;
  }
  return runs;
}
