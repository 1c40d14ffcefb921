import type { Delivery, Deps } from '../../deps.ts';
import { type BacklogIssue, issueSubject, oweNotTaken, type Wish } from '../../domain/backlog.ts';
import { countedWork, hasAcceptance, workOfIssue } from '../../domain/counted-work.ts';
import { noteMarker, withWeightWritten } from '../../domain/own-part.ts';
import { GitLabError } from '../../gitlab/errors.ts';
import { inlineForGitLab, quoteForGitLab } from '../../gitlab/markdown.ts';
import type { Issue } from '../../gitlab/schema.ts';
import { message, section } from '../../slack/blocks.ts';
import { inline } from '../../slack/escape.ts';
import type { OwedRow } from '../../storage/outbox.ts';
import { issueLink } from './words.ts';

type Change = Parameters<Deps['gitlab']['updateIssue']>[2];

/**
 * An issue of GitLab made as it was chosen in Slack: weight, labels, milestone, acceptance criteria. What GitLab says afterwards is what the
 * copy says too; whoever chose something that GitLab did not take is told.
 */
export const issueDelivery: Delivery = {
  to: 'gitlab',
  async carryOut(deps, row) {
    const found = await deps.storage.backlog.backlogIssue(Number(row.payload.gitlabId));
    const wish = found?.notes.wish;
    if (found === null || wish === undefined) return;
    const { projectId, gitlabId } = found.work;
    const issue = await shownBy(deps, found);
    if (issue === null) return gone(deps, found, wish);
    const there = await labelsThere(deps, projectId, wish);
    const after = await update(deps, issue, changeOf(deps, found, wish, issue, there));
    const written = await update(deps, after, weightText(found, wish, after));
    await deps.storage.backlog.issueTaken(wish, countedWork(workOfIssue(written), deps.settings.gitlab.labels));
    const missing = notTaken(deps, wish, written, there);
    if (missing.length > 0)
      await deps.storage.owe([oweNotTaken(gitlabId, wish.byId, missing.join(', '), deps.now())], deps.now());
  },
};

/** Null where it was deleted, or is not for the app to see any more. */
async function shownBy({ gitlab }: Deps, { work: { projectId, iid } }: BacklogIssue): Promise<Issue | null> {
  try {
    return await gitlab.issue(projectId, iid);
  } catch (error) {
    if (error instanceof GitLabError && error.kind === 'not-found') return null;
    throw error;
  }
}

async function gone({ storage, now }: Deps, { work: { gitlabId } }: BacklogIssue, wish: Wish): Promise<void> {
  await storage.backlog.issueGone(gitlabId);
  await storage.owe(
    [oweNotTaken(gitlabId, wish.byId, 'what you chose: it does not show the issue any more', now())],
    now(),
  );
}

/** Of the labels that are wanted, those that the project has: GitLab would make up the others. */
async function labelsThere({ gitlab, settings }: Deps, projectId: number, wish: Wish): Promise<Set<string>> {
  const there = new Set<string>();
  for (const label of labelsOf(settings.gitlab.labels, wish))
    if ((await gitlab.labelsLike(projectId, label)).includes(label)) there.add(label);
  return there;
}

const labelsOf = ({ workflow, metric }: Labels, wish: Wish): string[] => [
  ...(wish.workflow === undefined ? [] : [workflow[wish.workflow]]),
  ...(wish.metric === undefined ? [] : [metric[wish.metric]]),
];

const update = async ({ gitlab }: Deps, issue: Issue, change: Change): Promise<Issue> =>
  Object.keys(change).length === 0 ? issue : gitlab.updateIssue(issue.projectId, issue.iid, change);

function changeOf(
  { settings }: Deps,
  { workId }: BacklogIssue,
  wish: Wish,
  issue: Issue,
  there: ReadonlySet<string>,
): Change {
  const { weight, milestone, acceptance } = wish;
  const moves = milestone !== undefined && (milestone?.id ?? null) !== (issue.milestone?.id ?? null);
  const writes = acceptance !== undefined && !hasAcceptance(issue.description);
  return {
    ...labelChange(settings, wish, issue, there),
    ...(weight === undefined || weight === issue.weight || workId !== null ? {} : { weight }),
    ...(moves ? { milestoneId: milestone?.id ?? 0 } : {}),
    ...(writes ? { description: withAcceptance(issue.description, acceptance) } : {}),
  };
}

const withAcceptance = (description: string, acceptance: string): string =>
  [description.trimEnd(), '## Acceptance criteria', quoteForGitLab(acceptance)]
    .filter((part) => part !== '')
    .join('\n\n');

type Labels = Deps['settings']['gitlab']['labels'];

/** The label that a scope is to have, with those that it then must not have; none where the project lacks the label. */
function labelChange(
  { gitlab: { labels } }: Deps['settings'],
  { workflow, metric, candidate }: Wish,
  issue: Issue,
  there: ReadonlySet<string>,
): Change {
  const scopes = [
    ...(workflow === undefined ? [] : [{ all: labels.workflow, to: labels.workflow[workflow] }]),
    ...(metric === undefined ? [] : [{ all: labels.metric, to: labels.metric[metric] }]),
  ].filter(({ to }) => there.has(to));
  const add = scopes.map(({ to }) => to).filter((label) => !issue.labels.includes(label));
  const others = scopes.flatMap(({ all, to }) => Object.values(all).filter((label) => label !== to));
  const gone = [...others, ...(candidate === false ? [labels.candidate] : [])];
  const remove = issue.labels.filter((label) => gone.includes(label));
  return {
    ...(add.length === 0 ? {} : { addLabels: add }),
    ...(remove.length === 0 ? {} : { removeLabels: remove }),
  };
}

/** GitLab's free tier has no weights: there it stands in the description. That of planned work is written by its own workflow. */
function weightText({ workId }: BacklogIssue, { weight }: Wish, issue: Issue): Change {
  if (weight === undefined || workId !== null) return {};
  const description = withWeightWritten(issue.description, issue.weight === weight ? null : weight);
  return description === issue.description ? {} : { description };
}

/** What was chosen and is not so in GitLab, in words. */
function notTaken({ settings }: Deps, wish: Wish, issue: Issue, there: ReadonlySet<string>): string[] {
  const labels = labelsOf(settings.gitlab.labels, wish).filter((label) => !there.has(label));
  const milestone = wish.milestone != null && wish.milestone.id !== issue.milestone?.id ? wish.milestone : null;
  return [
    ...labels.map((label) => `the label ${label}, which its project does not have`),
    ...(milestone === null ? [] : [`the milestone ${milestone.title}`]),
  ];
}

/** A word to the author, on the issue: written once. */
export const noteDelivery: Delivery = {
  to: 'gitlab',
  async carryOut(deps, row) {
    const found = await deps.storage.backlog.backlogIssue(Number(row.payload.gitlabId));
    if (found === null) return;
    const { projectId, iid } = found.work;
    const marker = noteMarker(row.key);
    if (await isWritten(deps, row, { projectId, iid }, marker)) return;
    await deps.gitlab.createNote(projectId, iid, `${marker}\n\n${await wordsOf(deps, row)}`);
  },
};

async function isWritten(
  { gitlab }: Deps,
  { unknown, attempts }: OwedRow,
  { projectId, iid }: { projectId: number; iid: number },
  marker: string,
): Promise<boolean> {
  if (!unknown && attempts <= 1) return false;
  const { id: authorId } = await gitlab.me();
  return (await gitlab.findOwnNoteByMarker(projectId, iid, marker, { authorId })) !== null;
}

async function wordsOf({ storage }: Deps, { payload }: OwedRow): Promise<string> {
  const person = await storage.people.person(String(payload.personId));
  const who = `**${inlineForGitLab(person?.name ?? 'Somebody')}**, of ProdSecEng, from Slack:`;
  const words = quoteForGitLab(String(payload.text));
  if (payload.what === 'committed')
    return `${who}\n\nProdSecEng commits to this. It is refined next: it gets a weight, acceptance criteria and a milestone here.`;
  if (payload.what === 'owner')
    return [
      who,
      `The owning team of this is **${inlineForGitLab(String(payload.team))}**, not ProdSecEng, so it leaves our backlog.`,
      words,
    ].join('\n\n');
  return [who, 'Before ProdSecEng can say whether it takes this on, we need to know:', words].join('\n\n');
}

/** A direct message about what GitLab did not take; only to who is of the team still. */
export const notTakenDelivery: Delivery = {
  to: 'slack',
  async render(deps, payload) {
    const found = await deps.storage.backlog.backlogIssue(Number(payload.gitlabId));
    const person = String(payload.personId);
    const who = await deps.access.who(person, '');
    if (found === null || !who.ok || !who.roles.team) return null;
    const text = `On ${issueLink(found.work)} GitLab did not take ${inline(String(payload.what))}. The backlog shows what GitLab says.`;
    return { to: { person }, message: message(text, [section(text, { blockId: issueSubject(found.work.gitlabId) })]) };
  },
};
