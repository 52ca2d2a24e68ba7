import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { packedModelFromBytes, packedModelToBytes } from '../../src/physics/file.js';
import { PhysicsKernel } from '../../src/physics/kernel.js';
import { groupReasons } from '../../src/physics/pack/grouping.js';
import { packModel, UnpackableModelError } from '../../src/physics/pack/model.js';
import { isLimited } from '../../src/physics/pack/reading.js';
import { humanoidXml } from '../../src/tasks/models/humanoid.js';
import { compileModel, type MjModel } from '../../src/worlds/mujoco/module.js';
import { kernels, mujoco } from './beside-mujoco.js';

interface Parts {
  option?: string;
  flag?: string;
  geom?: string;
  joint?: string;
  world?: string;
  body?: string;
  /** Attributes of the body. */
  frame?: string;
  motor?: string;
  rest?: string;
  floor?: string;
}

/** A model that packs, with one thing changed. */
const model = (
  parts: Parts = {},
): string => `<mujoco><option ${parts.option ?? ''}><flag ${parts.flag ?? ''}/></option><size memory="1M"/>
<worldbody>${parts.floor ?? '<geom name="floor" type="plane" size="0 0 1"/>'}${parts.world ?? ''}
<body name="b" pos="0 0 1" ${parts.frame ?? ''}>${parts.joint ?? '<joint name="j" range="-60 60"/>'}${parts.geom ?? '<geom name="g" size="0.1"/>'}
${parts.body ?? '<body name="c" pos="0 0 -0.3"><joint name="k" axis="1 0 0"/><geom name="h" type="capsule" size="0.05 0.1" condim="1"/></body>'}</body></worldbody>
${parts.motor ?? '<actuator><motor name="m" joint="j" ctrlrange="-1 1"/></actuator>'}${parts.rest ?? ''}</mujoco>`;

function reasons(xml: string, change?: (model: MjModel) => void): readonly string[] {
  const compiled = compileModel(mujoco, xml);
  try {
    change?.(compiled);
    packModel(mujoco, compiled);
    return [];
  } catch (error) {
    if (!(error instanceof UnpackableModelError)) throw error;
    return error.reasons;
  } finally {
    compiled.delete();
  }
}

test('the model that the refusals change packs', () => {
  assert.equal(reasons(model()), []);
});

const ball = '<geom name="g" size="0.1"/>';
const hinge = (attributes: string) => ({ joint: `<joint name="j" range="-60 60" ${attributes}/>` });
const geom = (attributes: string) => ({ geom: `<geom name="g" size="0.1" ${attributes}/>` });
const tendon = (attributes: string) => ({
  rest: `<tendon><fixed name="t" ${attributes}><joint joint="j" coef="1"/></fixed></tendon>`,
});
const actuator = (text: string) => ({ motor: `<actuator>${text}</actuator>` });

const REFUSED: [name: string, parts: Parts, reason: RegExp][] = [
  ['armature of a tendon', tendon('armature="1"'), /^armature of tendon 't'$/],
  [
    'armature of an actuator on a tendon',
    { ...tendon(''), motor: '<actuator><motor tendon="t" armature="1"/></actuator>' },
    /^armature of tendon 't'$/,
  ],
  [
    'adhesion',
    actuator('<adhesion name="m" body="b" ctrlrange="0 1"/>'),
    /^transmission type body of actuator 'm'$/,
  ],
  [
    'dynamics of the user',
    actuator('<general name="m" joint="j" dyntype="user"/>'),
    /^dynamics type user of actuator 'm'$/,
  ],
  [
    'gain of the user',
    actuator('<general name="m" joint="j" gaintype="user"/>'),
    /^gain type user of actuator 'm'$/,
  ],
  [
    'bias of the user',
    actuator('<general name="m" joint="j" biastype="user"/>'),
    /^bias type user of actuator 'm'$/,
  ],
  [
    'motor of direct current',
    actuator('<dcmotor name="m" joint="j" motorconst="0.05" resistance="1"/>'),
    /^gain type dcmotor of actuator 'm'$/,
  ],
  [
    'implicit fluid',
    { option: 'integrator="implicitfast" density="1.2"' },
    /^a fluid with the integrator implicitfast/,
  ],
  [
    'implicit integrator',
    { option: 'integrator="implicit"' },
    /^an integrator other than Euler, implicitfast and RK4$/,
  ],
  [
    'implicit drag of tendons',
    { ...tendon('damping="1"'), option: 'integrator="implicitfast"' },
    /^forces of tendons that depend on speed, with the integrator implicitfast$/,
  ],
  ['noslip', { option: 'noslip_iterations="3"' }, /^noslip iterations$/],
  [
    'a convex routine that is not the native one',
    {
      floor: '<geom name="floor" type="box" size="1 1 0.1"/>',
      geom: '<geom name="g" type="ellipsoid" size="0.1 0.2 0.3"/>',
      flag: 'nativeccd="disable"',
    },
    /^disable flag nativeccd$/,
  ],
  ['adhesion', geom('adhesion="1"'), /^adhesion of geom 'g'$/],
];

for (const [name, parts, reason] of REFUSED) {
  test(`refused by name: ${name}`, () => {
    const site = '<site name="s"/>';
    const found = reasons(
      model({ ...parts, geom: (parts.geom ?? ball) + (name.includes('site') ? site : '') }),
    );
    assert.ok(
      found.some((text) => reason.test(text)),
      `${JSON.stringify(found)} does not match ${reason}`,
    );
  });
}

const PACKED: [name: string, parts: Parts][] = [
  ['Runge-Kutta', { option: 'integrator="RK4"' }],
  ['implicitfast', { option: 'integrator="implicitfast"' }],
  ['impratio', { option: 'impratio="5"' }],
  ['elliptic cones', { option: 'cone="elliptic"' }],
  ['limits switched off', { flag: 'limit="disable"' }],
  ['explicit damping', { flag: 'eulerdamp="disable"' }],
  ['refsafe switched off', { flag: 'refsafe="disable"' }],
  ['friction loss', hinge('frictionloss="0.1"')],
  ['margin', hinge('margin="0.1"')],
  ['direct solref', hinge('solreflimit="-100 -10"')],
  ['solimp of another power', geom('solimp="0.9 0.95 0.001 0.5 3"')],
  ['condim 4', geom('condim="4"')],
  ['condim 6', geom('condim="6"')],
  ['a box', { geom: '<geom name="g" type="box" size="0.1 0.1 0.1"/>' }],
  ['an ellipsoid', { geom: '<geom name="g" type="ellipsoid" size="0.1 0.1 0.2"/>' }],
  [
    'a mesh',
    {
      geom: '<geom name="g" type="mesh" mesh="m"/>',
      rest: '<asset><mesh name="m" vertex="0 0 0 1 0 0 0 1 0 0 0 1"/></asset>',
    },
  ],
  ['equality', { rest: '<equality><joint joint1="j" joint2="k"/></equality>' }],
  ['limits of a tendon', tendon('range="-1 1"')],
];

for (const [name, parts] of PACKED) {
  test(`packed: ${name}`, () => assert.equal(reasons(model(parts)), []));
}

const CUT_OFF: [option: string, said: RegExp][] = [
  ['solver="CG"', /the solver CG$/],
  ['iterations="3"', / 3 solver iterations$/],
  ['ls_iterations="3"', / 3 line search iterations$/],
  ['tolerance="0.01"', / a solver tolerance of 0.01$/],
];

for (const [option, said] of CUT_OFF) {
  test(`solved to the end, which is said: ${option}`, () => {
    const compiled = compileModel(mujoco, model({ option }));
    const { differences = [] } = packModel(mujoco, compiled).info;
    compiled.delete();
    assert.is(differences.length, 1);
    assert.match(
      differences[0]!,
      /^constraints are solved to the end in the lanes, where the model asks for /,
    );
    assert.match(differences[0]!, said);
  });
}

test('a convex routine that no pair needs is not asked for', () => {
  assert.equal(reasons(model({ flag: 'nativeccd="disable"' })), []);
});

test('all reasons come in one error', () => {
  const xml = model({ option: 'integrator="implicit" noslip_iterations="3"', ...geom('adhesion="1"') });
  const compiled = compileModel(mujoco, xml);
  assert.throws(
    () => packModel(mujoco, compiled),
    (error: Error) => {
      assert.instance(error, UnpackableModelError);
      for (const part of ['integrator', 'noslip', 'adhesion']) assert.match(error.message, part);
      return true;
    },
  );
  compiled.delete();
});

test('what several have is one reason: the first by name, and how many others', () => {
  const armature = ['a', "it's, b", 'c']
    .map((name) => `<fixed name="${name}" armature="1"><joint joint="j" coef="1"/></fixed>`)
    .join('');
  assert.equal(reasons(model({ rest: `<tendon>${armature}</tendon>` })), [
    "armature of tendon 'a' and 2 others",
  ]);
});

test('reasons are one feature if they differ in nothing but the objects', () => {
  assert.equal(
    groupReasons([
      'tendons',
      "solimp power 3 of joint 'a' (only 2)",
      "solimp power 1 of joint 'b' (only 2)",
      "solimp power 3 of joint 'c' (only 2)",
      "actuator 'm' has no control range",
      'actuator 1 has no control range',
      'actuator 1 has no control range',
    ]),
    [
      'tendons',
      "solimp power 3 of joint 'a' and 1 other (only 2)",
      "solimp power 1 of joint 'b' (only 2)",
      "actuator 'm' and 1 other have no control range",
    ],
  );
});

test('what cannot touch anything, or changes no step, is no reason', () => {
  assert.equal(
    reasons(model({ world: '<geom type="box" size="1 1 1" contype="0" conaffinity="0" pos="0 0 9"/>' })),
    [],
  );
  assert.equal(reasons(model({ flag: 'warmstart="disable" energy="enable"' })), []);
  assert.equal(reasons(model({ rest: '<sensor><jointpos joint="j"/></sensor>' })), []);
});

test('whether a joint is limited is read as MuJoCo acts', () => {
  const joints = [
    ['range="-30 30"', true],
    ['range="-30 30" limited="false"', false],
    ['range="-30 30" limited="true"', true],
    ['', false],
  ] as const;
  for (const [attributes, limited] of joints) {
    const compiled = compileModel(mujoco, model({ joint: `<joint name="j" ${attributes}/>` }));
    const data = new mujoco.MjData(compiled);
    data.qpos[0] = 1;
    mujoco.mj_forward(compiled, data);
    const rows = Array.from(data.efc_type as Int32Array).filter(
      (type) => type === mujoco.mjtConstraint.mjCNSTR_LIMIT_JOINT.value,
    );
    assert.is(rows.length > 0, limited);
    assert.is(isLimited(compiled, 0), limited);
    data.delete();
    compiled.delete();
  }
});

const humanoid = compileModel(mujoco, humanoidXml());
test.after(() => humanoid.delete());

test('a packed model survives its file', () => {
  const packed = packModel(mujoco, humanoid);
  const bytes = packedModelToBytes(packed);
  const read = packedModelFromBytes(bytes);
  assert.equal(read.info, packed.info);
  assert.equal(read.words, packed.words);
  assert.ok(bytes.length < 100_000, `${bytes.length} bytes`);
});

test('a file that is cut short, damaged or something else is refused with one clear error', () => {
  const bytes = packedModelToBytes(packModel(mujoco, humanoid));
  const change = (at: number, value: number) => {
    const copy = bytes.slice();
    copy[at] = value;
    return copy;
  };
  const cases: [Uint8Array, RegExp][] = [
    [new Uint8Array(0), /not a packed model/],
    [bytes.subarray(0, 20), /not a packed model/],
    [new TextEncoder().encode('<mujoco>this is the XML of some model</mujoco>'), /not a packed model/],
    [change(8, 9), /is of version 9\.3, this package reads 1\.3/],
    [change(12, 7), /is of version 1\.7, this package reads 1\.3/],
    [bytes.subarray(0, bytes.length - 4), /is damaged: it should have \d+ bytes and has \d+/],
    [change(bytes.length - 1, bytes.at(-1)! ^ 1), /is damaged: its checksum is wrong/],
    [change(40, bytes[40]! ^ 4), /is damaged: its checksum is wrong/],
    [change(24, bytes[24]! ^ 4), /is damaged: its checksum is wrong/],
  ];
  for (const [file, message] of cases) assert.throws(() => packedModelFromBytes(file), message);
});

test('options of the packing are checked, and the layout by the kernels', () => {
  assert.throws(
    () => packModel(mujoco, humanoid, { pairContacts: 0 }),
    /pairContacts must be an integer > 0, got 0/,
  );
  assert.throws(
    () => packModel(mujoco, humanoid, { iterations: 1.5 }),
    /iterations must be an integer > 0, got 1.5/,
  );
  const { words } = packModel(mujoco, humanoid);
  words[0] = 99;
  assert.throws(() => new PhysicsKernel(kernels, words), /has layout 99, these kernels read layout 3/);
});

test.run();
