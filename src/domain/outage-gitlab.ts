import type { OutageEvent } from './commitment-clock.ts';
import type { OutageEntry } from './outage.ts';

/** What GitLab says happened to an issue, each with GitLab's own time. */
export type IssueHistory = {
  createdAt: Date;
  state: 'opened' | 'closed';
  /** Usernames. */
  assignees: readonly string[];
  labels: readonly string[];
  closedAt: Date | null;
  updatedAt: Date;
  states: readonly { id: number; state: string; at: Date; by: string }[];
  labelChanges: readonly { id: number; action: 'add' | 'remove'; label: string; at: Date; by: string }[];
  /** System notes, in any order. */
  notes: readonly { id: number; body: string; at: Date; by: string }[];
};

/** The labels that matter: the validation backlog, and the workflow labels past it that the settings name (SLO-8). */
export type OutageLabels = { validationBacklog: string; past: readonly string[] };

/** Whether a label is a triage mark: any workflow label past the validation backlog (SLO-8). */
export function isTriageLabel(label: string, { past, validationBacklog }: OutageLabels): boolean {
  const scope = scopeOf(validationBacklog);
  return label !== validationBacklog && (past.includes(label) || (scope !== '' && label.startsWith(scope)));
}

/** The scope of a label, such as `workflow::`; empty where it has none. */
function scopeOf(label: string): string {
  const end = label.lastIndexOf('::');
  return end === -1 ? '' : label.slice(0, end + 2);
}

type Simple = Exclude<OutageEvent['kind'], 'committed' | 'breach-told'>;

const entry = (key: string, kind: Simple, at: Date, by: string): OutageEntry => ({
  key,
  event: { kind, at },
  by: by === '' ? 'gitlab' : `gitlab:${by}`,
});

/**
 * The events of an outage as GitLab tells them, by GitLab's own times (SLO-9): so a missed webhook and the app's own downtime change
 * nothing. The same history gives the same keys, so each is kept once.
 */
export function entriesFromGitLab(history: IssueHistory, labels: OutageLabels): OutageEntry[] {
  return [...stateEntries(history), ...triageEntries(history, labels), ...assigneeEntries(history)];
}

function stateEntries({ states, state, closedAt }: IssueHistory): OutageEntry[] {
  const told = states.flatMap(({ id, state: to, at, by }) => {
    if (to !== 'closed' && to !== 'reopened') return [];
    return [entry(`state:${id}`, to, at, by)];
  });
  const knowsClosing = states.some(({ state: to }) => to === 'closed');
  // An issue that was imported closed has no event of it.
  if (state === 'closed' && !knowsClosing && closedAt !== null)
    return [...told, entry(`closed:${closedAt.toISOString()}`, 'closed', closedAt, '')];
  return told;
}

function triageEntries({ labelChanges, labels: now, createdAt }: IssueHistory, labels: OutageLabels): OutageEntry[] {
  const marks = inOrder(labelChanges).filter(({ label }) => isTriageLabel(label, labels));
  const on = new Set<string>();
  const entries: OutageEntry[] = [];
  for (const { id, action, label, at, by } of marks) {
    const before = on.size > 0;
    if (action === 'add') on.add(label);
    else on.delete(label);
    if (before !== on.size > 0) entries.push(entry(`label:${id}`, before ? 'untriaged' : 'triaged', at, by));
  }
  const marked = now.some((label) => isTriageLabel(label, labels));
  // Labels that an issue is opened with may have no event.
  if (marked && marks.length === 0) entries.push(entry('label:opened', 'triaged', createdAt, ''));
  return entries;
}

const ASSIGNED = /\bassigned to ((?:@[\w.-]+(?:, | and )?)+)/u;
const UNASSIGNED = /\bunassigned ((?:@[\w.-]+(?:, | and )?)+)/u;

const namesIn = (body: string, pattern: RegExp): string[] =>
  (pattern.exec(body)?.[1] ?? '').match(/@[\w.-]+/gu)?.map((name) => name.slice(1).toLowerCase()) ?? [];

/** Read out of the system notes: GitLab keeps no other record of when somebody was assigned. */
function assigneeEntries({ notes, assignees, createdAt, updatedAt }: IssueHistory): OutageEntry[] {
  const on = new Set<string>();
  const entries: OutageEntry[] = [];
  const told = inOrder(notes).filter(({ body }) => ASSIGNED.test(body) || UNASSIGNED.test(body));
  for (const { id, body, at, by } of told) {
    const before = on.size > 0;
    const taken = namesIn(body, UNASSIGNED);
    for (const name of taken) on.delete(name);
    for (const name of namesIn(body.replace(UNASSIGNED, ''), ASSIGNED)) on.add(name);
    const after = on.size > 0;
    // Someone who was assigned from the start has no note of it; the first that is taken away shows it.
    const first = !before && !after && taken.length > 0 && entries.length === 0;
    if (first) entries.push(entry('assigned:opened', 'assigned', createdAt, ''));
    if (before !== after || first) entries.push(entry(`note:${id}`, after ? 'assigned' : 'unassigned', at, by));
  }
  if (assignees.length > 0 && on.size === 0)
    entries.push(
      entry(
        `assigned:${told.length === 0 ? 'opened' : updatedAt.toISOString()}`,
        'assigned',
        told.length === 0 ? createdAt : updatedAt,
        '',
      ),
    );
  return entries;
}

const inOrder = <T extends { id: number; at: Date }>(all: readonly T[]): T[] =>
  [...all].sort((a, b) => a.at.getTime() - b.at.getTime() || a.id - b.id);
