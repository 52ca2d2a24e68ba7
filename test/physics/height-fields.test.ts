import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  multiplyQuaternions,
  type Quaternion,
  rotateVector,
  type Vector,
} from '../../src/worlds/quaternion.js';
import { BesideMujoco, type State } from './beside-mujoco.js';
import { type Contact, GeomPair, type Pose } from './colliders.js';
import { type Comparison, compareContacts, gap, quantile } from './contact-comparison.js';
import { ContactsBesideMujoco, type Contact as NamedContact } from './contacts-beside-mujoco.js';
import { compareSteps } from './measures.js';
import { collectStates, Draws } from './states.js';

const WEDGE = [
  [-0.2, -0.1, -0.1],
  [0.2, -0.1, -0.1],
  [-0.2, 0.1, -0.1],
  [0.2, 0.1, -0.1],
  [-0.2, 0, 0.15],
  [0.2, 0, 0.1],
];

/** A field of 13 by 17 heights, 3 m by 2.5 m, with hills of 0.25 m on a base of 0.125 m. */
function field(name: string, height: (row: number, column: number) => number): string {
  const heights = Array.from({ length: 13 * 17 }, (_, i) => height(Math.floor(i / 17), i % 17));
  return `<hfield name="${name}" nrow="13" ncol="17" size="1.5 1.25 0.25 0.125" elevation="${heights.join(' ')}"/>`;
}

const random = new Draws(7);
const ASSETS = `<asset>
  ${field('hills', () => random.uniform(0, 1))}
  ${field('steps', (row, column) => ((row >> 2) + (column >> 2)) % 3)}
  ${field('bowl', (row, column) => ((row - 6) / 6) ** 2 + ((column - 8) / 8) ** 2)}
  <mesh name="wedge" vertex="${WEDGE.flat().map(Math.fround).join(' ')}"/>
</asset>`;

const GEOMS: Readonly<Record<string, string>> = {
  sphere: 'type="sphere" size="0.125"',
  capsule: 'type="capsule" size="0.0625 0.1875"',
  ellipsoid: 'type="ellipsoid" size="0.125 0.1875 0.15625"',
  cylinder: 'type="cylinder" size="0.125 0.1875"',
  box: 'type="box" size="0.125 0.1875 0.0625"',
  mesh: 'type="mesh" mesh="wedge"',
};

/** Those without corners. */
const ROUND = ['sphere', 'capsule', 'ellipsoid'];

const pairOn = (name: string, geom: string, more = ''): GeomPair =>
  new GeomPair(`<geom type="hfield" hfield="${name}" ${more}/>`, `<geom ${geom} ${more}/>`, ASSETS);

const UPRIGHT: Pose = { position: [0, 0, 0], quaternion: [1, 0, 0, 0] };

/** A geom somewhere on the field, up to beyond its edge and below its base. */
function somewhere(draws: Draws): Pose {
  const position = [draws.uniform(-1.8, 1.8), draws.uniform(-1.5, 1.5), draws.uniform(-0.35, 0.45)];
  return { position, quaternion: draws.rotation() };
}

/** The field turned and moved, and the geom with it. */
function moved(draws: Draws, pose: Pose): Pose[] {
  const turn = draws.rotation() as unknown as Quaternion;
  const ground = {
    position: [draws.uniform(-1, 1), draws.uniform(-1, 1), draws.uniform(-1, 1)],
    quaternion: turn,
  };
  const at = rotateVector(turn, pose.position as unknown as Vector);
  const quaternion = multiplyQuaternions(turn, pose.quaternion as unknown as Quaternion);
  return [ground, { position: at.map((x, k) => x + ground.position[k]!), quaternion }];
}

function gate(result: Comparison, share = 1): void {
  const shown = ['distance', 'point', 'normal', 'tangent']
    .map((what) => `${what} ${quantile(result[what as 'point'], share).toExponential(1)}`)
    .join(', ');
  assert.is(result.counts.length, 0, result.counts[0]);
  assert.ok(result.contacts > result.worlds, `${result.contacts} contacts of ${result.worlds} worlds`);
  assert.ok(quantile(result.distance, share) < 1e-6, shown);
  assert.ok(quantile(result.point, share) < 1e-6, shown);
  assert.ok(quantile(result.normal, share) < 1e-5, shown);
  assert.ok(quantile(result.tangent, share) < 1e-5, shown);
}

for (const [name, geom] of Object.entries(GEOMS)) {
  for (const ground of ['hills', 'steps', 'bowl']) {
    test(`${name} on ${ground} at random poses, as MuJoCo has them`, () => {
      const draws = new Draws(1);
      const pair = pairOn(ground, geom);
      gate(compareContacts(pair, 75, () => [UPRIGHT, somewhere(draws)]));
      pair.close();
    });
  }

  test(`${name} on hills that are turned and moved`, () => {
    const draws = new Draws(2);
    const pair = pairOn('hills', geom);
    gate(compareContacts(pair, 75, () => moved(draws, somewhere(draws))));
    pair.close();
  });

  test(`${name} on hills with margin and gap`, () => {
    const draws = new Draws(3);
    const pair = pairOn('hills', geom, 'margin="0.015625" gap="0.0078125"');
    gate(compareContacts(pair, 75, () => [UPRIGHT, somewhere(draws)]));
    pair.close();
  });
}

test('a plate that lies on many prisms has fifty contacts, the first fifty', () => {
  const pair = pairOn('steps', 'type="box" size="1 1 0.0625"');
  const poses = [UPRIGHT, { position: [0.1, 0.05, 0.2], quaternion: [1, 0, 0, 0] }];
  const expected = pair.inMujoco(poses);
  const [actual] = pair.inLanes([poses, poses, poses, poses]) as [Contact[]];
  assert.is(expected.length, 50);
  assert.is(actual.length, 50);
  expected.forEach((contact, i) => {
    assert.ok(gap(contact.point, actual[i]!.point) < 1e-6, `contact ${i}`);
  });
  pair.close();
});

test("a world's contacts depend neither on its lane nor on its neighbours; a frozen one has none", () => {
  const draws = new Draws(4);
  const nowhere = [UPRIGHT, { position: [Number.NaN, 0, 0], quaternion: [1, 0, 0, 0] }];
  const turned = [UPRIGHT, { position: [0, 0, 0], quaternion: [Number.NaN, 0, 0, 0] }];
  for (const geom of Object.values(GEOMS)) {
    const pair = pairOn('hills', geom);
    for (let i = 0; i < 10; i++) {
      const worlds = [0, 1, 2, 3].map(() => [UPRIGHT, somewhere(draws)]);
      const together = pair.inLanes(worlds);
      for (let lane = 0; lane < 4; lane++) {
        const alone = [nowhere, turned, nowhere, turned];
        alone[3 - lane] = worlds[lane]!;
        assert.equal(pair.inLanes(alone)[3 - lane], together[lane]);
      }
    }
    const low = [UPRIGHT, { ...UPRIGHT, position: [0, 0, 0.1] }];
    pair.freeze(1);
    assert.equal(
      pair.inLanes([low, low, low, low]).map((contacts) => contacts.length > 0),
      [true, false, true, true],
    );
    pair.close();
  }
});

const loose = (name: string): string => `<body pos="0 0 1"><freejoint/><geom ${GEOMS[name]}/></body>`;

/** Two fields and what can lie on them, but for that nothing touches anything else. */
const landscape = (names: readonly string[]): string => `<mujoco><option timestep="0.004"/>
  <default><geom contype="2" conaffinity="1"/></default>${ASSETS}
  <worldbody>
    <geom type="hfield" hfield="hills" contype="1" conaffinity="2"/>
    <geom type="hfield" hfield="bowl" pos="0 0 -0.25" euler="0 5 25" contype="1" conaffinity="2"/>
    ${names.map(loose).join('')}
  </worldbody></mujoco>`;

/** Positions of all bodies. */
const scattered = (draws: Draws, names = Object.keys(GEOMS)): number[] =>
  names.flatMap(() => {
    const { position, quaternion } = somewhere(draws);
    return [...position, ...quaternion];
  });

/** The share of contacts that are elsewhere than those they are compared with. */
function shareElsewhere(pairs: readonly (readonly [Contact, Contact])[]): number {
  const elsewhere = pairs.filter(
    ([a, b]) =>
      Math.abs(a.distance - b.distance) > 2e-6 ||
      gap(a.point, b.point) > 1e-5 ||
      gap(a.frame, b.frame) > 1e-4,
  );
  return elsewhere.length / pairs.length;
}

test('all geoms of a packed model on two fields have the contacts of MuJoCo', () => {
  const draws = new Draws(5);
  const beside = new ContactsBesideMujoco(landscape(Object.keys(GEOMS)));
  const same: [NamedContact, NamedContact][] = [];
  const nudged: [NamedContact, NamedContact][] = [];
  for (let i = 0; i < 50; i++) {
    const worlds = [0, 1, 2, 3].map(() => scattered(draws).map(Math.fround));
    const found = beside.here(worlds);
    worlds.forEach((world, lane) => {
      const expected = beside.there(world);
      assert.equal(
        found[lane]!.map(({ geoms }) => geoms),
        expected.map(({ geoms }) => geoms),
      );
      const moved = beside.there(world.map((x) => x + draws.uniform(-6e-8, 6e-8)));
      expected.forEach((contact, c) => {
        same.push([contact, found[lane]![c]!]);
        if (moved.length === expected.length) nudged.push([contact, moved[c]!]);
      });
    });
  }
  // Where a corner of a box or a mesh comes twice the polytope ends, with a corner more or less by the last bit.
  assert.ok(same.length > 2000, `${same.length} contacts`);
  assert.ok(
    shareElsewhere(same) < 1.25 * shareElsewhere(nudged),
    `${shareElsewhere(same)}, MuJoCo nudged ${shareElsewhere(nudged)}`,
  );
  const ofRound = same.filter(([{ geoms }]) =>
    ROUND.some((name) => geoms[1] === 2 + Object.keys(GEOMS).indexOf(name)),
  );
  assert.ok(
    ofRound.length > 1000 && shareElsewhere(ofRound) < 0.001,
    `of round ones ${shareElsewhere(ofRound)}`,
  );
  beside.close();
});

/** Errors of one step, and those of MuJoCo at positions that are rounded once more: both in ascending order. */
function stepErrors(names: readonly string[]): { errors: number[]; nudged: number[] } {
  const beside = new BesideMujoco(landscape(names));
  const draws = new Draws(8);
  const states = collectStates(beside, [(start) => scattered(start, [...names])], 200, 7);
  const { errors, rowsWrong, touching } = compareSteps(beside, states);
  assert.is(rowsWrong, 0, 'constraint rows');
  assert.ok(touching > 100, `${touching} states with contacts`);
  const accelerations = (state: State): number[] => {
    beside.setMujoco(state);
    beside.stepMujoco();
    return Array.from(beside.data.qacc as Float64Array);
  };
  const nudged = states.map((state) => {
    const qacc = accelerations(state);
    const smooth = Math.hypot(...beside.data.qacc_smooth);
    const other = accelerations({ ...state, qpos: state.qpos.map((x) => x + draws.uniform(-6e-8, 6e-8)) });
    return gap(qacc, other) / Math.max(Math.hypot(...qacc), smooth);
  });
  beside.close();
  return { errors: errors.sort((a, b) => a - b), nudged: nudged.sort((a, b) => a - b) };
}

for (const name of ROUND) {
  test(`one step of a ${name} on two fields is that of MuJoCo`, () => {
    const { errors } = stepErrors([name, name]);
    assert.ok(quantile(errors, 0.5) < 1e-5, `median ${quantile(errors, 0.5)}`);
    assert.ok(quantile(errors, 0.95) < 2e-4, `p95 ${quantile(errors, 0.95)}`);
  });
}

for (const name of ['cylinder', 'box', 'mesh']) {
  test(`one step of a ${name} on two fields is that of MuJoCo, as far as MuJoCo itself is sure of it`, () => {
    const { errors, nudged } = stepErrors([name]);
    assert.ok(quantile(errors, 0.5) < 1e-5, `median ${quantile(errors, 0.5)}`);
    for (const share of [0.8, 0.9]) {
      const [of, sure] = [quantile(errors, share), quantile(nudged, share)];
      assert.ok(of < Math.max(1e-4, 5 * sure), `${of} at ${share}, where MuJoCo itself has ${sure}`);
    }
  });
}

test.run();
