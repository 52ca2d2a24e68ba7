/** `polo tasks`: what there is to run. */

import { parseArgs } from 'node:util';
import { loadKernels } from '../kernels/load.js';
import { settle } from '../polo-options.js';
import { taskEntries } from '../tasks/registry.js';

export async function tasks(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean' } } });
  const kernels = await loadKernels();
  const rows = [];
  for (const entry of taskEntries) {
    const task = await entry.make();
    const world = await task.createWorld(kernels);
    const { stateSize, actionSize, observationSize, timestep = 1, keyframes = [] } = world;
    world.close?.();
    rows.push({
      name: entry.name,
      description: task.description ?? entry.description,
      measure: task.measureName ?? null,
      stateSize,
      actionSize,
      observationSize,
      timestep,
      keyframes,
      defaults: settle(task, {}),
      presets: task.presets ?? {},
    });
  }
  process.stdout.write(values.json ? `${JSON.stringify(rows)}\n` : rows.map(describe).join('\n'));
  return 0;
}

function describe(row: {
  name: string;
  description: string;
  measure: string | null;
  stateSize: number;
  actionSize: number;
  observationSize: number;
  timestep: number;
  keyframes: readonly string[];
  defaults: object;
  presets: Readonly<Record<string, object>>;
}): string {
  const presets = Object.entries(row.presets).map(
    ([name, preset]) => `  preset ${name}: ${settingsText(preset)}\n`,
  );
  const keyframes = row.keyframes.length > 0 ? `  keyframes (--keyframe): ${row.keyframes.join(', ')}\n` : '';
  return `${row.name}\n  ${row.description}\n  state ${row.stateSize}, action ${row.actionSize}, observation ${row.observationSize}, ${row.timestep} s a step; measure: ${row.measure ?? 'none'}\n${keyframes}  ${settingsText(row.defaults)}\n${presets.join('')}`;
}

function settingsText(settings: object): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join(', ');
}
