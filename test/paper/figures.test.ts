import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { deviation, mean, means, median, spread } from '../../bench/statistics.js';
import type { Figure } from '../../paper/figure.js';
import { withoutRewardInPlans } from '../../paper/figures/fig3-value.js';
import { StandingWatch } from '../../paper/figures/getup.js';
import { figures } from '../../paper/figures.js';
import { shareOf } from '../../paper/jobs.js';
import { COLORS, meanAndSpread, picture } from '../../paper/plotting.js';
import { resultsPage } from '../../paper/report.js';
import { Mppi } from '../../src/planners/alone.js';
import type { StepReport } from '../../src/polo.js';
import { Random } from '../../src/random.js';
import { humanoidGetup } from '../../src/tasks/humanoid-getup.js';

test('every file that makes a figure is in the list, by its name', async () => {
  const listed = new Set<unknown>(figures);
  const found: string[] = [];
  for (const file of readdirSync('paper/figures')) {
    const module = await import(`../../paper/figures/${file.replace(/\.ts$/, '.js')}`);
    for (const made of Object.values<Partial<Figure> | undefined>(module)) {
      if (!made?.jobs || !made.verdict) continue;
      assert.ok(listed.has(made), `${file}: ${made.name}`);
      assert.is(file, `${made.name}.ts`);
      found.push(made.name!);
    }
  }
  assert.equal(found.sort(), figures.map(({ name }) => name).sort());
});

test('every job of a figure has a name of its own that can be a file', () => {
  for (const figure of figures) {
    for (const quick of [false, true]) {
      const ids = figure.jobs(quick).map(({ id }) => id);
      assert.ok(ids.length > 0, figure.name);
      assert.is(new Set(ids).size, ids.length, `${figure.name}: ${ids}`);
      for (const id of ids) assert.match(id, /^[a-z0-9][a-z0-9.-]*$/, figure.name);
    }
  }
});

test('the page is what the results say, and every result is a figure’s', () => {
  const page = readFileSync('paper/README.md', 'utf8');
  assert.is(page, resultsPage(figures), 'run npm run figure -- --report');
  for (const [, picture] of page.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g))
    assert.ok(existsSync(`paper/${picture}`), picture);
  assert.equal(readdirSync('paper/results').sort(), figures.map(({ name }) => name).sort());
});

test('quick runs cost less', () => {
  for (const figure of figures) {
    const [full, quick] = [false, true].map((quick) =>
      figure.jobs(quick).reduce((sum, job) => sum + job.cost, 0),
    );
    assert.ok(quick! < full!, `${figure.name}: ${quick} and ${full}`);
  }
});

test('shares are disjoint and together everything', () => {
  const jobs = Array.from({ length: 13 }, (_, i) => i);
  const shares = [1, 2, 3, 4, 5].map((index) => shareOf(jobs, { index, count: 5 }));
  assert.equal(
    shares.flat().sort((a, b) => a - b),
    jobs,
  );
  assert.ok(shares.every(({ length }) => length === 2 || length === 3));
});

test('statistics', () => {
  assert.is(mean([1, 2, 6]), 3);
  assert.is(median([5, 1, 3]), 3);
  assert.is(median([4, 1, 3, Number.POSITIVE_INFINITY]), 3.5);
  assert.is(deviation([1, 3]), Math.SQRT2);
  assert.is(deviation([7]), 0);
  assert.equal(means([1, 3, 5, 7, 9], 2), [2, 6, 9]);
  assert.is(spread([1, 3]), '2.00 ± 1.41 (2)');
  assert.is(spread([]), '–');
});

test('standing counts only when it is held for 50 steps on end within an episode', () => {
  const watched = (heights: readonly number[], episodeLength: number) => {
    const watch = new StandingWatch();
    heights.forEach((measure, i) => {
      const report = { step: i + 1, episodeStep: (i % episodeLength) + 1, measure } as StepReport;
      watch.watch(report, undefined as never);
    });
    return watch.stoodUpAfter;
  };
  const heights = (low: number, high: number) => [...new Array(low).fill(1.09), ...new Array(high).fill(1.1)];
  assert.is(watched(heights(10, 49), 1000), undefined);
  assert.is(watched(heights(10, 50), 1000), 11);
  assert.is(watched([...heights(10, 49), ...heights(1, 60)], 1000), 61);
  assert.is(watched(heights(10, 60), 40), undefined, 'a reset in between');
});

test('plans that see no reward return nothing, while the world goes on rewarding', async () => {
  const task = humanoidGetup({ physics: 'lanes' });
  const blind = withoutRewardInPlans(task);
  for (const [made, sees] of [
    [task, true],
    [blind, false],
  ] as const) {
    const planner = await Mppi.create(made, { horizon: 2, rollouts: 4 });
    const world = await made.createWorld(undefined as never);
    try {
      world.reset(new Random(1, 2));
      const state = new Float64Array(world.stateSize);
      world.getState(state);
      await planner.plan(state);
      assert.is(
        planner.returns.every((value) => value === 0),
        !sees,
      );
      world.step(new Float32Array(world.actionSize));
      assert.ok(world.reward() > 0);
    } finally {
      world.close?.();
      await planner.close();
    }
  }
});

test('a picture says what it shows, with every series and point drawn', () => {
  const series = [
    { name: 'a < b', color: COLORS.blue },
    { name: 'other', color: COLORS.red },
  ];
  const points = [1, 2].flatMap((x) => [0.1, 0.3].map((y) => ({ series: 'a < b', x, y })));
  const svg = picture('title & more', series, [
    [
      {
        title: 'panel',
        x: { label: 'time (s)' },
        y: { label: 'height (m)' },
        marks: meanAndSpread(points, series),
      },
    ],
  ]);
  for (const text of ['title &amp; more', 'a &lt; b', 'other', 'panel', 'time (s)', 'height (m)']) {
    assert.ok(svg.includes(text), text);
  }
  assert.is(svg.match(/<circle/g)?.length, 4 + 2, 'four points and two means');
  assert.ok(!/NaN|undefined/.test(svg));
});

test.run();
