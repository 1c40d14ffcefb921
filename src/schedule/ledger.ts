import { localTime } from '../domain/local-time.ts';
import type { Owed } from '../domain/owed.ts';
import { type Cron, readCron, type Slot, slotsBetween } from './cron.ts';

/**
 * What becomes of slots that were missed while nothing ran: the newest runs as long as its local day lasts; the newest `each` run, one after
 * the other; none does.
 */
export type CatchUp = 'once, if still the same day' | { each: number } | 'skip';

/** A recurring job. What `run` gives is owed in the very transaction that ends its slot: it does not reach the outside itself. */
export type LedgerJob = {
  name: string;
  cron: string;
  timeZone: string;
  catchUp: CatchUp;
  run(slot: Slot): Promise<Owed[]>;
};

/** Where slots are claimed; the primary key is job and slot. */
export type SlotKeeping = {
  /** Takes a slot that nobody took, or whose holder's lease ran out or failed that long ago. */
  claimSlot(job: string, slot: string, now: Date, leaseMs: number): Promise<boolean>;
  isSettled(job: string, slot: string, now: Date, leaseMs: number): Promise<boolean>;
  /** Ends a slot claimed at `claimedAt`, with what it owes; keeps nothing when someone else has taken it since. */
  endSlot(ending: SlotEnding): Promise<boolean>;
};
export type SlotEnding = {
  job: string;
  slot: string;
  claimedAt: Date;
  outcome: 'done' | 'failed';
  error?: string;
  owed: readonly Owed[];
  now: Date;
};

export type LedgerReport = (job: string, outcome: 'done' | 'failed', error?: unknown) => void;

/** How long a slot is held by one process; a job that failed is tried again after as long. */
export const SLOT_LEASE_MS = 300_000;
/** Farther back nothing is looked for. */
const LOOK_BACK_MS = 7 * 24 * 3_600_000;
/** A tick that comes a little late has missed nothing. */
const ON_TIME_MS = 120_000;

type Parts = {
  jobs: readonly LedgerJob[];
  slots: SlotKeeping;
  now: () => Date;
  /** Before this nothing was due: the first start ever. */
  since: () => Promise<Date>;
  report: LedgerReport;
};

/** Runs what is due, one run per slot whoever looks; a job that fails is reported and does not stop the others. */
export function createLedger({ jobs, slots, now, since, report }: Parts): { run(): Promise<void> } {
  const read = jobs.map((job) => ({ job, cron: readCron(job.cron) }));

  async function runSlot(job: LedgerJob, slot: Slot): Promise<void> {
    const claimedAt = now();
    if (await slots.isSettled(job.name, slot.key, claimedAt, SLOT_LEASE_MS)) return;
    if (!(await slots.claimSlot(job.name, slot.key, claimedAt, SLOT_LEASE_MS))) return;
    const end = { job: job.name, slot: slot.key, claimedAt };
    try {
      const owed = await job.run(slot);
      await slots.endSlot({ ...end, outcome: 'done', owed, now: now() });
      report(job.name, 'done');
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      await slots.endSlot({ ...end, outcome: 'failed', error: text, owed: [], now: now() });
      report(job.name, 'failed', error);
    }
  }

  return {
    async run() {
      const first = await since();
      for (const { job, cron } of read) {
        for (const slot of dueSlots(job, cron, first, now())) {
          await runSlot(job, slot).catch((error: unknown) => report(job.name, 'failed', error));
        }
      }
    },
  };
}

/** The slots that are to have run by now, by the job's own rule for those that were missed; oldest first. */
export function dueSlots(job: Pick<LedgerJob, 'timeZone' | 'catchUp'>, cron: Cron, first: Date, now: Date): Slot[] {
  const { timeZone, catchUp } = job;
  const back = catchUp === 'skip' ? ON_TIME_MS : LOOK_BACK_MS;
  const after = new Date(Math.max(first.getTime(), now.getTime() - back));
  const limit = typeof catchUp === 'string' ? 1 : catchUp.each;
  const found = slotsBetween(cron, timeZone, { after, until: now }, limit);
  if (catchUp !== 'once, if still the same day') return found;
  const today = localTime(now, timeZone).day;
  return found.filter(({ at }) => localTime(at, timeZone).day === today);
}
