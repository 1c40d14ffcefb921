import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen } from '../../src/sandbox/start.ts';
import { dmsOf } from './filing.ts';
import { addFeatures, BULK, consolidate, giveNew, openFeature, SLOW, shownTo, startInterlock } from './interlocking.ts';

let sandbox: Sandbox;
let leader: PersonDriver;
let requester: PersonDriver;
let other: PersonDriver;

const ASK = { dm: true as const, textContains: 'Does it meet your use case?' };

async function begin(more: Parameters<typeof startInterlock>[0] = {}): Promise<void> {
  sandbox = await startInterlock(more);
  [leader, requester, other] = [
    sandbox.person('colleague'),
    sandbox.person('requester'),
    sandbox.person('engineering'),
  ];
  await addFeatures(leader, ['Dependency scanning']);
  await giveNew(requester, BULK);
  await giveNew(other, SLOW);
}
/** Both pieces of feedback are in one item, which has an issue. */
async function consolidated(): Promise<void> {
  await consolidate(leader, ['1× Close', '1× Export']);
  await leader.closeModal({ all: true });
  await sandbox.settled();
}
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

async function seen(): Promise<void> {
  await sandbox.settled();
  sandbox.clock.advance(61_000);
  await sandbox.tick();
  await sandbox.settled();
}

async function closed(): Promise<void> {
  await sandbox.gitlab.close({ as: 'engineer', iid: 1 });
  await seen();
}

describe.each([{ webhook: true }, { webhook: false }])('what shipped (webhook: $webhook) (LOCK-4)', ({ webhook }) => {
  beforeEach(async () => {
    await begin({ webhook });
    await consolidated();
  });

  it('is told to everyone who gave it, who say whether it meets their use case; a no is told to the leaders', async () => {
    await closed();
    expect(await dmsOf(requester)).toContain('is closed in GitLab. Does it meet your use case?');
    expect(await dmsOf(requester)).not.toContain('_open_');
    await requester.clickTwice(ASK, 'Yes, it does');
    await sandbox.settled();
    expect(await dmsOf(requester)).toContain('You said that it does.');
    await other.click(ASK, 'No');
    await other.fill({ 'What is missing for your use case?': 'It leaves out archived projects' });
    await other.submit();
    await other.closeModal({ all: true });
    await sandbox.settled();
    expect(await dmsOf(other)).toContain('You said that it does not. Missing: It leaves out archived projects');
    const { issue } = await sandbox.gitlab.issue(1);
    expect(issue.description).toContain('Of 2 who were asked, 1 say yes and 1 say no.');
    expect(issue.description).toContain('It leaves out archived projects');
    for (const role of ['colleague', 'product']) {
      const told = await dmsOf(sandbox.person(role));
      expect(told).toContain('does not meet a use case, says <@U0ENGCOUN> (Red Team)');
      expect(told).toContain('Missing: It leaves out archived projects');
    }
    expect(await dmsOf(sandbox.person('manager'))).not.toContain('does not meet');
    // Minds change: the other answer stays at hand, and the leaders hear of it.
    await other.click({ dm: true, textContains: 'You said that it does not.' }, 'Yes, it does');
    await sandbox.settled();
    expect(await dmsOf(leader)).toContain('is settled or worked on again');
    expect((await sandbox.gitlab.issue(1)).issue.description).toContain('2 say yes and 0 say no.');
    await requester.click({ dm: true, textContains: 'You said that it does.' }, 'No');
    await requester.fill({ 'What is missing for your use case?': 'Undo' });
    await requester.submit();
    await openFeature(leader);
    expect(await shownTo(leader)).toContain('1 of 2 say that it meets their use case, 1 that it does not');
  });

  it('opened again withdraws what was asked; closed again asks who has not said yes', async () => {
    await closed();
    await requester.click(ASK, 'Yes, it does');
    await sandbox.gitlab.reopen({ as: 'engineer', iid: 1 });
    await seen();
    expect(await dmsOf(other)).toContain('was opened again. You are asked when it is closed.');
    expect(await dmsOf(other)).not.toContain('[No]');
    await closed();
    const asked = (await other.dms()).filter((each) => screen(each).includes('[Yes, it does]'));
    expect(asked).toHaveLength(1);
    expect((await requester.dms()).filter((each) => screen(each).includes('[Yes, it does]'))).toEqual([]);
  });
});

describe('who answers (LOCK-4)', () => {
  beforeEach(async () => {
    await begin();
    await consolidated();
  });

  it('finds it in Home, and nobody answers for them', async () => {
    await closed();
    expect(screen(await requester.home())).toContain('*Does it meet your use case?* Close findings in bulk');
    await requester.clickHome('interlock_misses');
    await requester.fill({ 'What is missing for your use case?': '\u200B' });
    expect((await requester.submit()).errors).toEqual({ missing: expect.stringContaining('Say what is missing') });
    await requester.closeModal({ all: true });
    await requester.clickHome('interlock_meets');
    await requester.closeModal({ all: true });
    expect(screen(await requester.home())).not.toContain('Does it meet');
    const { validateFeedback } = await import('../../src/domain/feedback.ts');
    const { access, storage } = sandbox.app().deps;
    const who = await access.who('U0MANAGER', '');
    if (!who.ok) throw new Error(who.text);
    const decide = validateFeedback(who.roles, { validated: 'yes', note: null });
    const verdict = await storage.feedback.validateFeedback(2, decide, [], { actor: 'U0MANAGER', at: new Date() });
    expect(verdict).toMatchObject({ ok: false, text: 'Only who gave the feedback can say so.' });
  });

  it('is told so while there is nothing to validate yet', async () => {
    await closed();
    await sandbox.gitlab.reopen({ as: 'engineer', iid: 1 });
    const home = await requester.home();
    expect(screen(home)).toContain('Does it meet');
    await seen();
    expect(screen(await requester.home())).not.toContain('Does it meet');
  });
});

describe('an issue elsewhere (LOCK-4)', () => {
  it('that the poll does not reach is looked at all the same', async () => {
    await begin({ webhook: false });
    sandbox.gitlabStandIn.addProject({ id: 202, path: 'product/scanning', memberIds: [900, 503] });
    const theirs = await sandbox.gitlab.create({ as: 'engineer', title: 'Bulk actions', project: 202 });
    await consolidate(leader, ['1× Close'], { 'An issue that is there already': theirs.webUrl });
    await sandbox.settled();
    expect(await dmsOf(requester)).toContain(theirs.webUrl);
    await sandbox.gitlab.close({ as: 'engineer', iid: theirs.iid, project: 202 });
    await sandbox.moveTo(new Date(sandbox.clock.now().getTime() + 11 * 60_000));
    await sandbox.settled();
    expect(await dmsOf(requester)).toContain('Does it meet your use case?');
  });
});

describe('an issue that is moved to the product team’s project (LOCK-4)', () => {
  it('asks nobody, is followed there, and asks when it is closed there', async () => {
    await begin({ webhook: false });
    await consolidated();
    sandbox.gitlabStandIn.addProject({ id: 303, path: 'security/scanning', memberIds: [900, 503] });
    // Somebody's copy of the mark moves nothing.
    const { description } = (await sandbox.gitlab.issue(1)).issue;
    await sandbox.gitlab.create({ as: 'engineer', title: 'A copy', description, project: 303 });
    await seen();
    const iid = sandbox.gitlabStandIn.moveIssue({ projectId: 101, iid: 1, to: 303, by: 503 });
    // The one that was left behind may be seen before its copy is.
    const { deps } = sandbox.app();
    await deps.issueChanged(await deps.gitlab.issue(101, 1));
    expect((await deps.storage.feedback.feedbackItem(1))?.state).toBe('opened');
    await seen();
    expect(await dmsOf(requester)).not.toContain('Does it meet your use case?');
    const items = await sandbox.app().deps.storage.feedback.itemsOf(1, 9);
    expect(items).toMatchObject([{ projectId: 303, iid, state: 'opened' }]);
    expect(await dmsOf(requester)).toContain(`security/scanning/-/issues/${iid}`);
    await sandbox.gitlab.close({ as: 'engineer', iid, project: 303 });
    await seen();
    expect(await dmsOf(requester)).toContain('Does it meet your use case?');
  });
});

describe('leaders (LOCK-3, LOCK-4)', () => {
  it('see on Home what waits to be consolidated; the team’s digest says what has waited for two weeks', async () => {
    await begin();
    expect(screen(await leader.home())).toContain('2 pieces of feedback to consolidate');
    expect(screen(await requester.home())).not.toContain('to consolidate');
    await leader.clickHome('interlock_overview');
    expect(await shownTo(leader)).toContain('2 pieces of feedback wait to be consolidated.');
    await leader.closeModal({ all: true });
    const engineer = sandbox.person('engineer');
    expect((await engineer.command('digest')).text).not.toContain('Security Interlock');
    sandbox.clock.advance(15 * 24 * 3_600_000);
    expect((await engineer.command('digest')).text).toContain(
      '2 pieces of feedback have waited for more than two weeks',
    );
    expect((await requester.command('digest')).text).not.toContain('Security Interlock');
  });

  it('while nobody is named, the manager is told of a no', async () => {
    const nobody = { leaders: { security: [], product: [], engineering: [] } };
    sandbox = await startInterlock({ settings: { interlock: nobody } });
    [requester, leader] = [sandbox.person('requester'), sandbox.person('manager')];
    await addFeatures(leader, ['Dependency scanning']);
    await giveNew(requester, BULK);
    await giveNew(leader, SLOW);
    await consolidated();
    await closed();
    await requester.click(ASK, 'No');
    await requester.fill({ 'What is missing for your use case?': 'Archived projects' });
    await requester.submit();
    await sandbox.settled();
    expect(await dmsOf(leader)).toContain('Missing: Archived projects');
  });
});
