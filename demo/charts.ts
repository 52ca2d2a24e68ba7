/** The plots that grow under the world. */

import type { Maybe } from '../view/numbers.js';
import { Plot, type Series } from '../view/plot.js';
import type { RunInfo, StepView } from './protocol.js';

/** Steps kept; when there are more, the oldest quarter goes. */
const KEPT = 16_000;
/** Milliseconds between two drawings. */
const DRAW_EVERY = 100;
/** Milliseconds over which the speed of the physics is measured. */
const RATE_WINDOW = 700;

/** What is plotted of each step. */
interface Column {
  readonly series: Series & { values: Maybe[]; band?: Maybe[] };
  readonly plot: Plot;
  value(step: StepView): Maybe;
  band?(step: StepView): Maybe;
}

export class Charts {
  readonly #columns: Column[];
  readonly #episodes: number[] = [];
  /** Physics steps taken by all threads up to some moments of late. */
  readonly #recent: { at: number; physics: number }[] = [];
  /** Physics steps in a second, of all threads. */
  rate: number | null = null;
  #lastEpisode = 0;
  #lastDrawn = 0;
  #changed = false;

  constructor(
    private readonly place: HTMLElement,
    { measureName, settings }: RunInfo,
  ) {
    const hasValue = settings.agent === 'polo' || settings.agent === 'greedy';
    this.#columns = [
      this.#column('reward', '--reward', (step) => step.reward),
      ...(measureName ? [this.#column(measureName, '--measure', (step) => step.measure)] : []),
      ...(hasValue ? [this.#valueColumn()] : []),
      this.#column('effective sample size', '--accent', (step) => step.effectiveSampleSize),
      this.#column('physics steps/s', '--faint', () => this.rate),
    ];
    place.replaceChildren(...this.#columns.map(({ plot }) => plot.element));
  }

  add(steps: readonly StepView[], now: number): void {
    this.#measureRate(steps.at(-1)!.simulationSteps, now);
    for (const step of steps) {
      if (step.episode !== this.#lastEpisode) this.#episodes.push(this.#columns[0]!.series.values.length);
      this.#lastEpisode = step.episode;
      for (const { series, value, band } of this.#columns) {
        series.values.push(value(step));
        if (band) series.band?.push(band(step));
      }
    }
    if (this.#columns[0]!.series.values.length > KEPT) this.#forget(KEPT / 4);
    this.#changed = true;
  }

  /** Draws if it is time for it. */
  draw(now: number): void {
    if (!this.#changed || now - this.#lastDrawn < DRAW_EVERY) return;
    this.#lastDrawn = now;
    this.#changed = false;
    for (const { plot, series } of this.#columns) {
      plot.invalidate();
      plot.draw(series.values.length - 1);
    }
  }

  /** Size or colours have changed. */
  invalidate(): void {
    this.#changed = true;
  }

  close(): void {
    this.place.replaceChildren();
  }

  #valueColumn(): Column {
    return this.#column(
      'value',
      '--value',
      (step) => step.value,
      (step) => step.valueSpread,
    );
  }

  #measureRate(physics: number, now: number): void {
    const recent = this.#recent;
    recent.push({ at: now, physics });
    while (recent.length > 2 && now - recent[1]!.at > RATE_WINDOW) recent.shift();
    const [first, last] = [recent[0]!, recent.at(-1)!];
    if (last.at - first.at < RATE_WINDOW / 2) return;
    this.rate = (1000 * (last.physics - first.physics)) / (last.at - first.at);
  }

  #forget(count: number): void {
    for (const { series } of this.#columns) {
      series.values.splice(0, count);
      series.band?.splice(0, count);
    }
    this.#episodes.splice(
      0,
      Infinity,
      ...this.#episodes.map((start) => start - count).filter((start) => start > 0),
    );
  }

  #column(name: string, color: string, value: Column['value'], band?: Column['band']): Column {
    const series = { name, color, values: [], episodes: this.#episodes, ...(band ? { band: [] } : {}) };
    return { series, plot: new Plot([series]), value, band };
  }
}
