import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Governor } from '../../view/quality.js';

/** Qualities chosen while frames come at these times, in milliseconds. */
function chosen(governor: Governor, intervals: number[]): string {
  const names: string[] = [];
  for (const each of intervals) {
    if (governor.frame(each))
      names.push(`${governor.quality.rich ? 'rich' : 'plain'} ${governor.quality.resolution}`);
  }
  return names.join(', ');
}
const frames = (count: number, milliseconds: number): number[] => new Array(count).fill(milliseconds);

test('frames that come in time leave everything as it is, also after a tab was hidden or a frame stalled', () => {
  const governor = new Governor(false);
  assert.is(chosen(governor, frames(600, 1000 / 60)), '');
  assert.is(chosen(governor, [...frames(60, 16), 400, ...frames(60, 16), 3_600_000, ...frames(600, 16)]), '');
  assert.equal(governor.quality, { rich: true, resolution: 1 });
});

test('the picture becomes plainer until frames are smooth, and stays so', () => {
  const governor = new Governor(false);
  assert.is(chosen(governor, [...frames(60, 40), ...frames(300, 16)]), 'plain 1, plain 0.75');
  const slow = new Governor(false);
  assert.is(chosen(slow, frames(20, 900)), 'plain 1, plain 0.75');
  assert.is(chosen(new Governor(true), frames(30, 40)), 'plain 0.75');
  assert.is(chosen(new Governor(false), [...frames(26, 40), ...frames(600, 17)]), 'plain 1');
});

test.run();
