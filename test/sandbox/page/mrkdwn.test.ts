import { describe, expect, test } from 'vitest';
import { parseInline, parseMrkdwn } from '../../../src/sandbox/page/mrkdwn.ts';

const text = (said: string) => ({ kind: 'text', text: said });

describe('mrkdwn on the sandbox page', () => {
  test('formats words and leaves lone marks alone', () => {
    expect(parseInline('*bold* _it_ ~no~ `a*b*` 2 * 3 * 4 snake_case_name')).toEqual([
      { kind: 'bold', children: [text('bold')] },
      text(' '),
      { kind: 'italic', children: [text('it')] },
      text(' '),
      { kind: 'strike', children: [text('no')] },
      text(' '),
      { kind: 'code', text: 'a*b*' },
      text(' 2 * 3 * 4 snake_case_name'),
    ]);
  });

  test('shows escaped characters as they were typed, never as a mention', () => {
    expect(parseInline('&lt;!channel&gt; &amp;amp; &lt;@U1&gt;', true)).toEqual([text('<!channel> &amp; <@U1>')]);
  });

  test('a link may stand in bold, and its label is text', () => {
    expect(parseInline('*<https://example.com/a?b=1&amp;c=2|R-1 &lt;x&gt;>*')).toEqual([
      {
        kind: 'bold',
        children: [{ kind: 'link', url: 'https://example.com/a?b=1&c=2', children: [text('R-1 <x>')] }],
      },
    ]);
  });

  test('only web, mail and telephone addresses become links', () => {
    expect(parseInline('<javascript:alert(1)|x>')).toEqual([text('<javascript:alert(1)|x>')]);
  });

  test('plain @here, #channel and addresses become references unless the text is verbatim', () => {
    const said = '@here #general https://example.com/x.';
    expect(parseInline(said, true)).toEqual([text(said)]);
    expect(parseInline(said).map((node) => node.kind)).toEqual([
      'everyone',
      'text',
      'channelName',
      'text',
      'link',
      'text',
    ]);
  });

  test('reads mentions and dates', () => {
    expect(
      parseInline('<@U1> <#C1|general> <!subteam^S1|@team> <!here> <!date^1700000000^{date} at {time}|then>'),
    ).toEqual([
      { kind: 'person', id: 'U1', label: null },
      text(' '),
      { kind: 'channel', id: 'C1', label: 'general' },
      text(' '),
      { kind: 'group', id: 'S1', label: '@team' },
      text(' '),
      { kind: 'everyone', name: 'here' },
      text(' '),
      { kind: 'date', at: 1_700_000_000, format: '{date} at {time}', url: null, fallback: 'then' },
    ]);
  });

  test('keeps code blocks and quotes apart from the lines around them', () => {
    expect(parseMrkdwn('one\n```\nif (a &lt; b) *x*\n```\n&gt; said\n\u2022 two')).toEqual([
      { kind: 'lines', lines: [[text('one')]] },
      { kind: 'code', text: 'if (a < b) *x*' },
      { kind: 'quote', children: [{ kind: 'lines', lines: [[text('said')]] }] },
      { kind: 'lines', lines: [[text('\u2022 two')]] },
    ]);
  });

  test('a fence that nobody closes is text', () => {
    expect(parseMrkdwn('a ```b')).toEqual([{ kind: 'lines', lines: [[text('a ```b')]] }]);
  });
});
