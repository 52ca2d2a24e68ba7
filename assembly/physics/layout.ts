// Where everything lies. A model is a block of memory of its own, written by src/simulation/packed-model.ts: a header,
// then tables of 32-bit words (i32 and f32 mixed). A group is the state of four worlds. The scratch is what one step
// of one group needs in between; it is reused by every group, so that it stays in the first-level cache.
//
//     model    [header | bodies | joints | dofs | actuators | geoms | pairs | touches | start qpos]     32-bit words
//     group    [frozen | rows | counters | qpos | qvel | qacc | touch]                                  v128 slots
//     scratch  [temporaries | bodies | dofs | geoms | plane contacts | limits | pair contacts and their columns]
//
// Offsets into v128 blocks are in bytes; offsets into table rows are in words, as `same` of lanes.ts takes them.

/** Version of the model's layout; the packer writes it into word 0 of the header. */
export const MODEL_LAYOUT: i32 = 1;

// Header words.
const HEADER_BODIES: usize = 1;
const HEADER_JOINTS: usize = 2;
const HEADER_DOFS: usize = 3;
const HEADER_QPOS: usize = 4;
const HEADER_ACTUATORS: usize = 5;
const HEADER_GEOMS: usize = 6;
const HEADER_PAIRS: usize = 7;
const HEADER_LIMITS: usize = 8;
const HEADER_PLANE_CONTACTS: usize = 9;
const HEADER_PAIR_CONTACTS: usize = 10;
const HEADER_TOUCHES: usize = 11;
const HEADER_DAMPED: usize = 12;
const HEADER_ITERATIONS: usize = 13;
const HEADER_LINE_SEARCH: usize = 14;
const HEADER_ORIGIN: usize = 15;
const HEADER_TABLES: usize = 16; // byte offsets of the 8 tables from the start of the model
const HEADER_TIMESTEP: usize = 24;
const HEADER_GRAVITY: usize = 25; // x y z
const HEADER_SPEED_BOUND: usize = 28; // a world in which some |qvel| passes this has blown up

// Body rows.
const BODY_ROW: usize = 128; // bytes of a row
export const BODY_PARENT: usize = 0;
export const BODY_FIRST_JOINT: usize = 1;
export const BODY_JOINTS: usize = 2;
export const BODY_FIRST_DOF: usize = 3;
export const BODY_DOFS: usize = 4;
export const BODY_FREE: usize = 5; // moves freely: its first three degrees of freedom are the world's axes
export const BODY_PATH: usize = 6; // u64: a bit for each body from here up to a child of the world
export const BODY_POSITION: usize = 8; // in the parent's frame
export const BODY_QUATERNION: usize = 11;
export const BODY_MASS: usize = 15;
export const BODY_CENTRE: usize = 16; // centre of mass in the body's frame
export const BODY_INERTIA: usize = 19; // about it, in the body's axes: xx xy xz yy yz zz

// Joint rows.
const JOINT_ROW: usize = 112;
export const JOINT_TYPE: usize = 0;
export const JOINT_QPOS: usize = 1;
export const JOINT_DOF: usize = 2;
export const JOINT_OFF_CENTRE: usize = 3;
export const JOINT_SPRING: usize = 4;
export const JOINT_LIMITED: usize = 5;
export const JOINT_AXIS: usize = 6;
export const JOINT_ANCHOR: usize = 9;
export const JOINT_REFERENCE: usize = 12;
export const JOINT_STIFFNESS: usize = 13;
export const JOINT_REST: usize = 14;
export const JOINT_LOW: usize = 15;
export const JOINT_HIGH: usize = 16;
export const JOINT_SOFTNESS: usize = 17; // SOFTNESS_* words
export const JOINT_BODY: usize = 24;
export const FREE: i32 = 0;
export const BALL: i32 = 1;
export const SLIDE: i32 = 2;
export const HINGE: i32 = 3; // as in mjtJoint

// How soft a constraint is: solimp, then stiffness K and damping B of its reference acceleration, and the diagonal
// approximation of J M⁻¹ Jᵀ. Seven words, part of other rows.
export const SOFT_LOW: usize = 0;
export const SOFT_HIGH: usize = 1;
export const SOFT_WIDTH: usize = 2;
export const SOFT_MIDPOINT: usize = 3;
export const SOFT_K: usize = 4;
export const SOFT_B: usize = 5;
export const SOFT_DIAGONAL: usize = 6;

// Degrees of freedom.
const DOF_ROW: usize = 8;
export const DOF_DAMPING: usize = 0;
export const DOF_ARMATURE: usize = 1;

// Actuators: motors on hinges and slides.
const ACTUATOR_ROW: usize = 16;
export const ACTUATOR_DOF: usize = 0;
export const ACTUATOR_GEAR: usize = 1;
export const ACTUATOR_LOW: usize = 2;
export const ACTUATOR_HIGH: usize = 3;

// Spheres and capsules, each with what its contact with the plane needs.
const GEOM_ROW: usize = 128;
export const GEOM_BODY: usize = 0;
export const GEOM_CAPSULE: usize = 1;
export const GEOM_ON_PLANE: usize = 2; // GEOM_ON_PLANE: number of friction rows, 1 or 4; 0: never touches it
export const GEOM_POSITION: usize = 4;
export const GEOM_HALF_AXIS: usize = 7;
export const GEOM_RADIUS: usize = 10; // half axis: from the centre to an end's centre; of a sphere: axis z, length 1
export const GEOM_FRICTION: usize = 11;
export const GEOM_SOFTNESS: usize = 12; // with the plane
export const GEOM_NORMAL: usize = 19;
export const GEOM_HEIGHT: usize = 22; // the plane n·x = height
export const GEOM_TANGENT: usize = 23; // used where the capsule stands upright on the plane, and for spheres

// Pairs of geoms that may touch.
const PAIR_ROW: usize = 64;
export const PAIR_FIRST: usize = 0;
export const PAIR_SECOND: usize = 1;
export const PAIR_NEAR: usize = 2; // PAIR_NEAR: square of the sum of the bounding radii
export const PAIR_SOFTNESS: usize = 3;

// Touch sensors.
const TOUCH_ROW: usize = 80;
// The zone in its body's frame; shape 0: ellipsoid, 1: box.
export const TOUCH_BODY: usize = 0;
export const TOUCH_SHAPE: usize = 1;
export const TOUCH_SIZE: usize = 2;
export const TOUCH_POSITION: usize = 5;
export const TOUCH_AXES: usize = 8; // axes: 9 words

// Group: v128 slots.
export const GROUP_FROZEN: usize = 0; // mask of lanes whose world has blown up
export const GROUP_ROWS: usize = 16; // constraint rows of the last step, f32
export const GROUP_COUNTERS: usize = 32; // i32: Newton iterations so far, most pair contacts wanted beyond the room, 2 spare
export const GROUP_QPOS: usize = 48;

// Scratch of a body, bytes.
export const BODY_SLOT: usize = 1232;
export const Q: usize = 0; // 4: orientation
export const P: usize = 64; // 3: position from the origin
export const R: usize = 112; // 9: orientation as a matrix
export const I: usize = 256; // 10: spatial inertia
export const V: usize = 416; // 6: velocity
export const C: usize = 512; // 6: acceleration when qacc is 0, gravity included
export const F: usize = 608; // 6: force
export const IA: usize = 704; // 21: articulated inertia, upper triangle by rows; after factoring, what is left for the parent
export const DA: usize = 1040; // 6: change of acceleration along the Newton step
export const A: usize = 1136; // 6: acceleration S·qacc of the iterate (without C)

// Scratch of a degree of freedom, bytes.
export const DOF_SLOT: usize = 320;
export const S: usize = 0; // 6: motion axis
export const U: usize = 96; // 6: IA S
export const INVERSE: usize = 192; // 1 / (Sᵀ IA S + diagonal)
export const X: usize = 208; // acceleration, the unknown
export const STEP: usize = 224; // Newton step
export const GRADIENT: usize = 240; // its negative
export const SMOOTH: usize = 256; // smooth force: everything but constraints
export const REDUCED: usize = 272; // right side after the backward pass
export const DIAGONAL: usize = 288; // armature and what else adds to the diagonal
export const DAMPED: usize = 304; // of the implicit damping: right side, then solution

// Scratch of a geom.
export const GEOM_SLOT: usize = 96;
export const CENTRE: usize = 0; // 3
export const HALF_AXIS: usize = 48; // 3

// A contact with the plane: four rows, one for each edge d of the friction pyramid.
export const PLANE_SLOT: usize = 400;
export const CONTACT_POINT: usize = 0; // 3
export const CONTACT_EDGES: usize = 48; // 4 × 3
export const CONTACT_WEIGHT: usize = 240; // D, zero in lanes without this contact
export const CONTACT_J: usize = 256; // 4: J x − aref
export const CONTACT_DJ: usize = 320; // 4: J step
export const CONTACT_BODY: usize = 384; // i32
export const CONTACT_GEOM: usize = 388; // i32

// A joint at its limit: one row.
export const LIMIT_SLOT: usize = 96;
export const LIMIT_SIGN: usize = 0;
export const LIMIT_WEIGHT: usize = 16;
export const LIMIT_J: usize = 32;
export const LIMIT_DJ: usize = 48;
export const LIMIT_DOF: usize = 64;
export const LIMIT_BODY: usize = 68;

// A contact between two bodies: one row, J x = w · (a₂ − a₁).
export const PAIR_SLOT: usize = 224;
export const PAIR_WEIGHT: usize = 0;
export const PAIR_J: usize = 16;
export const PAIR_DJ: usize = 32;
export const PAIR_ACTIVE: usize = 48; // D where the row pushes, else 0
export const PAIR_WRENCH: usize = 64; // 6: (p × n, n)
export const PAIR_POINT: usize = 160; // 3
export const PAIR_BODIES: usize = 208; // 2 × i32

// What low-rank.ts keeps of a pair contact that pushes.
export const COLUMN_SLOT: usize = 48;
export const COLUMN_ROOT: usize = 0; // √w
export const COLUMN_SOLUTION: usize = 16; // right side, then solution
export const COLUMN_PATH: usize = 32; // u64: bodies on the way from either to the root

// The model in use and the scratch, set by `bind` at the start of every exported function.
export let bodyCount: i32 = 0;
export let jointCount: i32 = 0;
export let dofCount: i32 = 0;
export let qposCount: i32 = 0;
export let actuatorCount: i32 = 0;
export let geomCount: i32 = 0;
export let pairCount: i32 = 0;
export let touchCount: i32 = 0;
export let damped: i32 = 0;
export let iterationLimit: i32 = 0;
export let lineSearchLimit: i32 = 0;
export let pairCapacity: i32 = 0;
/** Address in qpos of the free joint whose body is the origin of all positions; −1: the world's origin. */
export let originQpos: i32 = -1;

let bodyTable: usize = 0;
let jointTable: usize = 0;
let dofTable: usize = 0;
let actuatorTable: usize = 0;
let geomTable: usize = 0;
let pairTable: usize = 0;
let touchTable: usize = 0;
export let startQpos: usize = 0;
/** Words of the header: timestep, gravity, speed bound. */
export let timestepWord: usize = 0;
export let gravityWord: usize = 0;
export let speedBoundWord: usize = 0;

let bodySlots: usize = 0;
let dofSlots: usize = 0;
let geomSlots: usize = 0;
let planeSlots: usize = 0;
let limitSlots: usize = 0;
let pairSlots: usize = 0;
let columnSlots: usize = 0;
let columns: usize = 0;
let scaledColumns: usize = 0;
let matrixRows: usize = 0;
/** 64 v128 for whatever a function needs within itself. */
export let temporary: usize = 0;
export const TEMPORARY_BYTES: usize = 1024;

/** @inline */
function header(model: usize, word: usize): i32 {
  return i32.load(model + (word << 2));
}

/** Makes `model` and `scratch` the ones in use, and returns the bytes of scratch that the model needs. */
export function bind(model: usize, scratch: usize): usize {
  bodyCount = header(model, HEADER_BODIES);
  jointCount = header(model, HEADER_JOINTS);
  dofCount = header(model, HEADER_DOFS);
  qposCount = header(model, HEADER_QPOS);
  actuatorCount = header(model, HEADER_ACTUATORS);
  geomCount = header(model, HEADER_GEOMS);
  pairCount = header(model, HEADER_PAIRS);
  pairCapacity = header(model, HEADER_PAIR_CONTACTS);
  touchCount = header(model, HEADER_TOUCHES);
  damped = header(model, HEADER_DAMPED);
  iterationLimit = header(model, HEADER_ITERATIONS);
  lineSearchLimit = header(model, HEADER_LINE_SEARCH);
  originQpos = header(model, HEADER_ORIGIN);
  bodyTable = model + <usize>header(model, HEADER_TABLES);
  jointTable = model + <usize>header(model, HEADER_TABLES + 1);
  dofTable = model + <usize>header(model, HEADER_TABLES + 2);
  actuatorTable = model + <usize>header(model, HEADER_TABLES + 3);
  geomTable = model + <usize>header(model, HEADER_TABLES + 4);
  pairTable = model + <usize>header(model, HEADER_TABLES + 5);
  touchTable = model + <usize>header(model, HEADER_TABLES + 6);
  startQpos = model + <usize>header(model, HEADER_TABLES + 7);
  timestepWord = model + (HEADER_TIMESTEP << 2);
  gravityWord = model + (HEADER_GRAVITY << 2);
  speedBoundWord = model + (HEADER_SPEED_BOUND << 2);

  temporary = scratch;
  bodySlots = temporary + TEMPORARY_BYTES;
  dofSlots = bodySlots + <usize>bodyCount * BODY_SLOT;
  geomSlots = dofSlots + <usize>dofCount * DOF_SLOT;
  planeSlots = geomSlots + <usize>geomCount * GEOM_SLOT;
  limitSlots = planeSlots + <usize>header(model, HEADER_PLANE_CONTACTS) * PLANE_SLOT;
  pairSlots = limitSlots + <usize>header(model, HEADER_LIMITS) * LIMIT_SLOT;
  columnSlots = pairSlots + <usize>pairCapacity * PAIR_SLOT;
  columns = columnSlots + <usize>pairCapacity * COLUMN_SLOT;
  scaledColumns = columns + <usize>(pairCapacity * dofCount) * 16;
  matrixRows = scaledColumns + <usize>(pairCapacity * dofCount) * 16;
  return matrixRows + <usize>((pairCapacity * (pairCapacity + 1)) / 2) * 16 - scratch;
}

/** @inline */
export function bodyRow(b: i32): usize {
  return bodyTable + <usize>b * BODY_ROW;
}
/** @inline */
export function jointRow(j: i32): usize {
  return jointTable + <usize>j * JOINT_ROW;
}
/** @inline */
export function dofRow(d: i32): usize {
  return dofTable + <usize>d * DOF_ROW;
}
/** @inline */
export function actuatorRow(u: i32): usize {
  return actuatorTable + <usize>u * ACTUATOR_ROW;
}
/** @inline */
export function geomRow(g: i32): usize {
  return geomTable + <usize>g * GEOM_ROW;
}
/** @inline */
export function pairRow(p: i32): usize {
  return pairTable + <usize>p * PAIR_ROW;
}
/** @inline */
export function touchRow(k: i32): usize {
  return touchTable + <usize>k * TOUCH_ROW;
}

/** @inline */
export function bodySlot(b: i32): usize {
  return bodySlots + <usize>b * BODY_SLOT;
}
/** @inline */
export function dofSlot(d: i32): usize {
  return dofSlots + <usize>d * DOF_SLOT;
}
/** @inline */
export function geomSlot(g: i32): usize {
  return geomSlots + <usize>g * GEOM_SLOT;
}
/** @inline */
export function planeSlot(c: i32): usize {
  return planeSlots + <usize>c * PLANE_SLOT;
}
/** @inline */
export function limitSlot(c: i32): usize {
  return limitSlots + <usize>c * LIMIT_SLOT;
}
/** @inline */
export function pairSlot(c: i32): usize {
  return pairSlots + <usize>c * PAIR_SLOT;
}
/** @inline */
export function columnSlot(c: i32): usize {
  return columnSlots + <usize>c * COLUMN_SLOT;
}
/** L⁻¹ jᵀ of a pair contact; only the degrees of freedom on its path are written. @inline */
export function column(c: i32): usize {
  return columns + <usize>(c * dofCount) * 16;
}
/** The same divided by the diagonal D of L D Lᵀ. @inline */
export function scaledColumn(c: i32): usize {
  return scaledColumns + <usize>(c * dofCount) * 16;
}
/** Row c of a lower triangle: c + 1 numbers. @inline */
export function matrixRow(c: i32): usize {
  return matrixRows + <usize>((c * (c + 1)) / 2) * 16;
}

/** Word `i` of a table row as a whole number. @inline */
export function whole(row: usize, i: usize): i32 {
  return i32.load(row + (i << 2));
}
/** Address of word `i` of a table row. @inline */
export function word(row: usize, i: usize): usize {
  return row + (i << 2);
}

/** @inline */
export function qpos(group: usize, i: i32): usize {
  return group + GROUP_QPOS + ((<usize>i) << 4);
}
/** @inline */
export function qvel(group: usize, i: i32): usize {
  return group + GROUP_QPOS + ((<usize>(qposCount + i)) << 4);
}
/** @inline */
export function qacc(group: usize, i: i32): usize {
  return group + GROUP_QPOS + ((<usize>(qposCount + dofCount + i)) << 4);
}
/** @inline */
export function touch(group: usize, k: i32): usize {
  return group + GROUP_QPOS + ((<usize>(qposCount + dofCount + dofCount + k)) << 4);
}
/** Bytes of a group. */
export function groupBytes(): usize {
  return GROUP_QPOS + ((<usize>(qposCount + dofCount + dofCount + touchCount)) << 4);
}
