/** Which geoms are tested against each other, in which order and with which parameters: beside MuJoCo's contacts. */

import type { MjContact } from '@mujoco/mujoco';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { contactParameters } from '../../src/physics/pack/contacts.js';
import { contactPairs } from '../../src/physics/pack/pairs.js';
import { compileModel, type MjData } from '../../src/worlds/mujoco/module.js';
import { mujoco } from './beside-mujoco.js';

/** Spheres in one place, all of which touch each other as far as the filters let them. */
const world = ({ option = '', flag = '', rest = '' }): string => `<mujoco>
<option ${option}><flag ${flag}/></option><size memory="4M"/>
<worldbody>
  <geom name="floor" type="plane" size="0 0 1" pos="0 0 0.5"/>
  <geom name="wall" type="plane" size="0 0 1" zaxis="1 0 0.2" friction="0.3 0.2 0.1" condim="6"/>
  <geom name="stone" size="0.4" solmix="0"/>
  <body name="shelf"><geom name="board" size="0.3" priority="1" condim="4" solref="0.05 0.7" friction="0.2 0.01 0.001"/>
    <body name="hung"><joint/><geom name="hook" size="0.3" margin="0.01" gap="0.02" solimp="0.8 0.9 0.01 0.4 2"/></body></body>
  <body name="hand" mocap="true"><geom name="palm" size="0.3" condim="1"/></body>
  <body name="trunk"><freejoint/><geom name="belly" size="0.3" margin="0.02" solmix="3"/>
    <geom name="back" size="0.25" contype="2" conaffinity="0"/>
    <body name="armour"><geom name="plate" size="0.3" solref="-500 -20" condim="1"/></body>
    <body name="arm"><joint axis="0 1 0"/><geom name="upper" size="0.3" contype="0" conaffinity="2" solmix="0"/>
      <geom name="cuff" size="0.2" solref="-100 -30" gap="0.03"/>
      <body name="forearm"><joint axis="1 0 0"/><geom name="lower" size="0.3" priority="2" condim="3" friction="0 0 0"/></body>
    </body></body>
  <body name="stick"><freejoint/><geom name="end" type="capsule" size="0.1 0.3" quat="0.5 0.2 0.5 0.1" priority="-1"/></body>
</worldbody>${rest}</mujoco>`;

const EXPLICIT = `<contact>
  <exclude body1="trunk" body2="stick"/>
  <exclude body1="forearm" body2="hand"/>
  <pair geom1="lower" geom2="palm" condim="4" friction="0.5 0.6 0.07 0.008 0.009" solref="0.03 0.9" solreffriction="0.01 1.2"
    solimp="0.7 0.95 0.002 0.3 3" margin="0.05" gap="0.01"/>
  <pair geom1="upper" geom2="belly"/>
  <pair geom1="end" geom2="stone" condim="6"/>
  <pair geom1="belly" geom2="floor" condim="1" margin="-0.001"/>
</contact>`;

const CASES: [name: string, parts: { option?: string; flag?: string; rest?: string }][] = [
  ['filters', {}],
  ['parents and children', { flag: 'filterparent="disable"' }],
  ['<pair> and <exclude>', { rest: EXPLICIT }],
  [
    'override',
    {
      option:
        'o_margin="0.03" o_solref="0.07 0.8" o_solimp="0.5 0.6 0.1 0.2 1" o_friction="0.1 0.2 0 0.4 0.5"',
      flag: 'override="enable"',
      rest: EXPLICIT,
    },
  ],
  ['no contacts', { flag: 'contact="disable"', rest: EXPLICIT }],
  ['no constraints', { flag: 'constraint="disable"' }],
];

for (const [name, parts] of CASES) {
  test(`${name}: pairs, their order and their parameters as in MuJoCo`, () => {
    const model = compileModel(mujoco, world(parts));
    const data = new mujoco.MjData(model);
    mujoco.mj_fwdPosition(model, data);
    const there = contacts(data);
    const pairs = contactPairs(mujoco, model);
    const disabled = name.startsWith('no ');
    assert.is(there.length === 0, disabled);
    assert.equal(
      pairs.map(({ first, second }) => [first, second]),
      there.map(({ geoms }) => geoms),
    );
    for (const [i, pair] of pairs.entries()) {
      const { margin, active, weight, ...own } = contactParameters(mujoco, model, pair);
      const { geoms, bound, ...expected } = there[i]!;
      assert.equal(own, expected, `geoms ${geoms}`);
      assert.is(active, bound);
      assert.ok(margin >= active);
      const weights = geoms.map((geom) => model.body_invweight0[2 * model.geom_bodyid[geom]] as number);
      assert.is(weight, weights[0]! + weights[1]!);
    }
    data.delete();
    model.delete();
  });
}

/** One for each pair, in MuJoCo's order. */
function contacts(data: MjData) {
  const list = data.contact;
  const found = [];
  for (let i = 0; i < list.size(); i++) {
    const contact = list.get(i) as MjContact;
    const copy = (array: ArrayLike<number>) => Array.from(array);
    const geoms = copy(contact.geom);
    if (found.at(-1)?.geoms.join() !== geoms.join()) {
      found.push({
        geoms,
        condim: contact.dim,
        friction: copy(contact.friction),
        solref: copy(contact.solref),
        solreffriction: copy(contact.solreffriction),
        solimp: copy(contact.solimp),
        bound: contact.includemargin,
      });
    }
    contact.delete();
  }
  list.delete();
  return found;
}

test('planes and height fields, which may move, do not touch each other', () => {
  const field = '<geom type="hfield" hfield="h"/>';
  const model = compileModel(
    mujoco,
    `<mujoco><asset><hfield name="h" nrow="2" ncol="2" size="1 1 1 0.1"/></asset><worldbody>
      <geom type="plane" size="1 1 1"/>${field}
      <body><freejoint/>${field}</body><body><freejoint/><geom size="0.1"/></body></worldbody></mujoco>`,
  );
  assert.equal(
    contactPairs(mujoco, model).map(({ first, second }) => [first, second]),
    [
      [0, 3],
      [1, 3],
      [2, 3],
    ],
  );
  model.delete();
});

test('a contact in the gap is detected and makes no rows', () => {
  const model = compileModel(mujoco, world({ rest: EXPLICIT }));
  const parameters = contactPairs(mujoco, model).map((pair) => contactParameters(mujoco, model, pair));
  const bounds = new Set(parameters.map(({ margin, active }) => `${margin} ${active}`));
  assert.ok(bounds.has(`${0.05 + 0.01} 0.05`), [...bounds].join());
  model.delete();
});

test.run();
