import type { Deps } from '../../deps.ts';
import { stagePart, withOwnPart } from '../../domain/own-part.ts';
import type { StageFile } from '../../domain/stage.ts';
import type { StageHome } from '../../domain/stage-home.ts';
import { stageKindOf } from '../../domain/stage-kinds.ts';
import { tickedNow } from '../../domain/stage-ticks.ts';
import { watchedPlace } from '../../domain/watched-work.ts';
import { issueContent } from './issue-text.ts';
import { type Home, type Item, isShut, placeOf, readItem, writeItem } from './item.ts';

/**
 * The tool's integration epic, or its parent issue, where a co-creation's own part may stand (COC-5): it is open, the token may write it, and
 * nobody reads it who could not read what the app files. Null: an issue is filed in its place (decision 0011).
 */
export async function chosenParent(deps: Deps, file: StageFile): Promise<Item | null> {
  const { stage, tool } = file;
  const place =
    stage.kind === 'cocreate' && tool?.links.epic !== undefined ? watchedPlace(tool.links.epic, deps.gitlabUrl) : null;
  if (place === null || place.kind === 'milestone') return null;
  const { path, iid } = place;
  const home: Home = place.kind === 'epic' ? { kind: 'epic', path, iid } : { kind: 'issue', project: path, iid };
  const item = await readItem(deps, home);
  if (item === null || item.state === 'closed' || !(await isCloseEnough(deps, item, home))) return null;
  if (await isTaken(deps, file, item)) return null;
  return written(deps, file, item, home);
}

/** Another stage that is open has that issue as its own. */
async function isTaken({ storage }: Deps, { stage }: StageFile, { issue }: Item): Promise<boolean> {
  if (issue === null) return false;
  const there = await storage.stages.stageOfIssue(issue.projectId, issue.iid);
  return there !== null && there.stage.id !== stage.id && there.stage.state === 'open';
}

/** What the app files is confidential unless the settings say otherwise: then only what is as closed takes its part. */
async function isCloseEnough({ settings, gitlab }: Deps, item: Item, home: Home): Promise<boolean> {
  if (!settings.gitlab.confidential || item.confidential) return true;
  try {
    const { visibility } = home.kind === 'epic' ? await gitlab.group(home.path) : await gitlab.project(home.project);
    return visibility === 'private';
  } catch (error) {
    if (isShut(error)) return false;
    throw error;
  }
}

/** Written before it is kept as its place: where GitLab refuses the token, another one is chosen. */
async function written(deps: Deps, file: StageFile, item: Item, home: Home): Promise<Item | null> {
  const { stage } = file;
  const description = withOwnPart(item.description, await issueContent(deps, file), stagePart(stage.id));
  try {
    const now = description === item.description ? item : await writeItem(deps, item, { description });
    const whose: StageHome =
      home.kind === 'epic' ? { kind: 'epic', path: home.path, iid: home.iid } : { kind: 'parent' };
    await deps.storage.stages.recordStageIssue(stage.id, placeOf(now), whose);
    await deps.storage.stages.recordStageTicks(stage.id, tickedNow(stageKindOf(stage), file), now.updatedAt);
    return now;
  } catch (error) {
    if (isShut(error)) return null;
    throw error;
  }
}
