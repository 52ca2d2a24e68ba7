/**
 * D of Algorithm 1: the states the agent has visited, what it saw there, the plan it made there and the latest targets
 * of their values. A ring: when it is full the oldest entry makes room.
 */

export interface ReplayShape {
  readonly capacity: number;
  readonly stateSize: number;
  readonly observationSize: number;
  /** Numbers in a stored plan, horizon · actionSize. */
  readonly planSize: number;
  /** Members of the ensemble; each has its own target. */
  readonly members: number;
}

/** The arrays of a buffer; row i of each belongs to slot i. */
export interface ReplayArrays {
  readonly states: Float64Array;
  readonly observations: Float32Array;
  readonly plans: Float32Array;
  readonly targets: Float32Array;
  readonly rewards: Float32Array;
  readonly episodes: Int32Array;
  readonly hasTarget: Uint8Array;
}

const FIRST_SLOTS = 256;

export class ReplayBuffer {
  /** Entries ever added; entry with serial n lies in slot n mod capacity. */
  added = 0;
  #slots: number;
  #arrays: ReplayArrays;
  #withTarget: number[] | undefined;

  constructor(readonly shape: ReplayShape) {
    this.#slots = Math.min(shape.capacity, FIRST_SLOTS);
    this.#arrays = allocate(shape, this.#slots);
  }

  /** Entries held now. */
  get size(): number {
    return Math.min(this.added, this.shape.capacity);
  }

  get arrays(): ReplayArrays {
    return this.#arrays;
  }

  /** Adds a visited state. @returns its slot. */
  add(state: Float64Array, observation: Float32Array, plan: Float32Array, episode: number): number {
    const slot = this.added % this.shape.capacity;
    if (slot >= this.#slots) this.#grow();
    const { stateSize, observationSize, planSize } = this.shape;
    const a = this.#arrays;
    a.states.set(state, slot * stateSize);
    a.observations.set(observation, slot * observationSize);
    a.plans.set(plan, slot * planSize);
    a.rewards[slot] = Number.NaN;
    a.episodes[slot] = episode;
    a.hasTarget[slot] = 0;
    this.#withTarget = undefined;
    this.added++;
    return slot;
  }

  /** Notes the reward of the step taken from the entry's state. */
  setReward(slot: number, reward: number): void {
    this.#arrays.rewards[slot] = reward;
  }

  /** Sets the targets of an entry, one for each member; if one is not finite the entry keeps what it had. */
  setTargets(slot: number, targets: ArrayLike<number>): void {
    for (let k = 0; k < this.shape.members; k++) if (!Number.isFinite(targets[k])) return;
    this.#arrays.targets.set(targets, slot * this.shape.members);
    this.#arrays.hasTarget[slot] = 1;
    this.#withTarget = undefined;
  }

  /** Slots of entries that have a target, in slot order. */
  slotsWithTarget(): readonly number[] {
    if (!this.#withTarget) {
      this.#withTarget = [];
      for (let slot = 0; slot < this.size; slot++)
        if (this.#arrays.hasTarget[slot]) this.#withTarget.push(slot);
    }
    return this.#withTarget;
  }

  /**
   * Slot of the state visited right after the one in `slot`, or −1: at the newest entry, at the end of an episode,
   * and across the seam of the ring, where the next slot holds the oldest entry.
   */
  successor(slot: number): number {
    const newest = (this.added - 1) % this.shape.capacity;
    if (slot === newest) return -1;
    const next = (slot + 1) % this.shape.capacity;
    return this.#arrays.episodes[next] === this.#arrays.episodes[slot] ? next : -1;
  }

  /** Makes room for entries that were saved, the newest of them with serial number `added` − 1; see `arrays`. */
  resize(added: number): void {
    this.added = added;
    this.#slots = Math.max(Math.min(this.shape.capacity, FIRST_SLOTS), this.size);
    this.#arrays = allocate(this.shape, this.#slots);
    this.#withTarget = undefined;
  }

  #grow(): void {
    const old = this.#arrays;
    this.#slots = Math.min(this.shape.capacity, this.#slots * 2);
    this.#arrays = allocate(this.shape, this.#slots);
    for (const name of Object.keys(old) as (keyof ReplayArrays)[]) this.#arrays[name].set(old[name] as never);
  }
}

function allocate(shape: ReplayShape, slots: number): ReplayArrays {
  return {
    states: new Float64Array(slots * shape.stateSize),
    observations: new Float32Array(slots * shape.observationSize),
    plans: new Float32Array(slots * shape.planSize),
    targets: new Float32Array(slots * shape.members),
    rewards: new Float32Array(slots),
    episodes: new Int32Array(slots),
    hasTarget: new Uint8Array(slots),
  };
}
