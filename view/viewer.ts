/** The page: the recorded world, the controls under it, the plots under them. */

import { formatNumber } from './numbers.js';
import { Playback, SPEEDS } from './playback.js';
import { Plot, type Series } from './plot.js';
import { fetchRecording, movesOn, playableSteps, type Recording, type Step } from './recording.js';
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

function describe({ run }: Recording): void {
  const { agent, planner, horizon, seed } = run.settings;
  element('title').textContent = run.taskName;
  document.title = `${run.taskName} – polo replay`;
  element('subtitle').textContent = [agent, planner, `horizon ${horizon}`, `seed ${seed}`].join(', ');
}

/** The lines worth drawing: reward, and measure and value where the run has them. */
function seriesOf({ run, steps }: Recording, count: number): Series[] {
  const shown = steps.slice(0, count);
  const episodes = shown.flatMap((step, i) => (i > 0 && step.episode !== shown[i - 1]!.episode ? [i] : []));
  const series = (name: string, color: string, key: 'reward' | 'measure' | 'value'): Series => ({
    name,
    color,
    episodes,
    values: shown.map((step) => step[key] ?? null),
  });
  const hasAny = ({ values }: Series) => values.some((value) => value !== null);
  return [
    series('reward', '--reward', 'reward'),
    ...[
      series(run.measureName ?? 'measure', '--measure', 'measure'),
      series('value', '--value', 'value'),
    ].filter(hasAny),
  ];
}

function readout(step: Step | undefined): void {
  const rows: [string, string][] = step
    ? [
        ['episode', `${step.episode + 1}`],
        ['time', `${step.time.toFixed(2)} s`],
        ['reward', step.reward === null ? '–' : formatNumber(step.reward)],
      ]
    : [];
  element('readout').replaceChildren(
    ...rows.flatMap(([name, value]) => [
      Object.assign(document.createElement('dt'), { textContent: name }),
      Object.assign(document.createElement('dd'), { textContent: value }),
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

function makeStage(recording: Recording): Stage | undefined {
  const { scene } = recording.run;
  if (!scene) {
    tell('This task has no shapes to draw.');
    return undefined;
  }
  try {
    return new Stage(element<HTMLCanvasElement>('scene'), scene, recording.poses);
  } catch (error) {
    tell(`The world cannot be drawn: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

class Viewer {
  readonly #playback: Playback;
  readonly #stage: Stage | undefined;
  readonly #plots: readonly Plot[];
  #shown = Number.NaN;
  #lastFrame = performance.now();

  constructor(
    private readonly recording: Recording,
    count: number,
  ) {
    this.#playback = new Playback(count - 1, recording.run.timestep);
    this.#stage = makeStage(recording);
    this.#plots = seriesOf(recording, count).map((series) => new Plot([series], (step) => this.#seek(step)));
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
    this.#stage?.recolor(css);
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
    this.#stage?.draw(seconds);
    requestAnimationFrame((next) => this.#frame(next));
  }

  #show(): void {
    const { position, step, last, playing, speed } = this.#playback;
    if (this.#stage) showOn(this.#stage, this.recording, position);
    for (const plot of this.#plots) plot.draw(step);
    readout(this.recording.steps[step]);
    element<HTMLInputElement>('scrub').value = String(step);
    element('position').textContent =
      `step ${this.recording.steps[step]!.step} / ${this.recording.steps[last]!.step}`;
    const play = element('play');
    play.textContent = playing ? '❚❚' : '▶';
    play.setAttribute('aria-label', playing ? 'Pause' : 'Play');
    element<HTMLSelectElement>('speed').value = String(speed);
  }

  #redraw(): void {
    for (const plot of this.#plots) plot.invalidate();
    this.#shown = Number.NaN;
  }

  #resize(): void {
    const { clientWidth, clientHeight } = element('stage');
    this.#stage?.resize(clientWidth, clientHeight, devicePixelRatio);
    this.#redraw();
  }

  #seek(step: number): void {
    this.#playback.seek(step);
  }

  /** Goes to the step that the address names, as in `#120`. */
  #seekLinked(): void {
    const step = Number(location.hash.slice(1));
    if (step > 0) this.#seek(this.recording.steps.findIndex((each) => each.step >= step));
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
    follow.parentElement!.hidden = !this.#stage?.canFollow;
    follow.checked = this.#stage?.follows ?? false;
    follow.addEventListener('change', () => this.#setFollow(follow.checked));
  }

  #setFollow(follows: boolean): void {
    element<HTMLInputElement>('follow').checked = follows;
    if (this.#stage) this.#stage.follows = follows;
  }

  #connectKeys(): void {
    const actions: Record<string, (event: KeyboardEvent) => void> = {
      ' ': () => this.#change((playback) => playback.toggle()),
      ArrowLeft: ({ shiftKey }) => this.#change((playback) => playback.nudge(shiftKey ? -10 : -1)),
      ArrowRight: ({ shiftKey }) => this.#change((playback) => playback.nudge(shiftKey ? 10 : 1)),
      ArrowUp: () => this.#change((playback) => playback.shiftSpeed(1)),
      ArrowDown: () => this.#change((playback) => playback.shiftSpeed(-1)),
      Home: () => this.#seek(0),
      End: () => this.#seek(this.#playback.last),
      f: () => this.#setFollow(!this.#stage?.follows),
    };
    addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!action) return;
      event.preventDefault(); // and not what the focused button or slider would do
      action(event);
    });
    // A button is pressed when space comes up again, which the replay has taken as its own.
    addEventListener('keyup', (event) => {
      if (event.key === ' ') event.preventDefault();
    });
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
  addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() === 't' && !event.ctrlKey && !event.metaKey) switchTheme();
  });
  const recording = await fetchRecording();
  describe(recording);
  const count = playableSteps(recording);
  if (count === 0) tell('The recording has no steps yet. Reload this page when the run has taken some.');
  else viewer = new Viewer(recording, count);
}

main().catch((error: Error) => tell(`The recording cannot be shown: ${error.message}`));
