/** Copies the quantities that a task names out of MuJoCo's data. */

import type { PastOfWorld } from '../past.js';
import type { Reads } from '../quantities.js';
import type { Model } from './find.js';
import { type Located, locate } from './locate.js';
import type { DataViews } from './views.js';

/** The views as they are now. */
type Views = () => DataViews;

/** What must be computed after a step before the quantities can be read: nothing; where everything is; all that follows from positions and velocities. */
export type Freshness = 'state' | 'places' | 'motion';

interface Piece extends Located {
  readonly to: number;
  readonly size: number;
}

/** The quantities of `Reads`, as pieces of MuJoCo's arrays. */
export class Gather {
  readonly needs: Freshness;
  /** Something is read that is of the last step, not of the state. */
  readonly forces: boolean;
  /** Of that, something which is not among the sensors: after RK4 it is of the last of the four stages. */
  readonly forcesBesideSensors: boolean;
  /** The quantities last copied. */
  readonly values: Float64Array;
  readonly #states: readonly Piece[];
  readonly #forces: readonly Piece[];
  readonly #places: readonly Piece[];

  /**
   * @param previous which of the past's actions is the previous one
   * @throws OptionError if the model lacks a quantity or its size differs.
   */
  constructor(
    where: Model,
    quantities: Reads,
    private readonly past: PastOfWorld,
    private readonly previous: 'last' | 'before',
  ) {
    this.values = new Float64Array(quantities.size);
    const pieces = quantities.list.map(({ quantity, offset }) => ({
      ...locate(where, quantity),
      to: offset,
      size: quantity.size,
    }));
    const of = (...moments: string[]) => pieces.filter(({ moment }) => moments.includes(moment));
    this.#states = of('state', 'past');
    this.#forces = of('force');
    this.#places = of('pose', 'motion');
    this.forces = this.#forces.length > 0;
    this.forcesBesideSensors = this.#forces.some(({ source }) => source?.view !== 'sensordata');
    const placesAlone = this.#places.every((piece) => piece.placesAlone);
    this.needs = this.#places.length === 0 ? 'state' : placesAlone ? 'places' : 'motion';
  }

  /** Copies what is fresh after a step and in every state: joint values, time, previous action. */
  copyStates(views: Views): Float64Array {
    return this.#copy(this.#states, views);
  }

  /** Copies forces, accelerations and what else is of the last step, before anything of the state after it is computed. */
  copyForces(views: Views): Float64Array {
    return this.#copy(this.#forces, views);
  }

  /** Copies what follows from positions and velocities. */
  copyPlaces(views: Views): Float64Array {
    return this.#copy(this.#places, views);
  }

  #copy(pieces: readonly Piece[], current: Views): Float64Array {
    const to = this.values;
    let views = current();
    for (const { source, compute, past, to: at, size } of pieces) {
      if (source) {
        const view = views[source.view];
        for (let i = 0; i < size; i++) to[at + i] = view[source.from + i]!;
      } else if (compute) {
        compute(views, to, at);
        views = current(); // MuJoCo's memory may have grown
      } else if (past === 'time') to[at] = this.past.time;
      else to.set(this.past[this.previous], at);
    }
    return to;
  }
}
