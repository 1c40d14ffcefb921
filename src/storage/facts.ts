import { asc, eq, lt, lte, sql } from 'drizzle-orm';
import type { Open } from './database.ts';
import { fact, inbox, seen } from './tables.ts';

export type Hook = { id: string; kind: string; body: unknown; at: Date };

const HOOK = { id: inbox.id, kind: inbox.kind, body: inbox.body, at: inbox.at };

/** Small facts with a name; what arrived from outside and was taken; webhooks that wait to be worked off. */
export function factStore({ client, db }: Open) {
  const one = db
    .select()
    .from(fact)
    .where(eq(fact.name, sql.placeholder('name')))
    .prepare();
  const take = client.prepare<[string, number]>('INSERT OR IGNORE INTO seen (id, at) VALUES (?, ?)');
  const keepHook = client.transaction((hook: Hook): boolean => {
    if (take.run(`hook:${hook.id}`, hook.at.getTime()).changes === 0) return false;
    db.insert(inbox).values(hook).run();
    return true;
  });
  const lease = client.prepare<{ name: string; until: string; now: string }>(`
    INSERT INTO fact (name, value) VALUES (@name, @until)
    ON CONFLICT (name) DO UPDATE SET value = @until WHERE value <= @now`);
  return {
    async fact(name: string): Promise<string | null> {
      return one.get({ name })?.value ?? null;
    },
    async keepFact(name: string, value: string): Promise<void> {
      db.insert(fact).values({ name, value }).onConflictDoUpdate({ target: fact.name, set: { value } }).run();
    },
    /** Holds a piece of work for this caller alone until it gives it back, or the time is up; false while another holds it. */
    async takeLease(name: string, now: Date, forMs: number): Promise<boolean> {
      const until = new Date(now.getTime() + forMs).toISOString();
      return lease.run({ name: `lease:${name}`, until, now: now.toISOString() }).changes > 0;
    },
    async holdLease(name: string, now: Date, forMs: number): Promise<void> {
      const value = new Date(now.getTime() + forMs).toISOString();
      db.update(fact)
        .set({ value })
        .where(eq(fact.name, `lease:${name}`))
        .run();
    },
    async giveLeaseBack(name: string): Promise<void> {
      db.delete(fact)
        .where(eq(fact.name, `lease:${name}`))
        .run();
    },
    /** True the first time an id comes, false each time after. */
    async takeOnce(id: string, now: Date): Promise<boolean> {
      return take.run(id, now.getTime()).changes > 0;
    },
    async forgetSeenBefore(at: Date): Promise<void> {
      db.delete(seen).where(lt(seen.at, at)).run();
    },
    /** Keeps a webhook before it is answered; false when the same one was kept before. */
    async keepHook(hook: Hook): Promise<boolean> {
      return keepHook.immediate(hook);
    },
    /** Those that failed at most so often, the least failed first. */
    async hooks(limit: number, mostTries: number): Promise<Hook[]> {
      return db
        .select(HOOK)
        .from(inbox)
        .where(lte(inbox.tries, mostTries))
        .orderBy(asc(inbox.tries), asc(inbox.at))
        .limit(limit)
        .all();
    },
    /** Counts a try that failed, and gives how many there were: what fails comes after what is new. */
    async failedHook(id: string): Promise<number> {
      const again = { tries: sql`${inbox.tries} + 1` };
      return db.update(inbox).set(again).where(eq(inbox.id, id)).returning({ tries: inbox.tries }).get()?.tries ?? 0;
    },
    async doneHook(id: string): Promise<void> {
      db.delete(inbox).where(eq(inbox.id, id)).run();
    },
  };
}
