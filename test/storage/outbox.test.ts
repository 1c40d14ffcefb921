import { describe, expect, it } from 'vitest';
import type { Owed } from '../../src/domain/owed.ts';
import { later, NOW, owed, testStorage } from './storage-file.ts';

const LEASE = 30_000;

function outbox(...first: Owed[]) {
  const { storage, woken, path } = testStorage();
  const owe = (each: Owed[], at = NOW) => storage.owe(each, at);
  const claim = async (at = NOW, limit = 9) => (await storage.outbox.claimOwed(at, limit)).map(({ key }) => key);
  const rows = (at = NOW, limit = 9) => storage.outbox.claimOwed(at, limit);
  return { ...storage.outbox, owe, claim, rows, woken, path, ready: owe(first) };
}

describe('a lane', () => {
  it('gives one row at a time, in the order in which they were owed', async () => {
    const box = outbox(owed('a'), owed('b'), owed('c'), owed('x', { lane: 'R-2/slack' }));
    const [a, x] = await box.rows();
    expect([a?.key, x?.key]).toEqual(['a', 'x']);
    expect(await box.claim()).toEqual([]);
    await box.doneOwed(a?.id ?? 0);
    expect(await box.claim()).toEqual(['b']);
  });

  it('waits for what failed and is tried later; other lanes do not', async () => {
    const box = outbox(owed('a'), owed('b'), owed('x', { lane: 'R-1/gitlab' }));
    const [a] = await box.rows(NOW, 1);
    await box.retryOwed(a?.id ?? 0, { notBefore: later(5_000), error: 'down', unknown: false });
    expect(await box.claim(later(4_999))).toEqual(['x']);
    expect(await box.claim(later(5_000))).toEqual(['a']);
  });

  it('gives no more than was asked for, and only of the kinds that were asked for', async () => {
    const lanes = [1, 2, 3, 4].map((n) => owed(`k${n}`, { lane: `L${n}`, kind: n % 2 === 0 ? 'note' : 'card' }));
    const box = outbox(...lanes);
    expect(await box.claim(NOW, 1)).toEqual(['k1']);
    const notes = await box.claimOwed(NOW, 9, { only: ['note'] });
    expect(notes.map(({ key }) => key)).toEqual(['k2', 'k4']);
    expect((await box.claimOwed(NOW, 9, { but: ['note'] })).map(({ key }) => key)).toEqual(['k3']);
  });
});

describe('what needs another', () => {
  const note = owed('note', { lane: 'R-1/gitlab', needs: 'card' });

  it('waits until that is done, in whichever lane it is', async () => {
    const box = outbox(owed('card'), note);
    const [card] = await box.rows();
    expect(await box.claim()).toEqual([]);
    await box.retryOwed(card?.id ?? 0, { notBefore: later(1_000), error: 'down', unknown: false });
    expect(await box.claim()).toEqual([]);
    const [again] = await box.rows(later(1_000));
    await box.doneOwed(again?.id ?? 0);
    expect(await box.claim(later(1_000))).toEqual(['note']);
  });

  it('goes at once when what it needs is not owed', async () => {
    expect(await outbox(note).claim()).toEqual(['note']);
  });

  it('does not wait for the same thing owed again after it: that would hold up the lane for ever', async () => {
    const box = outbox(owed('thread', { needs: 'card' }), owed('card'));
    const [thread] = await box.rows();
    expect(thread?.key).toBe('thread');
    await box.doneOwed(thread?.id ?? 0);
    expect(await box.claim()).toEqual(['card']);
  });
});

describe('a lease', () => {
  it('keeps a row from everybody for 30 seconds, and from then on its outcome is unknown', async () => {
    const box = outbox(owed('a'));
    expect(await box.rows()).toMatchObject([{ attempts: 1, unknown: false }]);
    expect(await box.claim(later(LEASE - 1))).toEqual([]);
    expect(await box.rows(later(LEASE))).toMatchObject([{ attempts: 2, unknown: true }]);
  });

  it('is made longer while the delivery is under way', async () => {
    const box = outbox(owed('a'));
    const [a] = await box.rows();
    await box.holdOwed(a?.id ?? 0, later(20_000));
    expect(await box.claim(later(LEASE + 19_999))).toEqual([]);
    expect(await box.rows(later(LEASE + 20_000))).toMatchObject([{ unknown: true }]);
  });

  it('that was given back is not held anew', async () => {
    const box = outbox(owed('a'));
    const [a] = await box.rows();
    await box.retryOwed(a?.id ?? 0, { notBefore: NOW, error: 'down', unknown: false });
    await box.holdOwed(a?.id ?? 0, NOW);
    expect(await box.rows()).toMatchObject([{ key: 'a', unknown: false }]);
  });

  it('that ran out by the clock does not give a row to whoever holds it still', async () => {
    const box = outbox(owed('a'));
    const [a] = await box.rows();
    expect(await box.claimOwed(later(LEASE * 9), 9, { held: [a?.id ?? 0] })).toEqual([]);
  });
});

describe('the same thing owed twice', () => {
  it('is one row as long as the first waits', async () => {
    const box = outbox(owed('a'), owed('a'));
    await box.owe([owed('a')], later(1));
    expect(await box.countOwed()).toEqual({ owed: 1, setAside: 0, failing: 0 });
  });

  it('is two rows when the first is under way: that one may have been rendered already', async () => {
    const box = outbox(owed('a'));
    const [first] = await box.rows();
    await box.owe([owed('a')]);
    expect((await box.countOwed()).owed).toBe(2);
    await box.doneOwed(first?.id ?? 0);
    expect(await box.claim()).toEqual(['a']);
  });
});

describe('the next look', () => {
  it('is when the first of a lane is due or a lease runs out', async () => {
    const box = outbox(owed('a'));
    expect(await box.nextOwedAt()).toEqual(NOW);
    const [a] = await box.rows();
    expect(await box.nextOwedAt()).toEqual(later(LEASE));
    await box.retryOwed(a?.id ?? 0, { notBefore: later(7_000), error: 'down', unknown: false });
    await box.owe([owed('b')]);
    expect(await box.nextOwedAt()).toEqual(later(7_000));
  });

  it('is never, for what waits for something that is set aside', async () => {
    const box = outbox(owed('card'), owed('thread', { needs: 'card' }));
    const [card] = await box.rows();
    await box.setAsideOwed(card?.id ?? 0, { error: 'channel_not_found', unknown: false }, NOW);
    expect(await box.nextOwedAt()).toBeNull();
  });
});

it('tells the deliverer when something is owed by itself', async () => {
  const box = outbox(owed('a'));
  await box.ready;
  expect(box.woken()).toBe(1);
});
