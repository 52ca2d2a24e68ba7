/** The world of a point mass from above: value and disagreement as colours, and what the agent does and plans. */

import type { Scene } from '../src/worlds/world.js';
import type { Field, Sketched } from './protocol.js';

type Color = readonly [number, number, number];

/** Five colours from low to high, dark to light and even to the eye (viridis and magma). */
const VALUE_COLORS: readonly Color[] = [
  [68, 1, 84],
  [59, 82, 139],
  [33, 145, 140],
  [94, 201, 98],
  [253, 231, 37],
];
const SPREAD_COLORS: readonly Color[] = [
  [0, 0, 4],
  [81, 18, 124],
  [183, 55, 121],
  [252, 137, 97],
  [252, 253, 191],
];
/** Steps of which the way is drawn as a line; of all before only the places. */
const TRAIL = 200;
/** Pixels along each side of the picture of all places. */
const VISITED = 480;
const WALL = '#8d98a8';
const MASS_RADIUS = 0.045; // metres

/** One of the two maps. */
class Map2d {
  readonly element = document.createElement('figure');
  readonly canvas = document.createElement('canvas');
  readonly #caption = document.createElement('figcaption');
  readonly #colors = document.createElement('canvas');
  #hasColors = false;

  constructor(
    private readonly name: string,
    private readonly palette: readonly Color[],
  ) {
    this.canvas.setAttribute('role', 'img');
    this.canvas.setAttribute('aria-label', `${name} over the plane`);
    this.#caption.textContent = name;
    this.element.append(this.canvas, this.#caption);
  }

  color(values: Float32Array, side: number): void {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const value of values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    Object.assign(this.#colors, { width: side, height: side });
    const context = this.#colors.getContext('2d')!;
    const image = context.createImageData(side, side);
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        const share = (values[row * side + column]! - low) / (high - low || 1);
        image.data.set([...mix(this.palette, share), 255], 4 * ((side - 1 - row) * side + column));
      }
    }
    context.putImageData(image, 0, 0);
    this.#hasColors = true;
    this.#caption.textContent = `${this.name}: ${low.toFixed(3)} to ${high.toFixed(3)}`;
  }

  /** Begins a picture, with metres as its units. */
  begin(halfSide: number): CanvasRenderingContext2D {
    const { canvas } = this;
    const size = Math.max(1, Math.round(canvas.clientWidth * devicePixelRatio));
    if (canvas.width !== size) Object.assign(canvas, { width: size, height: size });
    const context = canvas.getContext('2d')!;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = `rgb(${this.palette[0]})`;
    context.fillRect(0, 0, size, size);
    if (this.#hasColors) context.drawImage(this.#colors, 0, 0, size, size);
    const scale = size / (2 * halfSide);
    context.setTransform(scale, 0, 0, -scale, size / 2, size / 2);
    context.lineWidth = (1.2 * devicePixelRatio) / scale;
    context.lineJoin = 'round';
    return context;
  }
}

export class PlaneView {
  readonly element = document.createElement('div');
  readonly #value = new Map2d('value', VALUE_COLORS);
  readonly #spread = new Map2d('disagreement', SPREAD_COLORS);
  /** Walls as left, bottom, width, height. */
  readonly #walls: readonly (readonly [number, number, number, number])[];
  readonly #trail: [number, number][] = [];
  /** All places, as points. */
  readonly #visited = document.createElement('canvas');
  #sketch: Sketched | undefined;

  constructor(
    { shapes }: Scene,
    private readonly halfSide: number,
  ) {
    this.element.className = 'plane';
    Object.assign(this.#visited, { width: VISITED, height: VISITED });
    this.element.append(this.#value.element, this.#spread.element);
    this.#walls = shapes
      .filter(({ kind, pose }) => kind === 'box' && pose)
      .map(({ size: [a, b], pose }) => [pose![0]! - a, pose![1]! - b, 2 * a, 2 * b]);
  }

  /** The canvas that can be pushed in. */
  get canvas(): HTMLCanvasElement {
    return this.#value.canvas;
  }

  get place(): readonly [number, number] {
    return this.#trail.at(-1) ?? [0, 0];
  }

  /** Where the pointer is, in metres. */
  at(event: PointerEvent): [number, number] {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const share = (part: number) => (2 * part - 1) * this.halfSide;
    return [share((event.clientX - left) / width), -share((event.clientY - top) / height)];
  }

  /** @param places x y after each step since the last call */
  update(places: Float32Array, sketch: Sketched | undefined, field: Field | undefined): void {
    const context = this.#visited.getContext('2d')!;
    context.fillStyle = 'rgba(255, 255, 255, 0.4)';
    const pixel = (share: number) => ((1 + share / this.halfSide) / 2) * VISITED;
    for (let at = 0; at < places.length; at += 2) {
      const [x, y] = [places[at]!, places[at + 1]!];
      this.#trail.push([x, y]);
      context.fillRect(pixel(x) - 0.75, pixel(-y) - 0.75, 1.5, 1.5);
    }
    if (this.#trail.length > TRAIL) this.#trail.splice(0, this.#trail.length - TRAIL);
    if (sketch) this.#sketch = sketch;
    if (!field) return;
    this.#value.color(field.value, field.side);
    this.#spread.color(field.spread, field.side);
  }

  draw(): void {
    for (const map of [this.#value, this.#spread]) {
      const context = map.begin(this.halfSide);
      const side = 2 * this.halfSide;
      context.scale(1, -1); // pictures have their first row at the top
      context.drawImage(this.#visited, -this.halfSide, -this.halfSide, side, side);
      context.scale(1, -1);
      context.fillStyle = WALL;
      context.strokeStyle = WALL;
      for (const wall of this.#walls) {
        context.fillRect(...wall);
        context.strokeRect(...wall); // or seams would be seen between two of them
      }
      this.#drawTrail(context);
      if (map === this.#value) this.#drawSketch(context);
      context.fillStyle = '#ff5a36';
      context.strokeStyle = '#ffffff';
      context.beginPath();
      context.arc(...this.place, MASS_RADIUS, 0, 2 * Math.PI);
      context.fill();
      context.stroke();
    }
  }

  #drawTrail(context: CanvasRenderingContext2D): void {
    context.strokeStyle = 'rgba(255, 255, 255, 0.7)';
    context.beginPath();
    this.#trail.forEach(([x, y], i) => {
      const [px, py] = this.#trail[i - 1] ?? [x, y];
      const jumped = Math.hypot(x - px, y - py) > this.halfSide / 4; // a reset
      if (i === 0 || jumped) context.moveTo(x, y);
      else context.lineTo(x, y);
    });
    context.stroke();
  }

  #drawSketch(context: CanvasRenderingContext2D): void {
    if (!this.#sketch) return;
    context.strokeStyle = 'rgba(255, 190, 160, 0.5)';
    for (const path of this.#sketch.rollouts) trace(context, path);
    const thin = context.lineWidth;
    context.lineWidth = 2.5 * thin;
    context.strokeStyle = '#ff5a36';
    trace(context, this.#sketch.plan);
    context.lineWidth = thin;
  }
}

function trace(context: CanvasRenderingContext2D, path: Float32Array): void {
  context.beginPath();
  for (let at = 0; at + 3 <= path.length; at += 3) context.lineTo(path[at]!, path[at + 1]!);
  context.stroke();
}

function mix(palette: readonly Color[], share: number): Color {
  const place = Math.min(Math.max(share, 0), 1) * (palette.length - 1);
  const index = Math.min(Math.floor(place), palette.length - 2);
  const part = place - index;
  const between = (axis: 0 | 1 | 2) => palette[index]![axis] * (1 - part) + palette[index + 1]![axis] * part;
  return [between(0), between(1), between(2)];
}
