// The examples of the README, as they stand there: each has a name, and is a file where it is to be run.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const README = fileURLToPath(new URL('../README.md', import.meta.url));
const EXAMPLE = /<!-- example: ([\w-]+)(?: file: ([\w.-]+))? -->\n```(?:js|xml)\n(.*?)```/gs;

/** @returns {{ name: string, file: string, code: string }[]} */
export function readmeExamples() {
  return [...readFileSync(README, 'utf8').matchAll(EXAMPLE)].map(([, name, file, code]) => ({
    name,
    file: file ?? `${name}.js`,
    code,
  }));
}

/** Writes the examples whose names begin with `prefix` into a folder, which is made. */
export function writeExamples(folder, prefix = '') {
  mkdirSync(folder, { recursive: true });
  for (const { name, file, code } of readmeExamples()) {
    if (name.startsWith(prefix)) writeFileSync(join(folder, file), code);
  }
}

/** A text with one place replaced. @throws if it is not there: then the README has changed, and who asks must too */
export function replaced(text, from, to) {
  if (!text.includes(from)) throw new Error(`the README does not say ${JSON.stringify(from)} any more`);
  return text.replace(from, to);
}

/** The task on several threads, in the shorter form that the README tells of: the module is its own source. */
export function shortForm(code) {
  return replaced(code, "module: 'drift'", 'module: import.meta.url');
}
