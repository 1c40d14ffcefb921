import { describe, expect, it } from 'vitest';
import { charterReview, type DecideCharter, startReview } from '../../src/domain/charter.ts';
import { yes } from '../../src/domain/verdict.ts';
import { later, NOW, testStorage } from './storage-file.ts';

const making = (day: string) => charterReview(day, 'Etc/UTC');
const plan =
  (day: string, moves: boolean): DecideCharter =>
  () =>
    yes({ actor: 'U0MANAGER', day, moves, answer: '' });

describe('the charter’s review as it is kept (CHA-1)', () => {
  it('is promised once by the settings, whoever asks again', async () => {
    const { storage, count } = testStorage();
    const start = startReview('2026-05-01', '2026-03-02');
    expect((await storage.charter.planReview(start, making, NOW)).ok).toBe(true);
    expect((await storage.charter.planReview(start, making, NOW)).ok).toBe(false);
    expect(count('promise')).toBe(1);
    expect((await storage.audit.auditOf('charter', 9)).map(({ action }) => action)).toEqual([
      'planned a charter review',
    ]);
  });

  it('that is moved keeps what was answered, and comes up anew', async () => {
    const { storage, client } = testStorage();
    await storage.charter.planReview(plan('2026-05-01', false), making, NOW);
    client.prepare(`UPDATE checklist_item SET state = 'done' WHERE id = 1`).run();
    client.prepare(`UPDATE promise SET acknowledged_by = 'U1', snoozed_until = 5`).run();
    await storage.charter.planReview(plan('2026-05-20', true), making, NOW);
    const review = await storage.charter.newestReview();
    expect(review).toMatchObject({
      key: 'charter-review:2026-05-20',
      acknowledgedBy: null,
      snoozedUntil: null,
      state: 'open',
    });
    const items = await storage.checklists.itemsOf(review?.id ?? 0);
    expect(items.map(({ state }) => state).filter((state) => state === 'done')).toHaveLength(1);
  });

  it('is the open one, else the one that ended last; one that was dropped stands in nobody’s way', async () => {
    const { storage, client } = testStorage();
    expect(await storage.charter.newestReview()).toBeNull();
    await storage.charter.planReview(plan('2026-08-01', false), making, NOW);
    client.prepare(`UPDATE promise SET state = 'dropped', ended_at = ? WHERE id = 1`).run(NOW.getTime());
    await storage.charter.planReview(plan('2026-07-01', false), making, NOW);
    expect((await storage.charter.newestReview())?.key).toBe('charter-review:2026-07-01');
    expect(await storage.charter.planReview(plan('2026-08-01', true), making, NOW)).toMatchObject({
      ok: false,
      text: 'A review of that day was dropped. Choose another day.',
    });
    client.prepare(`UPDATE promise SET state = 'kept', ended_at = ? WHERE id = 2`).run(later(5).getTime());
    expect((await storage.charter.newestReview())?.key).toBe('charter-review:2026-07-01');
    await storage.charter.planReview(plan('2026-08-01', false), making, NOW);
    expect((await storage.charter.newestReview())?.state).toBe('open');
  });
});

describe('an issue of a risk, as it is kept (CHA-4)', () => {
  it('that was linked by two addresses counts once, and follows GitLab', async () => {
    const { storage } = testStorage();
    const added = await storage.risks.addRisk({ reference: 'PSRR-1', title: 'Tokens', url: null }, 'U1', NOW);
    if (!added.ok) throw new Error(added.text);
    const { id } = added.value;
    const link = (url: string) =>
      storage.risks.linkIssue(id, () => ({ ok: true, value: { projectPath: 'a/b', iid: 1, url } }), 'U1', NOW);
    await link('https://gitlab.example.com/a/b/-/issues/1');
    await link('https://gitlab.example.com/moved/b/-/issues/1');
    const seen = { projectId: 7, iid: 1, title: 'Rotate', state: 'opened' as const };
    await storage.risks.keepRiskIssue(1, seen);
    await storage.risks.keepRiskIssue(2, seen);
    await storage.risks.keepRiskIssue(2, seen);
    await storage.risks.followRiskIssue({ ...seen, state: 'closed' });
    await storage.risks.followRiskIssue({ ...seen, projectId: 8, title: 'Another' });
    expect((await storage.risks.risk(id))?.issues).toMatchObject([{ id: 1, title: 'Rotate', state: 'closed' }]);
    expect(await storage.risks.unlinkIssue(1, 'U1', NOW)).toBe(id);
    expect(await storage.risks.unlinkIssue(1, 'U1', NOW)).toBeNull();
  });
});
