// Links: rows of constraints that are no contacts and reach over the degrees of freedom of a span, from one row to
// six (schema.mjs). Each kind of constraint makes its own; the solver tells them apart by their bounds alone
// (solve/law.ts).

import { and, broadcast, div, load, mul, mulAdd, splat, store, sub } from '../../vector';
import { linkJacobian, linkSlot, spanDofRow, spanRow, whole } from '../bound.generated';
import {
  LINK_DJ,
  LINK_HIGH,
  LINK_JACOBIAN,
  LINK_LOW,
  LINK_ROWS,
  LINK_SPAN,
  LINK_WEIGHT,
  SPAN_DOF_DOF,
  SPAN_FIRST,
  SPAN_LENGTH,
} from '../layout.generated';

/**
 * Link `i`, over a span, with `rows` rows that have these bounds. Its DJ are zeros: there is room for J q̇
 * (`writeEntry`).
 */
export function beginLink(i: i32, span: i32, rows: i32, low: v128, high: v128): usize {
  const link = linkSlot(i);
  i32.store(link + LINK_ROWS, rows);
  i32.store(link + LINK_SPAN, span);
  i32.store(link + LINK_JACOBIAN, <i32>linkJacobian(i));
  store(link + LINK_LOW, low);
  store(link + LINK_HIGH, high);
  for (let r = 0; r < rows; r++) store(link + LINK_DJ, splat(0), r);
  return link;
}

/** How many degrees of freedom a link reaches. @inline */
export function linkLength(link: usize): i32 {
  return whole(spanRow(i32.load(link + LINK_SPAN)), SPAN_LENGTH);
}

/** Number k of them. @inline */
export function linkDof(link: usize, k: i32): i32 {
  return whole(linkEntry(link, k), SPAN_DOF_DOF);
}

/** Row of the table of the span's degrees of freedom. @inline */
export function linkEntry(link: usize, k: i32): usize {
  return spanDofRow(whole(spanRow(i32.load(link + LINK_SPAN)), SPAN_FIRST) + k);
}

/** D of row r, zero outside `mask`: of the impedance 1 − slack and the diagonal at an address. @inline */
export function weighRow(link: usize, r: i32, slack: v128, diagonal: usize, mask: v128): void {
  const D = div(sub(splat(1), slack), mul(slack, broadcast(diagonal)));
  store(link + LINK_WEIGHT, and(D, mask), r);
}

/** Writes entry k of row r of the Jacobian, and adds what moves at `speed` to J q̇ of the row. @inline */
export function writeEntry(link: usize, r: i32, length: i32, k: i32, entry: v128, speed: v128): void {
  store(<usize>i32.load(link + LINK_JACOBIAN), entry, r * length + k);
  store(link + LINK_DJ, mulAdd(entry, speed, load(link + LINK_DJ, r)), r);
}
