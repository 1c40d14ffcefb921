import { and, desc, eq, gte, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { CountedWork } from '../domain/counted-work.ts';
import type { Scope } from '../domain/kpi.ts';
import type { MetricId } from '../domain/metric-label.ts';
import type { MetricSet, WorkRef } from '../domain/metric-set.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { AuditWriter } from './audit.ts';
import { countedWork } from './charter-tables.ts';
import { refinementWriter } from './counted-work.ts';
import type { Open } from './database.ts';
import type { OutboxWriter } from './outbox.ts';
import { decision, plannedWork, workItem } from './tables.ts';

type Writers = { owe: OutboxWriter; keepAudit: AuditWriter; wake: () => void };

const MOST = 300;

/** Work without a metric label, what it belongs to, and setting it (LOG-3). */
export function metricLabelStore(open: Open, { owe, keepAudit, wake }: Writers) {
  const { client, db } = open;
  const tookPart = refinementWriter(open);
  const found = ({ kind, gitlabId }: WorkRef): CountedWork | null =>
    db
      .select()
      .from(countedWork)
      .where(and(eq(countedWork.kind, kind), eq(countedWork.gitlabId, gitlabId)))
      .get() ?? null;
  const put = ({ kind, gitlabId }: WorkRef, metric: MetricId | null): void => {
    const here = and(eq(countedWork.kind, kind), eq(countedWork.gitlabId, gitlabId));
    db.update(countedWork).set({ metric }).where(here).run();
  };
  const set = client.transaction(
    (ref: WorkRef, decide: (work: CountedWork | null) => Verdict<MetricSet>, now: Date): Verdict<MetricSet> => {
      const work = found(ref);
      const verdict = decide(work);
      if (!verdict.ok || work === null) return verdict;
      const { metric, actor, refines, owed } = verdict.value;
      put(ref, metric);
      const { gitlabId, milestoneId, reference } = work;
      if (refines) tookPart({ gitlabId, person: actor, what: 'metric', milestoneId, at: now });
      keepAudit({ at: now, actor, subject: reference, action: 'metric label set', detail: { metric } });
      owe(owed, now);
      return verdict;
    },
  );

  return {
    /** The team's merged merge requests, closed issues and open epics since then that have no metric label, or Pending; the newest first. */
    async unlabelledWork({ team, projectId }: Scope, since: Date): Promise<CountedWork[]> {
      const names = JSON.stringify([...team]);
      const none = or(isNull(countedWork.metric), eq(countedWork.metric, 'pending'));
      const wrote = sql`lower(${countedWork.author}) IN (SELECT value FROM json_each(${names}))`;
      const got = sql`EXISTS (SELECT 1 FROM json_each(${countedWork.assignees}) a WHERE lower(a.value) IN (SELECT value FROM json_each(${names})))`;
      const of = (kind: CountedWork['kind'], ...where: (SQL | undefined)[]) =>
        db
          .select()
          .from(countedWork)
          .where(and(eq(countedWork.kind, kind), none, ...where))
          .orderBy(desc(countedWork.updatedAt))
          .limit(MOST)
          .all();
      return [
        ...of('merge_request', gte(countedWork.mergedAt, since), or(wrote, got)),
        ...of(
          'issue',
          ...[gte(countedWork.closedAt, since), eq(countedWork.state, 'closed'), isNull(countedWork.sameAs)],
          or(eq(countedWork.projectId, projectId), got),
        ),
        ...of('epic', eq(countedWork.state, 'opened'), wrote),
      ];
    },
    /** The request of which an issue is the work item, or for which it was planned, with the label of its final decision. */
    async requestBehind(projectId: number, iid: number): Promise<{ id: number; metric: MetricId | null } | null> {
      const own = db
        .select({ id: workItem.requestId })
        .from(workItem)
        .where(and(eq(workItem.projectId, projectId), eq(workItem.iid, iid)))
        .get();
      const planned = db
        .select({ id: plannedWork.requestId })
        .from(plannedWork)
        .where(and(eq(plannedWork.projectId, projectId), eq(plannedWork.iid, iid)))
        .get();
      const id = own?.id ?? planned?.id ?? null;
      if (id === null) return null;
      const final = and(eq(decision.requestId, id), eq(decision.state, 'final'));
      const last = db.select({ metric: decision.metric }).from(decision).where(final).orderBy(desc(decision.id)).get();
      return { id, metric: last?.metric ?? null };
    },
    /** An epic by its number, in whichever group it is the only one with it. */
    async epicNumbered(iid: number): Promise<{ reference: string; metric: MetricId | null } | null> {
      const rows = db
        .select({ reference: countedWork.reference, metric: countedWork.metric })
        .from(countedWork)
        .where(and(eq(countedWork.kind, 'epic'), eq(countedWork.iid, iid)))
        .limit(2)
        .all();
      return rows.length === 1 ? (rows[0] ?? null) : null;
    },
    /** Sets it here, and owes it to GitLab; `decide` refuses or says what follows. */
    async setMetric(ref: WorkRef, decide: (work: CountedWork | null) => Verdict<MetricSet>, now: Date) {
      const verdict = set.immediate(ref, decide, now);
      if (verdict.ok) wake();
      return verdict;
    },
    /** What GitLab did not take is not there. */
    async dropMetric(ref: WorkRef): Promise<void> {
      put(ref, null);
    },
  };
}
