// Chromium, with the page that each bundler makes; one of them also cross-origin isolated, and under a
// Content-Security-Policy that allows WASM and nothing else.
import { chromium as driver } from 'playwright-core';
import { findChromium } from '../chromium.mjs';
import { serveFolder } from '../serve.mjs';
import { bundle, bundlers } from './bundles.mjs';

const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};
const policy = (scripts) => ({
  'Content-Security-Policy': `default-src 'none'; script-src 'self' ${scripts}; worker-src 'self'; connect-src 'self'; img-src data:`,
});

/** Milliseconds for everything that is done with a page; it takes a tenth of it. */
const LIMIT = 180_000;

/** Serves a folder and does something with its page. @throws what went wrong in the page */
async function onPage(folder, headers, use) {
  const server = await serveFolder(folder, { headers });
  let timer;
  const browser = await driver.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    const problems = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await page.goto(server.url);
    await page.waitForFunction('window.check', undefined, { timeout: 30_000 }).catch((error) => {
      throw new Error(`${error.message}\n${problems.join('\n')}`);
    });
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer\n${problems.join('\n')}`)), LIMIT);
    });
    return await Promise.race([use(page), late]);
  } finally {
    clearTimeout(timer);
    await browser.close();
    await server.close();
  }
}

const results = (page, golden, workers) =>
  page.evaluate(([runs, counts]) => window.check(runs, { workers: counts }), [golden, workers]);

/** All runs with one and two threads, through one bundler. */
export const browsers = Object.fromEntries(
  bundlers.map((name) => [
    `chromium-${name}`,
    async (golden) => onPage(await bundle(name), {}, (page) => results(page, golden, [1, 2])),
  ]),
);

/** Pages of projects that have never heard of MuJoCo. */
export async function core(golden) {
  const all = [];
  for (const name of bundlers) {
    const folder = await bundle(name, false);
    all.push(...(await onPage(folder, {}, (page) => results(page, golden, [1, 2]))));
  }
  return all;
}

/** In a page that has SharedArrayBuffer (which is not used). */
export async function isolated(golden) {
  return onPage(await bundle('vite'), ISOLATED, async (page) => {
    if (!(await page.evaluate('crossOriginIsolated'))) throw new Error('the page is not isolated');
    return results(page, golden, [1, 2]);
  });
}

/** Without eval: everything but MuJoCo, whose own build needs it and must say so; with it, MuJoCo too. */
export async function strictPolicy(golden, withoutMujoco) {
  const folder = await bundle('vite');
  const strict = await onPage(folder, policy("'wasm-unsafe-eval'"), async (page) => {
    const [refused] = await results(page, { ...golden, runs: golden.runs.slice(0, 1) }, [1]);
    if (!/@mujoco\/mujoco could not start: .*(eval|Content Security Policy)/.test(refused.error)) {
      throw new Error(`MuJoCo should have been refused, got ${JSON.stringify(refused)}`);
    }
    return results(page, withoutMujoco, [1, 2]);
  });
  const loose = await onPage(folder, policy("'wasm-unsafe-eval' 'unsafe-eval'"), (page) =>
    results(page, golden, [1, 2]),
  );
  return [...strict, ...loose];
}
