/**
 * The layout of a packed model's words: what assembly/physics/layout.ts reads. Numbers are offsets in 32-bit words,
 * of the header or of a table's row.
 */

/** Version of this layout, in word 0. */
export const LAYOUT = 1;

export const HEADER = {
  words: 32,
  layout: 0,
  bodies: 1,
  joints: 2,
  dofs: 3,
  qpos: 4,
  actuators: 5,
  geoms: 6,
  pairs: 7,
  limits: 8,
  planeContacts: 9,
  pairContacts: 10,
  touches: 11,
  damped: 12,
  iterations: 13,
  lineSearch: 14,
  origin: 15,
  tables: 16,
  timestep: 24,
  gravity: 25,
  speedBound: 28,
} as const;

/** Tables in the order of their offsets in the header; `words`: length of a row. */
export const TABLES = {
  bodies: {
    words: 32,
    parent: 0,
    firstJoint: 1,
    joints: 2,
    firstDof: 3,
    dofs: 4,
    free: 5,
    path: 6,
    position: 8,
    quaternion: 11,
    mass: 15,
    centre: 16,
    inertia: 19,
  },
  joints: {
    words: 28,
    type: 0,
    qpos: 1,
    dof: 2,
    offCentre: 3,
    spring: 4,
    limited: 5,
    axis: 6,
    anchor: 9,
    reference: 12,
    stiffness: 13,
    rest: 14,
    low: 15,
    high: 16,
    softness: 17,
    body: 24,
  },
  dofs: { words: 2, damping: 0, armature: 1 },
  actuators: { words: 4, dof: 0, gear: 1, low: 2, high: 3 },
  geoms: {
    words: 32,
    body: 0,
    capsule: 1,
    onPlane: 2,
    position: 4,
    halfAxis: 7,
    radius: 10,
    friction: 11,
    softness: 12,
    normal: 19,
    height: 22,
    tangent: 23,
  },
  pairs: { words: 16, first: 0, second: 1, near: 2, softness: 3 },
  touches: { words: 20, body: 0, shape: 1, size: 2, position: 5, axes: 8 },
  start: { words: 1 },
} as const;

export type TableName = keyof typeof TABLES;

/** Rows of the table that says what to gather, see assembly/physics/quantities.ts. */
export const READS = {
  words: 8,
  kind: 0,
  index: 1,
  count: 2,
  output: 3,
  point: 4,
  STATE: 0,
  POINT: 1,
  AXES: 2,
  QUATERNION: 3,
} as const;

/** Tables and header being filled. */
export class WordWriter {
  readonly words: Uint32Array;
  readonly #integers: Int32Array;
  readonly #floats: Float32Array;
  readonly #starts = {} as Record<TableName, number>;

  /** @param rows rows of each table. */
  constructor(rows: Readonly<Record<TableName, number>>) {
    let at: number = HEADER.words;
    const names = Object.keys(TABLES) as TableName[];
    for (const name of names) {
      this.#starts[name] = at;
      at += Math.ceil((rows[name] * TABLES[name].words) / 4) * 4;
    }
    this.words = new Uint32Array(at);
    this.#integers = new Int32Array(this.words.buffer);
    this.#floats = new Float32Array(this.words.buffer);
    names.forEach((name, i) => {
      this.#integers[HEADER.tables + i] = this.#starts[name] * 4;
    });
    this.#integers[HEADER.layout] = LAYOUT;
  }

  headerInteger(word: number, value: number): void {
    this.#integers[word] = value;
  }

  headerFloats(word: number, ...values: number[]): void {
    this.#floats.set(values, word);
  }

  integers(table: TableName, row: number, word: number, ...values: number[]): void {
    this.#integers.set(values, this.#starts[table] + row * TABLES[table].words + word);
  }

  floats(table: TableName, row: number, word: number, ...values: number[]): void {
    this.#floats.set(values, this.#starts[table] + row * TABLES[table].words + word);
  }
}
