import type { Deps } from '../../deps.ts';
import { issueAt } from '../../domain/links.ts';
import { requestNumber } from '../../domain/owed.ts';
import { noteMarker, withOwnPart } from '../../domain/own-part.ts';
import type { Entry, RequestFile } from '../../domain/request.ts';
import { GitLabError } from '../../gitlab/errors.ts';
import type { Issue } from '../../gitlab/schema.ts';
import { mayReadIssue, usernameOf } from '../../slack/gitlab-people.ts';
import { answersNote, content, type Found } from './work-item-text.ts';

/**
 * DOOR-5: the issue that the request is about becomes its work item. Null where it names none, it is another request's already, the
 * token may not write there, or the requester may not read it: then one is filed, with its link.
 */
export async function adoptExisting(deps: Deps, found: Found): Promise<Issue | null> {
  const { file } = found;
  const { source, sourceLink } = file.request.answers;
  const named = source === 'existing-issue' && typeof sourceLink === 'string';
  const place = named ? issueAt(sourceLink, deps.gitlabUrl) : null;
  if (place === null) return null;
  try {
    const issue = await deps.gitlab.issue(place.projectPath, place.iid);
    if ((await deps.storage.requests.requestOfIssue(issue.projectId, issue.iid)) !== null) return null;
    const hidden = hides(file, issue);
    const stands = answersMayStand(deps, file, { confidential: issue.confidential || hidden });
    const description = withOwnPart(issue.description, content(found, stands));
    // A try whose answer was lost may have made it confidential itself, and then our part stands there.
    const begun = description === issue.description;
    if (issue.confidential && !begun && !(await mayRead(deps, file, issue))) return null;
    const closing = hidden ? { confidential: true } : {};
    return await deps.gitlab.updateIssue(issue.projectId, issue.iid, { description, ...closing });
  } catch (error) {
    const closed = error instanceof GitLabError && ['forbidden', 'not-found', 'rejected'].includes(error.kind);
    if (closed) return null;
    throw error;
  }
}

/** A sensitive request makes its work item confidential, in the same change that writes its answers there. */
export const hides = ({ request }: RequestFile, issue: Pick<Issue, 'confidential'>): boolean =>
  request.sensitive && !issue.confidential;

/** Naming a confidential issue must not open it to someone who cannot read it in GitLab. */
async function mayRead(deps: Deps, { request }: RequestFile, issue: Issue): Promise<boolean> {
  const username = request.requesterId === null ? request.gitlabAuthor : await usernameOf(deps, request.requesterId);
  return mayReadIssue(deps, username, issue);
}

/** Whether the answers may stand in the description: not where they are to be kept confidential and the issue is not. */
export function answersMayStand(deps: Deps, { request }: RequestFile, issue: Pick<Issue, 'confidential'>): boolean {
  if (request.origin === 'gitlab' || !(deps.settings.gitlab.confidential || request.sensitive)) return true;
  // What the app files is confidential from the start; who makes it open later knows what stands there.
  return issue.confidential || request.answers.source !== 'existing-issue';
}

/** The answers as an internal note, once. What is corrected later comes as a note of its own. */
export async function ensureAnswersNote(deps: Deps, { file, nameOf }: Found): Promise<void> {
  const { workItem } = file;
  const key = `answers:${requestNumber(file.request.id)}`;
  if (workItem === null || (await deps.storage.facts.fact(key)) !== null) return;
  const { projectId, iid } = workItem;
  const marker = noteMarker(key);
  const { id: authorId } = await deps.gitlab.me();
  const before = await deps.gitlab.findOwnNoteByMarker(projectId, iid, marker, { authorId });
  if (before === null) {
    await deps.gitlab.createNote(projectId, iid, answersNote(file, nameOf, marker), { internal: true });
  }
  await deps.storage.facts.keepFact(key, deps.now().toISOString());
}

/** Whether the assessment may stand there: nobody has written it in the open, so it follows what is confidential here. */
export const assessmentMayStand = (
  { settings }: Deps,
  { request }: RequestFile,
  { confidential }: Pick<Issue, 'confidential'>,
): boolean => confidential || !(settings.gitlab.confidential || request.sensitive);

/** Entries that hold answers are internal where the answers may not stand in the open. */
export async function isInternal(deps: Deps, file: RequestFile, { kind }: Pick<Entry, 'kind'>): Promise<boolean> {
  const { workItem } = file;
  if (workItem === null || !workItem.adopted || !(kind === 'corrected' || kind === 'joined')) return false;
  if (answersMayStand(deps, file, { confidential: false })) return false;
  return !answersMayStand(deps, file, await deps.gitlab.issue(workItem.projectId, workItem.iid));
}
