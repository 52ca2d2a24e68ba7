/** Which degrees of freedom a constraint reaches: those that move one body relative to another. */

import type { MjModel } from '../../worlds/mujoco/module.js';
import type { WordWriter } from '../words.js';

/** Degrees of freedom by number, lowest first, each 1 where it moves the second of two bodies, −1 the first, 0 both. */
export interface Span {
  readonly dofs: readonly { readonly dof: number; readonly sign: number }[];
}

/** The spans of a model, each once. */
export class Spans {
  readonly #rows = new Map<string, number>();
  readonly #spans: Span[] = [];

  constructor(private readonly model: MjModel) {}

  /** The row of the span between two bodies: what moves both alike is left out. */
  between(body1: number, body2: number): number {
    const [first, second] = [body1, body2].map((body) => new Set(bodyDofs(this.model, body)));
    const dofs = [
      ...[...second!].filter((dof) => !first!.has(dof)).map((dof) => ({ dof, sign: 1 })),
      ...[...first!].filter((dof) => !second!.has(dof)).map((dof) => ({ dof, sign: -1 })),
    ];
    return this.#add(dofs);
  }

  /** The row of the span of all that moves either of two bodies. */
  around(body1: number, body2: number): number {
    const [first, second] = [body1, body2].map((body) => new Set(bodyDofs(this.model, body)));
    const sign = (dof: number) => Number(second!.has(dof)) - Number(first!.has(dof));
    return this.#add([...new Set([...first!, ...second!])].map((dof) => ({ dof, sign: sign(dof) })));
  }

  /** The row of the span of some degrees of freedom. */
  over(dofs: readonly number[]): number {
    return this.#add([...new Set(dofs)].map((dof) => ({ dof, sign: 1 })));
  }

  get list(): readonly Span[] {
    return this.#spans;
  }

  /** Degrees of freedom of all spans together. */
  get dofCount(): number {
    return this.#spans.reduce((sum, { dofs }) => sum + dofs.length, 0);
  }

  /** Degrees of freedom of the longest. */
  get longest(): number {
    return Math.max(0, ...this.#spans.map(({ dofs }) => dofs.length));
  }

  write(writer: WordWriter): void {
    let first = 0;
    this.#spans.forEach(({ dofs }, row) => {
      const mask = maskOf(dofs.map(({ dof }) => dof));
      const last = dofs.at(-1)?.dof;
      const oneWay = last === undefined || (mask & ~treeMask(this.model, last)) === 0n;
      writer.row('spans', row, {
        first,
        length: dofs.length,
        mask: words64(mask),
        branches: Number(!oneWay),
      });
      dofs.forEach((entry, k) => {
        writer.row('spanDofs', first + k, entry);
      });
      first += dofs.length;
    });
  }

  #add(unsorted: Span['dofs'][number][]): number {
    const dofs = unsorted.sort((a, b) => a.dof - b.dof);
    const key = JSON.stringify(dofs);
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    this.#rows.set(key, this.#spans.length);
    return this.#spans.push({ dofs }) - 1;
  }
}

/** The degrees of freedom that move a body. */
export function bodyDofs(model: MjModel, body: number): number[] {
  const dofs: number[] = [];
  for (let b = body; b > 0; b = model.body_parentid[b]) {
    for (let i = 0; i < model.body_dofnum[b]; i++) dofs.push(model.body_dofadr[b] + i);
  }
  return dofs;
}

/** A bit for a degree of freedom and for each on its way to the root. */
export function treeMask(model: MjModel, dof: number): bigint {
  const dofs: number[] = [];
  for (let d = dof; d >= 0; d = model.dof_parentid[d]) dofs.push(d);
  return maskOf(dofs);
}

/** Two words of 64 bits. */
export function words64(mask: bigint): [bigint, bigint] {
  return [BigInt.asUintN(64, mask), BigInt.asUintN(64, mask >> 64n)];
}

function maskOf(dofs: readonly number[]): bigint {
  return dofs.reduce((mask, dof) => mask | (1n << BigInt(dof)), 0n);
}
