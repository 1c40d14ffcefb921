import type { Deps, Workflow } from './deps.ts';
import { readHook, verifyWebhook } from './gitlab/webhook.ts';
import type { WebhookPost } from './operate/http.ts';

const AT_A_TIME = 50;
/** After so many the poll has to find it, as it finds what was missed. */
const MOST_TRIES = 10;

/** Takes a webhook of GitLab's: verified, kept, answered; worked off after that. A redelivery is answered and changes nothing. */
export async function receiveHook(
  deps: Deps,
  workflows: readonly Workflow[],
  secret: string,
  post: WebhookPost,
): Promise<{ status: number; body?: string }> {
  const verdict = verifyWebhook(post.headers, post.body, secret, Date.now());
  if (!verdict.ok) {
    deps.log.warn({ reason: verdict.reason }, 'a webhook was refused');
    return { status: 401, body: 'refused\n' };
  }
  const hook = readHook(post.body);
  if (hook.kind === 'ignored') return { status: 200, body: 'ignored\n' };
  const isNew = await deps.storage.facts.keepHook({ id: verdict.id, kind: hook.kind, body: hook, at: deps.now() });
  if (isNew) setImmediate(() => void workOffHooks(deps, workflows).catch((error) => deps.log.warn({ error }, 'a webhook waits')));
  return { status: 200, body: 'kept\n' };
}

/** Works off the webhooks that were kept; one that fails stays for the next tick, and does not hold the others up. */
export async function workOffHooks(deps: Deps, workflows: readonly Workflow[]): Promise<void> {
  for (const { id, kind, body } of await deps.storage.facts.hooks(AT_A_TIME)) {
    try {
      for (const workflow of workflows) await workflow.hook?.(deps, kind, body);
      await deps.storage.facts.doneHook(id);
    } catch (error) {
      const tries = await deps.storage.facts.failedHook(id);
      deps.log.warn({ error, kind, tries }, 'a webhook could not be worked off');
      if (tries >= MOST_TRIES) await deps.storage.facts.doneHook(id);
    }
  }
}
