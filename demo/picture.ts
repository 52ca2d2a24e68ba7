/** What is seen of the world: in three dimensions, or from above where it is a plane; and the pointer that pushes in it. */

import type { Vector3 } from 'three';
import { Stage } from '../view/stage.js';
import { PlaneView } from './plane.js';
import type { FromAgent, RunInfo } from './protocol.js';

export type Steps = Pick<FromAgent & { type: 'steps' }, 'poses' | 'places' | 'sketch' | 'field'>;
type Push = (by: readonly [number, number, number] | null) => void;

export class Picture {
  readonly #stage: Stage | undefined;
  readonly #plane: PlaneView | undefined;
  #changed = true;

  /**
   * @param push is called with how far the pointer is from the body that is dragged, in metres, and with null at the end
   * @throws if the browser has no WebGL
   */
  constructor(
    private readonly place: HTMLElement,
    info: RunInfo,
    push: Push,
  ) {
    const { scene, halfSide } = info;
    if (!scene) throw new Error('this task has no shapes');
    if (halfSide !== null) {
      this.#plane = new PlaneView(scene, halfSide);
      place.replaceChildren(this.#plane.element);
      if (info.canPush) dragPlane(this.#plane, push);
    } else {
      const canvas = document.createElement('canvas');
      canvas.setAttribute('aria-label', 'The world');
      place.replaceChildren(canvas);
      this.#stage = new Stage(canvas, scene, info.poses);
      if (info.canPush) dragBody(this.#stage, canvas, push);
    }
    this.update(info);
  }

  get follows(): boolean {
    return this.#stage?.follows ?? false;
  }

  set follows(on: boolean) {
    if (this.#stage) this.#stage.follows = on;
  }

  get canFollow(): boolean {
    return this.#stage?.canFollow ?? false;
  }

  update({ poses, places, sketch, field }: Steps): void {
    this.#changed = true;
    this.#plane?.update(places ?? poses.subarray(0, 2), sketch, field);
    this.#stage?.pose(poses);
    if (sketch) this.#stage?.paths.show(sketch.plan, sketch.rollouts);
  }

  draw(seconds: number): void {
    this.#stage?.draw(seconds);
    if (!this.#changed) return;
    this.#changed = false;
    this.#plane?.draw();
  }

  resize(width: number, height: number): void {
    this.#changed = true;
    this.#stage?.resize(width, height, devicePixelRatio);
  }

  /** See `Stage.orbit`; a world from above stays as it is. */
  orbit(angle: number, distance: number): void {
    this.#stage?.orbit(angle, distance);
  }

  recolor(css: (variable: string) => string): void {
    this.#changed = true;
    this.#stage?.recolor(css);
  }

  close(): void {
    this.#stage?.close();
    this.place.replaceChildren();
  }
}

/** Pressing on a body drags it; pressing elsewhere moves the camera. */
function dragBody(stage: Stage, canvas: HTMLCanvasElement, push: Push): void {
  let grabbed: Vector3 | undefined;
  const pull = (event: PointerEvent) => {
    const { followed } = stage;
    if (!grabbed || !followed) return;
    const to = stage.across(event, grabbed);
    if (to) push([to.x - followed.x, to.y - followed.y, to.z - followed.z]);
  };
  // Before the camera's own listener.
  canvas.addEventListener(
    'pointerdown',
    (event) => {
      grabbed = event.button === 0 ? stage.pick(event) : undefined;
      stage.orbits = !grabbed;
      if (!grabbed) return;
      canvas.setPointerCapture(event.pointerId);
      pull(event);
    },
    { capture: true },
  );
  canvas.addEventListener('pointermove', pull);
  const letGo = () => {
    if (!grabbed) return;
    grabbed = undefined;
    stage.orbits = true;
    push(null);
  };
  canvas.addEventListener('pointerup', letGo);
  canvas.addEventListener('pointercancel', letGo);
}

function dragPlane(plane: PlaneView, push: Push): void {
  const { canvas } = plane;
  const pull = (event: PointerEvent) => {
    if (!(event.buttons & 1)) return;
    const [x, y] = plane.at(event);
    const [fromX, fromY] = plane.place;
    push([x - fromX, y - fromY, 0]);
  };
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    pull(event);
  });
  canvas.addEventListener('pointermove', pull);
  canvas.addEventListener('pointerup', () => push(null));
  canvas.addEventListener('pointercancel', () => push(null));
}
