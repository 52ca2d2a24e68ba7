import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadKernels } from '../../src/kernels/load.js';
import { Random } from '../../src/random.js';
import { MAZES, parseMaze } from '../../src/tasks/maze.js';
import { pointMassBox, pointMassMaze } from '../../src/tasks/point-mass.js';
import { wallsOf } from '../../src/worlds/equations/plane.js';
import type { PointMassWorld } from '../../src/worlds/equations/point-mass.js';
import type { Task } from '../../src/worlds/world.js';

const kernels = await loadKernels();
const saying = (text: string) => (error: Error) => error.message.includes(text);
const random = new Random(4, 1000);

async function worldOf(task: Task): Promise<PointMassWorld> {
  const world = (await task.createWorld(kernels)) as PointMassWorld;
  world.reset();
  return world;
}

const state = (world: PointMassWorld) => {
  const out = new Float64Array(4);
  world.getState(out);
  return [...out];
};

test('the mazes: rectangles with closed borders, every free cell reached, walls tile exactly the wall cells', () => {
  for (const [name, text] of Object.entries(MAZES)) {
    const plane = parseMaze(text);
    const { columns, rows, free, start } = plane;
    const walls = wallsOf(plane);
    assert.is(columns, name === 'corridors' ? 11 : 13);
    assert.is(rows, columns);
    for (let k = 0; k < columns; k++) {
      for (const cell of [k, (rows - 1) * columns + k, k * columns, k * columns + columns - 1]) {
        assert.is(free[cell], 0, `${name} is open at its border`);
      }
    }
    const size = 2.8 / columns;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const x = -1.4 + (column + 0.5) * size;
        const y = 1.4 - (row + 0.5) * size;
        let inside = 0;
        for (let w = 0; w < walls.length; w += 4) {
          if (x > walls[w]! && y > walls[w + 1]! && x < walls[w + 2]! && y < walls[w + 3]!) inside++;
        }
        assert.is(inside, 1 - free[row * columns + column]!, `${name}, row ${row}, column ${column}`);
      }
    }
    assert.ok(start.every((v) => Math.abs(v) < 1.4));
  }
});

test('no seam between walls: the border of two wall cells lies inside a wall', () => {
  for (const text of Object.values(MAZES)) {
    const plane = parseMaze(text);
    const { columns, rows, free } = plane;
    const walls = wallsOf(plane);
    const size = 2.8 / columns;
    const inside = (x: number, y: number) => {
      for (let w = 0; w < walls.length; w += 4) {
        if (x > walls[w]! && y > walls[w + 1]! && x < walls[w + 2]! && y < walls[w + 3]!) return true;
      }
      return false;
    };
    // The upper edges of the walls are exactly the lines of the grid.
    const lines = (offset: number) => [...new Set(walls.filter((_, i) => i % 4 === offset))];
    for (const x of lines(2)) {
      const column = Math.round((x + 1.4) / size); // the cell right of the line
      for (let row = 0; row < rows && column < columns; row++) {
        const both = !free[row * columns + column - 1] && !free[row * columns + column];
        if (both) assert.ok(inside(x, 1.4 - (row + 0.5) * size), `a seam at x = ${x}, row ${row}`);
      }
    }
    for (const y of lines(3)) {
      const row = Math.round((1.4 - y) / size); // the cell below the line
      for (let column = 0; column < columns && row > 0; column++) {
        const both = !free[(row - 1) * columns + column] && !free[row * columns + column];
        if (both) assert.ok(inside(-1.4 + (column + 0.5) * size, y), `a seam at y = ${y}, column ${column}`);
      }
    }
  }
});

test('maps that make no sense are refused', () => {
  assert.throws(() => parseMaze('...\n..'), saying('row 2 has 2 cells, not 3'));
  assert.throws(() => parseMaze('.#\n.x'), saying("got 'x' in row 2"));
  assert.throws(() => parseMaze('SS'), saying("at most one 'S'"));
  assert.throws(() => parseMaze('##\n##'), saying('must have a free cell'));
  assert.throws(() => parseMaze(''), saying('must have a free cell'));
  assert.throws(() => parseMaze('.#.'), saying('row 1, column 3'));
  assert.throws(
    () => pointMassMaze({ map: 'spiral' }),
    saying("map must be corridors, rooms, u-trap, random or a text map of '#' and '.', got 'spiral'"),
  );
  assert.throws(() => pointMassMaze({ map: 3 as never }), saying('got 3'));
  assert.throws(() => pointMassBox({ damping: -1 }), saying('damping must be a finite number ≥ 0, got -1'));
  assert.throws(() => pointMassBox({ map: 'rooms' } as never), saying("no option 'map'"));
});

test('tasks can be made again from their source', () => {
  for (const task of [
    pointMassBox({ damping: 0.1 }),
    pointMassMaze({ map: 'rooms' }),
    pointMassMaze({ map: 'random', mazeSeed: 3 }),
    pointMassMaze(),
  ]) {
    assert.is(task.source?.module, task.name);
    assert.equal(JSON.parse(JSON.stringify(task.source?.options)), task.source?.options);
  }
  assert.equal(pointMassMaze({ map: 'rooms' }).source?.options, { map: 'rooms' });
});

test('start, observation, bounds and reward', async () => {
  const box = await worldOf(pointMassBox());
  assert.equal(state(box), [0, 0, 0, 0]);
  const maze = await worldOf(pointMassMaze({ map: '...\n.#S' }));
  const [x, y, vx, vy] = state(maze) as [number, number, number, number];
  assert.ok(Math.abs(x - 2.8 / 3) < 1e-6 && Math.abs(y + 0.7) < 1e-6);
  assert.equal([vx, vy], [0, 0]);
  const observation = new Float32Array(2);
  maze.observe(observation);
  assert.ok(
    Math.abs(observation[0]! - (x / 1.4) * 5) < 1e-5 && Math.abs(observation[1]! - (y / 1.4) * 5) < 1e-5,
  );
  maze.step(Float32Array.of(1, 1));
  assert.is(maze.reward(), 0);
  assert.equal(
    [maze.actionLow, maze.actionHigh],
    [
      [-1, -1],
      [1, 1],
    ],
  );
});

test('coverage counts free cells that were stepped into, once each', async () => {
  const world = await worldOf(pointMassMaze({ map: 'S...\n####' }));
  assert.is(world.measure(), 0.25);
  const seen: number[] = [];
  for (let t = 0; t < 150; t++) {
    world.step(Float32Array.of(1, 0));
    seen.push(world.measure());
  }
  assert.equal([...new Set(seen)], [0.25, 0.5, 0.75, 1]);
  // It runs against the right wall of the world and stays there.
  assert.equal(state(world).slice(0, 1), [Math.fround(1.4)]);
  world.reset();
  assert.is(world.measure(), 1, 'coverage is that of the whole run');
});

test('setState does not count; memory goes out and in', async () => {
  const task = pointMassMaze();
  const world = await worldOf(task);
  const before = world.measure();
  world.setState(Float64Array.of(1, 1, 0, 0));
  assert.is(world.measure(), before);
  for (let t = 0; t < 60; t++) world.step(Float32Array.of(random.uniform(-1, 1), 1));
  const other = await worldOf(task);
  other.setMemory(world.getMemory());
  const saved = new Float64Array(4);
  world.getState(saved);
  other.setState(saved);
  assert.ok(world.measure() > before);
  for (let t = 0; t < 200; t++) {
    const action = Float32Array.of(random.uniform(-1, 1), Math.sin(t / 20));
    world.step(action);
    other.step(action);
    assert.is(other.measure(), world.measure());
    assert.equal(state(other), state(world));
  }
  assert.throws(() => other.setMemory(new Uint8Array(3)), saying('memory must have 121 bytes, got 3'));
});

test('batched rollouts have the bits of the world, for plans of any size', async () => {
  for (const task of [pointMassBox(), pointMassMaze(), pointMassMaze({ map: 'rooms', damping: 0.1 })]) {
    const world = await worldOf(task);
    const batch = await task.createBatchWorld!(kernels);
    const plans = 3;
    const rolloutsPerPlan = 5;
    const steps = 40;
    const groups = 4; // 16 rollouts for 15: one padding lane
    const states = new Float64Array(plans * 4);
    for (let plan = 0; plan < plans; plan++) {
      for (let t = 0; t < 30; t++) world.step(Float32Array.of(random.uniform(-1, 1), random.uniform(-1, 1)));
      world.getState(states.subarray(plan * 4, plan * 4 + 4));
    }
    const actions = kernels.arena.f32(groups * steps * 2 * 4);
    for (let i = 0; i < actions.length; i++) actions.view[i] = i < 8 ? 1 : random.uniform(-1, 1);
    const rewards = kernels.arena.f32(groups * steps * 4);
    rewards.view.fill(5);
    const observations = kernels.arena.f32(groups * 4 * 2);
    const request = { states, plans, rolloutsPerPlan, steps, actions: actions.pointer };
    batch!.rollout({
      ...request,
      firstRollout: 0,
      groups,
      rewards: rewards.pointer,
      observations: observations.pointer,
    });
    assert.ok(rewards.view.every((r) => r === 0));
    const observed = new Float32Array(2);
    for (let r = 0; r < 16; r++) {
      const plan = Math.min(Math.floor(r / rolloutsPerPlan), plans - 1);
      world.setState(states.subarray(plan * 4, plan * 4 + 4));
      for (let t = 0; t < steps; t++) {
        const base = ((r >> 2) * steps + t) * 8 + (r & 3);
        world.step(Float32Array.of(actions.view[base]!, actions.view[base + 4]!));
      }
      world.observe(observed);
      assert.equal([...observations.view.subarray(2 * r, 2 * r + 2)], [...observed], `rollout ${r}`);
    }
    // The last two groups alone.
    const part = kernels.arena.f32(2 * 4 * 2);
    const partActions = actions.pointer + 2 * steps * 8 * 4;
    batch!.rollout({
      ...request,
      firstRollout: 8,
      groups: 2,
      actions: partActions,
      rewards: rewards.pointer,
      observations: part.pointer,
    });
    assert.equal([...part.view], [...observations.view.subarray(16)]);
  }
});

test('the scene: fixed walls and one moving mass', async () => {
  const world = await worldOf(pointMassMaze());
  const { shapes } = world.scene();
  assert.is(shapes.filter((s) => !s.pose).length, 1);
  assert.ok(shapes.every((s) => !s.pose || s.pose.length === 7));
  assert.ok(shapes.every((s) => s.size.every((v) => v >= 0 && Number.isFinite(v))));
  const pose = new Float32Array(7);
  world.poses(pose);
  assert.equal([...pose.subarray(0, 2)], state(world).slice(0, 2));
  assert.is(pose[3], 1);
});

test.run();
