// Forces of a fluid on a geom as on an ellipsoid (MuJoCo's documentation, Computation: fluid forces, ellipsoid model;
// Andersen, Pesavento and Wang, Unsteady aerodynamics of fluttering and tumbling plates, 2005), along its own axes:
// added mass, Magnus and Kutta lift, blunt and slender drag, Stokes drag.
//
// With semiaxes r, a body that moves along v shows the fluid an area A. With nᵢ = (rⱼ rₖ)² / M, M the largest of these,
//
//     A = π √M √(Σ nᵢ² vᵢ² / Σ nᵢ vᵢ²)
//     Kutta lift = K ρ π √M √(Σ nᵢ vᵢ² / Σ nᵢ² vᵢ²) / |v| · ((n ∘ v) × v) × v
//
// Nothing of it is as small as the eighth powers of lengths, in which it is often written.

import { add, broadcast, div, dot3, load, mul, neg, pmax, splat, sqrt, store } from '../../vector';
import { bodySlot, fluidEllipsoidCount, fluidEllipsoidRow, temporary, whole, word } from '../bound.generated';
import {
  FLUID_ELLIPSOID_ANGULAR,
  FLUID_ELLIPSOID_AREA,
  FLUID_ELLIPSOID_AXES,
  FLUID_ELLIPSOID_BLUNT,
  FLUID_ELLIPSOID_BODY,
  FLUID_ELLIPSOID_KUTTA,
  FLUID_ELLIPSOID_MAGNUS,
  FLUID_ELLIPSOID_NORMAL,
  FLUID_ELLIPSOID_POSITION,
  FLUID_ELLIPSOID_SLENDER,
  FLUID_ELLIPSOID_VIRTUAL_INERTIA,
  FLUID_ELLIPSOID_VIRTUAL_MASS,
  FLUID_ELLIPSOID_VISCOUS_FORCE,
  FLUID_ELLIPSOID_VISCOUS_TORQUE,
  P,
  R,
} from '../layout.generated';
import { NUMBER, VECTOR3, VECTOR6 } from '../sizes';
import { add3, clear6, cross, pointOnBody } from '../spatial';
import { applyInFluid, velocityInFluid } from './fluid-box';

// In `temporary`, after what fluid-box.ts needs there.
const POINT: usize = 16 * NUMBER;
const VELOCITY: usize = POINT + VECTOR3;
const WRENCH: usize = VELOCITY + VECTOR6;
const PART: usize = WRENCH + VECTOR6;
const OTHER: usize = PART + VECTOR3;

/** Takes the forces off F of the bodies. */
export function fluidOnEllipsoids(): void {
  const point = temporary + POINT;
  const velocity = temporary + VELOCITY;
  const wrench = temporary + WRENCH;
  for (let i = 0; i < fluidEllipsoidCount; i++) {
    const row = fluidEllipsoidRow(i);
    const body = bodySlot(whole(row, FLUID_ELLIPSOID_BODY));
    const axes = word(row, FLUID_ELLIPSOID_AXES);
    pointOnBody(point, body + R, body + P, word(row, FLUID_ELLIPSOID_POSITION));
    velocityInFluid(velocity, body, axes, point);
    clear6(wrench);
    addedMass(wrench, row, velocity);
    liftAndDrag(wrench, row, velocity);
    applyInFluid(body, axes, point, wrench);
  }
}

/** The fluid that moves with the body has momentum p and angular momentum l: p × ω, and p × v + l × ω. */
function addedMass(wrench: usize, row: usize, velocity: usize): void {
  const momentum = temporary + PART;
  const rate = temporary + OTHER;
  scaleByRow(momentum, word(row, FLUID_ELLIPSOID_VIRTUAL_MASS), velocity + VECTOR3);
  cross(rate, momentum, velocity);
  add3(wrench + VECTOR3, rate);
  cross(rate, momentum, velocity + VECTOR3);
  add3(wrench, rate);
  scaleByRow(momentum, word(row, FLUID_ELLIPSOID_VIRTUAL_INERTIA), velocity);
  cross(rate, momentum, velocity);
  add3(wrench, rate);
}

function liftAndDrag(wrench: usize, row: usize, velocity: usize): void {
  const linear = velocity + VECTOR3;
  const part = temporary + PART;
  const other = temporary + OTHER;
  const tiny = splat(1e-30);
  const vx = load(linear, 0);
  const vy = load(linear, 1);
  const vz = load(linear, 2);
  const speed = sqrt(dot3(vx, vy, vz, vx, vy, vz));
  cross(part, velocity, linear);
  addScaled3(wrench + VECTOR3, broadcast(row, FLUID_ELLIPSOID_MAGNUS), part);

  scaleByRow(part, word(row, FLUID_ELLIPSOID_NORMAL), linear);
  const nx = load(part, 0);
  const ny = load(part, 1);
  const nz = load(part, 2);
  const first = dot3(nx, ny, nz, vx, vy, vz);
  const second = dot3(nx, ny, nz, nx, ny, nz);
  const area = mul(broadcast(row, FLUID_ELLIPSOID_AREA), sqrt(div(second, pmax(first, tiny))));
  const tilt = div(sqrt(div(first, pmax(second, tiny))), pmax(speed, splat(1e-15)));
  cross(other, part, linear);
  cross(part, other, linear);
  addScaled3(wrench + VECTOR3, mul(broadcast(row, FLUID_ELLIPSOID_KUTTA), tilt), part);

  const slender = broadcast(row, FLUID_ELLIPSOID_SLENDER);
  const facing = add(mul(area, broadcast(row, FLUID_ELLIPSOID_BLUNT)), slender);
  const drag = add(broadcast(row, FLUID_ELLIPSOID_VISCOUS_FORCE), mul(speed, facing));
  addScaled3(wrench + VECTOR3, neg(drag), linear);

  scaleByRow(part, word(row, FLUID_ELLIPSOID_ANGULAR), velocity);
  const ax = load(part, 0);
  const ay = load(part, 1);
  const az = load(part, 2);
  const turning = sqrt(dot3(ax, ay, az, ax, ay, az));
  addScaled3(wrench, neg(add(broadcast(row, FLUID_ELLIPSOID_VISCOUS_TORQUE), turning)), velocity);
}

/** out = three numbers of a table row times v, one by one. @inline */
function scaleByRow(out: usize, row: usize, v: usize): void {
  for (let i: usize = 0; i < 3; i++) store(out, mul(broadcast(row, i), load(v, i)), i);
}

/** y += s x, three numbers. @inline */
function addScaled3(y: usize, s: v128, x: usize): void {
  for (let i: usize = 0; i < 3; i++) store(y, add(load(y, i), mul(s, load(x, i))), i);
}
