import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { criteriaFrom } from '../../src/domain/health.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { reviewRound } from '../../src/workflows/review/round.ts';
import { dmsOf } from './filing.ts';
import { fromMonday } from './promised.ts';
import { dueTool, moving, told } from './reviewing.ts';

let sandbox: Sandbox;
let requester: PersonDriver;
let engineer: PersonDriver;
let second: PersonDriver;
let manager: PersonDriver;

beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, now: fromMonday() });
  [requester, engineer] = [sandbox.person('requester'), sandbox.person('engineer')];
  [second, manager] = [sandbox.person('second-engineer'), sandbox.person('manager')];
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const moveTo = moving(() => sandbox);
const GOOD = criteriaFrom({ good: [], better: [], best: [] }).filter(({ level }) => level === 'good');
const TUESDAY = '2026-03-03T15:00:00Z';
const ASK = 'for your review';
const reviewing = (name: string) => ({ dm: true as const, textContains: name });
const shown = async (person: PersonDriver): Promise<string> => screen(await person.modal());
const toolNow = async (id: number) => sandbox.app().deps.storage.tools.tool(id);
const lastReview = async (id: number) => sandbox.app().deps.storage.reviews.lastReviewOf(id);
const reviewPromises = async (id: number) =>
  (await sandbox.app().deps.storage.promises.openPromisesOfTool(id)).filter(({ kind }) => kind === 'review');

async function confirm(person: PersonDriver): Promise<void> {
  await person.fill({ 'Is it still used?': 'Yes', 'How does the review end?': 'Confirm' });
  await person.submit();
  await person.closeModal({ all: true });
  await sandbox.settled();
}

describe('reviews that are due (REV-1)', () => {
  it('come to their owner in one message, in their working hours, once whatever restarts; the promise reminds of nothing', async () => {
    await dueTool(sandbox);
    await dueTool(sandbox, { name: 'Scanner' });
    await moveTo('2026-03-03T09:00:00Z');
    expect(await dmsOf(engineer)).not.toContain(ASK);
    await moveTo(TUESDAY);
    await sandbox.restartApp();
    await sandbox.tick();
    const { deps } = sandbox.app();
    for (const owed of await Promise.all([reviewRound(deps), reviewRound(deps)])) expect(owed).toEqual([]);
    await sandbox.settled();
    const asked = await told(engineer, ASK);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('2 tools wait for your review');
    expect(asked[0]).toContain('*VulnMapper* (T-1)');
    expect(asked[0]).toContain('*Scanner* (T-2)');
    expect(await dmsOf(engineer)).not.toContain('Review of a tool');
    expect(await dmsOf(manager)).not.toContain(ASK);
    expect(screen(await engineer.home())).toContain('*VulnMapper* (T-1)');
    await engineer.command('tool T-1');
    expect(await shown(engineer)).toContain('[Review] [Acknowledge] [Snooze]');
    await engineer.closeModal({ all: true });
  });

  it('open with what is known filled in; confirmed, the message says so and the next one is dated by the cadence', async () => {
    await dueTool(sandbox, { scores: { criticality: 4 }, users: 'Release managers' });
    await moveTo(TUESDAY);
    await engineer.click(reviewing(ASK), 'Review');
    const modal = await shown(engineer);
    expect(modal).toContain('Release managers');
    expect(modal).toContain('*Health: Unknown*');
    expect(modal).toContain('*Gaps to Good*');
    expect(modal).toContain('no work item');
    expect(modal).toContain('Daily security operations suffer');
    await engineer.press('Assess health');
    const met = Object.fromEntries(GOOD.map(({ id }) => [id, 'met']));
    await engineer.fill({ ...met, Why: 'Looked at in the review' });
    await engineer.submit();
    await sandbox.settled();
    expect((await toolNow(1))?.healthLevel).toBe('good');
    await confirm(engineer);
    expect((await told(engineer, 'These reviews are done'))[0]).toContain('confirmed by <@U0ENGINE1>');
    expect(await lastReview(1)).toMatchObject({ review: { state: 'confirmed', endedBy: 'U0ENGINE1' } });
    const [next, ...others] = await reviewPromises(1);
    expect(others).toEqual([]);
    expect(next?.dueAt?.toISOString().slice(0, 10)).toBe('2026-06-03');
    await moveTo('2026-06-03T15:30:00Z');
    expect(await told(engineer, 'A tool waits for your review')).toHaveLength(1);
  });

  it('apply corrections by the rules of the inventory, with the review as reason; refuse what does not fit together', async () => {
    await dueTool(sandbox, { users: 'Release managers' });
    await moveTo(TUESDAY);
    await engineer.click(reviewing(ASK), 'Review');
    await engineer.fill({ 'Is it still used?': 'Yes', 'By whom?': 'AppSec', 'How does the review end?': 'Confirm' });
    expect((await engineer.submit()).errors).toEqual({
      'f:end': 'You changed who uses it. Choose Correct to keep that, or set it back.',
    });
    await engineer.fill({ criticality: '5', 'How does the review end?': 'Correct' });
    const { errors = {} } = await engineer.submit();
    expect(Object.values(errors)[0]).toContain('from 1 to 5.');
    expect((await toolNow(1))?.users).toBe('Release managers');
    await engineer.fill({ productFit: '3', maintainability: '3', strategicAlignment: '3', customerValue: '3' });
    await engineer.fill({ category: 'improve-maintain' });
    await engineer.submit();
    await engineer.closeModal({ all: true });
    expect(await toolNow(1)).toMatchObject({
      users: 'AppSec',
      category: 'improve-maintain',
      scores: { criticality: 5 },
    });
    const history = await sandbox.app().deps.storage.audit.auditOf('T-1', 20);
    const reasons = history.filter(({ detail }) => detail.why === 'Review of 2026-03-03').map(({ action }) => action);
    expect(reasons.sort()).toEqual(['category changed', 'edited', 'scored']);
    expect(await lastReview(1)).toMatchObject({ review: { state: 'corrected' } });
  });

  it('can be answered early, by the owner and the team only, and once', async () => {
    await dueTool(sandbox);
    expect((await requester.command('review')).text).toContain('No tool waits for your review');
    expect((await requester.command('review vulnmapper')).text).toContain('Only the owner of the tool and ProdSecEng');
    expect((await engineer.command('review')).text).toContain('[Review now]');
    await engineer.command('review T-1');
    await second.command('review T-1');
    await confirm(engineer);
    await second.fill({ 'Is it still used?': 'No', 'How does the review end?': 'Flag as unused' });
    await second.submit();
    expect(await shown(second)).toContain('Somebody has answered this review meanwhile.');
    await second.closeModal({ all: true });
    expect(await reviewPromises(1)).toHaveLength(1);
    await moveTo(TUESDAY);
    expect(await dmsOf(engineer)).not.toContain(ASK);
    await engineer.command('tool T-1');
    expect(await shown(engineer)).toContain('*Review*: confirmed by <@U0ENGINE1>');
    await engineer.closeModal({ all: true });
  });

  it('of a tool that nobody of the team owns come to the manager', async () => {
    await dueTool(sandbox, { ownerId: null });
    await moveTo('2026-03-03T17:00:00Z');
    expect((await told(manager, ASK))[0]).toContain('owner: nobody owns it');
  });
});

describe('stakeholders of a tool under review (REV-1)', () => {
  const SAY = { dm: true as const, textContains: 'Do you still need' };

  it('are asked in one message for all their tools, and their answers show in the review and on the tool’s page', async () => {
    await dueTool(sandbox, {}, ['U0REQUEST', 'U0ENGINE1']);
    await dueTool(sandbox, { name: 'Scanner' }, ['U0REQUEST']);
    await moveTo(TUESDAY);
    const [asked, ...more] = await told(requester, 'Do you still need these 2 tools?');
    expect(more).toEqual([]);
    expect(asked).toContain('*Scanner* (T-2)');
    expect(await dmsOf(engineer)).not.toContain('Do you still need');
    await requester.clickTwice(SAY, 'Still needed');
    await requester.click(SAY, 'Moved to…');
    await requester.fill({ 'To what did you move?': 'A spreadsheet' });
    await requester.submit();
    await sandbox.settled();
    expect((await told(requester, 'Do you still need'))[0]).toContain(
      'You said: moved to something else: A spreadsheet.',
    );
    await engineer.command('review T-1');
    expect(await shown(engineer)).toContain('<@U0REQUEST>: moved to something else: A spreadsheet');
    await engineer.closeModal({ all: true });
    await engineer.command('tool T-1');
    expect(await shown(engineer)).toContain('<@U0REQUEST>: moved to something else: A spreadsheet');
    await engineer.closeModal({ all: true });
  });

  it('cannot answer once they are not named on it, nor after its end', async () => {
    await dueTool(sandbox, {}, ['U0REQUEST']);
    await moveTo(TUESDAY);
    await engineer.command('review T-1');
    await confirm(engineer);
    await requester.click(SAY, 'Not needed');
    await sandbox.settled();
    expect((await lastReview(1))?.voices).toEqual([]);
    const { storage, now } = sandbox.app().deps;
    const away = { actor: 'test', action: 'removed', why: '', remove: ['U0REQUEST'], owed: [], answer: '' };
    await storage.tools.changeToolPeople(1, () => ({ ok: true, value: away }), now());
    await requester.click(SAY, 'Still needed');
    expect(await dmsOf(requester)).toContain('You are not named on this tool any more.');
  });
});

it('REV-6: the review shows open dependency and vulnerability work with its age', async () => {
  const id = await dueTool(sandbox);
  const { storage, now } = sandbox.app().deps;
  const item = { iid: 4, title: 'Update the parser', url: 'https://gitlab.example.com/4', confidential: false };
  const since = new Date('2026-02-20T15:00:00Z');
  await storage.signs.keepSecurityWork(id, { readAt: now(), items: [{ ...item, since }] });
  await engineer.command('review VulnMapper');
  expect(await shown(engineer)).toContain('Update the parser: open for 10 days');
});
