import type { Delivery, Deps } from '../../deps.ts';
import { type FeedbackItem, itemNumber } from '../../domain/feedback.ts';
import { issueAt } from '../../domain/links.ts';
import { feedbackMarker, noteMarker, ownPart, withOwnPart } from '../../domain/own-part.ts';
import { GitLabError } from '../../gitlab/errors.ts';
import { linkForGitLab, quoteForGitLab, titleForGitLab } from '../../gitlab/markdown.ts';
import type { Issue } from '../../gitlab/schema.ts';
import { mayReadIssue, usernameOf } from '../../slack/gitlab-people.ts';
import type { OwedRow } from '../../storage/outbox.ts';
import { adoptedFact, followIssue, placeOf } from './follow.ts';
import { type Found, ownText } from './item-text.ts';

/** Clocks of ours and GitLab's may differ by this much. */
const CLOCKS_MS = 600_000;

/** LOCK-4: the issue that carries like feedback to the product team: made once or taken as it is, then kept in line with who asked. */
export const feedbackIssue: Delivery = {
  to: 'gitlab',
  async carryOut(deps, row) {
    const found = await load(deps, Number(row.payload.itemId));
    if (found === null) return;
    const { item } = found;
    const there = await issueThere(deps, item, row);
    // Once its copy in the other project is seen, that is brought in line.
    if (there !== null && there.movedTo !== null) return;
    const issue = there ?? (await adopted(deps, found)) ?? (await make(deps, found));
    const { projectId, iid, webUrl: url } = issue;
    // Kept before anything else is asked of GitLab, so that it is never made again.
    if (item.iid === null) await deps.storage.feedback.recordItemIssue(item.id, { projectId, iid, url }, deps.now());
    if (there !== null) await bringInLine(deps, found, issue);
    await followIssue(deps, issue);
  },
};

async function load({ storage }: Deps, itemId: number): Promise<Found | null> {
  const item = await storage.feedback.feedbackItem(itemId);
  const feature = item === null ? null : await storage.interlock.feature(item.featureId);
  if (item === null || feature === null) return null;
  return { item, feature, feedback: await storage.feedback.feedbackOfItem(itemId) };
}

async function issueThere(deps: Deps, { id, projectId, iid }: FeedbackItem, row: OwedRow): Promise<Issue | null> {
  if (projectId !== null && iid !== null) return deps.gitlab.issue(projectId, iid);
  if (!row.unknown) return null;
  const { id: authorId } = await deps.gitlab.me();
  const createdAfter = new Date(row.at.getTime() - CLOCKS_MS);
  return deps.gitlab.findOwnIssueByMarker(deps.gitlabProject, feedbackMarker(id), { createdAfter, authorId });
}

/**
 * The issue that the leader gave the address of, with what was said in it. Null where it is another item's, the bot may not write there, or the
 * leader may not read it in GitLab: then a new one is filed, with its link.
 */
async function adopted(deps: Deps, found: Found): Promise<Issue | null> {
  const { id, url, by } = found.item;
  const place = url === null ? null : issueAt(url, deps.gitlabUrl);
  if (place === null) return null;
  try {
    const issue = await deps.gitlab.issue(place.projectPath, place.iid);
    const other = await deps.storage.feedback.itemOfIssue(issue);
    if (other !== null && other.id !== id) return null;
    if (issue.confidential && !(await mayReadIssue(deps, await usernameOf(deps, by), issue))) return null;
    await deps.storage.facts.keepFact(adoptedFact(found.item), placeOf(issue));
    await bringInLine(deps, found, issue);
    return issue;
  } catch (error) {
    if (error instanceof GitLabError && ['forbidden', 'not-found', 'rejected'].includes(error.kind)) return null;
    throw error;
  }
}

async function make(deps: Deps, found: Found): Promise<Issue> {
  const { item } = found;
  const { labels, confidential } = deps.settings.gitlab;
  const there = new Set(await deps.gitlab.projectLabels(deps.gitlabProject));
  const wanted = [labels.workflow.validationBacklog, labels.metric.prodSecRequirement];
  const parts = [
    quoteForGitLab(item.body),
    ...(item.url === null ? [] : [`It goes with ${linkForGitLab(item.url)}.`]),
    ownPart(ownText(found, { open: false })),
  ];
  return deps.gitlab.createIssue(deps.gitlabProject, {
    ...{ title: titleForGitLab(item.title), description: parts.join('\n\n'), confidential },
    labels: wanted.filter((label) => there.has(label)),
  });
}

/** An issue of others that more people read gets the counts; what was said goes there as an internal note, once. */
async function bringInLine(deps: Deps, found: Found, issue: Issue): Promise<void> {
  const { projectId, iid, description } = issue;
  const ours = (await deps.storage.facts.fact(adoptedFact(found.item))) !== placeOf(issue);
  const open = !ours && !issue.confidential && deps.settings.gitlab.confidential;
  const text = ours || open ? ownText(found, { open }) : [ownText(found, { open }), saidText(found)].join('\n\n');
  const next = withOwnPart(description, text);
  if (open) await ensureNote(deps, found, issue);
  if (next !== description) await deps.gitlab.updateIssue(projectId, iid, { description: next });
}

const saidText = ({ item }: Found): string =>
  ['## What should be done, and why', quoteForGitLab(item.body)].join('\n\n');

async function ensureNote(deps: Deps, found: Found, { projectId, iid }: Issue): Promise<void> {
  const key = `feedback:${itemNumber(found.item.id)}`;
  if ((await deps.storage.facts.fact(key)) !== null) return;
  const marker = noteMarker(key);
  const { id: authorId } = await deps.gitlab.me();
  const before = await deps.gitlab.findOwnNoteByMarker(projectId, iid, marker, { authorId });
  const body = [marker, ownText(found, { open: false }), saidText(found)].join('\n\n');
  if (before === null) await deps.gitlab.createNote(projectId, iid, body, { internal: true });
  await deps.storage.facts.keepFact(key, deps.now().toISOString());
}
