// Sets of degrees of freedom as two words of 64 bits.

/** Bit n of a word; n from 0 to 63. @inline */
export function bit(n: i32): i64 {
  const one: i64 = 1;
  const shift = <i64>n;
  return one << shift;
}

/** Bits 0 to n − 1; none if n is negative. @inline */
export function lowest(n: i32): i64 {
  return n >= 64 ? -1 : n <= 0 ? 0 : bit(n) - 1;
}
