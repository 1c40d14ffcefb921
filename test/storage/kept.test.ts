import { describe, expect, it } from 'vitest';
import { later, NOW, owed, testStorage } from './storage-file.ts';

describe('drafts', () => {
  const draft = {
    id: 'D1',
    personId: 'U0REQUEST',
    form: 'new',
    step: 0,
    answers: { title: 'Scan' },
    origin: { link: 'https://slack.example.com/1' },
    updatedAt: NOW,
  };

  it('are kept as they are now: a second time takes the place of the first', async () => {
    const { drafts } = testStorage().storage;
    await drafts.keepDraft(draft);
    const changed = {
      ...draft,
      step: 2,
      answers: { title: 'Scan images', people: ['U0COLLEAG'] },
      updatedAt: later(5),
    };
    await drafts.keepDraft(changed);
    expect(await drafts.draft('D1')).toEqual(changed);
    expect(await drafts.draft('D2')).toBeNull();
  });

  it('are listed for their own person, the newest first', async () => {
    const { drafts } = testStorage().storage;
    await drafts.keepDraft(draft);
    await drafts.keepDraft({ ...draft, id: 'D2', updatedAt: later(1) });
    await drafts.keepDraft({ ...draft, id: 'D3', personId: 'U0COLLEAG' });
    expect((await drafts.draftsOf('U0REQUEST')).map(({ id }) => id)).toEqual(['D2', 'D1']);
  });

  it('are dropped by their own person only, and by their age', async () => {
    const { drafts } = testStorage().storage;
    await drafts.keepDraft(draft);
    await drafts.dropDraft('D1', 'U0COLLEAG');
    expect(await drafts.draft('D1')).not.toBeNull();
    await drafts.dropDraft('D1', 'U0REQUEST');
    expect(await drafts.draft('D1')).toBeNull();
    await drafts.keepDraft(draft);
    await drafts.keepDraft({ ...draft, id: 'D2', updatedAt: later(1) });
    await drafts.dropDraftsBefore(later(1));
    expect((await drafts.draftsOf('U0REQUEST')).map(({ id }) => id)).toEqual(['D2']);
  });
});

describe('facts', () => {
  it('have one value each', async () => {
    const { facts } = testStorage().storage;
    expect(await facts.fact('cursor')).toBeNull();
    await facts.keepFact('cursor', '1');
    await facts.keepFact('cursor', '2');
    expect(await facts.fact('cursor')).toBe('2');
  });

  it('let what arrives from outside through once, for as long as it is remembered', async () => {
    const { facts } = testStorage().storage;
    expect([await facts.takeOnce('event:E1', NOW), await facts.takeOnce('event:E1', NOW)]).toEqual([true, false]);
    await facts.forgetSeenBefore(NOW);
    expect(await facts.takeOnce('event:E1', NOW)).toBe(false);
    await facts.forgetSeenBefore(later(1));
    expect(await facts.takeOnce('event:E1', NOW)).toBe(true);
  });

  it('keep a webhook once, until it is worked off, and do not take it again after that', async () => {
    const { facts } = testStorage().storage;
    const hook = { id: 'H1', kind: 'note', body: { object: { id: 7 } }, at: later(1) };
    expect([await facts.keepHook(hook), await facts.keepHook(hook)]).toEqual([true, false]);
    await facts.keepHook({ ...hook, id: 'H0', at: NOW });
    expect((await facts.hooks(9, 10)).map(({ id }) => id)).toEqual(['H0', 'H1']);
    expect((await facts.hooks(9, 10))[1]).toMatchObject(hook);
    await facts.doneHook('H1');
    expect([await facts.keepHook(hook), (await facts.hooks(9, 10)).length]).toEqual([false, 1]);
  });
});

describe('messages', () => {
  it('are kept in the same step as that they are not owed any more', async () => {
    const { storage, count } = testStorage();
    await storage.owe([owed('card:R-1')], NOW);
    const posted = { key: 'card:R-1', channel: 'C0INTAKE1', ts: '1.1', fingerprint: 'a' };
    await storage.messages.recordPosted(posted, 1);
    expect([await storage.messages.postedMessage('card:R-1'), count('outbox')]).toEqual([posted, 0]);
    await storage.messages.recordPosted({ ...posted, ts: '2.2', fingerprint: 'b' }, 1);
    expect(await storage.messages.postedMessage('card:R-1')).toMatchObject({ ts: '2.2', fingerprint: 'b' });
  });

  it('are found by how their key begins, letter by letter', async () => {
    const { messages } = testStorage().storage;
    for (const key of ['thread:a_1', 'thread:a_2', 'thread:ab2', 'card:R-1']) {
      await messages.recordPosted({ key, channel: 'C0INTAKE1', ts: key, fingerprint: '' }, 0);
    }
    expect((await messages.postedWithPrefix('thread:a_')).map(({ key }) => key)).toEqual(['thread:a_1', 'thread:a_2']);
  });
});

describe('who a GitLab user is', () => {
  const link = { username: 'Colleague', personId: 'U0COLLEAG', by: 'team' as const, at: NOW };

  it('is found by either side, whatever the letter case', async () => {
    const { gitlabPeople } = testStorage().storage;
    await gitlabPeople.keepGitLabLink(link);
    expect(await gitlabPeople.gitlabLink('cOLLEAGUE')).toEqual({ ...link, username: 'colleague' });
    expect(await gitlabPeople.gitlabLinkOf('U0COLLEAG')).toMatchObject({ username: 'colleague' });
    expect([await gitlabPeople.gitlabLink('other'), await gitlabPeople.gitlabLinkOf('U0')]).toEqual([null, null]);
  });

  it('as the team says stays when a look-up says otherwise, and not the other way round', async () => {
    const { gitlabPeople } = testStorage().storage;
    await gitlabPeople.keepGitLabLink({ ...link, personId: null, by: 'nobody' });
    await gitlabPeople.keepGitLabLink({ ...link, personId: 'U0WRONG01', by: 'email' });
    await gitlabPeople.keepGitLabLink(link);
    await gitlabPeople.keepGitLabLink({ ...link, personId: null, by: 'nobody', at: later(1) });
    expect(await gitlabPeople.gitlabLink('colleague')).toMatchObject({ personId: 'U0COLLEAG', by: 'team', at: NOW });
  });
});
