import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ReplayBuffer } from '../../src/value/replay-buffer.js';

const shape = { capacity: 5, stateSize: 1, observationSize: 2, planSize: 1, members: 2 };

/** A buffer with entries numbered from 0, and the episode of each. */
function filled(episodes: number[], capacity = 5): ReplayBuffer {
  const buffer = new ReplayBuffer({ ...shape, capacity });
  episodes.forEach((episode, i) => {
    buffer.setReward(
      buffer.add(Float64Array.of(i), Float32Array.of(i, -i), Float32Array.of(10 * i), episode),
      i,
    );
  });
  return buffer;
}

test('a full buffer forgets the oldest entries', () => {
  const buffer = filled([0, 0, 0, 0, 0, 0, 0]);
  assert.is(buffer.size, 5);
  assert.is(buffer.added, 7);
  assert.equal([...buffer.arrays.states.subarray(0, 5)], [5, 6, 2, 3, 4]);
  assert.equal([...buffer.arrays.plans.subarray(0, 5)], [50, 60, 20, 30, 40]);
});

test('a successor is never across the seam of the ring or a reset', () => {
  const buffer = filled([0, 0, 0, 1, 1, 1, 1]); // slots hold entries 5 6 2 3 4
  assert.is(buffer.successor(0), 1); // 5 → 6
  assert.is(buffer.successor(1), -1); // 6 is the newest; slot 2 holds the oldest
  assert.is(buffer.successor(2), -1); // 2 was the last of its episode
  assert.is(buffer.successor(3), 4); // 3 → 4
  assert.is(buffer.successor(4), 0); // 4 → 5, around the end of the arrays
});

test('an entry that replaces another has no target', () => {
  const buffer = filled([0, 0, 0, 0, 0]);
  for (let slot = 0; slot < 5; slot++) buffer.setTargets(slot, [slot, slot]);
  assert.equal(buffer.slotsWithTarget(), [0, 1, 2, 3, 4]);
  buffer.add(Float64Array.of(9), Float32Array.of(9, 9), Float32Array.of(9), 0);
  assert.equal(buffer.slotsWithTarget(), [1, 2, 3, 4]);
});

test('a target that is not finite is not taken', () => {
  const buffer = filled([0]);
  buffer.setTargets(0, [1, Number.NaN]);
  assert.equal(buffer.slotsWithTarget(), []);
  buffer.setTargets(0, [1, 2]);
  buffer.setTargets(0, [Number.NaN, 3]);
  assert.equal([...buffer.arrays.targets.subarray(0, 2)], [1, 2]);
});

test('growing keeps what is there', () => {
  const count = 1000;
  const buffer = filled(new Array(count).fill(0), 3000);
  assert.is(buffer.size, count);
  for (let i = 0; i < count; i++) assert.is(buffer.arrays.states[i], i);
});

test.run();
