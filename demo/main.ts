/** The live page: starts runs in the agent's thread, and shows what comes back. */

import { cameraKeys, connectKeys } from '../view/keys.js';
import { css, toggleTheme, useStoredTheme } from '../view/theme.js';
import { Charts } from './charts.js';
import { Form, fill } from './form.js';
import { linkOf, runOf } from './link.js';
import { Picture } from './picture.js';
import { PRESETS } from './presets.js';
import type { FromAgent, Pace, RunConfig, RunInfo, ToAgent } from './protocol.js';
import { Readout } from './readout.js';

const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 4, 0] as const;

function element<E extends HTMLElement>(id: string): E {
  return document.getElementById(id) as E;
}

function hintOf({ canPush, halfSide }: RunInfo): string {
  if (halfSide !== null) return 'drag in the map of the value to push';
  return canPush ? 'drag the body to push it, the rest to look around' : 'drag to look around';
}

class Page {
  readonly #worker: Worker;
  readonly #form: Form;
  readonly #readout = new Readout(element('readout'));
  #pace: Pace = { paused: false, speed: 1, clock: false };
  #picture: Picture | undefined;
  #charts: Charts | undefined;
  #config: RunConfig = PRESETS[0]!;
  #lastFrame = performance.now();

  constructor() {
    this.#form = new Form(element('settings'), () => this.#startFromForm());
    this.#worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'agent' });
    this.#worker.onmessage = ({ data }: MessageEvent<FromAgent>) => this.#hear(data);
    this.#worker.onerror = (event) => this.#fail(event.message || 'the agent’s program cannot be loaded');
    this.#connectControls();
    this.#connectKeys();
    new ResizeObserver(() => this.#resize()).observe(element('world'));
    addEventListener('hashchange', () => this.#startLinked());
    if (!this.#startLinked()) this.#start(PRESETS[0]!);
    requestAnimationFrame((now) => this.#frame(now));
  }

  #say(message: ToAgent): void {
    this.#worker.postMessage(message);
  }

  #start({ task, options, settings }: RunConfig): void {
    this.#config = { task, options, settings };
    this.#form.write(this.#config);
    const link = linkOf(this.#config);
    if (location.hash !== link) history.replaceState(null, '', link);
    element('title').textContent = task;
    document.title = `${task} – polo`;
    element<HTMLOutputElement>('hash').value = '';
    this.#picture?.close();
    this.#charts?.close();
    this.#picture = undefined;
    this.#charts = undefined;
    this.#readout.clear();
    this.#tell('Loading…');
    this.#say({ type: 'start', config: this.#config, pace: this.#pace });
  }

  #startFromForm(): void {
    try {
      this.#start(this.#form.read());
    } catch (error) {
      this.#fail((error as Error).message);
    }
  }

  /** Starts what the address names. */
  #startLinked(): boolean {
    const run = runOf(location.hash);
    if (run && linkOf(run) !== linkOf(this.#config)) element<HTMLSelectElement>('preset').value = '';
    if (run) this.#start(run);
    return run !== undefined;
  }

  #hear(message: FromAgent): void {
    switch (message.type) {
      case 'loading':
        this.#tell(message.what);
        return;
      case 'ready':
        this.#show(message.info);
        return;
      case 'steps':
        this.#picture?.update(message);
        this.#charts?.add(message.steps, performance.now());
        this.#readout.add(message.steps, performance.now(), this.#charts?.rate ?? null);
        return;
      case 'hash': {
        const only = message.why ? ` (${message.why}: only you have seen this)` : '';
        const output = element<HTMLOutputElement>('hash');
        output.value = `first ${message.steps} actions: ${message.hash.slice(0, 12)}${only}`;
        output.dataset.hash = message.hash;
        return;
      }
      case 'failed':
        this.#fail(message.message);
    }
  }

  #show(info: RunInfo): void {
    this.#form.showDefaults(info.settings, info.threads);
    const { agent, planner, seed } = info.settings;
    element('subtitle').textContent =
      `${agent}, ${planner}, ${info.rollouts} rollouts of ${info.horizon} steps of ${info.timestep} s, seed ${seed}, ${info.threads === 1 ? 'one thread' : `${info.threads} threads`}`;
    this.#readout.start(info);
    this.#charts = new Charts(element('plots'), info);
    try {
      this.#picture = new Picture(element('view'), info, (by) => this.#say({ type: 'push', by }));
      element('hint').textContent = hintOf(info);
      this.#setFollow(this.#picture.follows);
      element('follow').parentElement!.hidden = !this.#picture.canFollow;
      this.#tell(info.notice ?? '');
    } catch (error) {
      this.#tell(`The world cannot be drawn: ${(error as Error).message}`);
    }
    this.#resize();
    this.#recolor();
  }

  #tell(message: string): void {
    const place = element('message');
    place.textContent = message;
    place.hidden = !message;
    place.classList.remove('failed');
  }

  #fail(message: string): void {
    this.#tell(message);
    element('message').classList.add('failed');
  }

  #frame(now: number): void {
    this.#picture?.draw(Math.min((now - this.#lastFrame) / 1000, 0.1));
    this.#lastFrame = now;
    this.#charts?.draw(now);
    this.#readout.draw(now);
    requestAnimationFrame((next) => this.#frame(next));
  }

  #resize(): void {
    const { clientWidth, clientHeight } = element('stage');
    this.#picture?.resize(clientWidth, clientHeight);
    this.#charts?.invalidate();
  }

  #recolor(): void {
    this.#picture?.recolor(css);
    this.#charts?.invalidate();
  }

  #setPace(change: Partial<Pace>): void {
    this.#pace = { ...this.#pace, ...change };
    const { paused, speed, clock } = this.#pace;
    const play = element('play');
    play.textContent = paused ? '▶' : '❚❚';
    play.setAttribute('aria-label', paused ? 'Go on' : 'Pause');
    element<HTMLSelectElement>('speed').value = String(speed);
    element<HTMLSelectElement>('clock').value = clock ? 'clock' : 'full';
    this.#readout.forget(); // what was measured at another pace
    this.#say({ type: 'pace', pace: this.#pace });
  }

  #shiftSpeed(by: number): void {
    const index = SPEEDS.indexOf(this.#pace.speed as (typeof SPEEDS)[number]) + by;
    this.#setPace({ speed: SPEEDS[Math.min(Math.max(index, 0), SPEEDS.length - 1)]! });
  }

  #stepOnce(): void {
    if (!this.#pace.paused) this.#setPace({ paused: true });
    this.#say({ type: 'step' });
  }

  #setFollow(on: boolean): void {
    element<HTMLInputElement>('follow').checked = on;
    if (this.#picture) this.#picture.follows = on;
  }

  async #copyLink(): Promise<void> {
    const button = element('copy');
    try {
      await navigator.clipboard.writeText(location.href);
      button.textContent = 'copied';
    } catch {
      button.textContent = 'see the address';
    }
    setTimeout(() => {
      button.textContent = 'copy link';
    }, 1500);
  }

  #connectControls(): void {
    const preset = element<HTMLSelectElement>('preset');
    fill(preset, [...PRESETS.map(({ name }) => name), '']);
    preset.options[PRESETS.length]!.textContent = 'own settings';
    preset.addEventListener('change', () => {
      const chosen = PRESETS.find(({ name }) => name === preset.value);
      if (chosen) this.#start(chosen);
    });
    this.#form.element.addEventListener('input', (event) => {
      if (event.target !== preset) preset.value = '';
    });
    const speed = element<HTMLSelectElement>('speed');
    speed.replaceChildren(
      ...SPEEDS.map((value) => new Option(value ? `${value}×` : 'as fast as it goes', String(value))),
    );
    speed.value = '1';
    speed.addEventListener('change', () => this.#setPace({ speed: Number(speed.value) }));
    const clock = element<HTMLSelectElement>('clock');
    clock.addEventListener('change', () => this.#setPace({ clock: clock.value === 'clock' }));
    const follow = element<HTMLInputElement>('follow');
    follow.addEventListener('change', () => this.#setFollow(follow.checked));
    element('play').addEventListener('click', () => this.#setPace({ paused: !this.#pace.paused }));
    element('step').addEventListener('click', () => this.#stepOnce());
    element('reset').addEventListener('click', () => this.#start(this.#config));
    element('copy').addEventListener('click', () => void this.#copyLink());
    element('theme').addEventListener('click', () => this.#switchTheme());
  }

  #switchTheme(): void {
    toggleTheme();
    this.#recolor();
  }

  #connectKeys(): void {
    const speed = (by: number) => () => this.#shiftSpeed(by);
    const orbit = (angle: number, distance: number) => () => this.#picture?.orbit(angle, distance);
    connectKeys(
      [
        {
          name: 'space',
          does: 'pause or go on',
          on: { ' ': () => this.#setPace({ paused: !this.#pace.paused }) },
        },
        { name: '.', does: 'one step', on: { '.': () => this.#stepOnce() } },
        { name: 'R', does: 'from the start again', on: { r: () => this.#start(this.#config) } },
        { name: '↑ ↓', does: 'faster or slower', on: { ArrowUp: speed(1), ArrowDown: speed(-1) } },
        {
          name: 'C',
          does: 'plans in real time, or in full',
          on: { c: () => this.#setPace({ clock: !this.#pace.clock }) },
        },
        {
          name: 'F',
          does: 'camera follows, or not',
          on: { f: () => this.#setFollow(!element<HTMLInputElement>('follow').checked) },
        },
        ...cameraKeys(orbit),
        {
          name: 'L',
          does: 'copies a link that makes this run again',
          on: { l: () => void this.#copyLink() },
        },
        { name: 'T', does: 'dark or light', on: { t: () => this.#switchTheme() } },
      ],
      element('keys'),
    );
  }
}

useStoredTheme();
new Page();
