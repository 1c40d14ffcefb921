import type { Delivery, Deps } from '../../deps.ts';
import { ownPart, stageMarker, withOwnPart } from '../../domain/own-part.ts';
import type { Stage, StageFile } from '../../domain/stage.ts';
import { stageKindOf } from '../../domain/stage-kinds.ts';
import { takeTicks, tickedNow } from '../../domain/stage-ticks.ts';
import { GitLabError } from '../../gitlab/errors.ts';
import { titleForGitLab } from '../../gitlab/markdown.ts';
import type { Issue } from '../../gitlab/schema.ts';
import type { OwedRow } from '../../storage/outbox.ts';
import { issueContent } from './issue-text.ts';
import { screenOf } from './kinds.ts';

const CLOCKS_MS = 600_000;
const GONE = 'Its work item is gone from GitLab, or is no longer shown to the app.';
export const CLOSED = 'Its work item was closed in GitLab, and this is not over.';

/** The work item of a stage: filed once, then its own part kept equal to the stage. What people ticked meanwhile is taken over first. */
export const stageIssue: Delivery = {
  to: 'gitlab',
  async carryOut(deps, row) {
    const file = await deps.storage.stages.stage(Number(row.payload.stageId));
    if (file === null) return;
    const issue = await issueOf(deps, file, row);
    if (issue === null) return;
    await deps.storage.stages.recordStageIssue(file.stage.id, placeOf(issue));
    await takeOver(deps, file.stage, issue);
    await write(deps, file.stage.id, issue);
  },
};

/** The stage is over, so its work item is closed; one that people closed already stays so. */
export const stageClosing: Delivery = {
  to: 'gitlab',
  async carryOut(deps, { payload }) {
    const file = await deps.storage.stages.stage(Number(payload.stageId));
    if (file === null || file.stage.state === 'open') return;
    const { projectId, iid } = file.stage;
    if (projectId === null || iid === null) return;
    const issue = await shown(deps, file.stage, projectId, iid);
    if (issue?.state === 'opened') await deps.gitlab.updateIssue(projectId, iid, { stateEvent: 'close' });
  },
};

const placeOf = ({ projectId, iid, webUrl, references }: Issue) => ({
  projectId,
  iid,
  url: webUrl,
  reference: references.full,
});

/** Null where there is nothing to write to: it is gone, which is said; or the stage was over before it was filed. */
async function issueOf(deps: Deps, file: StageFile, row: OwedRow): Promise<Issue | null> {
  const { id, projectId, iid, state } = file.stage;
  if (projectId !== null && iid !== null) return shown(deps, file.stage, projectId, iid);
  if (state === 'cancelled') return null;
  if (row.unknown || row.attempts > 0) {
    const { id: authorId } = await deps.gitlab.me();
    const createdAfter = new Date(row.at.getTime() - CLOCKS_MS);
    const there = await deps.gitlab.findOwnIssueByMarker(deps.gitlabProject, stageMarker(id), {
      createdAfter,
      authorId,
    });
    if (there !== null) return there;
  }
  return make(deps, file);
}

async function shown(deps: Deps, { id }: Stage, projectId: number, iid: number): Promise<Issue | null> {
  try {
    return await deps.gitlab.issue(projectId, iid);
  } catch (error) {
    if (!(error instanceof GitLabError) || (error.kind !== 'not-found' && error.kind !== 'forbidden')) throw error;
    await deps.storage.stages.keepStageTrouble(id, GONE);
    return null;
  }
}

async function make(deps: Deps, file: StageFile): Promise<Issue> {
  const { labels, confidential } = deps.settings.gitlab;
  const metric =
    file.stage.kind === 'cocreate' || file.stage.kind === 'hand-off'
      ? labels.metric.toolingIntegration
      : labels.metric.sunsetting;
  const there = new Set(await deps.gitlab.projectLabels(deps.gitlabProject));
  return deps.gitlab.createIssue(deps.gitlabProject, {
    title: titleForGitLab(screenOf(file.stage).issueTitle(file)),
    description: `${stageMarker(file.stage.id)}\n${ownPart(await issueContent(deps, file))}`,
    labels: [labels.workflow.inDev, metric].filter((label) => there.has(label)),
    confidential,
  });
}

/** What people ticked in GitLab since it was last written. */
export async function takeOver(deps: Deps, stage: Stage, issue: Issue): Promise<void> {
  const decide = takeTicks(stageKindOf(stage), issue.description, 'someone', deps.now());
  await deps.storage.stages.changeStage(stage.id, decide, deps.now());
}

async function write(deps: Deps, stageId: number, issue: Issue): Promise<void> {
  const file = await deps.storage.stages.stage(stageId);
  if (file === null) return;
  const description = withOwnPart(issue.description, await issueContent(deps, file));
  const { projectId, iid } = issue;
  const reopens = file.stage.state === 'open' && issue.state === 'closed' && file.stage.trouble === null;
  const change = {
    ...(description === issue.description ? {} : { description }),
    ...(reopens ? { stateEvent: 'reopen' as const } : {}),
  };
  const now = Object.keys(change).length === 0 ? issue : await deps.gitlab.updateIssue(projectId, iid, change);
  await deps.storage.stages.recordStageTicks(stageId, tickedNow(stageKindOf(file.stage), file), now.updatedAt);
}
