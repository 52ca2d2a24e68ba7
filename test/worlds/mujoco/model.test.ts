import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { jointPosition } from '../../../src/worlds/quantities.js';
import { placeIn, vectorAt } from '../../../src/worlds/quaternion.js';
import { placeAt } from '../../../src/worlds/scene.js';
import { CART, cart, readout, stateOf } from '../cart.js';

test('a model that does not compile is refused with MuJoCo’s message', () => {
  const bad = (xml: string, message: RegExp) => assert.throws(() => cart({ xml }), message);
  bad(
    '<mujoco><worldbody><geom type="foo"/></worldbody></mujoco>',
    /does not compile: .*invalid keyword: 'foo'/,
  );
  bad('<mujoco', /does not compile: .*XML/);
  bad(
    '<mujoco><worldbody><body><freejoint/></body></worldbody></mujoco>',
    /does not compile: .*mass and inertia/,
  );
  bad(CART.replace('ctrlrange="-1 2"', ''), /actuator 'push' has no control range/);
  bad(CART.replace('<general ', '<general delay="0.02" nsample="2" '), /keeps more state .*: delays/);
  assert.throws(() => cart({ physicsSteps: 0 }), /physicsSteps must be an integer ≥ 1, got 0/);
});

test('all actuators without a range are named, and the model’s file', () => {
  const joint = (name: string) => `<body><joint name="${name}" type="slide"/><geom size="0.1"/></body>`;
  const xml = (actuators: string) => `<mujoco><worldbody>${joint('x')}${joint('y')}</worldbody>
    <actuator>${actuators}</actuator></mujoco>`;
  const three = xml(
    '<motor name="a" joint="x"/><motor joint="x" ctrlrange="-1 1"/><motor joint="y"/><motor name="d" joint="y"/>',
  );
  const reads = readout({ x: jointPosition('x') });
  assert.throws(
    () => cart({ ...reads, xml: three }),
    /^actuators 'a', 2 \(of joint 'y'\), 'd' have no control range: give each a ctrlrange in the model$/,
  );
  const files = { path: '/slide.xml', title: '/home/me/slide.xml', find: () => undefined };
  assert.throws(
    () => cart({ ...reads, xml: xml('<motor name="a" joint="x"/>'), files }),
    /^actuator 'a' of the model \/home\/me\/slide\.xml has no control range: give it a ctrlrange in the model$/,
  );
  assert.throws(
    () => cart({ ...reads, xml: xml('') }),
    /^the model has no actuators: there is nothing to control$/,
  );
  assert.throws(
    () => cart({ ...reads, xml: xml(''), files }),
    /^the model \/home\/me\/slide\.xml has no actuators/,
  );
});

test('a model may name files', () => {
  const corner = new TextEncoder().encode(
    'v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n',
  );
  const xml = CART.replace(
    '<worldbody>',
    '<asset><mesh name="m" file="corner.obj"/></asset><worldbody>',
  ).replace('<geom name="ball" size="0.1"/>', '<geom name="ball" type="mesh" mesh="m"/>');
  assert.throws(() => cart({ xml }), /corner\.obj/);
  const world = cart({ xml, files: { 'corner.obj': corner } });
  // The tetrahedron's volume is 1/6 m³.
  assert.ok(Math.abs(world.model.body_mass[3] - 1000 / 6) < 1e-3);
  world.close();
});

test('a mesh is drawn as its triangles, where they are', () => {
  const points = [0.1, 0.2, 0, 1.1, 0.2, 0, 0.1, 2.2, 0, 0.1, 0.2, 0.5];
  const corner = points.reduce((text, value, i) => text + (i % 3 === 0 ? '\nv ' : ' ') + value, '');
  const obj = new TextEncoder().encode(`${corner}\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n`);
  const xml = CART.replace(
    '<worldbody>',
    '<asset><mesh name="m" file="corner.obj"/></asset><worldbody>',
  ).replace('<geom name="ball" size="0.1"/>', '<geom name="ball" type="mesh" mesh="m"/>');
  const world = cart({ xml, files: { 'corner.obj': obj } });
  const { shapes } = world.scene();
  const moving = shapes.filter(({ pose }) => !pose);
  const at = moving.findIndex(({ name }) => name === 'ball');
  const { mesh, kind } = moving[at]!;
  assert.is(kind, 'box');
  assert.is(mesh!.faces.length, 4 * 3);
  const poses = new Float32Array(7 * moving.length);
  world.poses(poses);
  const shape = placeAt(poses, at);
  const found = Array.from({ length: mesh!.vertices.length / 3 }, (_, i) => {
    const corner = { position: vectorAt(mesh!.vertices, 3 * i), turn: [1, 0, 0, 0] } as const;
    return placeIn(shape, corner).position.map((each) => each.toFixed(4));
  });
  // The ball's body is at (1, 0, 0.1) and not turned.
  const expected = [0, 3, 6, 9].map((i) =>
    [points[i]! + 1, points[i + 1]!, points[i + 2]! + 0.1].map((each) => each.toFixed(4)),
  );
  assert.equal(found.map(String).sort(), expected.map(String).sort());
  world.close();
});

test('a model without a memory size gets 1 MB, one with keeps its own', () => {
  const small = cart();
  const before = '\uFEFF<?xml version="1.0"?>\n<!DOCTYPE mujoco>\n<!-- <mujoco> > -->\n';
  const late = cart({ xml: before + CART.replace('<mujoco', "<mujoco\n model = 'a > b'") });
  assert.is(Number(late.model.narena), 1 << 20, 'whatever comes before the first tag');
  late.close();
  const large = cart({ xml: CART.replace('<worldbody>', '<size memory="3M"/><worldbody>') });
  assert.equal([small.model.narena, large.model.narena].map(Number), [1 << 20, 3 << 20]);
  small.close();
  large.close();
});

test('contacts beyond the memory are divergence with a warning, and no step after them is the worse for it', () => {
  const boxes = Array.from(
    { length: 60 },
    (
      _,
      i,
    ) => `<body pos="${(i % 3) * 0.15} ${(Math.floor(i / 3) % 3) * 0.15} ${0.1 + 0.15 * Math.floor(i / 9)}">
      <freejoint/><geom type="box" size="0.1 0.1 0.1"/></body>`,
  ).join('');
  const xml = (memory: string): string =>
    CART.replace('<body name="cart"', `${boxes}<body name="cart"`).replace(
      '<worldbody>',
      `${memory}<worldbody>`,
    );
  const world = cart({ xml: xml('') });
  const roomy = cart({ xml: xml('<size memory="64M"/>') });
  const crowded = stateOf(world);
  const apart = crowded.slice(); // the cart, the pole, then the boxes and the ball: 7 numbers each
  for (let box = 0; box < 60; box++) apart[1 + 7 * box] = 10 * box;
  const action = Float32Array.of(0.5);
  for (let round = 0; round < 3; round++) {
    world.setState(crowded);
    world.step(action);
    assert.ok(Number.isNaN(world.reward()));
    assert.match(
      Object.keys(world.takeWarnings()).join(),
      /^no room for all (contacts|constraints) in MuJoCo's arena of 1024 kB: give the model more, for example <size memory="16M"\/>/,
    );
    assert.equal(world.takeWarnings(), {}, 'each is told once');
    for (const each of [world, roomy]) {
      each.setState(apart);
      for (let i = 0; i < 5; i++) each.step(action);
    }
    assert.ok(Number.isFinite(world.reward()));
    assert.equal(stateOf(world), stateOf(roomy));
    assert.equal(world.takeWarnings(), {});
  }
  world.close();
  roomy.close();
});

test('steps that diverge are counted', () => {
  const world = cart();
  const state = stateOf(world);
  state[10] = 1e12; // a velocity
  for (let i = 0; i < 2; i++) {
    world.setState(state);
    world.step(Float32Array.of(0));
    assert.ok(Number.isNaN(world.reward()));
  }
  assert.equal(world.takeWarnings(), { 'the state after a step is not a number or too large': 2 });
  world.close();
});

test('memory is given back: sixty worlds of 64 MB, one after the other, fit in 2 GB', () => {
  // Each has an arena of 64 MB, of a heap that ends at 2 GB.
  for (let i = 0; i < 60; i++)
    cart({ xml: CART.replace('<worldbody>', '<size memory="64M"/><worldbody>') }).close();
  const failed = () =>
    cart({
      ...readout({ x: jointPosition('missing') }),
      xml: CART.replace('<worldbody>', '<size memory="64M"/><worldbody>'),
    });
  for (let i = 0; i < 60; i++) assert.throws(failed, /missing/);
});

test.run();
