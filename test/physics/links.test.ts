import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BesideMujoco } from './beside-mujoco.js';
import { coupled, fourBars, limitedBalls, welded } from './linked-models.js';
import { compareSteps, quantile } from './measures.js';
import { collectStates, stirred } from './states.js';

const MODELS: [name: string, xml: string, amount: number][] = [
  ['bars in a loop', fourBars, 0.05],
  ['connect and weld of bodies and sites', welded, 0.05],
  ['coupled joints', coupled, 0.2],
  ['limits of ball joints', limitedBalls, 0.3],
];

for (const [name, xml, amount] of MODELS) {
  test(`${name}: one step as in MuJoCo`, () => {
    const beside = new BesideMujoco(xml);
    const states = collectStates(beside, [stirred(beside.packed.info.start, amount)], 1000, 7);
    const { errors, rowsEqual, rowsWrong } = compareSteps(beside, states);
    assert.is(rowsWrong, 0, 'constraint rows');
    assert.ok(rowsEqual >= 0.995 * states.length, `rows equal in ${rowsEqual} of ${states.length}`);
    assert.ok(quantile(errors, 0.5) < 1e-5, `median ${quantile(errors, 0.5)}`);
    assert.ok(quantile(errors, 0.99) < 5e-4, `p99 ${quantile(errors, 0.99)}`);
    assert.ok(quantile(errors, 1) < 1e-2, `max ${quantile(errors, 1)}`);
    beside.close();
  });
}

test('a world’s bits depend neither on its lane nor on its neighbours', () => {
  for (const [name, xml, amount] of MODELS) {
    const beside = new BesideMujoco(xml);
    const states = collectStates(beside, [stirred(beside.packed.info.start, amount)], 4, 3);
    const bits = (order: readonly number[], own: number): number[] => {
      order.forEach((state, lane) => {
        beside.setLane(lane, states[state]!);
      });
      beside.stepLanes(30);
      return beside.bits(order.indexOf(own));
    };
    for (let own = 0; own < 4; own++) {
      const alone = bits([own, own, own, own], own);
      assert.equal(bits([0, 1, 2, 3], own), alone, name);
      assert.equal(bits([3, 0, 1, 2], own), alone, name);
    }
    beside.close();
  }
});

test('inactive equalities, and all of them where the model disables them, make no rows', () => {
  const rows = (xml: string): number => {
    const beside = new BesideMujoco(xml);
    beside.setLane(0, {
      qpos: [...beside.packed.info.start],
      qvel: new Array(beside.model.nv).fill(0),
      ctrl: [0, 0],
    });
    beside.stepLanes();
    beside.setMujoco({
      qpos: [...beside.packed.info.start],
      qvel: new Array(beside.model.nv).fill(0),
      ctrl: [0, 0],
    });
    beside.stepMujoco();
    assert.is(beside.groups.rows(0), beside.data.nefc);
    beside.close();
    return beside.groups.rows(0);
  };
  assert.is(rows(fourBars), 3);
  assert.is(rows(fourBars.replace('<connect ', '<connect active="false" ')), 0);
  assert.is(rows(fourBars.replace('<option ', '<option><flag equality="disable"/></option><option ')), 0);
});

test('a loop far from the origin of the world has the digits of one at it', () => {
  const away = (metres: number): number => {
    const beside = new BesideMujoco(fourBars.replace('pos="0 0 1"', `pos="${metres} 0 1"`));
    const states = collectStates(beside, [stirred(beside.packed.info.start, 0.05)], 200, 11);
    const { errors } = compareSteps(beside, states);
    beside.close();
    return quantile(errors, 0.99);
  };
  const [near, far] = [away(0), away(4)];
  assert.ok(far < 2 * near, `${far} at 4 m, ${near} at the origin`);
});

test.run();
