/**
 * Whether a worker of a page may import the module that a task's source names. Bundlers put all modules of a page into
 * one program, whose address `import.meta.url` then is (webpack even writes the path of the file as it was built): a
 * worker that imported it would run the whole page once more.
 */

import type { TaskSource } from '../worlds/world.js';

/** @returns what is wrong with the module, to follow its name in a sentence; undefined if nothing is known */
export async function whyNotImport(source: TaskSource): Promise<string | undefined> {
  if (!URL.canParse(source.module)) return undefined; // the name of a task of this package
  const url = withoutFragment(source.module);
  if (new URL(url).protocol === 'file:' && location.protocol !== 'file:') {
    return 'is a file of the machine on which this page was built';
  }
  if (pagePrograms().includes(url))
    return 'is the program of this page, which would run again in each worker';
  const name = source.export ?? 'default';
  if (await lacksExport(url, name)) return `has no export '${name}'`;
  return undefined;
}

/** Addresses of the page, or of the worker that this is, and of the scripts it has named. */
function pagePrograms(): string[] {
  const scripts = typeof document === 'undefined' ? [] : Array.from(document.scripts, ({ src }) => src);
  return [location.href, ...scripts].filter(Boolean).map(withoutFragment);
}

function withoutFragment(address: string): string {
  const url = new URL(address);
  url.hash = '';
  return url.href;
}

/**
 * Whether the text of a module shows that it has no such export, as the pieces of a page have none that a task module
 * has. It is not imported for that: its code would run. Where the text cannot be had, importing it will tell.
 */
async function lacksExport(url: string, name: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    const type = response.headers.get('content-type') ?? '';
    if (!response.ok || !/javascript|ecmascript/.test(type)) return false;
    const text = await response.text();
    if (name !== 'default') return !text.includes(name) && !/\bexport\s*\*/.test(text);
    return !/\bexport\s+default\b|\bas\s+default\b|\bexport\s*\{[^}]*\bdefault\b/.test(text);
  } catch {
    return false;
  }
}
