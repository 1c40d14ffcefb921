import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inlineForGitLab, linkForGitLab, quoteForGitLab, titleForGitLab } from '../../src/gitlab/markdown.ts';
import { placeLines } from '../../src/sandbox/gitlab/blocks.ts';
import { extractQuickActions, mentionsIn } from '../../src/sandbox/gitlab/quick-actions.ts';

const verdicts = JSON.parse(
  readFileSync(new URL('../fixtures/quick-action-verdicts.json', import.meta.url), 'utf8'),
) as { cases: { id: string; text: string }[] };

const HOSTILE: Record<string, string> = {
  'a fence that closes itself': '```\n/close\n```\n/close\n```\n```',
  'a fence of tildes': '~~~\n/close\n~~~\n/close',
  'a very long fence': `${'`'.repeat(40)}\n/close\n${'`'.repeat(40)}\n/close`,
  'a longer fence at the end': 'x\n`````\n/close\n````````\n/close',
  'a quote that breaks out': '>>>\n```\n>>>\n/close\n```',
  'a quote inside a quote': '>>>>\n>>>\n/close\n>>>\n/close\n>>>>\n/close',
  'a quote with a title': '>>> [!note]\n/close\n>>>\n/close',
  CRLF: 'hello\r\n/close\r\n\r\n/close',
  'CR alone': 'hello\r/close',
  tabs: '\t/close\n\t\t/close\n/close\t',
  'line separators': 'a\u2028/close\u2029/close\u0085/close\v/close\f/close',
  'an HTML comment left open': '<!--\n/close\n',
  'a comment that ends': '-->\n/close',
  HTML: '<details>\n\n/close\n\n</details>\n/close',
  'NUL and friends': '\u0000/close\n\u0008/close\n\u001b/close',
  'half a character': '\ud83d\n/close\udc00',
  'a byte order mark': '\ufeff/close',
  'right to left': '\u202e/close\n\u200f/close\nاطلب/close',
  backslashes: '\\\n/close\n\\/close\\',
  'a heading line below': '/close\n---\n/close\n===',
  'front matter': '---\n/close\n---\n/close',
  'a table': '|a|\n|-|\n/close',
  'every action': '/assign me\n/label ~"ProdSecEng Candidate"\n/confidential\n/move other/project\n/CLOSE\n/cloſe',
};

/** What quoted text must be, whatever it holds: one code block, every line of it inside. */
function expectHarmless(quoted: string): void {
  expect(extractQuickActions(`Before\n\n${quoted}\n\nAfter`).actions).toEqual([]);
  expect(extractQuickActions(quoted).actions).toEqual([]);
  expect(mentionsIn(quoted)).toEqual([]);
  const places = placeLines(`${quoted}\nAfter`);
  expect(places.slice(0, -1).every(({ place }) => place === 'code')).toBe(true);
  expect(places.at(-1)?.place).toBe('paragraph');
  for (const line of quoted.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/u).slice(1, -1)) {
    expect(line).not.toMatch(/^\//u);
    expect(line).not.toMatch(/^\s*(>>>|```|~~~)/u);
  }
  expect(quoted).not.toMatch(/[\0\r]|<!--\s*prodseceng/iu);
  expect(quoted).not.toMatch(/\p{Surrogate}/u);
}

describe('free text, quoted for GitLab', () => {
  it.each(verdicts.cases)('runs nothing: $id', ({ text }) => expectHarmless(quoteForGitLab(text)));

  it.each(Object.entries(HOSTILE))('runs nothing: %s', (_, text) => expectHarmless(quoteForGitLab(text)));

  it.each(verdicts.cases)('would run nothing even if the fence were lost: $id', ({ text }) => {
    const inside = quoteForGitLab(text).split('\n').slice(1, -1).join('\n');
    expect(extractQuickActions(inside).actions).toEqual([]);
  });

  it('runs nothing with /close at any place', () => {
    const text = 'one ``` two\n>>>\n~~~~ three\n````\n@all #1';
    for (let at = 0; at <= text.length; at += 1) {
      expectHarmless(quoteForGitLab(`${text.slice(0, at)}/close${text.slice(at)}`));
      expectHarmless(quoteForGitLab(`${text.slice(0, at)}\n/close\n${text.slice(at)}`));
    }
  });

  it('runs nothing, whatever is typed', () => {
    const pieces = fc.constantFrom(
      '/close',
      '/label ~a',
      '/',
      '```',
      '````',
      '~~~',
      '>>>',
      '>>>>',
      '> ',
      '- ',
      '\n',
      '\r\n',
      '\r',
      '\t',
      ' ',
      '    ',
      '\u2028',
      '\u0085',
      '\u0000',
      '@all',
      '<!--',
      '-->',
      '<pre>',
      '</pre>',
      '<!-- prodseceng:end -->',
      '\\',
      '`',
      'a',
      '[!note]',
      '\u200b',
      '$$',
      '---',
      ':::',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(pieces, fc.string({ unit: 'grapheme', maxLength: 4 })), { maxLength: 30 }),
        (parts) => {
          const quoted = quoteForGitLab(parts.join(''));
          if (quoted !== '') expectHarmless(quoted);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('keeps ordinary text as it is, lines included', () => {
    const text = 'First line.\n\n  second, with `code` and 💡 and עברית\n1. a\n2. b';
    expect(quoteForGitLab(text)).toBe(`\`\`\`\n${text}\n\`\`\``);
  });

  it('shows what it changed', () => {
    expect(quoteForGitLab('/etc/passwd\n>>> x\n```sh')).toBe('````\n /etc/passwd\n\\>>> x\n\\```sh\n````');
    expect(quoteForGitLab('<!-- prodseceng:request:R-1 -->')).toBe('```\n<! -- prodseceng:request:R-1 -->\n```');
  });

  it('makes nothing of blank text', () => {
    for (const text of ['', '  ', '\n\n', '\r\n \t']) expect(quoteForGitLab(text)).toBe('');
  });

  it('is quick with long text', () => {
    const start = performance.now();
    quoteForGitLab('`>/~ \n'.repeat(50_000));
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('one line for GitLab', () => {
  it.each([
    ['@all and @a.person', '@\u200ball and @\u200ba.person'],
    [
      '#1 !2 &3 $4 %"5" ~bug ^alert#6',
      '#\u200b1 !\u200b2 &\u200b3 \\$\u200b4 %\u200b"5" \\~\u200bbug \\^\u200balert#\u200b6',
    ],
    ['https://gitlab.example/a/b', 'https:\u200b//gitlab.example/a/b'],
    ['![x](y)', '!\u200b\\[x\\]\\(y\\)'],
    ['<img src=x>', '\\<img src=x\\>'],
    ['/close', '\\/close'],
    ['a\n/close\r\n\u2028/close', 'a /close /close'],
    ['- item', '\\- item'],
    ['12. item', '12\\. item'],
    ['# heading', '#\u200b heading'],
    ['a | b', 'a \\| b'],
    ['<!-- prodseceng:end -->', '\\<!\u200b-- prodseceng:end --\\>'],
    ['plain words, 3.5 % of it', 'plain words, 3.5 %\u200b of it'],
  ])('%j', (text, expected) => {
    expect(inlineForGitLab(text)).toBe(expected);
  });

  it('runs and mentions nothing, whatever is typed, wherever it stands', () => {
    const piece = fc.constantFrom(
      '/close',
      '@all',
      '@a',
      '#1',
      '\n',
      '\r',
      '\u2028',
      '```',
      '>>>',
      '<!--',
      '-->',
      '~~~',
      '- ',
      '1. ',
      '| ',
      '\\',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 12 }), (parts) => {
        for (const made of [inlineForGitLab(parts.join('')), titleForGitLab(parts.join(''))]) {
          expect(made).not.toMatch(/[\n\r\u2028\u2029\u0085\v\f\0]/u);
          expect(made).not.toMatch(/[@#!&%](?!\u200b)/u);
          expect(made).not.toMatch(/:\/\//u);
        }
        const line = inlineForGitLab(parts.join(''));
        expect(extractQuickActions(`${line}\nmore`).actions).toEqual([]);
        expect(mentionsIn(line)).toEqual([]);
        for (const { place } of placeLines(`${line || 'x'}\nmore`)) expect(place).toBe('paragraph');
      }),
      { numRuns: 1500 },
    );
  });
});

describe('a title for GitLab', () => {
  it('is cut at 255 characters without breaking one', () => {
    expect([...titleForGitLab('x'.repeat(300))]).toHaveLength(255);
    expect([...titleForGitLab('💡'.repeat(300))]).toHaveLength(255);
    expect(titleForGitLab('x'.repeat(255))).toBe('x'.repeat(255));
    expect([...titleForGitLab('@'.repeat(255))].length).toBeLessThanOrEqual(255);
  });

  it('is not read as Markdown, so it gets no backslashes', () => {
    expect(titleForGitLab('  A *bold* plan:\n[draft] for @team ')).toBe('A *bold* plan: [draft] for @\u200bteam');
  });

  it('is never empty', () => {
    for (const text of ['', ' \n', '\u200b', '\u202e']) expect(titleForGitLab(text)).toBe('Untitled');
  });
});

describe('an address for GitLab', () => {
  it.each([
    ['https://example.com/a b', 'https:\u200b//example.com/a b'],
    ['https://example.com/a?b=1#c', '<https://example.com/a?b=1#c>'],
    ['javascript:alert(1)', 'javascript:alert\\(1\\)'],
    ['https://user:secret@example.com/', 'https:\u200b//user:secret@\u200bexample.com/'],
    ['https://example.com/>@all', 'https:\u200b//example.com/\\>@\u200ball'],
  ])('%s', (address, expected) => {
    expect(linkForGitLab(address)).toBe(expected);
  });
});
