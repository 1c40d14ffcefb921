import { elementsOf, reconcile } from '../page/values.ts';
import type { Block as PageBlock, Values } from '../page/wire.ts';
import type { SandboxChannel, SandboxPerson } from '../world.ts';
import { type Acting, deliver, payloadName, Refused, who } from './interactions.ts';
import { newCheck } from './limits.ts';
import { optionsOf, suggestedOptions } from './limits-elements.ts';
import { messageJson, viewJson } from './shapes.ts';
import {
  asJson,
  asList,
  asText,
  type Block,
  type Json,
  type Slack,
  type StoredMessage,
  type StoredView,
} from './types.ts';

/** Where a person acted: on a message, or in a modal or Home tab. */
export type Place = { message: StoredMessage; channel: SandboxChannel } | { view: StoredView };

export type Act = { blockId: string; actionId: string; element: Json; values: Values };

/** Sends what a person did with a button, menu or dispatching input. */
export async function actOn(acting: Acting, person: SandboxPerson, place: Place, act: Act): Promise<void> {
  const { slack } = acting;
  const { block, element } = findElement(place, act);
  if (block.type === 'input' && block.dispatch_action !== true) throw new Refused('this input does not dispatch');
  const payload = {
    ...who(person),
    type: 'block_actions',
    trigger_id: slack.triggers.issue(person.id, 'view' in place ? place.view.id : null),
    ...surface(slack, person, place, act.values),
    actions: [{ ...chosen(element, act.element), block_id: act.blockId, action_id: act.actionId, action_ts: nowTs() }],
  };
  await deliver(acting, { kind: 'interactive', payload }, `the action ${act.actionId}`);
}

/** Asks the app for the options of an external select; an answer that Slack would refuse counts as none. */
export async function suggest(
  acting: Acting,
  person: SandboxPerson,
  place: Place,
  asked: { blockId: string; actionId: string; query: string },
): Promise<Json> {
  const { slack } = acting;
  findElement(place, asked);
  const payload = {
    ...who(person),
    type: 'block_suggestion',
    block_id: asked.blockId,
    action_id: asked.actionId,
    value: asked.query,
    ...surface(slack, person, place, {}),
  };
  const body =
    asJson(await deliver(acting, { kind: 'interactive', payload }, `the options of ${asked.actionId}`)) ?? {};
  const check = newCheck('modal');
  suggestedOptions(body, '', check);
  if (check.found.length === 0) return body;
  slack.problem(`the options of ${asked.actionId}: ${check.found.join('; ')}`);
  return { options: [] };
}

/** The values of a surface: what was typed or chosen, else what its elements begin with. */
export function surfaceValues(blocks: Block[], given: Values): Values {
  const values = reconcile(blocks as unknown as PageBlock[], given);
  for (const byAction of Object.values(values))
    for (const value of Object.values(byAction)) if (value.value === '') value.value = null;
  return values;
}

function findElement(place: Place, at: { blockId: string; actionId: string }): { block: Block; element: Json } {
  const blocks = 'view' in place ? place.view.content.blocks : (place.message.blocks ?? []);
  const block = blocks.find((candidate) => candidate.block_id === at.blockId);
  const elements = block ? (elementsOf(block as unknown as PageBlock) as Json[]) : [];
  const element = elements.find((candidate) => candidate.action_id === at.actionId);
  if (!block || !element) throw new Refused('the button or field is no longer there');
  return { block, element };
}

/** The element's own part of an action: what the app defined, and what the person chose among it. */
function chosen(element: Json, given: Json): Json {
  const type = asText(element.type);
  if (type === 'button')
    return { type, text: element.text, ...(element.value === undefined ? {} : { value: element.value }) };
  const values = Object.entries(given).map(([name, value]): [string, unknown] => [snake(name), value]);
  const picked = Object.fromEntries(values.filter(([name]) => name === 'value' || name.startsWith('selected_')));
  checkChoice(element, picked);
  return { type, ...picked };
}

function checkChoice(element: Json, picked: Json): void {
  if (asText(element.type).includes('external')) return;
  const known = optionsOf(element).map((option) => option.value);
  const options = [...asList(picked.selected_options), ...asList([picked.selected_option])];
  if (options.some((option) => !known.includes(option.value))) throw new Refused('that is not one of the options');
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function surface(slack: Slack, person: SandboxPerson, place: Place, given: Values): Json {
  if ('view' in place) {
    const values = surfaceValues(place.view.content.blocks, given);
    return { container: { type: 'view', view_id: place.view.id }, view: viewJson(place.view, values as Json) };
  }
  const { message, channel } = place;
  const ephemeral = message.visibleTo !== undefined;
  return {
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: ephemeral,
      ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    },
    channel: { id: channel.id, name: payloadName(channel) },
    ...(ephemeral ? {} : { message: messageJson(message, slack, { metadata: true }) }),
    state: { values: surfaceValues(message.blocks ?? [], given) },
    response_url: slack.responseUrls.issue({
      userId: person.id,
      channel: channel.id,
      messageTs: message.ts,
      ...(message.threadTs ? { threadTs: message.threadTs } : {}),
    }),
  };
}

function nowTs(): string {
  return `${(performance.timeOrigin + performance.now()) / 1000}`;
}
