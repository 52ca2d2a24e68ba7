/** The live page in a real browser, for tests, and what a test wants to know of it. */

import { readFileSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { suite, type Test } from 'uvu';
import * as assert from 'uvu/assert';

const scripts = new URL('../../../scripts/', import.meta.url);
const { serveDemo } = await import(new URL('demo.mjs', scripts).href);
const { findChromium } = await import(new URL('chromium.mjs', scripts).href);
const golden = JSON.parse(readFileSync(new URL('../../../test/golden.json', import.meta.url), 'utf8'));

/** Small, since the processor has to draw it. */
const VIEWPORT = { width: 800, height: 520 };
/** Milliseconds until something that is waited for counts as lost. */
const PATIENCE = 100_000;

export interface Opened {
  readonly page: Page;
  /** Errors in its console. */
  readonly problems: string[];
  /** The files it asked for. */
  readonly asked: string[];
}

/**
 * Runs tests in a browser, if there is one (scripts/install-chromium.sh). Says so if they are left out; with
 * POLO_REQUIRE_BROWSER set they may not be.
 *
 * @param define gets what opens a link of the page
 * @returns the tests, to be run
 */
export function inBrowser(
  name: string,
  define: (test: Test, open: (link: string) => Promise<Opened>) => void,
): { run(): void } {
  const test = suite(name);
  const executablePath: string | undefined = findChromium();
  if (!executablePath) {
    test('is left out', () => {
      console.log(`${name}: not tested, no Chromium`);
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
    define(test as Test, async (link) => {
      const page = await browser.newPage({ viewport: VIEWPORT, colorScheme: 'light' });
      page.setDefaultTimeout(PATIENCE);
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(String(error)));
      page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await page.goto(server.url + link);
      return { page, problems, asked };
    });
  }
  return test;
}

/** The golden run of a task as a link of this page. */
export function goldenLink(task: string, more: Record<string, unknown> = {}): string {
  const settings = { task, ...golden.settings, ...more };
  return `#${new URLSearchParams(Object.entries(settings).map(([name, value]) => [name, String(value)]))}`;
}

export const goldenHash = (task: string): string =>
  golden.runs.find((run: { name: string }) => run.name === task).hash;

/** A picture of an element without the numbers that lie over it. */
export const picture = (page: Page, selector = '#view canvas'): Promise<Buffer> =>
  page.locator(selector).first().screenshot({ style: '#readout, #hint { visibility: hidden }' });

export interface Seen {
  /** How many colours there are, roughly: one, if nothing is drawn. */
  readonly colors: number;
  /** A 1 for each pixel of the body's warm colour, a 0 for every other. */
  readonly body: string;
}

export async function look(page: Page, selector = '#view canvas'): Promise<Seen> {
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

export const hashOf = (page: Page): Promise<string> =>
  page.locator('#hash[data-hash]').evaluate((output: HTMLElement) => output.dataset.hash!);
export const stepOf = async (page: Page): Promise<number> =>
  Number(await page.locator('#is-step').textContent());

export const caption = (page: Page, plot: number): Promise<string | null> =>
  page.locator('#plots figcaption').nth(plot).textContent();

/** The step of a run that is paused, once what was under way has been shown. */
export async function stepAtRest(page: Page): Promise<number> {
  let step = -1;
  for (let now = await stepOf(page); now !== step; now = await stepOf(page)) {
    step = now;
    await page.waitForTimeout(800);
  }
  return step;
}

/** The picture of a world at rest, once the camera has come after it; if another is given, once it has changed. */
export async function settled(page: Page, from?: Buffer): Promise<Buffer> {
  let last: Buffer | undefined;
  for (;;) {
    const now = await picture(page);
    if (last?.equals(now) && !from?.equals(now)) return now;
    last = now;
    await page.waitForTimeout(300);
  }
}
