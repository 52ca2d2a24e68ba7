/** Notices workers that do not answer. */

/** Milliseconds for an answer to be heard that came while this thread was busy. */
const LAST_CHANCE = 50;

/**
 * Calls `bark` unless it is stopped within a time. The time counts from this thread's next turn of the event loop: the
 * calling thread computes its own share first, and hears nobody until that is done.
 *
 * @returns stops it
 */
export function watchdog(milliseconds: number, bark: () => void): () => void {
  let timer = setTimeout(() => {
    timer = setTimeout(() => {
      timer = setTimeout(bark, LAST_CHANCE);
    }, milliseconds);
  }, 0);
  return () => clearTimeout(timer);
}
