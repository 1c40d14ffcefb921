import type { Deps } from '../../deps.ts';
import { type Mention, oweMention } from '../../domain/mention.ts';
import { oweCard } from '../../domain/owed.ts';
import type { RequestFile } from '../../domain/request.ts';
import { becameConfidential } from '../../domain/request-content.ts';
import { truncate } from '../../slack/escape.ts';
import { adoptIssue, isAdopted, isCandidate, isOwn, isSensitive, LABEL_TAKEN, placeOf } from './adoption.ts';
import { bringComments } from './comments.ts';
import { firstStart } from './facts.ts';
import { botId, type Issue, type Note } from './gitlab-side.ts';
import { mentionsHandle } from './handle.ts';

/** The request that an issue is, or that was filed elsewhere about it. */
export async function requestOf(deps: Deps, issue: Pick<Issue, 'projectId' | 'iid'>): Promise<RequestFile | null> {
  const { requests } = deps.storage;
  return (await requests.requestOfIssue(issue.projectId, issue.iid)) ?? (await requests.requestOfDraft(placeOf(issue)));
}

/**
 * Works off one issue that is new or has changed: a request's state and comments are brought over, a new request is adopted.
 * Any number of times has the same effect as once. Gives the request whose work item it is, or null.
 */
async function visitIssue(deps: Deps, issue: Issue): Promise<RequestFile | null> {
  if ((await requestOf(deps, issue)) === null && (await isAdopted(deps, issue))) {
    await adoptIssue(deps, issue, { actor: `gitlab:${issue.author.username}` });
  }
  const file = await deps.storage.requests.requestOfIssue(issue.projectId, issue.iid);
  if (file === null) {
    await forgetLabelTaken(deps, issue);
    return null;
  }
  await keepState(deps, file, issue);
  await bringComments(deps, (await requestOf(deps, issue)) ?? file);
  return file;
}

/** Visits an issue; where planned work is filed as it, what has changed is kept; where it is no request, a mention of the team in its description is kept. */
export async function workOffIssue(deps: Deps, issue: Issue): Promise<RequestFile | null> {
  const file = await visitIssue(deps, issue);
  await deps.storage.plannedWork.followPlannedIssue(issue, issue, deps.now());
  if (file === null) await keepDescriptionMention(deps, issue);
  return file;
}

const MOST_ENTRIES = 1_000;

async function keepState(deps: Deps, file: RequestFile, issue: Issue): Promise<void> {
  await keepConfidential(deps, file, issue);
  if (file.workItem?.state === issue.state) return;
  await deps.storage.requests.keepWorkItemState(file.request.id, issue.state);
  await deps.storage.owe([oweCard(file.request.id)], deps.now());
}

/** An adopted issue that is made confidential is not talked about in the channel any more, before its next comment comes. */
async function keepConfidential(deps: Deps, { request, workItem }: RequestFile, issue: Issue): Promise<void> {
  if (request.sensitive || workItem?.adopted !== true || !isSensitive(deps, issue)) return;
  const { requests } = deps.storage;
  const keys = (await requests.entriesOf(request.id, MOST_ENTRIES)).map(({ key }) => key);
  await requests.changeRequest(request.id, becameConfidential(keys), deps.now());
}

/** An older candidate whose label is gone is none any more; labelled again it is a new one. */
async function forgetLabelTaken(deps: Deps, issue: Issue): Promise<void> {
  if (isCandidate(deps, issue)) return;
  const known = await deps.storage.mentions.mentionsAt(issue.projectId, issue.iid);
  for (const { id } of known.filter(({ kind, state }) => kind === 'older' && state === 'open')) {
    const how = { state: 'dismissed' as const, answer: null, endedBy: LABEL_TAKEN };
    await deps.storage.mentions.endMention(id, how, [], deps.now());
  }
}

/**
 * Keeps that the team is mentioned in the description, where it is and not by the app itself (DOOR-10). Not of issues from before
 * the first start: their old words would come up with any change. Where they gain a mention, the bot has a to-do.
 */
async function keepDescriptionMention(deps: Deps, issue: Issue): Promise<void> {
  if (issue.createdAt < (await firstStart(deps))) return;
  if (!mentionsHandle(issue.description, deps.settings.gitlab.teamHandle) || (await isOwn(deps, issue))) return;
  await keepMention(deps, issue, null);
}

/** Keeps that the team is mentioned in a note, where it is and not by the app itself (DOOR-10). */
export async function keepNoteMention(deps: Deps, issue: Issue, note: Note): Promise<void> {
  if (note.system || note.author.id === (await botId(deps))) return;
  if (mentionsHandle(note.body, deps.settings.gitlab.teamHandle)) await keepMention(deps, issue, note);
}

const LONGEST = 3_000;

/** Keeps a mention by its place, once. Of an internal note nothing is kept but where it is. */
export async function keepMention(deps: Deps, issue: Issue, note: Note | null): Promise<void> {
  const hidden = issue.confidential || note?.internal === true;
  const author = note?.author ?? issue.author;
  const found: Omit<Mention, 'id' | 'state' | 'answer' | 'endedBy' | 'endedAt'> = {
    kind: 'mention',
    projectId: issue.projectId,
    iid: issue.iid,
    noteId: note?.id ?? 0,
    title: issue.title,
    text: note?.internal === true ? '' : truncate(note?.body ?? issue.description, LONGEST),
    url: note === null ? issue.webUrl : `${issue.webUrl}#note_${note.id}`,
    confidential: hidden,
    authorName: author.name,
    authorUsername: author.username,
    at: note?.createdAt ?? issue.createdAt,
  };
  await deps.storage.mentions.keepMention(found, (id) => [oweMention(id)], deps.now());
}
