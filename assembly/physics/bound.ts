// The model and the scratch that a call works on, and where the rows and slots of layout.ts are in them.

import {
  ACTUATOR_ROW,
  BODY_ROW,
  BODY_SLOT,
  COLUMN_SLOT,
  DOF_ROW,
  DOF_SLOT,
  GEOM_ROW,
  GEOM_SLOT,
  GROUP_QPOS,
  HEADER_ACTUATORS,
  HEADER_BODIES,
  HEADER_DAMPED,
  HEADER_DOFS,
  HEADER_GEOMS,
  HEADER_GRAVITY,
  HEADER_ITERATIONS,
  HEADER_JOINTS,
  HEADER_LIMITS,
  HEADER_LINE_SEARCH,
  HEADER_ORIGIN,
  HEADER_PAIR_CONTACTS,
  HEADER_PAIRS,
  HEADER_PLANE_CONTACTS,
  HEADER_QPOS,
  HEADER_SPEED_BOUND,
  HEADER_TABLES,
  HEADER_TIMESTEP,
  HEADER_TOUCHES,
  JOINT_ROW,
  LIMIT_SLOT,
  PAIR_ROW,
  PAIR_SLOT,
  PLANE_SLOT,
  TOUCH_ROW,
} from './layout';

// Set by `bind` at the start of every exported function.
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
