import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Hull, hullCapacities, hullRows, hullsOf } from '../../src/physics/pack/hulls.js';
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
  prism: prism(12, 0.15, 0.2), // so long that MuJoCo, which turns meshes into their principal axes, leaves z along it
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
      // Where two vertices reach equally far, MuJoCo may find the other: in one world of 500, with meshes as regular as a prism.
      gate(
        compareContacts(pair, 150, () => randomPoses(draws, 0.25)),
        0.99,
        0.005,
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

/** A unit quaternion that turns z by a small angle, after a random turn about z. */
function nearlyUpright(draws: Draws): number[] {
  const angle = draws.uniform(0, 3);
  const q = [Math.cos(angle), 1e-3 * draws.normal(), 1e-3 * draws.normal(), Math.sin(angle)];
  return q.map((c) => c / Math.hypot(...q));
}

for (const other of ['box', 'prism']) {
  test(`a prism that stands on a ${other}: up to four contacts`, () => {
    const draws = new Draws(4);
    const pair = new GeomPair(geom(other), geom('prism'), assets);
    const height = other === 'box' ? 0.2625 : 0.4;
    const poses = (): Pose[] => [
      { position: [0, 0, 0], quaternion: nearlyUpright(draws) },
      {
        position: [draws.uniform(-0.1, 0.1), draws.uniform(-0.1, 0.1), height - draws.uniform(0, 0.002)],
        quaternion: nearlyUpright(draws),
      },
    ];
    const result = compareContacts(pair, 150, poses);
    gate(result, 0.75); // which four of many corners hangs on the last bit, see convex.test.ts
    assert.ok(result.contacts > 2 * result.touching, `${result.contacts} of ${result.touching}`);
    pair.close();
  });
}

test('a prism that stands on a plane has four contacts', () => {
  const draws = new Draws(5);
  const pair = new GeomPair(geom('plane'), geom('prism'), assets);
  const poses = (): Pose[] => [
    { position: [0, 0, 0], quaternion: [1, 0, 0, 0] },
    { position: [0.2, 0.3, 0.198], quaternion: nearlyUpright(draws) },
  ];
  const result = compareContacts(pair, 100, poses);
  gate(result, 0.75);
  assert.is(result.contacts, 4 * result.worlds);
  pair.close();
});

test('hulls: vertices within are left out, every edge is known from both ends, faces look outward', () => {
  const pair = new GeomPair(geom('prism'), geom('stone'), assets);
  const meshes = [0, 1].map((geom) => pair.model.geom_dataid[geom] as number);
  const [twelve, stone] = hullsOf(pair.model, meshes) as [Hull, Hull];
  assert.is(twelve.vertices.length, 24);
  assert.equal(
    twelve.faces.map(({ corners }) => corners.length).sort((a, b) => b - a),
    [12, 12, ...new Array(12).fill(4)],
  );
  assert.is(stone.vertices.length, 40);
  for (const { vertices, faces, edges } of [twelve, stone]) {
    const count = edges.flat().length;
    assert.is(vertices.length - count / 2 + faces.length, 2, 'the formula of Euler');
    edges.forEach((around, vertex) => {
      for (const { end } of around) assert.ok(edges[end]!.some((back) => back.end === vertex));
    });
    const along = (normal: readonly number[], p: readonly number[]) =>
      normal.reduce((sum, x, i) => sum + x * p[i]!, 0);
    for (const { normal, corners } of faces) {
      const height = along(normal, vertices[corners[0]!]!);
      for (const p of vertices) assert.ok(along(normal, p) < height + 1e-6);
      for (const corner of corners) assert.ok(Math.abs(along(normal, vertices[corner]!) - height) < 1e-6);
    }
  }
  assert.equal(hullRows([twelve, stone]).vertices, 64);
  assert.equal(hullCapacities([twelve, stone]).cornerCapacity, 16);
  pair.close();
});

test('a frozen world has no contacts', () => {
  const draws = new Draws(6);
  const pair = new GeomPair(geom('box'), geom('prism'), assets);
  const worlds = [0, 1, 2, 3].map(() => randomPoses(draws, 0.05));
  assert.ok(pair.inLanes(worlds).every((contacts) => contacts.length > 0));
  pair.freeze(2);
  assert.equal(
    pair.inLanes(worlds).map((contacts) => contacts.length > 0),
    [true, true, false, true],
  );
  pair.close();
});

test.run();
