/** Links between the pages of the repository lead somewhere. */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const DIRECTORIES = ['assembly', 'bench', 'demo', 'paper', 'scripts', 'src', 'test', 'view'];

const pages = [
  ...readdirSync('.').map(String),
  ...DIRECTORIES.flatMap((directory) =>
    readdirSync(directory, { recursive: true }).map((name) => join(directory, String(name))),
  ),
].filter((path) => path.endsWith('.md'));

/** Text outside of blocks and pieces of code. */
function prose(page: string): string {
  return readFileSync(page, 'utf8')
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/`[^`\n]*`/g, (code) => (code.includes('](') ? '' : code));
}

/** The anchors of a page's headings, as the usual Markdown renderers make them. */
function anchors(page: string): Set<string> {
  const headings = prose(page).matchAll(/^#{1,6} (.*)$/gm);
  return new Set(
    [...headings].map(([, text]) =>
      text!
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    ),
  );
}

test('every link to a file or heading of the repository has one', () => {
  let links = 0;
  for (const page of pages) {
    for (const [, target] of prose(page).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)) {
      const [path, anchor] = target!.split('#') as [string, string?];
      const file = path === '' ? page : join(dirname(page), path);
      assert.ok(existsSync(file), `${page}: ${target}`);
      if (anchor !== undefined && statSync(file).isFile()) {
        assert.ok(anchors(file).has(anchor), `${page}: no heading for ${target}`);
      }
      links++;
    }
  }
  assert.ok(links > 40, `${links} found`);
});

test.run();
