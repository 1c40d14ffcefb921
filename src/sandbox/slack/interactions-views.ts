import { checkValues } from '../page/values.ts';
import type { Block as PageBlock, Values } from '../page/wire.ts';
import type { SandboxPerson } from '../world.ts';
import { type Acting, deliver, guarded, Refused, who } from './interactions.ts';
import { surfaceValues } from './interactions-blocks.ts';
import { readView } from './methods-views.ts';
import { viewJson } from './shapes.ts';
import { asJson, asText, type Json, type Slack, type StoredView } from './types.ts';

/**
 * Submits the person's topmost modal. Gives back the errors to show under the fields, by block id: the client's own
 * (a required field left empty, a text too long), else the app's.
 */
export async function submitView(
  acting: Acting,
  person: SandboxPerson,
  view: StoredView,
  given: Values,
): Promise<Record<string, string>> {
  const { slack } = acting;
  if (!asJson(view.content.submit)) throw new Refused('the modal has nothing to submit');
  const values = surfaceValues(view.content.blocks, given);
  const missing = checkValues(view.content.blocks as unknown as PageBlock[], values);
  if (Object.keys(missing).length > 0) return missing;
  const payload = {
    ...who(person),
    type: 'view_submission',
    trigger_id: slack.triggers.issue(person.id, view.id),
    view: viewJson(view, values as Json),
    response_urls: [],
  };
  const body = await deliver(acting, { kind: 'interactive', payload }, 'the submission');
  return applyAnswer(slack, person, view, body);
}

/** Does what the app's answer to a submission says; an empty answer closes the view. */
function applyAnswer(
  slack: Slack,
  person: SandboxPerson,
  view: StoredView,
  body: Json | string | null,
): Record<string, string> {
  const answer = asJson(body) ?? {};
  const current = slack.views.find(view.id);
  if (answer.response_action === 'errors') return fieldErrors(slack, view, answer);
  if (answer.response_action === undefined) {
    if (body !== null && Object.keys(answer).length > 0)
      slack.problem('the answer to a submission has no response_action');
    if (current) slack.views.close(current);
  } else if (answer.response_action === 'clear') slack.views.closeAll(person.id);
  else if (answer.response_action === 'update' || answer.response_action === 'push')
    showNext(slack, person, current, answer);
  else slack.problem(`unknown response_action ${String(answer.response_action)}`);
  slack.changed(person.id);
  return {};
}

function showNext(slack: Slack, person: SandboxPerson, current: StoredView | undefined, answer: Json): void {
  guarded(() => {
    const content = readView(slack, answer, `response_action ${String(answer.response_action)}`, 'modal');
    if (answer.response_action === 'push') slack.views.push(person.id, content);
    else if (current) slack.views.update(current, content);
  });
}

function fieldErrors(slack: Slack, view: StoredView, answer: Json): Record<string, string> {
  const errors = asJson(answer.errors) ?? {};
  const inputs = view.content.blocks.filter((block) => block.type === 'input').map((block) => block.block_id);
  const strange = Object.keys(errors).filter((blockId) => !inputs.includes(blockId));
  if (strange.length > 0) slack.problem(`errors for blocks that are no inputs: ${strange.join(', ')}`);
  if (Object.keys(errors).length === 0) slack.problem('response_action errors without errors');
  if (strange.length > 0) throw new Refused('We had some trouble connecting. Try again?');
  return Object.fromEntries(Object.entries(errors).map(([blockId, text]) => [blockId, asText(text)]));
}

/** Closes the topmost modal, or all of them; the app hears of it where it asked to. */
export async function closeViews(acting: Acting, person: SandboxPerson, view: StoredView, all: boolean): Promise<void> {
  const { slack } = acting;
  const clears = all || view.content.clear_on_close === true;
  const closing = clears ? slack.views.stack(person.id).reverse() : [view];
  if (clears) slack.views.closeAll(person.id);
  else slack.views.close(view);
  slack.changed(person.id);
  for (const closed of closing.filter((candidate) => candidate.content.notify_on_close === true)) {
    const payload = { ...who(person), type: 'view_closed', view: viewJson(closed), is_cleared: clears };
    await deliver(acting, { kind: 'interactive', payload }, 'view_closed').catch(() => undefined);
  }
}
