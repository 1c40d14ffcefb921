import { and, asc, eq, gt, ne, sql } from 'drizzle-orm';
import type { Owed } from '../domain/owed.ts';
import { requestNumber } from '../domain/owed.ts';
import type { Entry, IntakeRequest, RequestChange, RequestFile, RequestPerson, WorkItem } from '../domain/request.ts';
import type { Decide } from '../domain/request-act.ts';
import { no, type Verdict, yes } from '../domain/verdict.ts';
import { agreedWriter } from './agreed.ts';
import type { AuditWriter } from './audit.ts';
import type { Open } from './database.ts';
import type { DecisionEnder } from './decision-endings.ts';
import { groupCommit } from './group-commit.ts';
import type { OutboxWriter } from './outbox.ts';
import { asInserted, slotsOf } from './prepared.ts';
import { promiseWriter } from './promises.ts';
import { requestLists } from './request-lists.ts';
import { draft, entry, mention, question, request, requestPerson, slackMessage, workItem } from './tables.ts';

export type NewRequest = Omit<
  IntakeRequest,
  'id' | 'state' | 'claimedBy' | 'reason' | 'duplicateOf' | 'asked' | 'askedBy' | 'createdAt' | 'updatedAt'
>;

type WorkItemDone = { owedId: number; owed: readonly Owed[]; sensitive?: boolean };

/** What every request begins with. */
const AS_FILED = {
  state: 'new',
  claimedBy: null,
  reason: null,
  duplicateOf: null,
  asked: null,
  askedBy: null,
} as const;

type Writers = { owe: OutboxWriter; keepAudit: AuditWriter; endDecisions: DecisionEnder; wake: () => void };

export type Filing = {
  request: NewRequest;
  people: Omit<RequestPerson, 'at'>[];
  /** The issue that is adopted instead of a new one (DOOR-5, DOOR-9). */
  adopts?: Omit<WorkItem, 'requestId' | 'adopted' | 'at'>;
  actor: string;
  owed: (requestId: number) => Owed[];
  /** What this request came out of, which it ends. */
  ends?: { questionId?: number; mentionId?: number };
  /** What was agreed in a meeting and opens this request; a second one of the same is not filed (CHA-3). */
  agreed?: { meetingId: number; index: number };
};

/** Requests with their people, their work item and what was said about them. */
export function requestStore(open: Open, { owe, keepAudit, endDecisions, wake }: Writers) {
  const { client, db } = open;
  const inGroup = groupCommit(open);
  const promises = promiseWriter(open);
  const meetings = agreedWriter(open);
  const one = db
    .select()
    .from(request)
    .where(eq(request.id, sql.placeholder('id')))
    .prepare();
  const byDraft = db
    .select()
    .from(request)
    .where(eq(request.draftId, sql.placeholder('draftId')))
    .prepare();
  const byIssue = db
    .select({ requestId: workItem.requestId })
    .from(workItem)
    .where(and(eq(workItem.projectId, sql.placeholder('projectId')), eq(workItem.iid, sql.placeholder('iid'))))
    .prepare();
  const lists = requestLists(open);
  const entries = db
    .select()
    .from(entry)
    .where(eq(entry.requestId, sql.placeholder('id')))
    .orderBy(sql`${entry.id} DESC`)
    .limit(sql.placeholder('limit'))
    .prepare();
  const entryByKey = db
    .select()
    .from(entry)
    .where(eq(entry.key, sql.placeholder('key')))
    .prepare();
  const questionById = db
    .select()
    .from(question)
    .where(eq(question.id, sql.placeholder('id')))
    .prepare();
  const assessed = client.prepare<[number], number>('SELECT 1 FROM assessment_answer WHERE request_id = ?').pluck();
  const byReference = client.prepare<[string], { requestId: number }>(
    'SELECT request_id AS requestId FROM work_item WHERE lower(reference) = lower(?)',
  );
  const unlinked = db
    .select()
    .from(request)
    .where(eq(request.gitlabAuthor, sql.placeholder('username')))
    .prepare();

  const fileOf = (found: IntakeRequest): RequestFile =>
    lists.files([found])[0] ?? { request: found, people: [], workItem: null };

  const insertRequest = db
    .insert(request)
    .values(slotsOf(request, ['id']))
    .returning({ id: request.id })
    .prepare();
  const insertPerson = db
    .insert(requestPerson)
    .values(slotsOf(requestPerson, ['muted']))
    .onConflictDoUpdate({
      target: [requestPerson.requestId, requestPerson.personId, requestPerson.role],
      set: asInserted(requestPerson, ['useCase']),
    })
    .prepare();
  const insertEntry = db
    .insert(entry)
    .values(slotsOf(entry, ['id']))
    .prepare();
  const dropDraft = db
    .delete(draft)
    .where(eq(draft.id, sql.placeholder('id')))
    .prepare();

  function look(id: number): RequestFile | null {
    const found = one.get({ id });
    return found === undefined ? null : fileOf(found);
  }

  function keepPeople(requestId: number, joining: readonly Omit<RequestPerson, 'at'>[], at: Date): void {
    for (const each of joining) insertPerson.run({ requestId, ...each, at });
  }

  function forgetPeople(requestId: number, leaving: NonNullable<RequestChange['leave']>): void {
    const { personId, role } = requestPerson;
    for (const each of leaving) {
      const left = and(eq(requestPerson.requestId, requestId), eq(personId, each.personId), eq(role, each.role));
      db.delete(requestPerson).where(left).run();
    }
  }

  function mutePerson(requestId: number, { personId, muted }: NonNullable<RequestChange['mute']>): void {
    db.update(requestPerson)
      .set({ muted })
      .where(and(eq(requestPerson.requestId, requestId), eq(requestPerson.personId, personId)))
      .run();
  }

  function file(filing: Filing, now: Date): { id: number; already: boolean } {
    const { draftId } = filing.request;
    const before = draftId === null ? undefined : byDraft.get({ draftId });
    if (before !== undefined) return { id: before.id, already: true };
    const turned = filing.ends?.questionId === undefined ? undefined : questionById.get({ id: filing.ends.questionId });
    if (turned?.requestId != null) return { id: turned.requestId, already: true };
    const { agreed } = filing;
    const opened = agreed === undefined ? null : meetings.requestOf(agreed.meetingId, agreed.index);
    if (opened !== null) return { id: opened, already: true };
    if (filing.adopts !== undefined) {
      const taken = byIssue.get(filing.adopts);
      if (taken !== undefined) return { id: taken.requestId, already: true };
    }
    const values = { ...AS_FILED, ...filing.request, createdAt: now, updatedAt: now };
    const { id } = insertRequest.get(values);
    keepPeople(id, filing.people, now);
    if (filing.adopts !== undefined) {
      db.insert(workItem)
        .values({ ...filing.adopts, requestId: id, adopted: true, at: now })
        .run();
    }
    if (draftId !== null) dropDraft.run({ id: draftId });
    endWhatItCameFrom(id, filing, now);
    if (agreed !== undefined) meetings.opened(agreed.meetingId, agreed.index, id);
    keepAudit({
      at: now,
      actor: filing.actor,
      subject: requestNumber(id),
      action: 'filed',
      detail: { door: values.door },
    });
    owe(filing.owed(id), now);
    return { id, already: false };
  }

  function endWhatItCameFrom(requestId: number, { ends, actor }: Filing, now: Date): void {
    const ended = { endedBy: actor, endedAt: now };
    if (ends?.questionId !== undefined) {
      db.update(question)
        .set({ state: 'turned', requestId, ...ended })
        .where(eq(question.id, ends.questionId))
        .run();
    }
    if (ends?.mentionId !== undefined) {
      db.update(mention)
        .set({ state: 'adopted', ...ended })
        .where(eq(mention.id, ends.mentionId))
        .run();
    }
  }

  function keepEntries(requestId: number, said: readonly Entry[], at: Date): void {
    for (const each of said) insertEntry.run({ requestId, ...each, at });
  }

  /** The same thing told twice is kept once. */
  const isKept = ({ entries: said = [] }: Pick<RequestChange, 'entries'>): boolean =>
    said.some(({ key }) => entryByKey.get({ key }) !== undefined);

  const change = client.transaction((id: number, decide: Decide, now: Date): Verdict<RequestChange> => {
    const found = one.get({ id });
    if (found === undefined) return no(`There is no ${requestNumber(id)}. See \`/prodseceng requests\`.`);
    const verdict = decide({ ...fileOf(found), assessed: assessed.get(id) !== undefined }, look);
    if (!verdict.ok) return verdict;
    const { value } = verdict;
    if (isKept(value)) return yes({ ...value, owed: [], answer: `${value.answer} (That was kept already.)` });
    const { promise: promised } = value;
    if (promised !== undefined && !promises.change(promised.id, promised.change, now)) {
      return no('That has been dealt with already.');
    }
    db.update(request)
      .set({ ...value.request, updatedAt: now })
      .where(eq(request.id, id))
      .run();
    if (value.mute !== undefined) mutePerson(id, value.mute);
    forgetPeople(id, value.leave ?? []);
    keepPeople(id, value.join ?? [], now);
    keepEntries(id, value.entries ?? [], now);
    const { actor, action, detail = {} } = value;
    keepAudit({ at: now, actor, subject: requestNumber(id), action, detail });
    owe(value.owed, now);
    if (value.request?.state === 'withdrawn' || value.request?.state === 'duplicate')
      owe(endDecisions(id, { by: actor, reason: `The request is ${value.request.state}.` }, now), now);
    return verdict;
  });

  const keepWorkItem = client.transaction(
    (kept: Omit<WorkItem, 'at'>, { owedId, owed, sensitive = false }: WorkItemDone, now: Date) => {
      db.insert(workItem)
        .values({ ...kept, at: now })
        .onConflictDoUpdate({ target: workItem.requestId, set: { ...kept, at: now } })
        .run();
      if (sensitive) db.update(request).set({ sensitive }).where(eq(request.id, kept.requestId)).run();
      client.prepare('DELETE FROM outbox WHERE id = ?').run(owedId);
      keepAudit({
        at: now,
        actor: 'app',
        subject: requestNumber(kept.requestId),
        action: 'work item made',
        detail: { reference: kept.reference, ...(sensitive ? { sensitive } : {}) },
      });
      owe(owed, now);
    },
  );

  const operations = {
    /**
     * Files a request once: the same draft, question or issue a second time gives the number it has. Request, people, adopted
     * issue, audit and what is owed are kept together or not at all, and the draft is gone with it. Those who send in the same moment
     * share one commit.
     */
    async fileRequest(filing: Filing, now: Date): Promise<{ id: number; already: boolean }> {
      const filed = await inGroup(() => file(filing, now));
      wake();
      return filed;
    },
    /** Calls `decide` on the request as it is inside the transaction; keeps what it says, or nothing when it refuses. */
    async changeRequest(id: number, decide: Decide, now: Date): Promise<Verdict<RequestChange>> {
      const verdict = change.immediate(id, decide, now);
      wake();
      return verdict;
    },
    /** Keeps where the work item is, and that it is no longer owed; `sensitive` makes the request so with it. */
    async recordWorkItem(kept: Omit<WorkItem, 'at'>, done: WorkItemDone, now: Date): Promise<void> {
      keepWorkItem.immediate(kept, done, now);
      wake();
    },
    async keepWorkItemState(requestId: number, state: WorkItem['state']): Promise<void> {
      db.update(workItem).set({ state }).where(eq(workItem.requestId, requestId)).run();
    },
    async request(id: number): Promise<RequestFile | null> {
      const found = one.get({ id });
      return found === undefined ? null : fileOf(found);
    },
    async requestOfDraft(draftId: string): Promise<RequestFile | null> {
      const found = byDraft.get({ draftId });
      return found === undefined ? null : fileOf(found);
    },
    async requestOfIssue(projectId: number, iid: number): Promise<RequestFile | null> {
      const at = byIssue.get({ projectId, iid });
      const found = at === undefined ? undefined : one.get({ id: at.requestId });
      return found === undefined ? null : fileOf(found);
    },
    /** The request whose work item GitLab names like this (`group/project#12`), where it is known by that name. */
    async requestOfReference(reference: string): Promise<RequestFile | null> {
      const at = byReference.get(reference);
      const found = at === undefined ? undefined : one.get({ id: at.requestId });
      return found === undefined ? null : fileOf(found);
    },
    /** The request whose card this message is, or whose thread it starts. */
    async requestOfMessage(channel: string, ts: string): Promise<RequestFile | null> {
      const at = and(eq(slackMessage.channel, channel), eq(slackMessage.ts, ts));
      const keys = db.select({ key: slackMessage.key }).from(slackMessage).where(at).all();
      const id = keys.map(({ key }) => /^card:R-(\d+)$/.exec(key)?.[1]).find((each) => each !== undefined);
      const found = id === undefined ? undefined : one.get({ id: Number(id) });
      return found === undefined ? null : fileOf(found);
    },
    /** The newest things said about a request, oldest of them first. */
    async entriesOf(requestId: number, limit: number): Promise<Entry[]> {
      return entries.all({ id: requestId, limit }).reverse();
    },
    async entry(key: string): Promise<(Entry & { requestId: number }) | null> {
      return entryByKey.get({ key }) ?? null;
    },
    /** Open work items that are not in this project, of requests after this one, by their number. */
    async workItemsElsewhere(projectId: number, after: number, limit: number): Promise<WorkItem[]> {
      const elsewhere = and(
        ne(workItem.projectId, projectId),
        gt(workItem.requestId, after),
        eq(workItem.state, 'opened'),
      );
      return db.select().from(workItem).where(elsewhere).orderBy(asc(workItem.requestId)).limit(limit).all();
    },
    /** Requests adopted from GitLab whose author has this username. */
    async requestsOfGitLabAuthor(username: string): Promise<RequestFile[]> {
      return lists.files(unlinked.all({ username }));
    },
    ...lists.operations,
  };
  return { operations, inside: { look, change, isKept } };
}

/** What other operations do to a request inside their own transaction. */
export type RequestInside = ReturnType<typeof requestStore>['inside'];
