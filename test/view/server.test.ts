import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { OptionError } from '../../src/options.js';
import { type RecordingServer, serveRecording } from '../../src/view/server.js';
import { writeMadeUpRecording } from './made-up-recording.js';

const root = mkdtempSync(join(tmpdir(), 'polo-view-'));
const directory = join(root, 'recording');
const page = join(root, 'page');
let server: RecordingServer;

const test = suite('view server');

test.before(async () => {
  writeMadeUpRecording(directory, 20);
  mkdirSync(page);
  for (const name of ['index.html', 'viewer.js', 'viewer.css', 'secret.txt'])
    writeFileSync(join(page, name), name);
  writeFileSync(join(directory, 'checkpoint.safetensors'), 'not for the page');
  writeFileSync(join(root, 'outside'), 'not for anybody');
  server = await serveRecording(directory, { page });
});

test.after(async () => {
  await server.close();
  rmSync(root, { recursive: true });
});

interface Answer {
  status: number;
  headers: Record<string, unknown>;
  body: Buffer;
}

/** A request with its path exactly as given: `fetch` would tidy it up. */
function get(
  path: string,
  options: { method?: string; host?: string; from?: RecordingServer } = {},
): Promise<Answer> {
  const { hostname, port } = new URL((options.from ?? server).url);
  const headers = options.host ? { host: options.host } : {};
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method: options.method ?? 'GET', headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => {
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(parts) });
      });
    });
    sent.on('error', reject);
    sent.end();
  });
}

test('listens on this machine alone, on any free port', () => {
  assert.match(server.url, /^http:\/\/127\.0\.0\.1:\d+\/$/);
});

test('serves the page and the files of the recording that it needs', async () => {
  for (const [path, type, length] of [
    ['/', 'text/html; charset=utf-8', 10],
    ['/index.html', 'text/html; charset=utf-8', 10],
    ['/viewer.js', 'text/javascript; charset=utf-8', 9],
    ['/viewer.css', 'text/css; charset=utf-8', 10],
    ['/recording/poses.f32', 'application/octet-stream', 20 * 35 * 4],
    ['/viewer.js?again', 'text/javascript; charset=utf-8', 9],
  ] as const) {
    const { status, headers, body } = await get(path);
    assert.is(status, 200, path);
    assert.is(headers['content-type'], type);
    assert.is(body.length, length, path);
    assert.match(String(headers['content-security-policy']), /^default-src 'self'/);
  }
  const run = JSON.parse((await get('/recording/run.json')).body.toString());
  assert.is(run.taskName, 'hopper <made up>');
  assert.is((await get('/recording/steps.jsonl')).body.toString().split('\n').length, 21);
  const head = await get('/viewer.js', { method: 'HEAD' });
  assert.is(head.status, 200);
  assert.is(head.body.length, 0);
});

test('serves nothing else, however it is asked for', async () => {
  for (const path of [
    '/secret.txt',
    '/recording/',
    '/recording/checkpoint.safetensors',
    '/recording/../outside',
    '/../outside',
    '/%2e%2e/outside',
    '/..%2foutside',
    '/recording/..%5c..%5coutside',
    '//etc/passwd',
    '/recording//run.json',
    '/viewer.js%00.html',
    '*',
  ]) {
    assert.is((await get(path)).status, 404, path);
  }
  assert.is((await get('/', { method: 'POST' })).status, 405);
  assert.is((await get('/', { method: 'DELETE' })).status, 405);
});

test('two recordings are served beside each other, with their names', async () => {
  const other = join(root, 'other');
  writeMadeUpRecording(other, 5);
  const both = await serveRecording([directory, other], { page });
  assert.equal(JSON.parse((await get('/recordings.json', { from: both })).body.toString()), [
    { name: 'recording', folder: 'recording' },
    { name: 'other', folder: 'recording-2' },
  ]);
  assert.is((await get('/recording/poses.f32', { from: both })).body.length, 20 * 35 * 4);
  assert.is((await get('/recording-2/poses.f32', { from: both })).body.length, 5 * 35 * 4);
  assert.is((await get('/recording-2/../outside', { from: both })).status, 404);
  assert.is((await get('/recording-3/run.json', { from: both })).status, 404);
  await both.close();
  assert.is((await get('/recording-2/run.json')).status, 404);
  assert.instance(await errorOf(serveRecording([directory, root], { page })), OptionError);
});

test('answers nobody who came by another name', async () => {
  assert.is((await get('/', { host: 'evil.example:80' })).status, 403);
  assert.is((await get('/recording/run.json', { host: 'localhost.evil.example' })).status, 403);
  assert.is((await get('/', { host: 'localhost:1234' })).status, 200);
});

test('a file that is missing is a 404, not the end', async () => {
  const other = join(root, 'without steps');
  writeMadeUpRecording(other, 3);
  rmSync(join(other, 'steps.jsonl'));
  const lame = await serveRecording(other, { page });
  assert.is((await get('/recording/steps.jsonl', { from: lame })).status, 404);
  assert.is((await get('/recording/run.json', { from: lame })).status, 200);
  await lame.close();
});

test('a link in a recording does not lead out of it; the directory itself may be one', async () => {
  const sly = join(root, 'sly');
  writeMadeUpRecording(sly, 3);
  rmSync(join(sly, 'steps.jsonl'));
  symlinkSync(join(root, 'outside'), join(sly, 'steps.jsonl'));
  symlinkSync(sly, join(root, 'link'));
  const served = await serveRecording(join(root, 'link'), { page });
  assert.is((await get('/recording/steps.jsonl', { from: served })).status, 404);
  assert.is((await get('/recording/poses.f32', { from: served })).status, 200);
  await served.close();
});

async function errorOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('expected an error');
}

test('what cannot be served is a clear error', async () => {
  const missing = await errorOf(serveRecording(join(root, 'nowhere'), { page }));
  assert.instance(missing, OptionError);
  assert.match(missing.message, /nowhere holds no recording \(no run\.json\)$/);
  for (const port of [-1, 65536, 1.5, Number.NaN]) {
    const error = await errorOf(serveRecording(directory, { page, port }));
    assert.instance(error, OptionError);
    assert.is(error.message, `port must be an integer from 0 to 65535, got ${port}`);
  }
  const taken = Number(new URL(server.url).port);
  const inUse = await errorOf(serveRecording(directory, { page, port: taken }));
  assert.is(inUse.message, `port ${taken} is in use; name another, or 0 for any`);
  const unbuilt = await errorOf(serveRecording(directory, { page: root }));
  assert.match(unbuilt.message, /has not been built/);
});

test('close ends it, open connections included', async () => {
  const other = await serveRecording(directory, { page });
  await get('/', { from: other });
  await other.close();
  assert.match((await errorOf(get('/', { from: other }))).message, /ECONNREFUSED|ECONNRESET|hang up/);
});

test.run();
