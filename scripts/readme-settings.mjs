// Writes the table of settings (src/settings.ts) into the README, between <!-- settings --> and <!-- /settings -->:
// `npm run settings`. The package must have been built. A test compares the two.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ownersOf } from '../dist/planners/own-settings.js';
import * as table from '../dist/settings.js';
import { SETTINGS_TEXT } from '../dist/settings-text.generated.js';

const README = fileURLToPath(new URL('../README.md', import.meta.url));
const BLOCKS = {
  'The agent': table.AGENT_SETTINGS,
  'The planner (`createPlanner` and `Mppi` have these too)': table.PLANNER_SETTINGS,
  'The value function (`ValueEnsemble` alone has these too, and `seed`)': table.VALUE_SETTINGS,
  'How it is learned': table.LEARNING_SETTINGS,
  '`ValueEnsemble` alone': table.ENSEMBLE_SETTINGS,
};

function tableOf(title, rows) {
  const lines = Object.entries(rows).map(([name, { accepts }]) => {
    const { line, more, default: fallback } = SETTINGS_TEXT[name];
    const owners = ownersOf(name).map((planner) => `\`${planner}\``);
    const whose = owners.length > 0 ? ` With the planner ${owners.join(', ')} alone.` : '';
    return `| \`${name}\` | ${fallback} | ${accepts} | ${`${`${line}. ${more}`.trim()}${whose}`.replace(/\.$/, '')} |`;
  });
  const meanings = Object.entries(rows).flatMap(([name, { about = {} }]) => meaningsOf(name, about));
  return [
    `| ${title} | default (why) | accepts | what it is |`,
    '| --- | --- | --- | --- |',
    ...lines,
    ...meanings,
  ].join('\n');
}

/** The words of a choice that have lines of their own. */
function meaningsOf(name, about) {
  const lines = Object.entries(about).map(([word, line]) => `| \`${word}\` | ${line} |`);
  return lines.length > 0 ? ['', `| \`${name}\` | what it is |`, '| --- | --- |', ...lines] : [];
}

/** The README with the table as the source has it. */
export function withSettings(readme) {
  const tables = Object.entries(BLOCKS).map(([title, rows]) => tableOf(title, rows));
  const place = /(<!-- settings -->\n)[\s\S]*(<!-- \/settings -->)/;
  if (!place.test(readme)) throw new Error('the README has no <!-- settings --> … <!-- /settings -->');
  return readme.replace(place, (_, open, close) => `${open}\n${tables.join('\n\n')}\n\n${close}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(README, withSettings(readFileSync(README, 'utf8')));
}
