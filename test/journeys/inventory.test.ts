import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CATEGORIES } from '../../src/domain/category.ts';
import { CRITICALITIES } from '../../src/domain/criticality.ts';
import { criteriaFrom } from '../../src/domain/health.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { NEW_TOOL } from '../domain/tool-fixtures.ts';

let sandbox: Sandbox;
let requester: PersonDriver;
let engineer: PersonDriver;
let manager: PersonDriver;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
  [requester, engineer, manager] = [sandbox.person('requester'), sandbox.person('engineer'), sandbox.person('manager')];
});
afterAll(() => sandbox?.stop());

const shown = async (person: PersonDriver): Promise<string> => screen(await person.modal());
const WHY = { Why: 'The quarterly look' };
const GOOD = criteriaFrom({ good: [], better: [], best: [] }).filter(({ level }) => level === 'good');

describe('a tool from planned to operational (INV-1)', () => {
  it('is added by the team by hand, as planned, without a commitment', async () => {
    await engineer.command('tools');
    await engineer.press('Add a tool');
    await engineer.fill({
      ...{ Name: 'VulnMapper', Purpose: 'Maps vulnerabilities to owners', 'Owning team': 'ProdSecEng' },
      ...{ Criticality: 'High', Category: 'Maintain (KTLO)', ...WHY },
    });
    await engineer.submit();
    expect(await shown(engineer)).toContain('*T-1* · _Planned_ · Maintain (KTLO) · High · health Unknown');
    expect(await shown(engineer)).toContain('*Commitment: none*');
    await engineer.closeModal({ all: true });
  });

  it('refuses a name that is taken, in any letter case, at the field', async () => {
    await engineer.command('tools');
    await engineer.press('Add a tool');
    await engineer.fill({
      ...{ Name: 'vulnMAPPER', Purpose: 'Another', 'Owning team': 'ProdSecEng' },
      ...{ Criticality: 'Low', Category: 'Sunset', ...WHY },
    });
    expect((await engineer.submit()).errors).toEqual({ 'f:name': 'T-1 has the name “VulnMapper” already.' });
    await engineer.closeModal({ all: true });
  });

  it('is marked operational with what INV-1 asks for, and its commitment takes effect', async () => {
    await engineer.command('tool vulnmapper');
    await engineer.press('Mark operational');
    await engineer.fill({
      ...{ Owner: 'requester', 'GitLab project': 'security/vulnmapper', Users: 'VulnMgmt' },
      ...{ Runbook: 'https://gitlab.example.com/security/vulnmapper/runbook', ...WHY },
    });
    expect((await engineer.submit()).errors).toEqual({ 'f:ownerId': 'Choose someone of ProdSecEng.' });
    await engineer.fill({ Owner: 'engineer' });
    expect((await engineer.submit()).errors).toEqual({
      'f:adrsBy': 'Give an ADR above, or the day by which there is one.',
    });
    await engineer.fill({ 'ADRs written by': '2099-01-01' });
    await engineer.submit();
    const page = await shown(engineer);
    expect(page).toContain('_Operational_');
    expect(page).toContain('Until its health is assessed that is Low.');
    expect(page).toContain('*Commitment in force: Low*');
    expect(page).toContain('Its health is unknown, so no more than Low is promised.');
    const { storage } = sandbox.app().deps;
    const kinds = (await storage.promises.openPromisesOfTool(1)).map(({ kind }) => kind).sort();
    expect(kinds).toEqual(['adrs', 'health', 'review']);
    await engineer.closeModal({ all: true });
  });
});

describe('a tool’s page', () => {
  it('says with the commitment what may vary and what is not promised (SLO-12)', async () => {
    await requester.command('tool T-1');
    const page = await shown(requester);
    expect(page).toContain('may vary with team capacity and competing priorities');
    expect(page).toContain('No recovery point (RPO) is promised');
    await requester.closeModal({ all: true });
  });

  it('derives health from the criteria, lists the gaps, and lifts the commitment with it (HAND-3)', async () => {
    await engineer.command('tool T-1');
    await engineer.press('Assess');
    const met = Object.fromEntries(GOOD.map(({ id }) => [id, 'met']));
    await engineer.fill({ ...met, runbook: 'na', ...WHY });
    expect((await engineer.submit()).errors).toEqual({ 'f:runbook:reason': 'Say why it is not applicable.' });
    await engineer.fill({ runbook: 'unmet' });
    await engineer.submit();
    expect(await shown(engineer)).toContain('*Health: Below Good*');
    expect(await shown(engineer)).toContain(
      'Meeting “A runbook says how to run, stop and restart it” would unlock High.',
    );
  });

  it('turns a gap into a work item at a click, once (REV-4)', async () => {
    await engineer.press('File work item');
    expect(await shown(engineer)).toContain('A work item is being filed for this gap.');
    expect(await shown(engineer)).not.toContain('[File work item]');
    await sandbox.settled();
    const { issue } = await sandbox.gitlab.issue(1);
    expect(issue.title).toBe('VulnMapper: A runbook says how to run, stop and restart it');
    expect(issue.labels).toEqual(
      expect.arrayContaining(['workflow::validation backlog', 'ProdSecEngMetric::Custom Tooling']),
    );
    expect(issue.confidential).toBe(true);
    await engineer.closeModal({ all: true });
    await engineer.command('tool T-1');
    expect(await shown(engineer)).toContain('|work item #1>');
  });

  it('promises the row of its criticality once its health is Good', async () => {
    await engineer.press('Assess');
    await engineer.fill({ runbook: 'met', ...WHY });
    await engineer.submit();
    expect(await shown(engineer)).toContain('*Commitment in force: High*');
    expect(await shown(engineer)).toContain('Response (SLO) &lt; 1 business day · Recovery (RTO) &lt; 2 business days');
  });

  it('keeps who changed what, from what to what, and why (INV-12)', async () => {
    await engineer.press('Edit');
    await engineer.fill({ Criticality: 'Critical', Why: 'Releases wait for it' });
    await engineer.submit();
    expect(await shown(engineer)).toContain('<@U0ENGINE1> · edited: Releases wait for it');
    expect(await shown(engineer)).toContain('criticality high → critical');
    await engineer.press('Edit');
    await engineer.fill({ Criticality: 'Low', Why: '' });
    expect((await engineer.submit()).errors).toHaveProperty('f:why');
    await engineer.closeModal({ all: true });
  });
});

describe('the category (INV-4, INV-5, INV-6, INV-8)', () => {
  it('Integrate is refused without epic and a milestone that is not over (INV-4)', async () => {
    await engineer.command('tool T-1');
    await engineer.press('Change category');
    await engineer.fill({ Category: 'Integrate', ...WHY });
    expect((await engineer.submit()).errors['f:productFit']).toContain('Integrate needs a clear product fit');
    await engineer.fill({
      ...{ productFit: 'On the roadmap', customerValue: 'Asked for', operatingModel: 'Agreed' },
      ...{ epic: 'https://gitlab.example.com/groups/security/-/epics/7', milestone: '19.4' },
      milestoneDue: '2020-01-01',
    });
    expect((await engineer.submit()).errors['f:milestoneDue']).toContain('ended on 2020-01-01');
    await engineer.fill({ milestoneDue: '2099-01-01' });
    await engineer.submit();
    expect(await shown(engineer)).toContain('milestone 19.4 (ends 2099-01-01)');
    await engineer.closeModal({ all: true });
  });

  it.each([
    ['Maintain (KTLO)', 'feature requests are not accepted', false, 'INV-5'],
    ['Improve, then Integrate', 'triaged, then put on the backlog or closed', true, 'INV-6'],
    ['Redirect', 'Its ownership is to move to another team', false, 'INV-8'],
  ])('%s tells at once what it means for a feature', async (label, text, offered) => {
    await engineer.command('tool T-1');
    await engineer.press('Change category');
    await engineer.fill({ Category: label, ...WHY });
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await requester.command('tool T-1');
    await requester.press('Ask for a feature');
    expect(await shown(requester)).toContain(text);
    if (!offered) expect(await shown(requester)).toContain('Contributions are welcome');
    expect((await shown(requester)).includes('[Describe the feature]')).toBe(offered);
    if (offered) {
      await requester.press('Describe the feature');
      expect(await shown(requester)).toContain('Which tool *: VulnMapper');
    }
    await requester.closeModal({ all: true });
  });

  it('Redirect caps the commitment at Low and says so (INV-8, INV-9)', async () => {
    await requester.command('tool T-1');
    expect(await shown(requester)).toContain('Its category Redirect caps SLO and RTO at Low.');
    await requester.closeModal({ all: true });
  });
});

describe('the list', () => {
  it('orders by priority and explains it, to the team alone (INV-11, INV-2)', async () => {
    const { storage, now } = sandbox.app().deps;
    const filings = Array.from({ length: 12 }, (_, index) => ({
      tool: { ...NEW_TOOL, name: `Scanner ${index}`, criticality: 'low' as const },
      ...{ priority: 2.6, people: [], actor: 'test', why: 'Test' },
    }));
    await storage.tools.addTools(filings, now());
    await engineer.command('tool T-2');
    await engineer.press('Score');
    await engineer.fill({
      ...{ criticality: '5', productFit: '5', maintainability: '5', strategicAlignment: '5', customerValue: '5' },
      ...WHY,
    });
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await engineer.command('tools');
    const list = await shown(engineer);
    expect(list.indexOf('*T-2*')).toBeLessThan(list.indexOf('*T-1*'));
    expect(list).toContain('Below the one above most by');
    await engineer.closeModal({ all: true });
    await requester.command('tools');
    expect(await shown(requester)).toContain('*T-2* Scanner 0');
    expect(await shown(requester)).not.toContain('Score 5');
    expect(await shown(requester)).not.toContain('[Add a tool]');
    await requester.closeModal({ all: true });
    await requester.command('tool T-2');
    expect(await shown(requester)).not.toMatch(/Priority|\[Edit\]|\[Assess\]|customerValue/);
    await requester.closeModal({ all: true });
  });

  it('has pages, filters and a search', async () => {
    await requester.command('tools');
    expect(await shown(requester)).toContain('13 tools');
    await requester.press('Next');
    expect(await shown(requester)).toContain('[Previous]');
    expect(await shown(requester)).not.toContain('[Next]');
    await requester.press('Previous');
    await requester.fill({ tools_category: 'Redirect' });
    await expect.poll(() => shown(requester)).toContain('1 tool.');
    expect(await shown(requester)).toContain('VulnMapper');
    await requester.press('Clear filters');
    await requester.fill({ Search: 'scanner' });
    await requester.submit();
    expect(await shown(requester)).toContain('12 tools found');
    await requester.press('Open');
    expect(await shown(requester)).toContain('Scanner');
    await requester.closeModal({ all: true });
    await requester.command('tools owners');
    expect(await shown(requester)).toContain('1 tool found');
    await requester.closeModal({ all: true });
  });

  it('offers each category and criticality of the tables (INV-3)', async () => {
    await requester.command('tools');
    const list = await shown(requester);
    expect(list).toContain(['Any category', ...CATEGORIES.map(({ label }) => label)].join(' | '));
    expect(list).toContain(['Any criticality', ...CRITICALITIES.map(({ label }) => label)].join(' | '));
    await requester.closeModal({ all: true });
    await engineer.command('tool T-1');
    await engineer.press('Change category');
    expect(await shown(engineer)).toContain(CATEGORIES.map(({ label }) => label).join(' | '));
    await engineer.closeModal({ all: true });
  });

  it('shows a place that the manager gave by hand, with its reason', async () => {
    await manager.command('tool T-13');
    await manager.press('Place by hand');
    await manager.fill({ Place: '1', Why: 'The audit needs it' });
    await manager.submit();
    await manager.closeModal({ all: true });
    await engineer.command('tools');
    const list = await shown(engineer);
    expect(list.indexOf('*T-13*')).toBeLessThan(list.indexOf('*T-2*'));
    expect(list).toContain('Placed at 1 by hand. The audit needs it');
    await engineer.closeModal({ all: true });
  });

  it('names the nearest where no tool has the name', async () => {
    const answer = await requester.command('tool VulnMaper');
    expect(answer.text).toContain('There is no tool “VulnMaper”. Did you mean one of these?');
    expect(answer.text).toContain('*T-1* VulnMapper');
    expect((await requester.command('tool zzz')).text).toContain('lists them');
    expect((await requester.command('tool')).text).toContain('Which tool?');
  });
});

describe('a tool that looks like what is being asked for (DOOR-8)', () => {
  it('is shown while a net-new request is filled in, and opens its page', async () => {
    await requester.command('intake new');
    await requester.fill({ Title: 'Map vulnerabilities', 'Problem statement': 'Nobody knows the owners' });
    expect(await shown(requester)).toContain('These tools of ProdSecEng look alike.');
    expect(await shown(requester)).toContain('*T-1* VulnMapper');
    await requester.press('Open');
    expect(await shown(requester)).toContain('*Commitment in force');
    await requester.closeModal({ all: true });
  });
});

describe('whoever may not', () => {
  it('cannot change a tool with a modal that was opened before they left the team', async () => {
    await engineer.command('tool T-3');
    await engineer.press('Edit');
    await engineer.fill({ Name: 'Taken over', ...WHY });
    const { storage } = sandbox.app().deps;
    const group = await storage.people.userGroupByHandle('product-security-engineering');
    if (group === null) throw new Error('there is no team');
    await storage.people.keepUserGroup({ ...group, memberIds: ['U0ENGINE2'] });
    await engineer.submit();
    expect(await shown(engineer)).toContain('Only ProdSecEng can do this.');
    await engineer.closeModal({ all: true });
    expect(await storage.tools.tool(3)).toMatchObject({ name: 'Scanner 1' });
    await storage.people.keepUserGroup(group);
  });

  it('is refused at a button of an old page: guest, and member outside the team', async () => {
    await engineer.command('tool T-3');
    const { storage } = sandbox.app().deps;
    const group = await storage.people.userGroupByHandle('product-security-engineering');
    if (group === null) throw new Error('there is no team');
    await storage.people.keepUserGroup({ ...group, memberIds: [] });
    for (const name of ['Edit', 'Change category', 'Score', 'Assess']) {
      await engineer.press(name);
      expect(await shown(engineer)).toContain('Only ProdSecEng can do this.');
      await engineer.closeModal();
    }
    await storage.people.keepUserGroup(group);
    await engineer.closeModal({ all: true });
    const guest = sandbox.person('guest');
    expect((await guest.command('tools')).text).toContain('full members');
    expect((await guest.command('tool T-1')).text).not.toContain('VulnMapper');
  });

  it('keeps to the limits of Slack and to the scopes', () => {
    expect(sandbox.problems()).toEqual([]);
  });
});

describe('an inventory that is kept to the team (INV-2)', () => {
  it('reveals nothing to others, and all to team, manager and leadership', async () => {
    const closed = await startSandbox({ port: 0, settings: { inventory: { visibleTo: 'team' } } });
    try {
      const { storage, now } = closed.app().deps;
      const filing = { tool: NEW_TOOL, priority: 3, people: [], actor: 'test', why: 'Test' };
      await storage.tools.addTools([filing], now());
      const outside = closed.person('requester');
      for (const typed of ['tools', 'tool VulnMapper', 'tool Vuln', 'tool T-1', 'tool nothing'])
        expect((await outside.command(typed)).text).toContain('kept to ProdSecEng and ProdSec leadership');
      await outside.command('intake new');
      await outside.fill({ Title: 'Map vulnerabilities', 'Problem statement': 'Nobody knows the teams that own them' });
      expect(await shown(outside)).not.toContain('VulnMapper');
      await outside.closeModal({ all: true });
      for (const role of ['engineer', 'manager', 'leadership']) {
        const inside = closed.person(role);
        await inside.command('tool T-1');
        expect(await shown(inside)).toContain('VulnMapper');
        await inside.closeModal({ all: true });
      }
    } finally {
      await closed.stop();
    }
  });
});
