import { expect, it } from 'vitest';
import { later, NOW, owed, testStorage } from './storage-file.ts';

const WHY = { error: 'Slack answered channel_not_found', unknown: false };

/** A card that is set aside, and a message in its thread that waits for it. */
async function stuck(why = WHY) {
  const { storage, woken } = testStorage();
  await storage.owe([owed('card:R-1'), owed('thread:1', { kind: 'thread', needs: 'card:R-1' })], NOW);
  const { outbox } = storage;
  const [card] = await outbox.claimOwed(NOW, 9);
  const id = card?.id ?? 0;
  await outbox.setAsideOwed(id, why, NOW);
  const due = async (at = NOW) => (await outbox.claimOwed(at, 9)).map(({ key }) => key);
  return { storage, outbox, id, due, woken };
}

it('holds what needs it, and nothing else of its lane', async () => {
  const { storage, due } = await stuck();
  await storage.owe([owed('free', { lane: 'R-1/U0REQUEST' })], NOW);
  expect(await due()).toEqual(['free']);
  const other = await stuck();
  await other.outbox.dropSetAside(other.id, 'U0ENGINE1', NOW);
  expect(await other.due()).toEqual(['thread:1']);
});

it('is shown before what is being tried again, with why and how many wait for it', async () => {
  const { storage, outbox } = await stuck();
  await storage.owe(
    [owed('note:1', { kind: 'note', lane: 'R-1/gitlab' }), owed('fine', { lane: 'R-2/slack' })],
    later(1),
  );
  const [note] = await outbox.claimOwed(later(1), 1);
  await outbox.retryOwed(note?.id ?? 0, { notBefore: later(9), error: 'GitLab answered 502', unknown: true });
  expect(await outbox.troubledOwed(9)).toMatchObject([
    { key: 'card:R-1', state: 'set aside', error: WHY.error, attempts: 1, waiting: 1, at: NOW },
    { key: 'note:1', state: 'owed', error: 'GitLab answered 502', waiting: 0 },
  ]);
  expect(await outbox.troubledOwed(1)).toHaveLength(1);
  expect(await outbox.countOwed()).toEqual({ owed: 3, setAside: 1, failing: 1 });
});

it('goes back to its place in the lane when someone retries it, and the deliverer is told', async () => {
  const { storage, outbox, id, woken } = await stuck({ error: 'lost', unknown: true });
  const before = woken();
  expect(await outbox.retrySetAside(id, 'U0ENGINE1', later(60_000))).toMatchObject({ key: 'card:R-1' });
  expect(woken()).toBe(before + 1);
  expect(await outbox.claimOwed(later(60_000), 9)).toMatchObject([{ key: 'card:R-1', attempts: 1, unknown: true }]);
  expect(await storage.audit.auditOf('R-1', 9)).toEqual([
    {
      id: 1,
      at: later(60_000),
      actor: 'U0ENGINE1',
      subject: 'R-1',
      action: 'retried a delivery',
      detail: { kind: 'card', key: 'card:R-1', error: 'lost' },
    },
  ]);
});

it('is dropped on record, which releases what waited for it', async () => {
  const { storage, outbox, id, due } = await stuck();
  expect(await outbox.dropSetAside(id, 'U0ENGINE1', later(1))).toMatchObject({ key: 'card:R-1' });
  expect(await due(later(1))).toEqual(['thread:1']);
  expect(await storage.audit.auditOf('R-1', 9)).toMatchObject([{ action: 'dropped a delivery', actor: 'U0ENGINE1' }]);
});

it('is retried or dropped once, whoever presses second', async () => {
  const { storage, outbox, id } = await stuck();
  await outbox.retrySetAside(id, 'U0ENGINE1', later(1));
  expect(await outbox.retrySetAside(id, 'U0ENGINE2', later(2))).toBeNull();
  expect(await outbox.dropSetAside(id, 'U0ENGINE2', later(2))).toBeNull();
  expect((await outbox.claimOwed(later(2), 9)).map(({ key }) => key)).toEqual(['card:R-1']);
  expect(await outbox.dropSetAside(id, 'U0ENGINE2', later(3))).toBeNull();
  expect(await storage.audit.auditOf('R-1', 9)).toHaveLength(1);
});

it('all goes back at once when someone retries all', async () => {
  const { storage, outbox, woken } = await stuck();
  await storage.owe([owed('card:R-2', { lane: 'R-2/slack' })], NOW);
  const [second] = await outbox.claimOwed(NOW, 9);
  await outbox.setAsideOwed(second?.id ?? 0, WHY, NOW);
  const before = woken();
  expect(await outbox.retryAllSetAside('U0ENGINE1', later(1))).toBe(2);
  expect([await outbox.retryAllSetAside('U0ENGINE1', later(1)), woken()]).toEqual([0, before + 2]);
  expect((await outbox.claimOwed(later(1), 9)).map(({ key }) => key)).toEqual(['card:R-1', 'card:R-2']);
  expect(await storage.audit.auditOf('R-2', 9)).toMatchObject([{ action: 'retried a delivery' }]);
});

it('gets another chance when the same is owed anew, with what is known of its former tries', async () => {
  const { storage, outbox } = await stuck({ error: 'lost', unknown: true });
  await storage.owe([owed('card:R-1')], later(5));
  expect(await outbox.countOwed()).toEqual({ owed: 2, setAside: 0, failing: 1 });
  const [card] = await outbox.claimOwed(later(5), 9);
  expect(card).toMatchObject({ key: 'card:R-1', unknown: true, attempts: 1, at: NOW });
  await outbox.doneOwed(card?.id ?? 0);
  expect((await outbox.claimOwed(later(5), 9)).map(({ key }) => key)).toEqual(['thread:1']);
});

it('is tried again instead when the same became owed anew while it was under way', async () => {
  const { storage } = testStorage();
  const { outbox } = storage;
  await storage.owe([owed('card:R-1')], NOW);
  const [card] = await outbox.claimOwed(NOW, 9);
  await storage.owe([owed('thread:1', { needs: 'card:R-1' }), owed('card:R-1')], NOW);
  expect(await outbox.setAsideOwed(card?.id ?? 0, WHY, later(2))).toBe(false);
  const [again] = await outbox.claimOwed(later(2), 9);
  expect(again).toMatchObject({ id: card?.id, attempts: 1 });
  expect(await outbox.setAsideOwed(again?.id ?? 0, WHY, later(3))).toBe(true);
  expect(await outbox.countOwed()).toEqual({ owed: 1, setAside: 1, failing: 0 });
});
