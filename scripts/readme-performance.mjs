// Writes the tables of bench/results/NAME.json into README.md, between the lines <!-- bench:NAME --> and
// <!-- /bench:NAME -->, so that numbers and text cannot drift apart. With --check it writes nothing and fails if it
// would. The benchmarks must have been compiled (npm run bench does it).
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

const README = 'README.md';
const RESULTS = 'bench/results';
const REPORT = new URL('../build/bench/report.js', import.meta.url);

if (!existsSync(REPORT)) fail('the benchmarks are not compiled: run npx tsc first');
const { markdown } = await import(REPORT);

const files = existsSync(RESULTS) ? readdirSync(RESULTS).filter((file) => file.endsWith('.json')) : [];
const results = new Map(files.map((file) => [file.replace(/\.json$/, ''), `${RESULTS}/${file}`]));
const before = readFileSync(README, 'utf8');
const shown = new Set();
const after = before.replace(
  /(<!-- bench:([\w.-]+) -->\n)[\s\S]*?(<!-- \/bench:\2 -->)/g,
  (_, open, name, close) => {
    const file = results.get(name);
    if (!file) fail(`${README} asks for ${name}, but there is no ${RESULTS}/${name}.json`);
    shown.add(name);
    const report = JSON.parse(readFileSync(file, 'utf8'));
    return `${open}\n${markdown(report)}; \`npm run bench -- ${report.name} --json ${file}\`\n\n${close}`;
  },
);
const opened = [...before.matchAll(/<!-- bench:([\w.-]+) -->/g)].map((match) => match[1]);
for (const name of opened) if (!shown.has(name)) fail(`${README}: <!-- bench:${name} --> is not closed`);
for (const name of results.keys()) if (!shown.has(name)) console.error(`${README} does not show ${name}`);
if (process.argv.includes('--check')) {
  if (after !== before)
    fail(`${README} is not what the results say: run node scripts/readme-performance.mjs`);
} else {
  writeFileSync(README, after);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
