/** One line over the steps, drawn by hand: a few thousand points need no library. */

import { columnRanges, formatNumber, type Maybe, range } from './numbers.js';

export interface Series {
  readonly name: string;
  /** The CSS variable of its colour. */
  readonly color: string;
  /** One number for each step; null where there is none. */
  readonly values: readonly Maybe[];
  /** Steps at which an episode begins, the first left out. */
  readonly episodes: readonly number[];
}

// In CSS pixels: above and below the line, and left of it for the numbers of its range.
const PADDING = 4;
const GUTTER = 48;

export class Plot {
  readonly element = document.createElement('figure');
  readonly #canvas = document.createElement('canvas');
  readonly #caption = document.createElement('figcaption');
  readonly #range: [number, number];
  #picture: HTMLCanvasElement | undefined;

  /** @param seek is called with the step under the pointer while it is pressed */
  constructor(
    private readonly series: Series,
    seek: (step: number) => void,
  ) {
    this.#range = range(series.values);
    this.element.append(this.#caption, this.#canvas);
    this.#canvas.setAttribute('role', 'img');
    this.#canvas.setAttribute('aria-label', `${series.name} over the steps`);
    const seekTo = (event: PointerEvent) => {
      const { left, width } = this.#canvas.getBoundingClientRect();
      seek(Math.round(((event.clientX - left - GUTTER) / (width - GUTTER)) * (series.values.length - 1)));
    };
    this.#canvas.addEventListener('pointerdown', (event) => {
      this.#canvas.setPointerCapture(event.pointerId);
      seekTo(event);
    });
    this.#canvas.addEventListener('pointermove', (event) => {
      if (event.buttons & 1) seekTo(event);
    });
  }

  /** Forgets what has been drawn: the size or the colours have changed. */
  invalidate(): void {
    this.#picture = undefined;
  }

  /** Draws the line and where the replay stands. */
  draw(step: number): void {
    const value = this.series.values[step] ?? null;
    this.#caption.textContent = `${this.series.name}: ${value === null ? '–' : formatNumber(value)}`;
    this.#picture ??= this.#drawLine();
    const canvas = this.#canvas;
    const context = canvas.getContext('2d')!;
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(this.#picture, 0, 0);
    const x = this.#x(step, canvas.width);
    context.fillStyle = this.#css('--text');
    context.fillRect(Math.round(x), 0, Math.max(1, devicePixelRatio), canvas.height);
    if (value !== null) {
      context.beginPath();
      context.arc(x, this.#y(value, canvas.height), 3 * devicePixelRatio, 0, 2 * Math.PI);
      context.fill();
    }
  }

  #x(step: number, width: number): number {
    const gutter = GUTTER * devicePixelRatio;
    return gutter + (step / Math.max(this.series.values.length - 1, 1)) * (width - gutter - 1);
  }

  #y(value: number, height: number): number {
    const [low, high] = this.#range;
    const padding = PADDING * devicePixelRatio;
    return height - padding - ((value - low) / (high - low)) * (height - 2 * padding);
  }

  #css(variable: string): string {
    return getComputedStyle(document.documentElement).getPropertyValue(variable);
  }

  /** Draws the line on a canvas of its own, to be copied at each frame. */
  #drawLine(): HTMLCanvasElement {
    const { values, episodes, color } = this.series;
    const { clientWidth, clientHeight } = this.#canvas;
    const width = Math.max(1, Math.round(clientWidth * devicePixelRatio));
    const height = Math.max(1, Math.round(clientHeight * devicePixelRatio));
    Object.assign(this.#canvas, { width, height });
    const picture = Object.assign(document.createElement('canvas'), { width, height });
    const context = picture.getContext('2d')!;

    context.fillStyle = this.#css('--line');
    for (const start of episodes) context.fillRect(Math.round(this.#x(start, width)), 0, 1, height);
    const [low, high] = this.#range;
    if (low < 0 && high > 0) context.fillRect(this.#x(0, width), Math.round(this.#y(0, height)), width, 1);

    context.strokeStyle = this.#css(color);
    context.lineWidth = 1.5 * devicePixelRatio;
    context.lineJoin = 'round';
    context.beginPath();
    let drawing = false;
    const point = (x: number, value: number) => {
      if (drawing) context.lineTo(x, this.#y(value, height));
      else context.moveTo(x, this.#y(value, height));
      drawing = true;
    };
    const left = GUTTER * devicePixelRatio;
    const columns = Math.max(1, Math.floor(width - left));
    if (values.length <= columns) {
      values.forEach((value, step) => {
        if (value === null) drawing = false;
        else point(this.#x(step, width), value);
      });
    } else {
      columnRanges(values, columns).forEach((part, column) => {
        if (!part) drawing = false;
        else for (const value of part) point(left + column, value);
      });
    }
    context.stroke();

    context.fillStyle = this.#css('--faint');
    context.font = `${10 * devicePixelRatio}px system-ui, sans-serif`;
    context.textBaseline = 'top';
    context.fillText(formatNumber(high), 2, 1);
    context.textBaseline = 'bottom';
    context.fillText(formatNumber(low), 2, height - 1);
    return picture;
  }
}
