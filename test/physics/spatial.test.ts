import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Draws } from './states.js';

// The helpers of assembly/physics are inlined in the package's module: here they are compiled by themselves.
const root = fileURLToPath(new URL('../../../', import.meta.url));

async function compile(
  ...files: string[]
): Promise<{ run: Record<string, (...pointers: number[]) => void>; memory: Float32Array }> {
  let wasm: Uint8Array | undefined;
  const settings = [
    '-O2',
    '--runtime',
    'stub',
    '--importMemory',
    '--enable',
    'simd',
    '--disableWarning',
    '112',
  ];
  const { error, stderr } = await asc.main(
    [...files, '--baseDir', root, '--config', 'none', ...settings, '-o', 'out.wasm'],
    {
      writeFile: (_name, bytes) => {
        wasm = bytes as Uint8Array;
      },
    },
  );
  if (error) throw new Error(`${error}: ${stderr}`);
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { instance } = await WebAssembly.instantiate(Uint8Array.from(wasm!).buffer as ArrayBuffer, {
    env: { memory },
  });
  return {
    run: instance.exports as Record<string, (...pointers: number[]) => void>,
    memory: new Float32Array(memory.buffer),
  };
}

const { run, memory } = await compile(
  ...['spatial', 'rotations', 'inertia'].map((name) => `assembly/physics/${name}.ts`),
);
const draws = new Draws(3);
const OUT = 16384;
const [A, B, C, SPEED] = [OUT + 1024, OUT + 2048, OUT + 3072, OUT + 4096];

/** Random vectors of four lanes at a pointer; returns each lane's numbers. */
function fill(pointer: number, count: number): number[][] {
  const lanes: number[][] = [[], [], [], []];
  for (let i = 0; i < count; i++) {
    for (let lane = 0; lane < 4; lane++) {
      const x = Math.fround(draws.normal());
      memory[pointer / 4 + 4 * i + lane] = x;
      lanes[lane]!.push(x);
    }
  }
  return lanes;
}

function row(pointer: number, count: number): number[] {
  const values = Array.from({ length: count }, () => Math.fround(draws.normal()));
  memory.set(values, pointer / 4);
  return values;
}

function expectLanes(expected: (lane: number) => number[], what: string): void {
  for (let lane = 0; lane < 4; lane++) {
    expected(lane).forEach((x, i) => {
      const actual = memory[OUT / 4 + 4 * i + lane]!;
      assert.ok(Math.abs(actual - x) < 3e-5, `${what}, lane ${lane}, number ${i}: ${actual} is not ${x}`);
    });
  }
}

const cross = ([a, b, c]: number[], [x, y, z]: number[]): number[] => [
  b! * z! - c! * y!,
  c! * x! - a! * z!,
  a! * y! - b! * x!,
];
const plus = (a: number[], b: number[]): number[] => a.map((x, i) => x + b[i]!);
const times = (s: number, a: number[]): number[] => a.map((x) => s * x);
const transform = (M: number[], v: number[]): number[] =>
  [0, 3, 6].map((r) => M[r]! * v[0]! + M[r + 1]! * v[1]! + M[r + 2]! * v[2]!);

/** Matrix of a quaternion as q v q*, column by column. */
function matrix(q: number[]): number[] {
  const [w, ...u] = q as [number, number, number, number];
  const columns = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ].map((v) => plus(v, times(2, cross(u, plus(cross(u, v), times(w, v))))));
  return [0, 1, 2].flatMap((r) => columns.map((column) => column[r]!));
}

test('cross product, and with the output in the place of an input', () => {
  const a = fill(A, 3);
  const b = fill(B, 3);
  run.cross!(OUT, A, B);
  expectLanes((lane) => cross(a[lane]!, b[lane]!), 'cross');
  memory.copyWithin(OUT / 4, A / 4, A / 4 + 12);
  run.cross!(OUT, OUT, B);
  expectLanes((lane) => cross(a[lane]!, b[lane]!), 'cross in place');
});

test('quaternions: product and matrix agree, v → q v q*', () => {
  const a = fill(A, 4);
  const b = fill(B, 4);
  run.multiplyQuaternions!(OUT, A, B);
  expectLanes((lane) => {
    const [w, ...u] = a[lane]! as [number, number, number, number];
    const [x, ...v] = b[lane]! as [number, number, number, number];
    return [
      w * x - u[0]! * v[0]! - u[1]! * v[1]! - u[2]! * v[2]!,
      ...plus(plus(times(w, v), times(x, u)), cross(u, v)),
    ];
  }, 'product');
  run.normalizeQuaternion!(C, A);
  const unit = a.map((q) => times(1 / Math.hypot(...q), q));
  run.quaternionToMatrix!(OUT, C);
  expectLanes((lane) => matrix(unit[lane]!), 'matrix');
  const v = fill(B, 3);
  run.turnVector!(OUT, C, B);
  expectLanes((lane) => transform(matrix(unit[lane]!), v[lane]!), 'turned vector');
});

test('rotation of a vector, and a point on a body', () => {
  const R = fill(A, 9);
  const v = fill(B, 3);
  run.rotate!(OUT, A, B);
  expectLanes((lane) => transform(R[lane]!, v[lane]!), 'rotate');
  const local = row(C, 3);
  run.pointOnBody!(OUT, A, B, C);
  expectLanes((lane) => plus(v[lane]!, transform(R[lane]!, local)), 'point on body');
});

test('velocity and its rate of change, motion ×* force; power is invariant: (v × s)·f = −s·(v ×* f)', () => {
  const v = fill(A, 6);
  const s = fill(B, 6);
  const w = (x: number[]) => x.slice(0, 3);
  const l = (x: number[]) => x.slice(3);
  const crossed = (a: number[], b: number[]) => [
    ...cross(w(a), w(b)),
    ...plus(cross(w(a), l(b)), cross(l(a), w(b))),
  ];
  const f = fill(C, 6);
  run.crossForce!(OUT, A, C);
  expectLanes((lane) => {
    const [a, b] = [v[lane]!, f[lane]!];
    return [...plus(cross(w(a), w(b)), cross(l(a), l(b))), ...cross(w(a), l(b))];
  }, 'crossForce');
  for (let lane = 0; lane < 4; lane++) {
    const force = Array.from({ length: 6 }, (_, i) => memory[OUT / 4 + 4 * i + lane]!);
    const left = crossed(v[lane]!, s[lane]!).reduce((sum, x, i) => sum + x * f[lane]![i]!, 0);
    const right = force.reduce((sum, x, i) => sum + x * s[lane]![i]!, 0);
    assert.ok(Math.abs(left + right) < 1e-4);
  }
  const speed = fill(SPEED, 1);
  const c = fill(OUT, 6);
  run.addMotion!(A, OUT, B, SPEED);
  expectLanes((lane) => plus(c[lane]!, crossed(v[lane]!, times(speed[lane]![0]!, s[lane]!))), 'acceleration');
  memory.copyWithin(OUT / 4, A / 4, A / 4 + 24);
  expectLanes((lane) => plus(v[lane]!, times(speed[lane]![0]!, s[lane]!)), 'velocity');
});

test('inertia of a body about the origin: momentum of its mass points', () => {
  // Six mass points on the body's axes make any diagonal inertia; here a body of unit masses at ±a e_k.
  const arms = [0.3, 0.5, 0.2];
  const points = arms.flatMap((a, k) => [a, -a].map((x) => [0, 1, 2].map((i) => (i === k ? x : 0))));
  const mass = points.length;
  const about = (i: number, j: number) =>
    points.reduce((sum, p) => sum + (i === j ? p.reduce((s, x) => s + x * x, 0) : 0) - p[i]! * p[j]!, 0);
  const [R, centre, massRow, inertiaRow, v] = [A, A + 256, A + 512, A + 576, B];
  const unit = fill(C, 4).map((q) => times(1 / Math.hypot(...q), q));
  run.normalizeQuaternion!(C, C);
  run.quaternionToMatrix!(R, C);
  const c = fill(centre, 3);
  memory[massRow / 4] = mass;
  memory.set([about(0, 0), about(0, 1), about(0, 2), about(1, 1), about(1, 2), about(2, 2)], inertiaRow / 4);
  run.bodyInertia!(C, R, centre, massRow, inertiaRow);
  const motion = fill(v, 6);
  run.inertiaTimes!(OUT, C, v);
  expectLanes((lane) => {
    const M = matrix(unit[lane]!);
    let total = [0, 0, 0, 0, 0, 0];
    for (const point of points) {
      const r = plus(c[lane]!, transform(M, point));
      const velocity = plus(motion[lane]!.slice(3), cross(motion[lane]!.slice(0, 3), r));
      total = plus(total, [...cross(r, velocity), ...velocity]);
    }
    return total;
  }, 'momentum');
});

test.run();
