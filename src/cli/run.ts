/** `polo run TASK`: an agent on a task, with live progress and a summary at the end. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkInteger, OptionError } from '../options.js';
import { Polo } from '../polo.js';
import type { PoloOptions } from '../polo-options.js';
import { ActionsHash } from '../runs/actions-hash.js';
import { encodeCheckpoint, encodeValue, restoreCheckpoint } from '../runs/checkpoint.js';
import {
  poseFloats,
  RECORDING_FORMAT,
  RECORDING_VERSION,
  Recorder,
  type RunDescription,
  readRun,
  writeWhole,
} from '../runs/recording.js';
import { addStep, newTotals, type Summary, summarise, type Totals } from '../runs/summary.js';
import type { TaskSource } from '../simulation/world.js';
import { resolveTask } from '../tasks/resolve.js';
import { VERSION } from '../version.js';
import { clock, Progress, plural } from './progress.js';
import { inFlagWords, parseRunArguments, type RunArguments, runHelp } from './run-options.js';
import { taskSource } from './task-argument.js';

const DEFAULT_STEPS = 1000;
const CHECKPOINT_INTERVAL = 60_000; // ms
const CHECKPOINT_FILE = 'checkpoint.safetensors';
const SIGNAL_EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** A run that is about to go on: the agent, what came before, and where it is recorded. */
interface Run {
  readonly agent: Polo;
  readonly source: TaskSource;
  readonly steps: number;
  readonly totals: Totals;
  readonly hash: ActionsHash;
  readonly recorder: Recorder | undefined;
}

export async function run(args: string[]): Promise<number> {
  const parsed = parseRunArguments(args);
  if (parsed.help) {
    process.stdout.write(runHelp());
    return 0;
  }
  let prepared: Run;
  try {
    prepared = parsed.resume === undefined ? await startRun(parsed) : await resumeRun(parsed, parsed.resume);
  } catch (error) {
    if (error instanceof OptionError) throw new OptionError(inFlagWords(error.message));
    throw error;
  }
  try {
    return await live(prepared, parsed.json);
  } finally {
    await prepared.agent.close();
  }
}

async function startRun(parsed: RunArguments): Promise<Run> {
  if (parsed.task === undefined) throw new OptionError("run needs a TASK; 'polo tasks' lists them");
  const wanted = parsed.steps === undefined ? undefined : checkInteger('--steps', parsed.steps, { min: 1 });
  const source = taskSource(parsed.task, parsed.taskOptions);
  const agent = await Polo.create(await resolveTask(source), { seed: 1, ...parsed.settings });
  const steps = wanted ?? (agent.settings.episode || DEFAULT_STEPS);
  try {
    const recorder = parsed.out ? Recorder.start(parsed.out, describe(agent, source, steps)) : undefined;
    return { agent, source, steps, totals: newTotals(), hash: new ActionsHash(), recorder };
  } catch (error) {
    await agent.close();
    throw error;
  }
}

async function resumeRun(parsed: RunArguments, directory: string): Promise<Run> {
  if (parsed.task || parsed.out || parsed.taskOptions) {
    throw new OptionError(
      '--resume takes its task from the recording; it goes with --steps, --workers and --json',
    );
  }
  const { workers, ...others } = parsed.settings;
  const [refused] = Object.keys(others);
  if (refused)
    throw new OptionError(`--resume takes its settings from the recording, so ${refused} cannot be set`);
  const description = readRun(directory);
  const path = join(directory, CHECKPOINT_FILE);
  if (!existsSync(path)) throw new OptionError(`${directory} has no checkpoint to go on from`);
  const steps =
    parsed.steps === undefined ? description.steps : checkInteger('--steps', parsed.steps, { min: 1 });
  const settings = { ...description.settings, ...(workers === undefined ? {} : { workers }) } as PoloOptions;
  const agent = await Polo.create(await resolveTask(description.task), settings);
  try {
    const totals = restoreCheckpoint(agent, readFileSync(path));
    const recorder = Recorder.resume(directory, { ...description, steps }, agent.steps);
    const hash = new ActionsHash();
    hash.addBytes(readFileSync(join(directory, 'actions.f32')));
    return { agent, source: description.task, steps, totals, hash, recorder };
  } catch (error) {
    await agent.close();
    throw error;
  }
}

function describe(agent: Polo, source: TaskSource, steps: number): RunDescription {
  const { world, task, settings } = agent;
  const scene = world.scene?.() ?? null;
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
async function live(prepared: Run, json: boolean): Promise<number> {
  const { agent, steps, totals, hash, recorder } = prepared;
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
      if (recorder && performance.now() - lastCheckpoint > CHECKPOINT_INTERVAL) {
        checkpoint(recorder, agent, totals);
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
    checkpoint(recorder, agent, totals);
    recorder.finish({ ...summary }, encodeValue(agent));
  }
  process.stdout.write(json ? `${JSON.stringify(summary)}\n` : inWords(summary, recorder?.directory));
  return exitCode;
}

function checkpoint(recorder: Recorder, agent: Polo, totals: Totals): void {
  recorder.sync();
  writeWhole(join(recorder.directory, CHECKPOINT_FILE), encodeCheckpoint(agent, totals));
}

function inWords(summary: Summary, directory: string | undefined): string {
  const { seconds, measure } = summary;
  const share = (part: number): string => `${((100 * part) / seconds.total).toFixed(0)} %`;
  const number = (value: number | null): string => (value === null ? '–' : value.toFixed(2));
  const lines = [
    `${summary.task}, ${summary.agent}: ${plural(summary.steps, 'step')} in ${clock(seconds.total)}`,
    `mean reward ${summary.meanReward.toFixed(3)}, last ${summary.lastReward.toFixed(3)}`,
    ...(summary.episodes.length > 1
      ? [`mean reward of each episode: ${summary.episodes.map((mean) => mean.toFixed(2)).join(', ')}`]
      : []),
    ...(measure.last === null
      ? []
      : [`${measure.name}: ${number(measure.last)} at the end, ${number(measure.max)} at most`]),
    `${summary.simulationSteps.toLocaleString('en')} physics steps on ${plural(summary.workers, 'thread')}: planning ${share(seconds.planning)}, targets ${share(seconds.targets)}, training ${share(seconds.training)} of the time`,
    ...(summary.failedPlans > 0
      ? [`the physics of every rollout diverged in ${plural(summary.failedPlans, 'plan')}`]
      : []),
    `actions ${summary.actionsHash}`,
    ...(directory === undefined
      ? []
      : [
          `recorded in ${directory}; watch it with: npx polo view ${directory}`,
          `go on with: npx polo run --resume ${directory} --steps N`,
        ]),
  ];
  return `${lines.join('\n')}\n`;
}
