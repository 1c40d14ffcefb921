import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { ItemState, StageKind, VoiceState } from '../domain/stage.ts';
import { flag, instant } from './columns.ts';
import { request, tool } from './tables.ts';

/** A co-creation, a sunset, a transfer or a hand-off: one way of a tool, from its opening to its end. */
export const stage = sqliteTable(
  'stage',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    kind: text('kind').$type<StageKind>().notNull(),
    toolId: integer('tool_id').references(() => tool.id),
    /** The request that it came from; a co-creation may have no tool. */
    requestId: integer('request_id').references(() => request.id),
    /** The stage that ended in this one. */
    fromId: integer('from_id'),
    name: text('name').notNull(),
    state: text('state', { enum: ['open', 'ended', 'cancelled'] }).notNull(),
    /** Where it stands within its kind, such as a co-creation's loop. */
    phase: text('phase').notNull(),
    /** What only its kind knows. */
    details: text('details', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    ownerId: text('owner_id'),
    /** The modal that it came from, so that it is opened once. */
    draftId: text('draft_id'),
    projectId: integer('project_id'),
    iid: integer('iid'),
    url: text('url'),
    reference: text('reference'),
    /** What was found wrong with its item in GitLab; null where nothing is. */
    trouble: text('trouble'),
    /** When GitLab changed the item, as it was read last. */
    readAt: instant('read_at'),
    startedBy: text('started_by'),
    startedAt: instant('started_at').notNull(),
    endedBy: text('ended_by'),
    endedAt: instant('ended_at'),
    why: text('why'),
  },
  (t) => [
    uniqueIndex('stage_draft').on(t.draftId),
    uniqueIndex('stage_issue').on(t.projectId, t.iid),
    index('stage_tool').on(t.toolId, t.state),
    index('stage_request').on(t.requestId),
    index('stage_state').on(t.state, t.kind),
    index('stage_owner').on(t.ownerId, t.state),
  ],
);

/** One thing of a list of a stage: an activity, an output, a consideration, a responsibility. */
export const stageItem = sqliteTable(
  'stage_item',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    stageId: integer('stage_id')
      .notNull()
      .references(() => stage.id),
    list: text('list').notNull(),
    key: text('key').notNull(),
    state: text('state').$type<ItemState>().notNull(),
    assigneeId: text('assignee_id'),
    /** A day (YYYY-MM-DD). */
    dueOn: text('due_on'),
    link: text('link'),
    /** What was answered, or why it is not done, sent back or declined. */
    note: text('note'),
    /** Who said so last, and when. In GitLab: their username. */
    by: text('by'),
    at: instant('at'),
  },
  (t) => [
    uniqueIndex('stage_item_key').on(t.stageId, t.list, t.key),
    index('stage_item_assignee').on(t.assigneeId, t.state),
    index('stage_item_due').on(t.state, t.dueOn),
  ],
);

/** Whoever was asked something at a gate of a stage, and what they said. */
export const stageVoice = sqliteTable(
  'stage_voice',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    stageId: integer('stage_id')
      .notNull()
      .references(() => stage.id),
    gate: text('gate').notNull(),
    /** As what they are asked: Product, Engineering, a user of the tool, the eventual owning team. */
    role: text('role').notNull(),
    personId: text('person_id').notNull(),
    /** The team they answer for, where they answer for one. */
    team: text('team'),
    state: text('state').$type<VoiceState>().notNull(),
    note: text('note'),
    askedAt: instant('asked_at').notNull(),
    at: instant('at'),
  },
  (t) => [
    uniqueIndex('stage_voice_one').on(t.stageId, t.gate, t.role, t.personId),
    index('stage_voice_person').on(t.personId, t.state),
  ],
);

/** A notice that goes out before a date of a stage. */
export const stageNotice = sqliteTable(
  'stage_notice',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    stageId: integer('stage_id')
      .notNull()
      .references(() => stage.id),
    /** Which date it is about, and how many days before it. */
    date: text('date').notNull(),
    daysBefore: integer('days_before').notNull(),
    dueAt: instant('due_at').notNull(),
    sentAt: instant('sent_at'),
  },
  (t) => [
    uniqueIndex('stage_notice_one').on(t.stageId, t.date, t.daysBefore),
    index('stage_notice_due').on(t.sentAt, t.dueAt),
  ],
);

/** A discrete thing that a tool does for people, and where it stands on its way into the product (COC-4, COC-5, KPI-3). */
export const valueProposition = sqliteTable(
  'value_proposition',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    toolId: integer('tool_id').references(() => tool.id),
    /** A co-creation that has no tool. */
    stageId: integer('stage_id').references(() => stage.id),
    what: text('what').notNull(),
    /** What the product must match; null until somebody said. */
    parity: text('parity', { enum: ['all', 'good-enough'] }),
    /** What that means. */
    matches: text('matches').notNull().default(''),
    state: text('state', { enum: ['tool', 'proposed', 'development', 'shipped', 'dropped'] }).notNull(),
    reason: text('reason'),
    links: text('links', { mode: 'json' }).$type<string[]>().notNull(),
    /** Its `Sunsetting` issue in the team's project (KPI-3). */
    projectId: integer('project_id'),
    iid: integer('iid'),
    url: text('url'),
    shippedAt: instant('shipped_at'),
    at: instant('at').notNull(),
  },
  (t) => [
    index('value_proposition_tool').on(t.toolId, t.state),
    index('value_proposition_stage').on(t.stageId),
    index('value_proposition_issue').on(t.projectId, t.iid),
  ],
);

/** How many use the tool and how many the feature, on a day (SUN-2). */
export const adoption = sqliteTable(
  'adoption',
  {
    toolId: integer('tool_id')
      .notNull()
      .references(() => tool.id),
    /** YYYY-MM-DD. */
    day: text('day').notNull(),
    tool: integer('tool'),
    feature: integer('feature'),
    posted: flag('posted'),
    by: text('by'),
    at: instant('at').notNull(),
  },
  (t) => [uniqueIndex('adoption_day').on(t.toolId, t.day)],
);
