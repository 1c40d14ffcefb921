import type { Deps } from '../../deps.ts';
import { type Answers, type Form, fieldsOf, isList, listOf, TEXT_LIMIT, titleOf } from '../../domain/form.ts';
import { parseTemplate, templateFormId, templateMentions } from '../../domain/form-template.ts';
import { OTHER_FORM, REQUEST_FORMS } from '../../domain/intake-forms.ts';
import { type Mention, oweMention, oweOlder } from '../../domain/mention.ts';
import { type Owed, oweCard, oweDirect, oweWorkItem, oweWorkItemUpdate } from '../../domain/owed.ts';
import type { Person } from '../../domain/people.ts';
import type { RequestDoor } from '../../domain/request.ts';
import { stageTemplateIn } from '../../domain/stage-template.ts';
import { truncate } from '../../slack/escape.ts';
import { personOfAuthor } from '../../slack/gitlab-people.ts';
import type { Filing } from '../../storage/requests.ts';
import { firstStart, olderAreFound } from './facts.ts';
import { botId, type Issue, isOutOfReach, teamProjectId } from './gitlab-side.ts';
import { withoutComments } from './handle.ts';

/** Stands for the place of an issue as a whole: a candidate, not something said. */
export const WHOLE_ISSUE = -1;

/**
 * Whether an issue that is no request yet becomes one by itself (DOOR-9): open, in the team's project, opened or labelled since the
 * first start, and from a template of the app's or a candidate. What the app filed is never taken for someone's request.
 */
export async function isAdopted(deps: Deps, issue: Issue): Promise<boolean> {
  if (issue.state !== 'opened' || issue.projectId !== (await teamProjectId(deps))) return false;
  // Of a tool's way, not a request: the lifecycle takes it up.
  if (stageTemplateIn(issue.description) !== null) return false;
  if (await isOwn(deps, issue)) return false;
  const candidate = isCandidate(deps, issue);
  if (!candidate && templateFormId(issue.description) === null) return false;
  if (issue.createdAt.getTime() >= (await firstStart(deps)).getTime()) return true;
  return candidate && !(await isOlder(deps, issue));
}

export const isCandidate = (deps: Deps, issue: Issue): boolean =>
  issue.labels.includes(deps.settings.gitlab.labels.candidate);

/** Hidden words of the app's own, other than a template's, written by the app itself. A copy of them by a person is no proof. */
export async function isOwn(deps: Deps, issue: Issue): Promise<boolean> {
  return issue.author.id === (await botId(deps)) && /<!--\s*prodseceng:(?!template:)/u.test(issue.description);
}

/** A candidate from before the first start; when its label was taken away since, it starts anew. */
async function isOlder(deps: Deps, { projectId, iid }: Issue): Promise<boolean> {
  if (!(await olderAreFound(deps))) return true;
  const known = await deps.storage.mentions.mentionsAt(projectId, iid);
  return known.some(({ kind, endedBy }) => kind === 'older' && endedBy !== LABEL_TAKEN);
}

/** Who ended an older candidate whose label was taken away in GitLab. */
export const LABEL_TAKEN = 'gitlab';

export type Adopting = {
  /** Who did it: a Slack person, or `gitlab:USERNAME`. */
  actor: string;
  /** The mention that was adopted, if it was one. */
  mention?: Mention;
};

/** Makes a request of an issue, once: a second time gives the number that it has. */
export async function adoptIssue(deps: Deps, issue: Issue, { actor, mention }: Adopting): Promise<number> {
  const ended = mention ?? (await openMentionsAt(deps, issue))[0];
  const writes = await mayWrite(deps, issue.projectId);
  const filing = await filingOf(deps, issue, { actor, writes, ended });
  const { id } = await deps.storage.requests.fileRequest(filing, deps.now());
  for (const left of await openMentionsAt(deps, issue)) await endAdopted(deps, left, actor);
  return id;
}

async function openMentionsAt(deps: Deps, { projectId, iid }: Issue): Promise<Mention[]> {
  const known = await deps.storage.mentions.mentionsAt(projectId, iid);
  return known.filter(({ state }) => state === 'open');
}

async function endAdopted(deps: Deps, { id, kind }: Mention, endedBy: string): Promise<void> {
  const how = { state: 'adopted' as const, answer: null, endedBy };
  await deps.storage.mentions.endMention(id, how, owedForEnd(id, kind), deps.now());
}

const owedForEnd = (id: number, kind: Mention['kind']): Owed[] => [kind === 'older' ? oweOlder() : oweMention(id)];

type How = { actor: string; writes: boolean; ended: Mention | undefined };

async function filingOf(deps: Deps, issue: Issue, { actor, writes, ended }: How): Promise<Filing> {
  const { id: authorId, username, name } = issue.author;
  const requester = await personOfAuthor(deps, { username, id: authorId });
  const form = formOf(issue) ?? OTHER_FORM;
  const answers = await answersIn(deps, form, issue, writes);
  const contact = typeof answers.contact === 'string' ? answers.contact : null;
  const stakeholders = listOf(answers, 'stakeholders');
  return {
    request: {
      door: doorOf(form),
      title: titleOf(form, answers),
      answers,
      sensitive: isSensitive(deps, issue),
      origin: 'gitlab',
      requesterId: requester?.id ?? null,
      authorName: requester?.name ?? name,
      gitlabAuthor: username,
      contactId: contact ?? requester?.id ?? null,
      draftId: placeOf(issue),
    },
    people: stakeholders.map((personId) => ({ personId, role: 'stakeholder', useCase: null })),
    ...(writes ? { adopts: workItemOf(issue) } : {}),
    actor,
    owed: (id) => [...owedOnAdopting(id, requester, writes), ...(ended ? owedForEnd(ended.id, ended.kind) : [])],
    ...(ended === undefined ? {} : { ends: { mentionId: ended.id } }),
  };
}

/** One issue is one request, also where the work item is another one. */
export const placeOf = ({ projectId, iid }: Pick<Issue, 'projectId' | 'iid'>): string => `issue:${projectId}:${iid}`;

const workItemOf = ({ projectId, iid, webUrl, references, state }: Issue): NonNullable<Filing['adopts']> => ({
  projectId,
  iid,
  url: webUrl,
  reference: references.full,
  state,
});

function owedOnAdopting(id: number, requester: Person | null, writes: boolean): Owed[] {
  const told = requester === null ? [] : [oweDirect(id, requester.id, 'filed')];
  return [writes ? oweWorkItemUpdate(id) : oweWorkItem(id), oweCard(id), ...told];
}

function formOf({ description }: Issue): Form | undefined {
  const formId = templateFormId(description);
  return REQUEST_FORMS.find(({ id }) => id === formId);
}

function doorOf({ id }: Form): RequestDoor {
  return id === 'new' || id === 'handover' ? id : 'other';
}

/**
 * An issue that its author made confidential is sensitive here. Where work items are confidential anyway, and the template says so
 * by itself, that says nothing.
 */
export function isSensitive(deps: Deps, issue: Issue): boolean {
  return issue.confidential && !(deps.settings.gitlab.confidential && formOf(issue) !== undefined);
}

async function answersIn(deps: Deps, form: Form, issue: Issue, writes: boolean): Promise<Answers> {
  const title = titleIn(form, issue);
  const link = writes ? {} : { source: 'existing-issue', sourceLink: issue.webUrl };
  if (formOf(issue) === undefined) {
    const about = truncate(withoutComments(issue.description).trim(), TEXT_LIMIT);
    return { ...title, ...link, ...(about === '' ? {} : { about }) };
  }
  const people = await peopleIn(deps, form, issue.description);
  return { ...parseTemplate(form, issue.description), ...people, ...title, ...link };
}

/** The issue's title where the form asks for one, not longer than it may be there. */
function titleIn(form: Form, issue: Issue): Answers {
  if (form.titleField === null) return {};
  return { [form.titleField]: titleOf(form, { [form.titleField]: issue.title }) };
}

/** Those of the people named in the template who are known in Slack; the others stay on the issue. */
async function peopleIn(deps: Deps, form: Form, description: string): Promise<Answers> {
  const named = templateMentions(form, description);
  const answers: [string, string | string[]][] = [];
  for (const field of fieldsOf(form)) {
    const people = await peopleNamed(deps, named[field.id] ?? []);
    const [first] = people;
    if (first !== undefined) answers.push([field.id, isList(field) ? people : first]);
  }
  return Object.fromEntries(answers);
}

const MOST_NAMES = 20;

async function peopleNamed(deps: Deps, usernames: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const username of usernames.slice(0, MOST_NAMES)) {
    const person = await personOfAuthor(deps, { username });
    if (person !== null) ids.push(person.id);
  }
  return [...new Set(ids)];
}

/** Labels and descriptions of others' issues are for Planners (15) and up. */
const PLANNER = 15;

async function mayWrite(deps: Deps, projectId: number): Promise<boolean> {
  if (projectId === (await teamProjectId(deps))) return true;
  try {
    return ((await deps.gitlab.memberAccess(projectId, await botId(deps))) ?? 0) >= PLANNER;
  } catch (error) {
    if (isOutOfReach(error)) return false;
    throw error;
  }
}
