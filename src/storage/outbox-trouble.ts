import { subjectOf } from '../domain/owed.ts';
import type { AuditWriter } from './audit.ts';
import type { Open } from './database.ts';
import { type OwedRow, type RawRow, toRow } from './outbox-row.ts';

/** A row in trouble, with how many others wait for it. */
export type TroubledRow = OwedRow & { waiting: number };

type Writers = { keepAudit: AuditWriter; wake: () => void };

/** What cannot be delivered is set aside and shown, until someone retries or drops it. */
export function troubleStore({ client }: Open, { keepAudit, wake }: Writers) {
  const aside = client.prepare<[string, number, number]>(
    `UPDATE outbox SET state = 'set aside', leased_until = 0, error = ?, unknown = ? WHERE id = ?`,
  );
  const dropTwins = client.prepare<[number, number]>(
    `DELETE FROM outbox WHERE key = (SELECT key FROM outbox WHERE id = ?) AND id <> ? AND state = 'owed' AND leased_until = 0`,
  );
  const retry = client.prepare<[number, number]>(
    `UPDATE outbox SET state = 'owed', not_before = ?, attempts = 0 WHERE id = ? AND state = 'set aside'`,
  );
  const drop = client.prepare<[number]>('DELETE FROM outbox WHERE id = ?');
  const byId = client.prepare<[number], RawRow>('SELECT * FROM outbox WHERE id = ?');
  const troubled = client.prepare<[number], RawRow & { waiting: number }>(`
    SELECT o.*, (SELECT count(*) FROM outbox AS w WHERE w.needs = o.key AND w.id > o.id) AS waiting
    FROM outbox AS o WHERE o.state = 'set aside' OR o.error IS NOT NULL ORDER BY o.state DESC, o.id LIMIT ?`);
  const setAsideIds = client.prepare<[], { id: number }>(`SELECT id FROM outbox WHERE state = 'set aside' ORDER BY id`);

  const setAside = client.transaction((id: number, why: { error: string; unknown: boolean }, now: number): boolean => {
    aside.run(why.error, why.unknown ? 1 : 0, id);
    if (dropTwins.run(id, id).changes === 0) return true;
    retry.run(now, id);
    return false;
  });

  /** Ends the time on the shelf of one row, on record; null when somebody has done so before. */
  const takeDown = (action: 'retried' | 'dropped', change: (id: number, now: Date) => void) =>
    client.transaction((id: number, by: string, now: Date): OwedRow | null => {
      const found = byId.get(id);
      if (found?.state !== 'set aside') return null;
      const row = toRow(found);
      change(id, now);
      const detail = { kind: row.kind, key: row.key, error: row.error };
      keepAudit({ at: now, actor: by, subject: subjectOf(row), action: `${action} a delivery`, detail });
      return row;
    });
  const retryOne = takeDown('retried', (id, now) => retry.run(now.getTime(), id));
  const dropOne = takeDown('dropped', (id) => drop.run(id));
  const retryAll = client.transaction((by: string, now: Date): number => {
    const ids = setAsideIds.all();
    for (const { id } of ids) retryOne(id, by, now);
    return ids.length;
  });

  return {
    /**
     * Sets a row aside; false where the same has become owed anew meanwhile: then it is tried again instead, as things are now.
     */
    async setAsideOwed(id: number, why: { error: string; unknown: boolean }, now: Date): Promise<boolean> {
      return setAside.immediate(id, why, now.getTime());
    },
    /** What could not be delivered: set aside first, then what is being tried again. */
    async troubledOwed(limit: number): Promise<TroubledRow[]> {
      return troubled.all(limit).map(({ waiting, ...raw }) => ({ ...toRow(raw), waiting }));
    },
    /** Puts what was set aside back in its lane; null when it is not set aside any more. */
    async retrySetAside(id: number, by: string, now: Date): Promise<OwedRow | null> {
      const row = retryOne.immediate(id, by, now);
      wake();
      return row;
    },
    /** Puts everything that is set aside back; how many that was. */
    async retryAllSetAside(by: string, now: Date): Promise<number> {
      const count = retryAll.immediate(by, now);
      wake();
      return count;
    },
    /** Gives up what was set aside, which releases what waited for it; null when it is not set aside any more. */
    async dropSetAside(id: number, by: string, now: Date): Promise<OwedRow | null> {
      const row = dropOne.immediate(id, by, now);
      wake();
      return row;
    },
  };
}
