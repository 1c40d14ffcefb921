import type { CountedWork } from './counted-work.ts';
import type { MetricId } from './metric-label.ts';
import type { Milestone } from './milestone.ts';
import type { Owed } from './owed.ts';
import { workKeys } from './planned-work.ts';

/** The workflow labels in their order, by the keys under which the settings name them (LOG-2). */
export const WORKFLOW_STEPS = [
  { id: 'validationBacklog', label: 'Validation backlog' },
  { id: 'readyForDevelopment', label: 'Ready for development' },
  { id: 'inDev', label: 'In dev' },
  { id: 'inReview', label: 'In review' },
  { id: 'complete', label: 'Complete' },
] as const;
export type WorkflowId = (typeof WORKFLOW_STEPS)[number]['id'];

export const workflowInWords = (workflow: string | null): string =>
  WORKFLOW_STEPS.find(({ id }) => id === workflow)?.label ?? 'no workflow label';

export type ToMilestone = Pick<Milestone, 'id' | 'title'>;

/** What was chosen in Slack and is not in GitLab yet. `milestone` null: none. `byId`: who chose last, and is told what GitLab did not take. */
export type Wish = {
  weight?: number;
  metric?: MetricId;
  workflow?: WorkflowId;
  milestone?: ToMilestone | null;
  acceptance?: string;
  candidate?: false;
  byId: string;
};

/** What is kept of an issue beside GitLab's copy of it. */
export type IssueNotes = { committedBy?: string; committedAt?: string; wish?: Wish };

/** An issue of GitLab with what is kept beside; `requestId`: of whom it is the work item, `workId`: the planned work whose issue it is. */
export type BacklogIssue = { work: CountedWork; notes: IssueNotes; requestId: number | null; workId: number | null };

export type RefinedBy = 'weight' | 'acceptance' | 'metric' | 'comment';

export type IssueChange = {
  actor: string;
  /** Of the act: told twice, it is kept once. */
  key: string;
  action: string;
  detail: Record<string, unknown>;
  /** The copy as it is at once; GitLab's answer brings it in line. */
  edit: Partial<CountedWork>;
  wish: Omit<Wish, 'byId'>;
  notes?: Pick<IssueNotes, 'committedBy' | 'committedAt'>;
  /** How this person took part in its refinement (KPI-4). */
  refined: RefinedBy[];
  owed: Owed[];
  answer: string;
};

export type IssueVerdict = { ok: true; value: IssueChange } | { ok: false; text: string; field?: string };
export type DecideIssue = (issue: BacklogIssue) => IssueVerdict;

/** What the backlog points at (LOG-1): what an issue lacks to be ready, and the milestone that it has none of. */
export function lacksInBacklog({ weight, acceptance, metric, milestoneId }: CountedWork): string[] {
  return [
    ...(weight === null ? ['weight'] : []),
    ...(acceptance ? [] : ['acceptance criteria']),
    ...(metric === null ? ['metric label'] : []),
    ...(milestoneId === null ? ['milestone'] : []),
  ];
}

/** What is missing before an issue may be called ready for development (LOG-2). */
export const lacksToBeReady = ({ weight, acceptance }: Pick<CountedWork, 'weight' | 'acceptance'>): string[] => [
  ...(weight === null ? ['a weight'] : []),
  ...(acceptance ? [] : ['acceptance criteria']),
];

/** Under which the audit keeps what became of an issue, and its lane. */
export const issueSubject = (gitlabId: number): string => `I-${gitlabId}`;

/** The issue in GitLab brought in line with what was chosen in Slack; that of planned work once its own workflow has written it. */
export const oweIssue = ({ work: { gitlabId }, workId }: Pick<BacklogIssue, 'work' | 'workId'>): Owed => ({
  ...{ kind: 'backlog-issue', lane: `${issueSubject(gitlabId)}/gitlab`, key: `backlog-issue:${gitlabId}` },
  ...(workId === null ? {} : { needs: workKeys(workId)[0] }),
  payload: { gitlabId },
});

/** Whoever chose something that GitLab did not take is told, in a direct message. */
export const oweNotTaken = (gitlabId: number, personId: string, what: string, at: Date): Owed => ({
  ...{ kind: 'backlog-not-taken', lane: `${issueSubject(gitlabId)}/${personId}` },
  ...{ key: `backlog-not-taken:${gitlabId}:${personId}:${at.toISOString()}`, payload: { gitlabId, personId, what } },
});

/** Whether a project's issue can be in a milestone, by the milestone's address: one of the project, or of a group above it. */
export function isMilestoneOf(reference: string, { url }: Pick<Milestone, 'url'>): boolean {
  const project = (reference.split('#')[0] ?? '').toLowerCase();
  const path = (URL.canParse(url) ? new URL(url).pathname : '').toLowerCase().split('/-/')[0] ?? '';
  const group = /\/groups\/(.+)$/u.exec(path)?.[1];
  return group === undefined ? path === '' || path.endsWith(`/${project}`) : project.startsWith(`${group}/`);
}
