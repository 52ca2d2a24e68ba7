/** First byte above the module's own data, where the memory that TypeScript hands out begins. */
export function heapBase(): usize {
  return __heap_base;
}
