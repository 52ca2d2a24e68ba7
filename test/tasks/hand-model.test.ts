import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HAND_JOINTS, HAND_MIDDLE, handXml } from '../../src/tasks/models/hand.js';
import { compileModel, loadMujoco } from '../../src/worlds/mujoco/module.js';
import { ACTUATORS, BODIES, GEOMS, JOINTS, TOTAL_MASS } from './hand-tables.js';
import { namesIn, near, rows, sameRotation } from './tables.js';

const mujoco = await loadMujoco();
const model = compileModel(mujoco, handXml());
const names = namesIn(mujoco);

test.after(() => model.delete());

const bodyNames = names(model, 'mjOBJ_BODY', model.nbody);
const jointNames = names(model, 'mjOBJ_JOINT', model.njnt);
const geomNames = names(model, 'mjOBJ_GEOM', model.ngeom);

test('sizes: 24 joints and a die of 7 positions and 6 velocities, one goal', () => {
  assert.equal([model.nq, model.nv, model.nu, model.na, model.nmocap], [31, 30, 24, 0, 1]);
});

test('bodies: order, frames, masses, inertias; then the die and the goal', () => {
  const table = rows(BODIES);
  assert.equal(bodyNames.slice(1), [...table.map(([name]) => name), 'die', 'goal']);
  table.forEach(([name, parent, position, orientation, mass, inertia], row) => {
    const id = row + 1;
    assert.is(bodyNames[model.body_parentid[id]], parent, `${name}'s parent`);
    near(model.body_pos.subarray(3 * id, 3 * id + 3), position!, `${name}'s position`);
    sameRotation(model.body_quat.subarray(4 * id, 4 * id + 4), orientation!, `${name}'s orientation`);
    near([model.body_mass[id]], mass!, `${name}'s mass`);
    // To the digit: most are 1e-5, below what `near` tells apart.
    const moments = inertia!.split(' ').map(Number);
    assert.equal([...model.body_inertia.subarray(3 * id, 3 * id + 3)], moments, `${name}'s inertia`);
  });
});

test('the hand weighs 4.911 kg, the die 0.05 kg with the inertia of an even cube', () => {
  const masses = Array.from<number>(model.body_mass);
  const die = bodyNames.indexOf('die');
  const hand = masses.slice(0, die).reduce((sum, mass) => sum + mass, 0);
  assert.ok(Math.abs(hand - TOTAL_MASS) < 5e-5, String(hand));
  assert.is(masses[die], 0.05);
  const moment = (0.05 * 0.067 ** 2) / 6;
  for (let i = 0; i < 3; i++) {
    assert.ok(
      Math.abs(model.body_inertia[3 * die + i] - moment) < 1e-12,
      String(model.body_inertia[3 * die]),
    );
    assert.is(model.body_ipos[3 * die + i], 0);
  }
});

test('joints: order, anchors, axes, ranges, damping, armature, limits on; no dry friction, unlike the table', () => {
  const table = rows(JOINTS);
  assert.equal(jointNames, [...table.map(([name]) => name), 'die_x', 'die_y', 'die_z', 'die_turn']);
  assert.equal(
    jointNames.slice(0, 24),
    HAND_JOINTS.map(({ name }) => name),
  );
  const data = new mujoco.MjData(model);
  table.forEach(([name, body, , anchor, axis, range, stiffness, damping, armature], id) => {
    assert.is(bodyNames[model.jnt_bodyid[id]], body, `${name}'s body`);
    assert.is(model.jnt_type[id], mujoco.mjtJoint.mjJNT_HINGE.value, `${name}'s type`);
    near([model.jnt_stiffness[id]], stiffness!, `${name}'s stiffness`);
    near([model.dof_damping[id]], damping!, `${name}'s damping`);
    assert.is(model.dof_armature[id], Number(armature), `${name}'s armature`);
    assert.is(model.dof_frictionloss[id], 0, `${name}'s friction loss`);
    assert.is(model.jnt_margin[id], 0.01, `${name}'s margin`);
    near(model.jnt_pos.subarray(3 * id, 3 * id + 3), anchor!, `${name}'s anchor`);
    near(model.jnt_axis.subarray(3 * id, 3 * id + 3), axis!, `${name}'s axis`);
    near(model.jnt_range.subarray(2 * id, 2 * id + 2), range!, `${name}'s range`);
    // The bindings cannot read jnt_limited: beyond its range the joint must meet a limit.
    mujoco.mj_resetData(model, data);
    data.qpos.set(HAND_MIDDLE);
    data.qpos[id] = model.jnt_range[2 * id + 1] + 0.1;
    mujoco.mj_forward(model, data);
    const limited = Array.from({ length: data.nefc }, (_, row) => row)
      .filter((row) => data.efc_type[row] === mujoco.mjtConstraint.mjCNSTR_LIMIT_JOINT.value)
      .map((row) => data.efc_id[row]);
    assert.equal(limited, [id], `${name} is limited`);
  });
  data.delete();
});

test('geoms of the hand: shapes, places, contact parameters; they touch the die and not each other', () => {
  const { mjGEOM_BOX, mjGEOM_CAPSULE } = mujoco.mjtGeom;
  const types = { box: mjGEOM_BOX, capsule: mjGEOM_CAPSULE };
  const table = rows(GEOMS);
  for (const [name, body, type, position, orientation, size, condim, friction] of table) {
    const id = geomNames.indexOf(name!);
    assert.ok(id >= 0, `there is ${name}`);
    assert.is(bodyNames[model.geom_bodyid[id]], body, `${name}'s body`);
    assert.is(model.geom_type[id], types[type as keyof typeof types].value, `${name}'s type`);
    near(model.geom_pos.subarray(3 * id, 3 * id + 3), position!, `${name}'s position`);
    sameRotation(model.geom_quat.subarray(4 * id, 4 * id + 4), orientation!, `${name}'s orientation`);
    near(model.geom_size.subarray(3 * id, 3 * id + 3), size!, `${name}'s size`);
    assert.is(model.geom_condim[id], Number(condim), `${name}'s condim`);
    near(model.geom_friction.subarray(3 * id, 3 * id + 3), friction!, `${name}'s friction`);
    assert.is(model.geom_margin[id], 0.0005, `${name}'s margin`);
    assert.equal([model.geom_contype[id], model.geom_conaffinity[id]], [1, 0], `${name} touches the die`);
  }
  const touching = geomNames.filter((_, id) => model.geom_contype[id] + model.geom_conaffinity[id] > 0);
  assert.equal(touching.sort(), [...table.map(([name]) => name!), 'die'].sort());
  const die = geomNames.indexOf('die');
  assert.equal([model.geom_contype[die], model.geom_conaffinity[die], model.geom_condim[die]], [0, 1, 4]);
  near(model.geom_size.subarray(3 * die, 3 * die + 3), '0.0335 0.0335 0.0335', 'the die’s size');
});

test('actuators: −1 and 1 ask for the ends of the range, with kp 10 in the wrist and 1 in the fingers', () => {
  const table = rows(ACTUATORS);
  assert.equal(
    names(model, 'mjOBJ_ACTUATOR', model.nu),
    table.map(([name]) => name),
  );
  const data = new mujoco.MjData(model);
  table.forEach(([name, joint, range], id) => {
    assert.is(jointNames[model.actuator_trnid[2 * id]], joint);
    assert.equal([...model.actuator_ctrlrange.subarray(2 * id, 2 * id + 2)], [-1, 1]);
    const kp = joint!.startsWith('WR') ? 10 : 1;
    const [low, high] = range!.split(' ').map(Number) as [number, number];
    for (const [control, angle] of [
      [-1, low],
      [0, (low + high) / 2],
      [1, high],
      [0.5, low + 0.75 * (high - low)],
    ] as const) {
      mujoco.mj_resetData(model, data);
      data.qpos[id] = angle - 0.1;
      data.ctrl[id] = control;
      mujoco.mj_forward(model, data);
      const force: number = data.actuator_force[id];
      assert.ok(Math.abs(force - 0.1 * kp) < 1e-9, `${name} at ${control}: ${force} N·m`);
    }
  });
  data.delete();
});

test('options: timestep 0.005 s, Newton, pyramidal cones, Euler, a small arena', () => {
  const { opt } = model;
  assert.is(opt.timestep, 0.005);
  assert.is(opt.solver, mujoco.mjtSolver.mjSOL_NEWTON.value);
  assert.is(opt.cone, mujoco.mjtCone.mjCONE_PYRAMIDAL.value);
  assert.is(opt.integrator, mujoco.mjtIntegrator.mjINT_EULER.value);
  assert.is(Number(model.narena), 1 << 20);
});

test('the palm faces up: its upper face is level at 11.1 mm, the fingers reach toward +y', () => {
  const data = new mujoco.MjData(model);
  mujoco.mj_forward(model, data);
  const palm = geomNames.indexOf('C_palm0');
  const axis = (geom: number, column: number) =>
    [0, 1, 2].map((i) => data.geom_xmat[9 * geom + 3 * i + column]);
  const close = (actual: number[], expected: number[]) =>
    expected.forEach((value, i) => {
      assert.ok(Math.abs(actual[i]! - value) < 1e-9, `${actual} is not ${expected}`);
    });
  close(axis(palm, 1), [0, 0, -1]);
  close(axis(palm, 2), [0, 1, 0]);
  close([data.geom_xpos[3 * palm + 2] + model.geom_size[3 * palm + 1]], [0.0111]);
  // A finger that bends comes up.
  const tip = geomNames.indexOf('C_mfdistal');
  const straight = data.geom_xpos[3 * tip + 2];
  data.qpos[jointNames.indexOf('MFJ2')] = 0.5;
  mujoco.mj_forward(model, data);
  assert.ok(data.geom_xpos[3 * tip + 2] > straight + 0.03);
  data.delete();
});

test.run();
