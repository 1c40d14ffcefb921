import { describe, expect, it, vi } from 'vitest';
import type { Delivery } from '../src/deps.ts';
import { delivering, gate, toGitLab } from './delivering.ts';
import { NOW, owed } from './storage/storage-file.ts';

const note = (key: string, lane: string) => owed(key, { kind: 'note', lane });
const keys = (rows: readonly { key: string }[]) => rows.map(({ key }) => key);

describe('the deliverer', () => {
  it('sends what is owed as soon as it is owed, and owes nothing after that', async () => {
    const notes = toGitLab();
    const { owe, deliverer, storage, outcomes } = delivering({ note: notes });
    await owe(note('a', 'R-1/gitlab'), note('b', 'R-2/gitlab'));
    await deliverer.settled();
    expect(keys(notes.tries)).toEqual(['a', 'b']);
    expect([await storage.outbox.countOwed(), outcomes]).toEqual([
      { owed: 0, setAside: 0, failing: 0 },
      ['note done', 'note done'],
    ]);
  });

  it('keeps the order of a lane: the next begins when the one before it has ended', async () => {
    const begun: string[] = [];
    const ended: string[] = [];
    const first = gate();
    const notes = toGitLab(async ({ key }) => {
      begun.push(key);
      if (key === 'a') await first.opened;
      ended.push(key);
    });
    const { owe, deliverer } = delivering({ note: notes });
    await owe(note('a', 'R-1/gitlab'), note('b', 'R-1/gitlab'), note('c', 'R-2/gitlab'));
    await vi.waitFor(() => expect(ended).toEqual(['c']));
    expect(begun).toEqual(['a', 'c']);
    first.open();
    await deliverer.settled();
    expect(ended).toEqual(['c', 'a', 'b']);
  });

  it('does not let Slack wait for a GitLab that hangs, however much is owed to it', async () => {
    const hanging = gate();
    const notes = toGitLab(() => hanging.opened);
    const said: unknown[] = [];
    const thread: Delivery = {
      to: 'slack',
      async render(_deps, { requestId }) {
        said.push(requestId);
        return null;
      },
    };
    const { owe, deliverer } = delivering({ note: notes, thread });
    await owe(...Array.from({ length: 20 }, (_, n) => note(`n${n}`, `R-${n}/gitlab`)));
    await owe(owed('t', { kind: 'thread', lane: 'R-1/slack', payload: { requestId: 1 } }));
    await vi.waitFor(() => expect(said).toEqual([1]));
    expect(notes.tries).toHaveLength(4);
    hanging.open();
    await deliverer.settled();
    expect(notes.tries).toHaveLength(20);
  });

  it('renders what became owed again while it was under way once more, from the state as it is then', async () => {
    const first = gate();
    const notes = toGitLab(() => first.opened);
    const { owe, deliverer } = delivering({ note: notes });
    await owe(note('a', 'R-1/gitlab'));
    await vi.waitFor(() => expect(notes.tries).toHaveLength(1));
    await owe(note('a', 'R-1/gitlab'));
    first.open();
    await deliverer.settled();
    expect(keys(notes.tries)).toEqual(['a', 'a']);
  });

  it('waits on stopping for what is under way, and takes nothing more', async () => {
    const first = gate();
    const notes = toGitLab(() => first.opened);
    const { owe, deliverer, storage } = delivering({ note: notes });
    await owe(note('a', 'R-1/gitlab'));
    await vi.waitFor(() => expect(notes.tries).toHaveLength(1));
    let stopped = false;
    const stopping = deliverer.stop().then(() => {
      stopped = true;
    });
    await owe(note('b', 'R-2/gitlab'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(stopped).toBe(false);
    first.open();
    await stopping;
    deliverer.wake();
    await deliverer.settled();
    expect([keys(notes.tries), (await storage.outbox.countOwed()).owed]).toEqual([['a'], 1]);
  });

  it('takes nothing when it is stopped before it has looked', async () => {
    const notes = toGitLab();
    const { owe, deliverer, storage } = delivering({ note: notes });
    await owe(note('a', 'R-1/gitlab'));
    await deliverer.stop();
    expect([notes.tries, (await storage.outbox.countOwed()).owed]).toEqual([[], 1]);
  });

  it('holds on to its lease for as long as a delivery takes', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const slow = gate();
      const notes = toGitLab(() => slow.opened);
      const { owe, lapse, storage, client, deliverer } = delivering({ note: notes });
      await owe(note('a', 'R-1/gitlab'));
      await vi.waitFor(() => expect(notes.tries).toHaveLength(1));
      const waiting = lapse(20_000);
      vi.advanceTimersByTime(10_000);
      const until = client.prepare('SELECT leased_until FROM outbox').pluck().get();
      expect(until).toBe(NOW.getTime() + 50_000);
      slow.open();
      await waiting;
      expect([notes.tries.length, (await storage.outbox.countOwed()).owed]).toEqual([1, 0]);
      await deliverer.stop();
    } finally {
      vi.useRealTimers();
    }
  });

  it('does not begin anew what it is at, though the clock was moved past its lease', async () => {
    const slow = gate();
    const notes = toGitLab(() => slow.opened);
    const { owe, lapse } = delivering({ note: notes });
    await owe(note('a', 'R-1/gitlab'));
    await vi.waitFor(() => expect(notes.tries).toHaveLength(1));
    const waiting = lapse(3_600_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    slow.open();
    await waiting;
    expect(notes.tries).toHaveLength(1);
  });

  it('shares the work with another on the same database: each thing is sent by one of them', async () => {
    const [mine, yours] = [toGitLab(), toGitLab()];
    const one = delivering({ note: mine });
    const two = delivering({ note: yours }, { path: one.path });
    await one.owe(...Array.from({ length: 40 }, (_, n) => note(`n${n}`, `R-${n}/gitlab`)));
    await Promise.all([one.deliverer.settled(), two.deliverer.settled()]);
    const sent = [...keys(mine.tries), ...keys(yours.tries)];
    expect([sent.length, new Set(sent).size]).toEqual([40, 40]);
  });

  it('looks again after a while when the database could not be read', async () => {
    const notes = toGitLab();
    const { client, owe, deliverer, lines } = delivering({ note: notes });
    client.exec('ALTER TABLE outbox RENAME COLUMN leased_until TO mislaid');
    deliverer.wake();
    await deliverer.settled();
    expect(lines.join()).toContain('the outbox could not be read');
    client.exec('ALTER TABLE outbox RENAME COLUMN mislaid TO leased_until');
    await owe(note('a', 'R-1/gitlab'));
    await deliverer.settled();
    expect(keys(notes.tries)).toEqual(['a']);
  });
});
