import type { Deps } from '../../deps.ts';
import { ownPartIn } from '../../domain/own-part.ts';
import { oweStageIssue, type StageFile } from '../../domain/stage.ts';
import { stageKindOf } from '../../domain/stage-kinds.ts';
import { tickedNow, ticksIn } from '../../domain/stage-ticks.ts';
import type { Issue } from '../../gitlab/schema.ts';
import { CLOSED, takeOver } from './issue.ts';

/**
 * What people did in GitLab to the work item of a stage: a tick there is a tick here; closed by hand, it is said, with the way back; its own part
 * edited or taken out is written again, and nothing around it.
 */
export async function followStageIssue(deps: Deps, issue: Issue): Promise<void> {
  const file = await deps.storage.stages.stageOfIssue(issue.projectId, issue.iid);
  if (file === null || file.stage.readAt?.getTime() === issue.updatedAt.getTime()) return;
  await takeOver(deps, file.stage, issue);
  await followState(deps, file, issue);
  const after = await deps.storage.stages.stage(file.stage.id);
  if (after === null) return;
  const ticked = [...ticksIn(issue.description)].filter(([, yes]) => yes).map(([name]) => name);
  await deps.storage.stages.recordStageTicks(file.stage.id, ticked, issue.updatedAt);
  const differs =
    ownPartIn(issue.description) === null || tickedNow(stageKindOf(after.stage), after).join() !== ticked.join();
  if (differs && after.stage.state === 'open') await deps.storage.owe([oweStageIssue(after.stage)], deps.now());
}

async function followState(deps: Deps, { stage }: StageFile, issue: Issue): Promise<void> {
  if (stage.state !== 'open') return;
  if (issue.state === 'closed' && stage.trouble === null) await deps.storage.stages.keepStageTrouble(stage.id, CLOSED);
  if (issue.state === 'opened' && stage.trouble === CLOSED) await deps.storage.stages.keepStageTrouble(stage.id, null);
}
