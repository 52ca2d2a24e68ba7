// The shorter form of the README, in which the task's module is its own source: no bundle can have it, and has to say so
// instead of running the page again in each worker.
import { Polo } from 'polo-mpc';
import drift from './short-task.js';

const said = [];
const warn = console.warn;
console.warn = (...words) => said.push(`notice: ${words.join(' ')}`);
console.log('the page runs'); // heard from workers too
document.title = 'a page'; // no worker has one
for (const workers of [2, 'auto']) {
  try {
    const agent = await Polo.create(drift({ goal: 2 }), { workers });
    for await (const { reward } of agent.run({ steps: 3 }))
      if (!Number.isFinite(reward)) throw new Error('no reward');
    said.push(`threads: ${agent.threads}`);
    await agent.close();
  } catch (error) {
    said.push(`error: ${error.message}`);
  }
}
console.warn = warn;
window.said = said;
