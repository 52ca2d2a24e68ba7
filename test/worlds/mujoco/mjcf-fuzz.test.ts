/** Models that were damaged: MuJoCo's message in one line, or a world that can be stepped. */

import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { humanoidXml } from '../../../src/tasks/models/humanoid.js';
import { MujocoWorld } from '../../../src/worlds/mujoco/world.js';
import { jointPosition } from '../../../src/worlds/quantities.js';
import { CART, cart, mujoco, rail, readout, stateOf } from '../cart.js';

fc.configureGlobal({ includeErrorInReport: true });

type Damage = (xml: string) => string;

const where = fc.double({ min: 0, max: 1, noNaN: true });
const spot = (list: { length: number }, at: number): number =>
  Math.min(Math.floor(at * list.length), list.length - 1);

/** Replaces the match that lies at `at` of all. */
function replaceOne(
  xml: string,
  pattern: RegExp,
  at: number,
  replacement: (found: string) => string,
): string {
  const found = [...xml.matchAll(pattern)];
  if (found.length === 0) return xml;
  const { index, 0: text } = found[spot(found, at)]!;
  return xml.slice(0, index) + replacement(text) + xml.slice(index + text.length);
}

const NUMBER = /-?\d+(\.\d+)?/g;
const ELEMENT = /<\w+[^<>]*\/>/g;
const ATTRIBUTE = / \w+="[^"]*"/g;
const oddNumber = fc.constantFrom(
  '0',
  '-1',
  '1e-300',
  '1e300',
  '99999999999',
  'nan',
  'inf',
  '',
  'x',
  '1 2 3 4 5 6 7 8',
);

const damage: fc.Arbitrary<Damage> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(where, oddNumber).map(
      ([at, text]): Damage =>
        (xml) =>
          replaceOne(xml, NUMBER, at, () => text),
    ),
  },
  {
    weight: 2,
    arbitrary: where.map(
      (at): Damage =>
        (xml) =>
          replaceOne(xml, ATTRIBUTE, at, () => ''),
    ),
  },
  {
    weight: 2,
    arbitrary: where.map(
      (at): Damage =>
        (xml) =>
          replaceOne(xml, ELEMENT, at, () => ''),
    ),
  },
  {
    weight: 2,
    arbitrary: where.map(
      (at): Damage =>
        (xml) =>
          replaceOne(xml, ELEMENT, at, (text) => text + text),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(where, where).map(
      ([from, to]): Damage =>
        (xml) => {
          const elements = xml.match(ELEMENT) ?? [''];
          return replaceOne(xml, ELEMENT, to, () => elements[spot(elements, from)]!);
        },
    ),
  },
  {
    weight: 1,
    arbitrary: where.map(
      (at): Damage =>
        (xml) =>
          xml.slice(0, spot(xml, at)),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(where, fc.nat(127)).map(
      ([at, code]): Damage =>
        (xml) => {
          const i = spot(xml, at);
          return xml.slice(0, i) + String.fromCharCode(code) + xml.slice(i + 1);
        },
    ),
  },
);
const damages = fc.array(damage, { minLength: 1, maxLength: 3 });

function expected(): number[] {
  const world = cart();
  world.step(Float32Array.of(0.5));
  const state = [...stateOf(world)];
  world.close();
  return state;
}

for (const [name, xml, joint, count] of [
  ['cart', CART, rail, 800],
  ['humanoid', humanoidXml(), { root: jointPosition('root', 'free') }, 200],
] as const) {
  test(`${count} damaged models of a ${name}`, () => {
    const before = expected();
    let made = 0;
    fc.assert(
      fc.property(damages, (list) => {
        let world: MujocoWorld | undefined;
        try {
          world = new MujocoWorld(mujoco, {
            xml: list.reduce((text, change) => change(text), xml),
            ...readout(joint),
          });
          made++;
          for (let i = 0; i < 3; i++) world.step(new Float32Array(world.actionSize).fill(0.3));
          assert.ok(Number.isNaN(world.reward()) || stateOf(world).every(Number.isFinite));
        } catch (error) {
          const { message } = error as Error;
          assert.not.match(
            message,
            /\n|unreachable|memory access|Aborted|table index|Cannot read|is not a function/,
          );
          assert.ok(message.length > 10 && message.length < 1000, message);
        } finally {
          world?.close();
        }
      }),
      { numRuns: count, seed: 21 },
    );
    assert.ok(made > count / 10 && made < count, `${made} could be made`);
    assert.equal(expected(), before, 'and whole models are as they were');
  });
}

test.run();
