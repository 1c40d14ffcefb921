import {
  Commits,
  Epics,
  GroupMembers,
  GroupMilestones,
  Groups,
  IssueLabelEvents,
  IssueNotes,
  IssueStateEvents,
  Issues,
  MergeRequests,
  Metadata,
  PersonalAccessTokens,
  Pipelines,
  ProjectLabels,
  ProjectMembers,
  ProjectMilestones,
  Projects,
  TodoLists,
  Users,
} from '@gitbeaker/rest';
import { z } from 'zod';
import { GitLabError, kindOfLostAnswer } from './errors.ts';
import { createRequester } from './requester.ts';
import { WeightEvents } from './weight-events.ts';

export type GitLabSettings = {
  url: string;
  token: string;
  /** The deadline of one call in milliseconds, its retries included; 10 s unless set. */
  timeoutMs?: number;
  now: () => Date;
  fetch?: typeof fetch;
};

/** A project's path or id. */
export type ProjectRef = string | number;

/** One page of a list; `nextPage` is null on the last. */
export type Page<T> = { items: T[]; nextPage: number | null };

export const PER_PAGE = 100;

/** The @gitbeaker resources that are used, each sending through our own requester. */
export function connect(settings: GitLabSettings) {
  const requesterFn = createRequester({
    token: settings.token,
    timeoutMs: settings.timeoutMs ?? 10_000,
    now: settings.now,
    fetch: settings.fetch ?? fetch,
  });
  const host = settings.url.replace(/\/+$/u, '');
  const options = { host, token: settings.token, requesterFn, queryTimeout: null, rateLimits: {} };
  return {
    issues: new Issues(options),
    notes: new IssueNotes(options),
    stateEvents: new IssueStateEvents(options),
    labelEvents: new IssueLabelEvents(options),
    weightEvents: new WeightEvents(options),
    labels: new ProjectLabels(options),
    members: new ProjectMembers(options),
    groupMembers: new GroupMembers(options),
    projects: new Projects(options),
    groups: new Groups(options),
    todos: new TodoLists(options),
    users: new Users(options),
    epics: new Epics(options),
    groupMilestones: new GroupMilestones(options),
    projectMilestones: new ProjectMilestones(options),
    mergeRequests: new MergeRequests(options),
    commits: new Commits(options),
    pipelines: new Pipelines(options),
    metadata: new Metadata(options),
    tokens: new PersonalAccessTokens(options),
  };
}

export type Connection = ReturnType<typeof connect>;

/** A reading, checked. Throws GitLabError only. */
export function read<T>(schema: z.ZodType<T>, call: () => Promise<unknown>): Promise<T> {
  return checked(schema, call, false);
}

/** A write, its answer checked: one that does not fit leaves the outcome unknown. Throws GitLabError only. */
export function write<T>(schema: z.ZodType<T>, call: () => Promise<unknown>): Promise<T> {
  return checked(schema, call, true);
}

/** One page of a list, called with `page` and `showExpanded`. `isWanted` drops entries of kinds that are not read. */
export async function readPage<T>(
  schema: z.ZodType<T>,
  call: () => Promise<unknown>,
  isWanted: (entry: unknown) => boolean = () => true,
): Promise<Page<T>> {
  const wrapped = z.object({
    data: z
      .array(z.unknown())
      .transform((entries) => entries.filter(isWanted))
      .pipe(z.array(schema)),
    paginationInfo: z.object({ next: z.number().nullish() }),
  });
  const { data, paginationInfo } = await checked(wrapped, call, false);
  return { items: data, nextPage: paginationInfo.next ?? null };
}

/** Walks pages until `find` gives something other than undefined; null where no page does. */
export async function findInPages<T, R>(
  page: (number: number) => Promise<Page<T>>,
  find: (items: T[]) => R | undefined,
): Promise<R | null> {
  for (let number: number | null = 1; number !== null; ) {
    const { items, nextPage }: Page<T> = await page(number);
    const found = find(items);
    if (found !== undefined) return found;
    number = nextPage;
  }
  return null;
}

async function checked<T>(schema: z.ZodType<T>, call: () => Promise<unknown>, isWrite: boolean): Promise<T> {
  const answer = await Promise.resolve()
    .then(call)
    .catch((error: unknown) => {
      if (error instanceof GitLabError) throw error;
      const name = error instanceof Error ? error.name : 'error';
      throw new GitLabError('rejected', `The request to GitLab could not be made (${name})`);
    });
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.join('.') || 'the answer';
  const text = `GitLab's answer is not as expected: ${where}: ${issue?.message ?? 'does not fit'}`;
  throw new GitLabError(kindOfLostAnswer(isWrite), text);
}
