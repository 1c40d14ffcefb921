import { index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { ClockId, ClockState, NoDue } from '../domain/commitment-clock.ts';
import type { CriticalityId } from '../domain/criticality.ts';
import type { Answers } from '../domain/form.ts';
import type { KeptEvent } from '../domain/outage.ts';
import type { ReviewEvidence } from '../domain/review.ts';
import type { CalendarBody } from '../domain/team-calendar.ts';
import { flag, instant } from './columns.ts';
import { tool } from './tables.ts';

/** The team's calendar from an instant on; the newest holds until the next (SLO-6). */
export const calendarVersion = sqliteTable('calendar_version', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  from: instant('from').notNull(),
  body: text('body', { mode: 'json' }).$type<CalendarBody>().notNull(),
});

/** Days (YYYY-MM-DD, both included) on which a member is away (SLO-5). */
export const absence = sqliteTable(
  'absence',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    personId: text('person_id').notNull(),
    from: text('from').notNull(),
    to: text('to').notNull(),
    at: instant('at').notNull(),
    endedAt: instant('ended_at'),
    endedBy: text('ended_by'),
  },
  (t) => [index('absence_person').on(t.personId, t.to), index('absence_to').on(t.to)],
);

/** An issue of a tool that counts (SLO-3): reported in Slack, or found in GitLab (SLO-9). */
export const outage = sqliteTable(
  'outage',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    /** The modal that it came from, so that it is filed once; null where it was found in GitLab. */
    draftId: text('draft_id'),
    /** Null until the team has said which tool it is (SLO-9). */
    toolId: integer('tool_id').references(() => tool.id),
    projectId: integer('project_id'),
    iid: integer('iid'),
    url: text('url'),
    title: text('title').notNull(),
    what: text('what').notNull(),
    since: instant('since'),
    blocks: text('blocks', { enum: ['release', 'incident', 'neither'] }),
    confidential: flag('confidential'),
    reportedBy: text('reported_by'),
    /** Who opened it in GitLab, where no Slack person is known. */
    author: text('author'),
    openedAt: instant('opened_at').notNull(),
    state: text('state', { enum: ['opened', 'closed'] }).notNull(),
    /** GitLab usernames. */
    assignees: text('assignees', { mode: 'json' }).$type<string[]>().notNull(),
    assigneeId: text('assignee_id'),
    triaged: flag('triaged'),
    /** Why it does not count, where somebody said that it blocks nothing (SLO-3). */
    notBlocking: text('not_blocking'),
    /** When GitLab changed it, as it was read last. */
    readAt: instant('read_at'),
    at: instant('at').notNull(),
  },
  (t) => [
    uniqueIndex('outage_issue').on(t.projectId, t.iid),
    uniqueIndex('outage_draft').on(t.draftId),
    index('outage_tool').on(t.toolId, t.openedAt),
    index('outage_state').on(t.state, t.openedAt),
    index('outage_assignee').on(t.assigneeId, t.state),
  ],
);

/** What happened to an outage, from which its clocks are worked out. `key` makes each of them one. */
export const outageEvent = sqliteTable(
  'outage_event',
  {
    outageId: integer('outage_id')
      .notNull()
      .references(() => outage.id),
    key: text('key').notNull(),
    event: text('event', { mode: 'json' }).$type<KeptEvent>().notNull(),
    /** A Slack person, `gitlab:USERNAME`, or `app`. */
    by: text('by').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.outageId, t.key] })],
);

/** A clock of an outage as it was worked out last: never typed, always recomputed from the events. */
export const clock = sqliteTable(
  'clock',
  {
    outageId: integer('outage_id')
      .notNull()
      .references(() => outage.id),
    clock: text('clock').$type<ClockId>().notNull(),
    state: text('state').$type<ClockState>().notNull(),
    level: text('level').$type<CriticalityId>(),
    dueAt: instant('due_at'),
    noDue: text('no_due').$type<NoDue>(),
    breachedAt: instant('breached_at'),
    toldAt: instant('told_at'),
    endedAt: instant('ended_at'),
    /** When its next reminder is due, and at which share of the time; null: none is to come. */
    nextAt: instant('next_at'),
    nextShare: real('next_share'),
    snoozedUntil: instant('snoozed_until'),
    acknowledgedBy: text('acknowledged_by'),
    /** The version of the calendar that it was worked out with. */
    calendar: integer('calendar').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.outageId, t.clock] }),
    index('clock_next').on(t.nextAt),
    index('clock_calendar').on(t.state, t.calendar),
    index('clock_due').on(t.state, t.dueAt),
  ],
);

/** Reminders of a clock that were sent: each share once (SLO-10). */
export const clockReminder = sqliteTable(
  'clock_reminder',
  {
    outageId: integer('outage_id')
      .notNull()
      .references(() => outage.id),
    clock: text('clock').$type<ClockId>().notNull(),
    share: real('share').notNull(),
    /** Who was told; null: the team. */
    personId: text('person_id'),
    at: instant('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.outageId, t.clock, t.share] })],
);

/** One round of asking about a tool (REV-1). */
export const review = sqliteTable(
  'review',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    toolId: integer('tool_id')
      .notNull()
      .references(() => tool.id),
    ownerId: text('owner_id'),
    dueAt: instant('due_at').notNull(),
    state: text('state', { enum: ['open', 'confirmed', 'corrected', 'unused', 'dropped'] }).notNull(),
    answers: text('answers', { mode: 'json' }).$type<Answers>().notNull(),
    /** What was found of use: commits, pipelines, issues lately. */
    evidence: text('evidence', { mode: 'json' }).$type<ReviewEvidence>(),
    zombieAt: instant('zombie_at'),
    chasedAt: instant('chased_at'),
    openedAt: instant('opened_at').notNull(),
    endedAt: instant('ended_at'),
    endedBy: text('ended_by'),
  },
  (t) => [index('review_tool').on(t.toolId, t.id), index('review_state').on(t.state, t.dueAt)],
);

/** Whether a stakeholder still needs a tool (REV-1). */
export const reviewVoice = sqliteTable(
  'review_voice',
  {
    reviewId: integer('review_id')
      .notNull()
      .references(() => review.id),
    personId: text('person_id').notNull(),
    still: text('still', { enum: ['needed', 'not needed', 'moved'] }).notNull(),
    text: text('text').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.reviewId, t.personId] })],
);

/** The token with which a tool posts its heartbeats and its adoption numbers; only its hash is kept. */
export const toolToken = sqliteTable('tool_token', {
  toolId: integer('tool_id')
    .primaryKey()
    .references(() => tool.id),
  hash: text('hash').notNull(),
  madeBy: text('made_by').notNull(),
  at: instant('at').notNull(),
});

/** A sign of life of a tool (REV-6): an address, a heartbeat, or its scheduled pipeline. */
export const sign = sqliteTable(
  'sign',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    toolId: integer('tool_id')
      .notNull()
      .references(() => tool.id),
    kind: text('kind', { enum: ['address', 'heartbeat', 'pipeline'] }).notNull(),
    /** The address, or the ref of the pipeline; empty for a heartbeat. */
    target: text('target').notNull(),
    /** It is missing when it was not seen for so long. */
    everyMinutes: integer('every_minutes').notNull(),
    seenAt: instant('seen_at'),
    /** Why the last look failed, in plain words. */
    trouble: text('trouble'),
    missingSince: instant('missing_since'),
    askedAt: instant('asked_at'),
    /** What its owner said of the missing one; nobody is asked until then. */
    known: text('known'),
    mutedUntil: instant('muted_until'),
    /** When it is looked at next. */
    nextAt: instant('next_at').notNull(),
    setBy: text('set_by').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [index('sign_next').on(t.nextAt), uniqueIndex('sign_tool').on(t.toolId, t.kind, t.target)],
);
