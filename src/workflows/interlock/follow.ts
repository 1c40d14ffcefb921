import type { Deps } from '../../deps.ts';
import { type FeedbackItem, itemNumber, oweItem } from '../../domain/feedback.ts';
import { feedbackMarkedIn } from '../../domain/own-part.ts';
import { GitLabError } from '../../gitlab/errors.ts';
import type { Issue } from '../../gitlab/schema.ts';

/** Which issue of others carries an item: what stands in a description is theirs to write, so it does not say whose it is. */
export const adoptedFact = ({ id }: Pick<FeedbackItem, 'id'>): string => `feedback:adopted:${itemNumber(id)}`;
export const placeOf = ({ projectId, iid }: { projectId: number | null; iid: number | null }): string =>
  `${projectId}#${iid}`;

/**
 * What GitLab says of an issue that carries feedback: closed, or opened again. One that is moved to another project is closed by that, and nobody
 * is asked: its copy there, which holds the same mark, carries the item from then on.
 */
export async function followIssue(deps: Deps, issue: Issue): Promise<void> {
  const { feedback } = deps.storage;
  if (issue.movedTo === null) await feedback.followItemIssue(issue, issue.state, deps.now());
  const id = feedbackMarkedIn(issue.description);
  const item = id === null ? null : await feedback.feedbackItem(id);
  if (item === null || placeOf(item) === placeOf(issue) || !(await wentTo(deps, item, issue))) return;
  const { projectId, iid, webUrl: url } = issue;
  const adopted = await deps.storage.facts.fact(adoptedFact(item));
  if (adopted === placeOf(item)) await deps.storage.facts.keepFact(adoptedFact(item), placeOf(issue));
  await feedback.recordItemIssue(item.id, { projectId, iid, url }, deps.now());
  await deps.storage.owe([oweItem(item.id)], deps.now());
  await feedback.followItemIssue(issue, issue.state, deps.now());
}

/** Whether GitLab says that the item's issue was moved to this one: a mark by itself anyone can copy. */
async function wentTo(deps: Deps, { projectId, iid }: FeedbackItem, issue: Issue): Promise<boolean> {
  if (projectId === null || iid === null) return false;
  if ((await deps.storage.feedback.itemOfIssue(issue)) !== null) return false;
  try {
    return (await deps.gitlab.issue(projectId, iid)).movedTo === issue.id;
  } catch (error) {
    if (error instanceof GitLabError && ['forbidden', 'not-found'].includes(error.kind)) return false;
    throw error;
  }
}
