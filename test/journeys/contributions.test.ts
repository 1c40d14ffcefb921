import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CategoryId } from '../../src/domain/category.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { NEW_TOOL } from '../domain/tool-fixtures.ts';
import { dmsOf } from './filing.ts';

const PROJECT = { id: 202, path: 'security/vulnmapper' };
const REFERENCE = 'security/vulnmapper!7';

let sandbox: Sandbox;
let requester: PersonDriver;
let engineer: PersonDriver;
let second: PersonDriver;

async function start(settings: { [key: string]: unknown } = {}): Promise<void> {
  sandbox = await startSandbox({ port: 0, webhook: true, settings });
  [requester, engineer, second] = [
    sandbox.person('requester'),
    sandbox.person('engineer'),
    sandbox.person('second-engineer'),
  ];
  sandbox.gitlabStandIn.addProject({ ...PROJECT, memberIds: [900] });
}

beforeEach(() => start());
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

async function addTool(category: CategoryId, ownerId: string | null = null): Promise<void> {
  const { storage, now } = sandbox.app().deps;
  const tool = { ...NEW_TOOL, name: 'VulnMapper', state: 'operational' as const, category, ownerId };
  await storage.tools.addTools([{ tool, priority: 1, people: [], actor: 'test', why: 'Test' }], now());
}

const mergeRequest = (state: 'opened' | 'merged' | 'closed', title = 'Map archived projects') =>
  sandbox.gitlabStandIn.putMergeRequest({ iid: 7, projectId: PROJECT.id, title, state, authorId: 501 });

const address = (): string => `${sandbox.app().deps.gitlabUrl}/security/VulnMapper/-/merge_requests/7/diffs`;

async function handInFromTool(): Promise<void> {
  await requester.command('tool VulnMapper');
  await requester.press('Ask for a feature');
  await requester.press('Contribute it');
  await requester.fill({ 'Merge request': address() });
  await requester.submit();
}

const shown = async (person: PersonDriver): Promise<string> => screen(await person.modal());
const homeOf = async (person: PersonDriver): Promise<string> => screen(await person.home());

describe('a contribution where features are refused (INV-10)', () => {
  it('is handed in on the tool’s page, and lands in the review queue with the owner as its reviewer', async () => {
    await addTool('maintain', 'U0ENGINE1');
    mergeRequest('opened');
    await handInFromTool();
    expect(await shown(requester)).toContain(`*${REFERENCE}* is in ProdSecEng’s review queue. <@U0ENGINE1> is asked`);
    await requester.closeModal({ all: true });
    await sandbox.settled();
    expect(await dmsOf(engineer)).toContain('A contribution to *VulnMapper* waits for your review.');
    expect(await dmsOf(second)).not.toContain('VulnMapper');
    const queue = await homeOf(engineer);
    expect(queue).toContain(`${REFERENCE}> Map archived projects`);
    expect(queue).toContain('waiting for less than an hour · reviewed by <@U0ENGINE1>');
    await engineer.command('tool VulnMapper');
    expect(await shown(engineer)).toContain('contributed by <@U0REQUEST>');
    await engineer.closeModal({ all: true });
  });

  it('shows its title to nobody outside the team: GitLab showed it to the app alone', async () => {
    await addTool('maintain', 'U0ENGINE1');
    mergeRequest('opened', 'Mend the hole that nobody knows of');
    await handInFromTool();
    await requester.closeModal({ all: true });
    await sandbox.settled();
    await requester.command('tool VulnMapper');
    expect(await shown(requester)).toContain(REFERENCE);
    expect(`${await shown(requester)}${await dmsOf(requester)}`).not.toContain('nobody knows of');
    await requester.closeModal({ all: true });
  });

  it('without an owner asks each of the team, and whoever takes it is named to all', async () => {
    await addTool('sunset');
    mergeRequest('opened');
    await handInFromTool();
    await requester.closeModal({ all: true });
    await sandbox.settled();
    const ask = { dm: true as const, textContains: 'A contribution to *VulnMapper* needs a reviewer.' };
    await second.message(ask);
    await engineer.click(ask, 'Review it');
    await sandbox.settled();
    expect(await dmsOf(second)).toContain('is reviewed by <@U0ENGINE1>.');
    expect(await dmsOf(second)).not.toContain('needs a reviewer');
    expect(await dmsOf(requester)).toContain('Your contribution to *VulnMapper* is reviewed by <@U0ENGINE1>.');
    expect(await dmsOf(engineer)).toContain('You review security/vulnmapper!7. Its contributor is told.');
  });

  it('is given to someone else of the team, never to its contributor or to anybody outside', async () => {
    await addTool('redirect', 'U0ENGINE1');
    mergeRequest('opened');
    await handInFromTool();
    await requester.closeModal({ all: true });
    await sandbox.settled();
    await engineer.click({ dm: true, textContains: 'waits for your review' }, 'Someone else');
    await engineer.fill({ Reviewer: 'requester' });
    expect((await engineer.submit()).errors).toEqual({ reviewer: 'Choose someone of ProdSecEng.' });
    await engineer.fill({ Reviewer: 'second-engineer' });
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    expect(await dmsOf(second)).toContain('A contribution to *VulnMapper* waits for your review.');
    expect(await dmsOf(engineer)).toContain('is reviewed by <@U0ENGINE2>.');
  });

  it('is in the queue once, and only from this GitLab', async () => {
    await addTool('maintain', 'U0ENGINE1');
    mergeRequest('opened');
    await handInFromTool();
    await requester.closeModal({ all: true });
    const colleague = sandbox.person('colleague');
    await colleague.command('tool VulnMapper');
    await colleague.press('Ask for a feature');
    await colleague.press('Contribute it');
    await colleague.fill({ 'Merge request': 'https://elsewhere.example.com/security/vulnmapper/-/merge_requests/7' });
    expect((await colleague.submit()).errors.address).toContain('This is not the address of a merge request in http');
    await colleague.fill({ 'Merge request': address().replace('merge_requests', 'issues') });
    expect((await colleague.submit()).errors.address).toContain('This is not the address');
    await colleague.fill({ 'Merge request': address().toLowerCase() });
    expect((await colleague.submit()).errors).toEqual({ address: `${REFERENCE} was handed in before.` });
    await colleague.closeModal({ all: true });
    expect(await sandbox.app().deps.storage.contributions.reviewQueue(9)).toHaveLength(1);
  });

  it.each(['webhook', 'poll'] as const)(
    'merged in GitLab leaves the queue, and its contributor is told (%s)',
    async (by) => {
      await addTool('maintain', 'U0ENGINE1');
      mergeRequest('opened');
      await handInFromTool();
      await requester.closeModal({ all: true });
      await sandbox.settled();
      if (by === 'poll') sandbox.gitlabStandIn.setWebhook(null);
      mergeRequest('merged');
      if (by === 'poll') await sandbox.moveTo(new Date(sandbox.app().deps.now().getTime() + 120_000));
      await sandbox.settled();
      expect(await dmsOf(requester)).toContain('Your contribution to *VulnMapper* is merged. Thank you!');
      expect(await dmsOf(engineer)).toContain('A contribution to *VulnMapper* is merged.');
      expect(await homeOf(engineer)).not.toContain('Review queue');
    },
  );

  it('waits in the queue by its reference while GitLab does not show it', async () => {
    await addTool('maintain', 'U0ENGINE1');
    await handInFromTool();
    await requester.closeModal({ all: true });
    await sandbox.settled();
    expect(await homeOf(engineer)).toContain(`${REFERENCE}>\n`);
  });
});

describe('asking for a feature in the form (INV-10)', () => {
  const ask = async (tool: string): Promise<string> => {
    await requester.command('intake other');
    await requester.fill({ 'Kind of request': 'A feature of a tool' });
    await requester.fill({ 'Which tool': tool });
    return shown(requester);
  };

  it('tells at once what the category of the named tool means, and offers to contribute', async () => {
    await addTool('maintain', 'U0ENGINE1');
    mergeRequest('opened');
    expect(await ask('vulnmapper')).toContain('feature requests are not accepted');
    await requester.press('Contribute it');
    await requester.fill({ 'Merge request': address() });
    await requester.submit();
    expect(await shown(requester)).toContain('review queue');
    await requester.closeModal();
    expect(await shown(requester)).toContain('Which tool');
    await requester.closeModal({ all: true });
  });

  it('finds the tool that may be meant, and takes its name', async () => {
    await addTool('improve-maintain');
    expect(await ask('vulnmap')).toContain('Is it one of these?');
    await requester.press('VulnMapper');
    expect(await shown(requester)).toContain('Which tool *: VulnMapper');
    expect(await shown(requester)).toContain('your request is triaged, then put on the backlog or closed');
    expect(await shown(requester)).not.toContain('[Contribute it]');
    await requester.closeModal({ all: true });
  });

  it('reveals nothing of a typed name where the inventory is kept to the team (INV-2)', async () => {
    await sandbox.stop();
    await start({ inventory: { visibleTo: 'team' } });
    await addTool('maintain');
    for (const typed of ['VulnMapper', 'vulnmap']) {
      expect(await ask(typed)).not.toMatch(/not accepted|one of these|Contribute/);
      await requester.closeModal({ all: true });
    }
  });
});
