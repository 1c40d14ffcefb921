import type { Deps } from '../../deps.ts';
import { ownPartIn, stagePart, withTemplatePart } from '../../domain/own-part.ts';
import type { Stage } from '../../domain/stage.ts';
import { epicHomeOf } from '../../domain/stage-home.ts';
import { GitLabError } from '../../gitlab/errors.ts';
import type { Epic, Issue } from '../../gitlab/schema.ts';
import type { StagePlace } from '../../storage/stages.ts';

/** Where the app's own part of a stage stands in GitLab: an issue, or the tool's epic. */
export type Home =
  | { kind: 'issue'; project: number | string; iid: number }
  | { kind: 'epic'; path: string; iid: number };

/** That issue or epic as it is. */
export type Item = {
  home: Home;
  description: string;
  state: 'opened' | 'closed';
  confidential: boolean;
  updatedAt: Date;
  url: string;
  reference: string;
  /** The issue itself; null for an epic. */
  issue: Issue | null;
};

export const itemOfIssue = (issue: Issue): Item => ({
  home: { kind: 'issue', project: issue.projectId, iid: issue.iid },
  ...{ description: issue.description, state: issue.state, confidential: issue.confidential },
  ...{ updatedAt: issue.updatedAt, url: issue.webUrl, reference: issue.references.full, issue },
});

const itemOfEpic = (path: string, { webUrl, references, ...epic }: Epic): Item => ({
  home: { kind: 'epic', path, iid: epic.iid },
  ...{ description: epic.description, state: epic.state, confidential: epic.confidential, updatedAt: epic.updatedAt },
  ...{ url: webUrl, reference: references.full, issue: null },
});

/** Where a stage's own part stands; null while it stands nowhere. */
export function homeOf(stage: Stage): Home | null {
  const epic = epicHomeOf(stage);
  if (epic !== null) return { kind: 'epic', ...epic };
  return stage.projectId === null || stage.iid === null
    ? null
    : { kind: 'issue', project: stage.projectId, iid: stage.iid };
}

/** As it is kept with the stage. */
export const placeOf = ({ issue, url, reference }: Item): StagePlace => ({
  ...{ projectId: issue?.projectId ?? null, iid: issue?.iid ?? null },
  ...{ url, reference },
});

/** The app's own part of a description, where it is one of this stage. */
export const partOf = (stage: Pick<Stage, 'id'>, item: Pick<Item, 'description'>): string | null =>
  ownPartIn(withTemplatePart(item.description, stage.id), stagePart(stage.id));

export const isShut = (error: unknown): boolean =>
  error instanceof GitLabError && (error.kind === 'not-found' || error.kind === 'forbidden');

/** Null where GitLab does not show it to the app (any more). */
export async function readItem({ gitlab }: Deps, home: Home): Promise<Item | null> {
  try {
    return home.kind === 'epic'
      ? itemOfEpic(home.path, await gitlab.epic(home.path, home.iid))
      : itemOfIssue(await gitlab.issue(home.project, home.iid));
  } catch (error) {
    if (isShut(error)) return null;
    throw error;
  }
}

export async function writeItem(
  { gitlab }: Deps,
  { home }: Item,
  change: { description?: string; stateEvent?: 'close' | 'reopen' },
): Promise<Item> {
  return home.kind === 'epic'
    ? itemOfEpic(home.path, await gitlab.updateEpic(home.path, home.iid, change))
    : itemOfIssue(await gitlab.updateIssue(home.project, home.iid, change));
}

const MOVED = /^moved to (?<path>\S*)#(?<iid>[1-9]\d{0,9})$/u;

/**
 * The issue that this one was moved to, as GitLab's own note on the old one says; null where it was not moved, or nothing shows where to.
 * Its id has to be the one that GitLab names, so that no text of a person leads anywhere else.
 */
export async function movedTo({ gitlab }: Deps, issue: Issue): Promise<Issue | null> {
  if (issue.movedTo === null) return null;
  const { notes } = await gitlab.notes(issue.projectId, issue.iid, { page: 1, sort: 'desc', orderBy: 'created_at' });
  for (const { system, body } of notes) {
    const found = system ? MOVED.exec(body.trim())?.groups : undefined;
    if (found === undefined) continue;
    const place = pathFrom(issue, found.path ?? '');
    const there = await gitlab.issue(place, Number(found.iid)).catch((error: unknown) => {
      if (isShut(error)) return null;
      throw error;
    });
    if (there !== null && there.id === issue.movedTo) return there;
  }
  return null;
}

/** GitLab leaves the namespace out where both are in the same one. */
function pathFrom({ references }: Issue, path: string): string {
  if (path.includes('/')) return path;
  const from = references.full.replace(/#\d+$/u, '');
  return `${from.slice(0, from.lastIndexOf('/') + 1)}${path}`;
}
