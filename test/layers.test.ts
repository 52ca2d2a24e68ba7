/** Which part may import which: the package stands alone, benchmarks use it, and the paper's figures use both. */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  src: ['src'],
  bench: ['bench', 'src'],
  paper: ['paper', 'bench', 'src'],
};

for (const [part, allowed] of Object.entries(MAY_IMPORT)) {
  test(`${part} imports from ${allowed.join(', ')} alone`, () => {
    let imports = 0;
    for (const name of readdirSync(part, { recursive: true }).map(String)) {
      if (!name.endsWith('.ts')) continue;
      const file = join(part, name);
      // `import … from`, `export … from` and `import(…)`; paths of their own only, not packages
      const found = readFileSync(file, 'utf8').matchAll(
        /(?:\bfrom\s+|\bimport\s*\(\s*|^import\s+)'(\.[^']*)'/gm,
      );
      for (const [, target] of found) {
        const [to] = join(dirname(file), target!).split(sep);
        assert.ok(allowed.includes(to!), `${file} imports ${target}`);
        imports++;
      }
    }
    assert.ok(imports > 30, `${imports} found`);
  });
}

test.run();
