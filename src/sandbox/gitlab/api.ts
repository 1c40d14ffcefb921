import {
  canSeeIssue,
  findUser,
  isMember,
  milestonesOf,
  requireGroup,
  requireIssue,
  requireMember,
  requireProject,
} from './access.ts';
import { addNote, editNote } from './comments.ts';
import {
  type Call,
  flag,
  instant,
  integer,
  integers,
  names,
  type Params,
  paginated,
  type Reply,
  text,
} from './http.ts';
import { type IssueQuery, listIssues } from './issue-list.ts';
import { changeIssue, createIssue } from './issues.ts';
import { createLabel, projectLabels } from './labels.ts';
import { notesOf } from './notes.ts';
import type { Shapes } from './shapes.ts';
import {
  type IssueEdit,
  type IssueRow,
  type MergeRequestRow,
  type PlanRow,
  type Project,
  Refused,
  type State,
  type TokenRow,
  type User,
} from './state.ts';
import { editEpic, editMergeRequest, listWork } from './work-list.ts';

export type ApiContext = { state: State; shapes: Shapes; apiUrl: () => string };

/** What a route is given: who asks, and the parts of the path. */
type Request = ApiContext & { call: Call; by: User; token: TokenRow; parts: string[]; params: Params };
type Route = { method: string; path: RegExp; reply: (request: Request) => Reply };

const ok = (body: unknown, status = 200): Reply => ({ status, body });

/** Answers an API call as GitLab would, refusals included. */
export function answer(context: ApiContext, call: Call): Reply {
  const token = call.token === null ? undefined : context.state.tokens.get(call.token);
  const by = token && findUser(context.state, token.userId);
  if (!token || !by) return ok({ message: '401 Unauthorized' }, 401);
  if (!mayCall(token, call.method)) return ok(insufficientScope, 403);
  try {
    return routed({ ...context, call, by, token, parts: [], params: call.params });
  } catch (error) {
    if (error instanceof Refused) return ok(error.body, error.status);
    throw error;
  }
}

const insufficientScope = {
  error: 'insufficient_scope',
  error_description: 'The request requires higher privileges than provided by the access token.',
  scope: 'api',
};

function mayCall({ scopes }: TokenRow, method: string): boolean {
  return scopes.includes('api') || (method === 'GET' && scopes.includes('read_api'));
}

function routed(request: Request): Reply {
  for (const { method, path, reply } of ROUTES) {
    const match = method === request.call.method ? path.exec(request.call.path) : null;
    if (match) return reply({ ...request, parts: match.slice(1).map((part) => decodeURIComponent(part)) });
  }
  return ok({ error: '404 Not Found' }, 404);
}

const route = (method: string, path: string, reply: Route['reply']): Route => ({
  method,
  path: new RegExp(`^${path.replaceAll('*', '([^/]+)')}/?$`, 'u'),
  reply,
});

const ROUTES: Route[] = [
  route('GET', 'user', ({ by, shapes }) =>
    ok({ ...shapes.user(by), public_email: by.publicEmail, bot: by.bot ?? false }),
  ),
  route('GET', 'users', ({ state, shapes, params }) => {
    const name = text(params, 'username')?.toLowerCase();
    const found = state.users.all().filter((user) => user.username.toLowerCase() === name);
    return ok(found.map(shapes.user));
  }),
  route('GET', 'users/*', ({ state, shapes, parts }) => {
    const user = findUser(state, parts[0] ?? '');
    if (!user) throw new Refused(404, { message: '404 User Not Found' });
    return ok({ ...shapes.user(user), public_email: user.publicEmail ?? '', bot: user.bot ?? false });
  }),
  route('GET', '(?:metadata|version)', () => ok({ version: '19.4.1', revision: 'stand-in', enterprise: true })),
  route('GET', 'personal_access_tokens/self', ({ token }) =>
    ok({ id: 1, name: 'app', scopes: token.scopes, expires_at: token.expiresOn, active: true, revoked: false }),
  ),
  route('GET', 'groups/*', ({ state, parts }) => {
    const { id, path, name } = requireGroup(state, parts[0] ?? '');
    return ok({ id, path, full_path: path, name, visibility: 'private' });
  }),
  route('GET', 'projects/*', (request) => ok(request.shapes.project(projectOf(request)))),
  route('GET', 'issues', (request) => issuePage(request, undefined)),
  route('GET', 'projects/*/issues', (request) => issuePage(request, [projectOf(request).id])),
  route('GET', 'groups/*/issues', (request) => issuePage(request, projectsIn(request))),
  route('POST', 'projects/*/issues', (request) => {
    const { state, by, params, shapes } = request;
    const title = text(params, 'title');
    if (title === undefined) throw new Refused(400, { error: 'title is missing' });
    const wanted = { ...editFrom(params), title, description: text(params, 'description') ?? '' };
    return ok(shapes.issue(createIssue(state, projectOf(request), by, wanted)), 201);
  }),
  route('GET', 'projects/*/issues/*', (request) => ok(request.shapes.issue(issueOf(request)))),
  route('PUT', 'projects/*/issues/*', (request) => {
    const edit = editFrom(request.params);
    if (Object.keys(edit).length === 0) throw new Refused(400, { error: 'title, description… are missing' });
    return ok(request.shapes.issue(changeIssue(request.state, issueOf(request), request.by, edit)));
  }),
  route('GET', 'projects/*/issues/*/notes', (request) => {
    const { state, by, params, shapes, call, apiUrl } = request;
    const order = { orderBy: text(params, 'order_by') ?? 'created_at', sort: text(params, 'sort') ?? 'desc' };
    return paginated(call, notesOf(state, issueOf(request), by, order).map(shapes.note), `${apiUrl()}/${call.path}`);
  }),
  route('POST', 'projects/*/issues/*/notes', (request) => {
    const { state, by, params, shapes } = request;
    const body = text(params, 'body');
    if (body === undefined) throw new Refused(400, { error: 'body is missing' });
    const internal = flag(params, 'internal') ?? flag(params, 'confidential') ?? false;
    const note = addNote(state, issueOf(request), by, { body, internal });
    if ('id' in note) return ok(shapes.note(note), 201);
    return ok({ commands_changes: {}, summary: note.ran.map(({ name }) => `Ran ${name}`) }, 202);
  }),
  route('GET', 'projects/*/issues/*/notes/*', (request) => ok(request.shapes.note(noteOf(request)))),
  route('PUT', 'projects/*/issues/*/notes/*', (request) => {
    const body = text(request.params, 'body') ?? '';
    return ok(request.shapes.note(editNote(request.state, noteOf(request), request.by, body)));
  }),
  route('GET', 'projects/*/issues/*/resource_(label|state|weight)_events', (request) => {
    const [, , kind] = request.parts;
    const issue = issueOf(request);
    const events = request.state.events.all().filter((event) => event.issueId === issue.id && event.kind === kind);
    return paginated(request.call, events.map(request.shapes.event), `${request.apiUrl()}/${request.call.path}`);
  }),
  route('GET', 'projects/*/labels', (request) => {
    const search = text(request.params, 'search')?.toLowerCase() ?? '';
    const all = projectLabels(request.state, projectOf(request).id);
    const labels = all.filter(({ name }) => name.toLowerCase().includes(search));
    return paginated(request.call, labels.map(request.shapes.label), `${request.apiUrl()}/${request.call.path}`);
  }),
  route('POST', 'projects/*/labels', (request) => {
    const { state, by, params, shapes } = request;
    const project = projectOf(request);
    requireMember(state, project, by);
    const [name, color, description] = [text(params, 'name'), text(params, 'color'), text(params, 'description') ?? ''];
    if (name === undefined) throw new Refused(400, { error: 'name is missing' });
    if (color === undefined) throw new Refused(400, { error: 'color is missing' });
    return ok(shapes.label(createLabel(state, project, { name, color, description })), 201);
  }),
  route('GET', 'projects/*/merge_requests', (request) => mergeRequestPage(request, [projectOf(request).id])),
  route('GET', 'groups/*/merge_requests', (request) => mergeRequestPage(request, projectsIn(request))),
  route('GET', 'projects/*/merge_requests/*', (request) => ok(request.shapes.mergeRequest(mergeRequestOf(request)))),
  route('PUT', 'projects/*/merge_requests/*', (request) => {
    const { state, shapes, by, call } = request;
    const project = projectOf(request);
    requireMember(state, project, by);
    return ok(shapes.mergeRequest(editMergeRequest(state, project, mergeRequestOf(request), call)));
  }),
  route('GET', 'projects/*/repository/commits', (request) => {
    const at = request.state.activity.get(String(projectOf(request).id))?.lastCommit ?? null;
    const rows = at === null ? [] : [{ id: 'c0ffee', committed_date: at }];
    return paginated(request.call, rows, `${request.apiUrl()}/${request.call.path}`);
  }),
  route('GET', 'projects/*/pipelines', (request) => {
    const { id } = projectOf(request);
    const [ref, source] = [text(request.params, 'ref'), text(request.params, 'source')];
    const scheduled = request.state.pipelines
      .all()
      .filter((each) => each.projectId === id && (ref === undefined || each.ref === ref))
      .sort((a, b) => b.id - a.id)
      .map(({ at, ...each }) => ({ ...each, source: 'schedule', created_at: at, updated_at: at }));
    const last = request.state.activity.get(String(id))?.lastPipeline ?? null;
    const pushed = last === null || source === 'schedule' ? [] : [{ id: 1, updated_at: last }];
    return paginated(request.call, [...pushed, ...scheduled], `${request.apiUrl()}/${request.call.path}`);
  }),
  route('GET', 'projects/*/milestones', (request) => {
    const project = projectOf(request);
    return flag(request.params, 'include_ancestors') === true
      ? planPage(request, milestonesOf(request.state, project))
      : plansOf(request, 'milestone', { projectId: project.id });
  }),
  route('GET', 'groups/*/milestones', (request) =>
    plansOf(request, 'milestone', { groupId: requireGroup(request.state, request.parts[0] ?? '').id }),
  ),
  route('GET', 'groups/*/epics', (request) => {
    const { state, shapes, params, call, apiUrl } = request;
    const groupId = epicGroup(request);
    const epics = state.plans.all().filter((plan) => plan.kind === 'epic' && plan.groupId === groupId);
    const shaped = epics.map((epic) => ({ ...shapes.plan(epic), ...shapes.epic(epic) }));
    return paginated(call, listWork(shaped, params), `${apiUrl()}/${call.path}`);
  }),
  route('GET', 'groups/*/epics/*', (request) => ok(request.shapes.plan(epicOf(request)))),
  route('PUT', 'groups/*/epics/*', (request) =>
    ok(request.shapes.plan(editEpic(request.state, memberOfGroup(request, epicOf(request)), request.call))),
  ),
  route('GET', 'projects/*/members/(?:all/)?*', (request) => {
    const user = findUser(request.state, Number(request.parts[1]));
    const project = projectOf(request);
    if (!user || !isMember(request.state, project, user.id)) throw new Refused(404, { message: '404 Not found' });
    return ok({ ...request.shapes.user(user), access_level: user.bot ? 40 : 30, membership_state: 'active' });
  }),
  route('GET', 'groups/*/members/(?:all/)?*', ({ state, parts, shapes }) => {
    const group = requireGroup(state, parts[0] ?? '');
    const user = findUser(state, Number(parts[1]));
    if (!user || !group.memberIds.includes(user.id)) throw new Refused(404, { message: '404 Not found' });
    return ok({ ...shapes.user(user), access_level: user.bot ? 40 : 30, membership_state: 'active' });
  }),
  route('GET', 'todos', ({ state, by, params, shapes, call, apiUrl }) => {
    const wanted = text(params, 'state') ?? 'pending';
    const mine = state.todos
      .all()
      .filter((todo) => todo.userId === by.id && todo.state === wanted && isSeen(state, todo.issueId, by));
    return paginated(call, mine.reverse().map(shapes.todo), `${apiUrl()}/todos`);
  }),
  route('POST', 'todos/*/mark_as_done', ({ state, by, parts, shapes }) => {
    const todo = state.todos.get(parts[0] ?? '');
    if (!todo || todo.userId !== by.id) throw new Refused(404, { message: '404 Not found' });
    state.todos.put(String(todo.id), { ...todo, state: 'done' });
    return ok(shapes.todo({ ...todo, state: 'done' }));
  }),
];

type PlanPlace = { projectId?: number; groupId?: number };

function isPlan(plan: PlanRow, kind: PlanRow['kind'], { projectId, groupId }: PlanPlace, iid: number): boolean {
  const there = plan.projectId === (projectId ?? null) && plan.groupId === (groupId ?? null);
  return plan.kind === kind && there && plan.iid === iid;
}

function plansOf(request: Request, kind: PlanRow['kind'], place: PlanPlace): Reply {
  const { state, params } = request;
  const wanted = integers(params, 'iids') ?? state.plans.all().map(({ iid }) => iid);
  const found = state.plans.all().filter((plan) => wanted.some((iid) => isPlan(plan, kind, place, iid)));
  return planPage(request, found);
}

function planPage({ params, shapes, call, apiUrl }: Request, found: PlanRow[]): Reply {
  const state = text(params, 'state');
  const shown = found.map(shapes.plan).filter((plan) => state === undefined || plan.state === state);
  return paginated(call, shown, `${apiUrl()}/${call.path}`);
}

function projectsIn({ state, parts }: Request): number[] {
  const group = requireGroup(state, parts[0] ?? '');
  return state.projects.all().flatMap(({ id, path }) => (path.startsWith(`${group.path}/`) ? [id] : []));
}

function mergeRequestPage({ state, shapes, params, call, apiUrl }: Request, projectIds: readonly number[]): Reply {
  const inside = state.mergeRequests.all().filter(({ projectId }) => projectIds.includes(projectId));
  return paginated(call, listWork(inside.map(shapes.mergeRequest), params), `${apiUrl()}/${call.path}`);
}

function mergeRequestOf(request: Request): MergeRequestRow {
  const found = request.state.mergeRequests.get(`${projectOf(request).id}!${request.parts[1]}`);
  if (!found) throw new Refused(404, { message: '404 Not found' });
  return found;
}

/** The free tier has no epics. */
function epicGroup({ state, parts }: Request): number {
  const { id } = requireGroup(state, parts[0] ?? '');
  if (state.tier === 'free') throw new Refused(403, { message: '403 Forbidden' });
  return id;
}

/** Only members of its group change an epic. */
function memberOfGroup({ state, by, parts }: Request, epic: PlanRow): PlanRow {
  if (!requireGroup(state, parts[0] ?? '').memberIds.includes(by.id))
    throw new Refused(403, { message: '403 Forbidden' });
  return epic;
}

function epicOf(request: Request): PlanRow {
  const groupId = epicGroup(request);
  const found = request.state.plans.all().find((each) => isPlan(each, 'epic', { groupId }, Number(request.parts[1])));
  if (!found) throw new Refused(404, { message: '404 Not found' });
  return found;
}

function projectOf({ state, parts, by }: Request): Project {
  return requireProject(state, parts[0] ?? '', by);
}

function issueOf(request: Request): IssueRow {
  return requireIssue(request.state, projectOf(request), Number(request.parts[1]), request.by);
}

function noteOf(request: Request) {
  const wanted = Number(request.parts[2]);
  const note = notesOf(request.state, issueOf(request), request.by).find(({ id }) => id === wanted);
  if (!note) throw new Refused(404, { message: '404 Note Not Found' });
  return note;
}

function isSeen(state: State, issueId: number, by: User): boolean {
  const issue = state.issues.get(String(issueId));
  return issue !== undefined && canSeeIssue(state, issue, by);
}

function editFrom(params: Params): IssueEdit {
  const stateEvent = text(params, 'state_event');
  const assigneeIds = integers(params, 'assignee_ids') ?? integers(params, 'assignee_id');
  const entries = Object.entries({
    title: text(params, 'title'),
    description: text(params, 'description'),
    labels: names(params, 'labels'),
    addLabels: names(params, 'add_labels'),
    removeLabels: names(params, 'remove_labels'),
    assigneeIds,
    confidential: flag(params, 'confidential'),
    milestoneId: integer(params, 'milestone_id'),
    weight: integer(params, 'weight'),
    stateEvent: stateEvent === 'close' || stateEvent === 'reopen' ? stateEvent : undefined,
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** Lists default to the issues that one made oneself at `/issues`, and to all of them below a project or group. */
function issuePage({ state, by, params, shapes, call, apiUrl }: Request, projectIds: number[] | undefined): Reply {
  const scope = text(params, 'scope') ?? (projectIds ? 'all' : 'created_by_me');
  const query: IssueQuery = {
    ...(projectIds ? { projectIds } : {}),
    state: text(params, 'state'),
    labels: names(params, 'labels') ?? [],
    milestone: text(params, 'milestone'),
    authorId: scope === 'created_by_me' ? by.id : integer(params, 'author_id'),
    updatedAfter: instant(params, 'updated_after'),
    createdAfter: instant(params, 'created_after'),
    createdBefore: instant(params, 'created_before'),
    orderBy: text(params, 'order_by'),
    sort: text(params, 'sort'),
  };
  return paginated(call, listIssues(state, by, query).map(shapes.issue), `${apiUrl()}/${call.path}`);
}
