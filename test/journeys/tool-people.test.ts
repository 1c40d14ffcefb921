import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { NEW_TOOL } from '../domain/tool-fixtures.ts';
import { dmsOf } from './filing.ts';

let sandbox: Sandbox;
let requester: PersonDriver;
let colleague: PersonDriver;
let engineer: PersonDriver;
let second: PersonDriver;

beforeEach(async () => {
  sandbox = await startSandbox({ port: 0 });
  [requester, colleague, engineer, second] = [
    sandbox.person('requester'),
    sandbox.person('colleague'),
    sandbox.person('engineer'),
    sandbox.person('second-engineer'),
  ];
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

async function addTool(ownerId: string | null, ...people: string[]): Promise<void> {
  const { storage, now } = sandbox.app().deps;
  const filing = {
    ...{ tool: { ...NEW_TOOL, ownerId }, priority: 1, actor: 'test', why: 'Test' },
    people: people.map((personId) => ({ personId, role: 'stakeholder' as const })),
  };
  await storage.tools.addTools([filing], now());
}

const shown = async (person: PersonDriver): Promise<string> => screen(await person.modal());

async function changeCategory(to: string): Promise<void> {
  await second.command('tool T-1');
  await second.press('Change category');
  await second.fill({ Category: to, Why: 'The quarterly look' });
  await second.submit();
  await second.closeModal({ all: true });
  await sandbox.settled();
}

describe('a stakeholder of a tool (INV-1)', () => {
  it('is told of a change of its category, mutes it from the message, and is told no more; the owner is told', async () => {
    await addTool('U0ENGINE1', 'U0REQUEST', 'U0COLLEAG');
    await changeCategory('Redirect');
    const news = '*VulnMapper* (T-1) is in the category *Redirect* now';
    expect(await dmsOf(requester)).toContain(news);
    expect(await dmsOf(requester)).toContain('Commitment in force: Low.');
    await requester.click({ dm: true, textContains: news }, 'Mute');
    await sandbox.settled();
    expect(await dmsOf(engineer)).toContain('<@U0REQUEST> has muted *VulnMapper* (T-1)');
    await changeCategory('Sunset');
    expect(await dmsOf(requester)).not.toContain('category *Sunset*');
    expect(await dmsOf(colleague)).toContain('category *Sunset*');
    await requester.command('tool T-1');
    expect(await shown(requester)).toContain('You have muted this tool');
    await requester.press('Unmute');
    expect(await shown(requester)).toContain('You are named here');
    await requester.closeModal({ all: true });
  });

  it('says "not me" and names another, who is told; the owner is told', async () => {
    await addTool('U0ENGINE1', 'U0REQUEST');
    await requester.command('tool T-1');
    await requester.press('This is not me');
    await requester.fill({ 'Who is it instead?': 'guest' });
    expect((await requester.submit()).errors).toEqual({ other: 'Choose a full member of this workspace.' });
    await requester.fill({ 'Who is it instead?': 'colleague' });
    await requester.submit();
    const page = await shown(requester);
    expect(page).toContain('You are not named on VulnMapper any more.');
    expect(page).toContain('*Users and stakeholders*\n<@U0COLLEAG>');
    expect(page).toContain('[Ask to be added]');
    await requester.closeModal({ all: true });
    await sandbox.settled();
    expect(await dmsOf(colleague)).toContain('<@U0REQUEST> named you on *VulnMapper* (T-1)');
    expect(await dmsOf(engineer)).toContain('not named on it any more, and <@U0COLLEAG> in their place.');
    await changeCategory('Redirect');
    expect(await dmsOf(requester)).not.toContain('Redirect');
    expect(await dmsOf(colleague)).toContain('Redirect');
  });

  it('asks to be added, and is not named before the owner says so', async () => {
    await addTool('U0ENGINE1');
    await requester.command('tool T-1');
    await requester.press('Ask to be added');
    expect(await shown(requester)).toContain('You asked to be added.');
    expect(await shown(requester)).not.toContain('*Users and stakeholders*');
    await requester.closeModal({ all: true });
    await sandbox.settled();
    await changeCategory('Redirect');
    expect(await dmsOf(requester)).not.toContain('Redirect');
    const asks = { dm: true as const, textContains: '<@U0REQUEST> asks to be named on *VulnMapper* (T-1)' };
    expect(await dmsOf(second)).not.toContain('asks to be named');
    await engineer.click(asks, 'Add');
    await sandbox.settled();
    expect(await dmsOf(engineer)).toContain('<@U0REQUEST> is named on *VulnMapper* (T-1) now.');
    expect(await dmsOf(engineer)).not.toContain('[Add]');
    expect(await dmsOf(requester)).toContain('<@U0ENGINE1> named you on *VulnMapper* (T-1)');
  });

  it('is not added where the owner says no; without an owner anyone of the team answers, once', async () => {
    await addTool(null);
    await requester.command('tool T-1');
    await requester.press('Ask to be added');
    await requester.closeModal({ all: true });
    await sandbox.settled();
    const asks = { dm: true as const, textContains: 'asks to be named' };
    await second.message(asks);
    await engineer.command('tool T-1');
    await engineer.press('Do not add');
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    expect(await dmsOf(second)).toContain('<@U0REQUEST> was not added to *VulnMapper* (T-1).');
    expect(await dmsOf(requester)).toContain('and were not added. Ask <@U0ENGINE1> why.');
    expect(await sandbox.app().deps.storage.tools.peopleOfTool(1, 9)).toEqual([]);
  });

  it('cannot add themselves with a button of somebody else’s message', async () => {
    await addTool('U0ENGINE1');
    await requester.command('tool T-1');
    await requester.press('Ask to be added');
    await requester.closeModal({ all: true });
    await sandbox.settled();
    const { storage } = sandbox.app().deps;
    const group = await storage.people.userGroupByHandle('product-security-engineering');
    if (group === null) throw new Error('there is no team');
    await second.command('tool T-1');
    await storage.people.keepUserGroup({ ...group, memberIds: ['U0ENGINE1'] });
    await second.press('Add');
    expect(await shown(second)).toContain('Only ProdSecEng can do this.');
    await second.closeModal({ all: true });
  });
});

describe('next to co-create (INV-11)', () => {
  it('proposes Integrate with what is known of the case, and comes back to the list', async () => {
    const { storage, now } = sandbox.app().deps;
    const tool = { ...NEW_TOOL, category: 'improve-integrate' as const, valuePropositions: ['Owners in one place'] };
    await storage.tools.addTools([{ tool, priority: 1, people: [], actor: 'test', why: 'Test' }], now());
    await requester.command('tools');
    await requester.fill({ tools_order: 'By priority: next to co-create' });
    expect(await shown(requester)).not.toContain('[Propose Integrate]');
    await requester.closeModal({ all: true });
    await engineer.command('tools');
    expect(await shown(engineer)).not.toContain('[Propose Integrate]');
    await engineer.fill({ tools_order: 'By priority: next to co-create' });
    await expect.poll(() => shown(engineer)).toContain('[Propose Integrate]');
    await engineer.press('Propose Integrate');
    const form = await shown(engineer);
    expect(form).toContain('Next to co-create. Score');
    expect(form).toContain('Owners in one place');
    await engineer.fill({ productFit: 'On the roadmap', operatingModel: 'Agreed', Why: 'First in the order' });
    expect((await engineer.submit()).errors['f:epic']).toContain('Integrate needs an epic');
    await engineer.fill({
      epic: 'https://gitlab.example.com/groups/security/-/epics/7',
      ...{ milestone: '19.4', milestoneDue: '2099-01-01' },
    });
    await engineer.submit();
    await expect.poll(() => shown(engineer)).toContain('VulnMapper is in the category Integrate now.');
    expect(await shown(engineer)).toContain('of those on a path to the product');
    expect(await shown(engineer)).not.toContain('[Propose Integrate]');
    await engineer.closeModal({ all: true });
  });
});
