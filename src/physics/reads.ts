/** Gathers from the lanes what a task reads for its reward and for its observation. */

import type { Block } from '../kernels/arena.js';
import type { Kernels } from '../kernels/load.js';
import type { Reads } from '../worlds/quantities.js';
import type { PhysicsKernel, Sink, WorldGroups } from './kernel.js';
import { type Located, locate } from './locate.js';
import type { PackedInfo } from './packed.js';
import { type PlacedRow, READ, readTable } from './read-rows.js';

/** A quantity found, and where it begins in the row of a world. */
type Piece = Located & { readonly at: number };

/** The numbers of all worlds, f32 [worlds][size]. */
interface Rows {
  readonly block: Block<Float32Array>;
  readonly size: number;
  readonly worlds: number;
}

/**
 * What a task reads: for each world one row of numbers, those of the reward, then those of the observation. What is of the
 * present state is gathered when it is asked for. What is of forces is gathered by the step itself, for both or for the
 * reward alone, and stays until the next.
 */
export class LaneReads {
  readonly reward: LaneGather;
  readonly observation: LaneGather;
  /** Something of the last step is read. */
  readonly readsForces: boolean;
  /** What a step gathers for the reward. */
  readonly forRewardAlone: Sink;
  /** What it gathers for both. */
  readonly forBoth: Sink;

  /**
   * @param worlds worlds gathered at most, a multiple of four
   * @throws OptionError if the model lacks something that is read.
   */
  constructor(
    kernels: Kernels,
    info: PackedInfo,
    { rewardReads, observationReads }: { readonly rewardReads: Reads; readonly observationReads: Reads },
    worlds: number,
  ) {
    const size = rewardReads.size + observationReads.size;
    const rows = { block: kernels.arena.f32(Math.max(1, worlds * size)), size, worlds };
    const forReward = place(info, rewardReads, 0);
    const forObservation = place(info, observationReads, rewardReads.size);
    this.reward = new LaneGather(kernels, forReward, rows, 0, rewardReads.size);
    this.observation = new LaneGather(kernels, forObservation, rows, rewardReads.size, observationReads.size);
    const forces = [forReward, forObservation].map((pieces) => rowsOf(pieces, ['force']));
    const table = readTable(kernels, forces.flat());
    const first = forces[0]!.length;
    const all = forces.flat().length;
    this.readsForces = all > 0;
    const sink = { reads: table.pointer, out: rows.block.pointer, size };
    this.forRewardAlone = { ...sink, count: first };
    this.forBoth = { ...sink, count: all };
  }
}

/** The reads of the reward, or of the observation. */
export class LaneGather {
  /** Where in a world's numbers times and previous actions go. */
  readonly times: readonly number[];
  readonly actions: readonly number[];
  readonly #sink: Sink;
  /** Something else than numbers of the state is read, so that bodies have to be placed first. */
  readonly #moved: boolean;
  #views: Float32Array[] = [];

  constructor(
    kernels: Kernels,
    pieces: readonly Piece[],
    private readonly rows: Rows,
    private readonly from: number,
    private readonly count: number,
  ) {
    const table = rowsOf(pieces, ['state', 'pose', 'motion']);
    const { pointer } = readTable(kernels, table);
    this.#sink = { reads: pointer, count: table.length, out: rows.block.pointer, size: rows.size };
    this.#moved = table.some(({ kind }) => !OF_STATE.includes(kind));
    const past = (what: Located['past']) =>
      pieces.filter((piece) => piece.past === what).map(({ at }) => at - from);
    this.times = past('time');
    this.actions = past('action');
  }

  /** Gathers from the first `count` groups; the numbers of world w are then in `of(w)`. */
  read(kernel: PhysicsKernel, groups: WorldGroups, count: number): void {
    if (this.#sink.count > 0) kernel.quantities(groups, count, this.#sink, this.#moved);
  }

  /** The numbers of a world as last gathered. */
  of(world: number): Float32Array {
    const { block, size, worlds } = this.rows;
    const values = block.view;
    if (this.#views[0]?.buffer !== values.buffer) {
      this.#views = Array.from({ length: worlds }, (_, i) =>
        values.subarray(i * size + this.from, i * size + this.from + this.count),
      );
    }
    return this.#views[world]!;
  }
}

const OF_STATE: readonly number[] = [READ.STATE, READ.SCALED_STATE, READ.UNIT_QUATERNION];

function place(info: PackedInfo, { list }: Reads, from: number): Piece[] {
  return list.map(({ quantity, offset }) => ({ ...locate(info, quantity), at: from + offset }));
}

/** The rows of what is of some moments. */
function rowsOf(pieces: readonly Piece[], moments: readonly string[]): PlacedRow[] {
  return pieces.flatMap(({ moment, row, targets = [], at }) =>
    row && moments.includes(moment) ? [row, ...targets].map((each) => ({ ...each, output: at })) : [],
  );
}
