// In Node, Deno and Bun: the golden runs from a JSON file, results as one line of JSON.
import { readFileSync } from 'node:fs';
import { check } from './check.js';

const golden = JSON.parse(readFileSync('golden.json', 'utf8'));
console.log(JSON.stringify(await check(golden, { workers: [1, 2] })));
