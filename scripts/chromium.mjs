// Where Chromium is: what the variable CHROMIUM names, or the system's.
import { execFileSync } from 'node:child_process';

/** @returns path of the program; undefined if there is none (scripts/install-chromium.sh installs one) */
export function findChromium() {
  for (const name of [process.env.CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome']) {
    if (!name) continue;
    try {
      return execFileSync('which', [name], { encoding: 'utf8' }).trim();
    } catch {
      // Not this one.
    }
  }
  return undefined;
}
