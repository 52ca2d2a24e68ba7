import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeSafetensors, encodeSafetensors, type Tensor } from '../../src/value/safetensors.js';

const TENSORS: Record<string, Tensor> = Object.assign(Object.create(null), {
  bytes: { dtype: 'U8', shape: [3], data: Uint8Array.of(1, 2, 255) },
  weights: { dtype: 'F32', shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 0, Number.NaN, Infinity) },
  moments: { dtype: 'F64', shape: [2], data: Float64Array.of(Math.PI, -0) },
  counts: { dtype: 'I32', shape: [1, 1], data: Int32Array.of(-7) },
  nothing: { dtype: 'F32', shape: [0, 4], data: new Float32Array(0) },
  scalar: { dtype: 'F32', shape: [], data: Float32Array.of(0.25) },
  constructor: { dtype: 'U8', shape: [1], data: Uint8Array.of(9) }, // a name that every object has
} satisfies Record<string, unknown>);

/** A file with any header, to try what the writer would never write. */
function file(header: unknown, body = 0): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + body);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const entry = (begin: number, end: number, shape: unknown = [(end - begin) / 4], dtype: unknown = 'F32') => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

test('what is written is read back, bit for bit', () => {
  const metadata = { format: 'polo', unit: '(1 − γ)V' };
  const { tensors, metadata: read } = decodeSafetensors(encodeSafetensors(TENSORS, metadata));
  assert.equal({ ...read }, metadata);
  assert.equal(Object.keys(tensors).sort(), Object.keys(TENSORS).sort());
  for (const [name, { dtype, shape, data }] of Object.entries(TENSORS)) {
    assert.is(tensors[name].dtype, dtype);
    assert.equal(tensors[name].shape, [...shape]);
    assert.is(tensors[name].data.constructor, data.constructor);
    assert.equal(new Uint8Array(tensors[name].data.buffer), new Uint8Array(data.buffer.slice(0)));
  }
});

test('the bytes are those of the format', () => {
  const bytes = encodeSafetensors({ a: { dtype: 'F32', shape: [1], data: Float32Array.of(1) } });
  const header = '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
  assert.is(header.length, 54);
  assert.equal([...bytes.subarray(0, 8)], [56, 0, 0, 0, 0, 0, 0, 0]);
  assert.is(new TextDecoder().decode(bytes.subarray(8, 64)), `${header}  `);
  assert.equal([...bytes.subarray(64)], [0, 0, 0x80, 0x3f]);
});

test('tensors begin at multiples of their size', () => {
  const bytes = encodeSafetensors(TENSORS);
  const headerLength = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  assert.is(headerLength % 8, 0);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength)));
  for (const [name, { dtype }] of Object.entries(TENSORS)) {
    assert.is(header[name].data_offsets[0] % { F64: 8, F32: 4, I32: 4, U8: 1 }[dtype], 0, name);
  }
});

test('reads from the middle of a Node Buffer, and gives copies', () => {
  const bytes = encodeSafetensors(TENSORS);
  const shifted = Buffer.alloc(bytes.length + 3);
  shifted.set(bytes, 3);
  const { tensors } = decodeSafetensors(shifted.subarray(3));
  shifted.fill(0);
  assert.equal(tensors.moments.data, Float64Array.of(Math.PI, -0));
});

test('writes views that are part of a larger buffer', () => {
  const data = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
  const { tensors } = decodeSafetensors(encodeSafetensors({ a: { dtype: 'F32', shape: [2], data } }));
  assert.equal(tensors.a.data, Float32Array.of(2, 3));
});

test('no tensors at all', () => {
  assert.equal(Object.keys(decodeSafetensors(encodeSafetensors({})).tensors), []);
});

test('what cannot be written is refused', () => {
  const data = new Float32Array(2);
  const write = (tensor: unknown) => () => encodeSafetensors({ a: tensor as Tensor });
  assert.throws(
    write({ dtype: 'F32', shape: [3], data }),
    "tensor 'a' must hold 12 bytes for F32 [3], got 8",
  );
  assert.throws(
    write({ dtype: 'BF16', shape: [2], data }),
    /dtype must be one of F32, F64, I32, U8, got "BF16"/,
  );
  assert.throws(write({ dtype: 'F32', shape: [-2], data }), /shape must be a list of integers ≥ 0/);
  assert.throws(
    () => encodeSafetensors({ __metadata__: { dtype: 'F32', shape: [2], data } }),
    /^a tensor cannot be named __metadata__$/,
  );
  assert.throws(
    () => encodeSafetensors({}, { a: 1 } as unknown as Record<string, string>),
    /^metadata\.a must be a string, got number$/,
  );
});

test('every shorter file is refused as unreadable', () => {
  const bytes = encodeSafetensors(TENSORS, { a: 'b' });
  for (let length = 0; length < bytes.length; length++) {
    assert.throws(
      () => decodeSafetensors(bytes.subarray(0, length)),
      /^not a readable safetensors file: [^\n]*$/,
    );
  }
});

test('broken headers and offsets are refused in one clear line', () => {
  const huge = new Uint8Array(16).fill(255);
  const broken: [Uint8Array, RegExp][] = [
    [huge, /truncated: its header should have 18446744073709551615 bytes, 8 are left/],
    [file('{"a":'), /its header is not JSON/],
    [file('[]'), /its header is not a JSON object/],
    [file({ a: 1 }), /tensor 'a' has no description/],
    [file({ __metadata__: { a: 1 } }), /its metadata are not strings/],
    [file({ a: entry(0, 4, [1], 'F16') }, 4), /dtype must be one of .* got "F16"/],
    [file({ a: entry(0, 4, [1], 'toString') }, 4), /dtype must be one of/],
    [file({ a: entry(0, 4, [1.5]) }, 4), /shape must be a list/],
    [file({ a: entry(0, 4, 'x') }, 4), /shape must be a list/],
    [file({ a: entry(0, 4, [2 ** 40, 2 ** 40]) }, 4), /shape .* is too large/],
    [file({ a: entry(0, 2 ** 50, [2 ** 48]) }, 4), /lies at 0 to 1125899906842624, but there are 4 bytes/],
    [file({ a: { dtype: 'F32', shape: [1], data_offsets: [0] } }, 4), /has the offsets \[0\]/],
    [file({ a: entry(-4, 0) }, 4), /has the offsets \[-4,0\]/],
    [file({ a: entry(4, 0, [1]) }, 4), /lies at 4 to 0/],
    [file({ a: entry(0, 8, [1]) }, 8), /has 8 bytes, F32 \[1\] needs 4/],
    [file({ a: entry(0, 8), b: entry(4, 12) }, 12), /tensor 'b' overlaps another/],
    [file({ a: entry(0, 4), b: entry(8, 12) }, 12), /nothing describes the bytes 4 to 8/],
    [file({ a: entry(0, 4) }, 8), /nothing describes the bytes 4 to 8/],
  ];
  for (const [bytes, reason] of broken) {
    assert.throws(
      () => decodeSafetensors(bytes),
      (error: Error) =>
        /^not a readable safetensors file: /.test(error.message) && reason.test(error.message),
      String(reason),
    );
  }
});

test.run();
