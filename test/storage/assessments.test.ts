import { describe, expect, it } from 'vitest';
import { assess, markOf } from '../../src/domain/assess.ts';
import type { Answers } from '../../src/domain/form.ts';
import { ENGINEER, REQUESTER, SECOND } from '../domain/people-fixtures.ts';
import { filing, later, NOW, testStorage } from './storage-file.ts';

async function filed() {
  const kept = testStorage();
  await kept.storage.requests.fileRequest(filing(), NOW);
  const shown: Answers = {};
  return {
    ...kept,
    send(answers: Answers, { as = ENGINEER, seen = shown, at = NOW } = {}) {
      const marks = Object.fromEntries(Object.keys(answers).map((id) => [id, markOf(seen[id])]));
      return kept.storage.assessments.keepAssessment(
        1,
        assess({ roles: as, now: at, key: 'k' }, { answers, marks }),
        at,
      );
    },
  };
}

describe('keeping an assessment', () => {
  it('puts the request in assessment with the first answer, on record and owed to card and work item', async () => {
    const { storage, send, client } = await filed();
    expect(await send({ path: 'wait' })).toMatchObject({ ok: true, value: { stale: [] } });
    expect(await storage.assessments.assessmentOf(1)).toEqual({ path: { answer: 'wait', by: 'U0ENGINE1', at: NOW } });
    expect((await storage.requests.request(1))?.request.state).toBe('in assessment');
    expect(await storage.audit.auditOf('R-1', 1)).toMatchObject([{ action: 'assessed', detail: { fields: ['path'] } }]);
    expect(client.prepare('SELECT key FROM outbox ORDER BY key').pluck().all()).toEqual(['card:R-1', 'update:R-1']);
  });

  it('leaves an answer that did not change to who gave it, and keeps the same sending once', async () => {
    const { storage, send, count } = await filed();
    await send({ path: 'wait', roadmap: 'fits' });
    const audited = count('audit');
    const seen = { path: 'wait', roadmap: 'fits' };
    await send({ path: 'wait', roadmap: 'fits' }, { as: SECOND, seen, at: later(1) });
    expect(count('audit')).toBe(audited);
    await send({ path: 'wait', roadmap: 'apart' }, { as: SECOND, seen, at: later(1) });
    expect(await storage.assessments.assessmentOf(1)).toMatchObject({
      path: { by: 'U0ENGINE1', at: NOW },
      roadmap: { answer: 'apart', by: 'U0ENGINE2', at: later(1) },
    });
  });

  it('does not overwrite what someone else changed since it was shown, and says what it is now', async () => {
    const { storage, send } = await filed();
    await send({ path: 'wait' });
    const late = await send({ path: 'defer', searched: 'Epics' }, { as: SECOND });
    expect(late).toMatchObject({
      value: { answers: { searched: 'Epics' }, stale: [{ field: 'path', now: { answer: 'wait', by: 'U0ENGINE1' } }] },
    });
    expect((await storage.assessments.assessmentOf(1)).path?.answer).toBe('wait');
    await send({ path: 'defer' }, { as: SECOND, seen: { path: 'wait' } });
    expect((await storage.assessments.assessmentOf(1)).path).toMatchObject({ answer: 'defer', by: 'U0ENGINE2' });
  });

  it('leaves alone what this person was shown and did not touch', async () => {
    const { storage, send } = await filed();
    await send({ path: 'wait' });
    await send({ path: 'defer' }, { seen: { path: 'wait' } });
    expect(await send({ path: 'wait' }, { as: SECOND, seen: { path: 'wait' } })).toMatchObject({
      value: { stale: [] },
    });
    expect((await storage.assessments.assessmentOf(1)).path?.answer).toBe('defer');
  });

  it('takes an answer back where it was emptied', async () => {
    const { storage, send } = await filed();
    await send({ searched: 'Epics', lookedAt: 'none' });
    await send({ searched: '' }, { seen: { searched: 'Epics' } });
    expect(Object.keys(await storage.assessments.assessmentOf(1))).toEqual(['lookedAt']);
  });

  it('is refused to others than the team, and once the request is proposed, decided or ended', async () => {
    const { send, client, count } = await filed();
    expect(await send({ path: 'wait' }, { as: REQUESTER })).toMatchObject({
      ok: false,
      text: 'Only ProdSecEng can do this.',
    });
    for (const [state, text] of [
      ['proposed', 'declined or withdrawn'],
      ['decided', 'is decided already'],
      ['withdrawn', 'is withdrawn already'],
    ]) {
      client.prepare('UPDATE request SET state = ?').run(state);
      expect(await send({ path: 'wait' })).toMatchObject({ ok: false, text: expect.stringContaining(text ?? '') });
    }
    client.prepare("UPDATE request SET state = 'new', door = 'other'").run();
    expect(await send({ path: 'wait' })).toMatchObject({ ok: false, text: expect.stringContaining('other request') });
    expect(count('assessment_answer')).toBe(0);
  });

  it('takes back what the team had asked, where the first answer comes before the requester’s', async () => {
    const { storage, send, client } = await filed();
    client.prepare("UPDATE request SET state = 'needs information', asked = 'Why?', asked_by = 'U0ENGINE1'").run();
    await send({ path: 'wait' });
    expect((await storage.requests.request(1))?.request).toMatchObject({ state: 'in assessment', asked: null });
    client.prepare("UPDATE request SET state = 'needs information', asked = 'When?', asked_by = 'U0ENGINE1'").run();
    await send({ roadmap: 'fits' });
    expect((await storage.requests.request(1))?.request).toMatchObject({ state: 'needs information', asked: 'When?' });
  });

  it('says that there is no such request', async () => {
    const { storage } = testStorage();
    const sent = assess({ roles: ENGINEER, now: NOW, key: 'k' }, { answers: {}, marks: {} });
    expect(await storage.assessments.keepAssessment(7, sent, NOW)).toMatchObject({ ok: false });
  });
});
