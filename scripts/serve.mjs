// Serves the files of a folder to this machine alone. The folder is listed once and a request is looked up in that
// list, never joined to a path: nothing outside can be asked for.
import { createReadStream, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream';

const HOST = '127.0.0.1';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/**
 * @param {string} folder
 * @param {{ port?: number, headers?: Record<string, string> }} [options] port 0, the default, is any free one
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 */
export function serveFolder(folder, { port = 0, headers = {} } = {}) {
  const files = new Map();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(`/${path.slice(join(folder, sep).length).split(sep).join('/')}`, path);
  }
  if (files.has('/index.html')) files.set('/', files.get('/index.html'));

  const server = createServer((request, response) => {
    const refuse = (status, why) => {
      response.writeHead(status, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' });
      response.end(`${why}\n`);
    };
    // A page of elsewhere whose name has been pointed at this machine sends its own name (DNS rebinding).
    const name = request.headers.host?.replace(/:\d+$/, '');
    if (name !== HOST && name !== 'localhost') return refuse(403, 'only for this machine');
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'only GET and HEAD');
    const file = files.get(request.url.split('?', 1)[0]);
    if (!file) return refuse(404, 'no such file');
    response.writeHead(200, {
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
      ...headers,
      'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
    });
    if (request.method === 'HEAD') return response.end();
    return pipeline(createReadStream(file), response, () => {});
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () =>
      resolve({
        url: `http://${HOST}:${server.address().port}/`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      }),
    );
  });
}
