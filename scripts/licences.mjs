// Licences. `npm run licences` lists those of every package that this one needs, first what ships with it and then what
// is used to make it (test/package.test.ts holds all of them to be permissive). `node scripts/licences.mjs NAME…` prints
// what has to go along with files that contain these packages: their names, versions and licences in full.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const json = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** Packed into files of this package rather than installed beside it. */
const BUNDLED = { three: 'bundled in the replay page' };

/** @param {string[]} names of installed packages */
export function notice(names) {
  const texts = names.map((name) => {
    const folder = `node_modules/${name}`;
    const { version, license } = json(`${folder}/package.json`);
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    return `${name} ${version} (${license})\n\n${file ? readFileSync(`${folder}/${file}`, 'utf8').trim() : full(license, names)}\n`;
  });
  return `This folder contains parts of the following packages.\n\n${texts.join(`\n${'-'.repeat(72)}\n\n`)}`;
}

/** Some packages name their licence and leave its text out, which is then that of another one here. */
function full(license, names) {
  const other = names.find(
    (name) =>
      json(`node_modules/${name}/package.json`).license === license &&
      existsSync(`node_modules/${name}/LICENSE`),
  );
  if (!other) throw new Error(`no text of the licence ${license}`);
  return `The text of this licence is the one of ${other}.`;
}

function list() {
  const { dependencies, peerDependencies } = json('package.json');
  const how = (name) =>
    name in dependencies
      ? 'dependency'
      : name in peerDependencies
        ? 'optional, installed by who wants it'
        : (BUNDLED[name] ?? 'development');
  const packages = Object.entries(json('package-lock.json').packages)
    .filter(([path]) => path !== '')
    .map(([path, { version, license }]) => {
      const name = path.split('node_modules/').at(-1);
      return { name, version, license, how: how(name) };
    });
  const ships = ({ how }) => how !== 'development';
  return [...packages.filter(ships), ...packages.filter((each) => !ships(each))];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = process.argv.slice(2);
  if (names.length > 0) process.stdout.write(notice(names));
  else
    for (const { name, version, license, how } of list())
      console.log(`${name} ${version}: ${license}, ${how}`);
}
