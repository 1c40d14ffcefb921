import { afterEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, type SandboxOptions, screen, startSandbox } from '../../src/sandbox/start.ts';
import { addProject, CANDIDATE, makeIssues, OTHER_PROJECT, read } from './backlogged.ts';
import { fileFor, inDatabase, propose } from './deciding.ts';
import { dmsOf, fileSomething } from './filing.ts';
import { putMilestones } from './milestones.ts';
import { fromMonday } from './promised.ts';

let sandbox: Sandbox;
let engineer: PersonDriver;

async function begin(options: SandboxOptions = {}, labels?: string[]): Promise<void> {
  sandbox = await startSandbox({ port: 0, now: fromMonday(), tier: 'premium', ...options });
  engineer = sandbox.person('engineer');
  addProject(sandbox, labels);
}

afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const READY = '## Acceptance criteria\n\n- It reads them\n';
const other = async (iid: number) => sandbox.gitlab.issue(iid, { project: OTHER_PROJECT });
const shown = async (): Promise<string> => screen(await engineer.modal());
const at = (text: string, part: string): number => text.indexOf(part);

async function openIssue(nth = 0): Promise<void> {
  await engineer.command('backlog');
  await engineer.press(nth === 0 ? 'Look at it' : `backlog_issue:${nth + 1}`);
}

describe('a candidate elsewhere in the group (DOOR-9)', () => {
  it('stays backlog until the team adopts it, then it is one request, also pressed twice', async () => {
    await begin();
    makeIssues(sandbox, [{ title: 'Of the other project' }]);
    await read(sandbox);
    expect(await sandbox.app().deps.storage.requests.request(1)).toBeNull();
    await openIssue();
    await engineer.press('Adopt as a request');
    await engineer.press('Adopt as a request').catch(() => undefined);
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    const { requests } = sandbox.app().deps.storage;
    expect((await requests.request(1))?.request).toMatchObject({ title: 'Of the other project', origin: 'gitlab' });
    expect(await requests.request(2)).toBeNull();
    await engineer.command('backlog');
    await engineer.press('Look at it');
    expect(await shown()).toContain('It is the request *R-1*');
  });
});

describe('the backlog of candidates (LOG-1)', () => {
  it('lists them across the group, unrefined and oldest first, with what each lacks, page by page', async () => {
    await begin();
    const refined = {
      weight: 3,
      description: READY,
      labels: [CANDIDATE, 'workflow::in dev', 'ProdSecEngMetric::Paved Road'],
    };
    makeIssues(sandbox, [
      { title: 'The refined one', ...refined },
      ...Array.from({ length: 9 }, (_, index) => ({ title: `Raw ${index + 1}` })),
      { title: 'Of another kind', labels: [] },
    ]);
    await read(sandbox);
    await engineer.command('backlog');
    const first = await shown();
    expect(first).toContain('10 open issues carry ~ProdSecEng Candidate');
    expect(first).toContain('Lacks weight, acceptance criteria, metric label, milestone');
    expect(at(first, 'Raw 1')).toBeLessThan(at(first, 'Raw 8'));
    expect(first).not.toContain('The refined one');
    await engineer.press('Next ones');
    const second = await shown();
    expect(at(second, 'Raw 9')).toBeLessThan(at(second, 'The refined one'));
    expect(second).toContain('weight 3 · in dev · no milestone');
    expect(second).not.toContain('Of another kind');
    await engineer.press('Earlier ones');
    expect(await shown()).toContain('Raw 1');
  });

  it('is shown to the team alone, with confidential titles (INV-2)', async () => {
    await begin();
    makeIssues(sandbox, [{ title: 'Secret hole', confidential: true }]);
    await read(sandbox);
    for (const role of ['requester', 'leadership']) {
      const { modal, text } = await sandbox.person(role).command('backlog');
      expect(modal).toBeNull();
      expect(text).toContain('Only ProdSecEng can do this.');
      expect(text).not.toContain('Secret');
    }
    await engineer.command('backlog');
    expect(await shown()).toContain(':lock: Secret hole');
  });

  it('commits to a candidate once, whoever presses: its author reads it on the issue', async () => {
    await begin();
    makeIssues(sandbox, [{ title: 'Scanner' }]);
    await read(sandbox);
    await openIssue();
    const second = sandbox.person('second-engineer');
    await second.command('backlog');
    await second.press('Look at it');
    await Promise.all([engineer.press('Commit to it'), second.press('Commit to it')]);
    await sandbox.settled();
    const { issue, notes } = await other(1);
    expect([...issue.labels].sort()).toEqual([CANDIDATE, 'workflow::validation backlog']);
    expect(notes.filter(({ body }) => body.includes('ProdSecEng commits to this'))).toHaveLength(1);
    await openIssue();
    expect(await shown()).toContain('committed to it');
    expect(await shown()).not.toContain('[Commit to it]');
  });

  it('names the owning team and answers: the label is gone, and it leaves the list', async () => {
    await begin();
    makeIssues(sandbox, [{ title: 'Scanner' }]);
    await read(sandbox);
    await openIssue();
    await engineer.press('Name the owning team');
    await engineer.fill({
      'Which team owns it?': 'Verify',
      'Why, and what happens next?': '/close It is /close theirs @all',
    });
    await engineer.submit();
    expect(await shown()).toContain('It is no candidate any more.');
    await engineer.press('Back to the backlog');
    expect(await shown()).toContain('the backlog is empty');
    await sandbox.settled();
    const { issue, notes } = await other(1);
    expect(issue).toMatchObject({ labels: [], state: 'opened' });
    expect(notes.at(-1)?.body).toContain('The owning team of this is **Verify**, not ProdSecEng');
  });

  it('asks for more: one note, also where GitLab’s answer is lost and where the form is sent twice', async () => {
    await begin();
    makeIssues(sandbox, [{ title: 'Scanner' }]);
    await read(sandbox);
    await openIssue();
    await engineer.press('Ask for more');
    await engineer.fill({ 'What do you need to know?': 'Which registries?' });
    sandbox.gitlabFaults.next({ method: 'POST', path: /\/notes$/u, behave: 'do-then-drop' });
    await engineer.submitTwice();
    await sandbox.settled();
    await read(sandbox);
    const { notes } = await other(1);
    expect(notes.filter(({ body }) => body.includes('Which registries?'))).toHaveLength(1);
  });

  it('is not for outsiders to change: rights are looked at for each press', async () => {
    await begin();
    makeIssues(sandbox, [{ title: 'Scanner' }]);
    await read(sandbox);
    await openIssue();
    sandbox.directory.setGroupMembers('S0PRODSEC', ['U0ENGINE2']);
    await sandbox.settled();
    await engineer.press('Commit to it');
    expect(await shown()).toContain('Only ProdSecEng can do this.');
    await sandbox.settled();
    expect((await other(1)).issue.labels).toEqual([CANDIDATE]);
  });
});

describe('refinement from Slack (LOG-2)', () => {
  const FULL = { Weight: '5', 'Acceptance criteria': 'It reads OCI images\n/close', 'Metric label': 'Paved Road' };

  it('sets weight, criteria, metric label and milestone, at once here and then in GitLab; 13 is to be split', async () => {
    await begin();
    putMilestones(sandbox);
    makeIssues(sandbox, [{ title: 'Scanner', labels: [CANDIDATE, 'ProdSecEngMetric::Custom Tooling'] }]);
    await sandbox.moveTo(new Date('2026-03-02T15:30:00Z'));
    await read(sandbox);
    await openIssue();
    await engineer.press('Refine it');
    await engineer.fill({ Weight: '13 or more: split it' });
    expect((await engineer.submit()).errors.weight).toContain('open an issue for each part');
    expect(await engineer.modal().then(screen)).not.toContain('Sprint 13');
    await engineer.fill({ ...FULL, Milestone: '12' });
    expect((await engineer.submit()).errors).toEqual({});
    expect(await shown()).toContain('Lacks nothing');
    await sandbox.settled();
    const { issue } = await other(1);
    expect(issue).toMatchObject({ weight: 5, milestoneId: 12, state: 'opened' });
    expect([...issue.labels].sort()).toEqual([CANDIDATE, 'ProdSecEngMetric::Paved Road']);
    expect(issue.description).toMatch(/## Acceptance criteria\n\n```\nIt reads OCI images\n \/close\n```/);
    const took = inDatabase(sandbox, (client) =>
      client.prepare('SELECT person, what, milestone_id FROM refinement ORDER BY what').raw().all(),
    );
    expect(took).toEqual(['acceptance', 'metric', 'weight'].map((what) => ['U0ENGINE1', what, 11]));
  });

  it('on the free tier the weight stands in the description, is read from there, and is written once', async () => {
    await begin({ tier: 'free' });
    makeIssues(sandbox, [{ title: 'Scanner', description: 'Mine' }]);
    await read(sandbox);
    for (const weight of ['5', '8']) {
      await openIssue();
      await engineer.press('Refine it');
      await engineer.fill({ Weight: weight });
      await engineer.submit();
      await engineer.closeModal({ all: true });
      await sandbox.settled();
    }
    await sandbox.gitlab.label({ as: 'engineer', iid: 1, project: OTHER_PROJECT, add: ['workflow::in dev'] });
    await read(sandbox);
    const { description } = (await other(1)).issue;
    expect(description.match(/\*\*Weight \d\*\*/g)).toEqual(['**Weight 8**']);
    expect(description).toContain('Mine');
    await engineer.command('backlog');
    expect(await shown()).toContain('weight 8 · in dev');
  });

  it('moves the workflow label; ready for development is refused while something lacks, and says what', async () => {
    await begin();
    makeIssues(sandbox, [{ title: 'Scanner', labels: [CANDIDATE, 'workflow::validation backlog'], weight: 3 }]);
    await read(sandbox);
    await openIssue();
    await engineer.fill({ backlog_move: 'Ready for development' });
    expect(await shown()).toContain('It is not ready for development: it has not yet acceptance criteria.');
    await engineer.press('Refine it');
    await engineer.fill({ 'Acceptance criteria': 'It reads OCI images' });
    await engineer.submit();
    await engineer.fill({ backlog_move: 'Ready for development' });
    expect(await shown()).toContain('It is in “Ready for development”.');
    await sandbox.settled();
    expect([...(await other(1)).issue.labels].sort()).toEqual([CANDIDATE, 'workflow::ready for development']);
  });

  it('holds while GitLab is down and follows after; what people did there meanwhile stays', async () => {
    await begin();
    makeIssues(sandbox, [{ title: 'Scanner', labels: [CANDIDATE, 'workflow::in dev'] }]);
    await read(sandbox);
    await openIssue();
    sandbox.gitlabFaults.next({ path: /./, behave: { status: 503 }, times: 999 });
    await engineer.press('Refine it');
    await engineer.fill({ Weight: '2' });
    await engineer.submit();
    expect(await shown()).toContain('GitLab follows in a moment.');
    await sandbox.settled();
    sandbox.gitlabFaults.clear();
    await sandbox.gitlab.label({ as: 'engineer', iid: 1, project: OTHER_PROJECT, add: ['workflow::in review'] });
    await read(sandbox);
    sandbox.clock.advance(300_000);
    await read(sandbox);
    expect((await other(1)).issue).toMatchObject({ weight: 2 });
    expect((await other(1)).issue.labels).toContain('workflow::in review');
    await openIssue();
    expect(await shown()).not.toContain('GitLab follows in a moment.');
  });

  it('tells whoever chose a label that the project lacks, and shows what GitLab says', async () => {
    await begin({}, [CANDIDATE]);
    makeIssues(sandbox, [{ title: 'Scanner' }]);
    await read(sandbox);
    await openIssue();
    await engineer.press('Refine it');
    await engineer.fill({ Weight: '2', 'Metric label': 'Paved Road' });
    await engineer.submit();
    await sandbox.settled();
    expect((await other(1)).issue).toMatchObject({ labels: [CANDIDATE], weight: 2 });
    expect(await dmsOf(engineer)).toContain('GitLab did not take the label ProdSecEngMetric::Paved Road');
    await engineer.closeModal({ all: true });
    await openIssue();
    expect(await shown()).toContain('Lacks acceptance criteria, metric label, milestone');
  });

  it('keeps weight and milestone of planned work in one place, also where GitLab has no weights (NEW-6)', async () => {
    await begin({ tier: 'free' });
    await fileFor(sandbox, 'build-internal');
    await propose(sandbox, engineer, 'build-internal');
    await engineer.command('request R-1');
    await engineer.press('Plan work');
    await engineer.fill({ Title: 'Reads images', 'Acceptance criteria': 'It reads OCI images', Weight: '3' });
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    await sandbox.gitlab.label({ as: 'engineer', iid: 2, add: [CANDIDATE] });
    await read(sandbox);
    await openIssue(1);
    expect(await shown()).toContain('Reads images');
    await engineer.press('Refine it');
    await engineer.fill({ Weight: '8' });
    await engineer.submit();
    await sandbox.settled();
    expect((await sandbox.gitlab.issue(2)).issue.description.match(/\*\*Weight \d\*\*/g)).toEqual(['**Weight 8**']);
    await engineer.press('Back to the backlog');
    expect(await shown()).toContain('weight 8');
  });

  it('leaves the list where GitLab does not show the issue any more', async () => {
    await begin();
    makeIssues(sandbox, [{ title: 'Scanner' }]);
    await read(sandbox);
    await openIssue();
    await sandbox.gitlab.remove({ as: 'engineer', iid: 1, project: OTHER_PROJECT });
    await engineer.press('Refine it');
    await engineer.fill({ Weight: '2' });
    await engineer.submit();
    await sandbox.settled();
    expect(await dmsOf(engineer)).toContain('it does not show the issue any more');
    await engineer.press('Back to the backlog');
    expect(await shown()).toContain('the backlog is empty');
  });
});

describe('what is a request (LOG-1)', () => {
  it('stands in the backlog with its number, and is decided as a request', async () => {
    await begin();
    await fileSomething(sandbox.person('requester'), 1);
    await sandbox.settled();
    await read(sandbox);
    await openIssue();
    const text = await shown();
    expect(text).toContain('It is the request *R-1*: it is decided there.');
    expect(text).not.toContain('Commit to it');
    await engineer.press('Open R-1');
    expect(await shown()).toContain('R-1');
  });
});

describe('once a week (LOG-2)', () => {
  const WEEK = { channel: 'prod-sec-eng-team-internal', textContains: 'This week in the backlog' };
  const weekly = async () => screen(await engineer.message(WEEK));

  it('points at what is not ready although it says so, and at work in dev that nobody has; quiet when there is none', async () => {
    await begin();
    makeIssues(sandbox, [
      { title: 'Not ready', labels: [CANDIDATE, 'workflow::ready for development'], weight: 2 },
      { title: 'Nobody has it', labels: [CANDIDATE, 'workflow::in dev'] },
      { title: 'Hidden', labels: [CANDIDATE, 'workflow::in dev'], confidential: true },
      { title: 'Ready', labels: [CANDIDATE, 'workflow::ready for development'], weight: 2, description: READY },
      { title: 'Of another team', labels: ['workflow::in dev'] },
    ]);
    await read(sandbox);
    await sandbox.moveTo(new Date('2026-03-09T09:00:00Z'));
    const text = await weekly();
    expect(text).toContain('1 issue is marked ready for development, and not ready:*');
    expect(text).toMatch(/scanner#1> Not ready: has not yet acceptance criteria/);
    expect(text).toContain('2 issues are in dev, with nobody assigned:*');
    expect(text).toMatch(/scanner#2> Nobody has it/);
    for (const other of ['Hidden', 'Of another team', 'Ready:']) expect(text).not.toContain(other);
    const before = (await engineer.messages(WEEK.channel)).length;
    for (const iid of [1, 2, 3]) await sandbox.gitlab.close({ as: 'engineer', iid, project: OTHER_PROJECT });
    await read(sandbox);
    await sandbox.moveTo(new Date('2026-03-16T09:00:00Z'));
    expect(await engineer.messages(WEEK.channel)).toHaveLength(before);
  });

  it('says counts alone where guests read the channel too (INV-2)', async () => {
    await begin({ settings: { slack: { channels: { internal: 'partner-shared' } } } });
    makeIssues(sandbox, [{ title: 'Nobody has it', labels: [CANDIDATE, 'workflow::in dev'] }]);
    await read(sandbox);
    await sandbox.moveTo(new Date('2026-03-09T09:00:00Z'));
    const text = screen(await engineer.message({ ...WEEK, channel: 'partner-shared' }));
    expect(text).toContain('1 issue is in dev, with nobody assigned:');
    expect(text).not.toContain('scanner');
  });
});
