import { and, asc, eq, gte, isNotNull, lt, or, type SQL, sql } from 'drizzle-orm';
import type { CountedWork } from '../domain/counted-work.ts';
import type { Scope, Span } from '../domain/kpi.ts';
import type { Refinement } from '../domain/kpi-backlog.ts';
import type { ValueOfTool } from '../domain/kpi-value.ts';
import type { Operations } from '../domain/operational.ts';
import { countedWork, milestonePlan, refinement } from './charter-tables.ts';
import { clock, outage } from './commitment-tables.ts';
import type { Open } from './database.ts';
import { valueProposition } from './lifecycle-tables.ts';
import { decision, entry, milestone, request, tool, workItem } from './tables.ts';

const within = (column: Parameters<typeof gte>[0], { from, to }: Span): SQL | undefined =>
  and(gte(column, from), lt(column, to));

/** Assigned to somebody of the team, whose usernames are a JSON list in lower case. */
const assignedTo = (team: string): SQL =>
  sql`EXISTS (SELECT 1 FROM json_each(${countedWork.assignees}) a WHERE lower(a.value) IN (SELECT value FROM json_each(${team})))`;

const HALF_A_YEAR_MS = 183 * 86_400_000;
const around = ({ from, to }: Span): Span => ({
  from: new Date(from.getTime() - HALF_A_YEAR_MS),
  to: new Date(to.getTime() + HALF_A_YEAR_MS),
});

const MOST_OPEN = 5_000;
const MOST_IN_MILESTONE = 2_000;
const MOST_MILESTONES = 20;

/** The rows that the figures of a report are worked out from: each a bounded or indexed read, and nothing is asked of GitLab. */
export function kpiRowStore({ db }: Open) {
  return {
    /** The team's merge requests that were merged in the span, with those that are the same work, merged up to half a year from it. */
    async mergedWork(span: Span, { team }: Scope): Promise<CountedWork[]> {
      const names = JSON.stringify([...team]);
      const byTeam = or(
        sql`lower(${countedWork.author}) IN (SELECT value FROM json_each(${names}))`,
        assignedTo(names),
      );
      const isMerged = eq(countedWork.kind, 'merge_request');
      const merged = db
        .select()
        .from(countedWork)
        .where(and(isMerged, within(countedWork.mergedAt, span), byTeam))
        .all();
      const known = new Set(merged.map(({ gitlabId }) => gitlabId));
      const same = JSON.stringify(merged.flatMap(({ sameAs, reference }) => [reference, sameAs ?? '']));
      const others = db
        .select()
        .from(countedWork)
        .where(and(isMerged, within(countedWork.mergedAt, around(span)), sameWork(same)))
        .all();
      return [...merged, ...others.filter(({ gitlabId }) => !known.has(gitlabId))];
    },
    /** Issues that were closed in the span, in the team's project or assigned to one of it. */
    async closedWork(span: Span, { team, projectId }: Scope): Promise<CountedWork[]> {
      const ours = or(eq(countedWork.projectId, projectId), assignedTo(JSON.stringify([...team])));
      const closed = and(eq(countedWork.kind, 'issue'), within(countedWork.closedAt, span));
      return db.select().from(countedWork).where(and(closed, ours)).all();
    },
    /** Open issues that are candidates or ready for development, the oldest first. */
    async openBacklog(): Promise<CountedWork[]> {
      const wanted = or(eq(countedWork.candidate, true), eq(countedWork.workflow, 'readyForDevelopment'));
      return db
        .select()
        .from(countedWork)
        .where(and(eq(countedWork.kind, 'issue'), eq(countedWork.state, 'opened'), wanted))
        .orderBy(asc(countedWork.createdAt))
        .limit(MOST_OPEN)
        .all();
    },
    /** Who took part in refinement in the span, or for the milestone where one is given; what was said about a candidate's request counts. */
    async refinements(span: Span, milestoneId: number | null): Promise<Refinement[]> {
      const when = within(refinement.at, span);
      const where = milestoneId === null ? when : or(when, eq(refinement.milestoneId, milestoneId));
      const said = db
        .select({
          gitlabId: countedWork.gitlabId,
          person: sql<string>`${entry.authorId}`,
          what: sql<string>`'comment'`,
        })
        .from(entry)
        .innerJoin(workItem, eq(workItem.requestId, entry.requestId))
        .innerJoin(
          countedWork,
          and(
            eq(countedWork.kind, 'issue'),
            eq(countedWork.projectId, workItem.projectId),
            eq(countedWork.iid, workItem.iid),
          ),
        )
        .where(and(within(entry.saidAt, span), isNotNull(entry.authorId), eq(countedWork.candidate, true)))
        .all();
      return [...db.select().from(refinement).where(where).all(), ...said];
    },
    /**
     * Milestones whose last day lies between two days (YYYY-MM-DD, `end` not included), or the one of that id; with the plan that was decided
     * for each, and the issues in it.
     */
    async milestonesEnding({ first, end }: { first: string; end: string }, id: number | null) {
      const due = and(gte(milestone.dueDate, first), lt(milestone.dueDate, end));
      const found = db
        .select()
        .from(milestone)
        .where(id === null ? due : eq(milestone.id, id))
        .orderBy(asc(milestone.dueDate))
        .limit(MOST_MILESTONES)
        .all();
      return found.map((each) => ({
        milestone: each,
        ...planOf(each.id),
        issues: db
          .select()
          .from(countedWork)
          .where(and(eq(countedWork.kind, 'issue'), eq(countedWork.milestoneId, each.id)))
          .limit(MOST_IN_MILESTONE)
          .all(),
      }));
    },
    async valuesOfTools(): Promise<ValueOfTool[]> {
      return db
        .select({
          ...{
            toolId: valueProposition.toolId,
            tool: sql<string>`coalesce(${tool.name}, '')`,
            what: valueProposition.what,
            state: valueProposition.state,
          },
          ...{ shippedAt: valueProposition.shippedAt, at: valueProposition.at, toolState: tool.state },
        })
        .from(valueProposition)
        .leftJoin(tool, eq(valueProposition.toolId, tool.id))
        .where(isNotNull(valueProposition.toolId))
        .all();
    },
    /** Requests, decisions and commitments of the span. */
    async operations(span: Span): Promise<Operations> {
      return {
        requests: db
          .select({ door: request.door, count: sql<number>`count(*)` })
          .from(request)
          .where(within(request.createdAt, span))
          .groupBy(request.door)
          .all(),
        decisions: db
          .select({ outcome: decision.outcome, finalAt: decision.finalAt, filedAt: request.createdAt })
          .from(decision)
          .innerJoin(request, eq(decision.requestId, request.id))
          .where(within(decision.finalAt, span))
          .all(),
        clocks: db
          .select({ clock: clock.clock, state: clock.state, count: sql<number>`count(*)` })
          .from(clock)
          .innerJoin(outage, and(eq(clock.outageId, outage.id), sql`${outage.notBlocking} IS NULL`))
          .where(within(clock.dueAt, span))
          .groupBy(clock.clock, clock.state)
          .all(),
      };
    },
  };

  function planOf(id: number): { body: unknown; decidedAt: Date | null } {
    const decided = and(eq(milestonePlan.milestoneId, id), eq(milestonePlan.state, 'decided'));
    const { body, decidedAt } = milestonePlan;
    return db.select({ body, decidedAt }).from(milestonePlan).where(decided).get() ?? { body: null, decidedAt: null };
  }
}

const sameWork = (names: string): SQL | undefined =>
  or(
    sql`${countedWork.sameAs} IN (SELECT value FROM json_each(${names}))`,
    sql`${countedWork.reference} IN (SELECT value FROM json_each(${names}))`,
  );
