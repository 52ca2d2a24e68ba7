/** Live progress on stderr: one line that is rewritten on a terminal, a line every few seconds elsewhere. */

import type { Polo, StepReport } from '../polo.js';

const TERMINAL_INTERVAL = 100; // ms
const LOG_INTERVAL = 5000; // ms

export class Progress {
  readonly #terminal = process.stderr.isTTY === true;
  readonly #started = performance.now();
  readonly #firstStep: number;
  #lastShown = 0;
  #episode: { readonly number: number; sum: number; steps: number; measure: number } | undefined;

  constructor(
    private readonly agent: Polo,
    private readonly totalSteps: number,
  ) {
    this.#firstStep = agent.steps;
    const { task, settings, threads } = agent;
    const plan =
      settings.agent === 'random' ? '' : `, horizon ${settings.horizon}, ${settings.rollouts} rollouts`;
    this.#write(
      `${task.name}: ${settings.agent}${plan}, seed ${settings.seed}, ${plural(threads, 'thread')}\n`,
    );
  }

  step(report: StepReport): void {
    this.#countEpisode(report);
    const now = performance.now();
    if (now - this.#lastShown < (this.#terminal ? TERMINAL_INTERVAL : LOG_INTERVAL)) return;
    this.#lastShown = now;
    this.#line(report, now);
  }

  /** Clears the live line and closes the last episode. */
  end(): void {
    this.#finishEpisode();
    if (this.#terminal) this.#write('\r\x1b[K');
  }

  #line(report: StepReport, now: number): void {
    const rate = (report.step - this.#firstStep) / ((now - this.#started) / 1000);
    const left = (this.totalSteps - report.step) / rate;
    const parts = [
      `step ${report.step}/${this.totalSteps}`,
      `reward ${report.reward.toFixed(2)}`,
      ...(Number.isFinite(report.measure) ? [`${this.#measureName()} ${report.measure.toFixed(2)}`] : []),
      ...(Number.isFinite(report.value)
        ? [`value ${report.value.toFixed(2)} ± ${report.valueSpread.toFixed(2)}`]
        : []),
      ...(Number.isFinite(report.effectiveSampleSize)
        ? [`ESS ${report.effectiveSampleSize.toFixed(0)}`]
        : []),
      `${rate.toFixed(rate < 10 ? 1 : 0)} steps/s`,
      `${clock(left)} left`,
    ];
    const line = parts.join('  ');
    if (this.#terminal) this.#write(`\r\x1b[K${line.slice(0, (process.stderr.columns || 120) - 1)}`);
    else this.#write(`${line}\n`);
  }

  #countEpisode(report: StepReport): void {
    if (this.#episode && this.#episode.number !== report.episode) this.#finishEpisode();
    this.#episode ??= { number: report.episode, sum: 0, steps: 0, measure: Number.NaN };
    this.#episode.sum += report.reward;
    this.#episode.steps++;
    this.#episode.measure = report.measure;
  }

  #finishEpisode(): void {
    const episode = this.#episode;
    this.#episode = undefined;
    if (!episode || this.agent.settings.episode === 0) return;
    const measure = Number.isFinite(episode.measure)
      ? `, ${this.#measureName()} at its end ${episode.measure.toFixed(2)}`
      : '';
    const text = `episode ${episode.number + 1}: mean reward ${(episode.sum / episode.steps).toFixed(2)}${measure}`;
    this.#write(`${this.#terminal ? '\r\x1b[K' : ''}${text}\n`);
  }

  #measureName(): string {
    return this.agent.task.measureName ?? 'measure';
  }

  #write(text: string): void {
    process.stderr.write(text);
  }
}

export function clock(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
