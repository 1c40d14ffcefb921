import type { Deps, Tick } from '../../deps.ts';
import { oweStageIssue, type Stage, type StageFile } from '../../domain/stage.ts';
import { stageKindOf } from '../../domain/stage-kinds.ts';
import { tickedNow, ticksIn } from '../../domain/stage-ticks.ts';
import type { Issue } from '../../gitlab/schema.ts';
import { CLOSED, followMove, sayGone, takeOver } from './issue.ts';
import { homeOf, type Item, itemOfIssue, partOf, readItem } from './item.ts';
import { lookRound } from './rounds.ts';

/** An issue of GitLab that is new or changed: where it is the work item of a stage, it is followed. */
export async function followStageIssue(deps: Deps, issue: Issue): Promise<void> {
  const file = await deps.storage.stages.stageOfIssue(issue.projectId, issue.iid);
  if (file !== null) await followItem(deps, file, itemOfIssue(issue));
}

/**
 * What people did in GitLab to the work item of a stage: a tick there is a tick here; moved, it is followed to where it is now; closed by
 * hand, it is said, with the way back; its own part edited or taken out is written again, and nothing around it.
 */
async function followItem(deps: Deps, file: StageFile, item: Item): Promise<void> {
  const { stage } = file;
  if (stage.readAt?.getTime() === item.updatedAt.getTime()) return;
  if ((await followMove(deps, stage, item)) !== null) return;
  await takeOver(deps, file, item);
  await followState(deps, stage, item);
  const after = await deps.storage.stages.stage(stage.id);
  if (after === null) return;
  const part = partOf(stage, item);
  const ticked = [...ticksIn(part ?? '')].filter(([, yes]) => yes).map(([name]) => name);
  await deps.storage.stages.recordStageTicks(stage.id, ticked, item.updatedAt);
  const differs = part === null || tickedNow(stageKindOf(after.stage), after).join() !== ticked.join();
  if (differs && after.stage.state === 'open') await deps.storage.owe([oweStageIssue(after.stage)], deps.now());
}

async function followState(deps: Deps, stage: Stage, item: Item): Promise<void> {
  if (stage.state !== 'open') return;
  if (item.state === 'closed' && stage.trouble === null) await deps.storage.stages.keepStageTrouble(stage.id, CLOSED);
  if (item.state === 'opened' && stage.trouble === CLOSED) await deps.storage.stages.keepStageTrouble(stage.id, null);
}

/** The work items of open stages are looked at now and then: an epic tells nobody of its changes, and what is deleted none at all. */
export const stageItemsTick: Tick = {
  name: 'work items of tools on their way',
  run: (deps) =>
    lookRound(deps, 'stages', {
      after: (id, limit) => deps.storage.stages.stagesInGitLabAfter(id, limit),
      async look({ id }) {
        const file = await deps.storage.stages.stage(id);
        const home = file === null ? null : homeOf(file.stage);
        if (file === null || home === null) return;
        const item = await readItem(deps, home);
        await (item === null ? sayGone(deps, file) : followItem(deps, file, item));
      },
    }),
};
