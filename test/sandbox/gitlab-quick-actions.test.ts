import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { extractQuickActions, mentionsIn } from '../../src/sandbox/gitlab/quick-actions.ts';

type Case = { id: string; text: string; sha256: string; gitlab_commands: string[][]; stored_equals_posted: boolean };
const { cases } = JSON.parse(
  readFileSync(new URL('../fixtures/quick-action-verdicts.json', import.meta.url), 'utf8'),
) as { cases: Case[] };

describe('the stand-in finds the quick actions that a real GitLab finds', () => {
  it('has all 25 verdicts, each with the text that was judged', () => {
    expect(cases).toHaveLength(25);
    for (const { text, sha256 } of cases) expect(createHash('sha256').update(text).digest('hex')).toBe(sha256);
  });

  it.each(cases)('$id', ({ text, gitlab_commands, stored_equals_posted }) => {
    const { actions, rest } = extractQuickActions(text);
    expect(actions.map(({ name, argument }) => (argument ? [name, argument] : [name]))).toEqual(gitlab_commands);
    expect(rest === text).toBe(stored_equals_posted);
  });

  it.each([
    ['a later line of a paragraph', 'thanks\n/close', ['close']],
    ['after a list', '- item\n\n/close', ['close']],
    ['a line that continues a list item', '- item\n/close', []],
    ['a quote', '> /close', []],
    ['a heading before it', '# Title\n/close', ['close']],
    ['after a fence that was closed', '```\nx\n```\n/close', ['close']],
    ['a fence that was closed too short', '````\n```\n/close\n````', []],
    ['CRLF', 'hello\r\n/close\r\n', ['close']],
    ['an unknown word', '/closer now', []],
    ['an argument after a tab', '/assign\t@engineer', ['assign']],
  ])('%s', (_, text, names) => {
    expect(extractQuickActions(text).actions.map(({ name }) => name)).toEqual(names);
  });
});

describe('the stand-in finds mentions', () => {
  it.each([
    ['@team please look', [{ name: 'team', isFirst: true }]],
    ['see @group/sub-team.', [{ name: 'group/sub-team', isFirst: false }]],
    ['`@team` and\n```\n@team\n```', []],
    ['mail someone@example.com or \\@team', []],
    ['@\u200bteam', []],
  ])('%j', (text, names) => {
    expect(mentionsIn(text)).toEqual(names);
  });
});
