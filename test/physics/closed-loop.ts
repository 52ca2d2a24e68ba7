/**
 * Gate of stage 3: an agent that plans in the lanes and acts in MuJoCo earns what one that plans with MuJoCo earns,
 * within 2 % over ten paired seeds, at a fraction of the time.
 *
 * Contacts are chaotic: two runs of one seed part after a few steps, so it is the means that are compared, and the
 * standard error of the paired difference says what so many seeds can tell. POLO that learns from nothing stands up
 * within its first 300 steps with some seeds only: its standard error is several times 2 %, so it runs when it is asked
 * for by name and gets no verdict. POLO that goes on learning from experience, over a horizon at which it stands up with
 * every seed, can be judged.
 *
 * `node build/test/physics/closed-loop.js [SEEDS [STEPS [PATTERN]]]`, PATTERN choosing agents by name; about half an hour
 * on one core, nearly all of it MuJoCo's. Ends with 1 if a gate is missed.
 */

import { Polo } from '../../src/polo.js';
import type { PoloOptions } from '../../src/polo-options.js';
import { decodeValue, encodeValue } from '../../src/runs/saved-value.js';
import { handReorient } from '../../src/tasks/hand-reorient.js';
import { humanoidBox } from '../../src/tasks/humanoid-box.js';
import { humanoidGetup } from '../../src/tasks/humanoid-getup.js';
import type { MujocoTask } from '../../src/tasks/mujoco-task.js';
import type { TrainedValue } from '../../src/value/trained.js';

const GATE = 0.02;
const SEEDS = Number(process.argv[2] ?? 10);
const STEPS = Number(process.argv[3] ?? 300);
const EXPERIENCE = 3600;

const PATTERN = process.argv[4];

interface Agent {
  readonly name: string;
  readonly options: PoloOptions;
  /** Default: getup. */
  readonly task?: (options: { physics: 'lanes' | 'mujoco' }) => MujocoTask;
  /** Whether it begins with a value function learned before, the same for all; it goes on learning it. */
  readonly experienced?: boolean;
  /** Too uncertain to be judged by so few seeds; runs only when PATTERN names it. */
  readonly uncertain?: boolean;
}

const AGENTS: readonly Agent[] = [
  { name: 'planner alone, H = 32', options: { agent: 'mpc', horizon: 32 } },
  { name: 'planner alone, preset sharp, H = 32', options: { agent: 'mpc', horizon: 32, preset: 'sharp' } },
  { name: 'POLO with experience, H = 64', options: { agent: 'polo', horizon: 64 }, experienced: true },
  ...[16, 64].flatMap((horizon): Agent[] => [
    { name: `hand, planner alone, H = ${horizon}`, task: handReorient, options: { agent: 'mpc', horizon } },
    { name: `box, planner alone, H = ${horizon}`, task: humanoidBox, options: { agent: 'mpc', horizon } },
  ]),
  { name: 'POLO from nothing, H = 32', options: { agent: 'polo', horizon: 32 }, uncertain: true },
];

const chosen = AGENTS.filter(({ name, uncertain }) =>
  PATTERN ? new RegExp(PATTERN).test(name) : !uncertain,
);
if (chosen.length === 0)
  throw new Error(`no agent is called ${PATTERN}: ${AGENTS.map(({ name }) => name).join('; ')}`);

interface Run {
  readonly reward: number;
  readonly seconds: number;
}

/** A value function learned in six episodes. */
async function learnBefore(options: PoloOptions): Promise<TrainedValue> {
  const agent = await Polo.create(humanoidGetup({ physics: 'lanes' }), { ...options, seed: 1, episode: 600 });
  for await (const _ of agent.run({ steps: EXPERIENCE }));
  const value = encodeValue(agent)!;
  await agent.close();
  return decodeValue(value);
}

async function live(
  physics: 'lanes' | 'mujoco',
  task: NonNullable<Agent['task']>,
  options: PoloOptions & { value?: TrainedValue },
  seed: number,
): Promise<Run> {
  const agent = await Polo.create(task({ physics }), { ...options, seed });
  let reward = 0;
  const started = performance.now();
  for await (const step of agent.run({ steps: STEPS })) reward += step.reward;
  const seconds = (performance.now() - started) / 1000;
  await agent.close();
  return { reward: reward / STEPS, seconds };
}

function statistics(values: readonly number[]): { mean: number; error: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / (values.length - 1) / values.length) };
}

const show = ({ mean, error }: { mean: number; error: number }): string =>
  `${mean.toFixed(4)} ± ${error.toFixed(4)}`;

console.log(
  `| agent, ${STEPS} steps, ${SEEDS} seeds | planned in the lanes | planned with MuJoCo | paired difference | time |`,
);
console.log('| --- | ---: | ---: | ---: | ---: |');
let missed = false;
for (const { name, task = humanoidGetup, options, experienced, uncertain } of chosen) {
  const value = experienced ? await learnBefore(options) : undefined;
  const lanes: Run[] = [];
  const mujoco: Run[] = [];
  for (let seed = 1; seed <= SEEDS; seed++) {
    lanes.push(await live('lanes', task, { ...options, value }, seed));
    mujoco.push(await live('mujoco', task, { ...options, value }, seed));
  }
  const ours = statistics(lanes.map(({ reward }) => reward));
  const theirs = statistics(mujoco.map(({ reward }) => reward));
  const difference = statistics(lanes.map(({ reward }, i) => reward - mujoco[i]!.reward));
  const total = (runs: readonly Run[]): number => runs.reduce((sum, { seconds }) => sum + seconds, 0);
  const ratio = difference.mean / Math.abs(theirs.mean); // rewards of the hand are negative
  const passes = Math.abs(ratio) <= GATE;
  missed ||= !uncertain && !passes;
  const verdict = uncertain ? 'no verdict' : `${passes ? 'within' : 'NOT within'} ±${100 * GATE} %`;
  console.log(
    `| ${name} | ${show(ours)} | ${show(theirs)} | ${show(difference)} (${(100 * ratio).toFixed(1)} %, ${verdict}) | ${(total(mujoco) / total(lanes)).toFixed(1)}× faster |`,
  );
}
process.exitCode = missed ? 1 : 0;
