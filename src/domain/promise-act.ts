import { type ChecklistItem, type ItemEdit, type ItemState, progressOf, promiseAfter } from './checklist.ts';
import { webAddress } from './links.ts';
import { type Owed, owePromiseTold, oweReminder } from './owed.ts';
import type { Roles } from './people.ts';
import { type NewPromise, type Promised, type PromiseEdit, promiseKind } from './promise.ts';
import { anotherCategory } from './promise-category.ts';
import { twinOf } from './signal.ts';
import { no, type Verdict, yes } from './verdict.ts';
import { isWorking, nextWorking, nextWorkingDay } from './working-hours.ts';

const DAY_MS = 24 * 3_600_000;
const LONGEST_SNOOZE_MS = 366 * DAY_MS;

/** What a rule wants kept of a promise: all of it is one transaction. */
export type PromiseChange = {
  actor: string;
  action: string;
  detail?: Record<string, unknown>;
  promise: PromiseEdit;
  /** What is said of one item of its checklist. */
  item?: ItemEdit;
  /** What is promised instead. */
  promises?: NewPromise[];
  /** Keys of promises that end with it, in the same way. */
  endsToo?: string[];
  owed: Owed[];
  answer: string;
};

/** `items`: its checklist, in order; empty where it has none. */
export type DecidePromise = (promise: Promised, items?: readonly ChecklistItem[]) => Verdict<PromiseChange>;

/** Who acts on a promise, when, and in which time zone their days are. */
export type PromiseAct = { roles: Roles; now: Date };

/** When a promise is brought up next, always within working hours of that zone; null while nothing but GitLab wakes it. */
export function nextReminderAt({ state, dueAt, snoozedUntil }: Promised, zone: string): Date | null {
  if (state !== 'open' || dueAt === null) return null;
  return nextWorking(snoozedUntil !== null && snoozedUntil > dueAt ? snoozedUntil : dueAt, zone);
}

/** Who is reminded: a person, or the team in the request's thread; with the zone of their working hours. */
export type Recipient = { personId: string | null; zone: string };

/**
 * A promise that is due is brought up: once for the instant it is due at, and then once per working day; once a while where it is
 * acknowledged; a kind that is told once never again. Refused outside working hours.
 */
export function remind({ personId, zone }: Recipient, now: Date): DecidePromise {
  return (promise) => {
    const at = nextReminderAt(promise, zone);
    if (at === null || at > now) return no('It is not due.');
    if (!isWorking(now, zone)) return no('It is outside working hours.');
    return yes({
      actor: 'app',
      action: 'reminded',
      detail: { of: promise.key, to: personId ?? 'team' },
      promise: { remindedAt: now, ...afterReminder(promise, zone, now) },
      owed: [oweReminder(promise, personId, at)],
      answer: '',
    });
  };
}

function afterReminder({ kind, acknowledgedBy }: Promised, zone: string, now: Date): PromiseEdit {
  const { again, once = false } = promiseKind(kind);
  if (once) return { dueAt: null };
  return { snoozedUntil: acknowledgedBy === null ? nextWorkingDay(now, zone) : later(again, zone, now) };
}

const later = (days: number, zone: string, now: Date): Date =>
  nextWorking(new Date(now.getTime() + days * DAY_MS), zone);

/** Whoever holds a promise may act on it, and the team on every one. */
export function mayAct({ ownerId }: Pick<Promised, 'ownerId'>, { team, person }: Roles): boolean {
  return team || ownerId === person.id;
}

function refusal(promise: Promised, roles: Roles): string | null {
  if (!mayAct(promise, roles)) return 'Only who holds this promise and ProdSecEng can do this.';
  if (promise.state === 'open') return null;
  return promise.state === 'kept' ? 'This is done already.' : 'This is not needed any more.';
}

/** Somebody has seen it: it comes up again when it is due, or a while later where it is due already. */
export function acknowledge({ roles, now }: PromiseAct): DecidePromise {
  return (promise) => {
    const refused = refusal(promise, roles);
    if (refused !== null) return no(refused);
    if (promise.acknowledgedBy !== null) return no('This is acknowledged already.');
    const { again } = promiseKind(promise.kind);
    const isDue = promise.dueAt !== null && promise.dueAt <= now;
    const quiet = isDue ? { snoozedUntil: later(again, roles.person.timeZone, now) } : {};
    return yes({
      actor: roles.person.id,
      action: 'acknowledged',
      detail: { of: promise.key },
      promise: { acknowledgedBy: roles.person.id, ...quiet },
      owed: [owePromiseTold(promise)],
      answer: isDue ? `Noted. It comes up again in ${again} days, unless it has ended by then.` : 'Noted.',
    });
  };
}

/** No reminder before that instant. */
export function snooze({ roles, now }: PromiseAct, until: Date): DecidePromise {
  return (promise) => {
    const refused = refusal(promise, roles);
    if (refused !== null) return no(refused);
    if (until <= now) return no('Choose a time that is still to come.');
    if (until.getTime() - now.getTime() > LONGEST_SNOOZE_MS) return no('Choose a time within a year.');
    return yes({
      actor: roles.person.id,
      action: 'snoozed',
      detail: { of: promise.key, until: until.toISOString() },
      promise: { snoozedUntil: until },
      owed: [owePromiseTold(promise)],
      answer: 'No reminder before then.',
    });
  };
}

/**
 * A promise ends by hand, where its kind does: it was kept, or it is dropped for a reason. A checklist is not kept while something on it is
 * open (HAND-6); a Sunset that is not to be asks for another category (INV-7); a signal ends for all who were told, with a reason (SLO-11).
 */
export function endPromise({ roles, now }: PromiseAct, state: 'kept' | 'dropped', reason: string): DecidePromise {
  return (promise, items = []) => {
    const refused = refusal(promise, roles);
    if (refused !== null) return no(refused);
    const { answered, total } = progressOf(items);
    if (state === 'kept' && answered < total)
      return no(`${total - answered} of its items are open: answer them first.`);
    if (!promiseKind(promise.kind).byHand) return no('This ends by itself, when what it waits for is done.');
    if (state === 'dropped' && reason === '') return no('Say why it is not needed any more.');
    if (promise.kind === 'signal' && reason === '') return no('Say why: what was done, or why nothing has to be.');
    return yes({
      actor: roles.person.id,
      action: state === 'kept' ? 'kept a promise' : 'dropped a promise',
      detail: { of: promise.key, what: promise.what, reason },
      promise: { state, endedAt: now, endedBy: roles.person.id },
      promises: state === 'dropped' && promise.kind === 'start-sunset' ? anotherCategory(promise, now) : [],
      endsToo: promise.kind === 'signal' ? [twinOf(promise)] : [],
      owed: [],
      answer: `${state === 'kept' ? 'Done' : 'Dropped'}. Nobody is reminded of it any more.`,
    });
  };
}

/** What somebody says of one item: done (`note`: an address), not needed (`note`: why), or open again. */
type ItemAnswer = { itemId: number; state: ItemState; note: string };

/**
 * One item of a checklist is answered, or opened again, also where that was the last one (HAND-6). Refused: without an address of where it
 * can be seen, without a reason, and where somebody else has answered it meanwhile.
 */
export function answerItem({ roles, now }: PromiseAct, { itemId, state, note }: ItemAnswer): DecidePromise {
  return (promise, items = []) => {
    if (!mayAct(promise, roles)) return no('Only who holds this promise and ProdSecEng can do this.');
    if (promise.state === 'dropped') return no('This is not needed any more.');
    const item = items.find(({ id }) => id === itemId);
    const refused = item === undefined ? 'That is not known any more.' : itemRefusal(item, state, note);
    if (item === undefined || refused !== null) return no(refused ?? '');
    const by = roles.person.id;
    const edit: ItemEdit = { id: itemId, state, note: state === 'open' ? null : note, by, at: now };
    const after = promiseAfter(promise, items, edit);
    return yes({
      actor: by,
      action: state === 'open' ? 'opened an item again' : `answered an item: ${state}`,
      detail: { of: promise.key, what: item.what, ...(state === 'open' ? { was: item.note } : { note }) },
      promise: after.promise,
      item: edit,
      owed: [owePromiseTold(promise), ...after.owed],
      answer: after.promise.state === 'kept' ? 'That was the last one: the checklist is done.' : 'Noted.',
    });
  };
}

function itemRefusal(item: ChecklistItem, state: ItemState, note: string): string | null {
  if (state === 'open') return item.state === 'open' ? 'It is open already.' : null;
  if (item.state !== 'open')
    return `Somebody has said meanwhile that this is ${item.state}. Open it again to change that.`;
  if (state === 'not needed') return note === '' ? 'Say why it is not needed.' : null;
  return webAddress(note) === null ? 'Give the address of where it can be seen, such as the page or the commit.' : null;
}

/** It goes to someone else, who is reminded of it from now on. The manager hands over what someone held who is gone. */
export function handOver({ roles }: PromiseAct, to: Roles): DecidePromise {
  return (promise) => {
    if (!roles.manager) return no('Only the manager hands over what somebody held.');
    if (promise.state !== 'open') return no('That has ended meanwhile.');
    if (promiseKind(promise.kind).holder === 'team' && !to.team) return no('Choose someone of ProdSecEng.');
    return yes({
      actor: roles.person.id,
      action: 'handed over a promise',
      detail: { of: promise.key, from: promise.ownerId, to: to.person.id },
      promise: { ownerId: to.person.id, acknowledgedBy: null, snoozedUntil: null },
      owed: [],
      answer: `<@${to.person.id}> holds it now.`,
    });
  };
}

/** What a promise was for is settled otherwise: its request goes on without it. */
export function outlived(now: Date): DecidePromise {
  return (promise) => {
    if (promise.state !== 'open') return no('It has ended.');
    const detail = { of: promise.key };
    const ended = { state: 'dropped', endedAt: now, endedBy: 'app' } as const;
    return yes({ actor: 'app', action: 'dropped a promise', detail, promise: ended, owed: [], answer: '' });
  };
}
