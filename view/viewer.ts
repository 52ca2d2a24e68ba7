/** The page: the recorded world, the controls under it, the plots under them. */

import { cameraKeys, connectKeys } from './keys.js';
import { formatNumber } from './numbers.js';
import { Playback, SPEEDS } from './playback.js';
import { Plot, type Series } from './plot.js';
import { fetchRecordings, movesOn, playableSteps, type Recording, type Step } from './recording.js';
import { Stage } from './stage.js';
import { css, toggleTheme, useStoredTheme } from './theme.js';

const FRAME_LIMIT = 0.1; // seconds that a frame may count for: a hidden tab does not jump ahead

function element<E extends HTMLElement>(id: string): E {
  return document.getElementById(id) as E;
}

function tell(message: string): void {
  const place = element('message');
  place.textContent = message;
  place.hidden = false;
}

/** A recording that is shown, with its name among several and the steps that can be shown. */
interface Shown {
  readonly name: string;
  readonly recording: Recording;
  readonly count: number;
}

function describe([first, ...others]: readonly Shown[]): void {
  const { run } = first!.recording;
  const { agent, planner, horizon, seed } = run.settings;
  element('title').textContent = run.taskName;
  document.title = `${run.taskName} – polo replay`;
  element('subtitle').textContent =
    others.length > 0
      ? [first!, ...others]
          .map(({ name }) => name)
          .join(' (solid) beside ')
          .concat(' (dashed)')
      : [agent, planner, `horizon ${horizon}`, `seed ${seed}`].join(', ');
}

const PLOTTED = [
  { key: 'reward', color: '--reward' },
  { key: 'measure', color: '--measure' },
  { key: 'value', color: '--value' },
] as const;

/** The plots worth drawing: reward, and measure and value where a run has them; one line for each recording. */
function plotsOf(all: readonly Shown[]): [Series, ...Series[]][] {
  return PLOTTED.flatMap(({ key, color }) => {
    const lines = all.map(({ recording: { run, steps }, count }): Series => {
      const shown = steps.slice(0, count);
      return {
        name: key === 'measure' ? (run.measureName ?? 'measure') : key,
        color,
        episodes: shown.flatMap((step, i) => (i > 0 && step.episode !== shown[i - 1]!.episode ? [i] : [])),
        values: shown.map((step) => step[key] ?? null),
      };
    }) as [Series, ...Series[]];
    const any = lines.some(({ values }) => values.some((value) => value !== null));
    return any || key === 'reward' ? [lines] : [];
  });
}

/** The numbers of a step, a column for each recording. */
function readout(steps: readonly (Step | undefined)[]): void {
  const rows: [string, (step: Step) => string][] = [
    ['episode', ({ episode }) => `${episode + 1}`],
    ['time', ({ time }) => `${time.toFixed(2)} s`],
    ['reward', ({ reward }) => (reward === null ? '–' : formatNumber(reward))],
  ];
  const place = element('readout');
  place.style.setProperty('--columns', String(1 + steps.length));
  place.replaceChildren(
    ...rows.flatMap(([name, text]) => [
      Object.assign(document.createElement('dt'), { textContent: name }),
      ...steps.map((step) =>
        Object.assign(document.createElement('dd'), { textContent: step ? text(step) : '–' }),
      ),
    ]),
  );
}

/** Puts the shapes where they are at a step, or between two. */
function showOn(stage: Stage, recording: Recording, position: number): void {
  const row = recording.run.poseFloats;
  const step = Math.floor(position);
  const part = position - step;
  if (part > 0 && movesOn(recording, step)) stage.blend(recording.poses, step * row, (step + 1) * row, part);
  else stage.pose(recording.poses, step * row);
}

/** Draws the worlds beside each other; a recording without shapes, or a browser without WebGL, leaves its place empty. */
function makeStages(all: readonly Shown[]): (Stage | undefined)[] {
  return all.map(({ name, recording }) => {
    const figure = document.createElement('figure');
    const canvas = document.createElement('canvas');
    canvas.setAttribute('aria-label', 'The recorded world');
    figure.append(canvas);
    if (all.length > 1) {
      figure.append(Object.assign(document.createElement('figcaption'), { textContent: name }));
    }
    element('scenes').append(figure);
    const { scene } = recording.run;
    if (!scene) {
      tell('This task has no shapes to draw.');
      return undefined;
    }
    try {
      return new Stage(canvas, scene, recording.poses);
    } catch (error) {
      tell(`The world cannot be drawn: ${error instanceof Error ? error.message : error}`);
      return undefined;
    }
  });
}

class Viewer {
  readonly #playback: Playback;
  readonly #stages: readonly (Stage | undefined)[];
  readonly #plots: readonly Plot[];
  #shown = Number.NaN;
  #lastFrame = performance.now();

  /** @param shown the first one gives the time: a step of it is a step of the controls */
  constructor(
    private readonly shown: readonly Shown[],
    private readonly switchTheme: () => void,
  ) {
    const count = Math.max(...shown.map((each) => each.count));
    this.#playback = new Playback(count - 1, shown[0]!.recording.run.timestep);
    this.#stages = makeStages(shown);
    this.#plots = plotsOf(shown).map((lines) => new Plot(lines, (step) => this.#seek(step)));
    element('plots').replaceChildren(...this.#plots.map((plot) => plot.element));
    this.#connectControls();
    this.#connectKeys();
    new ResizeObserver(() => this.#resize()).observe(document.body);
    this.#seekLinked();
    addEventListener('hashchange', () => this.#seekLinked());
    this.recolor();
    requestAnimationFrame((now) => this.#frame(now));
  }

  recolor(): void {
    for (const stage of this.#stages) stage?.recolor(css);
    this.#redraw();
  }

  #frame(now: number): void {
    const seconds = Math.min((now - this.#lastFrame) / 1000, FRAME_LIMIT);
    this.#lastFrame = now;
    this.#playback.advance(seconds);
    const { position } = this.#playback;
    if (position !== this.#shown) {
      this.#shown = position;
      this.#show();
    }
    for (const stage of this.#stages) stage?.draw(seconds);
    requestAnimationFrame((next) => this.#frame(next));
  }

  #show(): void {
    const { position, step, last, playing, speed } = this.#playback;
    this.#stages.forEach((stage, i) => {
      const { recording, count } = this.shown[i]!;
      if (stage) showOn(stage, recording, Math.min(position, count - 1));
    });
    for (const plot of this.#plots) plot.draw(step);
    readout(this.shown.map(({ recording: { steps }, count }) => steps[Math.min(step, count - 1)]));
    element<HTMLInputElement>('scrub').value = String(step);
    element('position').textContent =
      `step ${this.#longest.steps[step]!.step} / ${this.#longest.steps[last]!.step}`;
    const play = element('play');
    play.textContent = playing ? '❚❚' : '▶';
    play.setAttribute('aria-label', playing ? 'Pause' : 'Play');
    element<HTMLSelectElement>('speed').value = String(speed);
  }

  get #longest(): Recording {
    return this.shown.reduce((a, b) => (b.count > a.count ? b : a)).recording;
  }

  #redraw(): void {
    for (const plot of this.#plots) plot.invalidate();
    this.#shown = Number.NaN;
  }

  #resize(): void {
    const { clientWidth, clientHeight } = element('stage');
    const width = clientWidth / this.#stages.length;
    for (const stage of this.#stages) stage?.resize(width, clientHeight, devicePixelRatio);
    this.#redraw();
  }

  #seek(step: number): void {
    this.#playback.seek(step);
  }

  /** Goes to the step that the address names, as in `#120`. */
  #seekLinked(): void {
    const step = Number(location.hash.slice(1));
    if (step > 0) this.#seek(this.#longest.steps.findIndex((each) => each.step >= step));
  }

  /** Does something to the playback, and shows it even if nothing has moved. */
  #change(how: (playback: Playback) => void): void {
    how(this.#playback);
    this.#shown = Number.NaN;
  }

  #connectControls(): void {
    const scrub = element<HTMLInputElement>('scrub');
    scrub.max = String(this.#playback.last);
    scrub.addEventListener('input', () => this.#seek(scrub.valueAsNumber));
    const speed = element<HTMLSelectElement>('speed');
    speed.replaceChildren(...SPEEDS.map((value) => new Option(`${value}×`, String(value))));
    speed.addEventListener('change', () =>
      this.#change((playback) => (playback.speed = Number(speed.value))),
    );
    element('play').addEventListener('click', () => this.#change((playback) => playback.toggle()));
    element('back').addEventListener('click', () => this.#change((playback) => playback.nudge(-1)));
    element('forward').addEventListener('click', () => this.#change((playback) => playback.nudge(1)));
    const follow = element<HTMLInputElement>('follow');
    follow.parentElement!.hidden = !this.#stages.some((stage) => stage?.canFollow);
    follow.checked = this.#follows;
    follow.addEventListener('change', () => this.#setFollow(follow.checked));
  }

  get #follows(): boolean {
    return this.#stages.some((stage) => stage?.follows);
  }

  #setFollow(follows: boolean): void {
    element<HTMLInputElement>('follow').checked = follows;
    for (const stage of this.#stages) if (stage) stage.follows = follows;
  }

  #connectKeys(): void {
    const nudge =
      (by: number) =>
      ({ shiftKey }: KeyboardEvent) =>
        this.#change((playback) => playback.nudge(shiftKey ? 10 * by : by));
    const speed = (by: 1 | -1) => () => this.#change((playback) => playback.shiftSpeed(by));
    const orbit = (angle: number, distance: number) => () => {
      for (const stage of this.#stages) stage?.orbit(angle, distance);
    };
    connectKeys(
      [
        { name: 'space', does: 'play or pause', on: { ' ': () => this.#change((it) => it.toggle()) } },
        {
          name: '← →',
          does: 'one step back or on, with shift ten',
          on: { ArrowLeft: nudge(-1), ArrowRight: nudge(1) },
        },
        {
          name: 'Home End',
          does: 'first and last step',
          on: { Home: () => this.#seek(0), End: () => this.#seek(this.#playback.last) },
        },
        { name: '↑ ↓', does: 'faster or slower', on: { ArrowUp: speed(1), ArrowDown: speed(-1) } },
        { name: 'F', does: 'camera follows, or not', on: { f: () => this.#setFollow(!this.#follows) } },
        ...cameraKeys(orbit),
        { name: 'T', does: 'dark or light', on: { t: this.switchTheme } },
      ],
      element('keys'),
    );
  }
}

async function main(): Promise<void> {
  useStoredTheme();
  let viewer: Viewer | undefined;
  const switchTheme = () => {
    toggleTheme();
    viewer?.recolor();
  };
  element('theme').addEventListener('click', switchTheme);
  const shown = (await fetchRecordings()).map((each) => ({
    ...each,
    count: playableSteps(each.recording),
  }));
  describe(shown);
  const empty = shown.find(({ count }) => count === 0);
  if (!empty) viewer = new Viewer(shown, switchTheme);
  else tell('The recording has no steps yet. Reload this page when the run has taken some.');
}

main().catch((error: Error) => tell(`The recording cannot be shown: ${error.message}`));
