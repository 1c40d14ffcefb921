import type { Delivery, Deps } from '../../deps.ts';
import type { Decision } from '../../domain/decision.ts';
import { outcomeOf } from '../../domain/outcome.ts';
import { requestNumber } from '../../domain/owed.ts';
import { ownPart, withOwnPart, workMarker } from '../../domain/own-part.ts';
import type { PlannedWork } from '../../domain/planned-work.ts';
import type { RequestFile } from '../../domain/request.ts';
import { type Tool, toolNumber } from '../../domain/tool.ts';
import { inlineForGitLab, linkForGitLab, quoteForGitLab, titleForGitLab } from '../../gitlab/markdown.ts';
import type { Issue } from '../../gitlab/schema.ts';
import type { OwedRow } from '../../storage/outbox.ts';

/** Clocks of ours and GitLab's may differ by this much. */
const CLOCKS_MS = 600_000;
const DECISIONS_LOOKED_AT = 50;

type IssueChange = Parameters<Deps['gitlab']['updateIssue']>[2];
type Found = { work: PlannedWork; tool: Tool | null; file: RequestFile | null; decision: Decision | null };

/** The issue of planned work, or of a gap (REV-4): made once, then kept in line with its weight, milestone and acceptance criteria. */
export const plannedIssue: Delivery = {
  to: 'gitlab',
  async carryOut(deps, row) {
    const found = await load(deps, Number(row.payload.workId));
    if (found === null) return;
    const { work } = found;
    const there = await issueThere(deps, work, row);
    const issue = there ?? (await make(deps, found));
    const { projectId, iid, webUrl: url } = issue;
    // Kept before anything else is asked of GitLab, so that it is never made again.
    await deps.storage.plannedWork.recordPlannedIssue(work.id, { projectId, iid, url }, deps.now());
    const scoped = there === null ? issue : await rescope(deps, found, issue);
    const description = withOwnPart(scoped.description, content(found, scoped));
    if (description !== scoped.description) await deps.gitlab.updateIssue(projectId, iid, { description });
  },
};

async function load({ storage }: Deps, workId: number): Promise<Found | null> {
  const work = await storage.plannedWork.plannedWork(workId);
  if (work === null) return null;
  const { requestId, toolId, decisionId } = work;
  const tool = toolId === null ? null : await storage.tools.tool(toolId);
  const file = requestId === null ? null : await storage.requests.request(requestId);
  const all = requestId === null ? [] : await storage.decisions.decisionsOf(requestId, DECISIONS_LOOKED_AT);
  const decision = all.find((each) => each.decision.id === decisionId)?.decision ?? null;
  return { work, tool, file, decision };
}

async function issueThere(deps: Deps, { id, projectId, iid }: PlannedWork, row: OwedRow): Promise<Issue | null> {
  if (projectId !== null && iid !== null) return deps.gitlab.issue(projectId, iid);
  if (!row.unknown) return null;
  const { id: authorId } = await deps.gitlab.me();
  const createdAfter = new Date(row.at.getTime() - CLOCKS_MS);
  return deps.gitlab.findOwnIssueByMarker(deps.gitlabProject, workMarker(id), { createdAfter, authorId });
}

async function make(deps: Deps, found: Found): Promise<Issue> {
  const { work } = found;
  const { labels } = deps.settings.gitlab;
  const { readyForDevelopment, validationBacklog } = labels.workflow;
  const metric = labels.metric[found.decision?.metric ?? 'customTooling'];
  return deps.gitlab.createIssue(deps.gitlabProject, {
    title: titleForGitLab(work.title),
    description: `${workMarker(work.id)}\n${ownPart(content(found, work))}`,
    labels: await labelsThere(deps, [isScoped(work) ? readyForDevelopment : validationBacklog, metric]),
    confidential: isConfidential(deps, found),
    ...scopeOf(work),
  });
}

/** LOG-2: what is ready for development has a weight and acceptance criteria. */
const isScoped = ({ weight, acceptance }: PlannedWork): boolean => weight !== null && acceptance.trim() !== '';

const isConfidential = ({ settings }: Deps, { file }: Found): boolean =>
  settings.gitlab.confidential || file?.request.sensitive === true;

const scopeOf = ({ weight, milestoneId }: PlannedWork): { weight?: number; milestoneId?: number } => ({
  ...(weight === null ? {} : { weight }),
  ...(milestoneId === null ? {} : { milestoneId }),
});

/** Only labels that the project has: GitLab would make up the others. */
async function labelsThere(deps: Deps, wanted: readonly string[]): Promise<string[]> {
  const there = new Set(await deps.gitlab.projectLabels(deps.gitlabProject));
  return wanted.filter((label) => there.has(label));
}

/** An issue that is there gets the weight and milestone that it has here; once it has both a weight and criteria it is out of the backlog. */
async function rescope(deps: Deps, found: Found, issue: Issue): Promise<Issue> {
  const { weight, milestoneId } = scopeOf(found.work);
  const change: IssueChange = {
    ...(weight === undefined || weight === issue.weight ? {} : { weight }),
    ...(milestoneId === undefined || milestoneId === issue.milestone?.id ? {} : { milestoneId }),
    ...(isConfidential(deps, found) && !issue.confidential ? { confidential: true } : {}),
    ...(await outOfBacklog(deps, found.work, issue)),
  };
  return Object.keys(change).length === 0 ? issue : deps.gitlab.updateIssue(issue.projectId, issue.iid, change);
}

async function outOfBacklog(deps: Deps, work: PlannedWork, { labels }: Issue): Promise<IssueChange> {
  const { readyForDevelopment, validationBacklog } = deps.settings.gitlab.labels.workflow;
  if (!isScoped(work) || !labels.includes(validationBacklog)) return {};
  const addLabels = await labelsThere(deps, [readyForDevelopment]);
  return addLabels.length === 0 ? {} : { addLabels, removeLabels: [validationBacklog] };
}

/** What GitLab did not take of weight and milestone stands in the text: its free tier has no weights. */
function content(found: Found, kept: Pick<Issue, 'weight'> & { milestone?: Issue['milestone'] | string }): string {
  const { work } = found;
  const weight = work.weight === null || kept.weight === work.weight ? [] : [`**Weight ${work.weight}**`];
  const isThere = typeof kept.milestone === 'string' || kept.milestone?.id === work.milestoneId;
  const milestone = work.milestone === null || isThere ? [] : [`**${inlineForGitLab(`Milestone ${work.milestone}`)}**`];
  const scope = [...weight, ...milestone];
  return [
    ...originOf(found),
    ...(scope.length === 0 ? [] : [`${scope.join(' · ')} (GitLab did not take this as a field of its own)`]),
    '## Acceptance criteria',
    quoteForGitLab(work.acceptance),
  ].join('\n\n');
}

function originOf({ work, tool, file, decision }: Found): string[] {
  const named = tool === null ? '' : `the tool ${toolNumber(tool.id)} ${inlineForGitLab(tool.name)}`;
  const gap = work.kind === 'improvement' ? [`A gap in the health of ${named}.`] : [];
  const forTool = work.kind === 'planned' && tool !== null ? [`Planned for ${named}.`] : [];
  if (file === null) return [...gap, ...forTool];
  const { request, workItem } = file;
  const outcome = decision === null ? '' : `, decided: ${outcomeOf(decision.outcome).label}`;
  const where = workItem === null ? '' : ` · ${linkForGitLab(workItem.url)}`;
  const asked = `Follows from **${requestNumber(request.id)}** ${inlineForGitLab(request.title)}${outcome}${where}`;
  return [...gap, ...forTool, asked];
}
