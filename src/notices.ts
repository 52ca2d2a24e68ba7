/** What a person should be told while something runs, once. */

let isSilent = false;

/** On a worker: the calling thread, which computes a part of every request, says the same. */
export function silenceNotices(): void {
  isSilent = true;
}

/** Says something on stderr (in a browser, in its console). */
export function notify(text: string): void {
  if (!isSilent) console.warn(text);
}
