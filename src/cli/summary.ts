/** The summary of a run, for a person. */

import type { Summary } from '../runs/summary.js';
import { clock, plural } from './progress.js';

/** @param directory where the run was recorded, if it was */
export function inWords(summary: Summary, directory: string | undefined): string {
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
    ...(Object.keys(summary.details).length === 0 ? [] : [details(summary.details)]),
    `${summary.simulationSteps.toLocaleString('en')} physics steps on ${plural(summary.workers, 'thread')}: planning ${share(seconds.planning)}, targets ${share(seconds.targets)}, training ${share(seconds.training)} of the time`,
    ...(summary.failedPlans > 0
      ? [`the physics of every rollout diverged in ${plural(summary.failedPlans, 'plan')}`]
      : []),
    ...(summary.divergedRollouts > 0
      ? [`the physics diverged in ${plural(summary.divergedRollouts, 'rollout')}`]
      : []),
    ...Object.entries(summary.warnings).map(([what, count]) => `the simulation warned ${count} ×: ${what}`),
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

/** `goalsReached: 3` is told as "goals reached 3". */
function details(numbers: Summary['details']): string {
  return Object.entries(numbers)
    .map(([name, value]) => {
      const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
      return `${words} ${Number.isInteger(value) ? value : value.toFixed(2)}`;
    })
    .join(', ');
}
