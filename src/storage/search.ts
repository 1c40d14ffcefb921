import type { IntakeRequest } from '../domain/request.ts';
import type { Open } from './database.ts';

/** Ranking more than the newest matches blocks the loop for as long as there are rows. */
const NEWEST = 200;
const SHORTEST_WORD = 3;
const MOST_WORDS = 12;

export type AlikeRequest = Pick<IntakeRequest, 'id' | 'title' | 'state' | 'door' | 'reason' | 'duplicateOf'>;

/** Turns what someone typed into an FTS5 query: each word quoted, any of them; null when there is none worth it. */
export function matchAnyWord(typed: string): string | null {
  const worth = quotedWords(typed);
  return worth.length === 0 ? null : worth.join(' OR ');
}

function quotedWords(typed: string): string[] {
  const words = typed.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const worth = [...new Set(words.filter((word) => word.length >= SHORTEST_WORD))].slice(0, MOST_WORDS);
  return worth.map((word) => `"${word}"`);
}

const NEWEST_WITH = `SELECT * FROM (SELECT rowid FROM request_search WHERE request_search MATCH ? ORDER BY rowid DESC LIMIT ${NEWEST})`;

/** Requests that look alike (DOOR-8). The index is filled after a request is filed, never while someone waits. */
export function searchStore({ client }: Open) {
  const fill = client.prepare<[number, string, string]>(
    'INSERT INTO request_search (rowid, title, body) VALUES (?, ?, ?)',
  );
  const remove = client.prepare<[number]>('DELETE FROM request_search WHERE rowid = ?');
  const put = client.transaction((id: number, title: string, body: string) => {
    remove.run(id);
    fill.run(id, title, body);
  });
  const find = client.prepare<{ query: string; except: number; limit: number }, AlikeRequest>(`
    SELECT r.id, r.title, r.state, r.door, r.reason, r.duplicate_of AS duplicateOf
    FROM (SELECT rowid, bm25(request_search, 4.0, 1.0) AS rank FROM request_search
          WHERE request_search MATCH @query AND rowid IN (
            SELECT rowid FROM request_search WHERE request_search MATCH @query ORDER BY rowid DESC LIMIT ${NEWEST})) AS hit
    JOIN request AS r ON r.id = hit.rowid
    WHERE NOT r.sensitive AND r.state <> 'duplicate' AND r.id <> @except
    ORDER BY hit.rank LIMIT @limit`);
  /** Requests among the newest with each word that hold at least so many of the words. */
  function sharing(words: readonly string[], least: number): Set<number> {
    const each = words.map(() => NEWEST_WITH).join(' UNION ALL ');
    const counted = client.prepare<unknown[], { rowid: number }>(
      `SELECT rowid FROM (${each}) GROUP BY rowid HAVING count(*) >= ?`,
    );
    return new Set(counted.all(...words, least).map(({ rowid }) => rowid));
  }
  const missing = client.prepare<[], { id: number }>(`
    SELECT id FROM request WHERE id > (SELECT coalesce(max(rowid), 0) FROM request_search) ORDER BY id LIMIT 200`);
  return {
    /** Puts a request in the index, or anew. */
    async indexRequest(id: number, title: string, body: string): Promise<void> {
      put.immediate(id, title, body);
    },
    /** Requests filed and not indexed yet: the process may have died between. */
    async requestsToIndex(): Promise<number[]> {
      return missing.all().map(({ id }) => id);
    },
    /**
     * The best of the newest matches; sensitive requests and duplicates are left out. `except` leaves out itself; `least`: in how many
     * of the words a request has to agree.
     */
    async requestsAlike(typed: string, limit: number, except = 0, least = 1): Promise<AlikeRequest[]> {
      const query = matchAnyWord(typed);
      if (query === null) return [];
      if (least <= 1) return find.all({ query, except, limit });
      const shared = sharing(quotedWords(typed), least);
      if (shared.size === 0) return [];
      return find
        .all({ query, except, limit: NEWEST })
        .filter(({ id }) => shared.has(id))
        .slice(0, limit);
    },
  };
}
