/**
 * Which file a model means: MuJoCo's own rules, for models on disk and for files given by name. What is right was taken
 * from native MuJoCo 3.14.
 */

import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readModel } from '../../src/tasks/model-files.js';
import type { ModelFiles } from '../../src/worlds/mujoco/folder.js';
import { compileModel, loadMujoco } from '../../src/worlds/mujoco/module.js';
import { loaded, stl } from './layouts/assets.js';
import { type Layout, mesh, model, one } from './layouts/layout.js';
import { layouts } from './layouts/layouts.js';

const mujoco = await loadMujoco();
const root = mkdtempSync(join(tmpdir(), 'polo-files-'));
test.after(() => rmSync(root, { recursive: true, force: true }));

/** Writes files below a folder of their own and returns the path of the model among them. */
let folders = 0;
function put(files: Layout['files'], main = 'm.xml'): string {
  const folder = join(root, String(folders++));
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content.replaceAll('ROOT', folder) : content);
  }
  return join(folder, main);
}

/** What is loaded, or what the refusal says. */
function outcome(xml: string, files: ModelFiles): string {
  try {
    const model = compileModel(mujoco, xml, files);
    try {
      return loaded(model);
    } finally {
      model.delete();
    }
  } catch (error) {
    return `refused: ${(error as Error).message}`;
  }
}

function fromDisk(path: string): string {
  const { xml, files } = readModel(path);
  return outcome(xml, files);
}

/** The same files given by their names: absolute ones if a text has an absolute one, else relative to the model. */
function given({ files, main = 'm.xml' }: Layout): string {
  const texts = Object.values(files).filter((content) => typeof content === 'string');
  const folder = texts.some((text) => text.includes('ROOT')) ? '/somewhere/else' : '';
  const from = posix.dirname(main);
  const bytes = Object.entries(files)
    .filter(([name]) => name !== main)
    .map(([name, content]) => [
      folder ? `${folder}/${name}` : posix.relative(from, name),
      typeof content === 'string' ? new TextEncoder().encode(content.replaceAll('ROOT', folder)) : content,
    ]);
  return outcome((files[main] as string).replaceAll('ROOT', folder), Object.fromEntries(bytes));
}

for (const layout of layouts) {
  test(layout.name, () => {
    for (const found of [fromDisk(put(layout.files, layout.main)), given(layout)]) {
      if (typeof layout.right === 'string') assert.is(found, layout.right);
      else assert.match(found, layout.right);
      if (layout.right instanceof RegExp)
        assert.match(found, /^refused: the MuJoCo model .*does not compile: /);
    }
  });
}

test('a model on disk and its folders may be links', () => {
  const path = put({
    'm.xml': one('meshdir="../bag"'),
    '../real/bag/t.stl': stl(2),
    '../real/t.stl': stl(1),
  });
  symlinkSync(join(root, 'real', 'bag'), join(root, 'bag'));
  assert.is(fromDisk(path), 'mesh 2');
  const link = join(root, 'linked.xml');
  symlinkSync(path, link);
  // The folder is that of the link, as MuJoCo has it.
  assert.match(fromDisk(link), /^refused: .*opening file '\.\.\/bag\/t\.stl'/);
});

test('a file that is changed, or has the name of another model’s, is never taken for the earlier one', () => {
  const path = put({ 'm.xml': one(''), 't.stl': stl(1) });
  for (const edge of [1, 2, 3, 1]) {
    writeFileSync(join(path, '../t.stl'), stl(edge));
    assert.is(fromDisk(path), `mesh ${edge}`);
    assert.is(outcome(one(''), { 't.stl': stl(4 * edge) }), `mesh ${4 * edge}`);
  }
});

test('a mesh is as its model says, whatever a model before said of the same file', () => {
  const ways = ['', 'refpos="1 2 3"', 'refquat="0 1 0 0"', 'refpos="1 2 3"', ''];
  const centre = (attributes: string) => {
    const compiled = compileModel(mujoco, one('').replace('file=', `${attributes} file=`), {
      't.stl': stl(4),
    });
    const at = [...compiled.body_ipos.subarray(3, 6)].map(Math.round);
    compiled.delete();
    return at;
  };
  // A quarter of the edges from the corner; half a turn about x.
  const turned = [1, -1, -1];
  const right = [[1, 1, 1], [0, -1, -2], turned, [0, -1, -2], [1, 1, 1]];
  assert.equal(ways.map(centre), right);
  const both = model('', mesh('t.stl', 'a') + mesh('t.stl', 'b').replace('/>', ' refpos="1 2 3"/>'), [
    'a',
    'b',
  ]);
  const compiled = compileModel(mujoco, both, { 't.stl': stl(4) });
  assert.equal([...compiled.body_ipos.subarray(3, 9)].map(Math.round), [1, 1, 1, 0, -1, -2], 'in one model');
  compiled.delete();
});

test('all worlds of a task have the files as they were first read', () => {
  const path = put({ 'm.xml': one(''), 't.stl': stl(1) });
  const { xml, files } = readModel(path);
  assert.is(outcome(xml, files), 'mesh 1');
  writeFileSync(join(path, '../t.stl'), stl(2));
  assert.is(outcome(xml, files), 'mesh 1');
});

test('a refusal says in one line which model it is and where the file was looked for', () => {
  const path = put({
    'm.xml': '<mujoco><include file="robot/r.xml"/></mujoco>',
    'robot/r.xml': '<mujoco><include file="gone.xml"/></mujoco>',
  });
  const folder = dirname(path);
  // MuJoCo counts no lines in what is included.
  assert.is(
    fromDisk(path),
    `refused: the MuJoCo model ${path} does not compile: XML Error: Error opening file '${folder}/robot/gone.xml' ` +
      `Element 'include', line 0; not there: '${folder}/gone.xml', '${folder}/robot/gone.xml'`,
  );
});

test('a file that cannot be read says why', () => {
  const path = put({ 'm.xml': one(''), 't.stl': stl(1) });
  const { xml, files } = readModel(path);
  const refuse = (why: () => { unreadable: string }) =>
    outcome(xml, {
      ...files,
      path: '/m.xml',
      show: undefined,
      find: (asked) => (asked === '/t.stl' ? why() : undefined),
    });
  assert.match(
    refuse(() => ({ unreadable: 'a broken disk' })),
    /; '\/t\.stl' cannot be read: a broken disk$/,
  );
  const broken = () => {
    throw new Error('out of reach');
  };
  assert.match(refuse(broken), /; '\/t\.stl' cannot be read: out of reach$/);
  if (process.getuid?.() === 0) return; // who may read everything
  chmodSync(join(path, '../t.stl'), 0);
  assert.match(fromDisk(path), /; '[^']*t\.stl' cannot be read: EACCES/);
});

test('of files given by name, a path is the path from the model', () => {
  const xml = one('meshdir="bag"');
  const right = { 'bag/t.stl': stl(2) };
  assert.is(outcome(xml, right), 'mesh 2');
  for (const other of ['t.stl', 'x/t.stl', '../t.stl', 'BAG/T.STL']) {
    assert.is(outcome(xml, { [other]: stl(1), ...right }), 'mesh 2');
    assert.is(outcome(xml, { ...right, [other]: stl(1) }), 'mesh 2');
    assert.match(
      outcome(xml, { [other]: stl(1) }),
      new RegExp(`opening file 'bag/t.stl'; not there: 'bag'; the files given are '${other}'$`),
    );
  }
  assert.match(outcome(xml, {}), /; no files were given$/);
  const nested = { 'robot/r.xml': new TextEncoder().encode('<mujoco><include file="gone.xml"/></mujoco>') };
  assert.match(
    outcome('<mujoco><include file="robot/r.xml"/></mujoco>', nested),
    /opening file 'robot\/gone\.xml' Element 'include', line 0; not there: 'gone\.xml', 'robot\/gone\.xml'; the/,
  );
  for (const name of ['./bag//t.stl', 'bag\\t.stl', 'x/../bag/t.stl']) {
    assert.is(outcome(xml, { [name]: stl(3) }), 'mesh 3');
    assert.match(outcome(xml, { [name]: stl(3), ...right }), /files: '.*' and 'bag\/t\.stl' are one file/);
  }
});

test('a given file may have any name, that of the model too', () => {
  const xml = '<mujoco><include file="model.xml"/><include file="find"/></mujoco>';
  const files = {
    'model.xml': new TextEncoder().encode(one('', 't.stl')),
    find: new TextEncoder().encode('<mujoco><option timestep="0.1"/></mujoco>'),
    't.stl': stl(1),
  };
  assert.is(outcome(xml, files), 'mesh 1');
  assert.match(
    outcome(xml, { ...files, 't.stl': 'text' as unknown as Uint8Array }),
    /files: 't\.stl' must be a Uint8Array, got 'text'/,
  );
  for (const name of ['bag', '', './/']) {
    assert.match(
      outcome(xml, { [name]: stl(1), 'bag/t.stl': stl(1) }),
      new RegExp(`files: '${name}' is the name of a folder`),
    );
  }
  assert.match(
    outcome(xml, { path: 'm.xml', find: () => undefined }),
    /files\.path must begin with '\/', got 'm\.xml'/,
  );
});

test('a refusal shows names with quotes, and files of attached models', () => {
  assert.match(outcome(one('', "it's.stl"), {}), /opening file 'it's\.stl'; not there: 'it's\.stl'/);
  const child = '<mujoco><asset><model name="c" file="c.xml"/></asset></mujoco>';
  assert.match(outcome(child, {}), /opening file 'c\.xml'.*; not there: .*'c\.xml'; no files/);
});

test('MuJoCo’s own file system is as it was, after a refusal too', () => {
  const { FS } = mujoco;
  const before = [FS.root, FS.readdir('/')];
  const nodes = () => FS.nameTable.filter(Boolean).length;
  const count = nodes();
  fromDisk(put({ 'm.xml': one(''), 't.stl': stl(1) }));
  fromDisk(put({ 'm.xml': one('') }));
  assert.is(FS.root, before[0]);
  assert.equal(FS.readdir('/'), before[1]);
  assert.is(nodes(), count);
});

test.run();
