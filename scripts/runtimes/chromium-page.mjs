// A page in Chromium, and what is heard of it.
import { chromium } from 'playwright-core';
import { findChromium } from '../chromium.mjs';

/** Milliseconds for everything that is done with a page. */
const LIMIT = 120_000;

export const launch = () => chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });

/**
 * Opens a page, in a browser that is there or in its own, and does something with it.
 *
 * @param use gets the page; what it and its workers print; the addresses of the workers it started; and a function that
 *   waits until something holds
 * @throws what went wrong in the page
 */
export async function openPage(url, use, shared = undefined) {
  const browser = shared ?? (await launch());
  const context = await browser.newContext();
  const heard = [];
  const problems = [];
  const workers = new Set();
  try {
    const page = await context.newPage();
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'log') heard.push(message.text());
      if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
    });
    page.on('worker', (worker) => workers.add(worker));
    await page.goto(url);
    const until = async (holds) => {
      for (const limit = performance.now() + LIMIT; !holds(); ) {
        if (performance.now() > limit) throw new Error(`waited in vain; heard ${heard.length} lines`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    return await use({ page, heard, problems, workers, until });
  } catch (error) {
    throw new Error(`${error.message}\n${problems.join('\n')}`);
  } finally {
    await context.close();
    if (!shared) await browser.close();
  }
}
