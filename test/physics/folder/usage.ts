/** The command line of the gates for a folder of models. */

import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../../../src/errors.js';
import { OptionError } from '../../../src/options.js';

export const USAGE = `usage: npm run test:models -- DIR [--json FILE] [--only NAME] [--quick]
  DIR     a folder of MJCF files (*.xml), each of which needs no other
  --json  writes a row for each model
  --only  this model alone, by its file's name without .xml; may be given again
  --quick fewer states and no timing: for a look while developing`;

export interface Arguments {
  /** Files by model, in the order of their names. */
  readonly files: ReadonlyMap<string, string>;
  readonly json: string | undefined;
  readonly quick: boolean;
  /** Whether some models of the folder are left out. */
  readonly part: boolean;
}

/** @throws OptionError in one line, also if the JSON file cannot be written */
export function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parse(args);
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1)
    throw new OptionError(
      `one DIR is needed, got ${positionals.length > 0 ? positionals.join(' ') : 'none'}`,
    );
  const all = models(folder);
  const only = values.only ?? [...all.keys()];
  for (const name of only) {
    if (!all.has(name)) throw new OptionError(`--only must name a model of ${folder}, got '${name}'`);
  }
  if (values.json !== undefined) checkWritable(values.json);
  const files = new Map([...all].filter(([name]) => only.includes(name)));
  return { files, json: values.json, quick: values.quick ?? false, part: values.only !== undefined };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'string' },
        only: { type: 'string', multiple: true },
        quick: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new OptionError(messageOf(error).split('. ')[0]!); // the rest is advice on dashes
  }
}

function models(folder: string): Map<string, string> {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    throw new OptionError(`DIR cannot be read: ${messageOf(error)}`);
  }
  const files = names.filter((name) => name.endsWith('.xml')).sort();
  if (files.length === 0) throw new OptionError(`DIR must hold MJCF files (*.xml), ${folder} has none`);
  return new Map(files.map((name) => [name.slice(0, -'.xml'.length), join(folder, name)]));
}

/** At once, not after half an hour. */
function checkWritable(file: string): void {
  try {
    writeFileSync(file, '[]\n');
  } catch (error) {
    throw new OptionError(`--json cannot be written: ${messageOf(error)}`);
  }
}
