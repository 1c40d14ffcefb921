import type { Deps, Workflow } from './deps.ts';
import { GitLabError } from './gitlab/errors.ts';
import { readHook, verifyWebhook } from './gitlab/webhook.ts';
import type { WebhookPost } from './operate/http.ts';
import type { Hook } from './storage/facts.ts';

const AT_A_TIME = 50;
/** After so many failures of its own the poll has to find it, as it finds what was missed. */
const MOST_TRIES = 10;
/** So many one after another are GitLab's trouble, not an issue's: going on is no use until the next tick. */
const MOST_TROUBLES = 3;
/** Where GitLab is in trouble, all hooks are: none is counted as failed for it. */
const PASSING: readonly GitLabError['kind'][] = ['unavailable', 'rate-limited', 'unauthorized', 'unknown-outcome'];

export type HookDesk = {
  /** Takes a webhook: verified, kept, answered; worked off after that. A redelivery is answered and changes nothing. */
  receive(post: WebhookPost): Promise<{ status: number; body?: string }>;
  /** Works off what was kept, those that failed before included; one that fails does not hold the others up. */
  workOff(): Promise<void>;
};

/** Where GitLab's webhooks arrive. They are worked off one after the other, in one pass at a time. */
export function createHookDesk(deps: Deps, workflows: readonly Workflow[], secret: string | null): HookDesk {
  let passing: Promise<void> | null = null;
  let more = false;

  async function pass(most: number): Promise<void> {
    const hooks = await deps.storage.facts.hooks(AT_A_TIME, most);
    let troubles = 0;
    for (const hook of hooks) {
      const went = await workOffOne(deps, workflows, hook);
      troubles = went ? 0 : troubles + 1;
      if (troubles === MOST_TROUBLES) return;
    }
    if (hooks.length === AT_A_TIME && troubles === 0) more = true;
  }

  /** `most`: only hooks that failed no more often than this. */
  async function workOff(most: number): Promise<void> {
    if (passing !== null) {
      more = true;
      return passing;
    }
    passing = pass(most).finally(() => {
      passing = null;
    });
    await passing;
    if (!more) return;
    more = false;
    await workOff(0);
  }

  return {
    workOff: () => workOff(MOST_TRIES),
    async receive(post) {
      const verdict = verifyWebhook(post.headers, post.body, secret ?? '', Date.now());
      if (secret === null || !verdict.ok) {
        deps.log.warn({ reason: verdict.ok ? 'no secret' : verdict.reason }, 'a webhook was refused');
        return { status: 401, body: 'refused\n' };
      }
      const hook = readHook(post.body);
      if (hook.kind === 'ignored') return { status: 200, body: 'ignored\n' };
      const isNew = await deps.storage.facts.keepHook({ id: verdict.id, kind: hook.kind, body: hook, at: deps.now() });
      if (isNew) deps.whenQuiet('hooks', () => workOff(0));
      return { status: 200, body: 'kept\n' };
    },
  };
}

/** False when GitLab was in trouble. */
async function workOffOne(deps: Deps, workflows: readonly Workflow[], { id, kind, body }: Hook): Promise<boolean> {
  try {
    for (const workflow of workflows) await workflow.hook?.(deps, kind, body);
    await deps.storage.facts.doneHook(id);
    return true;
  } catch (error) {
    const trouble = error instanceof GitLabError && PASSING.includes(error.kind);
    const tries = trouble ? 0 : await deps.storage.facts.failedHook(id);
    deps.log.warn({ error, kind, tries }, 'a webhook could not be worked off');
    if (tries >= MOST_TRIES) await deps.storage.facts.doneHook(id);
    return !trouble;
  }
}
