import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Store } from '../store.ts';
import { requireUser } from './access.ts';
import { answer } from './api.ts';
import { actOut, createFaults, type Faults } from './faults.ts';
import { createHooks, type SentHook, type WebhookTarget } from './hooks.ts';
import { readCall, sendReply } from './http.ts';
import { createLabel, projectLabels } from './labels.ts';
import { moveIssue } from './move.ts';
import { createPeopleSide } from './people.ts';
import { createShapes } from './shapes.ts';
import {
  type ActivityRow,
  type Group,
  type MergeRequestRow,
  openState,
  type PipelineRow,
  type PlanRow,
  type Project,
  type RanAction,
  Refused,
  type Tier,
  type User,
} from './state.ts';

export type StandInSettings = {
  store: Store;
  now: () => Date;
  /** Where the stand-ins listen, without a slash at the end; asked each time. */
  baseUrl: () => string;
  /** Premium has several assignees and exclusive scoped labels. */
  tier?: Tier;
  webhook?: WebhookTarget;
};

type RecordedRequest = { method: string; path: string; at: Date };
export type GitLabStandIn = ReturnType<typeof createGitLabStandIn>;

const API = '/gitlab/api/v4/';

/**
 * A local GitLab: the part of its REST API that the app uses, as strict as GitLab is, with what people do there, its
 * webhooks, and bad days on demand. Its address for `GITLAB_URL` is `baseUrl() + '/gitlab'`.
 */
export function createGitLabStandIn(settings: StandInSettings) {
  const { store, now } = settings;
  const webUrl = () => `${settings.baseUrl()}/gitlab`;
  const hooks = createHooks(() => state, now, webUrl);
  const changeListeners: (() => void)[] = [];
  const state = openState(store, now, settings.tier ?? 'free', (change) => {
    hooks.tell(change);
    for (const listener of changeListeners) listener();
  });
  hooks.setTarget(settings.webhook ?? null);
  const shapes = createShapes(state, webUrl);
  const faults = createFaults();
  const requests: RecordedRequest[] = [];

  /** Answers requests below `/gitlab/api/v4/`; false for every other, which is left untouched. */
  async function handle(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
    if (!req.url?.startsWith(API)) return false;
    try {
      const call = await readCall(req);
      requests.push({ method: call.method, path: call.url, at: now() });
      const carryOut = () => answer({ state, shapes, apiUrl: () => `${webUrl()}/api/v4` }, call);
      const fault = faults.strikes(call.method, call.url);
      if (fault) actOut(fault, { req, res, carryOut });
      else sendReply(res, carryOut());
    } catch (error) {
      if (error instanceof Refused) sendReply(res, { status: error.status, body: error.body });
      else sendReply(res, { status: 500, body: { message: '500 Internal Server Error', error: String(error) } });
    }
    return true;
  }

  return {
    handle,
    faults: faults as Faults,
    /** Every API request so far, in order. */
    requests,
    /** Every webhook sent so far, with the app's answer. */
    sentHooks: hooks.sent as readonly SentHook[],
    setWebhook: hooks.setTarget,
    hooksSettled: hooks.settled,
    /** Called after each change of an issue or note. */
    onChange: (listener: () => void) => void changeListeners.push(listener),
    /** Quick actions that ran, from whatever text: an injection shows here. */
    quickActionsRun: (): RanAction[] => state.ranActions.all(),
    labels: (projectId: number): string[] => projectLabels(state, projectId).map(({ name }) => name),
    ...createSetUp(state),
    ...createPeopleSide(state, shapes),
  };
}

type NewProject = { id: number; path: string; name?: string; visibility?: Project['visibility']; memberIds: number[] };

/** What the world is made of. Each leaves alone what is there already, so a restart changes nothing. */
function createSetUp(state: ReturnType<typeof openState>) {
  return {
    addUser(user: User): void {
      if (!state.users.get(String(user.id))) state.users.put(String(user.id), user);
    },
    addGroup(group: Group): void {
      if (!state.groups.get(String(group.id))) state.groups.put(String(group.id), group);
    },
    addProject({ id, path, name, visibility, memberIds }: NewProject): void {
      if (state.projects.get(String(id))) return;
      const more = { visibility: visibility ?? 'private', emailsDisabled: false, nextIid: 1 } as const;
      state.projects.put(String(id), { id, path, name: name ?? path.split('/').at(-1) ?? path, memberIds, ...more });
    },
    addLabels(projectId: number, names: string[]): void {
      const project = state.projects.get(String(projectId));
      if (!project) throw new Error(`no project ${projectId}`);
      const known = new Set(projectLabels(state, projectId).map(({ name }) => name));
      for (const name of names) if (!known.has(name)) createLabel(state, project, { name, color: '#6699cc' });
    },
    addToken(token: string, userId: number, scopes: string[] = ['api'], expiresOn: string | null = null): void {
      state.tokens.put(token, { token, userId, scopes, expiresOn });
    },
    removeToken(token: string): void {
      state.tokens.delete(token);
    },
    /** Moves an issue to another project, as somebody there does; gives its number there. */
    moveIssue({ projectId, iid, to, by }: { projectId: number; iid: number; to: number; by: number }): number {
      const issue = state.issues.all().find((each) => each.projectId === projectId && each.iid === iid);
      const project = state.projects.get(String(to));
      if (!issue || !project) throw new Error(`no issue ${projectId}#${iid}, or no project ${to}`);
      return moveIssue(state, issue, requireUser(state, by), project).iid;
    },
    /** Adds a milestone or epic, or changes it. */
    putPlan(plan: PlanRow): void {
      state.plans.put(String(plan.id), plan);
    },
    removePlan(id: number): void {
      state.plans.delete(String(id));
    },
    /** Adds a merge request, or changes it, as its author does. */
    putMergeRequest(mergeRequest: MergeRequestRow): void {
      const { projectId, iid, authorId, updatedAt = state.at() } = mergeRequest;
      const row = { createdAt: updatedAt, ...mergeRequest, updatedAt };
      state.mergeRequests.put(`${projectId}!${iid}`, row);
      state.tell({ kind: 'merge request', mergeRequest: row, by: requireUser(state, authorId) });
    },
    /** The labels that a merge request has now. */
    mergeRequestLabels: (projectId: number, iid: number): string[] =>
      state.mergeRequests.get(`${projectId}!${iid}`)?.labels ?? [],
    /** Says when a project was last pushed to, and its last pipeline ran. */
    putActivity(activity: ActivityRow): void {
      state.activity.put(String(activity.projectId), activity);
    },
    /** Adds a pipeline that a schedule started, or changes it. */
    putPipeline(pipeline: PipelineRow): void {
      state.pipelines.put(String(pipeline.id), pipeline);
    },
    /** Makes someone a member of a group, or no longer. */
    setGroupMember(groupId: number, userId: number, member: boolean): void {
      const group = state.groups.get(String(groupId));
      if (!group) throw new Error(`no group ${groupId}`);
      const others = group.memberIds.filter((id) => id !== userId);
      state.groups.put(String(groupId), { ...group, memberIds: member ? [...others, userId] : others });
    },
    /** An epic as it is in the group, by its number; null where there is none. */
    epic(groupId: number, iid: number): PlanRow | null {
      return (
        state.plans.all().find((each) => each.kind === 'epic' && each.groupId === groupId && each.iid === iid) ?? null
      );
    },
    /** Makes someone a member of a project, or no longer. */
    setMember(projectId: number, userId: number, member: boolean): void {
      const project = state.projects.get(String(projectId));
      if (!project) throw new Error(`no project ${projectId}`);
      const others = project.memberIds.filter((id) => id !== userId);
      state.projects.put(String(projectId), { ...project, memberIds: member ? [...others, userId] : others });
    },
  };
}
