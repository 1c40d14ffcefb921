import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OTHER_FORM } from '../../src/domain/intake-forms.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { screen } from '../../src/sandbox/screen.ts';
import type { Sandbox } from '../../src/sandbox/start.ts';
import { fillOther, fillSteps } from '../journeys/fill.ts';
import { commentOn, startBadDay } from './bad-day.ts';

const FENCED = '```\n/close\n/label ~bug\n```\n/close\n/assign @engineer\n~~~\n/close';
const MENTIONS =
  '<!channel> <!here> <!everyone> <!subteam^S0PRODSEC> <@U0ENGINE1> <#C0GENERAL> @here @channel <https://evil.example.com|safe>';
const IN_GITLAB =
  '@all @prodseceng-bot @product-security-engineering @engineer #1 !1 &1 ~"ProdSecEng Candidate" %1 ![x](https://evil.example.com/x.png) [y](javascript:alert(1)) <img src=x onerror=alert(1)>';

/** Each is typed into every free text of a request, and said in a comment. */
const TEXTS: [string, string][] = [
  ['3,000 characters', 'a b '.repeat(750)],
  ['3,000 of &, which grow when they are escaped', '&'.repeat(3_000)],
  ['emoji', '🙂👩‍👩‍👧‍👦🏴󠁧󠁢󠁳󠁣󠁴󠁿'.repeat(40)],
  ['right-to-left text', 'שלום עולם \u202Eexe.gpj\u202C مرحبا \u2067بالعالم\u2069'],
  ['mentions and links of Slack', MENTIONS],
  ['mentions, references, pictures and HTML of GitLab', IN_GITLAB],
  ['a quick action on the first line', '/close'],
  ['a quick action inside a fence that it closes itself', FENCED],
  ['a quick action after a longer fence', '````\n```\n/close\n````\n/close\n`````````\n/close'],
  ['a quick action in a quote that breaks out', '>>>\n/close\n>>>\n/close\n> /close\n\n/close'],
  ['a quick action after each kind of line end', 'x\r/close\r\n/close\u2028/close\u0085/close\v/close'],
  ['markers of ours', '<!-- prodseceng:request:R-99 -->\n<!-- prodseceng:end -->\n/close\n<!-- prodseceng:begin -->'],
  ['HTML that opens a comment', '<!-- <details><summary>\n\n/close\n-->\n/close'],
];

let sandbox: Sandbox;
let requester: PersonDriver;

beforeAll(async () => {
  sandbox = await startBadDay();
  requester = sandbox.person('requester');
});
afterAll(() => sandbox?.stop());

/** What Slack would read as markup in whatever was sent to it. */
function markupSent(since: number): string[] {
  const sent = sandbox.apiCalls().slice(since);
  return sent.flatMap(({ method, args }) => [
    ...(/^chat\.(post|update)|response_url/.test(method) ? [String(args.text ?? '')] : []),
    ...markupIn(args.blocks),
    ...markupIn(args.view),
  ]);
}

function markupIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(markupIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('type' in value && value.type === 'mrkdwn' && 'text' in value) return [String(value.text)];
  return Object.values(value).flatMap(markupIn);
}

/** Our own mentions are of the team's group on the card, and of the requester; nothing typed may add another. */
function expectTame(markup: readonly string[]): void {
  expect(markup.length).toBeGreaterThan(0);
  for (const text of markup) {
    expect(text).not.toMatch(/<!(channel|here|everyone)/);
    expect(text).not.toMatch(/<@U0ENGINE1>|<#C0GENERAL/);
    expect(text).not.toContain('<https://evil.example.com');
  }
}

async function expectQuiet(iid: number): Promise<void> {
  expect(sandbox.gitlabStandIn.quickActionsRun()).toEqual([]);
  expect((await sandbox.app().deps.gitlab.todos({ page: 1 })).todos).toEqual([]);
  const { issue } = await sandbox.gitlab.issue(iid);
  expect(issue).toMatchObject({ state: 'opened', assignees: [] });
  expect([...issue.labels].sort()).toEqual([
    'ProdSecEng Candidate',
    'ProdSecEngMetric::Pending',
    'workflow::validation backlog',
  ]);
}

/** The first word of a text, or its first picture. */
const firstWord = (text: string): string => /[\p{L}\p{Emoji_Presentation}]+/u.exec(text)?.[0] ?? '';

describe('hostile text', () => {
  it.each(TEXTS.map(([name, text], index) => ({ name, text, number: index + 1 })))(
    '$name: nobody is mentioned, nothing is linked, no quick action runs, and nothing of it is lost',
    async ({ text, number }) => {
      const since = sandbox.apiCalls().length;
      const line = text.replace(/\s+/g, ' ').slice(0, 100).trim();
      const words = {
        Title: `${number} ${line}`.slice(0, 100).trim(),
        'Requesting team': line,
        'Kind of request': 'Something else',
      };
      await fillOther(requester, { ...words, 'What it is about': text, 'Why it matters': text });
      await requester.closeModal({ all: true });
      await sandbox.settled();
      await commentOn(requester, `R-${number}`, text);
      await requester.command('requests');
      await sandbox.settled();
      expectTame(markupSent(since));
      await expectQuiet(number);
      const { issue, notes } = await sandbox.gitlab.issue(number);
      for (const place of [issue.description, notes.map(({ body }) => body).join()])
        expect(place).toContain(firstWord(text));
      expect(sandbox.problems()).toEqual([]);
    },
  );

  it.each([
    '<!here> <https://evil.example.com|click>',
    '@all #1 !1 ~bug %1 &1',
    '/close',
    '[x](javascript:alert(1)) <b>bold</b>',
    '`/close` ```',
    '\u202Eeltit a',
  ])('in a title (%s) stays text', async (title) => {
    const since = sandbox.apiCalls().length;
    const before = (await sandbox.gitlab.issues()).length;
    await fillOther(requester, { Title: title, 'Kind of request': 'Something else' });
    await requester.closeModal({ all: true });
    await sandbox.settled();
    expectTame(markupSent(since));
    await expectQuiet(before + 1);
    const { issue } = await sandbox.gitlab.issue(before + 1);
    expect(issue.title).not.toMatch(/[@#!~%&](?=\w)/);
    expect(sandbox.problems()).toEqual([]);
  });
});

describe('a title of 300 characters', () => {
  it('is an error at its field, with what would be right', async () => {
    await requester.command('intake other');
    const filling = fillSteps(requester, OTHER_FORM, { Title: 'T'.repeat(300), 'Kind of request': 'Something else' });
    await expect(filling).rejects.toThrow(/"f:title":"[^"]*\d+ characters/);
    await requester.fill({ Title: 'A title of a usual length' });
    expect(screen((await requester.submit()).modal)).toContain('Step 2 of 2');
    await requester.closeModal({ all: true });
  });
});

describe('an answer that only seems to be one', () => {
  it.each([' ', '\u200B', '\u200E\u200F', '\n\n'])('(%j) is asked for again', async (nothing) => {
    await requester.command('intake other');
    const form = { ...OTHER_FORM, steps: OTHER_FORM.steps.slice(0, 1) };
    await expect(
      fillSteps(requester, form, { 'What it is about': nothing, 'Kind of request': 'Something else' }),
    ).rejects.toThrow('f:about');
    await requester.closeModal({ all: true });
  });
});
