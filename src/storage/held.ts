import type { Held } from '../domain/held.ts';
import { QUEUE_STATES } from '../domain/request.ts';
import type { Open } from './database.ts';

const QUEUE = QUEUE_STATES.map((state) => `'${state}'`).join(', ');

// The promise that a signature is given goes with the signature.
const HELD = `
  SELECT 'claim' AS kind, id, '' AS sort, claimed_by AS personId, title AS what, id AS requestId FROM request
    WHERE claimed_by IS NOT NULL AND state IN (${QUEUE})
  UNION ALL SELECT 'tool', id, '', owner_id, name, NULL FROM tool
    WHERE owner_id IS NOT NULL AND state IN ('planned', 'operational', 'sunsetting')
  UNION ALL SELECT 'signature', d.id, s.role, s.person_id, r.title, d.request_id
    FROM signature AS s JOIN decision AS d ON d.id = s.decision_id JOIN request AS r ON r.id = d.request_id
    WHERE s.state = 'open' AND d.id = (SELECT max(id) FROM decision WHERE request_id = d.request_id)
      AND ((s.kind = 'agreement' AND d.state = 'proposed' AND r.state = 'proposed')
        OR (s.kind = 'awareness' AND (d.state = 'final' OR (d.state = 'proposed' AND r.state = 'proposed'))))
  UNION ALL SELECT 'promise', id, kind, owner_id, what, request_id FROM promise
    WHERE state = 'open' AND owner_id IS NOT NULL AND kind NOT IN ('sign-off', 'acknowledge')`;

/** Who holds something of a kind; `requestId` is null where no request is part of it. */
type Holder = Pick<Held, 'kind' | 'sort' | 'personId' | 'requestId'>;

/** Who holds what: for finding what is held by someone who is not there any more. */
export function heldStore({ client }: Open) {
  const holders = client.prepare<[], Holder>(
    `SELECT DISTINCT kind, sort, personId, CASE kind WHEN 'promise' THEN min(requestId, 0) END AS requestId FROM (${HELD}) ORDER BY personId`,
  );
  const ofPerson = client.prepare<{ personId: string; limit: number }, Held>(
    `SELECT * FROM (${HELD}) WHERE personId = @personId ORDER BY kind, id LIMIT @limit`,
  );
  return {
    /** Everyone who holds something of a kind. */
    async holders(): Promise<Holder[]> {
      return holders.all();
    },
    async heldBy(personId: string, limit: number): Promise<Held[]> {
      return ofPerson.all({ personId, limit });
    },
  };
}
