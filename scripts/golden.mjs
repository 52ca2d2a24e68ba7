// Computes the hashes of test/golden.json with the built package and says which differ; with --write it puts them
// there. To be run after arithmetic was changed on purpose, and committed with the reason.
import { readFileSync, writeFileSync } from 'node:fs';
import { ActionsHash, Polo } from '../dist/index.js';
import { resolveTask } from '../dist/tasks/resolve.js';

const FILE = 'test/golden.json';
const golden = JSON.parse(readFileSync(FILE, 'utf8'));

for (const run of golden.runs) {
  const task = await resolveTask({ module: run.task, options: run.options });
  const agent = await Polo.create(task, { ...golden.settings, workers: 1 });
  const hash = new ActionsHash();
  for await (const { action } of agent.run({ steps: golden.steps })) hash.add(action);
  await agent.close();
  const now = await hash.hex();
  console.log(`${now === run.hash ? 'same   ' : 'CHANGED'} ${now.slice(0, 12)}  ${run.name}`);
  if (now !== run.hash && !process.argv.includes('--write')) process.exitCode = 1;
  run.hash = now;
}
if (process.argv.includes('--write')) writeFileSync(FILE, `${JSON.stringify(golden, null, 2)}\n`);
