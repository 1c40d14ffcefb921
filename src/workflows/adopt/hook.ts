import { z } from 'zod';
import type { Deps } from '../../deps.ts';
import { type Issue, isPassing } from './gitlab-side.ts';
import { keepNoteMention } from './visit.ts';

const Place = { projectId: z.number(), issueIid: z.number() };
const Hook = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('issue'), ...Place }),
  z.object({ kind: z.literal('note'), ...Place, noteId: z.number(), system: z.boolean() }),
]);

/**
 * Works off a webhook: it only says where to look, and what is found there is worked off as the poll does it. So one that comes
 * twice, late, or not at all changes nothing. Throws where another try may help.
 */
export async function workOffHook(deps: Deps, body: unknown): Promise<void> {
  const { data: hook } = Hook.safeParse(body);
  if (hook === undefined || (hook.kind === 'note' && hook.system)) return;
  try {
    const issue = await deps.gitlab.issue(hook.projectId, hook.issueIid);
    await deps.issueChanged(issue);
    const isRequest = (await deps.storage.requests.requestOfIssue(issue.projectId, issue.iid)) !== null;
    if (!isRequest && hook.kind === 'note') await keepMentionInNote(deps, issue, hook.noteId);
  } catch (error) {
    if (isPassing(error) || !isGitLabError(error)) throw error;
    deps.log.warn({ error, projectId: hook.projectId, iid: hook.issueIid }, 'a webhook could not be worked off');
  }
}

async function keepMentionInNote(deps: Deps, issue: Issue, noteId: number): Promise<void> {
  await keepNoteMention(deps, issue, await deps.gitlab.note(issue.projectId, issue.iid, noteId));
}

const isGitLabError = (error: unknown): boolean => error instanceof Error && error.name === 'GitLabError';
