import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { BacklogIssue } from '../domain/backlog.ts';
import type { CountedWork } from '../domain/counted-work.ts';
import { EMPTY_BODY, type MilestonePlan, PlanBody } from '../domain/milestone-plan.ts';
import type { DecidePlan, PlanAt, PlanChange, PlanVerdict } from '../domain/milestone-plan-acts.ts';
import { requestNumber } from '../domain/owed.ts';
import type { AuditWriter } from './audit.ts';
import { isCandidate, isOfProject, isOpenIssue, issueChanger } from './backlog.ts';
import { countedWork, milestonePlan } from './charter-tables.ts';
import type { Open } from './database.ts';
import type { OutboxWriter } from './outbox.ts';

type Writers = { owe: OutboxWriter; keepAudit: AuditWriter; wake: () => void };

/** A milestone that is planned: GitLab's id and title of it, and the team's project as the operator named it. */
export type Planning = { milestoneId: number; title: string; project: string };

/** So many issues can be chosen from; more candidates than that are triaged first. */
const MOST = 500;

const subjectOf = (milestoneId: number): string => `M-${milestoneId}`;

/** The plans of milestones: prepared by the team, decided by the manager, then kept as they were (KPI-5). */
export function milestonePlanStore(open: Open, { owe, keepAudit, wake }: Writers) {
  const { client, db } = open;
  const changer = issueChanger(open, { owe, keepAudit });
  const one = db
    .select()
    .from(milestonePlan)
    .where(eq(milestonePlan.milestoneId, sql.placeholder('id')))
    .prepare();

  const asPlan = (row: typeof milestonePlan.$inferSelect): MilestonePlan => ({
    ...row,
    body: PlanBody.parse(row.body),
  });

  function planOf({ milestoneId, title }: Planning): MilestonePlan {
    const kept = one.get({ id: milestoneId });
    const none = { state: 'draft' as const, body: EMPTY_BODY, decidedBy: null, decidedAt: null };
    return kept === undefined ? { milestoneId, title, ...none } : asPlan(kept);
  }

  /** Open candidates, and what the milestone has already of the team's project. */
  function issuesFor({ milestoneId, project }: Planning): BacklogIssue[] {
    const inIt = and(eq(countedWork.milestoneId, milestoneId), isOfProject(project));
    return db
      .select({ id: countedWork.gitlabId })
      .from(countedWork)
      .where(and(isOpenIssue, sql`(${isCandidate} OR (${inIt}))`))
      .orderBy(sql`${countedWork.milestoneId} IS NOT ${milestoneId}`, asc(countedWork.createdAt))
      .limit(MOST)
      .all()
      .flatMap(({ id }) => changer.issue(id) ?? []);
  }

  function keep(planning: Planning, { actor, action, detail, plan, edits }: PlanChange, now: Date): void {
    const { milestoneId, title } = planning;
    const { state, body, decidedBy, decidedAt } = plan;
    const values = { milestoneId, title, state, body, decidedBy, decidedAt, at: now };
    db.insert(milestonePlan)
      .values(values)
      .onConflictDoUpdate({ target: milestonePlan.milestoneId, set: values })
      .run();
    keepAudit({ at: now, actor, subject: subjectOf(milestoneId), action, detail: { ...detail, milestone: title } });
    for (const { issue, change } of edits) changer.keep(issue, change, null, now);
    // NEW-9: looked at again at each milestone planning, also where it stays deferred.
    const looked = { actor, action: 'stays deferred at milestone planning', detail: { milestone: title } };
    for (const id of body.deferred) keepAudit({ at: now, subject: requestNumber(id), ...looked });
  }

  const changing = client.transaction((planning: Planning, decide: DecidePlan, now: Date): PlanVerdict => {
    const verdict = decide({ plan: planOf(planning), issues: issuesFor(planning) });
    if (verdict.ok) keep(planning, verdict.value, now);
    return verdict;
  });

  return {
    /** The plan as it is, empty where nobody began it, and the issues that can be put into it. */
    async planAt(planning: Planning): Promise<PlanAt> {
      return { plan: planOf(planning), issues: issuesFor(planning) };
    },
    async milestonePlan(milestoneId: number): Promise<MilestonePlan | null> {
      const kept = one.get({ id: milestoneId });
      return kept === undefined ? null : asPlan(kept);
    },
    /** Calls `decide` on the plan and its issues inside the transaction; keeps what it says, or nothing when it refuses. */
    async changePlan(planning: Planning, decide: DecidePlan, now: Date): Promise<PlanVerdict> {
      const verdict = changing.immediate(planning, decide, now);
      if (verdict.ok) wake();
      return verdict;
    },
    /** Closed issues of a milestone: candidates, those of the team's project, and those of its plan. */
    async closedInMilestone({ milestoneId, project }: Planning, planned: readonly number[]): Promise<CountedWork[]> {
      const ours = sql`(${isCandidate} OR ${isOfProject(project)} OR ${inArray(countedWork.gitlabId, [...planned])})`;
      const closed = and(eq(countedWork.kind, 'issue'), eq(countedWork.state, 'closed'));
      return db
        .select()
        .from(countedWork)
        .where(and(eq(countedWork.milestoneId, milestoneId), closed, sql`${countedWork.sameAs} IS NULL`, ours))
        .limit(MOST)
        .all();
    },
  };
}
