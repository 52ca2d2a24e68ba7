// The runtimes of a terminal: npm packages that bring them, and how each runs a file.

export const COMMANDS = {
  node20: { packages: ['node@20'], command: 'node', args: [] },
  node22: { packages: ['node@22'], command: 'node', args: [] },
  node24: { packages: ['node@24'], command: 'node', args: [] },
  deno: { packages: ['deno@2'], command: 'deno', args: ['run', '-A', '--node-modules-dir=manual'] },
  bun: { packages: ['bun@1'], command: 'bun', args: ['run'] },
};
