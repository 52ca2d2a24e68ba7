import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { columnRanges, formatNumber, range } from '../../view/numbers.js';
import { Playback } from '../../view/playback.js';
import { movesOn, parsePoses, parseSteps, playableSteps, type Recording } from '../../view/recording.js';
import { writeMadeUpRecording } from './made-up-recording.js';

function madeUp(steps: number): Recording {
  const directory = mkdtempSync(join(tmpdir(), 'polo-replay-'));
  const run = writeMadeUpRecording(directory, steps);
  const bytes = readFileSync(join(directory, 'poses.f32'));
  const poses = parsePoses(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
    run.poseFloats,
  );
  const recording = { run, poses, steps: parseSteps(readFileSync(join(directory, 'steps.jsonl'), 'utf8')) };
  rmSync(directory, { recursive: true });
  return recording;
}

test('a recording is read back as it was written', () => {
  const recording = madeUp(20);
  assert.is(playableSteps(recording), 20);
  assert.is(recording.steps[5]!.reward, null);
  assert.is(recording.steps[19]!.step, 20);
  assert.is(recording.poses.length, 20 * 35);
  assert.is(recording.poses[35 * 3], Math.fround(-0.8 + 0.4 * 0.06));
});

test('what is still being written is left out', () => {
  assert.equal(parseSteps(''), []);
  assert.equal(parseSteps('{"step":1'), []);
  assert.is(parseSteps('{"step":1}\n{"st').length, 1);
  assert.throws(() => parseSteps('{"step":1}\n{"st\n'), /^steps\.jsonl, line 2, is damaged$/);
  assert.is(parsePoses(new ArrayBuffer(4 * 7 * 3 + 5), 7).length, 21);
  assert.is(parsePoses(new ArrayBuffer(8), 0).length, 0);
  const recording = madeUp(20);
  assert.is(playableSteps({ ...recording, poses: recording.poses.subarray(0, 35 * 12) }), 12);
});

test('nothing moves across a reset, a jump or the end', () => {
  const recording = madeUp(152);
  assert.ok(movesOn(recording, 0));
  assert.not.ok(movesOn(recording, 149)); // the next step is of another episode
  assert.ok(movesOn(recording, 150));
  assert.not.ok(movesOn(recording, 151));
  const poses = recording.poses.slice();
  poses[35 * 4 + 7] = 5;
  assert.not.ok(movesOn({ ...recording, poses }, 3));
  poses[35 * 4 + 7] = Number.NaN;
  assert.not.ok(movesOn({ ...recording, poses }, 3));
});

test('playback keeps simulated time, and stops at the end', () => {
  const playback = new Playback(100, 0.02);
  playback.advance(1);
  assert.is(playback.position, 0); // paused
  playback.toggle();
  playback.advance(0.5);
  assert.is(playback.position, 25);
  playback.speed = 0.5;
  playback.advance(0.1);
  assert.is(playback.position, 27.5);
  assert.is(playback.step, 27);
  playback.speed = 8;
  playback.advance(10);
  assert.is(playback.position, 100);
  assert.not.ok(playback.playing);
  playback.toggle(); // from the start again
  assert.is(playback.position, 0);
  assert.ok(playback.playing);
});

test('stepping pauses and stays inside; speeds go up and down their list', () => {
  const playback = new Playback(10, 0.02);
  playback.toggle();
  playback.advance(0.05);
  playback.nudge(1);
  assert.is(playback.position, 3);
  assert.not.ok(playback.playing);
  playback.nudge(-10);
  assert.is(playback.position, 0);
  playback.seek(50);
  assert.is(playback.position, 10);
  const seen = [1, 1, 1, 1].map(() => {
    playback.shiftSpeed(1);
    return playback.speed;
  });
  assert.equal(seen, [2, 4, 8, 8]);
  for (let i = 0; i < 9; i++) playback.shiftSpeed(-1);
  assert.is(playback.speed, 0.1);
});

test('a single step can be shown, but there is nothing to play', () => {
  const playback = new Playback(0, 0.02);
  playback.toggle();
  assert.not.ok(playback.playing);
});

test('plots: ranges skip what is missing, and columns lose no peak', () => {
  assert.equal(range([null, 1, 3, null]), [1, 3]);
  assert.equal(range([2, 2]), [1.5, 2.5]);
  assert.equal(range([-100]), [-110, -90]);
  assert.equal(range([null]), [0, 1]);
  const values = Array.from({ length: 1000 }, (_, i) => (i === 777 ? 9 : i === 778 ? -9 : 0));
  const columns = columnRanges(values, 100);
  assert.is(columns.length, 100);
  assert.equal(columns[77], [-9, 9]);
  assert.equal(columnRanges([null, null, 4, 5], 2), [null, [4, 5]]);
});

test('numbers for people', () => {
  const numbers = [0, 1.23456, -123.456, 9999, -12345, 151_800, 1234567, 2e12, 0.00001];
  assert.equal(
    numbers.map(formatNumber).join(' '),
    '0.000 1.235 -123.5 9999.0 -12.3k 152k 1.23M 2.00e+12 1.00e-5',
  );
});

test.run();
