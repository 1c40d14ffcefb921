import { type Owed, oweWorkItemUpdate, requestNumber, workItemKey } from './owed.ts';
import type { NewPromise } from './promise.ts';
import { type Tool, toolNumber } from './tool.ts';

/** Work that a decision plans, or that closes a gap of a tool (`criterion`). */
export type PlannedWork = {
  id: number;
  kind: 'planned' | 'improvement';
  requestId: number | null;
  toolId: number | null;
  decisionId: number | null;
  criterion: string | null;
  title: string;
  acceptance: string;
  weight: number | null;
  milestone: string | null;
  /** GitLab's id of that milestone, where it was picked from GitLab's. */
  milestoneId: number | null;
  /** Where its issue is, once it is filed. */
  projectId: number | null;
  iid: number | null;
  url: string | null;
  state: 'opened' | 'closed';
  at: Date;
};

export type NewPlannedWork = Pick<PlannedWork, 'kind' | 'title' | 'acceptance'> &
  Partial<
    Pick<PlannedWork, 'requestId' | 'toolId' | 'decisionId' | 'criterion' | 'weight' | 'milestone' | 'milestoneId'>
  >;

type AboutWork = Partial<Pick<PlannedWork, 'requestId' | 'toolId'>>;

/** Under which the audit keeps what became of planned work, and its lane: its tool, else its request. */
export const subjectOfWork = ({ requestId, toolId }: AboutWork): string =>
  toolId == null ? requestNumber(requestId ?? 0) : toolNumber(toolId);

/** The GitLab issue of planned work: made unless it is there, then brought in line. It links to the request's work item, which comes first. */
export function oweWork(about: AboutWork, workId: number): Owed {
  const { requestId } = about;
  return {
    kind: 'planned-work',
    lane: `${subjectOfWork(about)}/gitlab`,
    key: workKey(workId),
    ...(requestId == null ? {} : { needs: workItemKey(requestId) }),
    payload: { workId },
  };
}

const workKey = (workId: number): string => `planned-work:${workId}`;

/** The keys of all that may be owed to the issue of planned work. */
export const workKeys = (workId: number): [string, string] => [workKey(workId), `work-milestone:${workId}`];

/** What may change of planned work. */
export type WorkEdit = Partial<Pick<PlannedWork, 'acceptance' | 'weight' | 'milestone' | 'milestoneId' | 'state'>>;
export type WorkChange = {
  actor: string;
  action: string;
  edit: WorkEdit;
  answer: string;
  promises?: NewPromise[];
  /** Keys of promises that stand no more. */
  drops?: string[];
  owed: Owed[];
};

/** What GitLab says of the issue of planned work. */
export type SeenIssue = {
  state: PlannedWork['state'];
  weight: number | null;
  milestone: { id: number; title: string } | null;
};

/** The promise that somebody confirms, in the health assessment, that a gap is met whose work item is closed. */
export const confirmGapKey = (workId: number): string => `confirm-gap:${workId}`;

/**
 * What GitLab says of work's issue is kept here: closed or open again, weight and milestone. That an improvement is closed lifts nothing by itself
 * (INV-9): the tool's owner is asked to confirm that the gap is met. Null where nothing has changed.
 */
export function followIssue(work: PlannedWork, seen: SeenIssue, tool: Tool | null, now: Date): WorkChange | null {
  const edit = differing(work, seen);
  if (Object.keys(edit).length === 0) return null;
  const owed = work.requestId === null ? [] : [oweWorkItemUpdate(work.requestId)];
  const turned = edit.state === undefined ? 'changed' : edit.state === 'closed' ? 'closed' : 'opened again';
  const change: WorkChange = { actor: 'gitlab', action: `work item ${turned}`, edit, answer: '', owed };
  if (edit.state === undefined || work.kind !== 'improvement' || tool === null) return change;
  if (edit.state === 'opened') return { ...change, drops: [confirmGapKey(work.id)] };
  return { ...change, promises: [confirmGap(work, tool, now)] };
}

const confirmGap = ({ id, title }: PlannedWork, tool: Tool, now: Date): NewPromise => ({
  ...{ kind: 'health', key: confirmGapKey(id), toolId: tool.id, ownerId: tool.ownerId, dueAt: now },
  what: `“${title}” is closed: confirm in the health of ${tool.name} that the gap is met`,
});

/** GitLab's free tier has no weights: there ours stays. */
function differing(work: PlannedWork, { state, weight, milestone }: SeenIssue): WorkEdit {
  const moved = milestone !== null && milestone.id !== work.milestoneId;
  return {
    ...(state === work.state ? {} : { state }),
    ...(weight === null || weight === work.weight ? {} : { weight }),
    ...(moved ? { milestone: milestone.title, milestoneId: milestone.id } : {}),
  };
}
