/** The live page: what a person does to a run. */

import * as assert from 'uvu/assert';
import { caption, inBrowser, settled, stepAtRest, stepOf } from './live-page.js';

inBrowser('live page, by hand', (test, open) => {
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
    const { page, problems } = await open('#task=point-mass-box&seed=7&agent=mpc&horizon=1000&rollouts=2000');
    await page.locator('#clock').selectOption('clock');
    await page.locator('#reset').click();
    // Not the first hash that there is: the run before the reset may have had time for one.
    await page.locator('#hash', { hasText: '(plans cut short: only you have seen' }).waitFor();
    const [done, all] = ((await page.locator('#is-rollouts').textContent()) ?? '').split(' of ').map(Number);
    assert.ok(done! >= 4 && done! < all! && all === 2000, `${done} of ${all}`);
    assert.equal(problems, []);
    await page.close();
  });
}).run();
