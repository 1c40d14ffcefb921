import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { MetricId } from '../domain/metric-label.ts';
import { flag, instant } from './columns.ts';
import { stage } from './lifecycle-tables.ts';
import { request } from './tables.ts';

/** GitLab's merge requests, issues and epics, with the few fields that the backlog and the KPIs are worked out from. */
export const countedWork = sqliteTable(
  'counted_work',
  {
    kind: text('kind', { enum: ['merge_request', 'issue', 'epic'] }).notNull(),
    /** GitLab's own id: it stays when an issue is moved back and forth. */
    gitlabId: integer('gitlab_id').notNull(),
    projectId: integer('project_id').notNull(),
    iid: integer('iid').notNull(),
    reference: text('reference').notNull(),
    url: text('url').notNull(),
    title: text('title').notNull(),
    state: text('state').notNull(),
    confidential: flag('confidential'),
    author: text('author').notNull(),
    /** GitLab usernames. */
    assignees: text('assignees', { mode: 'json' }).$type<string[]>().notNull(),
    metric: text('metric').$type<MetricId>(),
    /** The key of its workflow label; null where it has none. */
    workflow: text('workflow'),
    candidate: flag('candidate'),
    weight: integer('weight'),
    /** Its description holds acceptance criteria. */
    acceptance: flag('acceptance'),
    milestoneId: integer('milestone_id'),
    milestone: text('milestone'),
    epicIid: integer('epic_iid'),
    /** Where it was moved to, or what it is a copy of: it counts once. */
    sameAs: text('same_as'),
    createdAt: instant('created_at').notNull(),
    mergedAt: instant('merged_at'),
    closedAt: instant('closed_at'),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.kind, t.gitlabId] }),
    index('counted_work_place').on(t.kind, t.projectId, t.iid),
    index('counted_work_merged').on(t.kind, t.mergedAt),
    index('counted_work_closed').on(t.kind, t.closedAt),
    index('counted_work_backlog').on(t.candidate, t.state, t.createdAt),
    index('counted_work_workflow').on(t.workflow, t.state),
    index('counted_work_milestone').on(t.milestoneId),
  ],
);

/** Who took part in refining an issue, and by what (KPI-4). */
export const refinement = sqliteTable(
  'refinement',
  {
    gitlabId: integer('gitlab_id').notNull(),
    /** A GitLab username, or a Slack person's id. */
    person: text('person').notNull(),
    what: text('what', { enum: ['weight', 'acceptance', 'metric', 'comment'] }).notNull(),
    milestoneId: integer('milestone_id'),
    at: instant('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.gitlabId, t.person, t.what] }), index('refinement_at').on(t.at)],
);

/** A report as it was; a correction is a newer one of the same period, and both stay (KPI-7). */
export const report = sqliteTable(
  'report',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    /** `2026-10`, `2026-Q4`, or a milestone's id as `milestone:12`. */
    period: text('period').notNull(),
    figures: text('figures', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    /** Why it was worked out again; null for the first. */
    why: text('why'),
    by: text('by'),
    at: instant('at').notNull(),
  },
  (t) => [index('report_period').on(t.period, t.id)],
);

/** The plan of a milestone as it was at its start (KPI-5). */
export const milestonePlan = sqliteTable('milestone_plan', {
  /** GitLab's id of the milestone. */
  milestoneId: integer('milestone_id').primaryKey(),
  title: text('title').notNull(),
  state: text('state', { enum: ['draft', 'decided'] }).notNull(),
  body: text('body', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
  decidedBy: text('decided_by'),
  decidedAt: instant('decided_at'),
  at: instant('at').notNull(),
});

/** A team that is met on a cadence (CHA-3). */
export const engagement = sqliteTable(
  'engagement',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    team: text('team').notNull(),
    /** Whether the risk register is on its agenda (SPA). */
    risks: flag('risks'),
    every: text('every').notNull(),
    nextAt: instant('next_at'),
    ownerId: text('owner_id'),
    contactId: text('contact_id'),
    state: text('state', { enum: ['open', 'ended'] }).notNull(),
    by: text('by').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [index('engagement_next').on(t.state, t.nextAt)],
);

export const meeting = sqliteTable(
  'meeting',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    engagementId: integer('engagement_id')
      .notNull()
      .references(() => engagement.id),
    heldAt: instant('held_at').notNull(),
    /** The agenda as it was. */
    agenda: text('agenda', { mode: 'json' }).$type<string[]>().notNull(),
    outcomes: text('outcomes').notNull(),
    /** What was agreed, with the request it opened. */
    agreed: text('agreed', { mode: 'json' }).$type<{ what: string; requestId: number | null }[]>().notNull(),
    by: text('by').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [index('meeting_engagement').on(t.engagementId, t.heldAt)],
);

/** A risk of the Product Security Risk Register (CHA-4). */
export const risk = sqliteTable(
  'risk',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    reference: text('reference').notNull(),
    title: text('title').notNull(),
    url: text('url'),
    state: text('state', { enum: ['open', 'closed'] }).notNull(),
    by: text('by'),
    at: instant('at').notNull(),
  },
  (t) => [uniqueIndex('risk_reference').on(t.reference), index('risk_state').on(t.state)],
);

/** What mitigates a risk: a request, or an issue of GitLab. */
export const riskWork = sqliteTable(
  'risk_work',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    riskId: integer('risk_id')
      .notNull()
      .references(() => risk.id),
    requestId: integer('request_id').references(() => request.id),
    projectId: integer('project_id'),
    iid: integer('iid'),
    url: text('url'),
    title: text('title').notNull(),
    state: text('state', { enum: ['opened', 'closed'] }).notNull(),
    at: instant('at').notNull(),
  },
  (t) => [
    uniqueIndex('risk_work_request').on(t.riskId, t.requestId),
    uniqueIndex('risk_work_issue').on(t.riskId, t.projectId, t.iid),
    index('risk_work_of_issue').on(t.projectId, t.iid),
  ],
);

/** A target feature of a workstream of the Security Interlock (LOCK-2). */
export const feature = sqliteTable(
  'feature',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    workstream: text('workstream').notNull(),
    name: text('name').notNull(),
    url: text('url'),
    state: text('state', { enum: ['target', 'ended'] }).notNull(),
    /** Why it is a third one. */
    reason: text('reason'),
    /** The co-creation it is. */
    stageId: integer('stage_id').references(() => stage.id),
    by: text('by').notNull(),
    at: instant('at').notNull(),
    endedAt: instant('ended_at'),
  },
  (t) => [index('feature_workstream').on(t.workstream, t.state)],
);

/** What Customer Zero gave or validated of a feature, with its evidence (LOCK-5). */
export const evidence = sqliteTable(
  'evidence',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    featureId: integer('feature_id')
      .notNull()
      .references(() => feature.id),
    kind: text('kind').notNull(),
    what: text('what').notNull(),
    link: text('link'),
    state: text('state').notNull(),
    note: text('note'),
    by: text('by').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [index('evidence_feature').on(t.featureId, t.kind)],
);

/** What a team has to do with a feature: it pilots it, relies on it, derives value from it, and what stops it (LOCK-5). */
export const featureTeam = sqliteTable(
  'feature_team',
  {
    featureId: integer('feature_id')
      .notNull()
      .references(() => feature.id),
    team: text('team').notNull(),
    pilot: flag('pilot'),
    relies: text('relies', { enum: ['yes', 'no', 'unknown'] }).notNull(),
    value: text('value', { enum: ['yes', 'no', 'unknown'] }).notNull(),
    stops: text('stops').notNull(),
    personId: text('person_id'),
    by: text('by').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.featureId, t.team] })],
);

/** Like feedback as one actionable work item for the product team (LOCK-4). */
export const feedbackItem = sqliteTable(
  'feedback_item',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    featureId: integer('feature_id')
      .notNull()
      .references(() => feature.id),
    title: text('title').notNull(),
    body: text('body').notNull(),
    /** Filed by the app; null until then. */
    projectId: integer('project_id'),
    iid: integer('iid'),
    url: text('url'),
    state: text('state', { enum: ['opened', 'closed'] }).notNull(),
    draftId: text('draft_id'),
    by: text('by').notNull(),
    at: instant('at').notNull(),
    shippedAt: instant('shipped_at'),
  },
  (t) => [uniqueIndex('feedback_item_issue').on(t.projectId, t.iid), uniqueIndex('feedback_item_draft').on(t.draftId)],
);

/** What somebody in security says of a feature; `sameAs`: the first of those like it that they joined. */
export const feedback = sqliteTable(
  'feedback',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    featureId: integer('feature_id')
      .notNull()
      .references(() => feature.id),
    personId: text('person_id').notNull(),
    team: text('team').notNull(),
    useCase: text('use_case').notNull(),
    happened: text('happened').notNull(),
    hurts: text('hurts').notNull(),
    evidence: text('evidence').notNull(),
    sameAs: integer('same_as'),
    itemId: integer('item_id').references(() => feedbackItem.id),
    /** What they said when they were asked whether it meets their use case. */
    validated: text('validated', { enum: ['asked', 'yes', 'no'] }),
    note: text('note'),
    draftId: text('draft_id'),
    at: instant('at').notNull(),
  },
  (t) => [
    uniqueIndex('feedback_draft').on(t.draftId),
    index('feedback_feature').on(t.featureId, t.itemId),
    index('feedback_item_of').on(t.itemId),
    index('feedback_person').on(t.personId, t.id),
  ],
);
