import { type Answers, linesIn, textOf } from './form.ts';
import type { Owed } from './owed.ts';
import type { NewPlannedWork } from './planned-work.ts';
import { priorityOf, type Weights } from './prioritization.ts';
import type { NewPromise } from './promise.ts';
import { type Act, TEAM_ONLY } from './request-act.ts';
import { type Tool, type ToolChange, toolNumber } from './tool.ts';

/** Who acts on a tool, and by which weights its place is worked out. `today`: the day it is, YYYY-MM-DD. */
export type ToolAct = Act & { weights: Weights; today: string };

/** What follows from a change of a tool: all of it one transaction. */
export type ToolDecided = {
  change: ToolChange;
  priority: number;
  /** What was done, for whoever did it. */
  answer: string;
  promises?: NewPromise[];
  /** Keys of promises that are kept by this. */
  keeps?: string[];
  work?: NewPlannedWork;
  owed?: (workId: number) => Owed[];
};

/** A refusal names the field that it is about, where there is one. */
export type ToolVerdict = { ok: true; value: ToolDecided } | { ok: false; text: string; field?: string };

/** What a rule may look up at the same moment. */
export type ToolLook = {
  named(name: string): Tool | null;
  /** Whether the gap has a work item already. */
  planned(criterion: string): boolean;
  /** Work for gaps of these criteria whose issue is closed. */
  closedWork(criteria: readonly string[]): number[];
  /** Whether another team is taking it over, by a claim that was accepted (SUN-6). */
  takenOver?(): boolean;
  /** Whether its sunset is under way (INV-7). */
  sunsets?(): boolean;
  /** Users and stakeholders who are told of changes: muted ones are not. */
  told(): string[];
};

export type DecideTool = (tool: Tool, look: ToolLook) => ToolVerdict;

export const refuse = (text: string, field?: string): ToolVerdict => ({
  ok: false,
  text,
  ...(field === undefined ? {} : { field }),
});

/** Null where this person may change this tool. */
export function mayNotChange({ roles }: Pick<ToolAct, 'roles'>, tool: Tool): string | null {
  if (!roles.team) return TEAM_ONLY;
  if (tool.state !== 'retired' && tool.state !== 'transferred') return null;
  return `${toolNumber(tool.id)} is ${tool.state}, so it cannot be changed any more.`;
}

type Made = Omit<ToolDecided, 'change' | 'priority'> & { action: string; fields: ToolChange['fields'] };

/** A change with its reason; refused without one (INV-12), and where nothing would change. */
export function change(act: ToolAct, tool: Tool, why: string, made: Made): ToolVerdict {
  if (why.trim() === '') return refuse('Say why: it is kept with the change.', 'why');
  const { action, fields: wanted, ...follows } = made;
  const fields = differing(tool, wanted);
  if (Object.keys(fields).length === 0 && follows.work === undefined)
    return refuse('Nothing was changed. Change a field, or cancel.', 'why');
  const priority = priorityOf({ ...tool, ...fields }, act.weights);
  return {
    ok: true,
    value: { change: { actor: act.roles.person.id, action, why: why.trim(), fields }, priority, ...follows },
  };
}

function differing(tool: Tool, wanted: ToolChange['fields']): ToolChange['fields'] {
  const before = new Map<string, unknown>(Object.entries(tool));
  const changed = Object.entries(wanted).filter(
    ([field, to]) => JSON.stringify(before.get(field)) !== JSON.stringify(to),
  );
  return Object.fromEntries(changed);
}

export const answer = (answers: Answers, id: string): string => textOf(answers, id).trim();
export const orNull = (text: string): string | null => (text === '' ? null : text);
export const linesOf = (answers: Answers, id: string): string[] => [...new Set(linesIn(textOf(answers, id)))];

const PROJECT_PATH = /^[\w.-]+(\/[\w.-]+)+$/;

/** The path of a GitLab project in what was typed (its address is taken too); null where it is none. */
export function projectPath(typed: string): string | null {
  const path = typed
    .trim()
    .replace(/^https?:\/\/[^/]+\//i, '')
    .replace(/\/-\/.*$|\/+$/g, '');
  return PROJECT_PATH.test(path) ? path : null;
}
