import { asc, eq, lt, sql } from 'drizzle-orm';
import type { Open } from './database.ts';
import { fact, inbox, seen } from './tables.ts';

export type Hook = { id: string; kind: string; body: unknown; at: Date };

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
  return {
    async fact(name: string): Promise<string | null> {
      return one.get({ name })?.value ?? null;
    },
    async keepFact(name: string, value: string): Promise<void> {
      db.insert(fact).values({ name, value }).onConflictDoUpdate({ target: fact.name, set: { value } }).run();
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
    async hooks(limit: number): Promise<Hook[]> {
      return db.select().from(inbox).orderBy(asc(inbox.tries), asc(inbox.at)).limit(limit).all();
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
