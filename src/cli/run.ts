/** `polo run TASK`: an agent on a task, with live progress and a summary at the end. */

import { checkInteger, checkNumber, OptionError } from '../options.js';
import { Polo } from '../polo.js';
import type { PoloOptions } from '../polo-options.js';
import { ActionsHash } from '../runs/actions-hash.js';
import { Recorder } from '../runs/recorder.js';
import { RECORDING_FORMAT, RECORDING_VERSION, type RunDescription, readRun } from '../runs/recording.js';
import { readValue } from '../runs/saved-value.js';
import { addStep, newTotals, type Summary, summarise, type Totals } from '../runs/summary.js';
import { ANY_BITS } from '../settings.js';
import { resolveTask } from '../tasks/resolve.js';
import { VERSION } from '../version.js';
import { poseFloats } from '../worlds/scene.js';
import type { TaskSource } from '../worlds/world.js';
import { Progress } from './progress.js';
import { keepStdoutForResult } from './result-output.js';
import { inFlagWords, parseRunArguments, type RunArguments, runHelp } from './run-options.js';
import { inWords } from './summary.js';
import { ownModelSource, taskSource } from './task-argument.js';

const DEFAULT_STEPS = 1000;
const CHECKPOINT_SECONDS = 60;
const SIGNAL_EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** A run that is about to go on: the agent, what came before, and where it is recorded. */
interface Run {
  readonly agent: Polo;
  readonly source: TaskSource;
  readonly steps: number;
  readonly totals: Totals;
  readonly hash: ActionsHash;
  readonly recorder: Recorder | undefined;
  /** Milliseconds between checkpoints. */
  readonly checkpointEvery: number;
}

export async function run(args: string[]): Promise<number> {
  const parsed = parseRunArguments(args);
  if (parsed.help) {
    process.stdout.write(runHelp());
    return 0;
  }
  const write = parsed.json
    ? keepStdoutForResult()
    : (text: string): void => {
        process.stdout.write(text);
      };
  let prepared: Run;
  try {
    prepared = parsed.resume === undefined ? await startRun(parsed) : await resumeRun(parsed, parsed.resume);
  } catch (error) {
    if (error instanceof OptionError) throw new OptionError(inFlagWords(error.message));
    throw error;
  }
  try {
    const { exitCode, summary } = await live(prepared);
    write(parsed.json ? `${JSON.stringify(summary)}\n` : inWords(summary, prepared.recorder?.directory));
    return exitCode;
  } finally {
    prepared.recorder?.close();
    await prepared.agent.close();
  }
}

async function startRun(parsed: RunArguments): Promise<Run> {
  if (parsed.fromPrevious) throw new OptionError('--from-previous goes with --resume');
  const wanted = parsed.steps === undefined ? undefined : checkInteger('--steps', parsed.steps, { min: 1 });
  const checkpointEvery = checkpointInterval(parsed);
  const source = wantedTask(parsed);
  const value = parsed.value === undefined ? undefined : readValue(parsed.value);
  const agent = await Polo.create(await resolveTask(source), { ...parsed.settings, value });
  const steps = wanted ?? (agent.settings.episode || DEFAULT_STEPS);
  try {
    const totals = newTotals();
    const recorder =
      parsed.out === undefined
        ? undefined
        : Recorder.start(parsed.out, describe(agent, source, steps), agent, totals);
    return { agent, source, steps, totals, hash: new ActionsHash(), recorder, checkpointEvery };
  } catch (error) {
    await agent.close();
    throw error;
  }
}

function wantedTask(parsed: RunArguments): TaskSource {
  const { keyframe } = parsed;
  return keyframe === undefined ? taskWithoutStart(parsed) : { ...taskWithoutStart(parsed), keyframe };
}

function taskWithoutStart({ task, model, modelTask, taskOptions }: RunArguments): TaskSource {
  if (model === undefined && modelTask === undefined) {
    if (task === undefined) throw new OptionError("run needs a TASK; 'polo tasks' lists them");
    return taskSource(task, taskOptions);
  }
  if (task !== undefined)
    throw new OptionError(`run takes a TASK or --model and --task, got ${task} as well`);
  return ownModelSource(model, modelTask, taskOptions);
}

async function resumeRun(parsed: RunArguments, directory: string): Promise<Run> {
  const { task, model, modelTask, out, taskOptions, value, keyframe } = parsed;
  if ([task, model, modelTask, out, taskOptions, value, keyframe].some((given) => given !== undefined)) {
    throw new OptionError(
      '--resume takes its task from the recording; it goes with --steps, --workers, --checkpoint-every, --from-previous and --json',
    );
  }
  const refused = Object.keys(parsed.settings).find((name) => !ANY_BITS.includes(name));
  if (refused)
    throw new OptionError(`--resume takes its settings from the recording, so ${refused} cannot be set`);
  const description = readRun(directory);
  const checkpointEvery = checkpointInterval(parsed);
  const steps =
    parsed.steps === undefined ? description.steps : checkInteger('--steps', parsed.steps, { min: 1 });
  const settings = { ...description.settings, ...parsed.settings } as PoloOptions;
  const agent = await Polo.create(await resolveTask(description.task), settings);
  try {
    const { task: source } = description;
    const resumed = Recorder.resume(directory, describe(agent, source, steps), agent, parsed.fromPrevious);
    return { agent, source, steps, ...resumed, checkpointEvery };
  } catch (error) {
    await agent.close();
    throw error;
  }
}

function checkpointInterval({ checkpointEvery }: RunArguments): number {
  return 1000 * checkNumber('--checkpoint-every', checkpointEvery ?? CHECKPOINT_SECONDS, { min: 0 });
}

function describe(agent: Polo, source: TaskSource, steps: number): RunDescription {
  const { world, task, settings } = agent;
  const scene = world.scene ? agent.guarded.scene() : null;
  return {
    format: RECORDING_FORMAT,
    version: RECORDING_VERSION,
    task: source,
    taskName: task.name,
    measureName: task.measureName ?? null,
    settings: { ...settings },
    steps,
    timestep: agent.timestep,
    versions: { 'polo-mpc': VERSION, node: process.version },
    sizes: { state: world.stateSize, action: world.actionSize, observation: world.observationSize },
    scene,
    poseFloats: poseFloats(scene),
  };
}

/** Runs to the end or to a signal; what was recorded is whole in either case. */
async function live(prepared: Run): Promise<{ exitCode: number; summary: Summary }> {
  const { agent, steps, totals, hash, recorder, checkpointEvery } = prepared;
  const stop = new AbortController();
  let exitCode = 0;
  const onSignal = (signal: keyof typeof SIGNAL_EXIT_CODES): void => {
    exitCode = SIGNAL_EXIT_CODES[signal];
    stop.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  const progress = new Progress(agent, steps);
  const before = totals.seconds;
  const started = performance.now();
  let lastCheckpoint = started;
  try {
    const remaining = Math.max(0, steps - agent.steps);
    for await (const report of agent.run({ steps: remaining, signal: stop.signal })) {
      hash.add(report.action);
      addStep(totals, report);
      recorder?.step(report, agent);
      totals.seconds = before + (performance.now() - started) / 1000;
      if (recorder && performance.now() - lastCheckpoint >= checkpointEvery) {
        recorder.checkpoint(agent, totals);
        lastCheckpoint = performance.now();
      }
      progress.step(report);
    }
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
    progress.end();
  }
  const summary = await summarise(agent, totals, hash);
  if (recorder) {
    recorder.checkpoint(agent, totals);
    recorder.finish({ ...summary }, agent);
  }
  return { exitCode, summary };
}
