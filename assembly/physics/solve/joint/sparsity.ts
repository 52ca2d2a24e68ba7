// Which entries of the mass matrix M, of the Hessian H = M + Jᵀ W J and of its factor are not zero. Row d of M has
// those on the way from d to the root: a bit for each (table of dofs). A constraint over a span of degrees of freedom
// couples all of these with one another; where they lie on one way to the root, M does so already.
//
// H = Lᵀ D L is factored from the last row to the first, leaves first, so that the tree alone fills nothing in
// (Featherstone, RBDA, section 6.5). With spans that branch, eliminating row k couples all that row k has: row j of
// them gains the bits of row k below j. What comes out is the sparsity of the whole group: entries that a world does
// not have are zeros, and subtracting them changes no bit.

import { splat, store } from '../../../vector';
import {
  contactSlot,
  dofCount,
  dofRow,
  factorRow,
  hessianRow,
  linkSlot,
  massRow,
  pairRow,
  spanBits,
  spanCount,
  spanDofRow,
  spanRow,
  sparsitySlot,
  whole,
  word,
} from '../../bound.generated';
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
  SPARSITY_BELOW,
  SPARSITY_BOUNDS,
  SPARSITY_MASK,
  SPARSITY_RUNS,
} from '../../layout.generated';
import { bit, lowest } from '../bits';

/** First of the rows that are the sparsity of M. */
export const OF_MASS: i32 = 0;

/** The sparsity of M, which is that of the model: before the first step. */
export function findMassSparsity(): void {
  copyTree(OF_MASS);
  describe(OF_MASS);
  for (let w = 0; w < wordCount(); w++) i64.store(spanBits(w), 0, KNOWN);
}

/**
 * The sparsity of this step's Hessian: that of M if no span branches, else one of its own, which is found anew only
 * if the spans that do are others than in the step before. Returns its first row. The entries of M that it has and M
 * has not are set to zero.
 */
export function findSparsity(contacts: i32, links: i32): i32 {
  for (let w = 0; w < wordCount(); w++) i64.store(spanBits(w), 0, WANTED);
  let branches: boolean = false;
  for (let c = 0; c < contacts; c++) {
    const pair = pairRow(i32.load(contactSlot(c) + CONTACT_PAIR));
    if (want(whole(pair, PAIR_SPAN))) branches = true;
  }
  for (let c = 0; c < links; c++) {
    if (want(i32.load(linkSlot(c) + LINK_SPAN))) branches = true;
  }
  if (!branches) return OF_MASS;
  if (!sameAsBefore()) {
    copyTree(dofCount);
    for (let s = 0; s < spanCount; s++) if (isWanted(s)) couple(dofCount, spanRow(s));
    fillIn(dofCount);
    describe(dofCount);
    clearBeyond(dofCount);
  }
  for (let d = 0; d < dofCount; d++) clearFilled(dofCount, d, hessianRow(d));
  return dofCount;
}

// Of 64 spans: those of the sparsity that is known, and those wanted in this step.
const KNOWN: usize = 0;
const WANTED: usize = 8;

/** @inline */
function wordCount(): i32 {
  return (spanCount + 63) >> 6;
}

/** Notes a span if it branches, and says whether it does. @inline */
function want(span: i32): boolean {
  if (!whole(spanRow(span), SPAN_BRANCHES)) return false;
  const bits = spanBits(span >> 6);
  i64.store(bits, i64.load(bits, WANTED) | bit(span & 63), WANTED);
  return true;
}

/** @inline */
function isWanted(span: i32): boolean {
  return (i64.load(spanBits(span >> 6), WANTED) & bit(span & 63)) !== 0;
}

/** Whether the spans wanted are those that are known; they are from now on. */
function sameAsBefore(): boolean {
  let same: boolean = true;
  for (let w = 0; w < wordCount(); w++) {
    const wanted = i64.load(spanBits(w), WANTED);
    if (wanted !== i64.load(spanBits(w), KNOWN)) same = false;
    i64.store(spanBits(w), wanted, KNOWN);
  }
  return same;
}

function copyTree(first: i32): void {
  for (let d = 0; d < dofCount; d++) {
    const mask = sparsitySlot(first + d) + SPARSITY_MASK;
    i64.store(mask, i64.load(word(dofRow(d), DOF_TREE)));
    i64.store(mask, i64.load(word(dofRow(d), DOF_TREE) + 8), 8);
  }
}

/** Each degree of freedom of a span has all the others in its row. */
function couple(rows: i32, span: usize): void {
  const first = whole(span, SPAN_FIRST);
  const end = first + whole(span, SPAN_LENGTH);
  const low = i64.load(word(span, SPAN_MASK));
  const high = i64.load(word(span, SPAN_MASK) + 8);
  for (let k = first; k < end; k++) addBits(rows + whole(spanDofRow(k), SPAN_DOF_DOF), low, high);
}

/** Bits after the diagonal do no harm: `describe` leaves them out. @inline */
function addBits(row: i32, low: i64, high: i64): void {
  const mask = sparsitySlot(row) + SPARSITY_MASK;
  i64.store(mask, i64.load(mask) | low);
  i64.store(mask, i64.load(mask, 8) | high, 8);
}

function fillIn(first: i32): void {
  for (let k = dofCount - 1; k > 0; k--) {
    const mask = sparsitySlot(first + k) + SPARSITY_MASK;
    const low = i64.load(mask) & lowest(k);
    const high = i64.load(mask, 8) & lowest(k - 64);
    for (let rest = low; rest; rest &= rest - 1) addBits(first + <i32>ctz(rest), low, high);
    for (let rest = high; rest; rest &= rest - 1) addBits(first + 64 + <i32>ctz(rest), low, high);
  }
}

/** From the masks of the rows: their runs, and the masks of the columns. */
function describe(first: i32): void {
  for (let d = 0; d < dofCount; d++) {
    i64.store(sparsitySlot(first + d) + SPARSITY_BELOW, 0);
    i64.store(sparsitySlot(first + d) + SPARSITY_BELOW, 0, 8);
  }
  for (let d = 0; d < dofCount; d++) {
    const slot = sparsitySlot(first + d);
    const mask = slot + SPARSITY_MASK;
    const low = i64.load(mask) & lowest(d + 1);
    const high = i64.load(mask, 8) & lowest(d - 63);
    const runs = addRuns(slot, 0, low, 0);
    i32.store(slot + SPARSITY_RUNS, addRuns(slot, runs, high, 64));
    const word: usize = d < 64 ? 0 : 8;
    const row = bit(d & 63);
    for (let rest = low & lowest(d); rest; rest &= rest - 1) addToColumn(first + <i32>ctz(rest), word, row);
    for (let rest = high & lowest(d - 64); rest; rest &= rest - 1) {
      addToColumn(first + 64 + <i32>ctz(rest), word, row);
    }
  }
}

/** @inline */
function addToColumn(column: i32, word: usize, row: i64): void {
  const below = sparsitySlot(column) + SPARSITY_BELOW + word;
  i64.store(below, i64.load(below) | row);
}

/** The columns that are bits of a row as runs of neighbours, in order; returns how many runs there are. */
function addRuns(slot: usize, runs: i32, bits: i64, first: i32): i32 {
  while (bits) {
    const start = <i32>ctz(bits);
    const filled = bits | lowest(start);
    const end = filled === -1 ? 64 : <i32>ctz(~filled);
    const bounds = slot + SPARSITY_BOUNDS + ((<usize>runs) << 3);
    i32.store(bounds, (first + start) << 4);
    i32.store(bounds, (first + end) << 4, 4);
    bits &= ~lowest(end);
    runs++;
  }
  return runs;
}

/**
 * Zeros where there will be nothing: the entries of M that the Hessian has and M has not, and those of the factor
 * that a row has not but others in its columns have, which are read with these (factor.ts).
 */
function clearBeyond(first: i32): void {
  for (let d = 0; d < dofCount; d++) {
    const mask = sparsitySlot(first + d) + SPARSITY_MASK;
    clearFilled(first, d, massRow(d));
    clearEntries(factorRow(d), ~i64.load(mask) & lowest(d), ~i64.load(mask, 8) & lowest(d - 64));
  }
}

/** Zeros in a row where the Hessian has entries and M has none. @inline */
function clearFilled(first: i32, d: i32, row: usize): void {
  const mask = sparsitySlot(first + d) + SPARSITY_MASK;
  const tree = sparsitySlot(OF_MASS + d) + SPARSITY_MASK;
  const low = i64.load(mask) & ~i64.load(tree) & lowest(d);
  const high = i64.load(mask, 8) & ~i64.load(tree, 8) & lowest(d - 64);
  clearEntries(row, low, high);
}

/** @inline */
function clearEntries(row: usize, low: i64, high: i64): void {
  for (let rest = low; rest; rest &= rest - 1) store(row, splat(0), <usize>ctz(rest));
  for (let rest = high; rest; rest &= rest - 1) store(row, splat(0), 64 + <usize>ctz(rest));
}
