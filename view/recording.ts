/** A recording as the viewer needs it (the files are described in src/runs/recording.ts). */

import type { RunDescription } from '../src/runs/recording.js';
import { POSE } from '../src/worlds/scene.js';

/** One line of steps.jsonl; what was not finite is null. */
export interface Step {
  readonly step: number;
  readonly time: number;
  readonly episode: number;
  readonly reward: number | null;
  readonly measure: number | null;
  readonly value: number | null;
}

export interface Recording {
  readonly run: RunDescription;
  readonly steps: readonly Step[];
  /** f32 [rows][run.poseFloats], as many rows as have been written whole. */
  readonly poses: Float32Array;
}

/** Reads the lines of steps.jsonl. A last line that is being written just now is left out. */
export function parseSteps(text: string): Step[] {
  const end = text.lastIndexOf('\n');
  if (end < 0) return [];
  return text
    .slice(0, end)
    .split('\n')
    .map((line, index) => {
      try {
        return JSON.parse(line) as Step;
      } catch {
        throw new Error(`steps.jsonl, line ${index + 1}, is damaged`);
      }
    });
}

/** Reads the rows of poses.f32, little-endian on every machine. */
export function parsePoses(buffer: ArrayBuffer, rowLength: number): Float32Array {
  if (rowLength === 0) return new Float32Array(0);
  const length = Math.floor(buffer.byteLength / (4 * rowLength)) * rowLength;
  const data = new DataView(buffer);
  return Float32Array.from({ length }, (_, i) => data.getFloat32(4 * i, true));
}

/** Steps that can be shown: those with a line and, if there are poses, a row. */
export function playableSteps({ run, steps, poses }: Recording): number {
  return run.poseFloats > 0 ? Math.min(steps.length, poses.length / run.poseFloats) : steps.length;
}

/** Farther than this, in metres, between two steps is not motion but a reset. */
const JUMP = 1;

/** Whether what lies between the step at `index` and the next is motion. */
export function movesOn({ run, steps, poses }: Recording, index: number): boolean {
  if (index + 1 >= steps.length || steps[index]!.episode !== steps[index + 1]!.episode) return false;
  const row = run.poseFloats;
  for (let at = index * row; at < (index + 1) * row; at += POSE) {
    for (let axis = 0; axis < 3; axis++) {
      if (!(Math.abs(poses[at + row + axis]! - poses[at + axis]!) < JUMP)) return false;
    }
  }
  return true;
}

/** Fetches the recordings that this page was served with, and what each is called. */
export async function fetchRecordings(): Promise<{ name: string; recording: Recording }[]> {
  const list: { name: string; folder: string }[] = await (await fetchFile('recordings.json')).json();
  return Promise.all(
    list.map(async ({ name, folder }) => ({ name, recording: await fetchRecording(folder) })),
  );
}

async function fetchRecording(folder: string): Promise<Recording> {
  const files = ['run.json', 'steps.jsonl', 'poses.f32'].map((name) => fetchFile(`${folder}/${name}`));
  const [run, steps, poses] = await Promise.all(files);
  const description: RunDescription = await run!.json();
  return {
    run: description,
    steps: parseSteps(await steps!.text()),
    poses: parsePoses(await poses!.arrayBuffer(), description.poseFloats),
  };
}

async function fetchFile(path: string): Promise<Response> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} cannot be read: ${(await response.text()).trim()}`);
  return response;
}
