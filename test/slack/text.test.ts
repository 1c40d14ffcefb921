import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  actions,
  button,
  confirmation,
  context,
  fields,
  header,
  home,
  message,
  modal,
  option,
  said,
  section,
} from '../../src/slack/blocks.ts';
import {
  date,
  escapeText,
  inline,
  link,
  mentionChannel,
  mentionGroup,
  mentionPerson,
  plain,
  truncate,
  truncateMarkup,
  verbatim,
} from '../../src/slack/escape.ts';

const HOSTILE = [
  '<!channel>',
  '<!here|here>',
  '<@U0PERSON1>',
  '<https://evil.example.com|click>',
  '<!subteam^S0PRODSEC>',
  '&lt;!channel&gt;',
];

it.each(HOSTILE)('makes %s harmless inside markup', (text) => {
  expect(escapeText(text)).not.toMatch(/[<>]/);
  expect(inline(text)).not.toMatch(/[<>]/);
  expect(link('https://example.com/', text)).toMatch(/^<https:\/\/example\.com\/\|[^<>]*>$/);
  expect(date(new Date(0), text)).toMatch(/^<!date\^0\^[^<>]*>$/);
});

it('marks every text so that Slack adds nothing to it', () => {
  expect(section('@here #general').text).toEqual({ type: 'mrkdwn', text: '@here #general', verbatim: true });
  expect(context('@here').elements[0]).toMatchObject({ verbatim: true });
  expect(said('<!channel> @here').text).toEqual({ type: 'plain_text', text: '<!channel> @here', emoji: true });
});

it('keeps a line a line: no turning around, no new lines, no open code block', () => {
  expect(inline('a\u202Eb\nc\u2066d')).toBe('ab cd');
  expect(inline('```rm -rf```')).not.toContain('```');
  expect(inline('سلام 👩‍👩‍👧‍👦')).toBe('سلام 👩‍👩‍👧‍👦');
});

it('cuts between characters as people see them', () => {
  expect(truncate('ab', 2)).toBe('ab');
  expect(truncate('abc', 2)).toBe('a…');
  expect(truncate('ab👩‍👩‍👧‍👦cd', 6)).toBe('ab…');
  expect(truncate('e\u0301e\u0301e\u0301', 4)).toBe('e\u0301…');
  expect(truncate(`a${'\u0301'.repeat(5_000)}`, 100)).toHaveLength(100);
});

it('never cuts longer than asked, never tears a surrogate pair', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.integer({ min: 10, max: 120 }), (text, max) => {
      const cut = truncate(text, max);
      expect(cut.length).toBeLessThanOrEqual(max);
      expect(cut).not.toMatch(/\p{Surrogate}/u);
      if (text.length > max) expect(text.startsWith(cut.slice(0, -1))).toBe(true);
    }),
  );
});

it('cuts markup outside entities and tokens', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 8 }).map(escapeText),
    fc.constantFrom('<@U0PERSON1>', '<https://example.com/a?b=1&amp;c|label>', '&lt;'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), fc.integer({ min: 20, max: 200 }), (pieces, max) => {
      const cut = truncateMarkup(pieces.join(''), max);
      expect(cut.length).toBeLessThanOrEqual(max);
      expect(cut.replace(/<[^<>]*>/g, '')).not.toMatch(/[<>]/);
      expect(cut.replace(/&(amp|lt|gt);/g, '')).not.toContain('&');
    }),
  );
});

it('closes a code block that it cuts', () => {
  const cut = truncateMarkup(`\`\`\`${'x'.repeat(200)}\`\`\` after`, 100);
  expect(cut.endsWith('…\n```')).toBe(true);
  expect(cut.length).toBeLessThanOrEqual(100);
});

it('mentions ids and nothing else', () => {
  expect([mentionPerson('U0PERSON1'), mentionGroup('S0PRODSEC'), mentionChannel('C0INTAKE1')]).toEqual([
    '<@U0PERSON1>',
    '<!subteam^S0PRODSEC>',
    '<#C0INTAKE1>',
  ]);
  expect(mentionPerson('!channel')).toBe('!channel');
  expect(mentionPerson('U1> <!channel')).not.toContain('<');
  expect(mentionGroup('S1|<!here>')).not.toContain('<');
});

it('links to the web only', () => {
  expect(link('https://example.com/a?b=1&c=2', 'R-1 | <b>')).toBe(
    '<https://example.com/a?b=1&amp;c=2|R-1 ∣ &lt;b&gt;>',
  );
  expect(link('javascript:alert(1)', 'click')).toBe('click');
  expect(link('https://user:word@example.com/', 'click')).toBe('click');
  expect(link('not an address', '<x>')).toBe('&lt;x&gt;');
  expect(link('https://example.com/|x>', 'label')).toBe('<https://example.com/%7Cx%3E|label>');
});

it('shows an instant in the reader’s own zone', () => {
  expect(date(new Date('2026-11-20T09:00:00Z'), '20 November 2026, 09:00 UTC')).toBe(
    '<!date^1795165200^{date_short_pretty}, {time}|20 November 2026, 09:00 UTC>',
  );
});

it('stays within every limit of Slack', () => {
  const long = '&<>'.repeat(3_000);
  expect(header(long).text.text.length).toBeLessThanOrEqual(150);
  expect(section(escapeText(long)).text?.text.length).toBeLessThanOrEqual(3_000);
  expect(said(long).text?.text.length).toBeLessThanOrEqual(3_000);
  expect(fields(Array(12).fill(escapeText(long))).fields).toHaveLength(10);
  expect(fields([escapeText(long)]).fields?.[0]?.text.length).toBeLessThanOrEqual(2_000);
  expect(context(Array(12).fill('x')).elements).toHaveLength(10);
  expect(button({ text: long, actionId: 'a' }).text.text.length).toBeLessThanOrEqual(75);
  expect(actions(Array.from({ length: 30 }, (_, i) => button({ text: 'x', actionId: `a${i}` }))).elements).toHaveLength(
    25,
  );
  expect(option(long, 'v', long)).toMatchObject({ value: 'v' });
  expect(option(long, 'v', long).description?.text.length).toBeLessThanOrEqual(75);
  const asked = confirmation({ title: long, text: long, yes: long, no: long });
  expect([asked.title?.text.length, asked.text.text.length, asked.confirm?.text.length]).toEqual([100, 300, 30]);
  expect(modal({ title: long, submit: long, callbackId: 'c', blocks: [] })).toMatchObject({
    title: { text: expect.stringMatching(/^.{1,24}$/s) },
  });
  expect(message('text', Array(60).fill(section('x'))).blocks).toHaveLength(50);
  expect(home(Array(120).fill(section('x'))).blocks).toHaveLength(100);
});

it('shows a dash for an empty text, which Slack would refuse', () => {
  expect([plain('').text, verbatim(' ').text]).toEqual(['–', '–']);
});

it('refuses to cut what is ours: ids, values, metadata', () => {
  expect(() => button({ text: 'x', actionId: 'a'.repeat(256) })).toThrow(/action_id/);
  expect(() => button({ text: 'x', actionId: 'a', value: 'v'.repeat(2_001) })).toThrow(/value/);
  expect(() => option('x', 'v'.repeat(151))).toThrow(/option/);
  expect(() => modal({ title: 'x', callbackId: 'c', blocks: [], privateMetadata: 'm'.repeat(3_001) })).toThrow(
    /private_metadata/,
  );
});
