import type { Deps } from '../../deps.ts';
import { type CountedWork, hasAcceptance } from '../../domain/counted-work.ts';
import { GitLabError } from '../../gitlab/errors.ts';
import type { Issue } from '../../gitlab/schema.ts';
import type { TookPart } from '../../storage/counted-work.ts';

/** GitLab does not show it to the token, or has no such thing (weights on the free tier). */
export const isRefused = (error: unknown): boolean =>
  error instanceof GitLabError && ['not-found', 'forbidden', 'rejected'].includes(error.kind);

type Refined = { issue: Issue; before: CountedWork; since: Date };
type Took = { person: string; what: TookPart['what']; at: Date };

/**
 * Who took part in refining an open candidate since it was seen last (KPI-4): set its weight, acceptance criteria or metric label in GitLab, or
 * commented. What the app set there is kept with whoever pressed for it. At most four requests.
 */
export async function keepRefining(deps: Deps, refined: Refined): Promise<void> {
  const { id: gitlabId, milestone } = refined.issue;
  const all = [
    ...(await fromNotes(deps, refined)),
    ...(await fromLabels(deps, refined)),
    ...(await fromWeights(deps, refined)),
  ];
  if (all.length === 0) return;
  const { username: own } = await deps.gitlab.me();
  const kept = all
    .filter(({ person, at }) => person !== '' && person !== own && at >= refined.since)
    .map((took) => ({ ...took, gitlabId, milestoneId: milestone?.id ?? null }));
  if (kept.length > 0) await deps.storage.countedWork.keepRefinements(kept);
}

/** Comments, but for those on a request, which keeps them itself; and who wrote the acceptance criteria that are there now. */
async function fromNotes({ storage, gitlab }: Deps, { issue, before, since }: Refined): Promise<Took[]> {
  const { projectId, iid } = issue;
  const isRequest = (await storage.requests.requestOfIssue(projectId, iid)) !== null;
  const query = { page: 1, sort: 'desc', orderBy: 'created_at' } as const;
  const notes = await gitlab.notes(projectId, iid, query).then((page) => page.notes, noneWhereRefused);
  const wrote = !before.acceptance && hasAcceptance(issue.description);
  return notes
    .filter(({ createdAt }) => createdAt >= since)
    .flatMap(({ system, body, author, createdAt: at }): Took[] => {
      if (!system) return isRequest ? [] : [{ person: author.username, what: 'comment', at }];
      return wrote && body === DESCRIBED ? [{ person: author.username, what: 'acceptance', at }] : [];
    });
}

/** GitLab's own words where somebody wrote a description. */
const DESCRIBED = 'changed the description';

async function fromLabels({ gitlab, settings }: Deps, { issue, before }: Refined): Promise<Took[]> {
  const metrics: string[] = Object.values(settings.gitlab.labels.metric);
  if (!issue.labels.some((label) => metrics.includes(label) && !isLabelOf(settings, before, label))) return [];
  const events = await gitlab.labelEvents(issue.projectId, issue.iid).catch(noneWhereRefused);
  return events
    .filter(({ action, label }) => action === 'add' && metrics.includes(label))
    .map(({ by, at }) => ({ person: by, what: 'metric', at }));
}

const isLabelOf = ({ gitlab }: Deps['settings'], { metric }: CountedWork, label: string): boolean =>
  metric !== null && gitlab.labels.metric[metric] === label;

async function fromWeights({ gitlab }: Deps, { issue, before }: Refined): Promise<Took[]> {
  if (issue.weight === null || issue.weight === before.weight) return [];
  const events = await gitlab.weightEvents(issue.projectId, issue.iid).catch(noneWhereRefused);
  return events.map(({ by, at }) => ({ person: by, what: 'weight', at }));
}

function noneWhereRefused(error: unknown): never[] {
  if (isRefused(error)) return [];
  throw error;
}
