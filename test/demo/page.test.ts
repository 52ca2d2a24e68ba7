/** The live page: what it shows of a run. */

import * as assert from 'uvu/assert';
import { goldenHash, goldenLink, hashOf, inBrowser, look, stepAtRest, stepOf } from './live-page.js';

inBrowser('live page', (test, open) => {
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
    assert.ok(size > 500 && moved > size / 10, `${moved} pixels of a body of ${size} have changed`);
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
}).run();
