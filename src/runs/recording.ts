/**
 * The record of a run, a directory:
 *
 * - `run.json`           what ran: task, settings, versions, the scene for a viewer, and at the end the summary
 * - `steps.jsonl`        one line of JSON for each control step
 * - `actions.f32`        executed actions, little-endian, one row for each step
 * - `states.f64`         state after each step, little-endian
 * - `poses.f32`          poses of the scene's moving shapes after each step (see `World.poses`)
 * - `value.safetensors`  the ensemble's parameters at the end (see saved-value.ts)
 * - `checkpoint.safetensors`, `checkpoint.previous.safetensors`, `replay/`
 *                        all that is needed to go on (see checkpoint.ts and replay-log.ts)
 *
 * The streams and the rows in `replay/` are only ever appended to; every other file is replaced as a whole. A
 * checkpoint says how long each stream was and its CRC-32, so whatever was written after it can be dropped.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inTodaysNames } from '../older-settings.js';
import { OptionError, show } from '../options.js';
import { poseFloats } from '../worlds/scene.js';
import type { Scene, TaskSource } from '../worlds/world.js';
import { FileError, readWhole } from './files.js';

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

/**
 * Reads what ran in a directory.
 *
 * @throws OptionError if it holds no recording of this version; FileError if it is damaged
 */
export function readRun(directory: string): RunDescription {
  const path = join(directory, 'run.json');
  if (!existsSync(path)) throw new OptionError(`${directory} holds no recording (no run.json)`);
  return parseRun(readWhole(path), path);
}

/** @param path for messages */
export function parseRun(bytes: Uint8Array, path: string): RunDescription {
  let run: RunDescription;
  try {
    run = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new OptionError(`${path} is damaged: ${(error as Error).message.replace(/\s+/g, ' ')}`);
  }
  if (run?.format !== RECORDING_FORMAT)
    throw new OptionError(`${path} does not describe a recording of polo-mpc`);
  if (run.version !== RECORDING_VERSION) {
    throw new OptionError(
      `${path} has format version ${show(run.version)}; this version reads ${RECORDING_VERSION}`,
    );
  }
  const wrong = firstWrong(run);
  if (wrong) throw new FileError(`${path} is damaged: ${wrong}`);
  return { ...run, settings: inTodaysNames(run.settings) };
}

/** What is not as `RunDescription` says, in words. */
function firstWrong(run: RunDescription): string | undefined {
  const count = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
  const object = (value: unknown): boolean =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const scene = run.scene as Scene | null | undefined;
  const shapes = scene?.shapes;
  const checks: [boolean, string][] = [
    [object(run.task) && typeof run.task.module === 'string', 'task'],
    [typeof run.taskName === 'string', 'taskName'],
    [run.measureName === null || typeof run.measureName === 'string', 'measureName'],
    [object(run.settings), 'settings'],
    [count(run.steps), 'steps'],
    [typeof run.timestep === 'number' && run.timestep > 0, 'timestep'],
    [object(run.versions), 'versions'],
    [object(run.sizes) && [run.sizes.state, run.sizes.action, run.sizes.observation].every(count), 'sizes'],
    [scene === null || (Array.isArray(shapes) && shapes.every(object)), 'scene'],
  ];
  const [, name] = checks.find(([holds]) => !holds) ?? [];
  if (name) return `its ${name} is ${show((run as unknown as Record<string, unknown>)[name])}`;
  if (run.poseFloats !== poseFloats(run.scene))
    return `its poseFloats is ${show(run.poseFloats)}, its scene needs ${poseFloats(run.scene)}`;
  return undefined;
}
