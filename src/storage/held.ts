import { QUEUE_STATES } from '../domain/request.ts';
import type { Open } from './database.ts';

export type HeldKind = 'claim' | 'tool' | 'signature' | 'promise';
/** Something that waits for one person. `id`: of the request, tool, decision or promise. */
export type Held = { kind: HeldKind; id: number; personId: string; what: string; requestId: number | null };

const QUEUE = QUEUE_STATES.map((state) => `'${state}'`).join(', ');

const HELD = `
  SELECT 'claim' AS kind, id, claimed_by AS personId, title AS what, id AS requestId FROM request
    WHERE claimed_by IS NOT NULL AND state IN (${QUEUE})
  UNION ALL SELECT 'tool', id, owner_id, name, NULL FROM tool
    WHERE owner_id IS NOT NULL AND state IN ('planned', 'operational', 'sunsetting')
  UNION ALL SELECT 'signature', d.id, s.person_id, s.kind, d.request_id FROM signature AS s JOIN decision AS d ON d.id = s.decision_id
    WHERE s.state = 'open' AND d.state IN ('proposed', 'final')
  UNION ALL SELECT 'promise', id, owner_id, what, request_id FROM promise WHERE state = 'open' AND owner_id IS NOT NULL`;

/** Who holds what: for finding what is held by someone who is not there any more. */
export function heldStore({ client }: Open) {
  const holders = client.prepare<[], { kind: HeldKind; personId: string }>(
    `SELECT DISTINCT kind, personId FROM (${HELD})`,
  );
  const ofPeople = client.prepare<{ people: string; limit: number }, Held>(`
    SELECT * FROM (${HELD}) WHERE personId IN (SELECT value FROM json_each(@people)) ORDER BY kind, id LIMIT @limit`);
  return {
    /** Everyone who holds something of a kind. */
    async holders(): Promise<{ kind: HeldKind; personId: string }[]> {
      return holders.all();
    },
    async heldBy(people: readonly string[], limit: number): Promise<Held[]> {
      return ofPeople.all({ people: JSON.stringify(people), limit });
    },
  };
}
