/** Sensors, and quantities of subtrees, tendons, actuators, contacts and of the world as a whole. */

import { checkInteger, OptionError, show } from '../options.js';
import type { Quantity } from './quantities.js';
import { kindOf, type QuantityKind, type Touching } from './quantity-kinds.js';

/**
 * A sensor of the model, of any type: what MuJoCo has for it in `sensordata`, its cutoff applied, without noise.
 *
 * Sensors of positions and velocities are of the present state, those of forces and accelerations (accelerometer, force,
 * torque, touch, contact, framelinacc, …: the ones that MuJoCo computes in its acceleration stage) of the last physics step.
 *
 * @param name of the sensor
 * @param size how many numbers it has, as the model says. Default 1
 */
export function sensor(name: string, size = 1): Quantity {
  return { kind: 'sensor', name, size: checkInteger(`size of sensor '${name}'`, size, { min: 1 }) };
}

/** Centre of mass of a body alone, x y z in the world (m). */
export function bodyCentre(body: string): Quantity {
  return named('bodyCentre', body);
}

/** Centre of mass of a body and all that hangs on it, x y z in the world (m); of `'world'`, of everything. */
export function subtreeCentre(body: string): Quantity {
  return named('subtreeCentre', body);
}

/** Velocity of the centre of mass of a body and all that hangs on it, x y z along the world's axes (m/s). */
export function subtreeLinearVelocity(body: string): Quantity {
  return named('subtreeLinearVelocity', body);
}

/** Angular momentum of a body and all that hangs on it about their centre of mass, x y z along the world's axes (kg m²/s). */
export function subtreeAngularMomentum(body: string): Quantity {
  return named('subtreeAngularMomentum', body);
}

/** Length of a tendon (m; of a fixed tendon the unit of its joints). */
export function tendonLength(tendon: string): Quantity {
  return named('tendonLength', tendon);
}

/** How fast a tendon grows (m/s; of a fixed tendon the unit of its joints a second). */
export function tendonVelocity(tendon: string): Quantity {
  return named('tendonVelocity', tendon);
}

/** Length of an actuator: of a joint's the position times the gear. */
export function actuatorLength(actuator: string): Quantity {
  return named('actuatorLength', actuator);
}

/** Velocity of an actuator: how fast its length grows. */
export function actuatorVelocity(actuator: string): Quantity {
  return named('actuatorVelocity', actuator);
}

/** Force of an actuator before its gear (N or N·m), in the last physics step. */
export function actuatorForce(actuator: string): Quantity {
  return named('actuatorForce', actuator);
}

/** Sum of the forces of all actuators on a hinge or slide (N·m or N), in the last physics step. */
export function jointActuatorForce(joint: string): Quantity {
  return named('jointActuatorForce', joint);
}

/**
 * Total force of all contacts between two geoms, or all geoms of bodies, on the second of them: x y z along the world's
 * axes (N), in the last physics step. `contactForce({ geom: 'floor' }, { body: 'foot' })` carries the foot: z is positive.
 *
 * @throws OptionError if one of them is neither a geom nor a body
 */
export function contactForce(first: Touching, second: Touching): Quantity {
  const words = [first, second].map((one) => {
    const [key, name] = Object.entries(one ?? {})[0] ?? [];
    if ((key === 'geom' || key === 'body') && typeof name === 'string') return `${key} '${name}'`;
    throw new OptionError(`contactForce is between { geom: name } or { body: name }, got ${show(one)}`);
  });
  return { kind: 'contactForce', name: words.join(' and '), size: 3, between: [first, second] };
}

/**
 * Simulated time (s). A task that reads it has it in its state, at the end: an episode begins at 0, and planning goes on
 * from where the world is.
 */
export function time(): Quantity {
  return { kind: 'time', name: '', size: 1 };
}

/**
 * The action before the one that comes: in `observe` the one that led here, in `reward(q, action)` the one before `action`,
 * so that what changes an action can cost something. At the start of an episode it is the resting control. A task that
 * reads it has the last action in its state, at the end.
 *
 * @param size numbers in an action
 */
export function previousAction(size: number): Quantity {
  return { kind: 'previousAction', name: '', size: checkInteger('size of previousAction', size, { min: 1 }) };
}

function named(kind: QuantityKind, name: string): Quantity {
  return { kind, name, size: kindOf(kind).size! };
}
