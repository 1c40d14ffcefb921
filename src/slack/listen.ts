import type { App, BlockAction, GlobalShortcut, MessageShortcut, ViewOutput } from '@slack/bolt';
import type { KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Roles } from '../domain/people.ts';
import type { Access } from './access.ts';
import { modal, plainActionId, section } from './blocks.ts';
import { slackFailure } from './errors.ts';
import { type PressHandler, type SubmitHandler, tableOf } from './table.ts';

export type Listening = { app: App; access: Access; client: WebClient };

type Place = {
  triggerId: string;
  responseUrl: string | null;
  viewId: string | null;
  viewType: string | null;
  /** Called before anything is asked of Slack. */
  ack?: () => Promise<void>;
};

/** What every button, menu and shortcut gets: who acts (checked, now) and the ways to answer them. */
export type Act = {
  roles: Roles;
  triggerId: string;
  /** Opens a modal, or lays it over the one the person is in. */
  open(view: ModalView): Promise<void>;
  /** Says something to this person only: under the message, or in a modal where there is no message. */
  tell(text: string, blocks?: KnownBlock[]): Promise<void>;
};

export type Pressed = Act & {
  value: string;
  actionId: string;
  blockId: string;
  /** The message the button is on; null in Home and in modals. */
  message: { channel: string; ts: string; threadTs: string | null } | null;
  /** The modal or Home the button is in. */
  view: ViewOutput | null;
  /** Which interaction this was, for keys: the same click told twice has the same. */
  key: string;
  /** What a menu holds now: the chosen person, option, date. */
  chosen: string | null;
  /** Draws the view anew that the button is in; a view that has changed meanwhile is left as it is. */
  update(view: ModalView): Promise<void>;
};

/** A button by its action id, or everything in blocks whose id matches, in modals whose callback id matches. */
export type Constraint = string | RegExp | { block_id: RegExp; view?: RegExp };

/** Listens to a button or menu. Nobody gets to `run` who is not a full member of the workspace right now. */
export function onPressed(
  listening: Listening,
  constraint: Constraint,
  run: (pressed: Pressed) => Promise<void>,
): void {
  const matches = matcherOf(constraint);
  const handle: PressHandler = async (body, action, ack) => {
    const place = { ...placeOf(body), ack };
    const act = await actingOn(listening, body.user.id, body.user.team_id ?? body.team?.id, place);
    if (act === null) return;
    const { action_id: id, block_id: blockId, action_ts: at } = action;
    const key = `${id}:${body.view?.id ?? body.container.message_ts ?? ''}:${at}`;
    const value = 'value' in action && typeof action.value === 'string' ? action.value : '';
    const view = body.view ?? null;
    const update = async (next: ModalView) => {
      await ack();
      await updateView(listening.client, view, next);
    };
    await run({
      ...act,
      actionId: plainActionId(id),
      blockId,
      value,
      key,
      message: messageOf(body),
      view,
      chosen: chosenIn(action),
      update,
    });
  };
  tableOf(listening.app).presses.push({ matches, handle });
}

/** A button that stands in several rows of a view has a number behind its id (`distinctActions`). */
function matcherOf(constraint: Constraint): (actionId: string, blockId: string, viewId: string) => boolean {
  if (typeof constraint === 'string') return (actionId) => plainActionId(actionId) === constraint;
  if (constraint instanceof RegExp) return (actionId) => constraint.test(actionId);
  return (_, blockId, viewId) => constraint.block_id.test(blockId) && (constraint.view?.test(viewId) ?? true);
}

async function updateView(client: WebClient, view: ViewOutput | null, next: ModalView): Promise<void> {
  if (view === null) return;
  try {
    await client.views.update({ view_id: view.id, hash: view.hash, view: next });
  } catch (error) {
    // Changed or closed meanwhile: what was to be drawn is out of date.
    if (!['hash_conflict', 'not_found'].includes(slackFailure(error)?.code ?? '')) throw error;
  }
}

function messageOf(body: BlockAction): Pressed['message'] {
  const { message, channel } = body;
  if (message === undefined || channel === undefined) return null;
  const threadTs = message.thread_ts;
  return { channel: channel.id, ts: message.ts, threadTs: typeof threadTs === 'string' ? threadTs : null };
}

function chosenIn(action: BlockAction['actions'][number]): string | null {
  switch (action.type) {
    case 'static_select':
    case 'radio_buttons':
    case 'overflow':
    case 'external_select':
      return action.selected_option?.value ?? null;
    case 'users_select':
      return action.selected_user ?? null;
    case 'datepicker':
      return action.selected_date ?? null;
    default:
      return null;
  }
}

function placeOf(body: BlockAction): Place {
  return {
    triggerId: body.trigger_id,
    responseUrl: body.response_url ?? null,
    viewId: body.view?.id ?? null,
    viewType: body.view?.type ?? null,
  };
}

export type Shortcut = Act & {
  message: { channel: string; ts: string; threadTs: string | null; userId: string | null; text: string } | null;
};

/** Listens to a global or message shortcut. */
export function onShortcut(listening: Listening, callbackId: string, run: (shortcut: Shortcut) => Promise<void>): void {
  tableOf(listening.app).shortcuts.set(callbackId, async (shortcut) => {
    const responseUrl = 'response_url' in shortcut ? shortcut.response_url : null;
    const place = { triggerId: shortcut.trigger_id, responseUrl, viewId: null, viewType: null };
    const act = await actingOn(listening, shortcut.user.id, shortcut.user.team_id ?? shortcut.team?.id, place);
    if (act !== null) await run({ ...act, message: messageInShortcut(shortcut) });
  });
}

function messageInShortcut(shortcut: GlobalShortcut | MessageShortcut): Shortcut['message'] {
  if (shortcut.type !== 'message_action') return null;
  const { message, channel } = shortcut;
  const threadTs = message.thread_ts;
  return {
    channel: channel.id,
    ts: message.ts,
    threadTs: typeof threadTs === 'string' ? threadTs : null,
    userId: message.user ?? null,
    text: message.text ?? '',
  };
}

export type Submitted = {
  roles: Roles;
  view: ViewOutput;
  /** Which submission this was: a modal is submitted once, so its id is the key. */
  key: string;
  metadata: Record<string, string>;
};

/** What a submission is answered with: errors at fields (by block id), the next view, a notice, or the modal closes. */
export type SubmitAnswer =
  | { errors: Record<string, string> }
  | { view: ModalView }
  | { notice: { title: string; text: string; blocks?: KnownBlock[] } }
  | 'close'
  | 'close all';

/** Listens to a modal being sent. The answer is the acknowledgement: `run` records, and calls nothing outside. */
export function onSubmitted(
  listening: Listening,
  callbackId: string | RegExp,
  run: (submitted: Submitted) => Promise<SubmitAnswer>,
  after?: (submitted: Submitted, answer: SubmitAnswer) => Promise<void>,
): void {
  const matches = (id: string) => (typeof callbackId === 'string' ? id === callbackId : callbackId.test(id));
  const handle: SubmitHandler = async (body, ack) => {
    const { view } = body;
    const who = await listening.access.who(body.user.id, body.user.team_id ?? body.team?.id ?? '');
    if (!who.ok) {
      await ack({ response_action: 'update', view: notice('Not possible', who.text) });
      return;
    }
    const submitted = { roles: who.roles, view, key: `view:${view.id}:${view.hash}`, metadata: metadataOf(view) };
    const answer = await run(submitted);
    await acknowledge(answer, ack);
    await after?.(submitted, answer);
  };
  tableOf(listening.app).submissions.push({ matches, handle });
}

/** How many choices Slack takes in a menu. */
const MOST_CHOICES = 100;

/** Listens to a menu that is searched while a person types. Nobody gets choices who is not a full member right now; others get none. */
export function onSearched(
  { app, access }: Pick<Listening, 'app' | 'access'>,
  actionId: string,
  find: (typed: string, roles: Roles) => Promise<PlainTextOption[]>,
): void {
  tableOf(app).menus.set(actionId, async ({ userId, teamId, typed }) => {
    const who = await access.who(userId, teamId);
    return who.ok ? (await find(typed, who.roles)).slice(0, MOST_CHOICES) : [];
  });
}

type ViewAck = (response?: {
  response_action: 'errors' | 'update' | 'clear';
  errors?: Record<string, string>;
  view?: ModalView;
}) => Promise<void>;

async function acknowledge(answer: SubmitAnswer, respond: ViewAck): Promise<void> {
  if (answer === 'close') return respond();
  if (answer === 'close all') return respond({ response_action: 'clear' });
  if ('errors' in answer) return respond({ response_action: 'errors', errors: answer.errors });
  if ('view' in answer) return respond({ response_action: 'update', view: answer.view });
  const { title, text, blocks } = answer.notice;
  return respond({ response_action: 'update', view: notice(title, text, blocks) });
}

/** Metadata of a modal is a flat record of texts, written by us; anything else reads as empty. */
export function metadataOf(view: Pick<ViewOutput, 'private_metadata'>): Record<string, string> {
  try {
    const parsed: unknown = JSON.parse(view.private_metadata);
    if (typeof parsed !== 'object' || parsed === null) return {};
    return Object.fromEntries(
      Object.entries(parsed).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
    );
  } catch {
    return {};
  }
}

/** A modal that only says something. */
export function notice(title: string, text: string, blocks: KnownBlock[] = []): ModalView {
  return modal({ title, callbackId: 'notice', close: 'Close', blocks: [section(text), ...blocks] });
}

async function actingOn(
  listening: Listening,
  userId: string,
  teamId: string | undefined,
  place: Place,
): Promise<Act | null> {
  const { triggerId } = place;
  const open = async (view: ModalView): Promise<void> => {
    await place.ack?.();
    if (place.viewType === 'modal') await listening.client.views.push({ trigger_id: triggerId, view });
    else await listening.client.views.open({ trigger_id: triggerId, view });
  };
  const tell = async (text: string, blocks?: KnownBlock[]): Promise<void> => {
    if (place.responseUrl === null) return open(notice('ProdSecEng', text, blocks));
    await place.ack?.();
    await respondTo(place.responseUrl, { text, ...(blocks === undefined ? {} : { blocks }) });
  };
  const who = await listening.access.who(userId, teamId ?? '');
  if (who.ok) return { roles: who.roles, triggerId, open, tell };
  await tell(who.text);
  return null;
}

const RESPOND_DEADLINE_MS = 5_000;

/** Answers through a response address, to one person, without touching the message it came from. */
export async function respondTo(url: string, answer: { text: string; blocks?: KnownBlock[] }): Promise<void> {
  const body = JSON.stringify({ response_type: 'ephemeral', replace_original: false, ...answer });
  await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(RESPOND_DEADLINE_MS),
  });
}
