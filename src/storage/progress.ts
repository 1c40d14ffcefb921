import type { RequestOrigin } from '../domain/agenda.ts';
import { CROSS_FUNCTIONAL_TEAMS } from '../domain/doors.ts';
import type { OutcomeId } from '../domain/outcome.ts';
import type { RequestProgress } from '../domain/progress.ts';
import { riskReference } from '../domain/risk.ts';
import type { Open } from './database.ts';

type Row = {
  id: number;
  door: RequestProgress['request']['door'];
  title: string;
  state: RequestProgress['request']['state'];
  sensitive: number;
  reason: string | null;
  createdAt: number;
  itemState: 'opened' | 'closed' | null;
  itemUrl: string | null;
  closed: number;
  total: number;
  outcome: OutcomeId | null;
  decidedAt: number | null;
};

const PROGRESS = `
  SELECT r.id, r.door, r.title, r.state, r.sensitive, r.reason, r.created_at AS createdAt, w.state AS itemState, w.url AS itemUrl,
    (SELECT count(*) FROM planned_work AS p WHERE p.request_id = r.id AND p.state = 'closed') AS closed,
    (SELECT count(*) FROM planned_work AS p WHERE p.request_id = r.id) AS total,
    (SELECT d.outcome FROM decision AS d WHERE d.request_id = r.id AND d.state = 'final' ORDER BY d.id DESC LIMIT 1) AS outcome,
    CASE r.state WHEN 'decided' THEN
      (SELECT max(e.said_at) FROM entry AS e WHERE e.request_id = r.id AND e.kind IN ('decided', 'triaged')) END AS decidedAt
  FROM request AS r LEFT JOIN work_item AS w ON w.request_id = r.id
  WHERE r.id IN (SELECT value FROM json_each(?)) ORDER BY r.id DESC`;

/** Of all requests that are there still; what they say of where they come from is read from their answers. */
const ORIGINS = `
  SELECT id, coalesce(answers ->> '$.team', '') AS team, coalesce(answers ->> '$.source', '') AS source,
    coalesce(answers ->> '$.sourceTeam', '') AS sourceTeam, coalesce(answers ->> '$.sourceTeamName', '') AS sourceTeamName,
    coalesce(answers ->> '$.area', '') AS area, requester_id AS requesterId, contact_id AS contactId
  FROM request WHERE state NOT IN ('withdrawn', 'duplicate') ORDER BY id DESC`;

const REFERENCES = `
  SELECT id, answers ->> '$.sourceReference' AS reference FROM request
  WHERE answers ->> '$.source' = 'risk-register' AND state NOT IN ('withdrawn', 'duplicate') ORDER BY id DESC`;

const read = (row: Row): RequestProgress => {
  const { id, door, title, state, reason, itemState, itemUrl, closed, total, outcome } = row;
  const createdAt = new Date(row.createdAt);
  return {
    request: { id, door, title, state, sensitive: row.sensitive === 1, reason, createdAt },
    workItem: itemState === null || itemUrl === null ? null : { state: itemState, url: itemUrl },
    planned: { closed, total },
    outcome,
    decidedAt: row.decidedAt === null ? null : new Date(row.decidedAt),
  };
};

/** How far requests are, and where they come from. */
export function progressReader({ client }: Open) {
  const progress = client.prepare<[string], Row>(PROGRESS);
  const origins = client.prepare<[], RequestOrigin & { sourceTeamName: string }>(ORIGINS);
  const references = client.prepare<[], { id: number; reference: string | null }>(REFERENCES);
  return {
    progressOf: (ids: readonly number[]): RequestProgress[] => progress.all(JSON.stringify(ids)).map(read),
    /** Of every request that was not withdrawn and is no duplicate, newest first. */
    origins: (): RequestOrigin[] =>
      origins.all().map(({ sourceTeamName, ...origin }) => {
        const label = CROSS_FUNCTIONAL_TEAMS.find(({ id }) => id === origin.sourceTeam)?.label ?? '';
        return { ...origin, sourceTeam: origin.sourceTeam === 'another-team' ? sourceTeamName : label };
      }),
    /** The requests that name a risk of the register, by its reference; newest first. */
    byReference(): Map<string, number[]> {
      const found = new Map<string, number[]>();
      for (const { id, reference } of references.all()) {
        const key = riskReference(reference ?? '');
        if (key !== '') found.set(key, [...(found.get(key) ?? []), id]);
      }
      return found;
    },
  };
}
