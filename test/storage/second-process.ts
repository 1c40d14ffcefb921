// Runs in a process of its own, beside others on the same database: see two-processes.test.ts.
import type { RequestFile } from '../../src/domain/request.ts';
import { yes } from '../../src/domain/verdict.ts';
import { openStorage } from '../../src/storage/storage.ts';

const [task = '', path = '', migrations = ''] = process.argv.slice(2);
const NOW = new Date('2026-03-02T10:00:00Z');

const open = () => openStorage({ path, migrations, onOwed: () => {} });

/** As the deliverer does: what finds the database busy for too long is done a little later. */
async function whenFree<T>(run: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY')) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

async function claimAll(): Promise<number[]> {
  const storage = open();
  const mine: number[] = [];
  for (;;) {
    const rows = await whenFree(() => storage.outbox.claimOwed(NOW, 3));
    if (rows.length === 0) break;
    mine.push(...rows.map(({ id }) => id));
    // Half stay under their lease, as if their holder were still at work.
    for (const row of rows) if (row.id % 2 === 0) await whenFree(() => storage.outbox.doneOwed(row.id));
  }
  storage.close();
  return mine;
}

const COUNTS = 40;

/** Counts up in the title of R-1: each decision reads what the one before it kept. */
async function countUp(): Promise<number> {
  const storage = open();
  const next = ({ request }: RequestFile) =>
    yes({
      actor: 'U1',
      action: 'counted',
      request: { title: String(Number(request.title) + 1) },
      owed: [],
      answer: '',
    });
  for (let n = 0; n < COUNTS; n += 1) await whenFree(() => storage.requests.changeRequest(1, next, NOW));
  storage.close();
  return COUNTS;
}

const SLOTS = 60;

/** Runs every slot that it can get; what a slot owes is kept with its end. */
async function runSlots(): Promise<string[]> {
  const storage = open();
  const mine: string[] = [];
  for (let n = 0; n < SLOTS; n += 1) {
    const slot = `2026-03-02T10:${String(n).padStart(2, '0')}`;
    if (!(await whenFree(() => storage.slots.claimSlot('digest', slot, NOW, 60_000)))) continue;
    const owed = [{ kind: 'digest', lane: slot, key: slot, payload: {} }];
    const ending = { job: 'digest', slot, claimedAt: NOW, outcome: 'done' as const, owed, now: NOW };
    if (await whenFree(() => storage.slots.endSlot(ending))) mine.push(slot);
  }
  storage.close();
  return mine;
}

async function countOwed(): Promise<number> {
  const storage = open();
  const { owed } = await storage.outbox.countOwed();
  storage.close();
  return owed;
}

// All begin at the same moment: when the test says go.
process.stdout.write('ready\n');
process.stdin.once('data', async () => {
  const tasks: Record<string, () => Promise<unknown>> = {
    claim: claimAll,
    count: countUp,
    open: countOwed,
    slots: runSlots,
  };
  process.stdout.write(JSON.stringify(await tasks[task]?.()));
  process.exit(0);
});
