/**
 * Angles between orientations, and orientations at random, with + − × ÷ and √ alone: those are exact to the last bit
 * in every engine, `Math.acos` and `Math.sin` are not.
 */

import type { Random } from '../random.js';
import type { Numbers } from './quantities.js';
import { multiplyQuaternions, type Quaternion, quaternionAt } from './quaternion.js';

/** Terms of the series of atan; at |x| ≤ 0.199 the first one left out is below 4e-18. */
const TERMS = 11;

/** atan(x) = x − x³/3 + x⁵/5 − …, for |x| ≤ 0.199. */
function atanSeries(x: number): number {
  const square = x * x;
  let sum = 0;
  for (let k = TERMS - 1; k >= 0; k--) sum = 1 / (2 * k + 1) - square * sum;
  return x * sum;
}

/** tan(θ/2) from tan θ, for θ within a quarter turn. */
function halfTangent(tangent: number): number {
  return tangent / (1 + Math.sqrt(1 + tangent * tangent));
}

/**
 * The angle in [0, π] whose sine and cosine are proportional to the arguments, as `Math.atan2(sine, cosine)`; error
 * below 1e-15. Two zeros give 0.
 *
 * @param sine ≥ 0
 */
export function angleOf(sine: number, cosine: number): number {
  if (cosine < 0) return Math.PI - angleOf(sine, -cosine);
  if (sine > cosine) return Math.PI / 2 - angleOf(cosine, sine);
  if (cosine === 0) return 0;
  // The tangent is at most 1 here, that of a quarter of the angle at most 0.199.
  return 4 * atanSeries(halfTangent(halfTangent(sine / cosine)));
}

/** A rotation as its axis times the sine of its angle (in the world's frame), and the cosine of its angle. */
export interface Turn {
  x: number;
  y: number;
  z: number;
  cosine: number;
}

/**
 * Writes the turn that takes one orientation to another into `out`.
 *
 * With a_k and b_k the axes of the two in the world, the rotation is R = Σ b_k a_kᵀ, and so sin θ · axis = ½ Σ a_k × b_k
 * and cos θ = ½ (Σ a_k · b_k − 1).
 *
 * @param q an array that holds both as `bodyAxes` gives them: 9 numbers by rows, column k is axis k
 */
export function turnBetween(q: Numbers, from: number, to: number, out: Turn): Turn {
  let x = 0;
  let y = 0;
  let z = 0;
  let trace = 0;
  for (let k = 0; k < 3; k++) {
    const [ax, ay, az] = [q[from + k]!, q[from + 3 + k]!, q[from + 6 + k]!];
    const [bx, by, bz] = [q[to + k]!, q[to + 3 + k]!, q[to + 6 + k]!];
    x += ay * bz - az * by;
    y += az * bx - ax * bz;
    z += ax * by - ay * bx;
    trace += ax * bx + ay * by + az * bz;
  }
  out.x = x / 2;
  out.y = y / 2;
  out.z = z / 2;
  out.cosine = (trace - 1) / 2;
  return out;
}

/** The angle of a turn in [0, π], rad: 2 acos |⟨p, q⟩| of the two orientations' unit quaternions p and q. */
export function angleOfTurn({ x, y, z, cosine }: Turn): number {
  return angleOf(Math.sqrt(x * x + y * y + z * z), cosine);
}

/**
 * A unit quaternion w x y z, uniform over all rotations: the direction of a point that is uniform in the ball of four
 * dimensions (drawn in its cube until it is inside, 1 in 3.2 is).
 */
export function randomOrientation(random: Random): Quaternion {
  for (;;) {
    const w = random.uniform(-1, 1);
    const x = random.uniform(-1, 1);
    const y = random.uniform(-1, 1);
    const z = random.uniform(-1, 1);
    const square = w * w + x * x + y * y + z * z;
    if (square > 1 || square < 1e-4) continue;
    const length = Math.sqrt(square);
    return [w / length, x / length, y / length, z / length];
  }
}

/**
 * Turns an orientation about the axes of its own frame, in place: by the rotation (1, x/2, y/2, z/2) / length, whose
 * angle is 2 atan(v/2) about (x, y, z), v the length of that; for small angles v itself. What comes out has length 1.
 *
 * @param q quaternion w x y z, not all zero
 * @param x y z angles about the three axes, rad
 */
export function turnAbout(q: Float64Array, x: number, y: number, z: number): void {
  const turned = multiplyQuaternions(quaternionAt(q), [1, x / 2, y / 2, z / 2]);
  const length = Math.sqrt(turned.reduce((sum, part) => sum + part * part, 0));
  for (let part = 0; part < 4; part++) q[part] = turned[part]! / length;
}
