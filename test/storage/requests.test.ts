import { describe, expect, it } from 'vitest';
import { oweCard, oweNote, oweWorkItem } from '../../src/domain/owed.ts';
import type { Entry, RequestChange } from '../../src/domain/request.ts';
import { no, yes } from '../../src/domain/verdict.ts';
import { filing, ISSUE, later, NOW, newMention, testStorage } from './storage-file.ts';

const DRAFT = {
  id: 'D1',
  personId: 'U0REQUEST',
  form: 'new',
  step: 1,
  answers: {},
  origin: {},
  updatedAt: NOW,
};
const said = (key: string): Entry => ({
  kind: 'comment',
  authorId: 'U0ENGINE1',
  authorName: 'Engineer',
  text: 'Looks fine',
  link: null,
  saidAt: NOW,
  key,
});
const change = (more: Partial<RequestChange>): RequestChange => ({
  actor: 'U0ENGINE1',
  action: 'changed',
  owed: [],
  answer: 'Done.',
  ...more,
});

describe('filing', () => {
  it('keeps request, people, audit and what is owed together, and the draft is gone with it', async () => {
    const { storage, count, woken } = testStorage();
    await storage.drafts.keepDraft(DRAFT);
    const people = [{ personId: 'U0COLLEAG', role: 'stakeholder' as const, useCase: null }];
    const owed = (id: number) => [oweWorkItem(id), oweCard(id)];
    const filed = await storage.requests.fileRequest(filing({ draftId: 'D1' }, { people, owed }), NOW);
    expect(filed).toEqual({ id: 1, already: false });
    expect(await storage.requests.request(1)).toMatchObject({
      request: {
        state: 'new',
        title: 'Scan container images',
        answers: { useCase: 'Find old packages' },
        createdAt: NOW,
      },
      people: [{ personId: 'U0COLLEAG', role: 'stakeholder' }],
      workItem: null,
    });
    expect(await storage.drafts.draft('D1')).toBeNull();
    expect([count('outbox'), woken()]).toEqual([2, 1]);
    expect(await storage.audit.auditOf('R-1', 5)).toMatchObject([{ action: 'filed', actor: 'U0REQUEST', at: NOW }]);
  });

  it('happens once for a draft, however often it is sent', async () => {
    const { storage, count } = testStorage();
    const sent = filing({ draftId: 'D1' }, { owed: (id) => [oweCard(id)] });
    const filed = await Promise.all([1, 2, 3].map(() => storage.requests.fileRequest(sent, NOW)));
    expect(filed.map(({ id }) => id)).toEqual([1, 1, 1]);
    expect(filed.filter(({ already }) => !already)).toHaveLength(1);
    expect([count('request'), count('outbox'), count('audit')]).toEqual([1, 1, 1]);
    expect((await storage.requests.requestOfDraft('D1'))?.request.id).toBe(1);
  });

  it('happens once for a GitLab issue: one work item is one record', async () => {
    const { storage, count } = testStorage();
    const adopted = filing({ origin: 'gitlab', requesterId: null, gitlabAuthor: 'colleague' }, { adopts: ISSUE });
    await storage.requests.fileRequest(adopted, NOW);
    expect(await storage.requests.fileRequest(adopted, later(1))).toEqual({ id: 1, already: true });
    expect(count('request')).toBe(1);
    expect((await storage.requests.requestOfIssue(101, 7))?.workItem).toMatchObject({ adopted: true, iid: 7 });
    expect(await storage.requests.requestOfIssue(101, 8)).toBeNull();
    expect((await storage.requests.requestsOfGitLabAuthor('colleague')).map(({ request }) => request.id)).toEqual([1]);
  });

  it('leaves nothing behind when what is owed cannot be kept', async () => {
    const { storage, client, count, woken } = testStorage();
    await storage.drafts.keepDraft(DRAFT);
    client.exec(`CREATE TRIGGER no_room BEFORE INSERT ON outbox BEGIN SELECT raise(ABORT, 'no room'); END`);
    const people = [{ personId: 'U0COLLEAG', role: 'joiner' as const, useCase: 'x' }];
    const sent = filing({ draftId: 'D1' }, { people, adopts: ISSUE, owed: (id) => [oweCard(id)] });
    await expect(storage.requests.fileRequest(sent, NOW)).rejects.toThrow('no room');
    expect(['request', 'request_person', 'work_item', 'audit', 'outbox'].map(count)).toEqual([0, 0, 0, 0, 0]);
    expect([(await storage.drafts.draft('D1'))?.id, woken()]).toEqual(['D1', 0]);
  });

  it('ends the question or the mention that it came from', async () => {
    const { storage } = testStorage();
    const asked = { askerId: 'U0REQUEST', topic: 'question' as const, text: 'How?', draftId: 'Q' };
    const question = await storage.questions.askQuestion(asked, () => [], NOW);
    const mentionId = (await storage.mentions.keepMention(newMention(), () => [], NOW)) ?? 0;
    await storage.requests.fileRequest(filing({}, { ends: { questionId: question.id, mentionId } }), later(5));
    expect(await storage.questions.question(question.id)).toMatchObject({ state: 'turned', requestId: 1 });
    expect(await storage.mentions.mention(mentionId)).toMatchObject({ state: 'adopted', endedAt: later(5) });
  });
});

describe('changing a request', () => {
  it('decides on the request as it is at that moment: of two claims at once, one is refused', async () => {
    const one = testStorage();
    const two = testStorage(one.path);
    await one.storage.requests.fileRequest(filing(), NOW);
    const claim = (person: string, { storage }: typeof one) =>
      storage.requests.changeRequest(
        1,
        ({ request }) =>
          request.claimedBy === null
            ? yes(change({ actor: person, request: { claimedBy: person } }))
            : no(`${request.claimedBy} was first.`),
        later(1),
      );
    const verdicts = await Promise.all([claim('U0ENGINE1', one), claim('U0ENGINE2', two)]);
    expect(verdicts).toEqual([expect.objectContaining({ ok: true }), { ok: false, text: 'U0ENGINE1 was first.' }]);
    expect((await two.storage.requests.request(1))?.request.claimedBy).toBe('U0ENGINE1');
  });

  it('keeps all that a rule says, and tells the deliverer', async () => {
    const { storage, count, woken } = testStorage();
    await storage.requests.fileRequest(filing(), NOW);
    const join = [{ personId: 'U0COLLEAG', role: 'joiner' as const, useCase: 'Mine too' }];
    const all = change({
      request: { state: 'withdrawn', reason: 'Solved' },
      join,
      entries: [said('k1')],
      owed: [oweNote(1, 'k1')],
    });
    await storage.requests.changeRequest(1, () => yes(all), later(9));
    expect(await storage.requests.request(1)).toMatchObject({
      request: { state: 'withdrawn', reason: 'Solved', createdAt: NOW, updatedAt: later(9) },
      people: [{ personId: 'U0COLLEAG', useCase: 'Mine too', at: later(9) }],
    });
    expect(await storage.requests.entry('k1')).toMatchObject({ requestId: 1, text: 'Looks fine' });
    expect([count('outbox'), woken()]).toEqual([1, 2]);
    expect((await storage.audit.auditOf('R-1', 9)).map(({ action }) => action)).toEqual(['changed', 'filed']);
  });

  it.each([
    ['is refused', () => no('Not you.')],
    [
      'throws',
      () => {
        throw new Error('a fault of ours');
      },
    ],
  ])('changes nothing when the rule %s', async (_, decide) => {
    const { storage, count } = testStorage();
    await storage.requests.fileRequest(filing(), NOW);
    await storage.requests.changeRequest(1, decide, later(9)).catch(() => {});
    expect((await storage.requests.request(1))?.request.updatedAt).toEqual(NOW);
    expect([count('audit'), count('outbox')]).toEqual([1, 0]);
  });

  it('keeps the same act told twice once, and owes nothing for the second', async () => {
    const { storage, count } = testStorage();
    await storage.requests.fileRequest(filing(), NOW);
    const comment = () => yes(change({ entries: [said('k1')], owed: [oweNote(1, 'k1')] }));
    await storage.requests.changeRequest(1, comment, later(1));
    const [row] = await storage.outbox.claimOwed(later(1), 1);
    await storage.outbox.doneOwed(row?.id ?? 0);
    const again = await storage.requests.changeRequest(1, comment, later(2));
    expect(again).toMatchObject({ ok: true, value: { owed: [], answer: 'Done. (That was kept already.)' } });
    expect([count('entry'), count('outbox'), count('audit')]).toEqual([1, 0, 2]);
  });

  it('of a number that was never given says where to look', async () => {
    const { storage } = testStorage();
    const verdict = await storage.requests.changeRequest(9, () => yes(change({})), NOW);
    expect(verdict).toEqual({ ok: false, text: 'There is no R-9. See `/prodseceng requests`.' });
  });
});

it('keeps where the work item is in the same step as that it is not owed any more', async () => {
  const { storage, count } = testStorage();
  await storage.requests.fileRequest(filing({}, { owed: (id) => [oweWorkItem(id)] }), NOW);
  const [row] = await storage.outbox.claimOwed(NOW, 1);
  const kept = { ...ISSUE, requestId: 1, adopted: false };
  await storage.requests.recordWorkItem(kept, { owedId: row?.id ?? 0, owed: [oweCard(1)] }, later(3));
  expect((await storage.requests.request(1))?.workItem).toMatchObject({ reference: 'team#7', at: later(3) });
  expect((await storage.outbox.claimOwed(later(3), 9)).map(({ kind }) => kind)).toEqual(['card']);
  await storage.requests.keepWorkItemState(1, 'closed');
  expect((await storage.requests.requestOfIssue(101, 7))?.workItem?.state).toBe('closed');
  expect(count('outbox')).toBe(1);
});
