import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { firstFreeJoint, freeBody, jointType, modelJoints } from '../../src/worlds/mujoco/joints.js';
import { compileModel, loadMujoco } from '../../src/worlds/mujoco/module.js';
import { JOINTS, type JointType, jointPosition, jointVelocity } from '../../src/worlds/quantities.js';

const mujoco = await loadMujoco();
const TYPES = Object.keys(JOINTS) as JointType[];

const body = (joints: string) =>
  `<body>${joints}<geom size="0.1"/><inertial pos="0 0 0" mass="1" diaginertia="1 1 1"/></body>`;
const compile = (...bodies: string[]) =>
  compileModel(mujoco, `<mujoco><worldbody>${bodies.map(body).join('')}</worldbody></mujoco>`);

test('a joint of each type has as many numbers as MuJoCo gives it, and its quaternion where MuJoCo has it', () => {
  for (const type of TYPES) {
    const model = compile(`<joint name="j" type="${type}"/>`);
    const { position, velocity, quaternion } = JOINTS[type];
    assert.is(jointType(model, 0), type);
    assert.equal([position, velocity], [model.nq, model.nv], type);
    // qpos0 of a quaternion is 1 0 0 0; everything else is 0 there.
    const one = [...model.qpos0].indexOf(1);
    assert.is(quaternion ?? -1, one, type);
    assert.is(jointPosition('j', type).size, model.nq);
    assert.is(jointVelocity('j', type).size, model.nv);
    model.delete();
  }
});

test('joints are found in the order of the model, the first free one by its number', () => {
  const model = compile('<joint type="hinge"/>', '<joint type="ball"/>', '<freejoint/>', '<freejoint/>');
  assert.equal(modelJoints(model), [
    { type: 'hinge', qpos: 0 },
    { type: 'ball', qpos: 1 },
    { type: 'free', qpos: 5 },
    { type: 'free', qpos: 12 },
  ]);
  assert.is(firstFreeJoint(model), 2);
  assert.equal(freeBody(model), { body: 3, velocity: 4 });
  model.delete();
  const fixed = compile('<joint type="hinge"/>');
  assert.is(firstFreeJoint(fixed), undefined);
  assert.is(freeBody(fixed), undefined);
  fixed.delete();
});

test.run();
