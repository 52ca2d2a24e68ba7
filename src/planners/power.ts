/** x^n by multiplication: Math.pow may differ between engines. */
export function power(x: number, n: number): number {
  let product = 1;
  for (let i = 0; i < n; i++) product *= x;
  return product;
}
