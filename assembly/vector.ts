// What functions on four lanes are written with.

/** Number `index` of a block of f32, in all lanes. @inline */
export function splat(block: usize, index: i32): v128 {
  return v128.load32_splat(block + ((<usize>index) << 2));
}

/** a · b + c, rounded twice. @inline */
export function mulAdd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}
