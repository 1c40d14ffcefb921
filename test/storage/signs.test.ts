import { describe, expect, it } from 'vitest';
import { yes } from '../../src/domain/verdict.ts';
import { NEW_TOOL } from '../domain/tool-fixtures.ts';
import { later, NOW, testStorage } from './storage-file.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** T-1, operational, with a pipeline that is looked at now; on a database of its own. */
async function withSign(state: 'operational' | 'retired' = 'operational') {
  const on = testStorage();
  const { tools, signs } = on.storage;
  const added = { tool: { ...NEW_TOOL, state }, priority: 1, people: [], actor: 'U0ENGINE1', why: 'test' };
  await tools.addTools([added], NOW);
  const tool = await tools.tool(1);
  if (tool === null) throw new Error('no tool');
  const set = (target: string) =>
    signs.setSign(tool, { kind: 'pipeline', target, everyMinutes: 30, nextAt: NOW, audit: AUDIT }, NOW);
  await set('main');
  return { ...on, signs, tool, set };
}

const AUDIT = { actor: 'U0ENGINE1', action: 'looks for a sign of life', detail: {} };

describe('signs that are due', () => {
  it('are taken by one of two processes, and again once its lease has run out', async () => {
    const { signs, path } = await withSign();
    const other = testStorage(path).storage.signs;
    const taken = await Promise.all([signs.claimDueSigns(NOW, 10), other.claimDueSigns(NOW, 10)]);
    expect(taken.map((each) => each.length)).toEqual([1, 0]);
    expect(taken[0]?.[0]).toMatchObject({ dueAt: NOW, tool: { id: 1 }, sign: { target: 'main' } });
    expect(await other.claimDueSigns(later(MINUTE - 1), 10)).toEqual([]);
    expect(await other.claimDueSigns(later(MINUTE), 10)).toHaveLength(1);
  });

  it('of a tool that is not operational are put off, so that nobody looks', async () => {
    const { signs } = await withSign('retired');
    expect(await signs.claimDueSigns(NOW, 10)).toEqual([]);
    expect((await signs.sign(1))?.nextAt).toEqual(later(DAY));
  });

  it('are found by an index', async () => {
    const { client } = await withSign();
    const plan = client.prepare('EXPLAIN QUERY PLAN SELECT * FROM sign WHERE next_at <= ? ORDER BY next_at LIMIT 1');
    expect(JSON.stringify(plan.all(1))).toContain('sign_next');
  });
});

describe('a sign', () => {
  it('set again is the same one, begun anew; a tool has at most ten', async () => {
    const { signs, set } = await withSign();
    await signs.changeSign(1, () => yes({ edit: { missingSince: NOW, known: 'x' }, owed: [], answer: '' }), NOW);
    await set('main');
    expect(await signs.signsOfTool(1)).toMatchObject([{ id: 1, missingSince: null, known: null }]);
    for (let each = 1; each < 10; each += 1) expect((await set(`branch-${each}`)).ok).toBe(true);
    expect((await set('one-more')).ok).toBe(false);
    expect((await set('branch-3')).ok).toBe(true);
  });

  it('that is refused changes nothing; one that is gone is said to be', async () => {
    const { signs } = await withSign();
    expect((await signs.changeSign(1, () => ({ ok: false, text: 'no' }), NOW)).ok).toBe(false);
    await signs.stopSign(1, 'U0ENGINE1', () => [], NOW);
    expect(await signs.sign(1)).toBeNull();
    expect((await signs.changeSign(1, () => yes({ edit: {}, owed: [], answer: '' }), NOW)).ok).toBe(false);
  });
});

describe('the open security work of a tool', () => {
  it('is kept by tool; those read longest ago come first, and only operational ones with a project', async () => {
    const { signs, storage } = await withSign();
    expect(await signs.openSecurityWork(1)).toBeNull();
    const more = [{ name: 'Second' }, { name: 'Third', project: null }, { name: 'Fourth', state: 'planned' as const }];
    for (const change of more) {
      const tool = { ...NEW_TOOL, project: 'a/b', ...change };
      await storage.tools.addTools([{ tool, priority: 1, people: [], actor: 'U0ENGINE1', why: 'test' }], NOW);
    }
    const item = {
      iid: 3,
      title: 'Bump',
      url: 'https://gitlab.example.com/a/b/-/issues/3',
      confidential: false,
      since: NOW,
    };
    await signs.keepSecurityWork(1, { readAt: NOW, items: [item] });
    expect(await signs.openSecurityWork(1)).toEqual({ readAt: NOW, items: [item] });
    const unread = async (before: Date) => (await signs.toolsUnreadSince(before, 10)).map(({ id }) => id);
    expect([await unread(NOW), await unread(later(1))]).toEqual([[2], [2, 1]]);
  });
});
