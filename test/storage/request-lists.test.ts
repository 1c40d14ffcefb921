import { expect, it } from 'vitest';
import type { Entry, RequestFile, RequestState } from '../../src/domain/request.ts';
import { yes } from '../../src/domain/verdict.ts';
import type { NewRequest } from '../../src/storage/requests.ts';
import { filing, ISSUE, later, NOW, testStorage } from './storage-file.ts';

const numbers = (files: readonly RequestFile[]) => files.map(({ request }) => request.id);

function inbox() {
  const { storage } = testStorage();
  let filed = 0;
  const file = async (change: Partial<NewRequest> = {}, state: RequestState = 'new') => {
    filed += 1;
    const { id } = await storage.requests.fileRequest(filing(change), later(filed));
    const value = { actor: 'U0ENGINE1', action: 'set', request: { state }, owed: [], answer: '' };
    if (state !== 'new') await storage.requests.changeRequest(id, () => yes(value), later(filed));
    return id;
  };
  return { storage, file };
}

it('shows the queue with the longest waiting first, without what has ended', async () => {
  const { storage, file } = inbox();
  await file();
  await file({}, 'withdrawn');
  await file({}, 'needs information');
  await file({}, 'duplicate');
  await file({}, 'proposed');
  await file({}, 'decided');
  expect(numbers(await storage.requests.queuedRequests(10))).toEqual([1, 3, 5]);
  expect(numbers(await storage.requests.queuedRequests(2))).toEqual([1, 3]);
  expect(await storage.requests.countQueuedRequests()).toBe(3);
  expect(numbers(await storage.requests.requestsByState(['withdrawn', 'decided'], 10))).toEqual([6, 2]);
});

it('finds what concerns a person, whatever they are to it, the newest first', async () => {
  const { storage, file } = inbox();
  await file({ requesterId: 'U0COLLEAG' });
  await file();
  await file({ contactId: 'U0COLLEAG' });
  const led = { actor: 'U0COLLEAG', action: 'claimed', request: { claimedBy: 'U0COLLEAG' }, owed: [], answer: '' };
  await storage.requests.changeRequest(await file(), () => yes(led), NOW);
  const join = [{ personId: 'U0COLLEAG', role: 'joiner' as const, useCase: 'Mine' }];
  const joined = { actor: 'U0COLLEAG', action: 'joined', join, owed: [], answer: '' };
  await storage.requests.changeRequest(await file(), () => yes(joined), NOW);
  expect(numbers(await storage.requests.requestsConcerning('U0COLLEAG', 10))).toEqual([5, 4, 3, 1]);
  expect(numbers(await storage.requests.requestsConcerning('U0STRANGE', 10))).toEqual([]);
});

it('finds what waits for a person, however much newer there is that only concerns them', async () => {
  const { storage, file } = inbox();
  const asked = await file({ requesterId: 'U0COLLEAG' }, 'needs information');
  await file({}, 'needs information');
  const led = { actor: 'U0COLLEAG', action: 'claimed', request: { claimedBy: 'U0COLLEAG' }, owed: [], answer: '' };
  const mine = await file();
  await storage.requests.changeRequest(mine, () => yes(led), NOW);
  const over = await file({}, 'decided');
  await storage.requests.changeRequest(over, () => yes(led), NOW);
  for (let nth = 0; nth < 5; nth += 1) await file({ requesterId: 'U0COLLEAG' });
  expect(numbers(await storage.requests.requestsAwaiting('U0COLLEAG', 3))).toEqual([mine, asked]);
});

it('gives the newest of a conversation in the order in which it was told', async () => {
  const { storage, file } = inbox();
  const id = await file();
  const entries = ['a', 'b', 'c'].map(
    (key): Entry => ({ kind: 'comment', authorId: null, authorName: 'X', text: key, link: null, saidAt: NOW, key }),
  );
  const change = { actor: 'U0ENGINE1', action: 'said', entries, owed: [], answer: '' };
  await storage.requests.changeRequest(id, () => yes(change), NOW);
  expect((await storage.requests.entriesOf(id, 2)).map(({ text }) => text)).toEqual(['b', 'c']);
});

it('knows a request by its card, and by nothing else in the channel', async () => {
  const { storage, file } = inbox();
  const id = await file();
  const fingerprint = 'f';
  await storage.messages.recordPosted({ key: `card:R-${id}`, channel: 'C0INTAKE1', ts: '1.1', fingerprint }, 0);
  await storage.messages.recordPosted({ key: 'question:Q-1', channel: 'C0INTAKE1', ts: '2.2', fingerprint }, 0);
  expect((await storage.requests.requestOfMessage('C0INTAKE1', '1.1'))?.request.id).toBe(id);
  expect(await storage.requests.requestOfMessage('C0INTAKE1', '2.2')).toBeNull();
  expect(await storage.requests.requestOfMessage('C0OTHER01', '1.1')).toBeNull();
});

it('finds the open work items that are in other projects, by their request’s number', async () => {
  const { storage, file } = inbox();
  for (const [iid, projectId] of [101, 202, 202, 303].entries()) {
    const place = { ...ISSUE, projectId, iid, requestId: await file(), adopted: true };
    await storage.requests.recordWorkItem(place, { owedId: 0, owed: [] }, NOW);
  }
  await storage.requests.keepWorkItemState(3, 'closed');
  const elsewhere = await storage.requests.workItemsElsewhere(101, 0, 10);
  expect(elsewhere.map(({ requestId }) => requestId)).toEqual([2, 4]);
  expect((await storage.requests.workItemsElsewhere(101, 2, 10)).map(({ requestId }) => requestId)).toEqual([4]);
});
