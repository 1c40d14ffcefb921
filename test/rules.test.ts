import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RULES } from './rules.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const tests = readdirSync(here, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.test.ts') && name !== 'rules.test.ts',
);
const titles = tests.flatMap(
  (name) =>
    readFileSync(join(here, name), 'utf8').match(/\b(?:describe|it|test)(?:\.each\([^)]*\))?\(\s*(['"`]).*?\1/gs) ?? [],
);

describe('every rule of the process that is done', () => {
  it.each(RULES)('%s is named in the title of a test', (rule) => {
    const named = new RegExp(`(?<![\\w-])${rule}(?!\\d)`);
    expect(
      titles.some((title) => named.test(title)),
      `no test names ${rule}`,
    ).toBe(true);
  });
});
