import type { Held } from '../domain/held.ts';
import { PROMISE_KINDS } from '../domain/promise.ts';
import { QUEUE_STATES } from '../domain/request.ts';
import type { Open } from './database.ts';

const listed = (texts: readonly string[]): string => texts.map((text) => `'${text}'`).join(', ');
const QUEUE = listed(QUEUE_STATES);
const OF_TEAM = listed(PROMISE_KINDS.filter(({ holder }) => holder === 'team').map(({ id }) => id));

/** Everyone in a column, from one to the next through its index: as many steps as there are people, not as there are rows. */
const everyone = (name: string, table: string, column: string): string => `${name}(p) AS (
  SELECT min(${column}) FROM ${table} WHERE ${column} IS NOT NULL
  UNION ALL SELECT (SELECT min(${column}) FROM ${table} WHERE ${column} > p) FROM ${name} WHERE p IS NOT NULL)`;

/** Deactivated, or no full member of the workspace (any more). */
const AWAY = `NOT EXISTS (SELECT 1 FROM person WHERE person.id = p AND NOT person.deleted AND person.kind = 'member')`;
const notIn = (group: string): string => `p NOT IN (SELECT value FROM json_each(@${group}))`;

/** A sign-off that still waits for an answer: a message asks for it. Read from the person's own, which CROSS keeps SQLite to. */
const SIGN_OFF = `FROM signature AS s CROSS JOIN decision AS d ON d.id = s.decision_id CROSS JOIN request AS r ON r.id = d.request_id
  WHERE s.state = 'open' AND d.id = (SELECT max(id) FROM decision WHERE request_id = d.request_id)
    AND ((s.kind = 'agreement' AND d.state = 'proposed' AND r.state = 'proposed')
      OR (s.kind = 'awareness' AND (d.state = 'final' OR (d.state = 'proposed' AND r.state = 'proposed'))))`;

// The promise that a signature is given goes with the signature.
const PROMISED = `h.state = 'open' AND h.kind NOT IN ('sign-off', 'acknowledge')`;

/** As `mayHold` says; by the people, so that what waits for the many who are there is not read. */
const GONE = [
  `SELECT p FROM claimers WHERE ${notIn('team')}
    AND EXISTS (SELECT 1 FROM request WHERE claimed_by = p AND state IN (${QUEUE}))`,
  `SELECT p FROM owners WHERE ${notIn('team')}
    AND EXISTS (SELECT 1 FROM tool WHERE owner_id = p AND state IN ('planned', 'operational', 'sunsetting'))`,
  `SELECT p FROM signers WHERE EXISTS (SELECT 1 ${SIGN_OFF} AND s.person_id = p
    AND (${AWAY} OR (s.role = 'leadership' AND ${notIn('leadership')})))`,
  `SELECT p FROM holders WHERE ${notIn('team')} AND EXISTS (SELECT 1 FROM promise AS h WHERE h.owner_id = p AND ${PROMISED}
    AND (${AWAY} OR h.kind IN (${OF_TEAM}) OR (h.kind = 'adrs' AND h.request_id IS NULL)))`,
];

const HELD = [
  `SELECT 'claim' AS kind, id, '' AS sort, claimed_by AS personId, title AS what, id AS requestId FROM request
    WHERE claimed_by = @personId AND state IN (${QUEUE})`,
  `SELECT 'tool', id, '', owner_id, name, NULL FROM tool
    WHERE owner_id = @personId AND state IN ('planned', 'operational', 'sunsetting')`,
  `SELECT 'signature', d.id, s.role, s.person_id, r.title, d.request_id ${SIGN_OFF} AND s.person_id = @personId`,
  `SELECT 'promise', h.id, h.kind, h.owner_id, h.what, h.request_id FROM promise AS h WHERE h.owner_id = @personId AND ${PROMISED}`,
];

/** Who holds what: for finding what is held by someone who is not there any more. */
export function heldStore({ client }: Open) {
  const gone = client
    .prepare<{ team: string; leadership: string; limit: number }, string>(
      `WITH RECURSIVE ${[
        everyone('claimers', 'request', 'claimed_by'),
        everyone('owners', 'tool', 'owner_id'),
        everyone('signers', 'signature', 'person_id'),
        everyone('holders', 'promise', 'owner_id'),
      ].join(', ')}
      SELECT DISTINCT p FROM (${GONE.join(' UNION ALL ')}) WHERE p IS NOT NULL ORDER BY p LIMIT @limit`,
    )
    .pluck();
  const ofPerson = client.prepare<{ personId: string; limit: number }, Held>(
    `SELECT * FROM (${HELD.map((each) => `SELECT * FROM (${each} LIMIT @limit)`).join(' UNION ALL ')}) ORDER BY kind, id LIMIT @limit`,
  );
  return {
    /** Who holds what they cannot hold any more: gone, or not among these people, whose it has to be. */
    async goneHolders(
      there: { team: readonly string[]; leadership: readonly string[] },
      limit: number,
    ): Promise<string[]> {
      return gone.all({ team: JSON.stringify(there.team), leadership: JSON.stringify(there.leadership), limit });
    },
    async heldBy(personId: string, limit: number): Promise<Held[]> {
      return ofPerson.all({ personId, limit });
    },
  };
}
