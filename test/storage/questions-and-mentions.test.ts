import { describe, expect, it } from 'vitest';
import { oweMention, oweMentionAnswer } from '../../src/domain/mention.ts';
import { oweQuestion } from '../../src/domain/question.ts';
import { later, NOW, newMention, testStorage } from './storage-file.ts';

describe('a question', () => {
  const asked = { askerId: 'U0REQUEST', topic: 'question' as const, text: 'Who owns the scanner?', draftId: 'D1' };
  const owe = (id: number) => [oweQuestion(id)];

  it('is kept once, however often it is sent, and its draft is gone', async () => {
    const { storage, count, woken } = testStorage();
    const draft = {
      id: 'D1',
      personId: 'U0REQUEST',
      form: 'question',
      step: 0,
      answers: {},
      origin: {},
      updatedAt: NOW,
    };
    await storage.drafts.keepDraft(draft);
    expect(await storage.questions.askQuestion(asked, owe, NOW)).toEqual({ id: 1, already: false });
    expect(await storage.questions.askQuestion(asked, owe, later(1))).toEqual({ id: 1, already: true });
    expect([count('question'), count('outbox'), woken()]).toEqual([1, 1, 2]);
    expect(await storage.drafts.draft('D1')).toBeNull();
    expect(await storage.audit.auditOf('Q-1', 9)).toMatchObject([{ action: 'asked', actor: 'U0REQUEST' }]);
  });

  it('ends once: whoever answers second is told who did', async () => {
    const { storage } = testStorage();
    await storage.questions.askQuestion(asked, owe, NOW);
    expect(await storage.questions.answerQuestion(1, 'U0ENGINE1', owe(1), later(1))).toMatchObject({ ok: true });
    expect(await storage.questions.answerQuestion(1, 'U0ENGINE2', owe(1), later(2))).toEqual({
      ok: false,
      text: '<@U0ENGINE1> has dealt with this question already.',
    });
    expect(await storage.questions.question(1)).toMatchObject({
      state: 'answered',
      endedBy: 'U0ENGINE1',
      endedAt: later(1),
    });
    expect(await storage.questions.answerQuestion(9, 'U0ENGINE1', [], NOW)).toMatchObject({ ok: false });
  });

  it('is listed while it is open, the oldest first', async () => {
    const { questions } = testStorage().storage;
    for (const n of [3, 1, 2]) await questions.askQuestion({ ...asked, draftId: `D${n}` }, () => [], later(n));
    await questions.askQuestion({ ...asked, draftId: 'D4', askerId: 'U0COLLEAG' }, () => [], later(4));
    await questions.answerQuestion(2, 'U0ENGINE1', [], NOW);
    expect((await questions.openQuestions(9)).map(({ id }) => id)).toEqual([3, 1, 4]);
    expect((await questions.openQuestionsOf('U0COLLEAG')).map(({ id }) => id)).toEqual([4]);
  });
});

describe('a mention', () => {
  const owe = (id: number) => [oweMention(id)];

  it('is kept once for its place, whoever finds it: the poll, the webhook or a to-do', async () => {
    const { storage, count } = testStorage();
    const found = await Promise.all([1, 2].map(() => storage.mentions.keepMention(newMention(), owe, NOW)));
    expect(found).toEqual([1, null]);
    expect(await storage.mentions.keepMention(newMention({ noteId: 0 }), owe, NOW)).toBe(2);
    expect([count('mention'), count('outbox'), count('audit')]).toEqual([2, 2, 2]);
    expect((await storage.mentions.mentionsAt(101, 7)).map(({ noteId }) => noteId).sort()).toEqual([0, 70]);
  });

  it('ends once, with the answer and what is owed for it', async () => {
    const { storage, count } = testStorage();
    await storage.mentions.keepMention(newMention(), () => [], NOW);
    const how = { state: 'answered' as const, answer: 'We will look.', endedBy: 'U0ENGINE1' };
    const owed = [oweMention(1), oweMentionAnswer(1)];
    expect(await storage.mentions.endMention(1, how, owed, later(1))).toMatchObject({ ok: true });
    const second = { ...how, state: 'dismissed' as const, answer: null, endedBy: 'U0ENGINE2' };
    expect(await storage.mentions.endMention(1, second, owed, later(2))).toEqual({
      ok: false,
      text: '<@U0ENGINE1> has dealt with this mention already.',
    });
    expect(await storage.mentions.mention(1)).toMatchObject({
      state: 'answered',
      answer: 'We will look.',
      endedAt: later(1),
    });
    expect(count('outbox')).toBe(2);
  });

  it('counts as open until it ends, apart from older candidates', async () => {
    const { mentions } = testStorage().storage;
    await mentions.keepMention(newMention({ at: later(2) }), () => [], NOW);
    await mentions.keepMention(newMention({ iid: 8, at: later(1) }), () => [], NOW);
    await mentions.keepMention(newMention({ iid: 9, noteId: -1, kind: 'older' }), () => [], NOW);
    expect((await mentions.openMentions('mention', 9)).map(({ id }) => id)).toEqual([2, 1]);
    const how = { state: 'dismissed' as const, answer: null, endedBy: 'U0ENGINE1' };
    await mentions.endMention(1, how, [], NOW);
    expect([await mentions.countOpenMentions('mention'), await mentions.countOpenMentions('older')]).toEqual([1, 1]);
  });
});
