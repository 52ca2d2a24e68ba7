import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { jointPosition } from '../../src/simulation/quantities.js';
import { CART, cart, readout } from './cart.js';

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

test('a model without a memory size gets 1 MB, one with keeps its own', () => {
  const small = cart();
  const large = cart({ xml: CART.replace('<worldbody>', '<size memory="3M"/><worldbody>') });
  assert.equal([small.model.narena, large.model.narena].map(Number), [1 << 20, 3 << 20]);
  small.close();
  large.close();
});

test('contacts beyond the memory are an error, not a silent fall through the floor', () => {
  const boxes = Array.from(
    { length: 60 },
    (
      _,
      i,
    ) => `<body pos="${(i % 3) * 0.15} ${(Math.floor(i / 3) % 3) * 0.15} ${0.1 + 0.15 * Math.floor(i / 9)}">
      <freejoint/><geom type="box" size="0.1 0.1 0.1"/></body>`,
  ).join('');
  const xml = CART.replace('<body name="cart"', `${boxes}<body name="cart"`);
  const world = cart({ xml });
  assert.throws(
    () => world.step(Float32Array.of(0)),
    /arena of 1024 kB is too small for \d+ contacts.*size memory/,
  );
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
