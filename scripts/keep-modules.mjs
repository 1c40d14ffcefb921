// Leaves in node_modules only the named packages and what they need; the bundle in dist/ holds the rest. For the Dockerfile.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';

const kept = new Set();

function keep(name) {
  if (kept.has(name) || !existsSync(`node_modules/${name}`)) return;
  kept.add(name);
  const { dependencies = {} } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'));
  for (const needed of Object.keys(dependencies)) keep(needed);
}

for (const name of process.argv.slice(2)) keep(name);
if (kept.size === 0) throw new Error('Name at least one installed package. Example: keep-modules.mjs better-sqlite3');

for (const entry of readdirSync('node_modules')) {
  const inScope = entry.startsWith('@')
    ? readdirSync(`node_modules/${entry}`).map((name) => `${entry}/${name}`)
    : [entry];
  const unneeded = inScope.filter((name) => !kept.has(name));
  for (const name of unneeded) rmSync(`node_modules/${name}`, { recursive: true, force: true });
}

// What compiling SQLite leaves behind, and its source.
for (const left of [
  'deps',
  'src',
  'build/Release/obj',
  'build/Release/obj.target',
  'build/Release/sqlite3.a',
  'build/deps',
]) {
  rmSync(`node_modules/better-sqlite3/${left}`, { recursive: true, force: true });
}
