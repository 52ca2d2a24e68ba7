/** Where results lie: one small JSON for each job in the repository, learned value functions beside it. */

import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Done } from './figure.js';
import type { ValueStore } from './jobs.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const RESULTS = join(ROOT, 'paper', 'results');
/** Not part of the repository: large, and made again by the job that learned them. */
const VALUES = join(ROOT, 'runs', 'figures');

function directoryOf(figure: string, quick: boolean): string {
  return quick ? join(RESULTS, figure, 'quick') : join(RESULTS, figure);
}

export function isDone(figure: string, job: string, quick: boolean): boolean {
  return existsSync(join(directoryOf(figure, quick), `${job}.json`));
}

/** Results of a figure, in the order of their names. */
export function readDone(figure: string, quick: boolean): Done[] {
  const directory = directoryOf(figure, quick);
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(directory, name), 'utf8')) as Done);
}

export function writeDone(done: Done): void {
  writeWhole(join(directoryOf(done.figure, done.quick), `${done.job}.json`), toJson(done));
}

export function picturePath(figure: string, quick: boolean): string {
  return join(directoryOf(figure, quick), 'figure.svg');
}

export function writeWhole(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.tmp`, content);
  renameSync(`${path}.tmp`, path);
}

export function valueStore(quick: boolean): ValueStore {
  const path = (figure: string, job: string) =>
    join(VALUES, figure, quick ? 'quick' : '', `${job}.safetensors`);
  return {
    read: (figure, job) => (existsSync(path(figure, job)) ? readFileSync(path(figure, job)) : undefined),
    write: (figure, job, bytes) => writeWhole(path(figure, job), bytes),
  };
}

/** Indented, but with each list of numbers on one line. */
function toJson(value: unknown): string {
  const text = JSON.stringify(value, null, 1);
  return `${text.replace(/\[[^[\]{}"]*\]/g, (list) => list.replace(/\s+/g, ''))}\n`;
}

/** The results page. */
export const REPORT = join(ROOT, 'paper', 'README.md');
