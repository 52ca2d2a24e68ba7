// The polynomials of springs and dampers (MuJoCo's XML reference, joint: stiffness and damping): three numbers of a
// table row, from the lowest power on.

import { add, broadcast, mul, splat } from '../../vector';

/** a + b x + c x². @inline */
export function polynomial(coefficients: usize, x: v128): v128 {
  const b = broadcast(coefficients, 1);
  const c = broadcast(coefficients, 2);
  return add(broadcast(coefficients, 0), mul(x, add(b, mul(x, c))));
}

/** a + 2 b x + 3 c x², the derivative of x (a + b x + c x²). @inline */
export function polynomialSlope(coefficients: usize, x: v128): v128 {
  const b = mul(splat(2), broadcast(coefficients, 1));
  const c = mul(splat(3), broadcast(coefficients, 2));
  return add(broadcast(coefficients, 0), mul(x, add(b, mul(x, c))));
}
