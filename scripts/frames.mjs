// How smooth the live page is while the humanoid is planned for: `npm run demo:frames [-- SECONDS]`. The page is opened in
// headless Chromium with both humanoid presets and both ways to plan; in the page, the times between animation frames
// are taken for so many seconds (10), after as many of warming up. Beside them stands the processor time that the page's
// own thread takes: sixty frames a second leave it 16.7 ms for each. The rest of the time between frames is drawing, which
// headless Chromium does on the processor where there is no graphics card, in competition with the planning.
import { cpus } from 'node:os';
import { chromium } from 'playwright-core';
import { findChromium } from './chromium.mjs';
import { serveDemo } from './demo.mjs';

const seconds = Number(process.argv[2] ?? 10);
const SIZE = { width: 1280, height: 800 };
const PRESETS = ['Humanoid gets up, short plans', 'Humanoid gets up, as in the paper'];

/** Times between frames in the page, milliseconds. */
const intervals = (page) =>
  page.evaluate(
    (limit) =>
      new Promise((done) => {
        const times = [];
        const note = (now) => {
          times.push(now);
          if (now - times[0] < limit) requestAnimationFrame(note);
          else done(times.slice(1).map((time, i) => time - times[i]));
        };
        requestAnimationFrame(note);
      }),
    1000 * seconds,
  );

async function measure(page, session) {
  const busy = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration').value;
  };
  await page.waitForTimeout(1000 * seconds);
  const [before, stepBefore] = [await busy(), await stepOf(page)];
  const times = await intervals(page);
  const total = times.reduce((sum, each) => sum + each, 0) / 1000;
  const own = ((await busy()) - before) / total;
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(1);
  return {
    'frames/s': (times.length / total).toFixed(1),
    'median ms': at(0.5),
    '95 % ms': at(0.95),
    '99 % ms': at(0.99),
    'most ms': at(1),
    'own ms/s': (1000 * own).toFixed(0),
    'own ms/frame': ((1000 * own * total) / times.length).toFixed(1),
    'steps/s': (((await stepOf(page)) - stepBefore) / total).toFixed(1),
    'real time': await page.locator('#is-real-time').textContent(),
  };
}

const stepOf = async (page) => Number(await page.locator('#is-step').textContent());

const server = await serveDemo();
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
});
const table = {};
for (const preset of PRESETS) {
  for (const clock of ['full', 'clock']) {
    const page = await browser.newPage({ viewport: SIZE });
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.goto(server.url);
    await page.locator('#preset').selectOption(preset);
    await page.locator('#clock').selectOption(clock);
    await page.locator('#is-step').waitFor();
    table[`${preset}, ${clock === 'full' ? 'every step in full' : 'real time'}`] = await measure(
      page,
      session,
    );
    await page.close();
  }
}
console.table(table);
console.log(
  `Chromium ${browser.version()}, headless, ${SIZE.width} × ${SIZE.height}, drawn on the processor; ${cpus()[0].model} × ${cpus().length}`,
);
await browser.close();
await server.close();
