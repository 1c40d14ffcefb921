import type { Button, KnownBlock } from '@slack/types';
import type { Delivery, Deps, Post, Tick } from '../../deps.ts';
import { cardKey, oweReminder, reminderKeys, requestNumber } from '../../domain/owed.ts';
import { type Promised, promiseKind } from '../../domain/promise.ts';
import { remind } from '../../domain/promise-act.ts';
import { isWorking, nextWorking, nextWorkingDay } from '../../domain/working-hours.ts';
import { actions, button, context, type Message, message, section } from '../../slack/blocks.ts';
import { date, inline, mentionPerson, truncate } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { intakeChannel, NotKnownYet, teamMention } from '../../slack/places.ts';
import { holderOf } from './holder.ts';
import { ACTIONS } from './ids.ts';

const AT_ONCE = 100;

/**
 * Brings up what is due. A reminder is decided, kept and owed in one transaction, so it is sent once whatever restarts. `deferred` is no
 * matter of reminding: those requests come back.
 */
export const reminderTick: Tick = {
  name: 'reminders',
  async run(deps) {
    const due = await deps.storage.promises.promisesDueBefore(deps.now(), AT_ONCE);
    for (const promise of due) if (promise.kind !== 'deferred') await bringUp(deps, promise);
  },
};

async function bringUp(deps: Deps, promise: Promised): Promise<void> {
  const { promises } = deps.storage;
  const now = deps.now();
  const holder = await holderOf(deps, promise);
  if (holder === 'gone') return promises.putOff(promise.id, nextWorkingDay(now, deps.settings.calendar.homeTimeZone));
  if (!isWorking(now, holder.zone)) return promises.putOff(promise.id, nextWorking(now, holder.zone));
  await promises.changePromise(promise.id, remind(holder, now), now);
}

/** Who a reminder's key says that it is for; null: the team. */
function addressee(promiseId: number, key: string): string | null {
  const [who = 'team'] = key.slice(reminderKeys(promiseId).length).split(':');
  return who === 'team' ? null : who;
}

/** One reminder. Nothing is said of a promise that ended meanwhile; what was said before it ended is brought up to date. */
export const promiseReminder: Delivery = {
  to: 'slack',
  async render(deps, payload) {
    const key = String(payload.key);
    const promise = await deps.storage.promises.promise(Number(payload.promiseId));
    if (promise === null) return null;
    const posted = await deps.storage.messages.postedMessage(key);
    const to = addressee(promise.id, key);
    if (posted === null && !(await isStillDue(deps, promise, to))) return null;
    return to === null ? inThread(deps, promise, posted?.channel) : direct(promise, to);
  },
};

async function isStillDue(deps: Deps, promise: Promised, to: string | null): Promise<boolean> {
  if (promise.state !== 'open') return false;
  const holder = await holderOf(deps, promise);
  if (holder === 'gone' || holder.personId !== to) return false;
  if (!isWorking(deps.now(), holder.zone)) throw new NotKnownYet('it waits for working hours of who is reminded');
  return true;
}

function direct(promise: Promised, to: string): Post {
  const { label } = promiseKind(promise.kind);
  const text = `${label}: ${inline(truncate(promise.what, 300))}`;
  const about = promise.requestId === null ? '' : ` (*${requestNumber(promise.requestId)}*)`;
  const trouble = promise.watch?.trouble === undefined ? [] : [inline(promise.watch.trouble)];
  const blocks: KnownBlock[] = [
    section(`*${label}*${about}\n${inline(truncate(promise.what, 1_000))}`, { blockId: 'what' }),
    context([...dueLine(promise), ...trouble, stateLine(promise)].filter(Boolean), 'state'),
  ];
  return { to: { person: to }, message: message(text, [...blocks, ...buttonsFor(promise)]) };
}

/** In the channel nothing is said of what it is about (INV-2): number, kind and a button. */
async function inThread(deps: Deps, promise: Promised, posted: string | undefined): Promise<Post> {
  const requestId = promise.requestId ?? 0;
  const channel = posted ?? (await intakeChannel(deps)).id;
  const text = `${await teamMention(deps)} *${requestNumber(requestId)}*: ${promiseKind(promise.kind).label}. Nobody leads it.`;
  const blocks = [
    section(text, { blockId: 'what' }),
    context([...dueLine(promise), stateLine(promise)].filter(Boolean)),
  ];
  return {
    ...{ to: { channel }, thread: cardKey(requestId) },
    message: message(text, [...blocks, ...buttonsFor(promise)]) satisfies Message,
  };
}

const dueLine = ({ dueAt }: Promised): string[] => (dueAt === null ? [] : [`Due ${moment(dueAt)}`]);

/** What has become of it, in a line of markup; empty while nothing has. */
export function stateLine({ state, endedBy, acknowledgedBy }: Promised): string {
  const by = (id: string | null) => (id === null || id === 'app' ? '' : ` by ${mentionPerson(id)}`);
  if (state === 'kept') return `:white_check_mark: Done${by(endedBy)}`;
  if (state === 'dropped') return `Not needed any more${by(endedBy)}`;
  return acknowledgedBy === null ? '' : `Acknowledged${by(acknowledgedBy)}`;
}

/** An instant for readers in any time zone. */
export const moment = (at: Date): string => date(at, `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`);

/** What can be done with a promise that is open; its request can be opened always. */
function buttonsFor(promise: Promised): KnownBlock[] {
  const elements = [...openButton(promise), ...(promise.state === 'open' ? promiseButtons(promise) : [])];
  return elements.length === 0 ? [] : [actions(elements, 'buttons')];
}

function openButton({ requestId }: Promised): Button[] {
  if (requestId === null) return [];
  const value = String(requestId);
  return [button({ text: `Open ${requestNumber(requestId)}`, actionId: SHARED_ACTIONS.openRequest, value })];
}

/** Acknowledge, Snooze, and Done where people end it by hand. */
export function promiseButtons(promise: Promised): Button[] {
  const value = String(promise.id);
  return [
    ...(promise.acknowledgedBy === null
      ? [button({ text: 'Acknowledge', actionId: ACTIONS.acknowledge, value, label: `Acknowledge: ${promise.what}` })]
      : []),
    button({ text: 'Snooze', actionId: ACTIONS.snooze, value, label: `Snooze: ${promise.what}` }),
    ...(promiseKind(promise.kind).byHand
      ? [button({ text: 'Done', actionId: ACTIONS.end, value, label: `Done: ${promise.what}` })]
      : []),
  ];
}

const UPDATED = 20;

/** What was posted of a promise says what has become of it. */
export const promiseTold: Delivery = {
  to: 'team',
  async carryOut(deps, { payload }) {
    const promise = await deps.storage.promises.promise(Number(payload.promiseId));
    if (promise === null) return;
    const posted = await deps.storage.messages.postedWithPrefix(reminderKeys(promise.id));
    const owed = posted.slice(-UPDATED).map(({ key }) => {
      const at = key.slice(reminderKeys(promise.id).length).replace(/^[^:]+:/, '');
      return oweReminder(promise, addressee(promise.id, key), new Date(at));
    });
    if (owed.length > 0) await deps.storage.owe(owed, deps.now());
  },
};
