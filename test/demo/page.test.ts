/**
 * The live page in a real browser, if there is one (scripts/install-chromium.sh). Says so if it is left out; with
 * POLO_REQUIRE_BROWSER set it may not be.
 */

import { readFileSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const scripts = new URL('../../../scripts/', import.meta.url);
const { serveDemo } = await import(new URL('demo.mjs', scripts).href);
const { findChromium } = await import(new URL('chromium.mjs', scripts).href);
const golden = JSON.parse(readFileSync(new URL('../../../test/golden.json', import.meta.url), 'utf8'));

const executablePath: string | undefined = findChromium();
const test = suite('live page');

if (!executablePath) {
  test('is left out', () => {
    console.log('the live page is not tested: no Chromium');
    assert.not.ok(process.env.POLO_REQUIRE_BROWSER, 'no Chromium');
  });
} else {
  let server: { url: string; close(): Promise<void> };
  let browser: Browser;

  test.before(async () => {
    server = await serveDemo();
    const software = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', ...software] });
  });
  test.after(async () => {
    await browser.close();
    await server.close();
  });

  /** Opens a link of the page. `problems` are errors in its console, `asked` the files it asked for. */
  async function open(link: string): Promise<{ page: Page; problems: string[]; asked: string[] }> {
    const page = await browser.newPage({ viewport: { width: 900, height: 600 }, colorScheme: 'light' });
    page.setDefaultTimeout(100_000);
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(server.url + link);
    return { page, problems, asked };
  }

  /** The golden run of a task as a link of this page. */
  function goldenLink(task: string, more: Record<string, unknown> = {}): string {
    const settings = { task, ...golden.settings, ...more };
    return `#${new URLSearchParams(Object.entries(settings).map(([name, value]) => [name, String(value)]))}`;
  }

  const goldenHash = (task: string): string =>
    golden.runs.find((run: { name: string }) => run.name === task).hash;

  /** A picture of an element without the numbers that lie over it. */
  const picture = (page: Page, selector = '#view canvas'): Promise<Buffer> =>
    page.locator(selector).first().screenshot({ style: '#readout, #hint { visibility: hidden }' });

  interface Seen {
    /** How many colours there are, roughly: one, if nothing is drawn. */
    readonly colors: number;
    /** A 1 for each pixel of the body's warm colour, a 0 for every other. */
    readonly body: string;
  }

  async function look(page: Page, selector = '#view canvas'): Promise<Seen> {
    const png = (await picture(page, selector)).toString('base64');
    return page.evaluate(async (data) => {
      const image = new Image();
      image.src = `data:image/png;base64,${data}`;
      await image.decode();
      const canvas = Object.assign(document.createElement('canvas'), {
        width: image.width,
        height: image.height,
      });
      const context = canvas.getContext('2d')!;
      context.drawImage(image, 0, 0);
      const { data: pixels } = context.getImageData(0, 0, image.width, image.height);
      const seen = new Set<number>();
      let body = '';
      for (let i = 0; i < pixels.length; i += 4) {
        const [r, g, b] = [pixels[i]!, pixels[i + 1]!, pixels[i + 2]!];
        seen.add((r >> 4) * 256 + (g >> 4) * 16 + (b >> 4));
        body += r - b > 40 ? '1' : '0';
      }
      return { colors: seen.size, body };
    }, png);
  }

  const hashOf = (page: Page): Promise<string> =>
    page.locator('#hash[data-hash]').evaluate((output: HTMLElement) => output.dataset.hash!);
  const stepOf = async (page: Page): Promise<number> => Number(await page.locator('#is-step').textContent());

  const caption = (page: Page, plot: number): Promise<string | null> =>
    page.locator('#plots figcaption').nth(plot).textContent();

  /** The step of a run that is paused, once what was under way has been shown. */
  async function stepAtRest(page: Page): Promise<number> {
    let step = -1;
    for (let now = await stepOf(page); now !== step; now = await stepOf(page)) {
      step = now;
      await page.waitForTimeout(800);
    }
    return step;
  }

  /** The picture of a world at rest, once the camera has come after it; if another is given, once it has changed. */
  async function settled(page: Page, from?: Buffer): Promise<Buffer> {
    let last: Buffer | undefined;
    for (;;) {
      const now = await picture(page);
      if (last?.equals(now) && !from?.equals(now)) return now;
      last = now;
      await page.waitForTimeout(300);
    }
  }

  test('the humanoid moves, with the golden actions, on two threads', async () => {
    const { page, problems, asked } = await open(goldenLink('humanoid-getup', { workers: 2 }));
    assert.is(await hashOf(page), goldenHash('humanoid-getup'));
    assert.ok(
      asked.some((url) => url.endsWith('mujoco.wasm')),
      'MuJoCo is loaded',
    );
    assert.match(
      (await page.locator('#subtitle').textContent()) ?? '',
      /^polo, mppi, 21 rollouts of 6 steps .* 2 threads$/,
    );
    const before = await look(page);
    assert.ok(before.colors > 20, 'the world is drawn');
    const step = await stepOf(page);
    await page.waitForFunction(
      (from) => Number(document.getElementById('is-step')?.textContent) > from + 10,
      step,
    );
    const after = await look(page);
    const size = [...before.body].filter((pixel) => pixel === '1').length;
    const moved = [...before.body].filter((pixel, i) => pixel !== after.body[i]).length;
    assert.ok(size > 1000 && moved > size / 10, `${moved} pixels of a body of ${size} have changed`);
    assert.is(await page.locator('#plots figure').count(), 5);
    assert.ok((await look(page, '#plots canvas')).colors > 2, 'plots are drawn');
    assert.is(await page.locator('#message').isVisible(), false);
    assert.equal(problems, []);
    await page.close();
  });

  test('the point mass with its value and disagreement; keys; the link makes the run again', async () => {
    const { page, problems, asked } = await open(goldenLink('point-mass-maze', { workers: 1 }));
    const hash = await hashOf(page);
    assert.not.ok(
      asked.some((url) => url.endsWith('mujoco.wasm')),
      'MuJoCo is not loaded',
    );
    assert.is(hash, goldenHash('point-mass-maze'));
    assert.is(await page.locator('.plane canvas').count(), 2);
    await page.waitForFunction('/ to /.test(document.querySelector(".plane figcaption").textContent)');
    assert.ok((await look(page, '.plane canvas')).colors > 20, 'the value is drawn');

    await page.keyboard.press('Space');
    assert.is(await page.locator('#play').getAttribute('aria-label'), 'Go on');
    const paused = await stepAtRest(page);
    await page.keyboard.press('.');
    await page.waitForFunction(
      (step) => Number(document.getElementById('is-step')?.textContent) === step + 1,
      paused,
    );
    await page.keyboard.press('t');
    assert.is(await page.evaluate('document.documentElement.dataset.theme'), 'dark');
    await page.keyboard.press('Space');

    const { page: again } = await open(new URL(page.url()).hash);
    assert.is(await hashOf(again), hash);
    await page.locator('[name=seed]').fill('8');
    await page.locator('[name=seed]').press('Enter');
    await page.waitForFunction((old) => {
      const now = document.getElementById('hash')!.dataset.hash;
      return now !== undefined && now !== old;
    }, hash);
    assert.match(page.url(), /seed=8/);
    assert.equal(problems, []);
    await again.close();
    await page.close();
  });

  test('the body can be dragged', async () => {
    const { page, problems } = await open('#task=humanoid-getup&seed=7&horizon=6&rollouts=21&episode=0');
    await page.locator('#is-step').waitFor();
    await page.keyboard.press('Space');
    await stepAtRest(page);
    await settled(page);
    const height = async () => Number(/: ([-\d.]+)$/.exec((await caption(page, 1)) ?? '')?.[1]);
    const low = await height();
    const box = (await page.locator('#view canvas').boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, box.y + 10, { steps: 2 });
    const steps = await stepOf(page);
    for (let i = 0; i < 12; i++) await page.keyboard.press('.');
    await page.waitForFunction(
      (last) => Number(document.getElementById('is-step')?.textContent) === last,
      steps + 12,
    );
    await page.waitForTimeout(500); // plots come after
    assert.ok((await height()) > low + 0.03, `from ${low} m to ${await height()} m`);
    assert.equal(problems, []);
    await page.close();
  });

  test('the camera goes around by keys, which are listed for those who ask', async () => {
    const { page, problems } = await open('#task=cart-pole-swingup&seed=7&horizon=3&rollouts=8');
    await page.locator('#is-step').waitFor();
    await page.keyboard.press('Space');
    await stepAtRest(page);
    const still = await settled(page);
    await page.keyboard.press('d');
    const turned = await settled(page, still);
    await page.keyboard.press('+');
    await settled(page, turned);
    await page.keyboard.press('?');
    assert.match((await page.locator('dialog.keys').textContent()) ?? '', /space.*pause or go on/);
    await page.keyboard.press('Escape');
    assert.is(await page.locator('dialog.keys').isVisible(), false);
    assert.equal(problems, []);
    await page.close();
  });

  test('in real time, plans end when their time is over, and the page says so', async () => {
    const { page, problems } = await open('#task=point-mass-box&seed=7&horizon=2000&rollouts=2000');
    await page.locator('#clock').selectOption('clock');
    await page.locator('#reset').click();
    await hashOf(page);
    assert.match((await page.locator('#hash').textContent()) ?? '', /\(plans cut short: only you have seen/);
    const [done, all] = ((await page.locator('#is-rollouts').textContent()) ?? '').split(' of ').map(Number);
    assert.ok(done! >= 4 && done! < all! && all === 2000, `${done} of ${all}`);
    assert.equal(problems, []);
    await page.close();
  });

  test('what goes wrong is shown', async () => {
    for (const [link, message] of [
      ['#task=nothing', /^unknown task 'nothing'; known tasks: humanoid-getup/],
      ['#task=point-mass-box&horizon=0', /^horizon must be an integer ≥ 1/],
      ['#task=point-mass-box&horizons=3', /has no option 'horizons'/],
      ['#task=point-mass-maze&option.map=nowhere', /^map must be/],
    ] as const) {
      const { page } = await open(link);
      const told = page.locator('#message.failed');
      await told.waitFor();
      assert.match((await told.textContent()) ?? '', message);
      await page.close();
    }
  });
}

test.run();
