/** Where the replay stands, and how it moves on. Knows nothing of what is drawn. */

export const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 4, 8] as const;

export class Playback {
  /** In steps, from 0 to `last`; between two of them while it plays. */
  #position = 0;
  #playing = false;
  #speed: number = 1;

  /**
   * @param last index of the last step, ≥ 0
   * @param timestep seconds of simulated time in a step
   */
  constructor(
    readonly last: number,
    readonly timestep: number,
  ) {}

  get position(): number {
    return this.#position;
  }

  /** The step last reached. */
  get step(): number {
    return Math.floor(this.#position);
  }

  get playing(): boolean {
    return this.#playing;
  }

  /** Simulated seconds in a second. */
  get speed(): number {
    return this.#speed;
  }

  set speed(speed: number) {
    this.#speed = speed;
  }

  /** Plays or pauses; at the end, plays from the start again. */
  toggle(): void {
    this.#playing = !this.#playing && this.last > 0;
    if (this.#playing && this.#position >= this.last) this.#position = 0;
  }

  /** Goes to a step and stays there if it was paused. */
  seek(position: number): void {
    this.#position = Math.min(Math.max(position, 0), this.last);
  }

  /** Pauses and goes on by whole steps. */
  nudge(steps: number): void {
    this.#playing = false;
    this.seek(this.step + steps);
  }

  /** The next faster (+1) or slower (−1) speed. */
  shiftSpeed(by: 1 | -1): void {
    const index = SPEEDS.findIndex((speed) => speed >= this.#speed);
    this.#speed = SPEEDS[Math.min(Math.max(index + by, 0), SPEEDS.length - 1)]!;
  }

  /** Lets real time pass, in seconds; stops at the end. */
  advance(seconds: number): void {
    if (!this.#playing) return;
    this.seek(this.#position + (seconds * this.#speed) / this.timestep);
    if (this.#position >= this.last) this.#playing = false;
  }
}
