import type { IntakeRequest } from '../domain/request.ts';
import type { Open } from './database.ts';

/** Ranking more than the newest matches blocks the loop for as long as there are rows. */
const NEWEST = 200;
const SHORTEST_WORD = 3;
const MOST_WORDS = 12;

export type AlikeRequest = Pick<IntakeRequest, 'id' | 'title' | 'state' | 'door' | 'reason' | 'duplicateOf'>;

/** Turns what someone typed into terms of an FTS5 query: each word once and quoted, none of fewer than three letters, twelve at most. */
export function quotedWords(typed: string): string[] {
  const words = typed.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const worth = [...new Set(words.filter((word) => word.length >= SHORTEST_WORD))].slice(0, MOST_WORDS);
  return worth.map((word) => `"${word}"`);
}

/** A match, and how many of the terms it holds. */
export type Match = { id: number; terms: number };

/** A match with one of the terms in its heading counts as much as so many with them in the text. */
const HEADING = 4;

/**
 * Ranks the newest 200 rows of a search table that hold any of the terms (FTS5's, quoted already), the best first: by how rare among them
 * the terms are that each holds. FTS5's own bm25 counts every match there is for that, so it takes longer with every year.
 */
export function newestRanked({ client }: Open, table: string, heading: string): (terms: readonly string[]) => Match[] {
  // A number is bound as a fraction; FTS5 takes only a whole one as a bound, and would look through every match.
  const newest = client
    .prepare<[string, number], number>(
      `SELECT rowid FROM ${table} WHERE ${table} MATCH ? AND rowid >= CAST(? AS INTEGER) ORDER BY rowid DESC LIMIT ${NEWEST}`,
    )
    .pluck();
  return (terms) => {
    if (terms.length === 0) return [];
    const ids = newest.all(terms.join(' OR '), 0);
    const oldest = ids.at(-1) ?? 0;
    const found = new Map<number, Match & { score: number }>();
    for (const id of ids) found.set(id, { id, terms: 0, score: 0 });
    const inHeading = new Set(newest.all(`${heading} : (${terms.join(' OR ')})`, oldest));
    for (const term of terms) {
      const holding = terms.length === 1 ? ids : newest.all(term, oldest);
      const rarity = Math.log(1 + (ids.length - holding.length + 0.5) / (holding.length + 0.5));
      for (const id of holding) {
        const match = found.get(id);
        if (match === undefined) continue;
        match.terms += 1;
        match.score += rarity * (inHeading.has(id) ? HEADING : 1);
      }
    }
    return [...found.values()].sort((a, b) => b.score - a.score).map(({ id, terms: held }) => ({ id, terms: held }));
  };
}

/** Requests that look alike (DOOR-8). The index is filled after a request is filed, never while someone waits. */
export function searchStore(open: Open) {
  const { client } = open;
  const fill = client.prepare<[number, string, string]>(
    'INSERT INTO request_search (rowid, title, body) VALUES (?, ?, ?)',
  );
  const remove = client.prepare<[number]>('DELETE FROM request_search WHERE rowid = ?');
  const put = client.transaction((id: number, title: string, body: string) => {
    remove.run(id);
    fill.run(id, title, body);
  });
  const ranked = newestRanked(open, 'request_search', 'title');
  const shown = client.prepare<{ ids: string; except: number }, AlikeRequest>(`
    SELECT id, title, state, door, reason, duplicate_of AS duplicateOf FROM request
    WHERE id IN (SELECT value FROM json_each(@ids)) AND NOT sensitive AND state <> 'duplicate' AND id <> @except`);
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
      const ids = ranked(quotedWords(typed)).flatMap(({ id, terms }) => (terms >= least ? [id] : []));
      const found = new Map(shown.all({ ids: JSON.stringify(ids), except }).map((each) => [each.id, each]));
      return ids.flatMap((id) => found.get(id) ?? []).slice(0, limit);
    },
  };
}
