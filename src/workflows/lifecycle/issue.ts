import type { Delivery, Deps } from '../../deps.ts';
import { ownPart, stageMarker, stagePart, withOwnPart, withTemplatePart } from '../../domain/own-part.ts';
import { oweStageIssue, type Stage, type StageFile } from '../../domain/stage.ts';
import { stageHomeOf } from '../../domain/stage-home.ts';
import { stageKindOf } from '../../domain/stage-kinds.ts';
import { takeTicks, tickedNow } from '../../domain/stage-ticks.ts';
import { titleForGitLab } from '../../gitlab/markdown.ts';
import type { OwedRow } from '../../storage/outbox.ts';
import { chosenParent } from './issue-parent.ts';
import { issueContent } from './issue-text.ts';
import { homeOf, type Item, itemOfIssue, movedTo, partOf, placeOf, readItem, writeItem } from './item.ts';
import { screenOf } from './kinds.ts';

const CLOCKS_MS = 600_000;
export const GONE = 'Its work item is gone from GitLab, or is no longer shown to the app.';
export const CLOSED = 'Its work item was closed in GitLab, and this is not over.';

/** The work item of a stage: filed once, then its own part kept equal to the stage. What people ticked meanwhile is taken over first. */
export const stageIssue: Delivery = {
  to: 'gitlab',
  async carryOut(deps, row) {
    const file = await deps.storage.stages.stage(Number(row.payload.stageId));
    if (file === null) return;
    const item = await itemOf(deps, file, row);
    if (item === null) return;
    await takeOver(deps, file, item);
    await write(deps, file.stage.id, item);
  },
};

/** The stage is over, so the work item that the app filed is closed; one that people closed already stays so, and so does what is theirs. */
export const stageClosing: Delivery = {
  to: 'gitlab',
  async carryOut(deps, { payload }) {
    const file = await deps.storage.stages.stage(Number(payload.stageId));
    if (file === null || file.stage.state === 'open' || stageHomeOf(file.stage) !== null) return;
    const home = homeOf(file.stage);
    const item = home === null ? null : await readItem(deps, home);
    if (item?.state === 'opened') await writeItem(deps, item, { stateEvent: 'close' });
  },
};

/** Null where there is nothing to write to: it is gone, which is said; or the stage was over before it was filed. */
async function itemOf(deps: Deps, file: StageFile, row: OwedRow): Promise<Item | null> {
  const { stage } = file;
  const home = homeOf(stage);
  if (home !== null) {
    const item = await readItem(deps, home);
    if (item === null) await sayGone(deps, file);
    return item === null ? null : ((await followMove(deps, stage, item)) ?? item);
  }
  if (stage.state === 'cancelled' || stageKindOf(stage).filesIssue?.(stage) === false) return null;
  const parent = await chosenParent(deps, file);
  if (parent !== null) return parent;
  const filed = (await filedBefore(deps, file, row)) ?? (await make(deps, file));
  await deps.storage.stages.recordStageIssue(stage.id, placeOf(filed), null);
  return filed;
}

/** Moved in GitLab, its work item is where it was moved to from now on; null where it was not. */
export async function followMove(deps: Deps, stage: Stage, { issue }: Item): Promise<Item | null> {
  const there = issue === null ? null : await movedTo(deps, issue);
  if (there === null) return null;
  await deps.storage.stages.recordStageIssue(stage.id, placeOf(itemOfIssue(there)), stageHomeOf(stage));
  const why = `It was moved in GitLab, to ${there.references.full}.`;
  const change = { actor: 'gitlab', action: 'work item moved', why, edit: { trouble: null, readAt: null }, answer: '' };
  await deps.storage.stages.changeStage(
    stage.id,
    ({ stage: now }) => ({ ok: true, value: { ...change, owed: [oweStageIssue(now)] } }),
    deps.now(),
  );
  return itemOfIssue(there);
}

/** Said in the workspace, with the way back; once the stage is over nobody needs it. */
export async function sayGone(deps: Deps, { stage }: StageFile): Promise<void> {
  if (stage.state === 'open') await deps.storage.stages.keepStageTrouble(stage.id, GONE);
}

async function filedBefore(deps: Deps, { stage }: StageFile, row: OwedRow): Promise<Item | null> {
  if (!row.unknown) return null;
  const { id: authorId } = await deps.gitlab.me();
  const createdAfter = new Date(row.at.getTime() - CLOCKS_MS);
  const found = await deps.gitlab.findOwnIssueByMarker(deps.gitlabProject, stageMarker(stage.id), {
    createdAfter,
    authorId,
  });
  return found === null ? null : itemOfIssue(found);
}

async function make(deps: Deps, file: StageFile): Promise<Item> {
  const { stage } = file;
  const { labels, confidential } = deps.settings.gitlab;
  const metric =
    stage.kind === 'cocreate' || stage.kind === 'hand-off'
      ? labels.metric.toolingIntegration
      : labels.metric.sunsetting;
  const there = new Set(await deps.gitlab.projectLabels(deps.gitlabProject));
  const issue = await deps.gitlab.createIssue(deps.gitlabProject, {
    title: titleForGitLab(screenOf(stage).issueTitle(file)),
    description: `${stageMarker(stage.id)}\n${ownPart(await issueContent(deps, file), stagePart(stage.id))}`,
    labels: [labels.workflow.inDev, metric].filter((label) => there.has(label)),
    confidential: confidential || stage.details.sensitive === true,
  });
  return itemOfIssue(issue);
}

/** What people ticked in GitLab since it was last written. Ticks count within its own part only: other text is people's. */
export async function takeOver(deps: Deps, { stage }: StageFile, item: Item): Promise<void> {
  const decide = takeTicks(stageKindOf(stage), partOf(stage, item) ?? '', 'someone', deps.now());
  await deps.storage.stages.changeStage(stage.id, decide, deps.now());
}

async function write(deps: Deps, stageId: number, item: Item): Promise<void> {
  const file = await deps.storage.stages.stage(stageId);
  if (file === null) return;
  const description = withOwnPart(
    withTemplatePart(item.description, stageId),
    await issueContent(deps, file),
    stagePart(stageId),
  );
  const shut = file.stage.state === 'open' && item.state === 'closed' && file.stage.trouble === null;
  const reopens = shut && file.stage.details.reopen === true;
  if (shut && !reopens) await deps.storage.stages.keepStageTrouble(stageId, CLOSED);
  const change = {
    ...(description === item.description ? {} : { description }),
    ...(reopens ? { stateEvent: 'reopen' as const } : {}),
  };
  const now = Object.keys(change).length === 0 ? item : await writeItem(deps, item, change);
  await deps.storage.stages.recordStageTicks(stageId, tickedNow(stageKindOf(file.stage), file), now.updatedAt);
}
