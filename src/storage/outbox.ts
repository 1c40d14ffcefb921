import type { Owed } from '../domain/owed.ts';
import { madeCopy, type Open } from './database.ts';
import { type OwedRow, type RawRow, toRow } from './outbox-row.ts';

export type { OwedRow } from './outbox-row.ts';

/** Outlasts every request's deadline (10 s), so that nothing still under way is taken by someone else. */
export const LEASE_MS = 30_000;

/**
 * Keeps what is owed, inside the caller's transaction. What waits already under the same key is not doubled; what was set aside
 * under it gets another chance, in its old place in the lane and with what is known of its former tries. Where the database is
 * a restored copy, what is owed about its requests may have been sent in the time that was lost, and is looked up first.
 */
export function outboxWriter({ client }: Open) {
  const revive = client.prepare<[number, string, string]>(
    `UPDATE outbox SET state = 'owed', not_before = ?, attempts = 0, payload = ? WHERE key = ? AND state = 'set aside'`,
  );
  const insert = client.prepare<[string, string, string, string | null, string, number, number, number, string]>(`
    INSERT INTO outbox (lane, kind, key, needs, payload, state, attempts, unknown, not_before, leased_until, at)
    SELECT ?, ?, ?, ?, ?, 'owed', 0, ?, ?, 0, ?
    WHERE NOT EXISTS (SELECT 1 FROM outbox WHERE key = ? AND state = 'owed' AND leased_until = 0)`);
  const copy = madeCopy(client);
  return (owed: readonly Owed[], now: Date): void => {
    const at = now.getTime();
    for (const { lane, kind, key, needs = null, payload: told } of owed) {
      const payload = JSON.stringify(told);
      revive.run(at, payload, key);
      const since = copy !== null && Number(told.requestId) <= copy.lastRequest ? copy.at : null;
      insert.run(lane, kind, key, needs, payload, since === null ? 0 : 1, at, since ?? at, key);
    }
  };
}

export type OutboxWriter = ReturnType<typeof outboxWriter>;

// The first of each lane; a row waits for the one before it whose key it needs, wherever that one is.
const READY = `
  FROM outbox AS o
  WHERE o.state = 'owed'
    AND NOT EXISTS (SELECT 1 FROM outbox AS before WHERE before.lane = o.lane AND before.state = 'owed' AND before.id < o.id)
    AND (o.needs IS NULL OR NOT EXISTS (SELECT 1 FROM outbox AS first WHERE first.key = o.needs AND first.id < o.id))`;

const DUE = `${READY} AND o.not_before <= @now AND o.leased_until <= @now
    AND o.id NOT IN (SELECT value FROM json_each(@held))
    AND (@only IS NULL OR o.kind IN (SELECT value FROM json_each(@only)))
    AND o.kind NOT IN (SELECT value FROM json_each(@but))`;

/** Which rows are taken: of these kinds only, of any but those; never one that the caller holds already. */
export type Claim = { only?: readonly string[]; but?: readonly string[]; held?: readonly number[] };
type DueQuery = { now: number; limit: number; only: string | null; but: string; held: string };

/** What is owed to Slack and GitLab, and what became of it. */
export function outboxStore({ client }: Open) {
  const due = client.prepare<DueQuery, RawRow>(`SELECT o.* ${DUE} ORDER BY o.not_before, o.id LIMIT @limit`);
  const lease = client.prepare<[number, number]>(
    // A lease found here has run out: its holder died, and what it was doing may have been done.
    'UPDATE outbox SET unknown = (unknown OR leased_until > 0), leased_until = ?, attempts = attempts + 1 WHERE id = ?',
  );
  const done = client.prepare<[number]>('DELETE FROM outbox WHERE id = ?');
  const again = client.prepare<[number, string, number, number]>(
    'UPDATE outbox SET not_before = ?, leased_until = 0, error = ?, unknown = ? WHERE id = ?',
  );
  const hold = client.prepare<[number, number]>('UPDATE outbox SET leased_until = ? WHERE id = ? AND leased_until > 0');
  const next = client.prepare<[], { at: number | null }>(
    `SELECT min(max(o.not_before, o.leased_until)) AS at ${READY}`,
  );
  const counts = client.prepare<[], { owed: number; setAside: number; failing: number }>(`
    SELECT count(*) FILTER (WHERE state = 'owed') AS owed, count(*) FILTER (WHERE state = 'set aside') AS setAside,
      count(*) FILTER (WHERE state = 'owed' AND error IS NOT NULL) AS failing FROM outbox`);
  const byId = client.prepare<[number], RawRow>('SELECT * FROM outbox WHERE id = ?');

  const claim = client.transaction((query: DueQuery): OwedRow[] => {
    const rows = due.all(query);
    for (const row of rows) lease.run(query.now + LEASE_MS, row.id);
    return rows
      .map((row) => byId.get(row.id))
      .filter((row) => row !== undefined)
      .map(toRow);
  });

  return {
    /** Takes up to `limit` due rows under a lease, the first of each lane only. Nobody else gets them until it runs out. */
    async claimOwed(now: Date, limit: number, { only, but = [], held = [] }: Claim = {}): Promise<OwedRow[]> {
      const query = {
        now: now.getTime(),
        limit,
        only: only === undefined ? null : JSON.stringify(only),
        but: JSON.stringify(but),
        held: JSON.stringify(held),
      };
      // A look without the write lock first: a tick with nothing due writes nothing.
      return due.all({ ...query, limit: 1 }).length === 0 ? [] : claim.immediate(query);
    },
    /** Makes the lease of a row longer while its delivery is under way. */
    async holdOwed(id: number, now: Date): Promise<void> {
      hold.run(now.getTime() + LEASE_MS, id);
    },
    async doneOwed(id: number): Promise<void> {
      done.run(id);
    },
    async retryOwed(id: number, how: { notBefore: Date; error: string; unknown: boolean }): Promise<void> {
      again.run(how.notBefore.getTime(), how.error, how.unknown ? 1 : 0, id);
    },
    /** When the next row can be taken or the next lease runs out; null when there is none. What is held does not count. */
    async nextOwedAt(): Promise<Date | null> {
      const at = next.get()?.at ?? null;
      return at === null ? null : new Date(at);
    },
    /** `failing`: those of the owed that have failed at least once. */
    async countOwed(): Promise<{ owed: number; setAside: number; failing: number }> {
      return counts.get() ?? { owed: 0, setAside: 0, failing: 0 };
    },
  };
}
