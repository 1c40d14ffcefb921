import type { Delivery, Deps, Post, Tick } from '../../deps.ts';
import { cardKey, oweReminder, reminderKeys, requestNumber } from '../../domain/owed.ts';
import { type Promised, promiseKind } from '../../domain/promise.ts';
import { remind } from '../../domain/promise-act.ts';
import { isWorking, nextWorking, nextWorkingDay } from '../../domain/working-hours.ts';
import { message } from '../../slack/blocks.ts';
import { inline, truncate } from '../../slack/escape.ts';
import { intakeChannel, NotKnownYet, teamMention } from '../../slack/places.ts';
import { holderOf } from './holder.ts';
import { reminderBlocks, type Shown, threadBlocks } from './reminder-view.ts';

const AT_ONCE = 100;

/**
 * Brings up what is due. A reminder is decided, kept and owed in one transaction, so it is sent once whatever restarts. `deferred` is no
 * matter of reminding: those requests come back. Reviews are not among what is due: they have messages of their own.
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
    const progress = (await deps.storage.checklists.progressOf([promise.id])).get(promise.id);
    const shown = { promise, progress };
    return to === null ? inThread(deps, shown, posted?.channel) : direct(shown, to, deps.now());
  },
};

async function isStillDue(deps: Deps, promise: Promised, to: string | null): Promise<boolean> {
  if (promise.state !== 'open') return false;
  const holder = await holderOf(deps, promise);
  if (holder === 'gone' || holder.personId !== to) return false;
  if (!isWorking(deps.now(), holder.zone)) throw new NotKnownYet('it waits for working hours of who is reminded');
  return true;
}

function direct(shown: Shown, to: string, now: Date): Post {
  const { promise } = shown;
  const { label } = promiseKind(promise.kind);
  const text = `${label}: ${inline(truncate(promise.what, 300))}`;
  return { to: { person: to }, message: message(text, reminderBlocks(shown, now)) };
}

/** In the channel nothing is said of what it is about (INV-2): number, kind and buttons. */
async function inThread(deps: Deps, shown: Shown, posted: string | undefined): Promise<Post> {
  const { promise } = shown;
  const requestId = promise.requestId ?? 0;
  const channel = posted ?? (await intakeChannel(deps)).id;
  const text = `${await teamMention(deps)} *${requestNumber(requestId)}*: ${promiseKind(promise.kind).label}. Nobody leads it.`;
  return {
    ...{ to: { channel }, thread: cardKey(requestId) },
    message: message(text, threadBlocks(shown, text)),
  };
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
