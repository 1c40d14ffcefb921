import type { Delivery, Deps } from '../../deps.ts';
import { isOpenOutage, type OutageFile, outageNumber } from '../../domain/outage.ts';
import { OUTAGE_BLOCKS } from '../../domain/outage-report.ts';
import { outageMarker, ownPart } from '../../domain/own-part.ts';
import type { Tool } from '../../domain/tool.ts';
import { GitLabError } from '../../gitlab/errors.ts';
import { inlineForGitLab, quoteForGitLab, titleForGitLab } from '../../gitlab/markdown.ts';
import type { Issue } from '../../gitlab/schema.ts';
import type { OwedRow } from '../../storage/outbox.ts';
import { clockTime, toolOf } from './words.ts';

/** Clocks of ours and GitLab's may differ by this much. */
const CLOCKS_MS = 600_000;

/** The issue of an outage that was reported in Slack, made once: in the tool's project, else in the team's (SLO-9). */
export const outageIssue: Delivery = {
  to: 'gitlab',
  async carryOut(deps, row) {
    const file = await deps.storage.outages.outage(Number(row.payload.outageId));
    if (file === null || file.outage.iid !== null) return;
    const tool = await toolOf(deps, file);
    const issue = (await madeBefore(deps, file, tool, row)) ?? (await make(deps, file, tool));
    await recordIssue(deps, file.outage.id, issue);
  },
};

/** The places where it may be, the likeliest first. */
const placesOf = (deps: Deps, tool: Tool | null): string[] =>
  tool?.project == null || tool.project === deps.gitlabProject
    ? [deps.gitlabProject]
    : [tool.project, deps.gitlabProject];

async function madeBefore(deps: Deps, { outage }: OutageFile, tool: Tool | null, row: OwedRow): Promise<Issue | null> {
  if (!row.unknown) return null;
  const { id: authorId } = await deps.gitlab.me();
  const createdAfter = new Date(row.at.getTime() - CLOCKS_MS);
  for (const place of placesOf(deps, tool)) {
    const found = await deps.gitlab
      .findOwnIssueByMarker(place, outageMarker(outage.id), { createdAfter, authorId })
      .catch(noneWhereClosed);
    if (found !== null) return found;
  }
  return null;
}

async function make(deps: Deps, file: OutageFile, tool: Tool | null): Promise<Issue> {
  for (const place of placesOf(deps, tool)) {
    const isLast = place === deps.gitlabProject;
    const made = await create(deps, place, file, tool).catch((error: unknown) => {
      if (isLast) throw error;
      return noneWhereClosed(error);
    });
    if (made !== null) return made;
  }
  throw new Error('an outage has no project to be filed in');
}

/** A project that is not there, or not for the bot to write in, is as good as none. */
function noneWhereClosed(error: unknown): null {
  if (error instanceof GitLabError && (error.kind === 'not-found' || error.kind === 'forbidden')) return null;
  throw error;
}

async function create(deps: Deps, place: string, { outage }: OutageFile, tool: Tool | null): Promise<Issue> {
  const { labels } = deps.settings.gitlab;
  const there = new Set(await deps.gitlab.projectLabels(place));
  const wanted = [labels.outage, labels.workflow.validationBacklog];
  return deps.gitlab.createIssue(place, {
    title: titleForGitLab(outage.title),
    description: descriptionOf(deps, outage, tool),
    // The outage label is what makes it count: where the project lacks it GitLab makes it, the others are left off.
    labels: wanted.filter((label) => label === labels.outage || there.has(label)),
    confidential: outage.confidential,
  });
}

function descriptionOf({ settings }: Deps, outage: OutageFile['outage'], tool: Tool | null): string {
  const blocks = OUTAGE_BLOCKS.find(({ id }) => id === outage.blocks)?.label ?? 'not said';
  const since = outage.since === null ? 'not known' : outage.since.toISOString();
  const parts = [
    `${outageNumber(outage.id)}: an outage of ${tool === null ? 'a tool that the team still has to name' : `the tool ${inlineForGitLab(tool.name)}`}.`,
    '## What happens',
    quoteForGitLab(outage.what),
    `* Since: ${since}\n* Blocks: ${blocks}`,
    `Response (SLO) is given when somebody is assigned and a workflow label past ${inlineForGitLab(settings.gitlab.labels.workflow.validationBacklog)} is set; recovery (RTO) when this issue is closed.`,
  ];
  return [ownPart(parts.join('\n\n')), outageMarker(outage.id)].join('\n\n');
}

async function recordIssue(deps: Deps, id: number, issue: Issue): Promise<void> {
  const { projectId, iid, webUrl: url } = issue;
  await deps.storage.outages.recordOutageIssue(id, { projectId, iid, url }, clockTime(deps));
}

/** GitLab's side brought in line with what was done in Slack: assignee, triage mark, closed or open. What GitLab has already stays. */
export const outageUpdate: Delivery = {
  to: 'gitlab',
  async carryOut(deps, row) {
    const file = await deps.storage.outages.outage(Number(row.payload.outageId));
    if (file?.outage.projectId == null || file.outage.iid === null) return;
    const { projectId, iid } = file.outage;
    const issue = await deps.gitlab.issue(projectId, iid);
    const change = await changeOf(deps, file, issue);
    if (Object.keys(change).length > 0) await deps.gitlab.updateIssue(projectId, iid, change);
  },
};

type Change = Parameters<Deps['gitlab']['updateIssue']>[2];

async function changeOf(deps: Deps, { outage }: OutageFile, issue: Issue): Promise<Change> {
  const { workflow } = deps.settings.gitlab.labels;
  const assigns =
    outage.assigneeId !== null && !issue.assignees.some(({ username }) => isAmong(username, outage.assignees));
  const assignee = assigns ? await deps.gitlab.userByUsername(outage.assignees[0] ?? '') : null;
  const marks = outage.triaged && isOpenOutage(outage) && issue.labels.includes(workflow.validationBacklog);
  return {
    ...(assignee === null ? {} : { assigneeIds: [assignee.id] }),
    ...(marks ? { addLabels: [workflow.inDev], removeLabels: [workflow.validationBacklog] } : {}),
    ...(outage.state === 'closed' && issue.state === 'opened' ? { stateEvent: 'close' as const } : {}),
  };
}

const isAmong = (name: string, names: readonly string[]): boolean =>
  names.some((each) => each.toLowerCase() === name.toLowerCase());
