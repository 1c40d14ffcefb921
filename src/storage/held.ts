import { PROMISE_KINDS } from '../domain/promise.ts';
import { QUEUE_STATES } from '../domain/request.ts';
import type { Open } from './database.ts';

export type HeldKind = 'claim' | 'tool' | 'signature' | 'promise';
/** Something that waits for one person. `id`: of the request, tool, decision or promise. */
export type Held = { kind: HeldKind; id: number; personId: string; what: string; requestId: number | null };

const listed = (texts: readonly string[]): string => texts.map((text) => `'${text}'`).join(', ');
const QUEUE = listed(QUEUE_STATES);
const OF_TEAM = listed(PROMISE_KINDS.filter(({ holder }) => holder === 'team').map(({ id }) => id));

/** Everyone in a column, from one to the next through its index: as many steps as there are people, not as there are rows. */
const everyone = (name: string, table: string, column: string): string => `${name}(p) AS (
  SELECT min(${column}) FROM ${table}
  UNION ALL SELECT (SELECT min(${column}) FROM ${table} WHERE ${column} > p) FROM ${name} WHERE p IS NOT NULL)`;

/** Deactivated, or no full member of the workspace (any more). */
const AWAY = `NOT EXISTS (SELECT 1 FROM person WHERE person.id = p AND NOT person.deleted AND person.kind = 'member')`;
const NOT_OF_TEAM = '(p NOT IN (SELECT value FROM json_each(@team)))';

const GONE = [
  `SELECT 'claim' AS kind, r.id, p AS personId, r.title AS what, r.id AS requestId
    FROM claimers CROSS JOIN request AS r ON r.claimed_by = p AND r.state IN (${QUEUE}) WHERE ${NOT_OF_TEAM}`,
  `SELECT 'tool', t.id, p, t.name, NULL
    FROM owners CROSS JOIN tool AS t ON t.owner_id = p AND t.state IN ('planned', 'operational', 'sunsetting') WHERE ${NOT_OF_TEAM}`,
  `SELECT 'signature', d.id, p, s.kind, d.request_id
    FROM signers CROSS JOIN signature AS s ON s.person_id = p AND s.state = 'open'
    JOIN decision AS d ON d.id = s.decision_id AND d.state IN ('proposed', 'final') WHERE ${AWAY}`,
  `SELECT 'promise', h.id, p, h.what, h.request_id
    FROM holders CROSS JOIN promise AS h ON h.owner_id = p AND h.state = 'open'
    WHERE ${NOT_OF_TEAM} AND (${AWAY} OR h.kind IN (${OF_TEAM}))`,
];

/** Who holds what: for finding what is held by someone who is not there any more. */
export function heldStore({ client }: Open) {
  const gone = client.prepare<{ team: string; limit: number }, Held>(`
    WITH RECURSIVE ${[
      everyone('claimers', 'request', 'claimed_by'),
      everyone('owners', 'tool', 'owner_id'),
      everyone('signers', 'signature', 'person_id'),
      everyone('holders', 'promise', 'owner_id'),
    ].join(', ')}
    SELECT * FROM (${GONE.map((each) => `SELECT * FROM (${each} LIMIT @limit)`).join(' UNION ALL ')})
    ORDER BY kind, id LIMIT @limit`);
  return {
    /** What someone holds who is gone, or, where only the team can hold it, is not among these people of the team who are there. */
    async heldByTheGone(team: readonly string[], limit: number): Promise<Held[]> {
      return gone.all({ team: JSON.stringify(team), limit });
    },
  };
}
