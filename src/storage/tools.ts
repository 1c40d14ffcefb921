import { and, eq, gt, sql } from 'drizzle-orm';
import { oweCommitted } from '../domain/owed.ts';
import type { NewPromise } from '../domain/promise.ts';
import { followCategory } from '../domain/promise-category.ts';
import {
  type NewTool,
  readToolNumber,
  type Tool,
  type ToolChange,
  type ToolPerson,
  toolNumber,
} from '../domain/tool.ts';
import type { DecideTool, ToolDecided, ToolLook, ToolVerdict } from '../domain/tool-act.ts';
import { type DecideToolPeople, type ToolPeopleChange, toldOf } from '../domain/tool-people.ts';
import { no, type Verdict, yes } from '../domain/verdict.ts';
import type { AuditWriter } from './audit.ts';
import type { Open } from './database.ts';
import type { OutboxWriter } from './outbox.ts';
import { plannedWorkWriter } from './planned-work.ts';
import { type PromiseWriter, promiseWriter } from './promises.ts';
import { plannedWork, tool, toolPerson } from './tables.ts';
import { indexTool } from './tool-lists.ts';
import { valueWriter } from './value-propositions.ts';

export type ToolFiling = {
  tool: NewTool;
  priority: number;
  people: Pick<ToolPerson, 'personId' | 'role'>[];
  actor: string;
  why: string;
  /** What is promised of it from now on. */
  promises?: (id: number) => NewPromise[];
};

/** What a commitment is derived from (INV-9): a change of it is told to the tool's open outages. */
const COMMITTING = ['state', 'criticality', 'category', 'support', 'interim', 'healthLevel'] as const;
/** As many are looked at when something is told of a tool. */
const MOST_PEOPLE = 1_000;

/** Adds a tool to the inventory, inside the caller's transaction, and gives its id (INV-1, INV-12). Throws when the name is taken. */
export function toolWriter(open: Open, keepAudit: AuditWriter) {
  const { db } = open;
  const index = indexTool(open);
  const addValues = valueWriter(open);
  return ({ tool: { valuePropositions, ...added }, priority, people, actor, why }: ToolFiling, now: Date): number => {
    const { id } = db
      .insert(tool)
      .values({ ...added, priority, createdAt: now, updatedAt: now })
      .returning({ id: tool.id })
      .get();
    for (const each of people)
      db.insert(toolPerson)
        .values({ toolId: id, ...each })
        .onConflictDoNothing()
        .run();
    addValues(id, valuePropositions, now);
    index(id, added);
    keepAudit({ at: now, actor, subject: toolNumber(id), action: 'added to the inventory', detail: { why } });
    return id;
  };
}

export type ToolWriter = ReturnType<typeof toolWriter>;

/**
 * What the category of a tool asks to come back to, inside the caller's transaction: to be called after every way in which a tool is
 * added or changed (INV-4, INV-7). `before`: null where it is new.
 */
export function categoryFollower({ db }: Open, promises: PromiseWriter) {
  const one = db
    .select()
    .from(tool)
    .where(eq(tool.id, sql.placeholder('id')))
    .prepare();
  return (id: number, before: Tool | null, actor: string, now: Date): void => {
    const after = one.get({ id });
    if (after === undefined) return;
    const { make, end } = followCategory(before, after, promises.openOfTool(id), now);
    for (const { key, state } of end) promises.end([key], state, actor, now);
    promises.make(make, now);
  };
}

export type CategoryFollower = ReturnType<typeof categoryFollower>;

type Writers = { owe: OutboxWriter; keepAudit: AuditWriter; wake: () => void };

/** What a change was, as the audit keeps it: each field from what to what (INV-12). */
const fromTo = (before: Tool, fields: ToolChange['fields']): Record<string, { from: unknown; to: unknown }> => {
  const was = new Map<string, unknown>(Object.entries(before));
  return Object.fromEntries(Object.entries(fields).map(([field, to]) => [field, { from: was.get(field), to }]));
};

/**
 * Changes a tool by what a rule says of it as it is, inside the caller's transaction: with its audit, what it promises and keeps, and what is
 * owed. Nothing is kept where the rule refuses.
 */
export function toolChanger(open: Open, { owe, keepAudit }: Pick<Writers, 'owe' | 'keepAudit'>) {
  const { client, db } = open;
  const one = db
    .select()
    .from(tool)
    .where(eq(tool.id, sql.placeholder('id')))
    .prepare();
  const named = db
    .select()
    .from(tool)
    .where(sql`lower(${tool.name}) = lower(${sql.placeholder('name')})`)
    .prepare();
  const people = db
    .select()
    .from(toolPerson)
    .where(eq(toolPerson.toolId, sql.placeholder('id')))
    .limit(sql.placeholder('limit'))
    .prepare();
  const gapPlanned = db
    .select({ id: plannedWork.id })
    .from(plannedWork)
    .where(
      and(
        eq(plannedWork.toolId, sql.placeholder('id')),
        eq(plannedWork.criterion, sql.placeholder('criterion')),
        eq(plannedWork.state, 'opened'),
      ),
    )
    .limit(1)
    .prepare();
  const gapsDone = client
    .prepare<[number, string], number>(
      "SELECT id FROM planned_work WHERE tool_id = ? AND state = 'closed' AND criterion IN (SELECT value FROM json_each(?))",
    )
    .pluck();
  const takeOver = client.prepare<[number], number>(
    "SELECT 1 FROM stage WHERE tool_id = ? AND kind = 'transfer' AND state = 'open' AND phase = 'accepted'",
  );
  const sunset = client.prepare<[number], number>(
    "SELECT 1 FROM stage WHERE tool_id = ? AND kind = 'sunset' AND state = 'open'",
  );
  const index = indexTool(open);
  const promises = promiseWriter(open);
  const plan = plannedWorkWriter(open);
  const follow = categoryFollower(open, promises);

  const look = (id: number): ToolLook => ({
    named: (name) => named.get({ name: name.trim() }) ?? null,
    planned: (criterion) => gapPlanned.get({ id, criterion }) !== undefined,
    closedWork: (criteria) => gapsDone.all(id, JSON.stringify(criteria)),
    takenOver: () => takeOver.get(id) !== undefined,
    sunsets: () => sunset.get(id) !== undefined,
    told: () => toldOf(people.all({ id, limit: MOST_PEOPLE })),
  });

  function keep(before: Tool, { change, priority, ...follows }: ToolDecided, now: Date): void {
    const { id } = before;
    const { actor, action, why, fields } = change;
    db.update(tool)
      .set({ ...fields, priority, updatedAt: now })
      .where(eq(tool.id, id))
      .run();
    index(id, { ...before, ...fields });
    keepAudit({ at: now, actor, subject: toolNumber(id), action, detail: { why, changes: fromTo(before, fields) } });
    promises.make(follows.promises ?? [], now);
    promises.end(follows.keeps ?? [], 'kept', actor, now);
    follow(id, before, actor, now);
    const workId = follows.work === undefined ? 0 : plan(follows.work, now);
    if (follows.owed !== undefined) owe(follows.owed(workId), now);
    if (COMMITTING.some((field) => field in fields)) owe([oweCommitted(id)], now);
  }

  return (id: number, decide: DecideTool, now: Date): ToolVerdict => {
    const found = one.get({ id });
    if (found === undefined) return no(`There is no ${toolNumber(id)}. See \`/prodseceng tools\`.`);
    const verdict = decide(found, look(id));
    if (verdict.ok) keep(found, verdict.value, now);
    return verdict;
  };
}

export type ToolChanger = ReturnType<typeof toolChanger>;

/** The tools of the inventory. */
export function toolStore(open: Open, { owe, keepAudit, wake }: Writers) {
  const { client, db } = open;
  const one = db
    .select()
    .from(tool)
    .where(eq(tool.id, sql.placeholder('id')))
    .prepare();
  const named = db
    .select()
    .from(tool)
    .where(sql`lower(${tool.name}) = lower(${sql.placeholder('name')})`)
    .prepare();
  const ofProject = db
    .select()
    .from(tool)
    .where(sql`lower(${tool.project}) = lower(${sql.placeholder('path')})`)
    .limit(10)
    .prepare();
  const above = db
    .select()
    .from(tool)
    .where(and(gt(tool.priority, sql.placeholder('priority')), eq(tool.state, 'operational')))
    .orderBy(tool.priority, tool.id)
    .limit(1)
    .prepare();
  const people = db
    .select()
    .from(toolPerson)
    .where(eq(toolPerson.toolId, sql.placeholder('id')))
    .limit(sql.placeholder('limit'))
    .prepare();
  const part = db
    .select()
    .from(toolPerson)
    .where(and(eq(toolPerson.toolId, sql.placeholder('id')), eq(toolPerson.personId, sql.placeholder('personId'))))
    .prepare();
  const promises = promiseWriter(open);
  const add = toolWriter(open, keepAudit);
  const follow = categoryFollower(open, promises);
  const changing = client.transaction(toolChanger(open, { owe, keepAudit }));

  const changingPeople = client.transaction((id: number, decide: DecideToolPeople, now: Date): Verdict<string> => {
    const found = one.get({ id });
    if (found === undefined) return no(`There is no ${toolNumber(id)}. See \`/prodseceng tools\`.`);
    const verdict = decide(found, people.all({ id, limit: MOST_PEOPLE }));
    if (!verdict.ok) return verdict;
    const { actor, action, why, owed, answer } = verdict.value;
    keepPeople(id, verdict.value);
    keepAudit({ at: now, actor, subject: toolNumber(id), action, detail: { why } });
    owe(owed, now);
    return yes(answer);
  });

  function keepPeople(toolId: number, { remove = [], add = [], mute }: ToolPeopleChange): void {
    const of = (personId: string) => and(eq(toolPerson.toolId, toolId), eq(toolPerson.personId, personId));
    for (const personId of remove) db.delete(toolPerson).where(of(personId)).run();
    for (const { personId, asked } of add)
      db.insert(toolPerson)
        .values({ toolId, personId, role: 'stakeholder', asked })
        .onConflictDoUpdate({ target: [toolPerson.toolId, toolPerson.personId, toolPerson.role], set: { asked } })
        .run();
    if (mute !== undefined) db.update(toolPerson).set({ muted: mute.muted }).where(of(mute.personId)).run();
  }

  const adding = client.transaction((filings: readonly ToolFiling[], now: Date): Verdict<number[]> => {
    for (const filing of filings) {
      const other = named.get({ name: filing.tool.name.trim() });
      if (other !== undefined) return no(`${toolNumber(other.id)} has the name “${other.name}” already.`);
    }
    return yes(
      filings.map((filing) => {
        const id = add(filing, now);
        promises.make(filing.promises?.(id) ?? [], now);
        follow(id, null, filing.actor, now);
        return id;
      }),
    );
  });

  return {
    async tool(id: number): Promise<Tool | null> {
      return one.get({ id }) ?? null;
    },
    /** By its name, in any letter case. */
    async toolNamed(name: string): Promise<Tool | null> {
      return named.get({ name: name.trim() }) ?? null;
    },
    /** Those with this GitLab project, whose path is given in any letter case. */
    async toolsOfProject(path: string): Promise<Tool[]> {
      return ofProject.all({ path });
    },
    /** By what people type: its number, such as `T-1`, or its name. */
    async toolTyped(typed: string): Promise<Tool | null> {
      const id = readToolNumber(typed);
      return (id === null ? named.get({ name: typed.trim() }) : one.get({ id })) ?? null;
    },
    /** The operational tool that comes next before this priority; null for the first. */
    async toolAbove(priority: number): Promise<Tool | null> {
      return above.get({ priority }) ?? null;
    },
    /** Users and stakeholders; those who only asked to be among them. */
    async peopleOfTool(id: number, limit: number): Promise<ToolPerson[]> {
      return people.all({ id, limit });
    },
    /** How one person is named on a tool: nothing where they are not. */
    async partIn(toolId: number, personId: string): Promise<ToolPerson[]> {
      return part.all({ id: toolId, personId });
    },
    /** Changes who is named on a tool, by what `decide` says of them as they are inside the transaction. */
    async changeToolPeople(id: number, decide: DecideToolPeople, now: Date): Promise<Verdict<string>> {
      const verdict = changingPeople.immediate(id, decide, now);
      wake();
      return verdict;
    },
    /** Calls `decide` on the tool as it is inside the transaction; keeps what it says, or nothing when it refuses. */
    async changeTool(id: number, decide: DecideTool, now: Date): Promise<ToolVerdict> {
      const verdict = changing.immediate(id, decide, now);
      wake();
      return verdict;
    },
    /** Adds all of them, or none where a name is taken; gives their ids. */
    async addTools(filings: readonly ToolFiling[], now: Date): Promise<Verdict<number[]>> {
      return adding.immediate(filings, now);
    },
  };
}
