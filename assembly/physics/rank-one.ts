// Contacts between two bodies in the Newton step. Such a row's Jacobian j reaches along both bodies' paths to the root,
// so its term w j jᵀ of the Hessian is of no single body and cannot enter the recursion of factor.ts. But it has rank one.
// With H₀ = L D Lᵀ what factor.ts factored, and u = L⁻¹ j,
//
//     H = H₀ + Σ w j jᵀ = L (D + Σ w u uᵀ) Lᵀ
//
// so only the middle matrix changes, and its inverse follows by the Sherman-Morrison formula, one contact after the
// other. Let P_c be the inverse after c contacts, P₀ = D⁻¹, and z_c = D P_{c−1} u_c:
//
//     z_c = u_c − Σ_{l<c} f_l z_l (z_l · D⁻¹u_c)          f_c = w_c / (1 + w_c z_c · D⁻¹u_c)
//
// The solve H x = b reduces b to y = L⁻¹ b as always, then replaces y by D P y, that is y − Σ f_c z_c (z_c · D⁻¹y_old),
// and goes on with the second half. u is L⁻¹ applied to j, the same pass as `reduce`, along the two paths only.
// A row that does not push in any world is skipped; in worlds where it does not push w = 0, hence f = 0.

import { pairRows } from './constraints';
import { axisDot } from './factor';
import { add, at, div, mul, neg, put, splat, sub } from './lanes';
import {
  BODY_DOFS, BODY_FIRST_DOF, BODY_PARENT, INVERSE, PAIR_ACTIVE, PAIR_BODIES, PAIR_FACTOR, PAIR_PATH, PAIR_WRENCH, REDUCED,
  SCALED, U, bodyRow, dofCount, dofSlot, pairSlot, pathSlot, reducedVectorSlot, vectorSlot, whole,
} from './layout';
import { clear6, copy6, scale6 } from './spatial';

/** Corrects REDUCED, the reduced right side, for all rows between bodies. */
export function correctForPairs(): void {
  for (let d = 0; d < dofCount; d++) {
    const dof = dofSlot(d);
    v128.store(dof, mul(v128.load(dof, REDUCED), v128.load(dof, INVERSE)), SCALED);
  }
  for (let c = 0; c < pairRows; c++) {
    const contact = pairSlot(c);
    const w = v128.load(contact, PAIR_ACTIVE);
    if (!isActive(w)) continue;
    const z = reducedVectorSlot(c), scaled = vectorSlot(c);
    reduceRow(contact, z);
    for (let d = 0; d < dofCount; d++) put(scaled, d, mul(at(z, d), v128.load(dofSlot(d), INVERSE)));
    for (let l = 0; l < c; l++) {
      if (isActive(v128.load(pairSlot(l), PAIR_ACTIVE))) removeEarlier(l, scaled, z);
    }
    applyCorrection(contact, w, z, scaled);
  }
}

@inline function isActive(w: v128): bool {
  return v128.any_true(f32x4.gt(w, splat(0)));
}

/** z −= f_l z_l (z_l · D⁻¹u). */
function removeEarlier(l: i32, scaled: usize, z: usize): void {
  const earlier = reducedVectorSlot(l);
  const bytes = <usize>dofCount << 4, even = bytes & ~31;
  let sum0 = splat(0), sum1 = splat(0);
  for (let o: usize = 0; o < even; o += 32) {
    sum0 = add(sum0, mul(v128.load(earlier + o), v128.load(scaled + o)));
    sum1 = add(sum1, mul(v128.load(earlier + o, 16), v128.load(scaled + o, 16)));
  }
  if (even != bytes) sum0 = add(sum0, mul(v128.load(earlier + even), v128.load(scaled + even)));
  const s = mul(add(sum0, sum1), v128.load(pairSlot(l), PAIR_FACTOR));
  for (let o: usize = 0; o < bytes; o += 16) {
    v128.store(z + o, sub(v128.load(z + o), mul(s, v128.load(earlier + o))));
  }
}

/** f of this row, and REDUCED −= f z (z · D⁻¹y). */
function applyCorrection(contact: usize, w: v128, z: usize, scaled: usize): void {
  let own = splat(0), right = splat(0);
  for (let d = 0; d < dofCount; d++) {
    const component = at(z, d);
    own = add(own, mul(component, at(scaled, d)));
    right = add(right, mul(component, v128.load(dofSlot(d), SCALED)));
  }
  const f = div(w, add(splat(1), mul(w, own)));
  v128.store(contact, f, PAIR_FACTOR);
  right = mul(right, f);
  for (let d = 0; d < dofCount; d++) {
    const dof = dofSlot(d);
    v128.store(dof, sub(v128.load(dof, REDUCED), mul(right, at(z, d))), REDUCED);
  }
}

/**
 * z = L⁻¹ j: the recursion of `reduce` with a unit force along the contact on the second body, its reverse on the
 * first, over the bodies of the two paths, leaves first (a child's number is above its parent's).
 */
function reduceRow(contact: usize, z: usize): void {
  for (let d = 0; d < dofCount; d++) put(z, d, splat(0));
  const path = load<u64>(contact + PAIR_PATH);
  for (let rest = path; rest; rest &= rest - 1) {
    clear6(pathSlot(<i32>ctz(rest)));
  }
  // As in `reduce`, forces are counted with the opposite sign.
  const first = pathSlot(load<i32>(contact + PAIR_BODIES)), second = pathSlot(load<i32>(contact + PAIR_BODIES, 4));
  copy6(first, contact + PAIR_WRENCH);
  scale6(second, splat(-1), contact + PAIR_WRENCH);
  for (let rest = path; rest; ) {
    const b = 63 - <i32>clz(rest);
    rest ^= (<u64>1) << b;
    reduceBody(b, z);
  }
}

@inline function reduceBody(b: i32, z: usize): void {
  const row = bodyRow(b), force = pathSlot(b), parent = whole(row, BODY_PARENT);
  let p0 = v128.load(force), p1 = v128.load(force, 16), p2 = v128.load(force, 32);
  let p3 = v128.load(force, 48), p4 = v128.load(force, 64), p5 = v128.load(force, 80);
  const firstDof = whole(row, BODY_FIRST_DOF);
  for (let d = firstDof + whole(row, BODY_DOFS) - 1; d >= firstDof; d--) {
    const dof = dofSlot(d);
    const y = neg(axisDot(dof, p0, p1, p2, p3, p4, p5));
    put(z, d, y);
    const scaled = mul(y, v128.load(dof, INVERSE));
    p0 = add(p0, mul(v128.load(dof, U), scaled));
    p1 = add(p1, mul(v128.load(dof, U + 16), scaled));
    p2 = add(p2, mul(v128.load(dof, U + 32), scaled));
    p3 = add(p3, mul(v128.load(dof, U + 48), scaled));
    p4 = add(p4, mul(v128.load(dof, U + 64), scaled));
    p5 = add(p5, mul(v128.load(dof, U + 80), scaled));
  }
  if (!parent) return;
  const up = pathSlot(parent);
  v128.store(up, add(v128.load(up), p0));
  v128.store(up, add(v128.load(up, 16), p1), 16);
  v128.store(up, add(v128.load(up, 32), p2), 32);
  v128.store(up, add(v128.load(up, 48), p3), 48);
  v128.store(up, add(v128.load(up, 64), p4), 64);
  v128.store(up, add(v128.load(up, 80), p5), 80);
}
