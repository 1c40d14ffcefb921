import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import type { Sandbox } from '../../src/sandbox/start.ts';
import { untilDone } from '../faults/bad-day.ts';
import { dmsOf } from './filing.ts';
import { addFeatures, BULK, consolidate, giveNew, openFeature, send, shownTo, startInterlock } from './interlocking.ts';

const SHORT = { gitlab: 800, slack: { waiting: 2_500, background: 800 } };

let sandbox: Sandbox;
let leader: PersonDriver;
let requester: PersonDriver;
beforeEach(async () => {
  sandbox = await startInterlock({ webhook: true, compose: { timeouts: SHORT } });
  [leader, requester] = [sandbox.person('colleague'), sandbox.person('requester')];
  await addFeatures(leader, ['Dependency scanning']);
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

describe('a GitLab that is down (LOCK-4)', () => {
  it.each([
    { name: 'answers 500', behave: { status: 500 } },
    { name: 'breaks the connection after doing it', behave: 'do-then-drop' as const },
    { name: 'never answers, and has done it', behave: 'do-then-hang' as const },
  ])('and $name gets one issue in the end, and says meanwhile that it follows', async ({ behave }) => {
    sandbox.gitlabFaults.next({ method: 'POST', path: /\/issues$/, behave });
    await giveNew(requester, BULK);
    await consolidate(leader, ['1× Close']);
    expect(await shownTo(leader)).toContain('its GitLab issue follows');
    await untilDone(sandbox);
    expect(await sandbox.gitlab.issues()).toHaveLength(1);
    const told = await dmsOf(requester);
    expect(told).toContain((await sandbox.gitlab.issue(1)).issue.webUrl);
    expect(told).not.toContain('follows');
    expect(told.match(/is in a work item/g)).toHaveLength(1);
  });

  it('where the bot may not write in the product team’s project, files an issue of its own with the link', async () => {
    sandbox.gitlabStandIn.addProject({ id: 202, path: 'product/scanning', visibility: 'public', memberIds: [503] });
    const theirs = await sandbox.gitlab.create({ as: 'engineer', title: 'Bulk actions', project: 202 });
    await giveNew(requester, BULK);
    await consolidate(leader, ['1× Close'], { 'An issue that is there already': theirs.webUrl });
    await untilDone(sandbox);
    const { issue } = await sandbox.gitlab.issue(1);
    expect(issue.title).toBe('Close findings in bulk');
    expect(issue.description).toContain(theirs.webUrl);
  });
});

const HOSTILE = [
  '<!channel> <@U0ENGINE1> <https://evil.example.com|safe> @here',
  '```\n/close\n/label ~bug\n```\n/close\n/assign @engineer\n~~~\n/close',
  '@all @product-security-engineering #1 !1 &1 ~"ProdSecEng Candidate" %1 <img src=x> [y](javascript:alert(1))',
  '<!-- prodseceng:end -->\n/close\n<!-- prodseceng:feedback:I-9 -->',
];

/** What Slack would read as markup in whatever was sent to it. */
function markupIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(markupIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('type' in value && value.type === 'mrkdwn' && 'text' in value) return [String(value.text)];
  return Object.values(value).flatMap(markupIn);
}

describe('hostile text (LOCK-4, LOCK-5)', () => {
  it.each(HOSTILE)('%j stays text on every screen and in the issue', async (text) => {
    const since = sandbox.apiCalls().length;
    const line = text.replace(/\s+/g, ' ').slice(0, 70).trim();
    await giveNew(requester, { ...BULK, Team: line, 'Your use case': text, 'What happened': text, Evidence: text });
    await openFeature(requester);
    await requester.press('Our team and it');
    await send(requester, {
      ...{
        Team: line,
        'Can it rely on the feature?': 'No',
        'Does it derive value from it?': 'No',
        'What stops it': text,
      },
    });
    await openFeature(leader);
    await leader.press('Change feature');
    await send(leader, { Feature: line });
    await consolidate(leader, ['1× '], { Title: line });
    await sandbox.settled();
    await sandbox.gitlab.close({ as: 'engineer', iid: 1 });
    await sandbox.settled();
    await requester.click({ dm: true, textContains: 'Does it meet your use case?' }, 'No');
    await requester.fill({ 'What is missing for your use case?': text });
    await requester.submit();
    await sandbox.settled();
    const markup = sandbox
      .apiCalls()
      .slice(since)
      .flatMap(({ args }) => [...markupIn(args.blocks), ...markupIn(args.view)]);
    expect(markup.join('\n')).toContain('Missing:');
    for (const each of markup) expect(each).not.toMatch(/<!(channel|here)|<@U0ENGINE1>|<https:\/\/evil/);
    expect(sandbox.gitlabStandIn.quickActionsRun()).toEqual([]);
    expect((await sandbox.app().deps.gitlab.todos({ page: 1 })).todos).toEqual([]);
    const { issue } = await sandbox.gitlab.issue(1);
    expect([...issue.labels].sort()).toEqual(['ProdSecEngMetric::ProdSecRequirement', 'workflow::validation backlog']);
    expect(issue.assignees).toEqual([]);
  });
});
