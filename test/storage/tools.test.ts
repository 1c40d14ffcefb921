import { expect, it } from 'vitest';
import { criteriaFrom } from '../../src/domain/health.ts';
import { editTool, planImprovement } from '../../src/domain/tool-acts.ts';
import { acting, NEW_TOOL } from '../domain/tool-fixtures.ts';
import { NOW, testStorage } from './storage-file.ts';

const filing = (name: string, more = {}, priority = 3) => ({
  ...{ tool: { ...NEW_TOOL, name, ...more }, priority, people: [], actor: 'U0ENGINE1', why: 'Ours' },
});
const EDIT = {
  ...{ name: 'Mapper', purpose: 'Maps owners', criticality: 'low', ownerId: 'U0ENGINE1', why: 'Renamed' },
  ...{ owningTeam: 'Product Security Engineering', project: 'security/vulnmapper', users: 'Vulnerability Management' },
};

it('keeps each change with who, when, from what to what and why (INV-12)', async () => {
  const { storage } = testStorage();
  await storage.tools.addTools([filing('VulnMapper')], NOW);
  expect(await storage.tools.changeTool(1, editTool(acting(), EDIT), NOW)).toMatchObject({ ok: true });
  expect(await storage.tools.toolNamed('MAPPER')).toMatchObject({ id: 1, criticality: 'low', priority: 2.6 });
  const [last, first] = await storage.audit.auditOf('T-1', 5);
  expect(first).toMatchObject({ action: 'added to the inventory', detail: { why: 'Ours' } });
  expect(last).toMatchObject({
    actor: 'U0ENGINE1',
    action: 'edited',
    detail: {
      why: 'Renamed',
      changes: { name: { from: 'VulnMapper', to: 'Mapper' }, criticality: { from: 'high', to: 'low' } },
    },
  });
});

it('has each name once in any letter case, and adds all tools or none', async () => {
  const { storage, count } = testStorage();
  await storage.tools.addTools([filing('VulnMapper'), filing('Other')], NOW);
  expect(await storage.tools.addTools([filing('Third'), filing('vulnmapper')], NOW)).toMatchObject({ ok: false });
  expect(count('tool')).toBe(2);
  const renamed = editTool(acting(), { ...EDIT, name: 'OTHER' });
  expect(await storage.tools.changeTool(1, renamed, NOW)).toMatchObject({ ok: false, field: 'name' });
  expect(await storage.tools.changeTool(9, renamed, NOW)).toMatchObject({
    ok: false,
    text: expect.stringContaining('T-9'),
  });
});

it('plans the work for a gap once, and owes its issue', async () => {
  const { storage, count } = testStorage();
  await storage.tools.addTools([filing('VulnMapper')], NOW);
  const plan = planImprovement(acting(), criteriaFrom({ good: [], better: [], best: [] }), 'owner');
  expect(await storage.tools.changeTool(1, plan, NOW)).toMatchObject({ ok: true });
  expect(await storage.tools.changeTool(1, plan, NOW)).toMatchObject({ ok: false });
  expect(count('outbox')).toBe(1);
  await storage.plannedWork.recordPlannedIssue(1, { projectId: 101, iid: 4, url: 'https://gitlab.example.com/4' }, NOW);
  expect(await storage.plannedWork.plannedWorkOfTool(1, 5)).toMatchObject([{ criterion: 'owner', iid: 4 }]);
});

it('lists by priority, filtered and in pages, with the one above the page', async () => {
  const { storage } = testStorage();
  const many = Array.from({ length: 25 }, (_, index) =>
    filing(
      `Tool ${String(index).padStart(2, '0')}`,
      index % 5 === 0 ? { category: 'integrate', healthLevel: 'good' } : {},
      index / 10,
    ),
  );
  await storage.tools.addTools([...many, filing('Gone', { state: 'retired' }, 900)], NOW);
  const names = async (...query: Parameters<typeof storage.tools.toolsBy>) => {
    const { tools, total, above } = await storage.tools.toolsBy(...query);
    return [tools.map(({ name }) => name.slice(-2)).join(' '), total, above?.name ?? null];
  };
  expect(await names({}, 0, 3)).toEqual(['24 23 22', 25, null]);
  expect(await names({}, 1, 3)).toEqual(['21 20 19', 25, 'Tool 22']);
  expect(await names({ category: 'integrate', health: 'good' }, 0, 9)).toEqual(['20 15 10 05 00', 5, null]);
  expect(await names({ health: 'unknown', order: 'name' }, 0, 2)).toEqual(['01 02', 20, null]);
  expect(await names({ order: 'co-create' }, 0, 2)).toEqual(['20 15', 5, null]);
  expect(await names({ state: 'retired' }, 0, 2)).toEqual(['ne', 1, null]);
  expect(await names({ ownerId: 'U0ENGINE2' }, 0, 2)).toEqual(['', 0, null]);
  expect(await names({ criticality: 'high', search: 'tool "OR' }, 1, 20)).toMatchObject([
    expect.any(String),
    25,
    expect.any(String),
  ]);
});

it('finds by words of name, purpose, users and project, as they are now', async () => {
  const { storage } = testStorage();
  await storage.tools.addTools(
    [filing('VulnMapper'), filing('Rotator', { purpose: 'Rotates keys', project: null })],
    NOW,
  );
  const search = async (words: string) =>
    (await storage.tools.toolsBy({ search: words }, 0, 9)).tools.map(({ name }) => name);
  expect(await search('keys')).toEqual(['Rotator']);
  expect(await search('ab')).toEqual([]);
  await storage.tools.changeTool(1, editTool(acting(), EDIT), NOW);
  expect(await search('VulnMapper')).toEqual(['Mapper']);
  expect(await search('teams')).toEqual([]);
  expect((await storage.tools.toolsAlike('Rotators', 3)).map(({ name }) => name)).toEqual(['Rotator']);
  expect(await storage.tools.toolsAlike('x', 3)).toEqual([]);
});

it('says 1,000+ by counting no further', async () => {
  const { storage, client } = testStorage();
  await storage.tools.addTools([filing('First')], NOW);
  client.exec(`WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
    INSERT INTO tool SELECT i, 'Tool ' || i, purpose, owning_team, owning_team_before, project, users, state, criticality, category,
    category_reason, health, health_level, support, interim, scores, priority, placed, placed_reason, design_decisions,
    owner_id, links, request_id, created_at, updated_at, operational_at FROM tool, n`);
  expect(await storage.tools.toolsBy({}, 0, 10)).toMatchObject({ total: 1_001 });
});
