import { createHmac, randomUUID } from 'node:crypto';
import { findUser } from './access.ts';
import type { Change, State } from './state.ts';

export type WebhookTarget = {
  url: string;
  secret: string;
  /** How the hook proves where it comes from: the plain token unless set. */
  proof?: 'token' | 'signature';
};

export type SentHook = { id: string; event: string; status: number | null };

/** Sends what changed to the app's webhook, if one is set, as GitLab does: after the change, once, without waiting. */
export function createHooks(state: () => State, now: () => Date, webUrl: () => string) {
  let target: WebhookTarget | null = null;
  const underWay = new Set<Promise<void>>();
  const sent: SentHook[] = [];

  async function send(to: WebhookTarget, event: string, body: string): Promise<void> {
    const id = randomUUID();
    const headers = { 'content-type': 'application/json', 'x-gitlab-event': event, ...proofOf(to, id, now(), body) };
    const answer = await fetch(to.url, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) }).catch(
      () => null,
    );
    await answer?.body?.cancel();
    sent.push({ id, event, status: answer?.status ?? null });
  }

  return {
    sent,
    setTarget(to: WebhookTarget | null): void {
      target = to;
    },
    tell(change: Change): void {
      if (!target) return;
      const { event, payload } = hookFor(state(), webUrl(), change);
      const sending = send(target, event, JSON.stringify(payload)).finally(() => underWay.delete(sending));
      underWay.add(sending);
    },
    /** Resolves when every hook sent so far has been answered or given up. */
    async settled(): Promise<void> {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

function proofOf({ secret, proof }: WebhookTarget, id: string, now: Date, body: string): Record<string, string> {
  const common = { 'idempotency-key': id, 'x-gitlab-event-uuid': randomUUID() };
  if (proof !== 'signature') return { ...common, 'x-gitlab-token': secret };
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { ...common, 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

function hookFor(state: State, webUrl: string, change: Change): { event: string; payload: Record<string, unknown> } {
  if (change.kind === 'merge request') return mergeRequestHook(state, webUrl, change);
  const { issue, by } = change;
  const project = state.projects.get(String(issue.projectId));
  const about = {
    user: { id: by.id, name: by.name, username: by.username, avatar_url: null, email: '[REDACTED]' },
    project: {
      id: issue.projectId,
      name: project?.name,
      path_with_namespace: project?.path,
      web_url: `${webUrl}/${project?.path}`,
    },
  };
  const labels = issue.labels.map((title) => ({ title }));
  const attributes = {
    id: issue.id,
    iid: issue.iid,
    project_id: issue.projectId,
    title: issue.title,
    description: issue.description,
    state: issue.state,
    confidential: issue.confidential,
    author_id: issue.authorId,
    assignee_ids: issue.assigneeIds,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    url: `${webUrl}/${project?.path}/-/issues/${issue.iid}`,
    labels,
  };
  if (change.kind === 'issue') {
    const payload = {
      object_kind: 'issue',
      event_type: issue.confidential ? 'confidential_issue' : 'issue',
      ...about,
      object_attributes: { ...attributes, action: change.action },
      labels,
      assignees: issue.assigneeIds.map((id) => ({ id, username: findUser(state, id)?.username })),
    };
    return { event: issue.confidential ? 'Confidential Issue Hook' : 'Issue Hook', payload };
  }
  return noteHook(change, about, attributes);
}

function mergeRequestHook(state: State, webUrl: string, change: Extract<Change, { kind: 'merge request' }>) {
  const { mergeRequest, by } = change;
  const path = state.projects.get(String(mergeRequest.projectId))?.path;
  const url = `${webUrl}/${path}`;
  const payload = {
    ...{ object_kind: 'merge_request', event_type: 'merge_request', labels: [], changes: {} },
    user: { id: by.id, name: by.name, username: by.username, avatar_url: null, email: '[REDACTED]' },
    project: { id: mergeRequest.projectId, path_with_namespace: path, web_url: url },
    object_attributes: { ...mergeRequest, url: `${url}/-/merge_requests/${mergeRequest.iid}`, action: 'update' },
  };
  return { event: 'Merge Request Hook', payload };
}

function noteHook({ note, issue }: Extract<Change, { kind: 'note' }>, about: object, attributes: { url: string }) {
  const confidential = note.internal || issue.confidential;
  const payload = {
    object_kind: 'note',
    event_type: confidential ? 'confidential_note' : 'note',
    ...about,
    project_id: issue.projectId,
    object_attributes: {
      id: note.id,
      note: note.body,
      noteable_type: 'Issue',
      noteable_id: issue.id,
      author_id: note.authorId,
      project_id: issue.projectId,
      system: note.system,
      internal: note.internal,
      created_at: note.createdAt,
      updated_at: note.updatedAt,
      action: 'create',
      url: `${attributes.url}#note_${note.id}`,
    },
    issue: attributes,
  };
  return { event: confidential ? 'Confidential Note Hook' : 'Note Hook', payload };
}
