import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen } from '../../src/sandbox/start.ts';
import { dmsOf } from './filing.ts';
import {
  addFeatures,
  BULK,
  consolidate,
  give,
  giveNew,
  openFeature,
  SLOW,
  send,
  shownTo,
  startInterlock,
} from './interlocking.ts';
import { typeInOld } from './windows.ts';

let sandbox: Sandbox;
let leader: PersonDriver;
let requester: PersonDriver;
let other: PersonDriver;

async function begin(more: Parameters<typeof startInterlock>[0] = {}): Promise<void> {
  sandbox = await startInterlock(more);
  [leader, requester, other] = [
    sandbox.person('colleague'),
    sandbox.person('requester'),
    sandbox.person('engineering'),
  ];
  await addFeatures(leader, ['Dependency scanning']);
}
beforeEach(() => begin());
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const ALIKE = {
  Team: 'Red Team',
  'Your use case': 'Close all findings that a library update fixes',
  'What happened': 'I closed each finding by hand',
  'How much it hurts': 'We work around it each time',
};
const all = () => sandbox.app().deps.storage.feedback;
const feedbackOf = async () => {
  const open = await all().openFeedback(1, 99);
  const items = await all().itemsOf(1, 99);
  const carried = await Promise.all(items.map(({ id }) => all().feedbackOfItem(id)));
  return [...open, ...carried.flat()].sort((a, b) => a.id - b.id);
};

describe('feedback on a feature (LOCK-4)', () => {
  it('is given by any full member, with use case, what happened, how much it hurts and evidence, once by a double click', async () => {
    await openFeature(requester);
    await requester.press('Give feedback');
    await requester.fill(BULK);
    await requester.submitTwice();
    expect(await shownTo(requester)).toContain('Your feedback is kept');
    expect(await shownTo(requester)).toContain(
      'Close findings of one cause at once\n1 person of 1 team · it blocks them',
    );
    expect(await feedbackOf()).toMatchObject([
      {
        ...{ personId: 'U0REQUEST', team: 'Vulnerability Management', hurts: 'blocks', itemId: null },
        ...{ happened: BULK['What happened'], evidence: BULK.Evidence },
      },
    ]);
    expect((await sandbox.app().deps.storage.audit.auditOf('F-1', 1))[0]).toMatchObject({
      action: 'feedback given',
      actor: 'U0REQUEST',
    });
  });

  it('keeps what is typed until it is sent, also where a field is refused or the modal is closed', async () => {
    await openFeature(requester);
    await requester.press('Give feedback');
    await requester.fill({ 'Your use case': 'Close findings', 'What happened': 'y'.repeat(2_900) });
    const form = await requester.modal();
    await requester.closeModal({ all: true });
    await openFeature(requester);
    await requester.press('Go on with your feedback');
    expect(await shownTo(requester)).toContain('Close findings');
    await requester.fill({ ...BULK, 'Your use case': 'x'.repeat(1_200) });
    expect((await requester.submit()).errors).toEqual({ 'f:useCase': expect.stringContaining('1200 characters') });
    await requester.fill({ 'Your use case': BULK['Your use case'] });
    await requester.submit();
    // Told late, from another window: it is no draft again.
    if (form !== null) await typeInOld(sandbox, 'U0REQUEST', form, 'useCase', 'late');
    await requester.closeModal({ all: true });
    await openFeature(requester);
    expect(await shownTo(requester)).toContain('[Give feedback]');
    expect(await feedbackOf()).toHaveLength(1);
  });

  it('is found by the next who writes something alike, who joins with their own use case, or does not', async () => {
    await giveNew(requester, BULK);
    expect(await give(other, ALIKE)).toContain('Others said something alike');
    expect(await feedbackOf()).toHaveLength(1);
    await other.press('Back to what I wrote');
    expect(await shownTo(other)).toContain('Close all findings that a library update fixes');
    await other.submit();
    await other.press('Me too: join this').catch(() => other.press('Me too'));
    expect(await shownTo(other)).toContain('Close findings of one cause at once\n2 people of 2 teams · it blocks them');
    expect(await feedbackOf()).toMatchObject([{ sameAs: null }, { sameAs: 1, useCase: ALIKE['Your use case'] }]);
    await other.closeModal({ all: true });
    const third = sandbox.person('manager');
    expect(await give(third, ALIKE)).toContain('Close findings of one cause at once');
    await third.submit();
    expect(await feedbackOf()).toMatchObject([{}, {}, { sameAs: null }]);
    await third.closeModal({ all: true });
    expect(await give(sandbox.person('engineer'), SLOW)).toContain('Your feedback is kept');
  });

  it('is joined from the feature’s page, but not by who gave it', async () => {
    await giveNew(requester, BULK);
    await openFeature(other);
    await other.press('Me too');
    expect(await shownTo(other)).toContain('*The same as:* Close findings of one cause at once');
    await send(other, ALIKE);
    expect(await shownTo(other)).toContain('2 people of 2 teams');
    await openFeature(requester);
    await requester.press('Me too');
    await requester.fill(BULK);
    const refused = screen((await requester.submit()).modal);
    expect(refused).toContain('You are among those who gave this already');
    expect(await feedbackOf()).toHaveLength(2);
  });

  it('is not collected on what is no target any more', async () => {
    await openFeature(requester);
    await requester.press('Give feedback');
    await openFeature(leader);
    await leader.press('No target any more');
    await requester.fill(BULK);
    expect(screen((await requester.submit()).modal)).toContain('no feedback is collected on it');
  });
});

describe('like feedback as one work item (LOCK-4)', () => {
  beforeEach(async () => {
    await giveNew(requester, BULK);
    await give(other, ALIKE);
    await other.press('Me too');
    await other.closeModal({ all: true });
  });

  it('is for the leaders and the team: they pick, and the text begins with the use cases', async () => {
    await giveNew(sandbox.person('manager'), SLOW);
    await openFeature(requester);
    expect(await shownTo(requester)).not.toContain('Consolidate');
    await openFeature(leader);
    await leader.press('Consolidate feedback');
    await leader.fill({ 'Feedback that says the same': ['2× Close findings'] });
    await leader.submit();
    const text = await shownTo(leader);
    expect(text).toContain('asked for by *2 people of 2 teams*');
    expect(text).toContain('Close findings of one cause at once (Vulnerability Management, it blocks them)');
    expect(text).toContain('Close all findings that a library update fixes (Red Team, they work around it)');
    await leader.fill({ Title: 'Close findings in bulk' });
    await leader.submitTwice();
    await sandbox.settled();
    expect(await shownTo(leader)).toMatch(/_open_ .* 2 people of 2 teams/);
    const { issue } = await sandbox.gitlab.issue(1);
    expect(issue).toMatchObject({ title: 'Close findings in bulk', confidential: true });
    expect([...issue.labels].sort()).toEqual(['ProdSecEngMetric::ProdSecRequirement', 'workflow::validation backlog']);
    expect(issue.description).toContain('Asked for by **2 people of 2 teams**');
    expect(issue.description).toContain('Each finding had to be closed by itself');
    expect(issue.description).not.toMatch(/Requester|U0REQUEST|Engineering counterpart|U0ENGCOUN/);
    expect(await sandbox.gitlab.issues()).toHaveLength(1);
    expect(await dmsOf(requester)).toContain('Your feedback on *Dependency scanning* is in a work item');
    expect(await dmsOf(other)).toContain(issue.webUrl);
    expect(await dmsOf(sandbox.person('manager'))).not.toContain('work item');
  });

  it('what looks alike and was not picked is shown, and picks nothing by itself', async () => {
    await giveNew(sandbox.person('manager'), { ...ALIKE, 'Your use case': 'Close many findings of a library' });
    await openFeature(leader);
    await leader.press('Consolidate feedback');
    await send(leader, { 'Feedback that says the same': ['2× Close findings'] });
    expect(await shownTo(leader)).toMatch(/Looks alike and is not picked.*\s*• Close many findings of a library/);
    await send(leader, { Title: 'Close findings in bulk' });
    expect(await all().openFeedback(1, 9)).toMatchObject([{ useCase: 'Close many findings of a library' }]);
  });

  it('is refused when somebody was faster', async () => {
    await openFeature(leader);
    await leader.press('Consolidate feedback');
    await send(leader, { 'Feedback that says the same': ['2× Close findings'] });
    await consolidate(sandbox.person('engineer'), ['2× Close findings']);
    await leader.fill({ Title: 'Another' });
    expect(screen((await leader.submit()).modal)).toContain('somebody was faster');
    await sandbox.settled();
    expect(await sandbox.gitlab.issues()).toHaveLength(1);
  });

  it('is refused to who leads no more', async () => {
    const engineer = sandbox.person('second-engineer');
    await openFeature(engineer);
    await engineer.press('Consolidate feedback');
    await send(engineer, { 'Feedback that says the same': ['2× Close findings'] });
    sandbox.directory.setGroupMembers('S0PRODSEC', ['U0ENGINE1']);
    await sandbox.settled();
    await engineer.fill({ Title: 'Another' });
    expect(screen((await engineer.submit()).modal)).toContain('for the leaders of the Security Interlock');
    expect(await all().itemsOf(1, 9)).toEqual([]);
  });

  it('later feedback is added to it by a leader, or joins it by who gave it; the issue keeps count', async () => {
    await consolidate(leader, ['2× Close findings']);
    await sandbox.settled();
    await giveNew(sandbox.person('manager'), { ...SLOW, Team: 'Managers' });
    await openFeature(leader);
    await leader.press('Consolidate feedback');
    await send(leader, {
      'Feedback that says the same': ['1× Export'],
      'Into which work item': 'Close findings in bulk',
    });
    expect(await shownTo(leader)).toContain('It is added to Close findings in bulk');
    sandbox.clock.advance(1_000);
    const engineer = sandbox.person('engineer');
    expect(
      await give(engineer, { ...ALIKE, Team: 'AppSec', 'Your use case': 'Close findings of a test fixture' }),
    ).toContain('alike');
    await engineer.press('Me too');
    await sandbox.settled();
    const { issue } = await sandbox.gitlab.issue(1);
    expect(issue.description).toContain('Asked for by **4 people of 4 teams**');
    expect(issue.description).toContain('## Joined later');
    expect(issue.description).toContain('Close findings of a test fixture (AppSec)');
    expect(await dmsOf(engineer)).toContain('is in a work item for the product team');
    expect(await sandbox.gitlab.issues()).toHaveLength(1);
  });
});

describe('an issue that is there already (LOCK-4)', () => {
  const people = { colleague: 'colleague@example.com', engineer: 'engineer@example.com' };

  it('carries the feedback: in the open it gets counts, and what was said as an internal note', async () => {
    const theirs = await sandbox.gitlab.create({
      as: 'second-engineer',
      title: 'Bulk actions',
      description: 'Words of its author.',
    });
    await giveNew(requester, BULK);
    await consolidate(leader, ['1× Close'], { 'An issue that is there already': theirs.webUrl });
    await sandbox.settled();
    const { issue, notes } = await sandbox.gitlab.issue(theirs.iid);
    expect(issue).toMatchObject({ title: 'Bulk actions', labels: [] });
    expect(issue.description).toMatch(/^Words of its author\./);
    expect(issue.description).toContain('Asked for by **1 person of 1 team**');
    expect(issue.description).not.toContain('Close findings of one cause');
    const said = notes.filter(({ internal, body }) => internal && body.includes('Close findings of one cause'));
    expect(said).toHaveLength(1);
    expect(await sandbox.gitlab.issues()).toHaveLength(1);
    await giveNew(other, BULK);
    await consolidate(leader, ['1× Close'], { Title: 'Again', 'An issue that is there already': theirs.webUrl });
    await sandbox.settled();
    // It is the first item's, so a new one is filed, with its link.
    const second = (await sandbox.gitlab.issues()).find(({ title }) => title === 'Again');
    expect(second?.description).toContain(theirs.webUrl);
  });

  it('that is confidential is not opened to a leader who may not read it', async () => {
    await sandbox.stop();
    await begin({ settings: { gitlab: { people } } });
    const theirs = await sandbox.gitlab.create({ as: 'second-engineer', title: 'Secret plan', confidential: true });
    await giveNew(requester, BULK);
    await consolidate(leader, ['1× Close'], { 'An issue that is there already': theirs.webUrl });
    await sandbox.settled();
    expect((await sandbox.gitlab.issue(theirs.iid)).issue.description).not.toContain('Asked for');
    expect(await dmsOf(requester)).not.toContain('Secret plan');
    await giveNew(requester, SLOW);
    await consolidate(sandbox.person('engineer'), ['1× Export'], { 'An issue that is there already': theirs.webUrl });
    await sandbox.settled();
    const { issue } = await sandbox.gitlab.issue(theirs.iid);
    expect(issue.description).toContain('Export a report every Monday');
  });

  it('must be one of this GitLab', async () => {
    await giveNew(requester, BULK);
    await openFeature(leader);
    await leader.press('Consolidate feedback');
    await send(leader, { 'Feedback that says the same': ['1× Close'] });
    await leader.fill({
      Title: 'Bulk',
      'An issue that is there already': 'https://elsewhere.example.com/a/b/-/issues/3',
    });
    expect((await leader.submit()).errors).toEqual({ 'f:url': expect.stringContaining('That is no issue of') });
  });
});
