import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { CategoryId } from '../domain/category.ts';
import type { CriticalityId } from '../domain/criticality.ts';
import type { Answer, Answers } from '../domain/form.ts';
import type { HealthAnswers, HealthLevel } from '../domain/health.ts';
import type { MetricId } from '../domain/metric-label.ts';
import type { OutcomeId, SignerRole } from '../domain/outcome.ts';
import type { PromiseKind, Watched } from '../domain/promise.ts';
import type { EntryKind } from '../domain/request.ts';
import type { Tool, ToolLinks } from '../domain/tool.ts';
import { flag, instant } from './columns.ts';

export const person = sqliteTable(
  'person',
  {
    id: text('id').primaryKey(),
    teamId: text('team_id').notNull(),
    name: text('name').notNull(),
    email: text('email'),
    timeZone: text('time_zone').notNull(),
    kind: text('kind', { enum: ['member', 'guest', 'external', 'bot'] }).notNull(),
    deleted: flag('deleted'),
  },
  (t) => [index('person_email').on(t.email)],
);

export const userGroup = sqliteTable('user_group', {
  id: text('id').primaryKey(),
  handle: text('handle').notNull(),
  name: text('name').notNull(),
});

export const userGroupMember = sqliteTable(
  'user_group_member',
  { groupId: text('group_id').notNull(), personId: text('person_id').notNull() },
  (t) => [primaryKey({ columns: [t.groupId, t.personId] }), index('user_group_member_person').on(t.personId)],
);

export const channel = sqliteTable(
  'channel',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    isPrivate: flag('is_private'),
    isShared: flag('is_shared'),
    isArchived: flag('is_archived'),
    botIsMember: flag('bot_is_member'),
    membersKept: flag('members_kept'),
  },
  (t) => [index('channel_name').on(t.name)],
);

export const channelMember = sqliteTable(
  'channel_member',
  { channelId: text('channel_id').notNull(), personId: text('person_id').notNull() },
  (t) => [primaryKey({ columns: [t.channelId, t.personId] })],
);

/** Which Slack person a GitLab author is (DOOR-9); `by` says who or what said so. */
export const gitlabPerson = sqliteTable('gitlab_person', {
  username: text('username').primaryKey(),
  personId: text('person_id'),
  by: text('by', { enum: ['settings', 'team', 'email', 'nobody'] }).notNull(),
  at: instant('at').notNull(),
});

export const request = sqliteTable(
  'request',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    door: text('door', { enum: ['new', 'handover', 'other'] }).notNull(),
    title: text('title').notNull(),
    answers: text('answers', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    state: text('state', {
      enum: ['new', 'needs information', 'in assessment', 'proposed', 'decided', 'withdrawn', 'duplicate'],
    }).notNull(),
    sensitive: flag('sensitive'),
    origin: text('origin', { enum: ['slack', 'gitlab'] }).notNull(),
    requesterId: text('requester_id'),
    authorName: text('author_name').notNull(),
    gitlabAuthor: text('gitlab_author'),
    contactId: text('contact_id'),
    claimedBy: text('claimed_by'),
    reason: text('reason'),
    duplicateOf: integer('duplicate_of'),
    asked: text('asked'),
    askedBy: text('asked_by'),
    draftId: text('draft_id'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    uniqueIndex('request_draft').on(t.draftId),
    index('request_state').on(t.state, t.createdAt),
    index('request_requester').on(t.requesterId, t.id),
    // Only what a filing does not write: it waits for the commit.
    index('request_claimed').on(t.claimedBy, t.state).where(sql`claimed_by IS NOT NULL`),
    index('request_gitlab_author').on(t.gitlabAuthor).where(sql`gitlab_author IS NOT NULL`),
    index('request_contact').on(t.contactId).where(sql`contact_id IS NOT NULL`),
    index('request_asked_requester').on(t.requesterId).where(sql`state = 'needs information'`),
    index('request_asked_contact').on(t.contactId).where(sql`state = 'needs information'`),
  ],
);

/** One work item is one record: no two requests share one (DOOR-9). */
export const workItem = sqliteTable(
  'work_item',
  {
    requestId: integer('request_id')
      .primaryKey()
      .references(() => request.id),
    projectId: integer('project_id').notNull(),
    iid: integer('iid').notNull(),
    url: text('url').notNull(),
    reference: text('reference').notNull(),
    adopted: flag('adopted'),
    state: text('state', { enum: ['opened', 'closed'] }).notNull(),
    at: instant('at').notNull(),
  },
  (t) => [
    uniqueIndex('work_item_issue').on(t.projectId, t.iid),
    index('work_item_reference').on(sql`lower(${t.reference})`),
  ],
);

/** Who else a request concerns, and why. */
export const requestPerson = sqliteTable(
  'request_person',
  {
    requestId: integer('request_id')
      .notNull()
      .references(() => request.id),
    personId: text('person_id').notNull(),
    role: text('role', { enum: ['stakeholder', 'joiner', 'signer'] }).notNull(),
    useCase: text('use_case'),
    muted: flag('muted'),
    at: instant('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.requestId, t.personId, t.role] }),
    index('request_person_person').on(t.personId, t.requestId),
  ],
);

/** One thing said in the conversation about a request, wherever it was said. */
export const entry = sqliteTable(
  'entry',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    requestId: integer('request_id')
      .notNull()
      .references(() => request.id),
    kind: text('kind').$type<EntryKind>().notNull(),
    authorId: text('author_id'),
    authorName: text('author_name').notNull(),
    text: text('text').notNull(),
    link: text('link'),
    saidAt: instant('said_at').notNull(),
    key: text('key').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [uniqueIndex('entry_key').on(t.key), index('entry_request').on(t.requestId, t.id)],
);

export const question = sqliteTable(
  'question',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    askerId: text('asker_id').notNull(),
    topic: text('topic', { enum: ['question', 'advice'] }).notNull(),
    text: text('text').notNull(),
    state: text('state', { enum: ['open', 'answered', 'turned'] }).notNull(),
    endedBy: text('ended_by'),
    requestId: integer('request_id').references(() => request.id),
    draftId: text('draft_id').notNull(),
    createdAt: instant('created_at').notNull(),
    endedAt: instant('ended_at'),
  },
  (t) => [uniqueIndex('question_draft').on(t.draftId), index('question_state').on(t.state, t.createdAt)],
);

/** A place in GitLab where the team was mentioned, or a candidate from before the first start (DOOR-9, DOOR-10). */
export const mention = sqliteTable(
  'mention',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    kind: text('kind', { enum: ['mention', 'older'] }).notNull(),
    projectId: integer('project_id').notNull(),
    iid: integer('iid').notNull(),
    noteId: integer('note_id').notNull(),
    title: text('title').notNull(),
    text: text('text').notNull(),
    url: text('url').notNull(),
    confidential: flag('confidential'),
    authorName: text('author_name').notNull(),
    authorUsername: text('author_username').notNull(),
    state: text('state', { enum: ['open', 'answered', 'adopted', 'named', 'dismissed'] }).notNull(),
    answer: text('answer'),
    endedBy: text('ended_by'),
    at: instant('at').notNull(),
    endedAt: instant('ended_at'),
  },
  (t) => [
    uniqueIndex('mention_place').on(t.projectId, t.iid, t.noteId),
    index('mention_state').on(t.state, t.kind, t.at),
  ],
);

export const draft = sqliteTable(
  'draft',
  {
    id: text('id').primaryKey(),
    personId: text('person_id').notNull(),
    form: text('form').notNull(),
    step: integer('step').notNull(),
    answers: text('answers', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    origin: text('origin', { mode: 'json' }).$type<Record<string, string>>().notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [index('draft_person').on(t.personId, t.updatedAt)],
);

/** Where each message we posted is, by its key; `fingerprint` tells whether an update would change anything. */
export const slackMessage = sqliteTable(
  'slack_message',
  {
    key: text('key').primaryKey(),
    channel: text('channel').notNull(),
    ts: text('ts').notNull(),
    fingerprint: text('fingerprint').notNull(),
  },
  (t) => [index('slack_message_place').on(t.channel, t.ts)],
);

/** What is owed to Slack and GitLab. Order holds within a lane; `needs` is the key of what must be done before. */
export const outbox = sqliteTable(
  'outbox',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    lane: text('lane').notNull(),
    kind: text('kind').notNull(),
    key: text('key').notNull(),
    needs: text('needs'),
    payload: text('payload', { mode: 'json' }).$type<Record<string, string | number>>().notNull(),
    state: text('state', { enum: ['owed', 'set aside'] }).notNull(),
    attempts: integer('attempts').notNull().default(0),
    unknown: flag('unknown'),
    notBefore: instant('not_before').notNull(),
    leasedUntil: instant('leased_until').notNull(),
    error: text('error'),
    at: instant('at').notNull(),
  },
  (t) => [
    index('outbox_lane').on(t.lane, t.state, t.id),
    index('outbox_due').on(t.state, t.notBefore),
    index('outbox_key').on(t.key),
  ],
);

export const audit = sqliteTable(
  'audit',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    at: instant('at').notNull(),
    actor: text('actor').notNull(),
    subject: text('subject').notNull(),
    action: text('action').notNull(),
    detail: text('detail', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
  },
  (t) => [index('audit_subject').on(t.subject, t.id)],
);

/** Small facts with a name: cursors of the poll, the first start, when Slack and GitLab were last reached. */
export const fact = sqliteTable('fact', { name: text('name').primaryKey(), value: text('value').notNull() });

/** Deliveries from outside that were taken already: Slack event ids, GitLab webhook ids. */
export const seen = sqliteTable('seen', { id: text('id').primaryKey(), at: instant('at').notNull() }, (t) => [
  index('seen_at').on(t.at),
]);

/** GitLab webhooks kept before they are answered; worked off by the tick. */
export const inbox = sqliteTable('inbox', {
  id: text('id').primaryKey(),
  kind: text('kind').notNull(),
  body: text('body', { mode: 'json' }).$type<unknown>().notNull(),
  tries: integer('tries').notNull().default(0),
  at: instant('at').notNull(),
});

/** The assessment of a request: one row an answer, so that each keeps who gave it. */
export const assessmentAnswer = sqliteTable(
  'assessment_answer',
  {
    requestId: integer('request_id')
      .notNull()
      .references(() => request.id),
    field: text('field').notNull(),
    answer: text('answer', { mode: 'json' }).$type<Answer>().notNull(),
    by: text('by').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.requestId, t.field] })],
);

export const decision = sqliteTable(
  'decision',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    requestId: integer('request_id')
      .notNull()
      .references(() => request.id),
    outcome: text('outcome').$type<OutcomeId>().notNull(),
    state: text('state', { enum: ['proposed', 'final', 'declined', 'withdrawn', 'superseded'] }).notNull(),
    basis: text('basis').notNull(),
    conditions: text('conditions').notNull(),
    details: text('details', { mode: 'json' }).$type<Answers>().notNull(),
    assessed: text('assessed', { mode: 'json' }).$type<Answers>().notNull(),
    metric: text('metric').$type<MetricId>().notNull(),
    proposedBy: text('proposed_by').notNull(),
    proposedAt: instant('proposed_at').notNull(),
    decidedBy: text('decided_by'),
    finalAt: instant('final_at'),
    endedReason: text('ended_reason'),
    supersedes: integer('supersedes'),
  },
  (t) => [index('decision_request').on(t.requestId, t.id), index('decision_state').on(t.state, t.proposedAt)],
);

/** What each person is asked for in a decision. */
export const signature = sqliteTable(
  'signature',
  {
    decisionId: integer('decision_id')
      .notNull()
      .references(() => decision.id),
    kind: text('kind', { enum: ['agreement', 'awareness', 'guidance'] }).notNull(),
    role: text('role').$type<SignerRole | 'team'>().notNull(),
    personId: text('person_id').notNull(),
    state: text('state', { enum: ['open', 'given', 'declined', 'not needed', 'replaced'] }).notNull(),
    text: text('text'),
    askedAt: instant('asked_at').notNull(),
    at: instant('at'),
  },
  (t) => [
    primaryKey({ columns: [t.decisionId, t.kind, t.role, t.personId] }),
    index('signature_person').on(t.personId, t.state, t.askedAt),
  ],
);

/** 1 for what the order of co-creation lists. In these very words, or the index on it is not used. */
export const ON_A_PATH_TO_THE_PRODUCT = sql<number>`CASE category WHEN 'integrate' THEN 1 WHEN 'improve-integrate' THEN 1 ELSE 0 END`;

/** The inventory (INV-1). */
export const tool = sqliteTable(
  'tool',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    name: text('name').notNull(),
    purpose: text('purpose').notNull(),
    owningTeam: text('owning_team').notNull(),
    owningTeamBefore: text('owning_team_before'),
    project: text('project'),
    users: text('users').notNull(),
    state: text('state', { enum: ['planned', 'operational', 'sunsetting', 'retired', 'transferred'] }).notNull(),
    criticality: text('criticality').$type<CriticalityId>().notNull(),
    category: text('category').$type<CategoryId>().notNull(),
    categoryReason: text('category_reason').notNull(),
    health: text('health', { mode: 'json' }).$type<HealthAnswers>().notNull(),
    healthLevel: text('health_level').$type<HealthLevel>(),
    support: text('support', { enum: ['standard', 'improvement-plan', 'best-effort'] }).notNull(),
    interim: text('interim').$type<CriticalityId>(),
    scores: text('scores', { mode: 'json' }).$type<Tool['scores']>().notNull(),
    priority: real('priority').notNull(),
    placed: integer('placed'),
    placedReason: text('placed_reason'),
    designDecisions: text('design_decisions').notNull(),
    ownerId: text('owner_id'),
    links: text('links', { mode: 'json' }).$type<ToolLinks>().notNull(),
    requestId: integer('request_id').references(() => request.id),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    operationalAt: instant('operational_at'),
  },
  (t) => [
    uniqueIndex('tool_name').on(sql`lower(${t.name})`),
    // Covers what the list filters by, so that counting and paging read the index alone.
    index('tool_list').on(t.priority, t.id, t.state, t.category, t.criticality, t.healthLevel, t.ownerId),
    index('tool_category').on(t.category, t.criticality, t.healthLevel, t.state, t.priority, t.id, t.ownerId),
    index('tool_to_product').on(ON_A_PATH_TO_THE_PRODUCT, t.priority, t.id, t.state),
    index('tool_owner').on(t.ownerId, t.priority, t.id, t.state, t.category, t.criticality, t.healthLevel),
    index('tool_request').on(t.requestId),
    index('tool_project').on(sql`lower(${t.project})`),
  ],
);

/** Who uses a tool or has a stake in it. */
export const toolPerson = sqliteTable(
  'tool_person',
  {
    toolId: integer('tool_id')
      .notNull()
      .references(() => tool.id),
    personId: text('person_id').notNull(),
    role: text('role', { enum: ['user', 'stakeholder'] }).notNull(),
    muted: flag('muted'),
    /** They asked to be added; until the owner says so they are not. */
    asked: flag('asked'),
  },
  (t) => [primaryKey({ columns: [t.toolId, t.personId, t.role] }), index('tool_person_person').on(t.personId)],
);

/** Work that a decision plans, or that closes a gap of a tool; a GitLab issue of its own once it is filed. */
export const plannedWork = sqliteTable(
  'planned_work',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    kind: text('kind', { enum: ['planned', 'improvement'] }).notNull(),
    requestId: integer('request_id').references(() => request.id),
    toolId: integer('tool_id').references(() => tool.id),
    decisionId: integer('decision_id').references(() => decision.id),
    /** The health criterion whose gap it closes. */
    criterion: text('criterion'),
    title: text('title').notNull(),
    acceptance: text('acceptance').notNull(),
    weight: integer('weight'),
    milestone: text('milestone'),
    /** GitLab's id of that milestone, where it was picked from GitLab's. */
    milestoneId: integer('milestone_id'),
    projectId: integer('project_id'),
    iid: integer('iid'),
    url: text('url'),
    state: text('state', { enum: ['opened', 'closed'] }).notNull(),
    at: instant('at').notNull(),
  },
  (t) => [
    index('planned_work_request').on(t.requestId),
    index('planned_work_tool').on(t.toolId),
    index('planned_work_issue').on(t.projectId, t.iid),
  ],
);

/** GitLab's milestones as the poll saw them last, with the weight that is open and done in each. */
export const milestone = sqliteTable(
  'milestone',
  {
    /** GitLab's own id. */
    id: integer('id').primaryKey(),
    title: text('title').notNull(),
    state: text('state', { enum: ['active', 'closed'] }).notNull(),
    /** Days (YYYY-MM-DD). */
    startDate: text('start_date'),
    dueDate: text('due_date'),
    url: text('url').notNull(),
    /** Null until its issues were read; an issue without a weight counts in the issues alone. */
    openIssues: integer('open_issues'),
    openWeight: integer('open_weight'),
    doneIssues: integer('done_issues'),
    doneWeight: integer('done_weight'),
    seenAt: instant('seen_at').notNull(),
  },
  (t) => [index('milestone_due').on(t.state, t.dueDate)],
);

/** One thing to do of a promise that is a checklist. */
export const checklistItem = sqliteTable(
  'checklist_item',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    promiseId: integer('promise_id')
      .notNull()
      .references(() => promise.id),
    what: text('what').notNull(),
    state: text('state', { enum: ['open', 'done', 'not needed'] }).notNull(),
    /** Where it can be seen, or why it is not needed. */
    note: text('note'),
    by: text('by'),
    at: instant('at'),
  },
  (t) => [index('checklist_item_promise').on(t.promiseId, t.id)],
);

/** A merge request that somebody contributes to a tool, in the team's review queue (INV-10). */
export const contribution = sqliteTable(
  'contribution',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    toolId: integer('tool_id')
      .notNull()
      .references(() => tool.id),
    /** The request out of which it came, where it was one. */
    requestId: integer('request_id').references(() => request.id),
    projectPath: text('project_path').notNull(),
    iid: integer('iid').notNull(),
    url: text('url').notNull(),
    title: text('title').notNull(),
    state: text('state', { enum: ['opened', 'merged', 'closed'] }).notNull(),
    contributorId: text('contributor_id').notNull(),
    reviewerId: text('reviewer_id'),
    at: instant('at').notNull(),
    endedAt: instant('ended_at'),
  },
  (t) => [
    uniqueIndex('contribution_merge_request').on(t.projectPath, t.iid),
    index('contribution_state').on(t.state, t.at),
    index('contribution_tool').on(t.toolId),
  ],
);

/** What the team said it would come back to. */
export const promise = sqliteTable(
  'promise',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    kind: text('kind').$type<PromiseKind>().notNull(),
    key: text('key').notNull(),
    requestId: integer('request_id').references(() => request.id),
    toolId: integer('tool_id').references(() => tool.id),
    decisionId: integer('decision_id').references(() => decision.id),
    ownerId: text('owner_id'),
    what: text('what').notNull(),
    dueAt: instant('due_at'),
    watch: text('watch', { mode: 'json' }).$type<Watched>(),
    state: text('state', { enum: ['open', 'kept', 'dropped'] }).notNull(),
    acknowledgedBy: text('acknowledged_by'),
    snoozedUntil: instant('snoozed_until'),
    remindedAt: instant('reminded_at'),
    createdAt: instant('created_at').notNull(),
    endedAt: instant('ended_at'),
    endedBy: text('ended_by'),
  },
  (t) => [
    uniqueIndex('promise_key').on(t.key),
    index('promise_due').on(t.state, t.dueAt),
    index('promise_next').on(
      t.state,
      sql`CASE WHEN ${t.snoozedUntil} > ${t.dueAt} THEN ${t.snoozedUntil} ELSE ${t.dueAt} END`,
    ),
    index('promise_kind').on(t.kind, t.state),
    index('promise_owner').on(t.ownerId, t.state, t.dueAt),
    index('promise_request').on(t.requestId),
    index('promise_tool').on(t.toolId),
  ],
);

/** A capacity constraint (REV-5); it ends by itself after `until`, or by hand. */
export const capacity = sqliteTable('capacity', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  what: text('what').notNull(),
  /** A day (YYYY-MM-DD), the last on which it holds. */
  until: text('until').notNull(),
  toolIds: text('tool_ids', { mode: 'json' }).$type<number[]>().notNull(),
  reportedBy: text('reported_by').notNull(),
  at: instant('at').notNull(),
  endedAt: instant('ended_at'),
  endedBy: text('ended_by'),
});

/** Slots of jobs that were taken: one run per slot, whoever runs it. `slot` is the local time it stands for. */
export const jobSlot = sqliteTable(
  'job_slot',
  {
    job: text('job').notNull(),
    slot: text('slot').notNull(),
    outcome: text('outcome', { enum: ['running', 'done', 'failed', 'skipped'] }).notNull(),
    error: text('error'),
    at: instant('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.job, t.slot] }), index('job_slot_at').on(t.at)],
);
