/**
 * The machine's multiply-add peak with SIMD128: ten independent chains of acc · m + a on f32x4, enough to hide the
 * latency and few enough to stay in registers. It is the ceiling that kernels are measured against, so it is
 * assembled here, byte by byte, and is no part of the shipped module.
 */

const CHAINS = 10;
const LOOPS = 10_000;
const LANES = 4;

/** Opcodes of the WebAssembly core specification, section 5.4. */
const op = {
  loop: 0x03,
  end: 0x0b,
  brIf: 0x0d,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  i32Const: 0x41,
  i32Sub: 0x6b,
  f32x4Splat: [0xfd, 0x13],
  f32x4ExtractLane: [0xfd, 0x1f],
  f32x4Add: [0xfd, 0xe4, 0x01],
  f32x4Mul: [0xfd, 0xe6, 0x01],
} as const;
const type = { i32: 0x7f, f32: 0x7d, v128: 0x7b, function: 0x60, none: 0x40 } as const;

export interface Peak {
  /** Multiplications and additions of one `run`. */
  readonly flops: number;
  run(): void;
}

/** @throws if the chains do not compute what they should. */
export function makePeak(): Peak {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(assemble()));
  const run = instance.exports.run as (loops: number, multiply: number, add: number) => number;
  // x ← x/2 + 1 has the fixed point 2: no chain overflows or becomes denormal.
  const sum = run(LOOPS, 0.5, 1);
  if (sum !== 2 * CHAINS) throw new Error(`the peak kernel gives ${sum}, expected ${2 * CHAINS}`);
  return { flops: 2 * LANES * CHAINS * LOOPS, run: () => void run(LOOPS, 0.5, 1) };
}

/** run(loops: i32, m: f32, a: f32) → f32: `loops` rounds of all chains, and the sum of their first lanes. */
function assemble(): Uint8Array<ArrayBuffer> {
  const LOOPS_LEFT = 0;
  const M = 3; // the parameters are locals 0 to 2
  const A = 4;
  const chain = (k: number) => 5 + k;
  const chains = Array.from({ length: CHAINS }, (_, k) => chain(k));
  const splat = (from: number, to: number) => [op.localGet, from, ...op.f32x4Splat, op.localSet, to];
  const code = [
    ...splat(1, M),
    ...splat(2, A),
    ...chains.flatMap((acc) => splat(2, acc)),
    op.loop,
    type.none,
    ...chains.flatMap((acc) => [
      ...[op.localGet, acc, op.localGet, M, ...op.f32x4Mul],
      ...[op.localGet, A, ...op.f32x4Add, op.localSet, acc],
    ]),
    ...[op.localGet, LOOPS_LEFT, op.i32Const, 1, op.i32Sub, op.localTee, LOOPS_LEFT, op.brIf, 0],
    op.end,
    op.localGet,
    chain(0),
    ...chains.slice(1).flatMap((acc) => [op.localGet, acc, ...op.f32x4Add]),
    ...op.f32x4ExtractLane,
    0,
    op.end,
  ];
  const locals = [1, CHAINS + 2, type.v128];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // magic, version
    ...section(1, [1, type.function, 3, type.i32, type.f32, type.f32, 1, type.f32]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...sized([...new TextEncoder().encode('run')]), 0, 0]),
    ...section(10, [1, ...sized([...locals, ...code])]),
  ]);
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...sized(content)];
}

/** Bytes behind their number. */
function sized(bytes: readonly number[]): number[] {
  return [...unsigned(bytes.length), ...bytes];
}

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}
