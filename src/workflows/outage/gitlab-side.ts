import type { Deps } from '../../deps.ts';
import { type Outage, type OutageEntry, type OutageFile, outageNumber } from '../../domain/outage.ts';
import { entriesFromGitLab, isTriageLabel, type OutageLabels } from '../../domain/outage-gitlab.ts';
import { committed, whyNoOutage } from '../../domain/outage-report.ts';
import { oweOutageCard } from '../../domain/owed.ts';
import { outageMarkedIn } from '../../domain/own-part.ts';
import type { Tool } from '../../domain/tool.ts';
import { no, yes } from '../../domain/verdict.ts';
import type { Issue } from '../../gitlab/schema.ts';
import { truncate } from '../../slack/escape.ts';
import { personOfAuthor } from '../../slack/gitlab-people.ts';
import type { DecideOutage } from '../../storage/outages.ts';
import { clockTime } from './words.ts';

const MOST_NOTES = 1;

/** An outage opened, assigned, labelled, closed or reopened in GitLab counts the same (SLO-9), from GitLab's own times. */
export async function followIssue(deps: Deps, issue: Issue): Promise<void> {
  const known = await deps.storage.outages.outageOfIssue(issue.projectId, issue.iid);
  const labelled = issue.labels.includes(deps.settings.gitlab.labels.outage);
  if (known === null && !(labelled && (await isNew(deps, issue)))) return;
  if (known !== null && known.outage.readAt?.getTime() === issue.updatedAt.getTime()) return;
  const entries = await historyOf(deps, issue);
  if (known === null) await track(deps, issue, entries);
  else await bringOver(deps, known, issue, [...entries, ...labelEntry(deps, known, issue)]);
}

/** What the app filed itself is known by its hidden mark until its place is kept. */
async function isNew(deps: Deps, issue: Issue): Promise<boolean> {
  const marked = outageMarkedIn(issue.description);
  if (marked !== null && (await deps.storage.outages.outage(marked))?.outage.iid === null) return false;
  if (issue.state === 'opened') return true;
  const since = await deps.storage.facts.fact('first-start');
  return since !== null && issue.createdAt >= new Date(since);
}

const labelsOf = ({ settings }: Deps): OutageLabels => {
  const { validationBacklog, ...past } = settings.gitlab.labels.workflow;
  return { validationBacklog, past: Object.values(past) };
};

/** At most three requests of GitLab. */
async function historyOf(deps: Deps, issue: Issue): Promise<OutageEntry[]> {
  const { projectId, iid } = issue;
  const [states, labelChanges, { notes }] = await Promise.all([
    deps.gitlab.stateEvents(projectId, iid),
    deps.gitlab.labelEvents(projectId, iid),
    deps.gitlab.notes(projectId, iid, { page: MOST_NOTES, sort: 'desc', orderBy: 'created_at' }),
  ]);
  const said = notes.filter(({ system }) => system);
  return entriesFromGitLab(
    {
      ...{ createdAt: issue.createdAt, updatedAt: issue.updatedAt, closedAt: issue.closedAt, state: issue.state },
      ...{ assignees: issue.assignees.map(({ username }) => username), labels: issue.labels, states, labelChanges },
      notes: said.map(({ id, body, createdAt, author }) => ({ id, body, at: createdAt, by: author.username })),
    },
    labelsOf(deps),
  );
}

/** The label taken away says that it does not count; set again, it does. */
function labelEntry(deps: Deps, { outage }: OutageFile, issue: Issue): OutageEntry[] {
  const labelled = issue.labels.includes(deps.settings.gitlab.labels.outage);
  if (!labelled && outage.notBlocking === null) return [unlabelled(issue, 'not-blocking')];
  return labelled && outage.notBlocking === LABEL_TAKEN ? [unlabelled(issue, 'blocking')] : [];
}

const LABEL_TAKEN = 'the outage label was taken away in GitLab';

const unlabelled = ({ updatedAt }: Issue, kind: 'blocking' | 'not-blocking'): OutageEntry => ({
  ...{ key: `${kind}:label:${updatedAt.toISOString()}`, event: { kind, at: updatedAt }, by: 'gitlab' },
});

async function track(deps: Deps, issue: Issue, history: readonly OutageEntry[]): Promise<void> {
  const tool = await toolOfIssue(deps, issue);
  const opened: OutageEntry = {
    key: 'opened',
    event: { kind: 'opened', at: issue.createdAt },
    by: `gitlab:${issue.author.username}`,
  };
  const promised = tool === null ? [] : [committed(tool, deps.settings.commitments, deps.now())];
  const reporter = await personOfAuthor(deps, issue.author);
  await deps.storage.outages.fileOutage(
    {
      outage: {
        ...{ draftId: null, toolId: tool?.id ?? null, projectId: issue.projectId, iid: issue.iid, url: issue.webUrl },
        ...{ title: issue.title, what: truncate(issue.description, LONGEST), since: null, blocks: null },
        ...{ confidential: issue.confidential, reportedBy: reporter?.id ?? null, author: issue.author.username },
        ...{ openedAt: issue.createdAt, notBlocking: null },
        ...(await factsOf(deps, issue)),
      },
      entries: [opened, ...promised, ...history],
      actor: `gitlab:${issue.author.username}`,
      owed: (id) => [oweOutageCard(id)],
    },
    clockTime(deps),
  );
}

const LONGEST = 3_000;

type Facts = Pick<Outage, 'state' | 'assignees' | 'assigneeId' | 'triaged' | 'readAt'>;

async function factsOf(deps: Deps, issue: Issue): Promise<Facts> {
  const assignees = issue.assignees.map(({ username }) => username);
  const [first] = issue.assignees;
  const person = first === undefined ? null : await personOfAuthor(deps, first);
  const labels = labelsOf(deps);
  return {
    ...{ state: issue.state, assignees, assigneeId: person?.id ?? null, readAt: issue.updatedAt },
    triaged: issue.labels.some((label) => isTriageLabel(label, labels)),
  };
}

async function bringOver(deps: Deps, known: OutageFile, issue: Issue, history: readonly OutageEntry[]): Promise<void> {
  const facts = await factsOf(deps, issue);
  const { id } = known.outage;
  const decide: DecideOutage = (file) => {
    const keys = new Set(file.entries.map(({ key }) => key));
    const news = history.filter(({ key }) => !keys.has(key));
    const outage = editOf(file, news, issue, facts);
    const shows = news.length > 0 || Object.entries(outage).some(([field, to]) => differs(file.outage, field, to));
    if (!shows && file.outage.readAt?.getTime() === issue.updatedAt.getTime()) return no('Nothing is new.');
    return yes({
      ...{ actor: 'gitlab', action: 'followed in GitLab', detail: { events: news.map(({ event }) => event.kind) } },
      ...{ outage: { ...outage, readAt: issue.updatedAt }, events: news, answer: outageNumber(id) },
      owed: shows ? [oweOutageCard(id)] : [],
    });
  };
  await deps.storage.outages.changeOutage(id, decide, clockTime(deps));
}

const differs = (outage: Outage, field: string, to: unknown): boolean =>
  JSON.stringify(new Map<string, unknown>(Object.entries(outage)).get(field)) !== JSON.stringify(to);

/** What the row says anew. GitLab as it was before the last act in Slack says nothing of what that act changed. */
function editOf(file: OutageFile, news: readonly OutageEntry[], issue: Issue, facts: Facts): Partial<Outage> {
  const entries = [...file.entries, ...news];
  const inSlack = file.entries
    .filter(({ by }) => !by.startsWith('gitlab') && by !== 'app')
    .map(({ event }) => event.at.getTime());
  const isBehind = issue.updatedAt.getTime() <= Math.max(0, ...inSlack);
  const taken = news.find(({ event }) => event.kind === 'not-blocking' || event.kind === 'blocking');
  return {
    ...{ title: issue.title, confidential: issue.confidential, state: stateFrom(entries) },
    ...(taken === undefined ? {} : { notBlocking: taken.event.kind === 'blocking' ? null : LABEL_TAKEN }),
    ...(isBehind ? {} : { assignees: facts.assignees, assigneeId: facts.assigneeId }),
    // The Triage button holds whatever label GitLab has.
    triaged: facts.triaged || file.outage.triaged,
  };
}

/** As the newest closing or reopening says. */
function stateFrom(entries: readonly OutageEntry[]): Outage['state'] {
  const told = entries.filter(({ event }) => event.kind === 'closed' || event.kind === 'reopened');
  const newest = told.reduce<OutageEntry | null>(
    (last, each) => (last === null || each.event.at >= last.event.at ? each : last),
    null,
  );
  return newest?.event.kind === 'closed' ? 'closed' : 'opened';
}

/** The only tool of its project, else the one that its `tool::NAME` label names (SLO-9); null where the team has to say. */
async function toolOfIssue(deps: Deps, { labels, references }: Issue): Promise<Tool | null> {
  const inProject = await deps.storage.tools.toolsOfProject(references.full.split('#')[0] ?? '');
  const counting = inProject.filter((tool) => whyNoOutage(tool) === null);
  if (counting.length === 1) return counting[0] ?? null;
  const name = labels.find((label) => label.startsWith('tool::'))?.slice('tool::'.length);
  const named = name === undefined ? null : await deps.storage.tools.toolNamed(name);
  return named !== null && whyNoOutage(named) === null ? named : null;
}
