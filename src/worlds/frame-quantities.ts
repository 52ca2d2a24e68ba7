/**
 * Orientations, velocities and accelerations of bodies, geoms and sites. (Positions and axes of bodies: quantities.ts.)
 *
 * Velocities and accelerations are those of the frame's origin, along the axes of the world, or along the frame's own with
 * `axes` `'own'`: so `siteAcceleration('imu', 'own')` is what an accelerometer at the site reads, and
 * `siteAngularVelocity('imu', 'own')` a gyro. Accelerations are of the last physics step (`Moment` `force`), and proper
 * ones as in MuJoCo's framelinacc: at rest 9.81 m/s² upward; 0 for what has no degree of freedom.
 */

import { checkChoice } from '../options.js';
import type { Quantity } from './quantities.js';
import { type Axes, kindOf, type QuantityKind } from './quantity-kinds.js';

/** Orientation of a body: a unit quaternion w x y z. */
export function bodyQuaternion(body: string): Quantity {
  return frame('bodyQuaternion', body);
}

/** Orientation of a geom: a unit quaternion w x y z. */
export function geomQuaternion(geom: string): Quantity {
  return frame('geomQuaternion', geom);
}

/** Orientation of a site: a unit quaternion w x y z. */
export function siteQuaternion(site: string): Quantity {
  return frame('siteQuaternion', site);
}

/** Orientation of a geom: its rotation matrix, 9 numbers by rows; column j is the geom's axis j in the world. */
export function geomAxes(geom: string): Quantity {
  return frame('geomAxes', geom);
}

/** Orientation of a site: its rotation matrix, 9 numbers by rows; column j is the site's axis j in the world. */
export function siteAxes(site: string): Quantity {
  return frame('siteAxes', site);
}

/** Velocity of the origin of a body's frame, x y z (m/s). */
export function bodyVelocity(body: string, axes: Axes = 'world'): Quantity {
  return frame('bodyVelocity', body, axes);
}

/** Velocity of a geom's centre, x y z (m/s). */
export function geomVelocity(geom: string, axes: Axes = 'world'): Quantity {
  return frame('geomVelocity', geom, axes);
}

/** Velocity of a site, x y z (m/s). */
export function siteVelocity(site: string, axes: Axes = 'world'): Quantity {
  return frame('siteVelocity', site, axes);
}

/** Angular velocity of a body, x y z (rad/s). */
export function bodyAngularVelocity(body: string, axes: Axes = 'world'): Quantity {
  return frame('bodyAngularVelocity', body, axes);
}

/** Angular velocity of a geom, x y z (rad/s). */
export function geomAngularVelocity(geom: string, axes: Axes = 'world'): Quantity {
  return frame('geomAngularVelocity', geom, axes);
}

/** Angular velocity of a site, x y z (rad/s). */
export function siteAngularVelocity(site: string, axes: Axes = 'world'): Quantity {
  return frame('siteAngularVelocity', site, axes);
}

/** Acceleration of the origin of a body's frame, x y z (m/s²), gravity's counterforce included. */
export function bodyAcceleration(body: string, axes: Axes = 'world'): Quantity {
  return frame('bodyAcceleration', body, axes);
}

/** Acceleration of a geom's centre, x y z (m/s²), gravity's counterforce included. */
export function geomAcceleration(geom: string, axes: Axes = 'world'): Quantity {
  return frame('geomAcceleration', geom, axes);
}

/** Acceleration of a site, x y z (m/s²), gravity's counterforce included. */
export function siteAcceleration(site: string, axes: Axes = 'world'): Quantity {
  return frame('siteAcceleration', site, axes);
}

/** Angular acceleration of a body, x y z (rad/s²). */
export function bodyAngularAcceleration(body: string, axes: Axes = 'world'): Quantity {
  return frame('bodyAngularAcceleration', body, axes);
}

/** Angular acceleration of a geom, x y z (rad/s²). */
export function geomAngularAcceleration(geom: string, axes: Axes = 'world'): Quantity {
  return frame('geomAngularAcceleration', geom, axes);
}

/** Angular acceleration of a site, x y z (rad/s²). */
export function siteAngularAcceleration(site: string, axes: Axes = 'world'): Quantity {
  return frame('siteAngularAcceleration', site, axes);
}

/** @throws OptionError if the axes are none that there are. */
function frame(kind: QuantityKind, name: string, axes?: Axes): Quantity {
  const size = kindOf(kind).size!;
  if (axes === undefined) return { kind, name, size };
  return { kind, name, size, axes: checkChoice<Axes>(`axes of ${kind} '${name}'`, axes, ['world', 'own']) };
}
