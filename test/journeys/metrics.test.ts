import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { merge, REPORT, workOfAQuarter } from './metrics.ts';
import { fromMonday } from './promised.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ now: fromMonday() });
  workOfAQuarter(sandbox);
  await minutes(2);
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

/** So many minutes pass, and what follows from them is done. */
async function minutes(count: number): Promise<void> {
  const { now } = sandbox.app().deps;
  await sandbox.moveTo(new Date(now().getTime() + count * 60_000));
  await sandbox.tick();
  await sandbox.settled();
}

const SHOWN = { channel: 'general', textContains: 'Metrics: February 2026' };
const metrics = async (role: string, rest = 'last month') => {
  const { messages, text } = await sandbox.person(role).command(`metrics ${rest}`);
  return { told: messages.map((each) => screen(each)).join('\n') || text, blocks: JSON.stringify(messages) };
};

test('KPI-1, KPI-2, KPI-6: a month’s figures, beside those of the month before, drawn, without asking GitLab', async () => {
  const before = sandbox.gitlabStandIn.requests.length;
  const { told, blocks } = await metrics('requester');
  expect(told).toContain('Metrics: February 2026');
  expect(told).toContain('*Requirements delivered* (KPI-1): *2* _(January 2026: 1)_');
  expect(told).toContain('*Enhancements and paved roads* (KPI-2): *1* _(January 2026: 0)_');
  expect(told).toContain('*Metric label coverage* (KPI-6): *75 %* _(January 2026: 100 %)_');
  expect(told).toContain('3 of 4: 4 merge requests, 0 issues');
  expect(told).toContain('*Requests filed:* none');
  expect(told).toContain('February 2026 | 2 | 1 | 75 %');
  expect(blocks).toContain('data_visualization');
  expect(told).not.toContain('[Work out again]');
  expect((await metrics('requester', 'quarter')).told).toContain('*Requirements delivered* (KPI-1): *3*');
  expect((await metrics('requester', 'yesterday')).told).toContain('That period is not known.');
  expect((await metrics('requester', 'milestone')).told).toContain('No milestone is under way');
  expect(sandbox.gitlabStandIn.requests).toHaveLength(before);
});

test('KPI-4: of a month long ago nobody knows the backlog any more', async () => {
  expect((await metrics('engineer', '2025-12')).told).toContain('*Backlog health* (KPI-4): *not kept at the time*');
});

test('KPI-6, INV-2: confidential work counts, and only team, manager and leadership read its title', async () => {
  const title = 'The hole in the fence';
  sandbox.gitlabStandIn.createIssue({ as: 'engineer', project: 101, title, confidential: true });
  await sandbox.gitlab.close({ as: 'engineer', iid: 1 });
  await minutes(2);
  const listedFor = async (role: string) => {
    const person = sandbox.person(role);
    expect((await metrics(role, 'month')).told).toContain('1 of 2: 1 merge request, 1 issue');
    await person.click({ channel: 'general', textContains: 'Metrics: March 2026' }, 'kpi:KPI-6');
    const listed = screen(await person.modal());
    await person.closeModal({ all: true });
    return listed;
  };
  expect(await listedFor('engineer')).toContain(title);
  const requester = await listedFor('requester');
  expect(requester).toContain('_confidential_ · no metric label');
  expect(requester).not.toContain(title);
});

test('KPI-7: a button lists what was counted', async () => {
  const engineer = sandbox.person('engineer');
  await metrics('engineer');
  await engineer.click(SHOWN, 'What was counted');
  const listed = screen(await engineer.modal());
  expect(listed).toContain('Change 2');
  expect(listed).toContain('Change 3');
  expect(listed).not.toContain('Change 4');
  expect(listed).toContain('2 counted · page 1 of 1');
});

test('KPI-7: the figures come as CSV into the direct messages of who asks', async () => {
  const requester = sandbox.person('requester');
  await metrics('requester');
  await requester.click(SHOWN, 'As CSV');
  const sent = async () =>
    (await requester.dms()).map(({ text }) => text).find((text) => text.includes('metrics-2026-02.csv'));
  await expect.poll(sent, { timeout: 5_000 }).toBeDefined();
  const file = await sent();
  expect(file).toContain('period,id,name,figure,value,previous,notes,formula');
  expect(file).toContain('2026-02,KPI-1,Requirements delivered,2,2,1,,');
  expect(file).toContain('2026-02,KPI-6,Metric label coverage,75 %,75,100 %,"3 of 4: 4 merge requests, 0 issues",');
});

test('KPI-7: a past period does not drift; worked out again, both stand side by side with who and why', async () => {
  const engineer = sandbox.person('engineer');
  await metrics('engineer');
  merge(sandbox, { iid: 20, on: '2026-02-20', label: 'ProdSecRequirement' });
  await minutes(2);
  expect((await metrics('engineer')).told).toContain('(KPI-1): *2*');
  await engineer.click(SHOWN, 'Work out again');
  expect((await engineer.submit()).errors).not.toEqual({});
  await engineer.fill({ 'Why?': 'A merge request was missing.' });
  await engineer.submit();
  await engineer.closeModal({ all: true });
  await sandbox.settled();
  const posted = screen(await engineer.message(REPORT('February 2026')));
  expect(posted).toContain('(KPI-1): *3*');
  expect(posted).toContain('Worked out again by <@U0ENGINE1>: A merge request was missing.');
  await engineer.click(REPORT('February 2026'), 'First version of 2026-03-02');
  const seen = (await engineer.messages('G0INTERNL')).map((each) => screen(each));
  expect(seen.at(-1)).toContain('(KPI-1): *2*');
  expect(seen.at(-1)).toContain('An earlier version');
});

test('KPI-7: on the first of the month the report of the one before is posted to the team, once', async () => {
  await sandbox.moveTo(new Date('2026-04-01T09:00:30Z'));
  await minutes(2);
  const engineer = sandbox.person('engineer');
  const posted = (await engineer.messages('G0INTERNL')).map((each) => screen(each));
  expect(posted.filter((text) => text.includes('Metrics: March 2026'))).toHaveLength(1);
  expect(posted.join()).toContain('*Enhancements and paved roads* (KPI-2): *1* _(February 2026: 1)_');
});

test('KPI-7: where nothing ran on the first, the report is posted once the app runs again', async () => {
  await sandbox.moveTo(new Date('2026-04-03T12:00:00Z'));
  await minutes(2);
  const posted = (await sandbox.person('engineer').messages('G0INTERNL')).map((each) => screen(each));
  expect(posted.filter((text) => text.includes('Metrics: March 2026'))).toHaveLength(1);
});
