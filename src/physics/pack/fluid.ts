/** Tables of the forces of a fluid (MuJoCo's documentation, Computation: fluid forces). */

import type { MainModule, MjModel } from '../../worlds/mujoco/module.js';
import { quaternionAt, quaternionToMatrix } from '../../worlds/quaternion.js';
import type { Row } from '../words.js';
import { hasPassiveForces } from './flags.js';
import { numbers } from './reading.js';

const TINY = 1e-15; // mjMINVAL

export interface FluidRows {
  fluidBoxes: Row<'fluidBoxes'>[];
  fluidEllipsoids: Row<'fluidEllipsoids'>[];
}

export function fluidRows(mujoco: MainModule, model: MjModel): FluidRows {
  const rows: FluidRows = { fluidBoxes: [], fluidEllipsoids: [] };
  const { density, viscosity } = model.opt;
  if ((density === 0 && viscosity === 0) || !hasPassiveForces(mujoco, model)) return rows;
  for (let b = 1; b < model.nbody; b++) {
    if (model.body_mass[b] < TINY) continue;
    const geoms = Array.from({ length: model.body_geomnum[b] }, (_, i) => model.body_geomadr[b] + i);
    const shaped = geoms.filter((geom) => interaction(model, geom) > 0);
    if (shaped.length === 0) rows.fluidBoxes.push(boxRow(model, b));
    for (const geom of shaped) rows.fluidEllipsoids.push(ellipsoidRow(mujoco, model, geom));
  }
  return rows;
}

function perGeom(model: MjModel): number {
  return model.geom_fluid.length / model.ngeom;
}

/** Greater than 0: the geom's ellipsoid, not the body's box, is what the fluid acts on. */
function interaction(model: MjModel, geom: number): number {
  return model.geom_fluid[perGeom(model) * geom];
}

const others = (i: number): [number, number] => [(i + 1) % 3, (i + 2) % 3];

function boxRow(model: MjModel, body: number): Row<'fluidBoxes'> {
  const { density, viscosity } = model.opt;
  const inertia = numbers(model.body_inertia, 3 * body, 3);
  const mass: number = model.body_mass[body];
  const side = (i: number) => {
    const [j, k] = others(i);
    return Math.sqrt((Math.max(TINY, inertia[j]! + inertia[k]! - inertia[i]!) / mass) * 6);
  };
  const box = [side(0), side(1), side(2)];
  const diameter = (box[0]! + box[1]! + box[2]!) / 3;
  return {
    body,
    axes: quaternionToMatrix(quaternionAt(model.body_iquat, 4 * body)),
    torque: Math.PI * diameter ** 3 * viscosity,
    force: 3 * Math.PI * diameter * viscosity,
    quadraticTorque: [0, 1, 2].map((i) => {
      const [j, k] = others(i);
      return (density * box[i]! * (box[j]! ** 4 + box[k]! ** 4)) / 64;
    }),
    quadraticForce: [0, 1, 2].map((i) => {
      const [j, k] = others(i);
      return 0.5 * density * box[j]! * box[k]!;
    }),
  };
}

function ellipsoidRow(mujoco: MainModule, model: MjModel, geom: number): Row<'fluidEllipsoids'> {
  const { density, viscosity } = model.opt;
  const width = perGeom(model);
  const [share, blunt, slender, angular, kutta, magnus, ...virtual] = numbers(
    model.geom_fluid,
    width * geom,
    width,
  ) as [number, number, number, number, number, number, ...number[]];
  const r = semiaxes(mujoco, model, geom);
  const [short, middle, long] = [...r].sort((a, b) => a - b) as [number, number, number];
  const [r0, r1, r2] = r as [number, number, number];
  const products = [r1 * r2, r2 * r0, r0 * r1].map((x) => x ** 2);
  const largest = Math.max(...products);
  const section = Math.PI * long * middle;
  const moment = (i: number) => {
    const [j, k] = others(i);
    return (8 / 15) * Math.PI * r[i]! * Math.max(r[j]!, r[k]!) ** 4;
  };
  const mostMoment = (8 / 15) * Math.PI * middle * long ** 4;
  const area = Math.PI * Math.sqrt(largest);
  const diameter = (2 / 3) * (short + middle + long);
  const dense = share * density;
  return {
    body: model.geom_bodyid[geom],
    position: numbers(model.geom_pos, 3 * geom, 3),
    axes: quaternionToMatrix(quaternionAt(model.geom_quat, 4 * geom)),
    virtualMass: virtual.slice(0, 3).map((x) => dense * x),
    virtualInertia: virtual.slice(3, 6).map((x) => dense * x),
    normal: products.map((x) => x / largest),
    area,
    magnus: magnus * dense * (4 / 3) * Math.PI * r0 * r1 * r2,
    kutta: kutta * dense * area,
    viscousForce: share * viscosity * 3 * Math.PI * diameter,
    viscousTorque: share * viscosity * Math.PI * diameter ** 3,
    blunt: dense * (blunt - slender),
    slender: dense * slender * section,
    angular: [0, 1, 2].map((i) => dense * (angular * moment(i) + slender * (mostMoment - moment(i)))),
  };
}

function semiaxes(mujoco: MainModule, model: MjModel, geom: number): number[] {
  const [x, y, z] = numbers(model.geom_size, 3 * geom, 3) as [number, number, number];
  const { mjGEOM_SPHERE, mjGEOM_CAPSULE, mjGEOM_CYLINDER } = mujoco.mjtGeom;
  const type: number = model.geom_type[geom];
  if (type === mjGEOM_SPHERE.value) return [x, x, x];
  if (type === mjGEOM_CAPSULE.value) return [x, x, x + y];
  return type === mjGEOM_CYLINDER.value ? [x, x, y] : [x, y, z];
}
