import { describe, expect, it } from 'vitest';
import { createLedger, type LedgerJob, SLOT_LEASE_MS } from '../../src/schedule/ledger.ts';
import { later, NOW, owed, testStorage } from '../storage/storage-file.ts';

type Ran = { job: string; outcome: string };

/** A ledger on a database, with a clock that is set by hand. */
function ledgerOn(jobs: (Partial<LedgerJob> & Pick<LedgerJob, 'run'>)[], given = testStorage()) {
  const clock = { now: NOW };
  const ran: Ran[] = [];
  const full = jobs.map((job, nth) => ({
    ...{ name: `job-${nth}`, cron: '0 * * * *', timeZone: 'Etc/UTC', catchUp: { each: 3 } as const },
    ...job,
  }));
  const ledger = createLedger({
    jobs: full,
    slots: given.storage.slots,
    now: () => clock.now,
    since: async () => later(-30 * 24 * 3_600_000),
    report: (job, outcome) => void ran.push({ job, outcome }),
  });
  return { ...given, clock, ran, ledger };
}

describe('the ledger of jobs', () => {
  it('runs a slot once however often and by whomever it is looked at, and owes with it', async () => {
    const first = ledgerOn([{ catchUp: 'skip', run: async ({ key }) => [owed(`at ${key}`)] }]);
    const second = ledgerOn([{ catchUp: 'skip', run: async ({ key }) => [owed(`at ${key}`)] }], first);
    await Promise.all([first.ledger.run(), second.ledger.run(), first.ledger.run()]);
    expect([...first.ran, ...second.ran]).toEqual([{ job: 'job-0', outcome: 'done' }]);
    expect(first.count('outbox')).toBe(1);
  });

  it('lets no job that fails stop the others; it is tried again after a while, and shown until it goes well', async () => {
    let broken = true;
    const breaks = async () => {
      if (broken) throw new Error('no luck');
      return [];
    };
    const { ledger, ran, clock, storage } = ledgerOn([
      { run: breaks, catchUp: 'once, if still the same day' },
      { run: async () => [] },
    ]);
    await ledger.run();
    expect(ran.filter(({ outcome }) => outcome === 'failed')).toEqual([{ job: 'job-0', outcome: 'failed' }]);
    expect(ran.filter(({ outcome }) => outcome === 'done')).toHaveLength(3);
    expect(await storage.slots.failedJobs(later(-1))).toMatchObject([{ job: 'job-0', error: 'no luck' }]);
    broken = false;
    clock.now = later(SLOT_LEASE_MS - 1);
    await ledger.run();
    expect(await storage.slots.failedJobs(later(-1))).toHaveLength(1);
    clock.now = later(SLOT_LEASE_MS);
    await ledger.run();
    expect(await storage.slots.failedJobs(later(-1))).toEqual([]);
  });

  it('takes a slot again that was left running, after its lease; who held it ends nothing any more', async () => {
    const { storage, count } = ledgerOn([]);
    const { slots } = storage;
    expect(await slots.claimSlot('digest', 's', NOW, SLOT_LEASE_MS)).toBe(true);
    expect(await slots.claimSlot('digest', 's', later(SLOT_LEASE_MS - 1), SLOT_LEASE_MS)).toBe(false);
    expect(await slots.claimSlot('digest', 's', later(SLOT_LEASE_MS), SLOT_LEASE_MS)).toBe(true);
    const ending = { job: 'digest', slot: 's', outcome: 'done' as const, now: later(SLOT_LEASE_MS + 1) };
    expect(await slots.endSlot({ ...ending, claimedAt: NOW, owed: [owed('first')] })).toBe(false);
    expect(await slots.endSlot({ ...ending, claimedAt: later(SLOT_LEASE_MS), owed: [owed('second')] })).toBe(true);
    expect(count('outbox')).toBe(1);
    expect(await slots.claimSlot('digest', 's', later(99 * SLOT_LEASE_MS), SLOT_LEASE_MS)).toBe(false);
  });

  it('catches up what was missed over a stop, oldest first, and only so much of it', async () => {
    const keys: string[] = [];
    const { ledger, clock } = ledgerOn([
      {
        run: async ({ key }) => {
          keys.push(key);
          return [];
        },
      },
    ]);
    clock.now = later(5 * 3_600_000);
    await ledger.run();
    await ledger.run();
    expect(keys).toEqual(['2026-03-02T13:00', '2026-03-02T14:00', '2026-03-02T15:00']);
  });
});
