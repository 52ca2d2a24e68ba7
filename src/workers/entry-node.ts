/** The worker's program in Node, Deno and Bun. */

import { parentPort } from 'node:worker_threads';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { serve } from './entry.js';

if (!parentPort) throw new Error('entry-node.js is a worker and does not run by itself');
serve(nodeEndpoint(parentPort));
