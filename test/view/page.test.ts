/**
 * The page in a real browser, if there is one (scripts/install-chromium.sh) and the page has been built. Says so if it
 * is left out; with POLO_REQUIRE_BROWSER set it may not be.
 */

import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { serveRecording } from '../../src/view/server.js';
import { writeMadeUpRecording } from './made-up-recording.js';

const page = fileURLToPath(new URL('../../../dist/view/page/', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'polo-page-'));
const chromium = findChromium();
const reason = !chromium ? 'no Chromium' : !existsSync(page) ? 'the page is not built' : undefined;

function findChromium(): string | undefined {
  const names = [process.env.CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome'].filter(
    (name) => name,
  );
  return names.find((name) => {
    try {
      execFileSync(name!, ['--version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

/** The page as it is after a while, as HTML. */
async function rendered(url: string): Promise<string> {
  const software = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
  const { stdout } = await promisify(execFile)(
    chromium!,
    [
      '--headless',
      '--no-sandbox',
      `--user-data-dir=${join(root, 'profile')}`,
      ...software,
      '--virtual-time-budget=3000',
      '--dump-dom',
      url,
    ],
    { timeout: 100_000, killSignal: 'SIGKILL', maxBuffer: 1e7 },
  );
  return stdout;
}

/** Text of the element with an id; undefined if it is hidden. */
function textOf(html: string, id: string): string | undefined {
  const [, attributes, text] = new RegExp(`id="${id}"([^>]*)>([^<]*)<`).exec(html)!;
  return attributes!.includes('hidden') ? undefined : text;
}

function captionsOf(html: string): string[] {
  return [...html.matchAll(/<figcaption>(.*?)<\/figcaption>/g)].map(([, inside]) =>
    inside!.replace(/<[^>]*>/g, ''),
  );
}

const test = suite('page');
test.after(() => rmSync(root, { recursive: true, force: true }));

if (reason) {
  test('is left out', () => {
    console.log(`the viewer's page is not tested: ${reason}`);
    assert.not.ok(process.env.POLO_REQUIRE_BROWSER, reason);
  });
} else {
  test('shows a recording, at the step that the address names', async () => {
    const directory = join(root, 'recording');
    writeMadeUpRecording(directory);
    const server = await serveRecording(directory, { page });
    const html = await rendered(`${server.url}#225`);
    await server.close();
    assert.is(textOf(html, 'message'), undefined); // nothing has gone wrong, WebGL included
    assert.is(textOf(html, 'title'), 'hopper &lt;made up&gt;');
    assert.is(textOf(html, 'subtitle'), 'polo, mppi, horizon 32, seed 1');
    assert.is(textOf(html, 'position'), 'step 225 / 300');
    const captions = captionsOf(html);
    assert.is(captions.length, 3);
    const { reward, measure } = JSON.parse(
      readFileSync(join(directory, 'steps.jsonl'), 'utf8').split('\n')[224]!,
    );
    assert.is(captions[0], `reward: ${reward.toFixed(3)}`);
    assert.is(captions[1], `height (m): ${measure.toFixed(3)}`);
  });

  test('shows two recordings side by side, the shorter one at its end', async () => {
    const [long, short] = ['long', 'short'].map((name) => join(root, name)) as [string, string];
    writeMadeUpRecording(long);
    writeMadeUpRecording(short, 100);
    const server = await serveRecording([long, short], { page });
    const html = await rendered(`${server.url}#225`);
    await server.close();
    assert.is(textOf(html, 'message'), undefined);
    assert.is(textOf(html, 'subtitle'), 'long (solid) beside short (dashed)');
    assert.is(textOf(html, 'position'), 'step 225 / 300');
    const captions = captionsOf(html);
    assert.equal(captions.slice(0, 2), ['long', 'short']);
    assert.match(captions[2]!, /^reward: [-\d.]+ and –$/);
    assert.is([...html.matchAll(/<dd>/g)].length, 6);
  });

  test('says what is wrong with a recording that has no steps, or damaged ones', async () => {
    for (const [steps, expected] of [
      ['', 'The recording has no steps yet. Reload this page when the run has taken some.'],
      ['{"step":1\n', 'The recording cannot be shown: steps.jsonl, line 1, is damaged'],
    ] as const) {
      const directory = join(root, `recording of ${steps.length}`);
      writeMadeUpRecording(directory, 2);
      writeFileSync(join(directory, 'steps.jsonl'), steps);
      const server = await serveRecording(directory, { page });
      const html = await rendered(server.url);
      await server.close();
      assert.is(textOf(html, 'message'), expected);
    }
  });
}

test.run();
