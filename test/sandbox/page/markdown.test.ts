import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMarkdown } from '../../../src/sandbox/page/markdown.ts';
import { parseMarkdownInline } from '../../../src/sandbox/page/markdown-inline.ts';
import { parseMrkdwn } from '../../../src/sandbox/page/mrkdwn.ts';

const text = (said: string) => ({ kind: 'text', text: said });
const paragraph = (said: string) => ({ kind: 'paragraph', children: [text(said)] });

describe('Markdown on the sandbox page', () => {
  test('hides comments, so that markers do not show', () => {
    expect(parseMarkdown('<!-- prodseceng:request:R-1 -->\n## What\n\nText <!-- x -->here')).toEqual([
      { kind: 'heading', level: 2, children: [text('What')] },
      paragraph('Text here'),
    ]);
  });

  test('a fence ends only at one as long as it', () => {
    expect(parseMarkdown('````\n```\n/close\n```\n````\nafter')).toEqual([
      { kind: 'code', text: '```\n/close\n```' },
      paragraph('after'),
    ]);
  });

  test('reads lists within lists and their tasks', () => {
    expect(parseMarkdown('1. one\n   - inner\n2. two\n\n- [x] done\n- [ ] open')).toEqual([
      {
        kind: 'list',
        ordered: true,
        start: 1,
        items: [
          {
            checked: null,
            children: [
              paragraph('one'),
              { kind: 'list', ordered: false, start: 1, items: [{ checked: null, children: [paragraph('inner')] }] },
            ],
          },
          { checked: null, children: [paragraph('two')] },
        ],
      },
      {
        kind: 'list',
        ordered: false,
        start: 1,
        items: [
          { checked: true, children: [paragraph('done')] },
          { checked: false, children: [paragraph('open')] },
        ],
      },
    ]);
  });

  test('an escaped mention is text, a bare one shows', () => {
    expect(parseMarkdownInline('\\@all &#64;all mail@example.com @all')).toEqual([
      text('@all @all mail@example.com '),
      { kind: 'handle', text: '@all' },
    ]);
  });

  test('follows web addresses only and shows other HTML as text', () => {
    expect(parseMarkdownInline('[x](javascript:alert(1)) <b onclick="x">hi</b>')).toEqual([
      text('[x](javascript:alert(1)) <b onclick="x">hi</b>'),
    ]);
    expect(parseMarkdownInline('[**x**](https://example.com/a_(b))')).toEqual([
      { kind: 'link', url: 'https://example.com/a_(b)', children: [{ kind: 'bold', children: [text('x')] }] },
    ]);
  });

  test('reads tables', () => {
    expect(parseMarkdown('| a | b |\n|---|:-:|\n| 1 | x \\| y |')).toEqual([
      { kind: 'table', head: [[text('a')], [text('b')]], rows: [[[text('1')], [text('x | y')]]] },
    ]);
  });

  test('does not follow quotes in quotes for ever', () => {
    expect(JSON.stringify(parseMarkdown('> '.repeat(6_000)))).toContain('paragraph');
    expect(JSON.stringify(parseMarkdown(`${'- '.repeat(6_000)}x`))).toContain('paragraph');
  });

  test('comes to an end for any text, in both notations', () => {
    const piece = fc.constantFrom(
      '*',
      '_',
      '`',
      '```',
      '~',
      '<',
      '>',
      '[',
      ']',
      '(',
      ')',
      '\n',
      ' ',
      '- ',
      '1. ',
      '|',
      '&',
      'a',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        expect(parseMarkdown(pieces.join(''))).toBeInstanceOf(Array);
        expect(parseMrkdwn(pieces.join(''))).toBeInstanceOf(Array);
      }),
    );
  });
});
