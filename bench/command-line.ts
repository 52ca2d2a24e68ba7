/** What the programs of benchmarks and figures share: their arguments, and what they say to wrong ones. */

import { type ParseArgsConfig, parseArgs } from 'node:util';

/** Says what was wrong and how the program is used; exit code 2. */
export type WrongUsage = (message: string) => never;

export function wrongUsageOf(usage: string): WrongUsage {
  return (message) => {
    console.error(`${message}\n${usage}`);
    process.exit(2);
  };
}

/** The arguments of this program, any number of names among them. */
export function readArguments<const Options extends NonNullable<ParseArgsConfig['options']>>(
  options: Options,
  wrongUsage: WrongUsage,
): ReturnType<typeof parseArgs<{ allowPositionals: true; options: Options }>> {
  try {
    return parseArgs({ allowPositionals: true, options });
  } catch (error) {
    return wrongUsage((error as Error).message);
  }
}
