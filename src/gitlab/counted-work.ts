import { z } from 'zod';
import { type WorkKind, type WorkRead, workOfIssue } from '../domain/counted-work.ts';
import { type Connection, type Page, PER_PAGE, type ProjectRef, read, readPage, write } from './connection.ts';
import { Issue } from './schema.ts';

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const User = z
  .object({ username: z.string().nullish(), name: z.string() })
  .transform((user) => user.username ?? user.name);
const Base = z.object({
  id: z.number(),
  iid: z.number(),
  title: z.string(),
  description: z.string().nullish(),
  state: z.string(),
  labels: z.array(z.string()).nullish(),
  author: User.nullish(),
  web_url: z.string(),
  references: z.object({ full: z.string() }).nullish(),
  created_at: instant,
  updated_at: instant,
  closed_at: instant.nullish(),
});

const common = (kind: WorkKind, row: z.output<typeof Base>) => ({
  ...{ kind, gitlabId: row.id, iid: row.iid, title: row.title, description: row.description ?? '', state: row.state },
  ...{ labels: row.labels ?? [], author: row.author ?? '', url: row.web_url },
  reference: row.references?.full ?? referenceOf(row.web_url),
  ...{ createdAt: row.created_at, updatedAt: row.updated_at, closedAt: row.closed_at ?? null },
  ...{ weight: null, epicIid: null, movedTo: null, duplicateOf: null, head: null, mergedAt: null, milestone: null },
  ...{ confidential: false, assignees: [] },
});

/** An older GitLab says no references: group/project!12 out of the address. */
function referenceOf(url: string): string {
  const [, path, kind, iid] = /^https?:\/\/[^/]+\/(.+?)(?:\/-)?\/(merge_requests|issues|epics)\/(\d+)/u.exec(url) ?? [];
  const mark = kind === 'merge_requests' ? '!' : kind === 'epics' ? '&' : '#';
  return path === undefined ? url : `${path.replace(/^groups\//u, '')}${mark}${iid}`;
}

const MergedWork = Base.extend({
  project_id: z.number(),
  assignees: z.array(User).nullish(),
  milestone: z.object({ id: z.number(), title: z.string() }).nullish(),
  merged_at: instant.nullish(),
  sha: z.string().nullish(),
}).transform(
  (row): WorkRead => ({
    ...common('merge_request', row),
    ...{ projectId: row.project_id, assignees: row.assignees ?? [], milestone: row.milestone ?? null },
    ...{ head: row.sha ?? null, mergedAt: row.merged_at ?? null },
  }),
);

const EpicWork = Base.extend({ group_id: z.number(), confidential: z.boolean().nullish() }).transform(
  (row): WorkRead => ({ ...common('epic', row), projectId: row.group_id, confidential: row.confidential ?? false }),
);

const IssueWork = Issue.transform(workOfIssue);

const SCHEMAS: Record<WorkKind, z.ZodType<WorkRead>> = {
  ...{ merge_request: MergedWork, issue: IssueWork, epic: EpicWork },
};
const lenient = (schema: z.ZodType<WorkRead>) => schema.nullable().catch(null);
const LENIENT: Record<WorkKind, z.ZodType<WorkRead | null>> = {
  ...{ merge_request: lenient(MergedWork), issue: lenient(IssueWork), epic: lenient(EpicWork) },
};

export type WorkPlace = { group: ProjectRef } | { project: ProjectRef };
/**
 * What to list. `createdAfter`: all of it in the order in which it was made, which no change upsets; `updatedAfter`: what changed
 * since, the longest unchanged first. Both take the instant itself in.
 */
export type WorkQuery = { kind: WorkKind; place: WorkPlace; page: number } & (
  | { createdAfter: Date | null }
  | { updatedAfter: Date }
);

export type WorkAt = { kind: WorkKind; projectId: number; iid: number };
/** Names without a comma. */
export type LabelChange = { add: readonly string[]; remove: readonly string[] };

/** Merge requests that are merged, issues, and epics, as they are counted: one request a page of 100. */
export function countedWorkCalls({ mergeRequests, issues, epics }: Connection) {
  return {
    /** Entries that GitLab writes in no way that is known are left out: one of them must not hold up the others. */
    async workPage(query: WorkQuery): Promise<Page<WorkRead>> {
      const { kind, place, page } = query;
      const options = { ...orderOf(query), ...scopeOf(kind), perPage: PER_PAGE, page, showExpanded: true };
      const inPlace = { ...options, ...placeOf(place) } as never;
      const { items, nextPage } = await readPage(LENIENT[kind], () => {
        if (kind === 'epic') return epics.all('group' in place ? place.group : '', options as never);
        return kind === 'issue' ? issues.all(inPlace) : mergeRequests.all(inPlace);
      });
      return { items: items.filter((read) => read !== null), nextPage };
    },
    /** Adds labels to it and takes others off; gives it as GitLab then has it. Of an epic `projectId` is its group. */
    labelWork({ kind, projectId, iid }: WorkAt, change: LabelChange): Promise<WorkRead> {
      const [addLabels, removeLabels] = [change.add.join(','), change.remove.join(',')];
      return write(SCHEMAS[kind], () => {
        if (kind === 'epic') return epics.edit(projectId, iid, { addLabels, removeLabels } as never);
        if (kind === 'issue') return issues.edit(projectId, iid, { addLabels, removeLabels });
        return mergeRequests.edit(projectId, iid, { addLabels, removeLabels } as never);
      });
    },
    /** A merge request as it is counted; one that is not merged too. */
    mergeRequestWork(project: ProjectRef, iid: number): Promise<WorkRead> {
      return read(MergedWork, () => mergeRequests.show(project, iid));
    },
  };
}

function orderOf(query: WorkQuery): Record<string, unknown> {
  if ('updatedAfter' in query)
    return { orderBy: 'updated_at', sort: 'asc', updatedAfter: query.updatedAfter.toISOString() };
  const since = query.createdAfter === null ? {} : { createdAfter: query.createdAfter.toISOString() };
  return { orderBy: 'created_at', sort: 'asc', ...since };
}

function scopeOf(kind: WorkKind): Record<string, unknown> {
  if (kind === 'epic') return {};
  return kind === 'merge_request' ? { scope: 'all', state: 'merged' } : { scope: 'all' };
}

const placeOf = (place: WorkPlace) => ('group' in place ? { groupId: place.group } : { projectId: place.project });
