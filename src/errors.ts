/** What was thrown, in one line: not everything that is thrown is an Error. */

import { show } from './options.js';

/** The message of an Error; anything else as it would be written in JavaScript. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : show(thrown);
}
