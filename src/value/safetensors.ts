/**
 * The safetensors file format: eight bytes with the header's length (u64, little-endian), a JSON header padded with
 * spaces to a multiple of eight, then the tensors' bytes, little-endian and without gaps. Format:
 * github.com/huggingface/safetensors (README, "Format").
 */

/** Number types that polo-mpc reads and writes. */
export type TensorType = 'F32' | 'F64' | 'I32' | 'U8';

export interface Tensor {
  readonly dtype: TensorType;
  /** Length of each dimension, the slowest first; [] is a single number. */
  readonly shape: readonly number[];
  /** The numbers, row-major: a view of any type over exactly the bytes that dtype and shape need. */
  readonly data: ArrayBufferView;
}

export interface DecodedTensor extends Tensor {
  /** A copy: Float32Array, Float64Array, Int32Array or Uint8Array by `dtype`. */
  readonly data: Float32Array | Float64Array | Int32Array | Uint8Array;
}

export interface DecodedTensors {
  readonly tensors: Record<string, DecodedTensor>;
  readonly metadata: Record<string, string>;
}

const TYPES = { F32: Float32Array, F64: Float64Array, I32: Int32Array, U8: Uint8Array } as const;
const METADATA = '__metadata__';
const LENGTH_BYTES = 8;

/**
 * Writes tensors, widest numbers first and otherwise in the order given, so that each begins at a multiple of its size.
 *
 * @throws RangeError for a reserved name, an unknown type, or data that do not fit dtype and shape
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, Tensor>>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  const header = emptyRecord<unknown>();
  if (metadata) {
    for (const [key, value] of Object.entries(metadata)) {
      if (typeof value !== 'string')
        throw new RangeError(`metadata.${key} must be a string, got ${typeof value}`);
    }
    header[METADATA] = metadata;
  }
  const entries = Object.entries(tensors);
  let end = 0;
  for (const [name, { dtype, shape, data }] of entries) {
    if (name === METADATA) throw new RangeError(`a tensor cannot be named ${METADATA}`);
    const expected = byteLength(`tensor '${name}'`, dtype, shape);
    if (data.byteLength !== expected) {
      throw new RangeError(
        `tensor '${name}' must hold ${expected} bytes for ${dtype} [${shape}], got ${data.byteLength}`,
      );
    }
  }
  const sorted = entries.sort(([, a], [, b]) => width(b.dtype) - width(a.dtype));
  for (const [name, { dtype, shape, data }] of sorted) {
    header[name] = { dtype, shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(LENGTH_BYTES + headerLength + end).fill(0x20, LENGTH_BYTES + json.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true);
  file.set(json, LENGTH_BYTES);
  let offset = LENGTH_BYTES + headerLength;
  for (const [, { dtype, data }] of sorted) {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    file.set(littleEndian(bytes, width(dtype)), offset);
    offset += bytes.length;
  }
  return file;
}

/**
 * Reads a file. Allocates no more than the file's own size; every offset is checked before it is used.
 *
 * @throws RangeError with one line that names what is wrong with the file
 */
export function decodeSafetensors(bytes: Uint8Array): DecodedTensors {
  const file = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength); // a Node Buffer's slice() is no copy
  if (file.length < LENGTH_BYTES) fail(`it has ${file.length} bytes, a header needs ${LENGTH_BYTES}`);
  const announced = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true);
  if (announced > BigInt(file.length - LENGTH_BYTES)) {
    fail(
      `it is truncated: its header should have ${announced} bytes, ${file.length - LENGTH_BYTES} are left`,
    );
  }
  const headerLength = Number(announced);
  const header = parseHeader(file.subarray(LENGTH_BYTES, LENGTH_BYTES + headerLength));
  const body = file.subarray(LENGTH_BYTES + headerLength);

  const tensors = emptyRecord<DecodedTensor>();
  const ranges: { name: string; begin: number; end: number }[] = [];
  let metadata = emptyRecord<string>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === METADATA) {
      metadata = checkMetadata(entry);
    } else {
      const tensor = checkEntry(name, entry, body.length);
      ranges.push({ name, begin: tensor.begin, end: tensor.end });
    }
  }
  // Before anything is copied: the tensors must tile the body, which also bounds what is allocated.
  ranges.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let covered = 0;
  for (const { name, begin, end } of ranges) {
    if (begin < covered) fail(`tensor '${name}' overlaps another`);
    if (begin > covered) fail(`nothing describes the bytes ${covered} to ${begin}`);
    covered = end;
  }
  if (covered !== body.length) fail(`nothing describes the bytes ${covered} to ${body.length}`);
  for (const { name, begin, end } of ranges) {
    const { dtype, shape } = header[name] as Tensor;
    const own = littleEndian(body.slice(begin, end), width(dtype));
    tensors[name] = { dtype, shape: [...shape], data: new TYPES[dtype](own.buffer as ArrayBuffer) };
  }
  return { tensors, metadata };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    fail('its header is not JSON');
  }
  if (!isObject(header)) fail('its header is not a JSON object');
  return header;
}

function checkMetadata(entry: unknown): Record<string, string> {
  if (!isObject(entry) || Object.values(entry).some((value) => typeof value !== 'string')) {
    fail('its metadata are not strings');
  }
  return Object.assign(emptyRecord<string>(), entry);
}

function checkEntry(name: string, entry: unknown, bodyLength: number): { begin: number; end: number } {
  if (!isObject(entry)) fail(`tensor '${name}' has no description`);
  const { dtype, shape, data_offsets: offsets } = entry;
  const expected = byteLength(`not a readable safetensors file: tensor '${name}'`, dtype, shape);
  if (
    !Array.isArray(offsets) ||
    offsets.length !== 2 ||
    !offsets.every((x) => Number.isSafeInteger(x) && x >= 0)
  ) {
    fail(`tensor '${name}' has the offsets ${JSON.stringify(offsets)}`);
  }
  const [begin, end] = offsets as [number, number];
  if (begin > end || end > bodyLength) {
    fail(`tensor '${name}' lies at ${begin} to ${end}, but there are ${bodyLength} bytes`);
  }
  if (end - begin !== expected) {
    fail(`tensor '${name}' has ${end - begin} bytes, ${dtype} [${shape}] needs ${expected}`);
  }
  return { begin, end };
}

/** Bytes that a tensor needs. @throws RangeError if dtype or shape is none, or if the product is no exact integer. */
function byteLength(what: string, dtype: unknown, shape: unknown): number {
  if (typeof dtype !== 'string' || !Object.hasOwn(TYPES, dtype)) {
    throw new RangeError(
      `${what}: dtype must be one of ${Object.keys(TYPES).join(', ')}, got ${JSON.stringify(dtype)}`,
    );
  }
  if (!Array.isArray(shape) || !shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw new RangeError(`${what}: shape must be a list of integers ≥ 0, got ${JSON.stringify(shape)}`);
  }
  const bytes = shape.reduce((product: number, size: number) => product * size, width(dtype as TensorType));
  if (!Number.isSafeInteger(bytes)) throw new RangeError(`${what}: shape [${shape}] is too large`);
  return bytes;
}

function width(dtype: TensorType): number {
  return TYPES[dtype].BYTES_PER_ELEMENT;
}

/** The bytes of numbers of this width turned around on a big-endian machine; themselves anywhere else. */
function littleEndian(bytes: Uint8Array, size: number): Uint8Array {
  const native = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
  if (native || size === 1) return bytes;
  const turned = bytes.slice();
  for (let i = 0; i < turned.length; i += size) turned.subarray(i, i + size).reverse();
  return turned;
}

/** Without a prototype, so that a tensor may have any name. */
function emptyRecord<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fail(reason: string): never {
  throw new RangeError(`not a readable safetensors file: ${reason}`);
}
