import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memberWindow } from '../../src/domain/business-time.ts';
import type { CalendarBody } from '../../src/domain/team-calendar.ts';
import { yes } from '../../src/domain/verdict.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { type Storage, storageOn } from '../../src/storage/storage.ts';
import { testFolder } from './storage-file.ts';

const MONDAY = new Date('2026-03-02T15:00:00Z');
const TIME = { shares: [0.5, 0.75], now: MONDAY };
const CALENDAR: CalendarBody = {
  ...{ homeZone: 'Etc/UTC', holidays: [], absences: [] },
  windows: [memberWindow('U0ENGINE1', 'America/New_York')],
};

let open: ReturnType<typeof openDatabase>;
let storage: Storage;
let woken = 0;

beforeEach(async () => {
  open = openDatabase(`${testFolder()}/app.db`, 'migrations');
  woken = 0;
  storage = storageOn(open, () => {
    woken += 1;
  });
  await storage.calendars.keepCalendar(CALENDAR, MONDAY);
});
afterEach(() => storage.close());

async function file(nth: number): Promise<number> {
  const outage = {
    ...{
      draftId: `draft-${nth}`,
      toolId: null,
      projectId: null,
      iid: null,
      url: null,
      title: `Outage ${nth}`,
      what: '',
    },
    ...{ since: null, blocks: null, confidential: false, reportedBy: 'U0REQUEST', author: null, openedAt: MONDAY },
    ...{ state: 'opened' as const, assignees: [], assigneeId: null, triaged: false, notBlocking: null, readAt: null },
  };
  const promised = { kind: 'committed' as const, at: MONDAY, level: 'critical' as const };
  const hours = (amount: number) => ({ amount, unit: 'bh' as const });
  const entries = [
    { key: 'opened', event: { kind: 'opened' as const, at: MONDAY }, by: 'U0REQUEST' },
    { key: 'committed', event: { ...promised, slo: hours(4), rto: hours(12) }, by: 'app' },
  ];
  const owed = (id: number) => [{ kind: 'outage-card', lane: `O-${id}`, key: `card-${id}`, payload: {} }];
  return (await storage.outages.fileOutage({ outage, entries, actor: 'U0REQUEST', owed }, TIME)).id;
}

const dueOf = async (id: number): Promise<string[]> =>
  ((await storage.outages.outage(id))?.clocks ?? []).map(({ dueAt }) => dueAt?.toISOString().slice(0, 16) ?? '');

describe('outages', () => {
  it('are filed once for a modal, with their clocks, the audit and what is owed in one transaction', async () => {
    expect(await file(1)).toBe(1);
    expect(await file(1)).toBe(1);
    expect(woken).toBeGreaterThan(0);
    expect(await dueOf(1)).toEqual(['2026-03-02T19:00', '2026-03-03T19:00']);
    expect(open.client.prepare('SELECT count(*) FROM outbox').pluck().get()).toBe(1);
    expect(await storage.audit.auditOf('O-1', 10)).toHaveLength(1);
  });

  it('keep nothing of a change that is refused, and an event told twice once', async () => {
    const id = await file(1);
    const triaged = { key: 'label:7', event: { kind: 'triaged' as const, at: MONDAY }, by: 'gitlab:engineer' };
    const change = { actor: 'gitlab', action: 'followed', events: [triaged, triaged], owed: [], answer: '' };
    await storage.outages.changeOutage(id, () => yes(change), TIME);
    await storage.outages.changeOutage(id, () => yes(change), TIME);
    expect((await storage.outages.outage(id))?.entries.map(({ key }) => key).sort()).toEqual([
      ...['committed', 'label:7', 'opened'],
    ]);
    const before = await storage.audit.auditOf('O-1', 10);
    await storage.outages.changeOutage(id, () => ({ ok: false, text: 'No.' }), TIME);
    expect(await storage.audit.auditOf('O-1', 10)).toEqual(before);
  });

  it('are worked out anew when the calendar changes, at most so many in one transaction (SLO-6)', async () => {
    for (let nth = 1; nth <= 12; nth += 1) await file(nth);
    expect(await storage.outages.recomputeOlder(5, TIME)).toBe(0);
    const away = { ...CALENDAR, absences: [{ member: 'U0ENGINE1', from: '2026-03-02', to: '2026-03-02' }] };
    expect(await storage.calendars.keepCalendar(away, MONDAY)).toBe(true);
    expect(await storage.calendars.keepCalendar(away, MONDAY)).toBe(false);
    const rounds = [];
    for (let round = 0; round < 4; round += 1) rounds.push(await storage.outages.recomputeOlder(5, TIME));
    expect(rounds).toEqual([5, 5, 2, 0]);
    expect((await dueOf(12))[0]).toBe('2026-03-03T18:00');
  });

  it('are found by an index when a reminder is due, and not by visiting every clock', () => {
    const plan = open.client
      .prepare('EXPLAIN QUERY PLAN SELECT * FROM clock WHERE next_at <= 1 ORDER BY next_at LIMIT 200')
      .all() as { detail: string }[];
    expect(plan.map(({ detail }) => detail).join()).toMatch(/SEARCH clock USING INDEX clock_next/);
  });
});
