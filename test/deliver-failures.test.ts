import { describe, expect, it } from 'vitest';
import type { Delivery } from '../src/deps.ts';
import { GitLabError } from '../src/gitlab/errors.ts';
import { delivering, toGitLab } from './delivering.ts';
import { owed } from './storage/storage-file.ts';

const note = owed('note:1', { kind: 'note', lane: 'R-1/gitlab' });
const failing = (...errors: Error[]) =>
  toGitLab(() => {
    const error = errors.length > 1 ? errors.shift() : errors[0];
    if (error !== undefined) throw error;
  });
const down = new GitLabError('unavailable', 'GitLab cannot be reached');

describe('what fails', () => {
  it('is tried again after pauses that grow from a second to five minutes', async () => {
    const notes = failing(down);
    const { owe, lapse, deliverer } = delivering({ note: notes });
    await owe(note);
    await deliverer.settled();
    for (const seconds of [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]) {
      const before = notes.tries.length;
      await lapse(seconds * 1_000 - 1);
      expect(notes.tries).toHaveLength(before);
      await lapse(1);
      expect(notes.tries).toHaveLength(before + 1);
    }
  });

  it('because too much was asked waits as long as it is told', async () => {
    const notes = failing(new GitLabError('rate-limited', 'too many', { retryAfterMs: 47_000 }), down);
    const { owe, lapse, deliverer } = delivering({ note: notes });
    await owe(note);
    await deliverer.settled();
    await lapse(46_999);
    expect(notes.tries).toHaveLength(1);
    await lapse(1);
    expect(notes.tries).toHaveLength(2);
  });

  it('is not tried in a loop when it is told to wait for no time at all', async () => {
    const notes = failing(new GitLabError('rate-limited', 'too many', { retryAfterMs: 0 }));
    const { owe, lapse, deliverer } = delivering({ note: notes });
    await owe(note);
    await deliverer.settled();
    await lapse(999);
    expect(notes.tries).toHaveLength(1);
  });

  it('because the token is not valid waits for a new one, however long that takes', async () => {
    const notes = failing(new GitLabError('unauthorized', 'GitLab answered 401'));
    const { owe, lapse, storage } = delivering({ note: notes });
    await owe(note);
    await lapse(0);
    await lapse(4_999);
    expect(notes.tries).toHaveLength(1);
    for (let n = 0; n < 9; n += 1) await lapse(300_000);
    expect(notes.tries).toHaveLength(10);
    expect(await storage.outbox.countOwed()).toEqual({ owed: 1, setAside: 0, failing: 1 });
  });

  it('without anybody knowing whether it was done says so to the next tries', async () => {
    const notes = failing(new GitLabError('unknown-outcome', 'no answer'), down, down);
    const { owe, lapse, deliverer } = delivering({ note: notes });
    await owe(note);
    await deliverer.settled();
    await lapse(1_000);
    await lapse(2_000);
    expect(notes.tries.map(({ unknown }) => unknown)).toEqual([false, true, true]);
  });

  it('by a fault of ours after something may have been sent is looked for before it is tried again', async () => {
    const notes = failing(new Error('the answer could not be read'));
    const { owe, lapse, deliverer, storage } = delivering({ note: notes });
    await owe(note);
    await deliverer.settled();
    await lapse(1_000);
    await lapse(2_000);
    expect(notes.tries.map(({ unknown }) => unknown)).toEqual([false, true, true]);
    expect(await storage.outbox.troubledOwed(9)).toMatchObject([{ state: 'set aside', unknown: true }]);
  });

  it('by a fault of ours before anything was sent is not looked for', async () => {
    const unknowns: boolean[] = [];
    const card: Delivery = {
      to: 'slack',
      async render({ storage }) {
        unknowns.push(...(await storage.outbox.troubledOwed(9)).map(({ unknown }) => unknown));
        throw new Error('cannot be rendered');
      },
    };
    const { owe, lapse, deliverer, storage } = delivering({ card });
    await owe(owed('card:R-1'));
    await deliverer.settled();
    await lapse(1_000);
    await lapse(2_000);
    expect(unknowns).toEqual([false, false]);
    expect(await storage.outbox.troubledOwed(9)).toMatchObject([{ state: 'set aside', unknown: false }]);
  });

  it('because the database cannot be written is never given up', async () => {
    const notes = failing(Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' }));
    const { owe, lapse, deliverer, storage } = delivering({ note: notes });
    await owe(note);
    await deliverer.settled();
    for (let n = 0; n < 9; n += 1) await lapse(300_000);
    expect(notes.tries.length).toBe(10);
    expect(await storage.outbox.countOwed()).toMatchObject({ owed: 1, setAside: 0 });
  });
});

describe('what cannot succeed', () => {
  it('is set aside at once when it was refused for what it says, and the lane goes on', async () => {
    const notes = toGitLab(({ key }) => {
      if (key === 'note:1') throw new GitLabError('rejected', 'GitLab answered 422 (title is too long)');
    });
    const { owe, deliverer, storage, outcomes, lines } = delivering({ note: notes });
    await owe(note, { ...note, key: 'note:2' }, { ...note, key: 'note:3', needs: 'note:1' });
    await deliverer.settled();
    expect(outcomes).toEqual(['note set aside', 'note done']);
    expect(await storage.outbox.troubledOwed(9)).toMatchObject([
      { key: 'note:1', state: 'set aside', error: 'GitLab answered 422 (title is too long)', waiting: 1 },
    ]);
    expect(lines.join()).toContain('a delivery is set aside');
  });

  it.each(['forbidden', 'not-found'] as const)('but may be mended soon (%s) has three tries', async (kind) => {
    const notes = failing(new GitLabError(kind, 'GitLab said no'));
    const { owe, lapse, deliverer, outcomes } = delivering({ note: notes });
    await owe(note);
    await deliverer.settled();
    await lapse(1_000);
    await lapse(2_000);
    expect(outcomes).toEqual(['note again', 'note again', 'note set aside']);
    await lapse(3_600_000);
    expect(notes.tries).toHaveLength(3);
  });

  it('is set aside when nothing knows how to deliver it', async () => {
    const { owe, deliverer, storage } = delivering({});
    await owe(owed('x', { kind: 'from-a-newer-version' }));
    await deliverer.settled();
    expect(await storage.outbox.troubledOwed(9)).toMatchObject([
      { state: 'set aside', error: 'nothing knows how to deliver from-a-newer-version' },
    ]);
  });

  it('is tried as soon as someone retries it', async () => {
    let mended = false;
    const notes = toGitLab(() => {
      if (!mended) throw new GitLabError('rejected', 'no');
    });
    const { owe, deliverer, storage } = delivering({ note: notes });
    await owe(note);
    await deliverer.settled();
    const [row] = await storage.outbox.troubledOwed(1);
    mended = true;
    await storage.outbox.retrySetAside(row?.id ?? 0, 'U0ENGINE1', row?.at ?? new Date(0));
    await deliverer.settled();
    expect(await storage.outbox.countOwed()).toEqual({ owed: 0, setAside: 0, failing: 0 });
  });
});
