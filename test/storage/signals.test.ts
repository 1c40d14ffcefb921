import { describe, expect, it } from 'vitest';
import { signalIn, signalPromises } from '../../src/domain/signal.ts';
import { no, yes } from '../../src/domain/verdict.ts';
import { NEW_TOOL } from '../domain/tool-fixtures.ts';
import { DAY_MS, fileOutage } from './outage-filing.ts';
import { later, NOW, testStorage } from './storage-file.ts';

const RULE = { misses: 3, days: 90 };
const TIME = { shares: [0.5, 0.75], now: later(30 * DAY_MS) };
const SINCE = later(-DAY_MS);
type Store = ReturnType<typeof testStorage>['storage'];

const outage = (storage: Store, more: Parameters<typeof fileOutage>[1] = {}): Promise<number> =>
  fileOutage(storage, more, TIME);

async function world() {
  const kept = testStorage();
  const names = ['One', 'Two'];
  await kept.storage.tools.addTools(
    names.map((name) => ({ tool: { ...NEW_TOOL, name }, priority: 3, people: [], actor: 'x', why: 'y' })),
    NOW,
  );
  const looks = () =>
    kept.client.prepare("SELECT lane FROM outbox WHERE kind = 'signal-look' ORDER BY id").pluck().all();
  return { ...kept, looks };
}

const raise = (storage: Store, now = TIME.now): Promise<boolean> =>
  storage.signals.raiseSignal(
    1,
    SINCE,
    (file) => {
      const misses = signalIn(file, RULE, now);
      const people = { ownerId: 'U1', managerId: 'U2' };
      return { misses, promises: signalPromises(file.tool, misses, { people, rule: RULE, now }) };
    },
    now,
  );

describe('misses of a tool (SLO-11)', () => {
  it('are its breached clocks of outages that count, the newest first', async () => {
    const { storage } = await world();
    const first = await outage(storage);
    await outage(storage, { toolId: 2 });
    await outage(storage, { toolId: null });
    const harmless = await outage(storage);
    await storage.outages.changeOutage(
      harmless,
      () => yes({ actor: 'x', action: 'y', outage: { notBlocking: 'Colours' }, owed: [], answer: '' }),
      TIME,
    );
    const found = await storage.signals.missesOfTool(1, SINCE);
    expect(found.map(({ outageId, clock }) => [outageId, clock])).toEqual([
      [first, 'rto'],
      [first, 'slo'],
    ]);
    expect(await storage.signals.missesOfTool(1, later(20 * DAY_MS))).toEqual([]);
  });

  it('have the tool looked at when a breach is kept, and not again while nothing new is breached', async () => {
    const { storage, client, looks } = await world();
    const id = await outage(storage);
    expect(looks()).toEqual(['T-1/signal']);
    client.exec('DELETE FROM outbox');
    const change = (outage?: { toolId?: number; notBlocking?: null }) =>
      storage.outages.changeOutage(
        id,
        () => yes({ actor: 'x', action: 'y', ...(outage === undefined ? {} : { outage }), owed: [], answer: '' }),
        TIME,
      );
    await change();
    await storage.outages.changeOutage(id, () => no('No'), TIME);
    expect(looks()).toEqual([]);
    await change({ toolId: 2 });
    expect(looks()).toEqual(['T-2/signal']);
  });
});

describe('a signal (SLO-11)', () => {
  it('is kept once, for owner and manager, with its evidence in the tool’s history', async () => {
    const { storage } = await world();
    await outage(storage);
    expect(await raise(storage)).toBe(false);
    await outage(storage);
    expect(await raise(storage)).toBe(true);
    expect(await raise(storage)).toBe(false);
    const open = await storage.signals.openSignalsOfTool(1);
    expect(open.map(({ ownerId }) => ownerId).sort()).toEqual(['U1', 'U2']);
    const [line] = (await storage.audit.auditOf('T-1', 5)).filter(({ action }) => action === 'signal raised');
    expect(line?.detail).toEqual({ misses: ['O-1 rto', 'O-2 rto', 'O-1 slo', 'O-2 slo'] });
  });
});

describe('attainment', () => {
  it('counts what was due since then, of one tool or of all', async () => {
    const { storage } = await world();
    await outage(storage, { closedAfter: 5 });
    await outage(storage, { toolId: 2 });
    const of = async (toolId: number | null, since = SINCE) =>
      (await storage.signals.attainmentSince(since, toolId))
        .map(({ clock, state, count }) => `${clock} ${state} ${count}`)
        .sort();
    expect(await of(1)).toEqual(['rto met 1', 'slo breached 1']);
    expect(await of(null)).toEqual(['rto breached 1', 'rto met 1', 'slo breached 2']);
    expect(await of(null, later(60 * DAY_MS))).toEqual([]);
  });
});
