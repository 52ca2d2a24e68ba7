/** The numbers over the world. */

import { formatNumber } from '../view/numbers.js';
import type { RunInfo, StepView } from './protocol.js';

/** Milliseconds over which the real-time factor is measured, and between two drawings. */
const WINDOW = 1500;
const DRAW_EVERY = 120;

export class Readout {
  #info: RunInfo | undefined;
  #last: StepView | undefined;
  #recent: { at: number; time: number; milliseconds: number }[] = [];
  #rate: number | null = null;
  #lastDrawn = 0;

  constructor(private readonly place: HTMLElement) {}

  start(info: RunInfo): void {
    this.clear();
    this.#info = info;
  }

  clear(): void {
    this.#info = undefined;
    this.#last = undefined;
    this.forget();
    this.place.replaceChildren();
  }

  /** Forgets what was measured over time. */
  forget(): void {
    this.#recent = [];
  }

  /** @param rate physics steps per second */
  add(steps: readonly StepView[], now: number, rate: number | null): void {
    for (const { time, milliseconds } of steps) this.#recent.push({ at: now, time, milliseconds });
    while (now - this.#recent[0]!.at > WINDOW) this.#recent.shift();
    this.#last = steps.at(-1);
    this.#rate = rate;
  }

  draw(now: number): void {
    if (!this.#last || !this.#info || now - this.#lastDrawn < DRAW_EVERY) return;
    this.#lastDrawn = now;
    const { step, time, reward, episode, rolloutsDone } = this.#last;
    const rows: [string, string][] = [
      ['step', `${step}`],
      ['time', `${time.toFixed(2)} s`],
      ['episode', `${episode + 1}`],
      ['reward', formatNumber(reward)],
      ['real time', this.#realTime()],
      ['a step takes', this.#stepTime(this.#info)],
      ['rollouts', `${rolloutsDone} of ${this.#info.rollouts}`],
      ['physics', this.#rate === null ? '–' : `${Math.round(this.#rate / 1000)}k steps/s`],
    ];
    this.place.replaceChildren(
      ...rows.flatMap(([name, value]) => [
        Object.assign(document.createElement('dt'), { textContent: name }),
        Object.assign(document.createElement('dd'), {
          textContent: value,
          id: `is-${name.replace(' ', '-')}`,
        }),
      ]),
    );
  }

  /** Simulated seconds in a second. */
  #realTime(): string {
    const [first, last] = [this.#recent[0], this.#recent.at(-1)];
    if (!first || !last || last.at - first.at < WINDOW / 4) return '–';
    return `${((1000 * (last.time - first.time)) / (last.at - first.at)).toFixed(2)}×`;
  }

  /** What a step takes on average, and of the time it has. */
  #stepTime({ timestep }: RunInfo): string {
    if (this.#recent.length === 0) return '–';
    const mean = this.#recent.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / this.#recent.length;
    return `${mean.toFixed(1)} of ${(1000 * timestep).toFixed(0)} ms`;
  }
}
