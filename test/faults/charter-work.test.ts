import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { screen } from '../../src/sandbox/screen.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { GITLAB } from '../../src/sandbox/world.ts';
import { SHARED_ACTIONS } from '../../src/slack/ids.ts';
import { ACTIONS as BACKLOG_ACTIONS } from '../../src/workflows/backlog/ids.ts';
import { ACTIONS as ENGAGE_ACTIONS } from '../../src/workflows/engage/ids.ts';
import { ACTIONS as METRICS_ACTIONS } from '../../src/workflows/metrics/ids.ts';
import { addProject, CANDIDATE, makeIssues, read, TEAM_PROJECT } from '../journeys/backlogged.ts';
import { merge } from '../journeys/metrics.ts';
import { putMilestones } from '../journeys/milestones.ts';
import { fromMonday } from '../journeys/promised.ts';

const SECRET = 'Hole nobody may know';
const HOSTILE = '<!channel> <@U0ENGINE1> <https://evil.example.com|safe> *bold* `x` ```';

let sandbox: Sandbox;
let engineer: PersonDriver;

/** Confidential issues, a risk and a team that is met, all called `title`; merged work without a label and a milestone, called `openly`. */
async function open(title: string, openly = title): Promise<void> {
  sandbox = await startSandbox({ port: 0, now: fromMonday(), tier: 'premium' });
  engineer = sandbox.person('engineer');
  addProject(sandbox);
  putMilestones(sandbox);
  sandbox.gitlabStandIn.putPlan({
    ...{
      id: 12,
      iid: 12,
      kind: 'milestone',
      title: openly,
      state: 'opened',
      groupId: GITLAB.group.id,
      projectId: null,
    },
    ...{ startDate: '2026-03-09', dueDate: '2026-03-22' },
  });
  const labels = [CANDIDATE, 'workflow::ready for development'];
  makeIssues(sandbox, [
    { title, confidential: true, labels },
    { title, confidential: true, project: TEAM_PROJECT, labels: ['workflow::in dev'], milestoneId: 12 },
  ]);
  merge(sandbox, { iid: 1, on: '2026-03-01', title: openly });
  await sandbox.moveTo(new Date('2026-03-02T15:30:00Z'));
  await read(sandbox);
  await engineer.command('engage');
  await engineer.press('Add another team');
  await engineer.fill({ Team: title.slice(0, 90), Contact: 'requester', 'Next meeting': '2026-03-09' });
  expect((await engineer.submit()).errors).toEqual({});
  await engineer.press('Open the risks');
  await engineer.press('Add a risk');
  await engineer.fill({ Reference: 'PSRR-1', Title: title });
  expect((await engineer.submit()).errors).toEqual({});
  await engineer.closeModal({ all: true });
  await sandbox.settled();
}

const shown = async (): Promise<string> => screen(await engineer.modal());

function markupIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(markupIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('type' in value && value.type === 'mrkdwn' && 'text' in value) return [String(value.text)];
  return Object.values(value).flatMap(markupIn);
}

describe('a full member who is not of the team', () => {
  beforeAll(() => open(SECRET, 'No secret'));
  afterAll(() => sandbox?.stop());

  const kept = (): string => {
    const outside = new Database(sandbox.dataPath, { readonly: true });
    const tables = [
      'counted_work',
      'milestone_plan',
      'engagement',
      'meeting',
      'risk',
      'risk_work',
      'promise',
      'outbox',
    ];
    const rows = tables.map((table) => outside.prepare(`SELECT * FROM ${table}`).all());
    outside.close();
    return JSON.stringify(rows);
  };

  it('changes nothing and reads no confidential title by any button of backlog, plan, metrics, engagements and risks', async () => {
    await sandbox.idle();
    const before = kept();
    const calls = sandbox.apiCalls().length;
    const outside = new Database(sandbox.dataPath, { readonly: true });
    const ids = outside
      .prepare<[], { id: number }>("SELECT gitlab_id AS id FROM counted_work WHERE kind = 'issue'")
      .all();
    outside.close();
    const values = ['1', '12 0', '2026-03|KPI-4||0', '2026-03|KPI-6||0', ...ids.map(({ id }) => String(id))];
    const actionIds = [METRICS_ACTIONS, BACKLOG_ACTIONS, ENGAGE_ACTIONS].flatMap((each) => Object.values(each));
    for (const actionId of [...new Set([...actionIds, SHARED_ACTIONS.openAgreed, SHARED_ACTIONS.adoptIssue])])
      for (const value of values) await press(actionId, value);
    await sandbox.settled();
    expect(JSON.stringify(sandbox.apiCalls().slice(calls))).not.toContain(SECRET);
    expect(kept()).toBe(before);
    expect(sandbox.problems()).toEqual([]);
  });

  /** As it would come from a modal that was open: the app may answer as it likes. */
  async function press(actionId: string, value: string): Promise<void> {
    const metadata = JSON.stringify({ issue: value, milestone: '12', risk: '1', engagement: '1' });
    const view = { id: 'V0OLD', type: 'modal', callback_id: 'x', private_metadata: metadata, blocks: [], hash: 'x' };
    const chosen = { selected_option: { value: `${value} in` } };
    const more = { action_ts: '1.1', block_id: `label:issue:${value}`, type: 'static_select', value, ...chosen };
    const payload = {
      ...{ type: 'block_actions', team: { id: 'T0SANDBOX', domain: 'sandbox' }, api_app_id: 'A0SANDBOX' },
      user: { id: 'U0REQUEST', username: 'x', name: 'x', team_id: 'T0SANDBOX' },
      trigger_id: sandbox.slack.slack.triggers.issue('U0REQUEST'),
      container: { type: 'view', view_id: 'V0OLD' },
      view: { ...view, state: { values: {} } },
      actions: [{ ...more, action_id: actionId }],
    };
    const at = { userId: 'U0REQUEST', channel: 'C0GENERAL', messageTs: null };
    const url = sandbox.slack.slack.responseUrls.issue(at);
    const { ok } = await sandbox.slack.dispatcher.deliver({
      kind: 'interactive',
      payload: { ...payload, response_url: url },
    });
    expect(ok).toBe(true);
  }
});

describe('hostile text', () => {
  beforeAll(() => open(HOSTILE));
  afterAll(() => sandbox?.stop());

  it('in titles, milestones, teams and risks stays text on every screen of the charter’s work', async () => {
    const since = sandbox.apiCalls().length;
    await engineer.command('backlog');
    await engineer.press('Look at it');
    await engineer.press('Refine it');
    await engineer.closeModal({ all: true });
    await engineer.command('backlog');
    await engineer.press('Plan the next milestone');
    expect(await shown()).toContain('Milestone plan');
    await engineer.closeModal({ all: true });
    await engineer.command('metrics month');
    await engineer.click({ channel: 'general', textContains: 'Metrics: March 2026' }, 'Without a metric label');
    expect(await shown()).toContain('evil.example.com');
    await engineer.closeModal({ all: true });
    await engineer.click({ channel: 'general', textContains: 'Metrics: March 2026' }, 'kpi:KPI-6');
    expect(await shown()).toContain('evil.example.com');
    await engineer.closeModal({ all: true });
    await engineer.command(`metrics milestone ${HOSTILE}`);
    await engineer.command('engage');
    await engineer.press('Open');
    await engineer.press('Record a meeting');
    await engineer.fill({ 'What came of it?': HOSTILE, 'What was agreed?': HOSTILE });
    expect((await engineer.submit()).errors).toEqual({});
    await engineer.closeModal({ all: true });
    await engineer.command('engage PSRR-1');
    expect(await shown()).toContain('evil.example.com');
    await engineer.closeModal({ all: true });
    await sandbox.moveTo(new Date('2026-03-09T14:00:00Z'));
    await sandbox.tick();
    await sandbox.settled();
    const markup = sandbox
      .apiCalls()
      .slice(since)
      .flatMap(({ args }) => [...markupIn(args.blocks), ...markupIn(args.view), String(args.text ?? '')]);
    for (const each of markup) expect(each).not.toMatch(/<!(channel|here)|<https:\/\/evil|\*bold\*/);
    expect(sandbox.problems()).toEqual([]);
  });
});
