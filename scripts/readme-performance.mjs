// Writes the tables of bench/results/NAME.json into the pages that show them, between the lines <!-- bench:NAME --> and
// <!-- /bench:NAME -->, so that numbers and text cannot drift apart. With --check it writes nothing and fails if it
// would. The benchmarks must have been compiled (npm run bench does it).
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

const PAGES = ['README.md', 'bench/README.md', 'src/tasks/README.md'];
const RESULTS = 'bench/results';
const ON_RUNTIMES = 'kernels-on-runtimes';
const REPORT = new URL('../build/bench/report.js', import.meta.url);

if (!existsSync(REPORT)) fail('the benchmarks are not compiled: run npx tsc first');
const { barsOnRuntimes, markdown } = await import(REPORT);

const files = existsSync(RESULTS) ? readdirSync(RESULTS).filter((file) => file.endsWith('.json')) : [];
const results = new Map(files.map((file) => [file.replace(/\.json$/, ''), `${RESULTS}/${file}`]));
const shown = new Set();
const pages = PAGES.map((page) => {
  const before = readFileSync(page, 'utf8');
  const closed = new Set();
  const after = before.replace(
    /(<!-- bench:([\w.-]+) -->\n)[\s\S]*?(<!-- \/bench:\2 -->)/g,
    (_, open, name, close) => {
      if (name === ON_RUNTIMES) {
        closed.add(name);
        return `${open}\n${onRuntimes()}\n\n${close}`;
      }
      const file = results.get(name);
      if (!file) fail(`${page} asks for ${name}, but there is no ${RESULTS}/${name}.json`);
      closed.add(name);
      shown.add(name);
      const report = JSON.parse(readFileSync(file, 'utf8'));
      return `${open}\n${markdown(report)}; \`npm run bench -- ${report.name} --json ${file}\`\n\n${close}`;
    },
  );
  const opened = [...before.matchAll(/<!-- bench:([\w.-]+) -->/g)].map((match) => match[1]);
  for (const name of opened) if (!closed.has(name)) fail(`${page}: <!-- bench:${name} --> is not closed`);
  return { page, before, after };
});
for (const name of results.keys()) if (!shown.has(name)) console.error(`no page shows ${name}`);
for (const { page, before, after } of pages) {
  if (!process.argv.includes('--check')) writeFileSync(page, after);
  else if (after !== before)
    fail(`${page} is not what the results say: run node scripts/readme-performance.mjs`);
}

/** The bars of the kernels on Node's own runtime and on those of kernels-RUNTIME.json. */
function onRuntimes() {
  const names = [...results.keys()].filter((name) => /^kernels(-\w+)?$/.test(name)).sort(inOrder);
  if (names[0] !== 'kernels') fail(`there is no ${RESULTS}/kernels.json`);
  for (const name of names) shown.add(name);
  const reports = names.map((name) => JSON.parse(readFileSync(results.get(name), 'utf8')));
  const command = `npm run bench -- kernels --runtime NAME --json ${RESULTS}/kernels-NAME.json`;
  return `${barsOnRuntimes(reports)}; \`${command}\``;
}

/** Node before the others, the shorter name first. */
function inOrder(a, b) {
  const rank = (name) => (name === 'kernels' ? 0 : name.startsWith('kernels-node') ? 1 : 2);
  return rank(a) - rank(b) || a.localeCompare(b);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
