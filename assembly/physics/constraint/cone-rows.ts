// Rows of contacts with elliptic cones (MuJoCo's documentation, Computation: elliptic cones). The rows are the
// components themselves. Those of friction have no K, a damping of their own, and weights such that with j = J x −
// aref scaled to
//
//     u = (μ j₀, f₁ j₁, f₂ j₂, …)        μ = f₁ / √impratio
//
// for coefficients of friction f, all of them have the same weight c = D / μ²: D_i = impratio · D (f₁ / f_i)². The
// scales are put into the Jacobian, and μ is that of the cone of u, N ≥ μ T (solve/cone.ts).

import { add, broadcast, div, load, mul, splat, store } from '../../vector';
import { elliptic, spanRow, whole } from '../bound.generated';
import {
  CONTACT_J,
  CONTACT_JACOBIAN,
  CONTACT_RATE,
  CONTACT_SIZE,
  CONTACT_WEIGHT,
  PAIR_CONDIM,
  PAIR_CONE,
  PAIR_FRICTION,
  PAIR_FRICTION_DAMPING,
  PAIR_SPAN,
  SPAN_LENGTH,
} from '../layout.generated';
import { reference } from './row';

/** Whether contacts of so many components are elliptic cones. @inline */
export function isCone(condim: i32): bool {
  return elliptic !== 0 && condim > 1;
}

/**
 * Scales the Jacobian and weight of a contact, and writes its rows, from the rates of its components.
 *
 * @param soft, slack, depth as of any row
 */
export function coneRows(contact: usize, pair: usize, soft: usize, slack: v128, depth: v128): void {
  const condim = whole(pair, PAIR_CONDIM);
  const length = whole(spanRow(whole(pair, PAIR_SPAN)), SPAN_LENGTH);
  const jacobian = <usize>i32.load(contact + CONTACT_JACOBIAN);
  const mu = broadcast(pair, PAIR_CONE);
  const damping = broadcast(pair, PAIR_FRICTION_DAMPING);
  let square = splat(0);
  for (let i = 0; i < condim; i++) {
    const scale = i === 0 ? mu : broadcast(pair, PAIR_FRICTION + i - 1);
    const rate = load(contact + CONTACT_RATE, i);
    const j = i === 0 ? reference(soft, rate, slack, depth) : mul(damping, rate);
    const u = mul(scale, j);
    store(contact + CONTACT_J, u, i);
    square = add(square, mul(u, u));
    for (let k = 0; k < length; k++) {
      const entry = i * length + k;
      store(jacobian, mul(scale, load(jacobian, entry)), entry);
    }
  }
  store(contact + CONTACT_SIZE, square);
  store(contact + CONTACT_WEIGHT, div(load(contact + CONTACT_WEIGHT), mul(mu, mu)));
}
