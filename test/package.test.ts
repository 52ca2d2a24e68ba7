/** What is published, and what it brings along. */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const json = (path: string) => JSON.parse(readFileSync(`${ROOT}${path}`, 'utf8'));
const manifest = json('package.json');

interface LockEntry {
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly optional?: boolean;
}
const locked = Object.entries(json('package-lock.json').packages as Record<string, LockEntry>).filter(
  ([path]) => path !== '',
);

/** Licences that let anyone use, change and pass on what they are for, also in a closed program. */
const PERMISSIVE = [
  ...[
    'MIT',
    'ISC',
    'Apache-2.0',
    'BSD-2-Clause',
    'BSD-3-Clause',
    '0BSD',
    'CC0-1.0',
    'BlueOak-1.0.0',
    'MIT-0',
  ],
  ...['Python-2.0', 'Unlicense', 'Zlib'],
];
const isPermissive = (license = ''): boolean =>
  license
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((each) => PERMISSIVE.includes(each)));

test('one dependency, and one that is optional', () => {
  assert.equal(Object.keys(manifest.dependencies), ['comlink']);
  assert.equal(Object.keys(manifest.peerDependencies), ['@mujoco/mujoco']);
  assert.is(manifest.peerDependenciesMeta['@mujoco/mujoco'].optional, true);
});

test('every package, of development too, has a permissive licence', () => {
  assert.ok(locked.length > 10);
  const others = locked.filter(([, { license }]) => !isPermissive(license));
  assert.equal(
    others.map(([path, { license }]) => `${path}: ${license}`),
    [],
  );
});

test('what the replay page is bundled with comes with its licence', () => {
  const text = readFileSync(`${ROOT}dist/view/page/LICENSES.txt`, 'utf8');
  assert.match(text, /^three \d+\.\d+\.\d+ \(MIT\)\n\n.*Permission is hereby granted/ms);
  const bundled = [...readFileSync(`${ROOT}dist/view/page/viewer.js`, 'utf8').matchAll(/^([\w@-]+)\/.*:$/gm)];
  assert.ok(bundled.length > 0);
  for (const [, name] of bundled) assert.match(text, new RegExp(`^${name} `, 'm'));
});

test('nothing that ships runs a program when it is installed', () => {
  for (const hook of ['preinstall', 'install', 'postinstall']) assert.not.ok(hook in manifest.scripts, hook);
  const shipped = locked.filter(([, { dev, devOptional }]) => !dev && !devOptional);
  assert.ok(shipped.some(([path]) => path === 'node_modules/comlink'));
  assert.equal(
    shipped.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path),
    [],
  );
});

test('a worker of a browser loads nothing by a bare name, which no import map of the page would resolve', () => {
  const seen = new Set<string>();
  const bare: string[] = [];
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const text = readFileSync(`${ROOT}dist/${path}`, 'utf8');
    for (const [, from] of text.matchAll(/^(?:import|export)\b[^'"]*?\bfrom ['"]([^'"]+)['"]/gm)) {
      if (from!.startsWith('.')) visit(join(path, '..', from!));
      else bare.push(`${path}: ${from}`);
    }
  };
  for (const entry of ['workers/entry-web.js', 'worker.js']) visit(entry);
  assert.equal(bare, []);
  assert.ok(seen.has('tasks/resolve.js'));
  assert.match(readFileSync(`${ROOT}dist/workers/LICENSES.txt`, 'utf8'), /^comlink \d.*Apache License/ms);
});

test('the physics in the lanes is a file that nothing imports before a packed model is loaded', () => {
  const statically = (entry: string): Set<string> => {
    const seen = new Set<string>();
    const visit = (path: string): void => {
      if (seen.has(path)) return;
      seen.add(path);
      const text = readFileSync(`${ROOT}dist/${path}`, 'utf8');
      for (const [, from] of text.matchAll(/^(?:import|export)\b[^'"]*?['"](\.[^'"]+)['"]/gm))
        visit(join(path, '..', from!));
    };
    visit(entry);
    return seen;
  };
  for (const entry of ['index.js', 'mujoco.js', 'kernels/index.js', 'worker.js', 'workers/entry-web.js'])
    assert.not.ok(statically(entry).has('kernels/physics.generated.js'), entry);
  assert.ok(statically('index.js').has('kernels/wasm.generated.js'));
  assert.not.ok(statically('index.js').has('kernels/physics.js'), 'nor its facade, in the core');
  assert.match(
    readFileSync(`${ROOT}dist/kernels/load-physics.js`, 'utf8'),
    /import\('\.\/physics\.generated\.js'\)/,
  );
});

interface Packed {
  readonly path: string;
  readonly mode: number;
}

function pack(): { files: Packed[]; unpackedSize: number } {
  const text = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(text)[0];
}

const PAGE = ['index.html', 'viewer.css', 'viewer.js', 'LICENSES.txt'].map(
  (name) => `dist/view/page/${name}`,
);

test('packed: the sources, what is built from them, and nothing else', () => {
  const { files, unpackedSize } = pack();
  const paths = files.map(({ path }) => path);
  const sources = paths.filter((path) => /^src\/.*\.ts$/.test(path));
  assert.ok(sources.length > 50);
  const built = sources.flatMap((path) => {
    const name = path.replace(/^src/, 'dist').replace(/(\.d)?\.ts$/, '');
    return path.endsWith('.d.ts') ? [] : [`${name}.js`, `${name}.d.ts`];
  });
  const kernels = paths.filter((path) => /^assembly\/.*\.(ts|mjs)$/.test(path));
  const expected = [
    ...['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE', 'assembly/tsconfig.json'],
    ...['dist/polo.wasm', 'dist/polo.wasm.d.ts', 'dist/physics.wasm', 'dist/physics.wasm.d.ts'],
    'dist/workers/LICENSES.txt',
    ...['assembly/physics/README.md', 'src/tasks/README.md'],
    ...[...sources, ...built, ...kernels, ...PAGE],
  ];
  const difference = (a: string[], b: string[]): string[] => a.filter((path) => !b.includes(path)).sort();
  assert.equal(
    difference(paths, expected),
    [],
    'not meant to be packed; if built from a source that is gone, remove dist and build',
  );
  assert.equal(difference(expected, paths), [], 'missing: build first');
  for (const name of ['wasm', 'physics']) assert.ok(paths.includes(`src/kernels/${name}.generated.ts`));
  assert.ok(unpackedSize < 6e6, `${unpackedSize} bytes`);
  const cli = files.find(({ path }) => path === 'dist/cli.js');
  assert.is(cli!.mode & 0o111, 0o111, 'the command can be executed');
});

test('what is packed imports nothing but itself, the runtime, comlink and MuJoCo', () => {
  const known = /^(\.{1,2}\/|node:|comlink(\/|$)|@mujoco\/mujoco$)/;
  const strange: string[] = [];
  for (const name of readdirSync(`${ROOT}dist`, { recursive: true }) as string[]) {
    if (!name.endsWith('.js') || name.startsWith('view/page')) continue;
    const text = readFileSync(`${ROOT}dist/${name}`, 'utf8');
    for (const [, from] of text.matchAll(/^(?:import|export)\b[^'"]*?\bfrom ['"]([^'"]+)['"]/gm))
      if (!known.test(from!)) strange.push(`${name}: ${from}`);
    for (const [, from] of text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g))
      if (!known.test(from!)) strange.push(`${name}: ${from}`);
  }
  assert.equal(strange, []);
});

test('files beside a module are named literally: of a variable webpack makes a module that throws as it is loaded', () => {
  const addresses = (readdirSync(`${ROOT}dist`, { recursive: true }) as string[])
    .filter((name) => name.endsWith('.js') && !name.startsWith('view/page'))
    .flatMap((name) => [
      ...readFileSync(`${ROOT}dist/${name}`, 'utf8').matchAll(/new URL\(([^()]*), import\.meta\.url\)/g),
    ])
    .map(([, address]) => address!);
  assert.ok(addresses.includes("'./entry-web.js'"));
  assert.equal(
    addresses.filter((address) => !/^(['"])[^'"]*\1$/.test(address)),
    [],
  );
});

test('types, exports and files are what publint and attw hold to be right', () => {
  const folder = mkdtempSync(join(tmpdir(), 'polo-packed-'));
  const run = (program: string, args: string[]): string =>
    execFileSync(program, args, { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' });
  try {
    const [packed] = JSON.parse(
      run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]),
    );
    const file = join(folder, packed.filename);
    const check = (tool: string, args: string[]): string =>
      run(join(ROOT, 'node_modules', '.bin', tool), args);
    assert.match(check('publint', [file, '--strict']), /All good!/);
    // A package of ES modules: who asks for it with `require` has to import it.
    const { analysis } = JSON.parse(check('attw', [file, '--profile', 'esm-only', '--format', 'json']));
    assert.equal(Object.keys(analysis.entrypoints).sort(), Object.keys(manifest.exports).sort());
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('every address of the package leads to a file', () => {
  for (const [name, target] of Object.entries(manifest.exports as Record<string, string | object>)) {
    for (const path of typeof target === 'string' ? [target] : Object.values(target))
      assert.ok(existsSync(`${ROOT}${path}`), `${name}: ${path}`);
  }
  assert.ok(existsSync(`${ROOT}${manifest.bin.polo}`));
});

test.run();
