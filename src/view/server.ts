/**
 * Serves one or two recordings and the page that replays them, to this machine alone.
 *
 * Every address that is answered is in one of a few fixed lists: a path of a request is looked up, never joined to a
 * directory.
 */

import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { OptionError } from '../options.js';
import { readRun } from '../runs/recording.js';

const HOST = '127.0.0.1';

const TYPES = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  jsonl: 'application/jsonl; charset=utf-8',
  f32: 'application/octet-stream',
} as const;

const PAGE_FILES = ['index.html', 'viewer.css', 'viewer.js'];
const RECORDING_FILES = ['run.json', 'steps.jsonl', 'poses.f32'];

/** The page needs nothing from elsewhere, and may not ask for it. */
const HEADERS = {
  'Content-Security-Policy': "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
};

export interface ServeOptions {
  /** 0, the default: any free one. */
  readonly port?: number;
  /** Directory of the built page. Default: the one of this package. */
  readonly page?: string;
}

export interface RecordingServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the recording in a directory, or several to be seen side by side, until `close()`.
 *
 * @throws OptionError if a directory holds no recording or the port is none; Error if the port is in use or the page
 *   has not been built
 */
export async function serveRecording(
  directory: string | readonly string[],
  options: ServeOptions = {},
): Promise<RecordingServer> {
  const { port = 0, page = fileURLToPath(new URL('./page/', import.meta.url)) } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new OptionError(`port must be an integer from 0 to 65535, got ${port}`);
  }
  const directories = typeof directory === 'string' ? [directory] : directory;
  for (const each of directories) readRun(each);
  if (!(await isFile(join(page, 'index.html')))) {
    throw new Error('the page of the viewer has not been built (npm run build makes it)');
  }

  const folders = directories.map((each, index) => ({
    name: basename(resolve(each)),
    folder: index === 0 ? 'recording' : `recording-${index + 1}`,
    files: RECORDING_FILES.map((name) => join(each, name)),
  }));
  const files: Files = new Map<string, string | { readonly json: unknown }>([
    ['/', join(page, 'index.html')],
    ...PAGE_FILES.map((name) => [`/${name}`, join(page, name)] as const),
    ...folders.flatMap((each) =>
      each.files.map((file) => [`/${each.folder}/${basename(file)}`, file] as const),
    ),
    ['/recordings.json', { json: folders.map(({ name, folder }) => ({ name, folder })) }],
  ]);
  const server = createServer((request, response) => {
    answer(files, request, response).catch(() => refuse(response, 500, 'the file cannot be read'));
  });
  const bound = await listen(server, port);
  return {
    url: `http://${HOST}:${bound}/`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** What is answered to each path: a file, or something made here. */
type Files = ReadonlyMap<string, string | { readonly json: unknown }>;

async function answer(files: Files, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isLocal(request)) return refuse(response, 403, 'only for this machine');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return refuse(response, 405, 'only GET and HEAD', { Allow: 'GET, HEAD' });
  }
  const path = (request.url ?? '').split('?', 1)[0]!;
  const file = files.get(path);
  if (typeof file === 'object') {
    response.writeHead(200, { ...HEADERS, 'Content-Type': TYPES.json });
    response.end(JSON.stringify(file.json));
    return;
  }
  if (!file || !(await isFile(file))) return refuse(response, 404, 'no such file');
  const extension = file.slice(file.lastIndexOf('.') + 1) as keyof typeof TYPES;
  // No length: a recording that is still being written grows while it is sent.
  response.writeHead(200, { ...HEADERS, 'Content-Type': TYPES[extension] });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  pipeline(createReadStream(file), response, () => {}); // an error closes both; there is nobody left to tell
}

function refuse(
  response: ServerResponse,
  status: number,
  why: string,
  headers: Record<string, string> = {},
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { ...HEADERS, ...headers, 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${why}\n`);
}

/** A page of elsewhere whose name has been pointed at this machine sends its own name (DNS rebinding). */
function isLocal(request: IncomingMessage): boolean {
  const name = request.headers.host?.replace(/:\d+$/, '');
  return name === HOST || name === 'localhost';
}

/** Whether there is such a file; a link that leads out of its directory is none. */
async function isFile(path: string): Promise<boolean> {
  try {
    const [file, directory] = await Promise.all([realpath(path), realpath(dirname(path))]);
    return dirname(file) === directory && (await stat(file)).isFile();
  } catch {
    return false;
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((found, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE' ? new Error(`port ${port} is in use; name another, or 0 for any`) : error,
      );
    });
    server.listen(port, HOST, () => found((server.address() as AddressInfo).port));
  });
}
