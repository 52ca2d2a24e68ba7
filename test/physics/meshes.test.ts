import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { GeomPair, type Pose } from './colliders.js';
import { type Comparison, compareContacts, quantile, randomPoses } from './contact-comparison.js';
import { Draws } from './states.js';

const vertices = (points: readonly (readonly number[])[]): string => points.flat().map(Math.fround).join(' ');

/** Points in a box, with an inner one that is not of the hull. */
function cloud(seed: number, count: number, scale: readonly number[]): string {
  const draws = new Draws(seed);
  const point = (): number[] => {
    const direction = [draws.normal(), draws.normal(), draws.normal()];
    return direction.map((x, i) => (x / Math.hypot(...direction)) * scale[i]!);
  };
  return vertices([[0, 0, 0], ...Array.from({ length: count }, point)]);
}

/** A prism over a regular polygon: faces with many corners. */
function prism(sides: number, radius: number, height: number): string {
  const ring = (z: number) =>
    Array.from({ length: sides }, (_, i) => [
      radius * Math.cos((2 * Math.PI * i) / sides),
      radius * Math.sin((2 * Math.PI * i) / sides),
      z,
    ]);
  return vertices([...ring(-height), ...ring(height)]);
}

const MESHES: Readonly<Record<string, string>> = {
  wedge: vertices([
    [-0.2, -0.1, -0.1],
    [0.2, -0.1, -0.1],
    [-0.2, 0.1, -0.1],
    [0.2, 0.1, -0.1],
    [-0.2, 0, 0.15],
    [0.2, 0, 0.1],
  ]),
  prism: prism(12, 0.15, 0.1),
  stone: cloud(1, 40, [0.15, 0.2, 0.1]),
};
const assets = `<asset>${Object.entries(MESHES)
  .map(([name, vertex]) => `<mesh name="${name}" vertex="${vertex}"/>`)
  .join('')}</asset>`;

const GEOMS: Readonly<Record<string, string>> = {
  plane: 'type="plane" size="1 1 1"',
  sphere: 'type="sphere" size="0.125"',
  capsule: 'type="capsule" size="0.0625 0.1875"',
  ellipsoid: 'type="ellipsoid" size="0.125 0.1875 0.15625"',
  cylinder: 'type="cylinder" size="0.125 0.1875"',
  box: 'type="box" size="0.125 0.1875 0.0625"',
};
const geom = (name: string, more = ''): string =>
  `<geom ${GEOMS[name] ?? `type="mesh" mesh="${name}"`} ${more}/>`;

/** The share of contacts that has to agree; and of worlds whose number of contacts may hang on rounding. */
function gate(result: Comparison, share: number, doubtful = 0): void {
  const errors = ['distance', 'point', 'normal', 'tangent']
    .map((what) => `${what} ${quantile(result[what as 'point'], share).toExponential(1)}`)
    .join(', ');
  assert.ok(
    result.counts.length <= doubtful * result.touching,
    `${result.counts.length} of ${result.touching}: ${result.counts[0]}`,
  );
  assert.ok(result.contacts > result.worlds / 10, `${result.contacts} contacts of ${result.worlds} worlds`);
  assert.ok(quantile(result.distance, share) < 1e-5, errors);
  assert.ok(quantile(result.point, share) < 1e-5, errors);
  assert.ok(quantile(result.normal, share) < 1e-4, errors);
  assert.ok(quantile(result.tangent, share) < 1e-4, errors);
}

for (const mesh of Object.keys(MESHES)) {
  for (const other of ['sphere', 'capsule', 'ellipsoid', 'cylinder', 'box', ...Object.keys(MESHES)]) {
    test(`${other} and ${mesh} at random poses`, () => {
      const draws = new Draws(1);
      const pair = new GeomPair(geom(other), geom(mesh), assets);
      gate(
        compareContacts(pair, 150, () => randomPoses(draws, 0.25)),
        1,
      );
      pair.close();
    });
  }

  test(`${mesh} with margin`, () => {
    const draws = new Draws(2);
    const margin = 'margin="0.015625"';
    const pair = new GeomPair(geom('box', margin), geom(mesh, margin), assets);
    gate(
      compareContacts(pair, 100, () => randomPoses(draws, 0.3), 1 / 32, 1e-5),
      1,
    );
    pair.close();
  });

  test(`${mesh} on a plane: up to four contacts`, () => {
    const draws = new Draws(3);
    const pair = new GeomPair(geom('plane'), geom(mesh), assets);
    const poses = (): Pose[] => [
      { position: [0.1, 0.2, 0.3], quaternion: draws.rotation() },
      { position: [0, 0, 0].map(() => draws.uniform(0, 0.4)), quaternion: draws.rotation() },
    ];
    gate(compareContacts(pair, 250, poses), 1);
    pair.close();
  });
}

test.run();
