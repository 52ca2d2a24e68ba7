/**
 * The record of a run, a directory:
 *
 * - `run.json`           what ran: task, settings, versions, the scene for a viewer, and at the end the summary
 * - `steps.jsonl`        one line of JSON for each control step
 * - `actions.f32`        executed actions, little-endian, one row for each step
 * - `states.f64`         state after each step, little-endian
 * - `poses.f32`          poses of the scene's moving shapes after each step (see `World.poses`)
 * - `value.safetensors`  the ensemble's parameters at the end
 * - `checkpoint.safetensors`  all that is needed to go on (see checkpoint.ts)
 */

import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { OptionError } from '../options.js';
import type { Polo, StepReport } from '../polo.js';
import type { Scene, TaskSource } from '../simulation/world.js';
import { encodeF32, encodeF64 } from './actions-hash.js';

export const RECORDING_FORMAT = 'polo-recording';
export const RECORDING_VERSION = 1;

export interface RunDescription {
  readonly format: typeof RECORDING_FORMAT;
  readonly version: typeof RECORDING_VERSION;
  readonly task: TaskSource;
  readonly taskName: string;
  readonly measureName: string | null;
  /** All settings of the agent, the defaults included. */
  readonly settings: Record<string, unknown>;
  /** Control steps asked for. */
  readonly steps: number;
  /** Seconds of simulated time in a control step. */
  readonly timestep: number;
  readonly versions: Record<string, string>;
  readonly sizes: { readonly state: number; readonly action: number; readonly observation: number };
  readonly scene: Scene | null;
  /** Numbers in a row of poses.f32. */
  readonly poseFloats: number;
  /** Present once the run has ended. */
  readonly summary?: Record<string, unknown>;
}

const STREAMS = ['steps.jsonl', 'actions.f32', 'states.f64', 'poses.f32'] as const;
type StreamName = (typeof STREAMS)[number];

/** Number of floats in a row of poses: 7 for each shape that moves. */
export function poseFloats(scene: Scene | null): number {
  return scene ? 7 * scene.shapes.filter((shape) => !shape.pose).length : 0;
}

/** Writes a recording, step by step; what has been written stays whatever happens next. */
export class Recorder {
  readonly #files: Record<StreamName, number>;
  readonly #poses: Float32Array;

  private constructor(
    readonly directory: string,
    private description: RunDescription,
  ) {
    this.#files = Object.fromEntries(
      STREAMS.map((name) => [name, openSync(join(directory, name), 'a')]),
    ) as Record<StreamName, number>;
    this.#poses = new Float32Array(description.poseFloats);
  }

  /** Starts a new recording; refuses a directory that is not empty. */
  static start(directory: string, description: RunDescription): Recorder {
    try {
      mkdirSync(directory, { recursive: true });
    } catch (error) {
      throw new OptionError(`--out: cannot make the directory ${directory}: ${(error as Error).message}`);
    }
    if (readdirSync(directory).length > 0) {
      throw new OptionError(`--out: ${directory} is not empty; name a new directory, or go on with --resume`);
    }
    writeWhole(join(directory, 'run.json'), json(description));
    return new Recorder(directory, description);
  }

  /** Goes on with a recording, whose steps after `step` (made after the last checkpoint) are dropped. */
  static resume(directory: string, description: RunDescription, step: number): Recorder {
    const { state, action } = description.sizes;
    const lengths: Record<StreamName, number> = {
      'steps.jsonl': lengthOfLines(join(directory, 'steps.jsonl'), step),
      'actions.f32': step * action * 4,
      'states.f64': step * state * 8,
      'poses.f32': step * description.poseFloats * 4,
    };
    for (const name of STREAMS) {
      const file = openSync(join(directory, name), 'r+');
      ftruncateSync(file, lengths[name]);
      closeSync(file);
    }
    return new Recorder(directory, description);
  }

  step(report: StepReport, agent: Polo): void {
    const { world, state } = agent;
    writeSync(this.#files['steps.jsonl'], stepLine(report));
    writeSync(this.#files['actions.f32'], encodeF32(report.action));
    writeSync(this.#files['states.f64'], encodeF64(state));
    if (this.#poses.length > 0) {
      world.poses?.(this.#poses);
      writeSync(this.#files['poses.f32'], encodeF32(this.#poses));
    }
  }

  /** Makes sure that all steps are on the disk, as a checkpoint that refers to them needs. */
  sync(): void {
    for (const name of STREAMS) fsyncSync(this.#files[name]);
  }

  /** Ends the recording with its summary and, if there is one, the value function. */
  finish(summary: Record<string, unknown>, value?: Uint8Array): void {
    this.description = { ...this.description, summary };
    if (value) writeWhole(join(this.directory, 'value.safetensors'), value);
    writeWhole(join(this.directory, 'run.json'), json(this.description));
    for (const name of STREAMS) closeSync(this.#files[name]);
  }
}

/** Reads what ran in a directory. @throws OptionError if it holds no recording of this version. */
export function readRun(directory: string): RunDescription {
  const path = join(directory, 'run.json');
  if (!existsSync(path)) throw new OptionError(`${directory} holds no recording (no run.json)`);
  let run: RunDescription;
  try {
    run = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new OptionError(`${path} is damaged: ${(error as Error).message}`);
  }
  if (run?.format !== RECORDING_FORMAT)
    throw new OptionError(`${path} does not describe a recording of polo-mpc`);
  if (run.version !== RECORDING_VERSION) {
    throw new OptionError(
      `${path} has format version ${run.version}; this version reads ${RECORDING_VERSION}`,
    );
  }
  return run;
}

/** Replaces a file as a whole: written beside it, synced, renamed. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.tmp`;
  writeFileSync(temporary, content);
  const file = openSync(temporary, 'r+');
  fsyncSync(file);
  closeSync(file);
  renameSync(temporary, path);
}

function json(description: RunDescription): string {
  return `${JSON.stringify(description, null, 2)}\n`;
}

function stepLine(report: StepReport): string {
  const { action: _, effectiveSampleSize, ...rest } = report;
  return `${JSON.stringify({ ...rest, ess: effectiveSampleSize })}\n`; // NaN becomes null
}

function lengthOfLines(path: string, lines: number): number {
  const bytes = readFileSync(path);
  let end = 0;
  for (let i = 0; i < lines; i++) {
    const next = bytes.indexOf(10, end);
    if (next < 0) throw new OptionError(`${path} has fewer steps than the checkpoint (${i} of ${lines})`);
    end = next + 1;
  }
  return end;
}
