import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EMOJI } from '../../src/sandbox/page/emoji.ts';

const SAYS = ['src/workflows', 'src/slack', 'src/domain'];
const NAMED = /(?<=['`"\s(*_]|^):([a-z][a-z0-9_+-]+):(?=['`"\s)*_]|$)/gmu;

it('the sandbox draws every emoji that the app names', () => {
  const files = SAYS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(folder, name), 'utf8')),
  );
  const named = new Set(files.flatMap((text) => [...text.matchAll(NAMED)].map(([, name = '']) => name)));
  expect(named.size).toBeGreaterThan(5);
  expect([...named].filter((name) => EMOJI[name] === undefined)).toEqual([]);
});
