// Checks that the kernels (assembly/, or the folder given) keep to one dialect, as far as biome cannot: part of
// `npm run lint`. Prints one line for each place that does not, and fails.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const folder = process.argv[2] ?? 'assembly';
const COMMENT_WIDTH = 120;
const LINES = 300;
/** Where the words are made; everywhere else they are used. */
const VOCABULARY = ['vector.ts', 'shuffle.ts'];
/** The model and scratch in use: what a call of the module binds, and the one state that kernels have beside memory. */
const STATE = 'physics/bound.generated.ts';

/** Rules of a line of code (comments and strings taken away), and what to say of it. */
const LINE_RULES = [
  [/^\s*@\w+/, 'a decorator; @inline is a tag of the comment'],
  [/\b(?:f32x4|v128)\.\w+/, 'a bare vector instruction; vector.ts and shuffle.ts have the words', VOCABULARY],
  [/\b(?:load|store)<\w+>/, 'load and store are of vectors; numbers are i32.load, f32.store …'],
  [/^(?:export )?let /, 'state of a module; return it, or keep it in named scratch', [STATE]],
];

const problems = [];
const declared = new Map();
const names = new Map();

const files = readdirSync(folder, { recursive: true }).map((file) => String(file).replaceAll('\\', '/'));
for (const file of files.filter((file) => file.endsWith('.ts') && !file.endsWith('.generated.ts')).sort()) {
  const text = readFileSync(join(folder, file), 'utf8');
  const lines = text.split('\n');
  const say = (line, what) => problems.push(`${join(folder, file)}:${line}: ${what}`);
  if (lines.length > LINES + 1) say(LINES + 1, `longer than ${LINES} lines`);
  lines.forEach((line, i) => {
    if ([...line].length > COMMENT_WIDTH) say(i + 1, `wider than ${COMMENT_WIDTH} columns`);
    if (/@ts-ignore|@ts-nocheck|@ts-expect-error/.test(line)) say(i + 1, 'a type error hidden');
  });
  withoutComments(text)
    .split('\n')
    .forEach((line, i) => {
      for (const [pattern, what, except] of LINE_RULES) {
        if (pattern.test(line) && !except?.includes(file)) say(i + 1, what);
      }
      const [, name] = /^export (?:function|const|let) (\w+)/.exec(line) ?? [];
      if (name === undefined) return;
      if (declared.has(name)) say(i + 1, `a second ${name}; the first is ${declared.get(name)}`);
      else declared.set(name, `${join(folder, file)}:${i + 1}`);
    });
  const name = basename(file);
  if (name !== 'index.ts' && names.has(name)) say(1, `a second ${name}; the first is ${names.get(name)}`);
  names.set(name, join(folder, file));
}

for (const problem of problems) console.error(problem);
if (names.size === 0) console.error(`${folder} has no kernels`);
if (problems.length > 0 || names.size === 0) process.exitCode = 1;

/** The text with its lines, but with blanks in place of comments. */
function withoutComments(text) {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (comment) => comment.replace(/[^\n]/g, ' '));
}
