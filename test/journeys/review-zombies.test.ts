import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { reviewsInDigest } from '../../src/workflows/review/zombie.ts';
import { dmsOf } from './filing.ts';
import { fromMonday } from './promised.ts';
import { dueTool, moving, told } from './reviewing.ts';

let sandbox: Sandbox;
let engineer: PersonDriver;
let manager: PersonDriver;
let requester: PersonDriver;

beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, now: fromMonday() });
  [engineer, manager, requester] = [sandbox.person('engineer'), sandbox.person('manager'), sandbox.person('requester')];
  sandbox.gitlabStandIn.addProject({ id: 150, path: 'security/vulnmapper', memberIds: [900] });
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const moveTo = moving(() => sandbox);
const ZOMBIE = 'is flagged as a zombie';
const begin = () => moveTo('2026-03-03T15:00:00Z');
const weekLater = () => moveTo('2026-03-10T15:00:00Z');
const fortnightLater = () => moveTo('2026-03-17T16:00:00Z');
const did = (lastCommit: string | null) =>
  sandbox.gitlabStandIn.putActivity({ projectId: 150, lastCommit, lastPipeline: null });

describe('overdue reviews (REV-3)', () => {
  it('are chased once a week per owner, stand in the digest without names where others read, and are listed for the manager', async () => {
    await dueTool(sandbox);
    await dueTool(sandbox, { name: 'Scanner' });
    await begin();
    await moveTo('2026-03-06T15:00:00Z');
    expect(await dmsOf(engineer)).not.toContain('still wait');
    await weekLater();
    await moveTo('2026-03-11T15:00:00Z');
    expect(await told(engineer, '2 tools still wait for your review')).toHaveLength(1);
    const digest = (await requester.command('digest')).text;
    expect(digest).toContain('Overdue reviews');
    expect(digest).toContain('*VulnMapper* (T-1): due for 8 days');
    const [part] = await reviewsInDigest(sandbox.app().deps);
    expect(part?.hidden).toEqual(['*T-1*: review due for 8 days.', '*T-2*: review due for 8 days.']);
    expect(screen(await manager.home())).toContain('Overdue reviews');
    expect((await manager.command('review')).text).toContain('Overdue, of everyone');
    await fortnightLater();
    expect(await told(engineer, '2 tools still wait for your review')).toHaveLength(2);
  });

  it('end by themselves when the tool is not operational any more', async () => {
    await dueTool(sandbox);
    await begin();
    const { storage, now } = sandbox.app().deps;
    const change = { actor: 'test', action: 'retired', why: 'Test', fields: { state: 'retired' as const } };
    await storage.tools.changeTool(1, () => ({ ok: true, value: { change, priority: 1, answer: '' } }), now());
    await weekLater();
    expect(await dmsOf(engineer)).not.toContain('still waits');
    expect((await storage.reviews.review(1))?.review.state).toBe('dropped');
  });

  it('are not chased while their owner has put them off', async () => {
    await dueTool(sandbox);
    await begin();
    const [{ id } = { id: 0 }] = await sandbox.app().deps.storage.promises.openPromisesOfTool(1);
    await sandbox.app().deps.storage.promises.putOff(id, new Date('2026-03-12T00:00:00Z'));
    await weekLater();
    expect(await dmsOf(engineer)).not.toContain('still waits');
    await moveTo('2026-03-12T15:00:00Z');
    expect(await told(engineer, 'A tool still waits for your review')).toHaveLength(1);
  });
});

describe('a tool that nobody confirms using (REV-2)', () => {
  it('is flagged with the evidence where nothing was done in its project; owner and manager are told once, Sunset is only proposed', async () => {
    await dueTool(sandbox);
    did('2025-10-01T10:00:00Z');
    await begin();
    await weekLater();
    expect(await dmsOf(engineer)).not.toContain(ZOMBIE);
    await fortnightLater();
    await moveTo('2026-03-18T16:00:00Z');
    for (const person of [engineer, manager]) expect(await told(person, ZOMBIE)).toHaveLength(1);
    expect(await dmsOf(engineer)).toContain('last commit on 2025-10-01, no pipeline, no issue');
    expect((await engineer.command('digest')).text).toContain('Zombies');
    expect((await requester.command('digest')).text).not.toContain('Zombies');
    await engineer.click({ dm: true, textContains: ZOMBIE }, 'Propose Sunset');
    expect(screen(await engineer.modal())).toContain('Change category');
    await engineer.closeModal({ all: true });
    expect((await sandbox.app().deps.storage.tools.tool(1))?.category).toBe('maintain');
  });

  it('is none where somebody pushed lately, nor where a stakeholder needs it', async () => {
    await dueTool(sandbox, {}, ['U0REQUEST']);
    did('2026-02-01T10:00:00Z');
    await begin();
    await fortnightLater();
    expect(await dmsOf(engineer)).not.toContain(ZOMBIE);
    did('2025-10-01T10:00:00Z');
    await requester.click({ dm: true, textContains: 'Do you still need' }, 'Still needed');
    await moveTo('2026-05-20T16:00:00Z');
    expect(await dmsOf(engineer)).not.toContain(ZOMBIE);
  });

  it('is none for want of evidence: GitLab out of reach is said, and it is asked again', async () => {
    await dueTool(sandbox);
    did('2025-10-01T10:00:00Z');
    await begin();
    sandbox.gitlabFaults.next({ path: /\/repository\/commits/, behave: { status: 500 }, times: 99 });
    await fortnightLater();
    expect(await dmsOf(engineer)).not.toContain(ZOMBIE);
    await engineer.command('review T-1');
    expect(screen(await engineer.modal())).toContain('GitLab could not be reached.');
    await engineer.closeModal({ all: true });
    sandbox.gitlabFaults.clear();
    await moveTo('2026-03-18T16:00:00Z');
    expect(await told(engineer, ZOMBIE)).toHaveLength(1);
  });

  it('is flagged at once where its owner says that it is unused; the manager is told, and nothing else changes', async () => {
    await dueTool(sandbox);
    await begin();
    await engineer.command('review T-1');
    await engineer.fill({ 'Is it still used?': 'Yes', 'How does the review end?': 'Flag as unused' });
    expect((await engineer.submit()).errors).toEqual({
      'f:stillUsed': 'To flag it as unused, say that it is not used.',
    });
    await engineer.fill({ 'Is it still used?': 'No', 'Since when not?': '2026-01-01' });
    await engineer.submit();
    expect(screen(await engineer.modal())).toContain('[Propose Sunset]');
    await engineer.closeModal({ all: true });
    await moveTo('2026-03-03T17:00:00Z');
    expect((await told(manager, ZOMBIE))[0]).toContain('Its review says that it is not used.');
    expect(await dmsOf(engineer)).not.toContain(ZOMBIE);
    expect((await sandbox.app().deps.storage.tools.tool(1))?.category).toBe('maintain');
    expect((await manager.command('digest')).text).toContain('Zombies');
  });
});
