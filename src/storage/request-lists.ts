import { inArray, sql } from 'drizzle-orm';
import { COUNTED } from '../domain/counted.ts';
import { type IntakeRequest, QUEUE_STATES, type RequestFile, type RequestState } from '../domain/request.ts';
import type { Open } from './database.ts';
import { amongIds } from './prepared.ts';
import { request, requestPerson, workItem } from './tables.ts';

/** The first of each list, put together: each stops at the limit by itself, so that none is read to its end. */
const firstOfEach = (lists: readonly string[]): string =>
  lists.map((list) => `SELECT * FROM (${list} LIMIT @limit)`).join(' UNION ALL ');

const QUEUE = firstOfEach(
  QUEUE_STATES.map((state) => `SELECT id, created_at FROM request WHERE state = '${state}' ORDER BY created_at`),
);

const CONCERNING = firstOfEach([
  'SELECT id FROM request WHERE requester_id = @personId ORDER BY id DESC',
  'SELECT id FROM request WHERE contact_id = @personId ORDER BY id DESC',
  ...request.state.enumValues.map(
    (state) => `SELECT id FROM request WHERE claimed_by = @personId AND state = '${state}' ORDER BY id DESC`,
  ),
  'SELECT DISTINCT request_id AS id FROM request_person WHERE person_id = @personId ORDER BY request_id DESC',
]);

/** What waits for a person: a question that they were asked, and what they lead. */
const AWAITING = firstOfEach([
  ...['requester_id', 'contact_id'].map(
    (who) => `SELECT id FROM request WHERE ${who} = @personId AND state = 'needs information' ORDER BY id DESC`,
  ),
  ...QUEUE_STATES.map(
    (state) => `SELECT id FROM request WHERE claimed_by = @personId AND state = '${state}' ORDER BY id DESC`,
  ),
]);

/** Lists of requests: a bounded number of queries, each of which reads no more than it shows. */
export function requestLists({ client, db }: Open) {
  const queue = client
    .prepare<{ limit: number }, number>(`SELECT id FROM (${QUEUE}) ORDER BY created_at, id LIMIT @limit`)
    .pluck();
  const counted = client.prepare<[], { n: number }>(
    `SELECT count(*) AS n FROM (
      SELECT 1 FROM request WHERE state IN (${QUEUE_STATES.map((state) => `'${state}'`).join(', ')}) LIMIT ${COUNTED + 1})`,
  );
  const idsOf = (list: string) =>
    client
      .prepare<{ personId: string; limit: number }, number>(
        `SELECT DISTINCT id FROM (${list}) ORDER BY id DESC LIMIT @limit`,
      )
      .pluck();
  const concerning = idsOf(CONCERNING);
  const awaiting = idsOf(AWAITING);
  const unclaimed = client
    .prepare<{ before: number; limit: number }, number>(
      `SELECT id FROM request WHERE claimed_by IS NULL AND state IN ('new', 'in assessment') AND created_at <= @before
        ORDER BY created_at LIMIT @limit`,
    )
    .pluck();
  const unanswered = client
    .prepare<{ before: number; limit: number }, number>(
      `SELECT id FROM request AS r WHERE state = 'needs information'
        AND (SELECT max(said_at) FROM entry WHERE request_id = r.id AND kind = 'asked') <= @before ORDER BY created_at LIMIT @limit`,
    )
    .pluck();
  const some = db
    .select()
    .from(request)
    .where(amongIds(request.id, sql.placeholder('ids')))
    .prepare();
  const people = db
    .select()
    .from(requestPerson)
    .where(amongIds(requestPerson.requestId, sql.placeholder('ids')))
    .prepare();
  const items = db
    .select()
    .from(workItem)
    .where(amongIds(workItem.requestId, sql.placeholder('ids')))
    .prepare();

  /** Requests with their people and work items, in the order given. */
  function files(found: readonly IntakeRequest[]): RequestFile[] {
    const ids = JSON.stringify(found.map(({ id }) => id));
    const peopleOf = new Map<number, ReturnType<typeof people.all>>();
    for (const each of people.all({ ids }))
      peopleOf.set(each.requestId, [...(peopleOf.get(each.requestId) ?? []), each]);
    const itemOf = new Map(items.all({ ids }).map((item) => [item.requestId, item]));
    return found.map((each) => ({
      ...{ request: each, people: peopleOf.get(each.id) ?? [], workItem: itemOf.get(each.id) ?? null },
    }));
  }

  function filesOf(ids: readonly number[]): RequestFile[] {
    const found = new Map(some.all({ ids: JSON.stringify(ids) }).map((each) => [each.id, each]));
    return files(ids.flatMap((id) => found.get(id) ?? []));
  }

  const operations = {
    /** Open requests, longest waiting first. */
    async queuedRequests(limit: number): Promise<RequestFile[]> {
      return filesOf(queue.all({ limit }));
    },
    /** More than 1,000 means "1,000+". */
    async countQueuedRequests(): Promise<number> {
      return counted.get()?.n ?? 0;
    },
    /** Those that nobody leads since then or longer, the oldest first. */
    async requestsUnclaimedSince(before: Date, limit: number): Promise<RequestFile[]> {
      return filesOf(unclaimed.all({ before: before.getTime(), limit }));
    },
    /** Those whose requester was asked for information then or earlier, and has not given it. */
    async requestsUnansweredSince(before: Date, limit: number): Promise<RequestFile[]> {
      return filesOf(unanswered.all({ before: before.getTime(), limit }));
    },
    /** What someone asked, is the contact of, leads, joined or has a stake in; newest first. */
    async requestsConcerning(personId: string, limit: number): Promise<RequestFile[]> {
      return filesOf(concerning.all({ personId, limit }));
    },
    /** Of those, the ones that wait for this person: a question to answer, or to be looked at by who leads them; however old. */
    async requestsAwaiting(personId: string, limit: number): Promise<RequestFile[]> {
      return filesOf(awaiting.all({ personId, limit }));
    },
    async requestsByState(states: readonly RequestState[], limit: number): Promise<RequestFile[]> {
      const found = db
        .select()
        .from(request)
        .where(inArray(request.state, [...states]));
      return files(found.orderBy(sql`${request.id} DESC`).limit(limit).all());
    },
  };
  return { operations, files };
}
