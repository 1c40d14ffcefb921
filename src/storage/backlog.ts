import { and, asc, eq, type SQL, sql } from 'drizzle-orm';
import {
  type BacklogIssue,
  type DecideIssue,
  type IssueChange,
  type IssueNotes,
  type IssueVerdict,
  issueSubject,
  type Wish,
} from '../domain/backlog.ts';
import type { CountedWork } from '../domain/counted-work.ts';
import { oweWork } from '../domain/planned-work.ts';
import type { AuditWriter } from './audit.ts';
import { countedWork } from './charter-tables.ts';
import { refinementWriter } from './counted-work.ts';
import type { Open } from './database.ts';
import type { OutboxWriter } from './outbox.ts';
import { fact, plannedWork, workItem } from './tables.ts';

type Writers = { owe: OutboxWriter; keepAudit: AuditWriter; wake: () => void };

export const isOpenIssue = sql`${countedWork.kind} = 'issue' AND ${countedWork.state} = 'opened' AND ${countedWork.sameAs} IS NULL`;
export const isCandidate = sql`${countedWork.candidate} = 1`;
const isRefined = sql`(${countedWork.weight} IS NOT NULL AND ${countedWork.acceptance} AND ${countedWork.metric} IS NOT NULL
  AND ${countedWork.workflow} IS NOT NULL AND ${countedWork.workflow} <> 'validationBacklog')`;

/** Issues of the project that the operator named by path or number. */
export const isOfProject = (project: string): SQL =>
  /^\d+$/.test(project)
    ? sql`${countedWork.projectId} = ${Number(project)}`
    : sql`lower(substr(${countedWork.reference}, 1, ${project.length + 1})) = ${`${project.toLowerCase()}#`}`;

const noteName = (gitlabId: number): string => `backlog:${gitlabId}`;

/** Changes issues inside the caller's transaction. `milestoneNow`: GitLab's id of the milestone that is under way. */
export function issueChanger(open: Open, { owe, keepAudit }: Pick<Writers, 'owe' | 'keepAudit'>) {
  const { db } = open;
  const tookPart = refinementWriter(open);
  const one = db
    .select()
    .from(countedWork)
    .where(and(eq(countedWork.kind, 'issue'), eq(countedWork.gitlabId, sql.placeholder('gitlabId'))))
    .prepare();

  const note = db
    .select()
    .from(fact)
    .where(eq(fact.name, sql.placeholder('name')))
    .prepare();
  const ofRequest = db
    .select({ id: workItem.requestId })
    .from(workItem)
    .where(and(eq(workItem.projectId, sql.placeholder('projectId')), eq(workItem.iid, sql.placeholder('iid'))))
    .prepare();
  const ofWork = db
    .select({ id: plannedWork.id })
    .from(plannedWork)
    .where(and(eq(plannedWork.projectId, sql.placeholder('projectId')), eq(plannedWork.iid, sql.placeholder('iid'))))
    .prepare();

  function notesOf(gitlabId: number): IssueNotes {
    const kept = note.get({ name: noteName(gitlabId) });
    return kept === undefined ? {} : (JSON.parse(kept.value) as IssueNotes);
  }

  function keepNotes(gitlabId: number, notes: IssueNotes): void {
    const value = JSON.stringify(notes);
    db.insert(fact)
      .values({ name: noteName(gitlabId), value })
      .onConflictDoUpdate({ target: fact.name, set: { value } })
      .run();
  }

  function issue(gitlabId: number): BacklogIssue | null {
    const work = one.get({ gitlabId });
    if (work === undefined) return null;
    const { projectId, iid } = work;
    const [request, planned] = [ofRequest.get({ projectId, iid }), ofWork.get({ projectId, iid })];
    return { work, notes: notesOf(gitlabId), requestId: request?.id ?? null, workId: planned?.id ?? null };
  }

  /** The app keeps weight and milestone of planned work itself: it says them in its own part of the issue. */
  function changePlanned(workId: number, { weight, milestone }: IssueChange['wish'], now: Date): void {
    if (weight === undefined && milestone == null) return;
    const set = {
      ...(weight === undefined ? {} : { weight }),
      ...(milestone == null ? {} : { milestone: milestone.title, milestoneId: milestone.id }),
    };
    const work = db.update(plannedWork).set(set).where(eq(plannedWork.id, workId)).returning().get();
    if (work !== undefined) owe([oweWork(work, workId)], now);
  }

  function keepRefinement(gitlabId: number, change: IssueChange, milestoneId: number | null, at: Date): void {
    for (const what of change.refined) tookPart({ gitlabId, person: change.actor, what, milestoneId, at });
  }

  function keep(issue: BacklogIssue, change: IssueChange, milestoneId: number | null, now: Date): void {
    const { gitlabId } = issue.work;
    const wishes = Object.keys(change.wish).length > 0;
    const wish: Wish | undefined = wishes
      ? { ...issue.notes.wish, ...change.wish, byId: change.actor }
      : issue.notes.wish;
    if (wishes || change.notes !== undefined)
      keepNotes(gitlabId, { ...issue.notes, ...change.notes, ...(wish === undefined ? {} : { wish }) });
    if (Object.keys(change.edit).length > 0)
      db.update(countedWork)
        // What GitLab said before now is older than this.
        .set({ ...change.edit, updatedAt: now })
        .where(and(eq(countedWork.kind, 'issue'), eq(countedWork.gitlabId, gitlabId)))
        .run();
    if (issue.workId !== null) changePlanned(issue.workId, change.wish, now);
    keepRefinement(gitlabId, change, milestoneId, now);
    const { actor, action, detail } = change;
    keepAudit({ at: now, actor, subject: issueSubject(gitlabId), action, detail });
    owe(change.owed, now);
  }

  return { issue, keep, keepNotes, notesOf };
}

/** The backlog: candidates of the group and the issues that are worked on (LOG-1, LOG-2). */
export function backlogStore(open: Open, { owe, keepAudit, wake }: Writers) {
  const { client, db } = open;
  const changer = issueChanger(open, { owe, keepAudit });

  const first = client.prepare<[string, number]>('INSERT OR IGNORE INTO seen (id, at) VALUES (?, ?)');

  const changing = client.transaction(
    (gitlabId: number, milestoneId: number | null, decide: DecideIssue, now: Date): IssueVerdict => {
      const found = changer.issue(gitlabId);
      if (found === null) return { ok: false, text: 'That issue is not known any more.' };
      const verdict = decide(found);
      if (verdict.ok && first.run(`backlog:${verdict.value.key}`, now.getTime()).changes > 0)
        changer.keep(found, verdict.value, milestoneId, now);
      return verdict;
    },
  );

  const taking = client.transaction((wish: Wish, answer: CountedWork): void => {
    const notes = changer.notesOf(answer.gitlabId);
    // Somebody chose something else meanwhile: that is still to be done.
    if (JSON.stringify(notes.wish) !== JSON.stringify(wish)) return;
    const { wish: _, ...rest } = notes;
    changer.keepNotes(answer.gitlabId, rest);
    db.update(countedWork)
      .set(answer)
      .where(and(eq(countedWork.kind, 'issue'), eq(countedWork.gitlabId, answer.gitlabId)))
      .run();
  });

  const leaving = client.transaction((gitlabId: number): void => {
    const { wish: _, ...rest } = changer.notesOf(gitlabId);
    changer.keepNotes(gitlabId, rest);
    db.update(countedWork)
      .set({ state: 'gone' })
      .where(and(eq(countedWork.kind, 'issue'), eq(countedWork.gitlabId, gitlabId)))
      .run();
  });

  const listed = (which: SQL | undefined, limit: number, offset = 0): CountedWork[] =>
    db
      .select()
      .from(countedWork)
      .where(and(isOpenIssue, which))
      .orderBy(isRefined, asc(countedWork.createdAt), asc(countedWork.gitlabId))
      .limit(limit)
      .offset(offset)
      .all();
  const counted = (which: SQL | undefined): number =>
    db.select({ count: sql<number>`count(*)` }).from(countedWork).where(and(isOpenIssue, which)).get()?.count ?? 0;

  return {
    /** Open candidates: those that are not refined first, each the oldest first (LOG-1). */
    async candidates(offset: number, limit: number): Promise<{ issues: BacklogIssue[]; count: number }> {
      const issues = listed(isCandidate, limit, offset).flatMap(({ gitlabId }) => changer.issue(gitlabId) ?? []);
      return { issues, count: counted(isCandidate) };
    },
    async backlogIssue(gitlabId: number): Promise<BacklogIssue | null> {
      return changer.issue(gitlabId);
    },
    /** Calls `decide` on the issue as it is inside the transaction; keeps what it says, or nothing when it refuses. */
    async changeIssue(
      gitlabId: number,
      milestoneNow: number | null,
      decide: DecideIssue,
      now: Date,
    ): Promise<IssueVerdict> {
      const verdict = changing.immediate(gitlabId, milestoneNow, decide, now);
      if (verdict.ok) wake();
      return verdict;
    },
    /** GitLab has taken this, and says what is so now. */
    async issueTaken(wish: Wish, answer: CountedWork): Promise<void> {
      taking.immediate(wish, answer);
    },
    /** GitLab does not show it any more: it leaves the backlog, and nothing more is wanted of it. */
    async issueGone(gitlabId: number): Promise<void> {
      leaving.immediate(gitlabId);
    },
    /** Ready for development, but without a weight or acceptance criteria (LOG-2): candidates, and issues of the team's project. */
    async readyButNot(project: string, limit: number): Promise<{ issues: CountedWork[]; count: number }> {
      const ready = sql`${countedWork.workflow} = 'readyForDevelopment' AND (${isCandidate} OR ${isOfProject(project)})
        AND (${countedWork.weight} IS NULL OR NOT ${countedWork.acceptance})`;
      return { issues: listed(ready, limit), count: counted(ready) };
    },
    /** In dev, with nobody assigned: candidates, and issues of the team's project. */
    async inDevByNobody(project: string, limit: number): Promise<{ issues: CountedWork[]; count: number }> {
      const alone = sql`${countedWork.workflow} = 'inDev' AND (${isCandidate} OR ${isOfProject(project)})
        AND json_array_length(${countedWork.assignees}) = 0`;
      return { issues: listed(alone, limit), count: counted(alone) };
    },
  };
}
