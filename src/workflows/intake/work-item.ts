import type { Delivery, Deps } from '../../deps.ts';
import { criteriaFrom } from '../../domain/health.ts';
import { oweCard, oweDirect, oweWorkItemUpdate, requestNumber } from '../../domain/owed.ts';
import { noteMarker, requestMarker, withOwnPart } from '../../domain/own-part.ts';
import { isOpen, peopleConcerned, type RequestFile, type WorkItem } from '../../domain/request.ts';
import { titleForGitLab } from '../../gitlab/markdown.ts';
import type { Issue } from '../../gitlab/schema.ts';
import { usernameOf } from '../../slack/gitlab-people.ts';
import type { OwedRow } from '../../storage/outbox.ts';
import { assessmentSections } from './assessment-text.ts';
import { checklistSections } from './checklist-text.ts';
import {
  adoptExisting,
  answersMayStand,
  assessmentMayStand,
  ensureAnswersNote,
  hides,
  isInternal,
} from './existing-issue.ts';
import { PLANNED_LISTED, plannedSections } from './planned-text.ts';
import { content, description, type Found, type NameOf, noteBody } from './work-item-text.ts';

/** Clocks of ours and GitLab's may differ by this much. */
const CLOCKS_MS = 600_000;

async function load(deps: Deps, row: OwedRow): Promise<Found | null> {
  const file = await deps.storage.requests.request(Number(row.payload.requestId));
  if (file === null) return null;
  const names = new Map<string, string>();
  const assessment = await deps.storage.assessments.assessmentOf(file.request.id);
  const checklists = await deps.storage.checklists.checklistsOfRequest(file.request.id);
  const named = [...Object.values(assessment), ...checklists.flatMap(({ items }) => items)].map(({ by }) => by ?? '');
  for (const id of new Set([...peopleConcerned(file), ...peopleInAnswers(file), ...named])) {
    names.set(id, (await deps.storage.people.person(id))?.name ?? id);
  }
  const nameOf: NameOf = (id) => names.get(id) ?? id;
  const criteria = criteriaFrom(deps.settings.health.criteria);
  const planned = await deps.storage.plannedWork.plannedWorkOfRequest(file.request.id, PLANNED_LISTED);
  const assessed = assessmentSections(file.request, assessment, { criteria }, nameOf);
  return {
    file,
    nameOf,
    assessed: [...assessed, ...plannedSections(planned), ...checklistSections(checklists, nameOf)],
  };
}

const peopleInAnswers = ({ request }: RequestFile): string[] =>
  Object.values(request.answers)
    .flat()
    .filter((value): value is string => typeof value === 'string' && /^[UW][A-Z0-9]{2,}$/.test(value));

/** Only labels that the item's own project has: GitLab would make up the others (NEW-2). */
async function labelsThere(deps: Deps, project: string | number, wanted: readonly string[]): Promise<string[]> {
  const there = new Set(await deps.gitlab.projectLabels(project));
  return wanted.filter((label) => there.has(label));
}

function startingLabels({ settings }: Deps): string[] {
  const { candidate, workflow, metric } = settings.gitlab.labels;
  return [candidate, workflow.validationBacklog, metric.pending];
}

/** NEW-2: the work item made once, or the existing issue adopted (DOOR-5). */
const workItem: Delivery = {
  to: 'gitlab',
  async carryOut(deps, row) {
    const found = await load(deps, row);
    if (found === null || found.file.workItem !== null) return;
    const { request } = found.file;
    const adopted = await adoptExisting(deps, found);
    const issue = adopted ?? (await madeBefore(deps, found, row)) ?? (await make(deps, found));
    const told = request.requesterId === null ? [] : [oweDirect(request.id, request.requesterId, 'filed')];
    // The labels come after it is known whose issue it is: nothing then takes it for another candidate.
    const owed = [oweCard(request.id), ...told, ...(adopted === null ? [] : [oweWorkItemUpdate(request.id)])];
    const kept = { ...placeOf(issue), requestId: request.id, adopted: adopted !== null };
    // What is confidential in GitLab is not told in the channel.
    const sensitive = adopted?.confidential === true;
    await deps.storage.requests.recordWorkItem(kept, { owedId: row.id, owed, sensitive }, deps.now());
  },
};

const placeOf = (issue: Issue): Omit<WorkItem, 'requestId' | 'adopted' | 'at'> => ({
  projectId: issue.projectId,
  iid: issue.iid,
  url: issue.webUrl,
  reference: issue.references.full,
  state: issue.state,
});

async function madeBefore(deps: Deps, { file }: Found, row: OwedRow): Promise<Issue | null> {
  if (!row.unknown) return null;
  const { id: authorId } = await deps.gitlab.me();
  const createdAfter = new Date(row.at.getTime() - CLOCKS_MS);
  const marker = requestMarker(requestNumber(file.request.id));
  return deps.gitlab.findOwnIssueByMarker(deps.gitlabProject, marker, { createdAfter, authorId });
}

async function make(deps: Deps, found: Found): Promise<Issue> {
  const { request } = found.file;
  return deps.gitlab.createIssue(deps.gitlabProject, {
    title: titleForGitLab(request.title),
    description: description(found),
    labels: await labelsThere(deps, deps.gitlabProject, startingLabels(deps)),
    confidential: deps.settings.gitlab.confidential || request.sensitive,
  });
}

/** The work item brought in line: our part of the description, labels, confidentiality, assignee. Other text stays people's. */
const workItemUpdate: Delivery = {
  to: 'gitlab',
  async carryOut(deps, row) {
    const found = await load(deps, row);
    const item = found?.file.workItem ?? null;
    if (found === null || item === null) return;
    const issue = await deps.gitlab.issue(item.projectId, item.iid);
    const change = {
      ...textChange(deps, found, issue),
      ...(await labelChange(deps, found.file, issue)),
      ...(await assignees(deps, found, issue)),
    };
    if (hides(found.file, issue)) Object.assign(change, { confidential: true });
    if (Object.keys(change).length > 0) await deps.gitlab.updateIssue(item.projectId, item.iid, change);
    if (!answersMayStand(deps, found.file, afterwards(found.file, issue))) await ensureAnswersNote(deps, found);
  },
};

const afterwards = (file: RequestFile, issue: Issue) => ({ confidential: issue.confidential || hides(file, issue) });

function textChange(deps: Deps, found: Found, issue: Issue): { title?: string; description?: string } {
  const { file } = found;
  const will = afterwards(file, issue);
  const wanted = withOwnPart(
    issue.description,
    content(found, answersMayStand(deps, file, will), assessmentMayStand(deps, file, will)),
  );
  const title = titleForGitLab(file.request.title);
  const ours = file.workItem?.adopted !== true;
  return {
    ...(wanted === issue.description ? {} : { description: wanted }),
    ...(ours && title !== issue.title ? { title } : {}),
  };
}

/** An adopted issue gets the labels that a filed one starts with; of a scope it has already, its own stays. */
async function labelChange(
  deps: Deps,
  { workItem: item }: RequestFile,
  issue: Issue,
): Promise<{ addLabels?: string[] }> {
  if (item?.adopted !== true) return {};
  const scopes = new Set(issue.labels.filter((label) => label.includes('::')).map(scopeOf));
  const missing = startingLabels(deps).filter(
    (label) => !issue.labels.includes(label) && !(label.includes('::') && scopes.has(scopeOf(label))),
  );
  const addLabels = missing.length === 0 ? [] : await labelsThere(deps, issue.projectId, missing);
  return addLabels.length === 0 ? {} : { addLabels };
}

const scopeOf = (label: string): string => label.slice(0, label.lastIndexOf('::'));

const assignedFact = ({ request }: RequestFile): string => `assigned:${requestNumber(request.id)}`;

/**
 * Whoever claimed it is assigned where their GitLab user is known. Only whom the app assigned before is taken off: people's own
 * assignments stay.
 */
async function assignees(deps: Deps, { file }: Found, issue: Issue): Promise<{ assigneeIds?: number[] }> {
  const username = file.request.claimedBy === null ? null : await usernameOf(deps, file.request.claimedBy);
  const leading = username === null ? null : await deps.gitlab.userByUsername(username);
  const before = (await deps.storage.facts.fact(assignedFact(file)))?.split(' ') ?? [];
  const kept = issue.assignees.filter((each) => each.id === leading?.id || !before.includes(each.username));
  // People's own come first: where an issue has room for one only, that one stays.
  const wanted = [...new Set([...kept.map(({ id }) => id), ...(leading === null ? [] : [leading.id])])];
  const same = wanted.length === issue.assignees.length && issue.assignees.every(({ id }) => wanted.includes(id));
  if (same) return {};
  // Kept before GitLab is asked: whoever was assigned by a change whose answer was lost is known as ours.
  if (leading !== null && !before.includes(leading.username)) {
    await deps.storage.facts.keepFact(assignedFact(file), [...before, leading.username].join(' '));
  }
  return { assigneeIds: wanted };
}

const workItemClosing: Delivery = {
  to: 'gitlab',
  async carryOut(deps, row) {
    const file = await deps.storage.requests.request(Number(row.payload.requestId));
    if (file?.workItem == null) return;
    const { projectId, iid, adopted } = file.workItem;
    // An issue that people opened in GitLab stays theirs to close.
    if (adopted) return;
    await deps.gitlab.updateIssue(projectId, iid, { stateEvent: 'close' });
    await deps.storage.requests.keepWorkItemState(file.request.id, 'closed');
  },
};

const workItemReopening: Delivery = {
  to: 'gitlab',
  async carryOut(deps, row) {
    const file = await deps.storage.requests.request(Number(row.payload.requestId));
    if (file?.workItem == null || !isOpen(file.request)) return;
    await deps.gitlab.updateIssue(file.workItem.projectId, file.workItem.iid, { stateEvent: 'reopen' });
    await deps.storage.requests.keepWorkItemState(file.request.id, 'opened');
  },
};

const note: Delivery = {
  to: 'gitlab',
  async carryOut(deps, row) {
    const key = String(row.payload.entry);
    const file = await deps.storage.requests.request(Number(row.payload.requestId));
    const said = await deps.storage.requests.entry(key);
    if (file?.workItem == null || said === null) return;
    const { projectId, iid } = file.workItem;
    const marker = noteMarker(key);
    if (row.unknown) {
      const { id: authorId } = await deps.gitlab.me();
      if ((await deps.gitlab.findOwnNoteByMarker(projectId, iid, marker, { authorId })) !== null) return;
    }
    const internal = await isInternal(deps, file, said);
    await deps.gitlab.createNote(projectId, iid, noteBody(said, marker), internal ? { internal } : {});
  },
};

/** What the intake owes to GitLab. */
export const gitlabDeliveries = {
  'work-item': workItem,
  'work-item-update': workItemUpdate,
  'work-item-closing': workItemClosing,
  'work-item-reopening': workItemReopening,
  note,
} satisfies Record<string, Delivery>;
