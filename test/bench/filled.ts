import type { Open } from '../../src/storage/database.ts';

/** The people whom the screens are drawn for: each has a fifth of everything, in a small database and in a large one. */
export const PEOPLE = { requester: 'U0REQUEST', engineer: 'U0ENGINE0', manager: 'U0MANAGER' } as const;
/** A word that every request and tool holds. */
export const COMMON_WORD = 'scanner';

export type Size = { tools: number; requests: number; clocks: number };

const DAY_MS = 24 * 3_600_000;

/** Numbers from 1 to @n. */
const UP_TO = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @n)';

/** `i` spread evenly over 0 to 99, without a pattern that another column has. */
const SPREAD = '((n.i * 7919) % 100)';

const STATE = `CASE WHEN ${SPREAD} < 4 THEN 'new' WHEN ${SPREAD} < 7 THEN 'in assessment' WHEN ${SPREAD} < 8 THEN 'proposed'
  WHEN ${SPREAD} < 10 THEN 'needs information' WHEN ${SPREAD} < 20 THEN 'withdrawn' WHEN ${SPREAD} < 25 THEN 'duplicate'
  ELSE 'decided' END`;

const WORDS = `(CASE n.i % 5 WHEN 0 THEN 'Rotate signing keys' WHEN 1 THEN 'Watch container images' WHEN 2 THEN 'Find leaked tokens'
  WHEN 3 THEN 'Map owners of findings' ELSE 'Report on licences' END || ' with the ${COMMON_WORD} of group ' || (n.i % 97))`;

/** One statement a table; each may use @n (how many), @now, @people and @requests. `of`: how many rows for so many requests and tools. */
const ROWS: readonly { of: (size: Size) => number; sql: string }[] = [
  {
    of: peopleIn,
    sql: `INSERT INTO person (id, team_id, name, email, time_zone, kind) ${UP_TO}
      SELECT 'U1P' || printf('%05d', n.i), 'T0TEAM', 'Person ' || n.i, 'p' || n.i || '@example.com', 'Etc/UTC', 'member' FROM n`,
  },
  {
    of: ({ requests }) => requests,
    sql: `INSERT INTO request (door, title, answers, state, origin, requester_id, author_name, contact_id, claimed_by, draft_id,
        created_at, updated_at) ${UP_TO}
      SELECT CASE n.i % 3 WHEN 0 THEN 'handover' ELSE 'new' END, ${WORDS},
        json_object('useCase', 'So that every group hears of it in time', 'text', hex(zeroblob(200))), ${STATE}, 'slack',
        CASE n.i % 5 WHEN 0 THEN '${PEOPLE.requester}' ELSE 'U1P' || printf('%05d', 1 + n.i % @people) END, 'Person',
        CASE n.i % 10 WHEN 1 THEN '${PEOPLE.requester}' END,
        CASE WHEN ${SPREAD} >= 4 THEN 'U0ENGINE' || (n.i % 5) END, 'draft-' || n.i, @now - (@n - n.i) * 600000, @now FROM n`,
  },
  {
    of: ({ requests }) => requests,
    sql: `INSERT INTO work_item ${UP_TO} SELECT n.i, 101, n.i, 'https://gitlab.example.com/' || n.i, 'security/team#' || n.i, 0, 'opened', @now FROM n`,
  },
  {
    of: ({ requests }) => requests,
    sql: `INSERT INTO request_person ${UP_TO} SELECT n.i, CASE n.i % 5 WHEN 2 THEN '${PEOPLE.requester}' ELSE
      'U1P' || printf('%05d', 1 + n.i % @people) END, 'stakeholder', NULL, 0, @now FROM n`,
  },
  {
    of: ({ requests }) => requests * 3,
    sql: `INSERT INTO entry (request_id, kind, author_name, text, said_at, key, at) ${UP_TO}
      SELECT 1 + n.i % @requests, CASE n.i % 7 WHEN 0 THEN 'joined' ELSE 'comment' END, 'Person', 'Said about it', @now, 'e' || n.i, @now - 9000000000 FROM n`,
  },
  {
    of: ({ clocks }) => clocks / 2,
    sql: `INSERT INTO outage (draft_id, title, what, opened_at, state, assignees, at) ${UP_TO}
      SELECT 'outage-' || n.i, 'Outage ' || n.i, '', @now, 'opened', '[]', @now FROM n`,
  },
  {
    of: ({ clocks }) => clocks,
    sql: `INSERT INTO clock (outage_id, clock, state, level, due_at, next_at, next_share, calendar) ${UP_TO}
      SELECT (n.i + 1) / 2, CASE n.i % 2 WHEN 0 THEN 'slo' ELSE 'rto' END, 'running', 'high', @now + 90000000, @now + 40000000, 0.5, 0 FROM n`,
  },
  {
    of: ({ requests }) => requests,
    sql: `INSERT INTO request_search (rowid, title, body) ${UP_TO} SELECT n.i, ${WORDS}, 'Every group hears of it in time' FROM n`,
  },
  {
    of: ({ requests }) => requests,
    sql: `INSERT INTO decision (request_id, outcome, state, basis, conditions, details, assessed, metric, proposed_by, proposed_at, final_at) ${UP_TO}
      SELECT n.i, 'accept', CASE ${STATE} WHEN 'decided' THEN 'final' WHEN 'proposed' THEN 'proposed' ELSE 'withdrawn' END, 'Basis', '', '{}', '{}',
        'customTooling', 'U0ENGINE0', @now, CASE ${STATE} WHEN 'decided' THEN @now END FROM n`,
  },
  {
    of: ({ requests }) => requests,
    sql: `INSERT INTO signature ${UP_TO} SELECT n.i, CASE ${STATE} WHEN 'decided' THEN 'awareness' ELSE 'agreement' END, 'leadership', '${PEOPLE.manager}',
      CASE WHEN ${STATE} = 'proposed' OR n.i % 10 = 0 THEN 'open' ELSE 'given' END, NULL, @now - n.i, @now FROM n`,
  },
  {
    of: ({ tools }) => tools,
    sql: `INSERT INTO tool (name, purpose, owning_team, project, users, state, criticality, category, category_reason, health, support, scores,
        priority, design_decisions, owner_id, links, request_id, created_at, updated_at) ${UP_TO}
      SELECT 'Tool ' || n.i || ' ' || ${WORDS}, ${WORDS}, 'Product Security Engineering', 'security/tool-' || n.i, 'Everyone',
        CASE n.i % 10 WHEN 0 THEN 'retired' WHEN 1 THEN 'planned' ELSE 'operational' END,
        CASE n.i % 4 WHEN 0 THEN 'critical' WHEN 1 THEN 'high' WHEN 2 THEN 'medium' ELSE 'low' END,
        CASE n.i % 3 WHEN 0 THEN 'integrate' ELSE 'maintain' END, 'Ours', '{}', 'standard', '{}', 1 + (n.i * 7919 % 400) / 100.0, '',
        'U0ENGINE' || (n.i % 5), '{}', n.i * 10, @now, @now FROM n`,
  },
  { of: ({ tools }) => tools, sql: 'INSERT INTO tool_search (rowid, name, body) SELECT id, name, purpose FROM tool' },
  {
    of: ({ tools }) => tools * 5,
    sql: `INSERT INTO tool_person ${UP_TO} SELECT 1 + n.i % (@n / 5), 'U1P' || printf('%05d', 1 + n.i % @people), 'user', 0, 0 FROM n WHERE true
      ON CONFLICT DO NOTHING`,
  },
  {
    of: ({ tools }) => tools * 3,
    sql: `INSERT INTO planned_work (kind, tool_id, title, acceptance, state, at) ${UP_TO}
      SELECT 'improvement', 1 + n.i % (@n / 3), 'Close a gap', 'It is closed', 'opened', @now FROM n`,
  },
  {
    of: ({ requests }) => requests * 3,
    sql: `INSERT INTO audit (at, actor, subject, action, detail) ${UP_TO} SELECT @now, 'U0ENGINE0',
      CASE n.i % 3 WHEN 0 THEN 'T-' || (1 + n.i % (@requests / 10)) ELSE 'R-' || (1 + n.i % @requests) END, 'edited', '{"why":"It changed"}' FROM n`,
  },
  {
    // A tenth is overdue, and most of that was brought up and comes up again tomorrow.
    of: ({ requests }) => requests,
    sql: `INSERT INTO promise (kind, key, request_id, tool_id, owner_id, what, due_at, state, snoozed_until, created_at) ${UP_TO}
      SELECT CASE n.i % 10 WHEN 0 THEN 'deferred' WHEN 1 THEN 'waiting' WHEN 2 THEN 'improvement' ELSE 'documentation' END, 'p' || n.i,
        CASE WHEN n.i % 4 <> 0 THEN n.i END, CASE WHEN n.i % 4 = 0 THEN 1 + n.i % (@requests / 10) END,
        CASE WHEN n.i % 10 > 1 THEN 'U0ENGINE' || (n.i % 5) END, 'Promised',
        CASE n.i % 10 WHEN 1 THEN NULL ELSE @now + ((n.i * 31) % 1000 - 99.5) * ${DAY_MS} END, 'open',
        CASE WHEN (n.i * 31) % 1000 < 100 THEN @now + ${DAY_MS} + n.i END, @now - 100 FROM n`,
  },
  {
    of: ({ requests }) => requests / 10,
    sql: `INSERT INTO question (asker_id, topic, text, state, draft_id, created_at) ${UP_TO}
      SELECT 'U1P' || printf('%05d', 1 + n.i % @people), 'question', 'How do we?', CASE n.i % 10 WHEN 0 THEN 'open' ELSE 'answered' END, 'q' || n.i, @now FROM n`,
  },
  {
    of: ({ requests }) => requests / 10,
    sql: `INSERT INTO mention (kind, project_id, iid, note_id, title, text, url, author_name, author_username, state, at) ${UP_TO}
      SELECT 'mention', 7, n.i, 1, 'An issue', 'Look at this', 'https://gitlab.example.com/m/' || n.i, 'Person', 'person',
        CASE n.i % 10 WHEN 0 THEN 'open' ELSE 'answered' END, @now FROM n`,
  },
  {
    of: ({ requests }) => requests,
    sql: `INSERT INTO slack_message ${UP_TO} SELECT 'card:R-' || n.i, 'C0INTAKE1', n.i || '.1', 'f' FROM n`,
  },
];

/** As many people as there would be: twenty requests each. */
function peopleIn({ requests }: Size): number {
  return Math.ceil(requests / 20);
}

/** Fills an empty database, in one transaction: what grows with the years grows here with tools and requests. */
export function fillDatabase({ client }: Open, size: Size, now: Date): void {
  const person = client.prepare(
    `INSERT INTO person (id, team_id, name, email, time_zone, kind) VALUES (?, 'T0TEAM', ?, NULL, 'Etc/UTC', 'member')`,
  );
  const team = Array.from({ length: 5 }, (_, index) => `U0ENGINE${index}`);
  const given = { now: now.getTime(), people: peopleIn(size), requests: size.requests };
  client.pragma('synchronous = OFF');
  client.transaction(() => {
    for (const id of [PEOPLE.requester, PEOPLE.manager, ...team]) person.run(id, id);
    client.exec(`INSERT INTO user_group VALUES ('S0TEAM001', 'product-security-engineering', 'Team')`);
    for (const id of team) client.prepare(`INSERT INTO user_group_member VALUES ('S0TEAM001', ?)`).run(id);
    for (const { of, sql } of ROWS) runWith(client, sql, { ...given, n: of(size) });
  })();
  client.pragma('wal_checkpoint(TRUNCATE)');
  client.pragma('synchronous = FULL');
}

/** With those of the values that the statement names. */
function runWith(client: Open['client'], sql: string, values: Record<string, number>): void {
  const named = Object.entries(values).filter(([name]) => sql.includes(`@${name}`));
  client.prepare(sql).run(Object.fromEntries(named));
}
