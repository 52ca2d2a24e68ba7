import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { taskEntries } from '../../src/tasks/registry.js';
import { resolveTask } from '../../src/tasks/resolve.js';
import { plain } from '../workers/fixtures/mischief.js';
import { messageOf } from '../workers/requests.js';

const fixture = new URL('../workers/fixtures/mischief.js', import.meta.url).href;

test('every task of the package can be made by its name, and carries its source', async () => {
  for (const { name } of taskEntries) {
    const task = await resolveTask({ module: name });
    assert.is(task.name, name);
    assert.is(task.source?.module, name);
  }
});

test('a module makes a task from the options', async () => {
  const task = await resolveTask({ module: fixture, options: { differs: true } });
  assert.is(task.name, 'mischief');
  assert.equal(task.source, { module: fixture, options: { differs: true } });
});

test('a module may export the task itself; a copy of it gets the source', async () => {
  const source = { module: fixture, export: 'plain' };
  const task = await resolveTask(source);
  assert.is(task.name, 'plain');
  assert.equal(task.source, source);
  assert.is(task.createBatchWorld, undefined);
  assert.is(plain.source, undefined);
});

test('a task of a class keeps what is its own', async () => {
  const text = `class Ice {
    #depth = 3;
    name = 'ice';
    episode = 7;
    createWorld() { return this.#depth; }
    createBatchWorld() { return -this.#depth; }
  }
  export default Object.freeze(new Ice());`;
  const module = `data:text/javascript,${encodeURIComponent(text)}`;
  const task = await resolveTask({ module });
  assert.is(task.source?.module, module);
  assert.is(task.episode, 7);
  assert.is(task.createWorld(undefined as never) as unknown, 3);
  assert.is(task.createBatchWorld!(undefined as never) as unknown, -3);
});

test('a served factory makes the task from the options; its name has come from the caller', async () => {
  const source = { module: 'mischief', options: { differs: true } };
  const task = await resolveTask(source, { mischief: (await import(fixture)).default, plain });
  assert.is(task.name, 'mischief');
  assert.equal(task.source, { module: fixture, options: { differs: true } });
  assert.equal((await resolveTask({ module: 'plain' }, { plain })).source, { module: 'plain' });
  assert.match(
    await messageOf(resolveTask({ module: 'no' }, { plain })),
    /^unknown task 'no'; known tasks: plain, /,
  );
  assert.is(
    await messageOf(resolveTask({ module: 'a' }, { a: (() => 1) as never })),
    "served task 'a' must be a task (an object with name and createWorld) or a function that makes one",
  );
});

test('a source that only a worker of a page knows gives way to the module that was asked for', async () => {
  const text = `export default () => ({ name: 'ice', source: { module: 'ice' }, createWorld() {} })`;
  const module = `data:text/javascript,${encodeURIComponent(text)}`;
  assert.equal((await resolveTask({ module })).source, { module });
});

test('a module that belongs to a page is told from one with a mistake', async () => {
  const load = (text: string) =>
    messageOf(resolveTask({ module: `data:text/javascript,${encodeURIComponent(text)}` }));
  for (const program of ['document.title', 'window.x = 1', 'localStorage.clear()'])
    assert.match(await load(program), / is not defined; a worker has no page, .*\(serveTasks of polo-mpc/);
  assert.match(await load('documents.title'), /: documents is not defined$/);
});

test('errors name the task or module at fault', async () => {
  assert.is(
    await messageOf(resolveTask({ module: 'humanoid' })),
    `unknown task 'humanoid'; known tasks: ${taskEntries.map(({ name }) => name).join(', ')}, or the path of a module`,
  );
  assert.is(
    await messageOf(resolveTask({ module: fixture, export: 'walk' })),
    `task module ${fixture} has no export 'walk'`,
  );
  assert.is(
    await messageOf(resolveTask({ module: fixture, export: 'fails' })),
    `task module ${fixture}: fails failed: no wheels`,
  );
  assert.is(
    await messageOf(resolveTask({ module: fixture, export: 'notATask' })),
    `task module ${fixture}: export 'notATask' must be a task (an object with name and createWorld) or a function that makes one`,
  );
  const broken = `data:text/javascript,${encodeURIComponent('throw new Error("no axle")')}`;
  assert.is(
    await messageOf(resolveTask({ module: broken })),
    `task module ${broken} cannot be loaded: no axle`,
  );
  assert.match(
    await messageOf(resolveTask({ module: new URL('./nowhere.js', import.meta.url).href })),
    /nowhere\.js cannot be loaded: /,
  );
});

test.run();
