/** Compiles a module whose bytes this package holds as text: deflated, in base64 (scripts/inline-wasm.mjs). */

/** @throws if the runtime has no WebAssembly SIMD or no DecompressionStream, or forbids compiling from bytes. */
export async function compileInlined(deflated: string): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await inflate(deflated));
}

/** Reads the stream by hand: `Response` does it in one line, and takes Node 80 ms to load. */
async function inflate(text: string): Promise<ArrayBuffer> {
  const deflated = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const { readable, writable } = new DecompressionStream('deflate');
  const writer = writable.getWriter();
  const written = Promise.all([writer.write(deflated), writer.close()]);
  const chunks: BlobPart[] = [];
  const reader = readable.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) chunks.push(part.value);
  await written;
  return new Blob(chunks).arrayBuffer();
}
