/**
 * Who has which bytes of the memory that the kernels and the physics share, two modules with data of their own:
 *
 *     0 ……………………… PHYSICS_DATA ………………… ARENA ………………………
 *     kernels' data   physics' data       what TypeScript hands out
 *
 * Each module says where its data end (`heapBase`), which is checked when an instance of it is made.
 */

/** Where the physics' data begin: `memoryBase` of its target in asconfig.json. */
export const PHYSICS_DATA = 16384;

/** Where the arena begins, whether the physics is ever loaded or not. */
export const ARENA = 32768;

/** @throws if the data of a module reach into what belongs to others */
export function checkRegion(what: string, heapBase: number, first: number, end: number): void {
  if (!(heapBase >= first && heapBase <= end)) {
    throw new Error(
      `${what} is of another build than this package: its data end at byte ${heapBase}, not within ${first} to ${end}`,
    );
  }
}
