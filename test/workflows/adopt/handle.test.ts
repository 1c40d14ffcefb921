import { describe, expect, test } from 'vitest';
import { mentionsHandle, withoutCode } from '../../../src/workflows/adopt/handle.ts';

const HANDLE = '@product-security-engineering';

describe('DOOR-10: the team is mentioned where its handle stands as a whole word', () => {
  test.each([
    'Could @product-security-engineering look at this?',
    '@Product-Security-Engineering',
    'Thanks (@product-security-engineering).',
    '> quoted: @product-security-engineering, please',
    'see `code` and @product-security-engineering',
    'an open `backtick and @product-security-engineering',
    '```\ncode\n```\n@product-security-engineering',
    'at the end @product-security-engineering.',
  ])('%j does', (text) => expect(mentionsHandle(text, HANDLE)).toBe(true));

  test.each([
    'nothing here',
    '@product-security-engineering-team is another group',
    '@product-security-engineering/sub is another group',
    '@product-security-engineering.eu is another user',
    'mail to x@product-security-engineering',
    'escaped \\@product-security-engineering',
    'in `@product-security-engineering` code',
    'in ``a ` @product-security-engineering`` code',
    '```\n@product-security-engineering\n```',
    '~~~~\n~~~\n@product-security-engineering\n~~~~',
    '```\n@product-security-engineering and never closed',
    '> ```\n> @product-security-engineering\n> ```',
    'hidden <!-- @product-security-engineering --> words',
    'a span over lines `one\n@product-security-engineering two`',
  ])('%j does not', (text) => expect(mentionsHandle(text, HANDLE)).toBe(false));

  test('a code span does not reach over an empty line', () => {
    expect(mentionsHandle('a ` b\n\n@product-security-engineering `', HANDLE)).toBe(true);
  });

  test('a text full of backticks is read in no time', () => {
    const text = Array.from({ length: 20_000 }, (_, index) => '`'.repeat((index % 50) + 1)).join(' ');
    const started = performance.now();
    withoutCode(text.slice(0, 200_000));
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
