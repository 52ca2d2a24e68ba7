/** Lines over the steps, drawn by hand: a few thousand points need no library. */

import { columnRanges, formatNumber, type Maybe, range } from './numbers.js';

export interface Series {
  readonly name: string;
  /** The CSS variable of its colour. */
  readonly color: string;
  /** One number for each step; null where there is none. It may grow: see `invalidate`. */
  readonly values: readonly Maybe[];
  /** Half the width of a band around the line. */
  readonly band?: readonly Maybe[];
  /** Steps at which an episode begins, the first left out. */
  readonly episodes: readonly number[];
}

// In CSS pixels: above and below the line, and left of it for the numbers of its range.
const PADDING = 4;
const GUTTER = 48;
/** Dashes of the lines after the first, in CSS pixels. */
const DASH = [5, 3];

export class Plot {
  readonly element = document.createElement('figure');
  readonly #canvas = document.createElement('canvas');
  readonly #caption = document.createElement('figcaption');
  readonly #value = document.createElement('span');
  #range: [number, number] = [0, 1];
  #picture: HTMLCanvasElement | undefined;

  /**
   * @param lines the first one gives name and episodes; those after it are dashed
   * @param seek is called with the step under the pointer while it is pressed
   */
  constructor(
    private readonly lines: readonly [Series, ...Series[]],
    seek?: (step: number) => void,
  ) {
    const name = Object.assign(document.createElement('span'), { textContent: `${lines[0].name}:` });
    name.title = lines[0].name;
    this.#caption.append(name, ' ', this.#value);
    this.element.append(this.#caption, this.#canvas);
    this.#canvas.setAttribute('role', 'img');
    this.#canvas.setAttribute('aria-label', `${lines[0].name} over the steps`);
    if (seek) this.#connect(seek);
  }

  /** Forgets what has been drawn: values, size or colours have changed. */
  invalidate(): void {
    this.#picture = undefined;
  }

  /** Draws the lines and where the replay stands. */
  draw(step: number): void {
    const values = this.lines.map((line) => line.values[step] ?? null);
    const texts = values.map((value) => (value === null ? '–' : formatNumber(value)));
    const band = this.lines[0].band?.[step];
    this.#value.textContent = `${texts.join(' and ')}${band == null ? '' : ` ± ${formatNumber(band)}`}`;
    this.#picture ??= this.#drawLines();
    const canvas = this.#canvas;
    const context = canvas.getContext('2d')!;
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(this.#picture, 0, 0);
    const x = this.#x(step, canvas.width);
    context.fillStyle = this.#css('--text');
    context.fillRect(Math.round(x), 0, Math.max(1, devicePixelRatio), canvas.height);
    for (const value of values) {
      if (value === null) continue;
      context.beginPath();
      context.arc(x, this.#y(value, canvas.height), 3 * devicePixelRatio, 0, 2 * Math.PI);
      context.fill();
    }
  }

  #connect(seek: (step: number) => void): void {
    const seekTo = (event: PointerEvent) => {
      const { left, width } = this.#canvas.getBoundingClientRect();
      seek(Math.round(((event.clientX - left - GUTTER) / (width - GUTTER)) * (this.#length - 1)));
    };
    this.#canvas.classList.add('seeks');
    this.#canvas.addEventListener('pointerdown', (event) => {
      this.#canvas.setPointerCapture(event.pointerId);
      seekTo(event);
    });
    this.#canvas.addEventListener('pointermove', (event) => {
      if (event.buttons & 1) seekTo(event);
    });
  }

  get #length(): number {
    return Math.max(...this.lines.map(({ values }) => values.length));
  }

  #x(step: number, width: number): number {
    const gutter = GUTTER * devicePixelRatio;
    return gutter + (step / Math.max(this.#length - 1, 1)) * (width - gutter - 1);
  }

  #y(value: number, height: number): number {
    const [low, high] = this.#range;
    const padding = PADDING * devicePixelRatio;
    return height - padding - ((value - low) / (high - low)) * (height - 2 * padding);
  }

  #css(variable: string): string {
    return getComputedStyle(document.documentElement).getPropertyValue(variable);
  }

  /** Draws the lines on a canvas of their own, to be copied at each frame. */
  #drawLines(): HTMLCanvasElement {
    const { clientWidth, clientHeight } = this.#canvas;
    const width = Math.max(1, Math.round(clientWidth * devicePixelRatio));
    const height = Math.max(1, Math.round(clientHeight * devicePixelRatio));
    Object.assign(this.#canvas, { width, height });
    const picture = Object.assign(document.createElement('canvas'), { width, height });
    const context = picture.getContext('2d')!;
    const [low, high] = widened(range(this.lines.flatMap(withBand)));
    this.#range = [low, high];

    context.fillStyle = this.#css('--line');
    for (const start of this.lines[0].episodes) {
      context.fillRect(Math.round(this.#x(start, width)), 0, 1, height);
    }
    if (low < 0 && high > 0) context.fillRect(this.#x(0, width), Math.round(this.#y(0, height)), width, 1);
    this.lines.forEach((line, index) => {
      const color = this.#css(line.color);
      if (line.band) this.#drawBand(context, line.values, line.band, color);
      this.#drawLine(context, line.values, color, index > 0);
    });

    context.fillStyle = this.#css('--faint');
    context.font = `${10 * devicePixelRatio}px system-ui, sans-serif`;
    context.textBaseline = 'top';
    context.fillText(formatNumber(high), 2, 1);
    context.textBaseline = 'bottom';
    context.fillText(formatNumber(low), 2, height - 1);
    return picture;
  }

  #drawLine(
    context: CanvasRenderingContext2D,
    values: readonly Maybe[],
    color: string,
    dashed: boolean,
  ): void {
    const { width, height } = context.canvas;
    context.strokeStyle = color;
    context.lineWidth = 1.5 * devicePixelRatio;
    context.lineJoin = 'round';
    context.setLineDash(dashed ? DASH.map((length) => length * devicePixelRatio) : []);
    context.beginPath();
    let drawing = false;
    const point = (x: number, value: number) => {
      if (drawing) context.lineTo(x, this.#y(value, height));
      else context.moveTo(x, this.#y(value, height));
      drawing = true;
    };
    const left = GUTTER * devicePixelRatio;
    const columns = Math.max(1, Math.floor(this.#x(values.length - 1, width) - left));
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
    context.setLineDash([]);
  }

  /** A thin column at each step (or pixel) from value − band to value + band. */
  #drawBand(
    context: CanvasRenderingContext2D,
    values: readonly Maybe[],
    band: readonly Maybe[],
    color: string,
  ): void {
    const { width, height } = context.canvas;
    const columns = width - GUTTER * devicePixelRatio;
    const stride = Math.max(1, Math.floor(values.length / columns));
    context.fillStyle = color;
    context.globalAlpha = 0.25;
    for (let step = 0; step < values.length; step += stride) {
      const value = values[step];
      const half = band[step];
      if (value == null || half == null) continue;
      const x = Math.floor(this.#x(step, width));
      const end = Math.max(x + 1, Math.floor(this.#x(step + stride, width)));
      const top = this.#y(value + half, height);
      context.fillRect(x, top, end - x, this.#y(value - half, height) - top);
    }
    context.globalAlpha = 1;
  }
}

/** What a line reaches, with its band; the band of the first steps, when nothing is known yet, hides all that follows. */
function withBand({ values, band }: Series): readonly Maybe[] {
  if (!band) return values;
  const known = Math.floor(values.length / 4);
  const edges = values.slice(known).flatMap((value, i) => {
    const half = band[known + i];
    return value === null || half == null ? [] : [value - half, value + half];
  });
  return [...values, ...edges];
}

/** Differences below a thousandth are rounding, and not worth a picture of their own. */
function widened([low, high]: [number, number]): [number, number] {
  const least = Math.max(Math.abs(low), Math.abs(high)) / 1000;
  return high - low < least ? [low - least, high + least] : [low, high];
}
