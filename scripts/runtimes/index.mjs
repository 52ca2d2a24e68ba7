// `npm run test:runtimes [-- NAME…]`: the package, packed and installed as users do, makes the golden runs of
// test/golden.json in every runtime; all hashes must be equal. Needs the built package, Chromium, and npm for the
// runtimes and bundlers, which are installed into the system's directory for temporary files and used again.
import { browsers, core, isolated, strictPolicy } from './browser.mjs';
import { workerd } from './edge.mjs';
import { pages } from './pages.mjs';
import { goldenRuns } from './project.mjs';
import { terminals } from './terminal.mjs';

const { runs, ...settings } = goldenRuns();
const select = (pick, change = (run) => run) => ({
  ...settings,
  runs: runs.filter(({ run }) => pick(run)).map(({ run }) => change(run)),
});

const isGetup = ({ task }) => task === 'humanoid-getup';
const isInLanes = (run) => run.options.world === 'lanes';
const usesMujoco = (run) => /^(humanoid|hand)-/.test(run.task) && !isInLanes(run);
const everything = select(() => true);
const small = select((run) => run.task === 'point-mass-box' || isGetup(run));

/** The humanoid as a packed model needs no MuJoCo, and has the same hash as in the lanes alone. */
async function withoutMujoco() {
  const { humanoidGetup, packTask } = await import('../../dist/mujoco.js');
  const packed = Buffer.from(await packTask(humanoidGetup())).toString('base64');
  return select(
    (run) => !usesMujoco(run),
    (run) => (isInLanes(run) ? { ...run, options: { packed } } : run),
  );
}

const CHECKS = {
  ...Object.fromEntries(Object.entries(terminals).map(([name, check]) => [name, () => check(everything)])),
  ...Object.fromEntries(Object.entries(browsers).map(([name, check]) => [name, () => check(everything)])),
  'chromium-core': async () => core(await withoutMujoco()),
  'chromium-isolated': () => isolated(small),
  'chromium-policy': async () =>
    strictPolicy(
      select((run) => isGetup(run) && usesMujoco(run)),
      await withoutMujoco(),
    ),
  ...Object.fromEntries(Object.entries(pages).map(([name, check]) => [name, () => check(small)])),
  workerd: async () => workerd(await withoutMujoco()),
};

const wanted = process.argv.slice(2);
for (const name of wanted) {
  if (!CHECKS[name]) {
    console.error(`unknown runtime '${name}'; they are ${Object.keys(CHECKS).join(', ')}`);
    process.exit(2);
  }
}

for (const name of wanted.length > 0 ? wanted : Object.keys(CHECKS)) {
  const started = performance.now();
  const problems = [];
  let right = 0;
  try {
    for (const result of await CHECKS[name]()) {
      const { expected } = 'expected' in result ? result : runs.find(({ run }) => run.name === result.name);
      if (result.hash === expected) right++;
      else problems.push(`${result.name} on ${result.workers}: ${result.error ?? result.hash}`);
    }
    if (right === 0) problems.push('nothing ran');
  } catch (error) {
    problems.push(error.stack);
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(
    `${problems.length > 0 ? 'FAILED' : 'ok'}`.padEnd(7),
    `${name}: ${right} runs as expected, ${seconds} s`,
  );
  for (const problem of problems) console.log(`  ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}
