/**
 * How much is drawn. A graphics card draws everything sixty times a second; where the processor has to do it, it takes
 * turns with the planner, and a plainer picture is better than one that stands still.
 */

export interface Quality {
  /** Shadows of bodies on bodies, and light that is computed for each pixel of the floor. */
  readonly rich: boolean;
  /** Pixels drawn for each pixel shown, along each side. */
  readonly resolution: number;
}

const LEVELS: readonly Quality[] = [
  { rich: true, resolution: 1 },
  { rich: false, resolution: 1 },
  { rich: false, resolution: 0.75 }, // half of the work; below it edges are seen as stairs
];

/** Milliseconds between two frames that still look smooth: fifty a second. */
const SMOOTH = 20;
/** What is looked at together: frames in a row, and milliseconds. */
const FRAMES = 6;
const WINDOW = 1000;

/** Chooses a quality by the time between frames: plainer until they are smooth, and never back, which would be seen. */
export class Governor {
  #level: number;
  #intervals: number[] = [];

  /** @param plain begins without what a processor is slow at */
  constructor(plain: boolean) {
    this.#level = plain ? 1 : 0;
  }

  get quality(): Quality {
    return LEVELS[this.#level]!;
  }

  /**
   * Hears of the time since the frame before, if something was drawn.
   *
   * @returns whether the quality has changed
   */
  frame(milliseconds: number): boolean {
    this.#intervals.push(milliseconds);
    const total = this.#intervals.reduce((sum, each) => sum + each, 0);
    if (this.#intervals.length < FRAMES || total < WINDOW) return false;
    const typical = this.#intervals.sort((a, b) => a - b)[this.#intervals.length >> 1]!;
    this.#intervals = [];
    if (typical <= SMOOTH || this.#level === LEVELS.length - 1) return false;
    this.#level++;
    return true;
  }
}

/** Whether the browser draws on the processor, by the names of those who do. */
export function drawsOnProcessor(): boolean {
  const context = document.createElement('canvas').getContext('webgl2');
  if (!context) return false;
  const { RENDERER } = context;
  const information = context.getExtension('WEBGL_debug_renderer_info');
  const name = context.getParameter(information?.UNMASKED_RENDERER_WEBGL ?? RENDERER);
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(String(name));
}
