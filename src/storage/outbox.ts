import type { Owed } from '../domain/owed.ts';
import type { Open } from './database.ts';

/** Outlasts every request's deadline (10 s), so that nothing still under way is taken by someone else. */
export const LEASE_MS = 30_000;

export type OwedRow = Owed & {
  id: number;
  state: 'owed' | 'set aside';
  attempts: number;
  /** The last attempt may have been carried out although nobody said so. */
  unknown: boolean;
  error: string | null;
  at: Date;
};

type Raw = {
  id: number;
  lane: string;
  kind: string;
  key: string;
  needs: string | null;
  payload: string;
  state: 'owed' | 'set aside';
  attempts: number;
  unknown: number;
  error: string | null;
  at: number;
};

function toRow(raw: Raw): OwedRow {
  const { needs, payload, unknown, at, ...rest } = raw;
  const parsed: Owed['payload'] = JSON.parse(payload);
  return { ...rest, ...(needs === null ? {} : { needs }), payload: parsed, unknown: unknown !== 0, at: new Date(at) };
}

/** Keeps what is owed, inside the caller's transaction. What waits already under the same key is not doubled. */
export function outboxWriter({ client }: Open) {
  const insert = client.prepare<[string, string, string, string | null, string, number, number, string]>(`
    INSERT INTO outbox (lane, kind, key, needs, payload, state, attempts, unknown, not_before, leased_until, at)
    SELECT ?, ?, ?, ?, ?, 'owed', 0, 0, ?, 0, ?
    WHERE NOT EXISTS (SELECT 1 FROM outbox WHERE key = ? AND state = 'owed' AND leased_until = 0)`);
  return (owed: readonly Owed[], now: Date): void => {
    const at = now.getTime();
    for (const each of owed) {
      insert.run(each.lane, each.kind, each.key, each.needs ?? null, JSON.stringify(each.payload), at, at, each.key);
    }
  };
}

export type OutboxWriter = ReturnType<typeof outboxWriter>;

// The first of each lane that is due; a row waits for the one whose key it needs, wherever that one is.
const DUE = `
  FROM outbox AS o
  WHERE o.state = 'owed' AND o.not_before <= @now AND o.leased_until <= @now
    AND NOT EXISTS (SELECT 1 FROM outbox AS before WHERE before.lane = o.lane AND before.state = 'owed' AND before.id < o.id)
    AND (o.needs IS NULL OR NOT EXISTS (SELECT 1 FROM outbox AS first WHERE first.key = o.needs))`;

/** What is owed to Slack and GitLab, and what became of it. */
export function outboxStore(open: Open) {
  const { client } = open;
  const due = client.prepare<{ now: number; limit: number }, Raw>(`SELECT o.* ${DUE} ORDER BY o.id LIMIT @limit`);
  const lease = client.prepare<[number, number]>(
    // A lease found here has run out: its holder died, and what it was doing may have been done.
    'UPDATE outbox SET unknown = (unknown OR leased_until > 0), leased_until = ?, attempts = attempts + 1 WHERE id = ?',
  );
  const done = client.prepare<[number]>('DELETE FROM outbox WHERE id = ?');
  const again = client.prepare<[number, string, number, number]>(
    'UPDATE outbox SET not_before = ?, leased_until = 0, error = ?, unknown = ? WHERE id = ?',
  );
  const aside = client.prepare<[string, number]>(
    `UPDATE outbox SET state = 'set aside', leased_until = 0, error = ? WHERE id = ?`,
  );
  const retry = client.prepare<[number, number]>(
    `UPDATE outbox SET state = 'owed', not_before = ?, attempts = 0 WHERE id = ? AND state = 'set aside'`,
  );
  const drop = client.prepare<[number]>(`DELETE FROM outbox WHERE id = ? AND state = 'set aside'`);
  const next = client.prepare<[], { at: number | null }>(
    `SELECT min(max(not_before, leased_until)) AS at FROM outbox WHERE state = 'owed'`,
  );
  const troubled = client.prepare<[number], Raw>(
    `SELECT * FROM outbox WHERE state = 'set aside' OR error IS NOT NULL ORDER BY state DESC, id LIMIT ?`,
  );
  const counts = client.prepare<[], { state: 'owed' | 'set aside'; n: number }>(
    'SELECT state, count(*) AS n FROM outbox GROUP BY state',
  );
  const byId = client.prepare<[number], Raw>('SELECT * FROM outbox WHERE id = ?');

  const claim = client.transaction((now: number, limit: number): OwedRow[] => {
    const rows = due.all({ now, limit });
    for (const row of rows) lease.run(now + LEASE_MS, row.id);
    return rows.map((row) => byId.get(row.id)).filter((row) => row !== undefined).map(toRow);
  });

  return {
    /** Takes up to `limit` due rows under a lease, the first of each lane only. Nobody else gets them until it runs out. */
    async claimOwed(now: Date, limit: number): Promise<OwedRow[]> {
      // A look without the write lock first: a tick with nothing due writes nothing.
      return due.all({ now: now.getTime(), limit: 1 }).length === 0 ? [] : claim.immediate(now.getTime(), limit);
    },
    async doneOwed(id: number): Promise<void> {
      done.run(id);
    },
    async retryOwed(id: number, how: { notBefore: Date; error: string; unknown: boolean }): Promise<void> {
      again.run(how.notBefore.getTime(), how.error, how.unknown ? 1 : 0, id);
    },
    async setAsideOwed(id: number, error: string): Promise<void> {
      aside.run(error, id);
    },
    /** When the next row is due or the next lease runs out; null when nothing is owed. Rows held by a need count too. */
    async nextOwedAt(): Promise<Date | null> {
      const at = next.get()?.at ?? null;
      return at === null ? null : new Date(at);
    },
    /** What could not be delivered: set aside first, then what is being tried again. */
    async troubledOwed(limit: number): Promise<OwedRow[]> {
      return troubled.all(limit).map(toRow);
    },
    async countOwed(): Promise<{ owed: number; setAside: number }> {
      const found = Object.fromEntries(counts.all().map(({ state, n }) => [state, n]));
      return { owed: found.owed ?? 0, setAside: found['set aside'] ?? 0 };
    },
    /** Puts what was set aside back in its lane; false when it is not set aside any more. */
    async retrySetAside(id: number, now: Date): Promise<boolean> {
      return retry.run(now.getTime(), id).changes > 0;
    },
    async dropSetAside(id: number): Promise<boolean> {
      return drop.run(id).changes > 0;
    },
  };
}
