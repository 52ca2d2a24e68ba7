/** CRC-32 (ISO 3309, the one of zip and PNG): tells a file that was damaged from one that was not. */

const POLYNOMIAL = 0xedb88320; // reflected

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? POLYNOMIAL : 0);
  return remainder;
});

/**
 * @param before the checksum of what comes before these bytes; 0 at the start
 * @returns the checksum of all, an unsigned 32-bit integer
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  let remainder = ~before;
  for (let i = 0; i < bytes.length; i++)
    remainder = (remainder >>> 8) ^ TABLE[(remainder ^ bytes[i]!) & 0xff]!;
  return ~remainder >>> 0;
}
