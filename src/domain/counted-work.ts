import { sectionsIn } from './markdown-sections.ts';
import type { MetricId } from './metric-label.ts';
import { weightWritten } from './own-part.ts';

export type WorkKind = 'merge_request' | 'issue' | 'epic';

/** A merge request, issue or epic as GitLab shows it, as far as it is counted. People by their GitLab usernames. */
export type WorkRead = {
  kind: WorkKind;
  gitlabId: number;
  /** Of an epic: its group's id. */
  projectId: number;
  iid: number;
  reference: string;
  url: string;
  title: string;
  description: string;
  state: string;
  confidential: boolean;
  author: string;
  assignees: string[];
  labels: string[];
  weight: number | null;
  milestone: { id: number; title: string } | null;
  epicIid: number | null;
  /** GitLab's id of the issue that it was moved to. */
  movedTo: number | null;
  /** The issue that it was closed as a duplicate of: GitLab's address of it. */
  duplicateOf: string | null;
  /** The newest commit of a merge request's own branch. */
  head: string | null;
  createdAt: Date;
  mergedAt: Date | null;
  closedAt: Date | null;
  updatedAt: Date;
};

/** What is kept of it: the few fields that the backlog and the KPIs are worked out from. */
export type CountedWork = Omit<
  WorkRead,
  'description' | 'labels' | 'milestone' | 'movedTo' | 'duplicateOf' | 'head'
> & {
  metric: MetricId | null;
  /** The key of its workflow label in the settings. */
  workflow: string | null;
  candidate: boolean;
  /** Its description holds acceptance criteria. */
  acceptance: boolean;
  milestoneId: number | null;
  milestone: string | null;
  /** See `sameAs`. */
  sameAs: string | null;
};

/** The names of the process's labels, as the settings give them. */
export type LabelNames = {
  candidate: string;
  workflow: Readonly<Record<string, string>>;
  metric: Readonly<Record<MetricId, string>>;
};

/** What is kept of work that GitLab showed: its labels read by the settings' names (LOG-2, LOG-3). */
export function countedWork(read: WorkRead, names: LabelNames): CountedWork {
  const { description, labels, milestone, movedTo, duplicateOf, head, ...rest } = read;
  return {
    ...rest,
    weight: rest.weight ?? weightIn(labels) ?? weightWritten(description),
    metric: metricIn(labels, names.metric),
    workflow: Object.entries(names.workflow).find(([, name]) => labels.includes(name))?.[0] ?? null,
    candidate: labels.includes(names.candidate),
    acceptance: hasAcceptance(description),
    milestoneId: milestone?.id ?? null,
    milestone: milestone?.title ?? null,
    sameAs: sameAs(read),
  };
}

/** Of several, which GitLab's free tier allows, one that says what it is stands before `Pending`. */
function metricIn(labels: readonly string[], names: LabelNames['metric']): MetricId | null {
  const found = (Object.keys(names) as MetricId[]).filter((id) => labels.includes(names[id]));
  return found.find((id) => id !== 'pending') ?? found[0] ?? null;
}

/** GitLab's free tier has no weights; there a label stands for it. */
function weightIn(labels: readonly string[]): number | null {
  const found = labels.map((label) => /^weight::(\d{1,4})$/u.exec(label)?.[1]).find((each) => each !== undefined);
  return found === undefined ? null : Number(found);
}

const CHERRY_PICKED = /\(cherry picked from commit [0-9a-f]{7,64}\)/u;
const SEE = /See merge request (\S{1,500}!\d{1,9})/u;

/**
 * What work that is one and the same shares, so that it counts once: an issue that was moved or closed as a duplicate, the other one
 * (`issue:92` by GitLab's id, `issue:5#11` by project and number); a merge request picked into another branch, the reference of the
 * first one; any other merge request, its commits (`head:…`), which are the same where it was merged into a second branch. Null: only itself.
 */
function sameAs({ kind, description, movedTo, duplicateOf, head }: WorkRead): string | null {
  if (movedTo !== null) return `issue:${movedTo}`;
  const duplicate = /projects\/(\d+)\/issues\/(\d+)/u.exec(duplicateOf ?? '');
  if (duplicate !== null) return `issue:${duplicate[1]}#${duplicate[2]}`;
  if (kind !== 'merge_request') return null;
  const first = CHERRY_PICKED.test(description) ? SEE.exec(description)?.[1] : undefined;
  return first ?? (head === null ? null : `head:${head}`);
}

const HEADING = /^ {0,3}#{1,6}\s/u;
const LONGEST_LINE = 300;
/** What is there before anybody has written something: bullets, boxes, fences. */
const EMPTY_LINE = /^[\s>*+\-[\]x`~.…_]*$/iu;

/** LOG-2: whether a description says when the work is done: text below a heading *Acceptance criteria*. */
export function hasAcceptance(description: string): boolean {
  const text = sectionsIn(asHeadings(description), ['Acceptance criteria']).get('Acceptance criteria') ?? '';
  const lines = text.split('\n');
  const end = lines.findIndex((line) => HEADING.test(line));
  return (end === -1 ? lines : lines.slice(0, end)).some((line) => !EMPTY_LINE.test(line));
}

/** A line in bold, or one that ends with a colon, serves as a heading too. */
function asHeadings(description: string): string {
  return description
    .split('\n')
    .map((line) =>
      line.length <= LONGEST_LINE && /^\s{0,3}[*_]{0,2}acceptance criteria[\s:*_]*$/iu.test(line)
        ? '## Acceptance criteria'
        : line,
    )
    .join('\n');
}

/** What is worth a row in the copy: of merge requests those that are merged. */
export const isCounted = ({ kind, state }: Pick<WorkRead, 'kind' | 'state'>): boolean =>
  kind !== 'merge_request' || state === 'merged';

type Named = { username: string };
/** An issue as the poll reads it. */
type IssueSeen = Omit<
  WorkRead,
  'kind' | 'gitlabId' | 'reference' | 'url' | 'author' | 'assignees' | 'head' | 'mergedAt'
> & {
  id: number;
  webUrl: string;
  references: { full: string };
  author: Named;
  assignees: readonly Named[];
};

/** An issue that was read for something else, as it is counted. */
export function workOfIssue(issue: IssueSeen): WorkRead {
  const { id, author, assignees, webUrl, references, ...rest } = issue;
  return {
    ...rest,
    ...{ kind: 'issue', gitlabId: id, url: webUrl, reference: references.full, author: author.username },
    ...{ assignees: assignees.map(({ username }) => username), head: null, mergedAt: null },
  };
}
