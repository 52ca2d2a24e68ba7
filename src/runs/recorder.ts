/** Writes a recording (see recording.ts), step by step; what has been written stays whatever happens next. */

import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { OptionError, show } from '../options.js';
import type { Polo, StepReport } from '../polo.js';
import { ActionsHash, encodeF32, encodeF64 } from './actions-hash.js';
import { decodeCheckpoint, encodeCheckpoint, restoreCheckpoint } from './checkpoint.js';
import type { StreamEnds } from './counters.js';
import { FileError, moveBeside, readWhole, reason, withFile, writeBeside, writeWhole } from './files.js';
import type { RunDescription } from './recording.js';
import { ReplayLog } from './replay-log.js';
import { encodeRows, rowBytes } from './replay-rows.js';
import { encodeValue } from './saved-value.js';
import { checkStreams, cutStreams, Streams } from './streams.js';
import type { Totals } from './summary.js';

const LATEST = 'checkpoint.safetensors';
const PREVIOUS = 'checkpoint.previous.safetensors';

/** What a run goes on from. */
export interface Resumed {
  readonly totals: Totals;
  readonly hash: ActionsHash;
  readonly recorder: Recorder;
}

export class Recorder {
  readonly #streams: Streams;
  readonly #replay: ReplayLog;
  readonly #poses: Float32Array;
  /** Serial number of the first replay row that the last checkpoint needs. */
  #firstNeeded = 0;

  private constructor(
    readonly directory: string,
    private description: RunDescription,
    replay: ReplayLog,
    ends?: StreamEnds,
  ) {
    this.#streams = new Streams(directory, ends);
    this.#replay = replay;
    this.#poses = new Float32Array(description.poseFloats);
  }

  /**
   * Starts a new recording, with a checkpoint of the start; refuses a directory that is not empty.
   *
   * `run.json` is written last: where it is, there is something to go on from.
   */
  static start(directory: string, description: RunDescription, agent: Polo, totals: Totals): Recorder {
    let names: string[];
    try {
      mkdirSync(directory, { recursive: true });
      names = readdirSync(directory);
    } catch (error) {
      throw new OptionError(`--out: cannot make the directory ${directory}: ${reason(error)}`);
    }
    if (names.length > 0) {
      throw new OptionError(`--out: ${directory} is not empty; name a new directory, or go on with --resume`);
    }
    const replay = replayLog(directory, agent);
    replay.cutAt(0);
    const recorder = new Recorder(directory, description, replay);
    recorder.checkpoint(agent, totals);
    writeWhole(join(directory, 'run.json'), json(description));
    return recorder;
  }

  /**
   * Goes on with a recording: puts the agent where its last checkpoint was written, and drops what was recorded after.
   *
   * @param previous from the checkpoint before the last instead; the last is then dropped too
   * @throws FileError if something that the checkpoint needs is missing or damaged; it says whether the checkpoint before
   *   is good
   */
  static resume(directory: string, description: RunDescription, agent: Polo, previous: boolean): Resumed {
    const latest = join(directory, LATEST);
    const older = join(directory, PREVIOUS);
    if (!existsSync(latest) && !existsSync(older))
      throw new OptionError(`${directory} has no checkpoint to go on from`);
    if (previous && !existsSync(older))
      throw new OptionError(`${directory} has one checkpoint, none before it to go on from`);
    // A run that was killed between two renames has the older one alone, and nothing is lost.
    const chosen = previous || !existsSync(latest) ? older : latest;
    let restored: { totals: Totals; hash: ActionsHash; ends: StreamEnds };
    try {
      restored = restore(directory, chosen, agent);
    } catch (error) {
      if (chosen === older || error instanceof OptionError) throw error;
      throw new FileError(`${(error as Error).message}; ${offer(directory, older, agent)}`, { cause: error });
    }
    if (chosen === older) withFile(latest, 'written', () => renameSync(older, latest));
    cutStreams(directory, restored.ends);
    const replay = replayLog(directory, agent);
    replay.cutAt(agent.replay.added);
    const recorder = new Recorder(directory, description, replay, restored.ends);
    recorder.#firstNeeded = agent.replay.added - agent.replay.size;
    writeWhole(join(directory, 'run.json'), json(description));
    return { totals: restored.totals, hash: restored.hash, recorder };
  }

  step(report: StepReport, agent: Polo): void {
    const { guarded, state, replay } = agent;
    this.#streams.append('steps.jsonl', stepLine(report));
    this.#streams.append('actions.f32', encodeF32(report.action));
    this.#streams.append('states.f64', encodeF64(state));
    if (this.#poses.length > 0) {
      guarded.poses(this.#poses);
      this.#streams.append('poses.f32', encodeF32(this.#poses));
    }
    this.#replay.append(encodeRows(replay, this.#replay.written, replay.added));
  }

  /** Writes a checkpoint. The one before stays until this one is whole, and then as the previous one. */
  checkpoint(agent: Polo, totals: Totals): void {
    const { replay } = agent;
    this.#streams.sync();
    this.#replay.sync();
    const latest = join(this.directory, LATEST);
    writeBeside(latest, encodeCheckpoint(agent, totals, { rows: false, streams: this.#streams.ends }));
    if (existsSync(latest))
      withFile(latest, 'written', () => renameSync(latest, join(this.directory, PREVIOUS)));
    moveBeside(latest);
    this.#replay.forget(this.#firstNeeded);
    this.#firstNeeded = replay.added - replay.size;
  }

  /** Ends the recording with its summary and, if there is one, the value function. */
  finish(summary: Record<string, unknown>, agent: Polo): void {
    this.description = { ...this.description, summary };
    const value = encodeValue(agent);
    if (value) writeWhole(join(this.directory, 'value.safetensors'), value);
    writeWhole(join(this.directory, 'run.json'), json(this.description));
  }

  close(): void {
    this.#streams.close();
    this.#replay.close();
  }
}

/** Puts the agent where a checkpoint was written, after everything that it needs has been found whole. */
function restore(
  directory: string,
  path: string,
  agent: Polo,
): { totals: Totals; hash: ActionsHash; ends: StreamEnds } {
  const file = readWhole(path);
  const explain = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (error instanceof FileError || error instanceof OptionError || !(error instanceof RangeError))
        throw error;
      throw new FileError(`${path}: ${error.message}`, { cause: error });
    }
  };
  const checkpoint = explain(() => decodeCheckpoint(file));
  const replay = replayLog(directory, agent);
  const totals = explain(() =>
    restoreCheckpoint(agent, checkpoint, (first, count) => replay.read(first, count)),
  );
  const { streams: ends, steps } = checkpoint.counters;
  const bytesOfActions = steps * agent.world.actionSize * 4;
  if (ends['actions.f32']?.bytes !== bytesOfActions) {
    const found = show(ends['actions.f32']?.bytes);
    throw new FileError(`${path}: ${steps} steps have ${bytesOfActions} bytes of actions, it says ${found}`);
  }
  const hash = new ActionsHash();
  checkStreams(directory, ends, (name, bytes) => {
    if (name === 'actions.f32') hash.addBytes(bytes);
  });
  return { totals, hash, ends };
}

/** What can be said of the older checkpoint when the latest is of no use. */
function offer(directory: string, older: string, agent: Polo): string {
  if (!existsSync(older)) return 'there is no checkpoint before it';
  try {
    restore(directory, older, agent);
  } catch (error) {
    return `nor is the checkpoint before it of use: ${(error as Error).message}`;
  }
  return `the checkpoint before it, at step ${agent.steps}, is good: go on from it with --from-previous`;
}

function replayLog(directory: string, agent: Polo): ReplayLog {
  return new ReplayLog(join(directory, 'replay'), rowBytes(agent.replay.shape));
}

function json(description: RunDescription): string {
  return `${JSON.stringify(description, null, 2)}\n`;
}

function stepLine(report: StepReport): Uint8Array {
  const { action: _, effectiveSampleSize, ...rest } = report;
  return new TextEncoder().encode(`${JSON.stringify({ ...rest, ess: effectiveSampleSize })}\n`); // NaN becomes null
}
