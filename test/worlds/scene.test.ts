/** What is drawn of a model is the same for a world of MuJoCo and for the packed model. */

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { packedModelFromBytes, packedModelToBytes } from '../../src/physics/file.js';
import { packModel } from '../../src/physics/pack/model.js';
import type { PackedModel } from '../../src/physics/packed.js';
import { LaneWorld } from '../../src/physics/world.js';
import { compileModel } from '../../src/worlds/mujoco/module.js';
import { MujocoWorld } from '../../src/worlds/mujoco/world.js';
import { type Readout, reads } from '../../src/worlds/quantities.js';
import { poseFloats } from '../../src/worlds/scene.js';
import type { World } from '../../src/worlds/world.js';
import { kernels, mujoco } from '../physics/beside-mujoco.js';

const nothing: Readout = {
  rewardReads: reads({}),
  observationReads: reads({}),
  observationSize: 1,
  reward: () => 0,
  observe(_, out) {
    out.fill(0);
  },
};

/** A tetrahedron whose bounding box is not around its centre of mass. */
const files = {
  'wedge.obj': new TextEncoder().encode(
    'v 0.1 0.2 0\nv 1.1 0.2 0\nv 0.1 2.2 0\nv 0.1 0.2 0.5\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n',
  ),
};

/** Every kind of geom that is drawn; `free` is the joint of the last body. */
const xml = (free = '<freejoint name="free"/>') => `<mujoco>
<asset>
  <mesh name="wedge" file="wedge.obj" scale="0.2 0.2 0.2"/>
  <material name="red" rgba="1 0 0 1"/><material name="clear" rgba="0 1 0 0"/>
</asset>
<default><geom contype="0" conaffinity="0"/></default>
<worldbody>
  <geom name="floor" type="plane" size="0 0 1" contype="1" conaffinity="1"/>
  <body name="table" pos="1 2 0" euler="0 0 40"><body name="top" pos="0 0 1" euler="20 0 0">
    <geom name="slab" type="box" size="0.4 0.3 0.02" pos="0.1 0 0" euler="0 10 0" material="red"/>
    <geom name="vase" type="mesh" mesh="wedge" pos="0 0.1 0"/>
    <geom name="shelf" type="plane" size="0.1 0.1 1" pos="0 0 -0.2"/>
  </body></body>
  <body name="arm" pos="0 0 1"><joint name="hinge" axis="0 1 0"/><geom name="link" type="capsule" size="0.05 0.2" material="red" rgba="0 0 1 1"/>
    <body name="held" pos="0 0 0.3" euler="0 30 0"><geom type="ellipsoid" size="0.1 0.05 0.02"/>
      <geom name="drum" type="cylinder" size="0.05 0.1" pos="0.1 0 0"/></body>
    <geom name="hidden" size="0.1" group="3"/><geom name="glass" size="0.1" material="clear"/></body>
  <body name="loose" pos="0 3 1">${free}<geom name="shell" type="mesh" mesh="wedge" pos="0.1 0 0" euler="50 0 20" material="red"/>
    <geom name="core" size="0.1" contype="1" conaffinity="1"/></body>
</worldbody>
<actuator><motor name="m" joint="hinge" ctrlrange="-1 1"/></actuator></mujoco>`;

/** The packed model, by way of its file. */
function packed(text: string): PackedModel {
  const model = compileModel(mujoco, text, files);
  const bytes = packedModelToBytes(packModel(mujoco, model));
  model.delete();
  return packedModelFromBytes(bytes);
}

function posesOf(world: World): Float32Array {
  const poses = new Float32Array(poseFloats(world.scene!()));
  world.poses!(poses);
  return poses;
}

test('a packed model is drawn as the world of MuJoCo is', () => {
  const slides = ['x', 'y', 'z']
    .map((name, i) => `<joint name="${name}" type="slide" axis="${[0, 1, 2].map((k) => Number(k === i))}"/>`)
    .join('')
    .replaceAll(',', ' ');
  for (const text of [xml(), xml(slides), xml('<joint name="y" axis="0 1 0"/>')]) {
    const world = new MujocoWorld(mujoco, { ...nothing, xml: text, files });
    const lanes = new LaneWorld(kernels, packed(text), nothing);
    assert.equal(lanes.scene(), world.scene());
    const state = new Float64Array(world.stateSize);
    world.getState(state);
    for (let i = 0; i < state.length; i++) state[i]! += 0.3 * Math.sin(i + 1);
    for (const each of [world, lanes]) each.setState(state);
    const [expected, found] = [posesOf(world), posesOf(lanes)];
    assert.ok(expected.length >= 7 * 5);
    expected.forEach((x, i) => {
      assert.ok(Math.abs(found[i]! - x) < 2e-6, `number ${i}: ${found[i]} is not ${x}`);
    });
    world.close();
  }
});

test('a scene has the geoms that MuJoCo draws, with their materials, meshes and places', () => {
  const { shapes, follow } = new LaneWorld(kernels, packed(xml()), nothing).scene();
  const about = shapes.map(({ name, kind, color, mesh, pose }) => [
    name,
    kind,
    color.map((part) => Math.round(10 * part)).join(' '),
    mesh !== undefined,
    pose !== undefined,
  ]);
  assert.equal(about, [
    ['floor', 'plane', '5 5 5', false, true],
    ['slab', 'box', '10 0 0', false, true],
    ['vase', 'box', '5 5 5', true, true],
    ['shelf', 'plane', '5 5 5', false, true],
    ['link', 'capsule', '0 0 10', false, false],
    ['geom 7', 'ellipsoid', '5 5 5', false, false],
    ['drum', 'cylinder', '5 5 5', false, false],
    ['shell', 'box', '10 0 0', true, false],
    ['core', 'sphere', '5 5 5', false, false],
  ]);
  assert.is(shapes[follow!]!.name, 'shell', 'what is free to go anywhere');
});

test('a fixed shape is where MuJoCo has its geom', () => {
  const world = new MujocoWorld(mujoco, { ...nothing, xml: xml(), files });
  const slab = world.scene().shapes.find(({ name }) => name === 'slab')!;
  mujoco.mj_kinematics(world.model, world.data);
  const id = mujoco.mj_name2id(world.model, mujoco.mjtObj.mjOBJ_GEOM.value, 'slab');
  for (let i = 0; i < 3; i++) assert.ok(Math.abs(slab.pose![i]! - world.data.geom_xpos[3 * id + i]) < 1e-12);
  const [w, x, y, z] = slab.pose!.slice(3) as [number, number, number, number];
  const up = [2 * (x * z + w * y), 2 * (y * z - w * x), 1 - 2 * (x * x + y * y)];
  up.forEach((part, i) => {
    assert.ok(Math.abs(part - world.data.geom_xmat[9 * id + 3 * i + 2]) < 1e-12);
  });
  world.close();
});

test('what hangs on a mocap body moves with it', () => {
  const text = xml().replace(
    '<body name="table" ',
    '<body name="guide" mocap="true"><geom size="0.1"/><body pos="0 0 1"><geom name="flag" size="0.1"/></body></body><body name="table" ',
  );
  const world = new MujocoWorld(mujoco, { ...nothing, xml: text, files });
  const moving = world.scene().shapes.filter(({ pose }) => !pose);
  const at = moving.findIndex(({ name }) => name === 'flag');
  assert.ok(at >= 0, 'it is not fixed');
  const state = new Float64Array(world.stateSize);
  world.getState(state);
  state.set([2, 3, 4], state.length - 7);
  world.setState(state);
  assert.equal([...posesOf(world).subarray(7 * at, 7 * at + 3)], [2, 3, 5]);
  world.close();
});

test('a file that was packed before there were meshes in it still loads and is drawn', () => {
  const { info, words } = packed(xml());
  const { follow, shapes, ...rest } = info;
  assert.ok(follow);
  const before = shapes.filter(({ shape }) => !shape.mesh);
  const old = packedModelFromBytes(packedModelToBytes({ info: { ...rest, shapes: before }, words }));
  const world = new LaneWorld(kernels, old, nothing);
  const scene = world.scene();
  assert.is(scene.shapes[scene.follow!]!.name, 'link', 'the first that moves');
  assert.ok(posesOf(world).every(Number.isFinite));
});

test('poses needs room for all that moves, in every physics', () => {
  const world = new MujocoWorld(mujoco, { ...nothing, xml: xml(), files });
  for (const each of [world, new LaneWorld(kernels, packed(xml()), nothing)]) {
    assert.throws(
      () => each.poses(new Float32Array(34)),
      ({ name, message }: Error) =>
        name === 'OptionError' && message === 'poses needs room for 35 numbers, got 34',
    );
  }
  world.close();
});

test.run();
