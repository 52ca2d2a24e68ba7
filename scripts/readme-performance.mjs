// Writes the tables of bench/results/NAME.json into the pages that show them, between the lines <!-- bench:NAME --> and
// <!-- /bench:NAME -->, and the list of the benchmarks between <!-- benchmarks --> and <!-- /benchmarks -->, so that
// numbers, programs and text cannot drift apart. With --check it writes nothing and fails if it would. Either way it fails
// where a page asks for what is no benchmark, and where a benchmark has no results or no page.
// The benchmarks must have been compiled (npm run bench does it).
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';

const PAGES = ['README.md', 'bench/README.md'];
const LIST = 'bench/README.md'; // the page that has the list
const RESULTS = 'bench/results';
const ON_RUNTIMES = 'kernels-on-runtimes'; // one table of kernels.json and the kernels-RUNTIME.json
const BUILT = new URL('../build/bench/', import.meta.url);

if (!existsSync(new URL('report.js', BUILT))) fail('the benchmarks are not compiled: run npx tsc first');
const { barsOnRuntimes, markdown } = await import(new URL('report.js', BUILT));
const { benchmarks } = await import(new URL('benchmarks.js', BUILT));

const results = readResults();
const before = new Map(PAGES.map((page) => [page, readFileSync(page, 'utf8')]));
const pagesOf = findPages();
const after = new Map(PAGES.map((page) => [page, withList(page, withTables(page))]));
for (const page of PAGES) {
  if (!process.argv.includes('--check')) writeFileSync(page, after.get(page));
  else if (after.get(page) !== before.get(page))
    fail(`${page} is not what the results say: run node scripts/readme-performance.mjs`);
}

/** Every result by the name of its file; each benchmark has one, and none is of anything else. */
function readResults() {
  const files = existsSync(RESULTS) ? readdirSync(RESULTS).filter((file) => file.endsWith('.json')) : [];
  const reports = new Map(
    files.map((file) => [file.replace(/\.json$/, ''), readReport(`${RESULTS}/${file}`)]),
  );
  for (const name of Object.keys(benchmarks)) {
    if (!reports.has(name)) fail(`there is no ${RESULTS}/${name}.json of the benchmark ${name}`);
  }
  for (const [name, report] of reports) {
    const of = name.replace(/^kernels-\w+$/, 'kernels');
    if (!Object.hasOwn(benchmarks, of)) fail(`${RESULTS}/${name}.json is of no benchmark`);
    if (report.name !== of) fail(`${RESULTS}/${name}.json holds results of ${report.name}`);
  }
  return reports;
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return fail(`${file} is no JSON: ${error.message}`);
  }
}

/** The pages on which the table of each benchmark stands. */
function findPages() {
  const found = new Map(Object.keys(benchmarks).map((name) => [name, []]));
  for (const [page, text] of before) {
    for (const [opening, name] of text.matchAll(/<!-- bench:([\w.-]+) -->/g)) {
      if (!text.includes(`<!-- /bench:${name} -->`)) fail(`${page}: ${opening} is not closed`);
      if (name === ON_RUNTIMES) continue;
      if (!found.has(name)) fail(`${page} asks for the table of ${name}, which is no benchmark`);
      found.get(name).push(page);
    }
  }
  for (const [name, pages] of found) if (pages.length === 0) fail(`no page shows the benchmark ${name}`);
  return found;
}

/** A page with its tables as the results say. */
function withTables(page) {
  return before
    .get(page)
    .replace(
      /(<!-- bench:([\w.-]+) -->\n)[\s\S]*?(<!-- \/bench:\2 -->)/g,
      (_, open, name, close) => `${open}\n${name === ON_RUNTIMES ? onRuntimes() : table(name)}\n\n${close}`,
    );
}

function table(name) {
  return `${markdown(results.get(name))}; \`npm run bench -- ${name} --json ${RESULTS}/${name}.json\``;
}

/** A page with the list of the benchmarks: name, question, and where the table stands. */
function withList(page, text) {
  if (page !== LIST) return text;
  const rows = Object.entries(benchmarks).map(([name, { asks }]) => {
    const links = pagesOf.get(name).map((to) => (to === page ? 'below' : `[${to}](${pathFrom(page, to)})`));
    return `| \`${name}\` | ${asks} | ${links.join(', ')} |`;
  });
  const list = ['| name | what is asked | table |', '| --- | --- | --- |', ...rows].join('\n');
  const place = /(<!-- benchmarks -->\n)[\s\S]*?(<!-- \/benchmarks -->)/;
  if (!place.test(text))
    fail(`${page} has no place for the list: <!-- benchmarks --> and <!-- /benchmarks -->`);
  return text.replace(place, (_, open, close) => `${open}\n${list}\n\n${close}`);
}

function pathFrom(page, to) {
  return relative(dirname(page), to).replaceAll('\\', '/');
}

/** The bars of the kernels on Node's own runtime and on those of kernels-RUNTIME.json. */
function onRuntimes() {
  const names = [...results.keys()].filter((name) => /^kernels(-\w+)?$/.test(name)).sort(inOrder);
  const command = `npm run bench -- kernels --runtime NAME --json ${RESULTS}/kernels-NAME.json`;
  return `${barsOnRuntimes(names.map((name) => results.get(name)))}; \`${command}\``;
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
