import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HUMANOID_LAYING, HUMANOID_UPRIGHT, humanoidXml } from '../../src/tasks/models/humanoid.js';
import { compileModel, loadMujoco } from '../../src/worlds/mujoco/module.js';
import { BODIES, GEOMS, JOINTS, MOTORS, TOTAL_MASS } from './humanoid-tables.js';
import { namesIn, near, rows, sameRotation } from './tables.js';

const mujoco = await loadMujoco();
const model = compileModel(mujoco, humanoidXml());

test.after(() => model.delete());

const names = namesIn(mujoco);
const bodyNames = names(model, 'mjOBJ_BODY', model.nbody);

test('sizes: 28 positions, 27 degrees of freedom, 21 motors, no other state', () => {
  assert.equal([model.nq, model.nv, model.nu, model.na], [28, 27, 21, 0]);
});

test('bodies: order, frames, masses, inertias', () => {
  const table = rows(BODIES);
  assert.equal(
    bodyNames.slice(1),
    table.map(([name]) => name),
  );
  table.forEach(([name, parent, position, orientation, mass, inertia], row) => {
    const id = row + 1;
    assert.is(bodyNames[model.body_parentid[id]], parent, `${name}'s parent`);
    near(model.body_pos.subarray(3 * id, 3 * id + 3), position!, `${name}'s position`);
    sameRotation(model.body_quat.subarray(4 * id, 4 * id + 4), orientation!, `${name}'s orientation`);
    near([model.body_mass[id]], mass!, `${name}'s mass`);
    near(model.body_inertia.subarray(3 * id, 3 * id + 3), inertia!, `${name}'s inertia`);
  });
});

test('the total mass is 40.844 kg', () => {
  const total = Array.from<number>(model.body_mass).reduce((sum, mass) => sum + mass, 0);
  assert.ok(Math.abs(total - TOTAL_MASS) < 5e-5, String(total));
});

test('joints: order, anchors, axes, ranges, springs, damping, armature, limits on', () => {
  const table = rows(JOINTS);
  assert.equal(
    names(model, 'mjOBJ_JOINT', model.njnt),
    table.map(([name]) => name),
  );
  const data = new mujoco.MjData(model);
  table.forEach(([name, body, type, anchor, axis, range, stiffness, damping, armature, friction], id) => {
    assert.is(bodyNames[model.jnt_bodyid[id]], body, `${name}'s body`);
    const { mjJNT_FREE, mjJNT_HINGE } = mujoco.mjtJoint;
    assert.is(model.jnt_type[id], (type === 'free' ? mjJNT_FREE : mjJNT_HINGE).value, `${name}'s type`);
    const dof = model.jnt_dofadr[id];
    near([model.jnt_stiffness[id]], stiffness!, `${name}'s stiffness`);
    near([model.dof_damping[dof]], damping!, `${name}'s damping`);
    near([model.dof_armature[dof]], armature!, `${name}'s armature`);
    near([model.dof_frictionloss[dof]], friction!, `${name}'s friction loss`);
    if (type === 'free') return;
    near(model.jnt_pos.subarray(3 * id, 3 * id + 3), anchor!, `${name}'s anchor`);
    near(model.jnt_axis.subarray(3 * id, 3 * id + 3), axis!, `${name}'s axis`);
    near(model.jnt_range.subarray(2 * id, 2 * id + 2), range!, `${name}'s range`);
    // The bindings cannot read jnt_limited: beyond its range the joint must meet a limit.
    mujoco.mj_resetData(model, data);
    data.qpos[2] = 10;
    data.qpos[model.jnt_qposadr[id]] = model.jnt_range[2 * id + 1] + 0.1;
    mujoco.mj_forward(model, data);
    const limited = Array.from({ length: data.nefc }, (_, row) => row)
      .filter((row) => data.efc_type[row] === mujoco.mjtConstraint.mjCNSTR_LIMIT_JOINT.value)
      .map((row) => data.efc_id[row]);
    assert.ok(limited.includes(id), `${name} is limited`);
  });
  data.delete();
});

test('geoms: order, shapes, places, contact parameters', () => {
  const table = rows(GEOMS);
  assert.equal(
    names(model, 'mjOBJ_GEOM', model.ngeom),
    table.map(([name]) => name),
  );
  const { mjGEOM_PLANE, mjGEOM_SPHERE, mjGEOM_CAPSULE } = mujoco.mjtGeom;
  const types = { plane: mjGEOM_PLANE, sphere: mjGEOM_SPHERE, capsule: mjGEOM_CAPSULE };
  table.forEach(([name, body, type, position, orientation, size, condim, friction], id) => {
    assert.is(bodyNames[model.geom_bodyid[id]], body, `${name}'s body`);
    assert.is(model.geom_type[id], types[type as keyof typeof types].value, `${name}'s type`);
    near(model.geom_pos.subarray(3 * id, 3 * id + 3), position!, `${name}'s position`);
    sameRotation(model.geom_quat.subarray(4 * id, 4 * id + 4), orientation!, `${name}'s orientation`);
    near(model.geom_size.subarray(3 * id, 3 * id + 3), size!, `${name}'s size`);
    assert.is(model.geom_condim[id], Number(condim), `${name}'s condim`);
    near(model.geom_friction.subarray(3 * id, 3 * id + 3), friction!, `${name}'s friction`);
  });
});

test('motors: order, joints, gears, and the range −1 to 1 of the paper', () => {
  const table = rows(MOTORS);
  assert.equal(
    names(model, 'mjOBJ_ACTUATOR', model.nu),
    table.map(([name]) => name),
  );
  const joints = names(model, 'mjOBJ_JOINT', model.njnt);
  table.forEach(([name, gear], id) => {
    assert.is(joints[model.actuator_trnid[2 * id]], name);
    near([model.actuator_gear[6 * id]], gear!, `${name}'s gear`);
    assert.is(model.actuator_gainprm[(model.actuator_gainprm.length / model.nu) * id], 1, `${name}'s gain`);
    assert.equal([...model.actuator_ctrlrange.subarray(2 * id, 2 * id + 2)], [-1, 1]);
  });
});

test('options: timestep 0.008 s, Newton, pyramidal cones, Euler, a small arena', () => {
  const { opt } = model;
  assert.is(opt.timestep, 0.008);
  assert.is(opt.solver, mujoco.mjtSolver.mjSOL_NEWTON.value);
  assert.is(opt.cone, mujoco.mjtCone.mjCONE_PYRAMIDAL.value);
  assert.is(opt.integrator, mujoco.mjtIntegrator.mjINT_EULER.value);
  assert.is(Number(model.narena), 1 << 20);
});

/** Height of the lowest point of all bodies above the floor. */
function clearance(qpos: readonly number[]): number {
  const data = new mujoco.MjData(model);
  data.qpos.set(qpos);
  mujoco.mj_kinematics(model, data);
  let lowest = Number.POSITIVE_INFINITY;
  for (let geom = 1; geom < model.ngeom; geom++) {
    const [radius, half] = model.geom_size.subarray(3 * geom, 3 * geom + 2);
    const tilt = Math.abs(data.geom_xmat[9 * geom + 8]);
    lowest = Math.min(lowest, data.geom_xpos[3 * geom + 2] - radius - half * tilt);
  }
  data.delete();
  return lowest;
}

test('upright stands with the soles 5 mm above the floor', () => {
  // The soles are 1.285 m below the torso's frame.
  assert.ok(Math.abs(clearance(HUMANOID_UPRIGHT) - 0.005) < 1e-3, String(clearance(HUMANOID_UPRIGHT)));
});

test('laying touches the floor to the millimetre, without being in it', () => {
  const gap = clearance(HUMANOID_LAYING);
  assert.ok(gap >= 0 && gap < 1e-3, String(gap));
});

test('keyframes hold both poses', () => {
  const quaternion = HUMANOID_LAYING.slice(3, 7);
  const length = Math.hypot(...quaternion);
  assert.equal([...model.key_qpos.subarray(0, 28)], [...HUMANOID_UPRIGHT]);
  const laying = HUMANOID_LAYING.map((value, i) => (i >= 3 && i < 7 ? value / length : value));
  laying.forEach((value, i) => {
    assert.ok(Math.abs(model.key_qpos[28 + i] - value) < 1e-12);
  });
});

test('a larger head is heavier by the cube, and stays where it was', () => {
  const large = compileModel(mujoco, humanoidXml({ headScale: 1.5 }));
  const head = mujoco.mj_name2id(large, mujoco.mjtObj.mjOBJ_GEOM.value, 'head');
  assert.ok(Math.abs(large.geom_size[3 * head] - 0.135) < 1e-12);
  assert.is(large.geom_pos[3 * head + 2], 0.19);
  const sphere = (radius: number) => (4 / 3) * Math.PI * radius ** 3 * 1000;
  const added = large.body_mass[1] - model.body_mass[1];
  assert.ok(Math.abs(added - (sphere(0.135) - sphere(0.09))) < 1e-9, String(added));
  large.delete();
});

test('a head scale that is no number above 0 is refused', () => {
  for (const headScale of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(
      () => humanoidXml({ headScale }),
      new RegExp(`headScale must be a finite number > 0, got ${headScale}`),
    );
  }
});

test.run();
