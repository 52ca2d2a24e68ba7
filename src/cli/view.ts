/** `polo view DIR [DIR]`: serves the replay of a recording, or of two side by side. */

import { parseArgs } from 'node:util';
import { checkInteger, OptionError } from '../options.js';
import { serveRecording } from '../view/server.js';

export async function view(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: { port: { type: 'string' } },
    allowPositionals: true,
  });
  if (positionals.length < 1 || positionals.length > 2)
    throw new OptionError('view takes one DIR, the directory of a recorded run, or two to compare');
  const port =
    values.port === undefined ? 0 : checkInteger('--port', Number(values.port), { min: 0, max: 65535 });
  const server = await serveRecording(positionals, { port });
  process.stdout.write(`${server.url}\n`);
  process.stderr.write('press Ctrl-C to stop\n');
  await new Promise((stop) => {
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
  await server.close();
  return 0;
}
