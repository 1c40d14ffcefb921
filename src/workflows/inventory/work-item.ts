import type { Delivery, Deps } from '../../deps.ts';
import { ownPart, workMarker } from '../../domain/own-part.ts';
import type { PlannedWork } from '../../domain/planned-work.ts';
import { type Tool, toolNumber } from '../../domain/tool.ts';
import { inlineForGitLab, quoteForGitLab, titleForGitLab } from '../../gitlab/markdown.ts';
import type { Issue } from '../../gitlab/schema.ts';
import type { OwedRow } from '../../storage/outbox.ts';

/** Clocks of ours and GitLab's may differ by this much. */
const CLOCKS_MS = 600_000;

/** The issue of an improvement, made once (REV-4). */
export const improvement: Delivery = {
  to: 'gitlab',
  async carryOut(deps, row) {
    const work = await deps.storage.plannedWork.plannedWork(Number(row.payload.workId));
    const tool = work?.toolId == null ? null : await deps.storage.tools.tool(work.toolId);
    if (work === null || tool === null || work.iid !== null) return;
    const issue = (await madeBefore(deps, work, row)) ?? (await make(deps, work, tool));
    const { projectId, iid, webUrl: url } = issue;
    await deps.storage.plannedWork.recordPlannedIssue(work.id, { projectId, iid, url });
  },
};

async function madeBefore(deps: Deps, work: PlannedWork, row: OwedRow): Promise<Issue | null> {
  if (!row.unknown) return null;
  const { id: authorId } = await deps.gitlab.me();
  const createdAfter = new Date(row.at.getTime() - CLOCKS_MS);
  return deps.gitlab.findOwnIssueByMarker(deps.gitlabProject, workMarker(work.id), { createdAfter, authorId });
}

async function make(deps: Deps, work: PlannedWork, tool: Tool): Promise<Issue> {
  const { labels, confidential } = deps.settings.gitlab;
  const wanted = [labels.workflow.validationBacklog, labels.metric.customTooling];
  const there = new Set(await deps.gitlab.projectLabels(deps.gitlabProject));
  return deps.gitlab.createIssue(deps.gitlabProject, {
    title: titleForGitLab(work.title),
    description: description(work, tool),
    labels: wanted.filter((label) => there.has(label)),
    confidential,
  });
}

const description = (work: PlannedWork, tool: Tool): string =>
  [
    ownPart(
      [
        `A gap in the health of the tool ${toolNumber(tool.id)} ${inlineForGitLab(tool.name)}.`,
        '## Acceptance criteria',
        quoteForGitLab(work.acceptance),
      ].join('\n\n'),
    ),
    workMarker(work.id),
  ].join('\n\n');
