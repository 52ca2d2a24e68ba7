import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const { serveFolder } = await import(new URL('../../../scripts/serve.mjs', import.meta.url).href);

/** Status and body of a request with its path exactly as given. */
function get(url: string, path: string, options: { method?: string; host?: string } = {}) {
  const { hostname, port } = new URL(url);
  const headers = options.host ? { host: options.host } : {};
  return new Promise<[number, string]>((resolve, reject) => {
    const sent = request({ hostname, port, path, method: options.method ?? 'GET', headers }, (response) => {
      let body = '';
      response.on('data', (part) => (body += part));
      response.on('end', () => resolve([response.statusCode!, body]));
    });
    sent.on('error', reject);
    sent.end();
  });
}

test('a folder is served to this machine alone, and nothing beside it', async () => {
  const root = mkdtempSync(join(tmpdir(), 'polo-serve-'));
  const folder = join(root, 'page');
  mkdirSync(join(folder, 'parts'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), 'page');
  writeFileSync(join(folder, 'parts', 'a.js'), 'part');
  writeFileSync(join(root, 'secret'), 'secret');
  const server = await serveFolder(folder);
  try {
    assert.match(server.url, /^http:\/\/127\.0\.0\.1:\d+\/$/);
    assert.equal(await get(server.url, '/'), [200, 'page']);
    assert.equal(await get(server.url, '/parts/a.js?again'), [200, 'part']);
    for (const path of [
      '/secret',
      '/../secret',
      '/parts/../../secret',
      '/%2e%2e/secret',
      '/..%2fsecret',
      '/parts/..%5c..%5csecret',
      '//etc/passwd',
      '/parts',
      '/parts/a.js%00',
      '*',
    ]) {
      assert.is((await get(server.url, path))[0], 404, path);
    }
    assert.is((await get(server.url, '/', { method: 'POST' }))[0], 405);
    assert.is((await get(server.url, '/', { host: 'evil.example' }))[0], 403);
  } finally {
    await server.close();
    rmSync(root, { recursive: true });
  }
});

test.run();
