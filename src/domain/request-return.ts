import { CRITICALITIES } from './criticality.ts';
import { URGENCIES } from './forms/new-form.ts';
import { type Owed, oweCard, oweDirect, oweReturned, oweShipped, oweWorkItemUpdate, requestNumber } from './owed.ts';
import type { Promised, PromiseEdit, Seen } from './promise.ts';
import { answersFor, type Entry, type RequestChange, type RequestFile } from './request.ts';
import { type Act, type Decide, entryBy, kept, TEAM_ONLY } from './request-act.ts';
import { no, type Verdict, yes } from './verdict.ts';

const APP = 'ProdSecEng';
const DAY_MS = 24 * 3_600_000;
/** How long the requester has to say whether what shipped meets the need, before the team is reminded. */
const ANSWER_DAYS = 3;

/** Something that happened by itself, said by the app. */
function entryOfApp(kind: 'returned' | 'shipped', text: string, key: string, now: Date, link: string | null): Entry {
  return { kind, text, link, authorId: null, authorName: APP, saidAt: now, key };
}

/**
 * A decided request comes back to assessment, and the promise that it would is kept (NEW-8, NEW-9). Refused in any other state:
 * then it is being looked at, or is over.
 */
export function bringBack(promise: Promised, why: string, now: Date): Decide {
  return (file) => {
    const said = entryOfApp('returned', why, `returned:P-${promise.id}`, now, promise.watch?.url ?? null);
    return returned(file, { promise, said, actor: 'app', now });
  };
}

/** One of the team looks at a deferred request again, at milestone planning (NEW-9): it comes back to assessment. */
export function lookAgain(act: Act, promise: Promised, why: string): Decide {
  return (file) => {
    if (!act.roles.team) return no(TEAM_ONLY);
    const said = entryBy(act, 'returned', why);
    return returned(file, { promise, said, actor: act.roles.person.id, now: act.now });
  };
}

type Return = { promise: Promised; said: Entry; actor: string; now: Date; answers?: Record<string, unknown> };

function returned(file: RequestFile, { promise, said, actor, now, answers }: Return): Verdict<RequestChange> {
  const { request } = file;
  if (request.state !== 'decided') {
    return no(`${requestNumber(request.id)} is ${request.state}: only a decided request comes back.`);
  }
  const ended: PromiseEdit = { state: 'kept', endedAt: now, endedBy: actor };
  return yes({
    actor,
    action: 'brought back',
    detail: { promise: promise.key, why: said.text },
    request: { state: 'in assessment', ...(answers === undefined ? {} : { answers }) },
    entries: [said],
    promise: { id: promise.id, change: ended },
    owed: [oweCard(request.id), oweWorkItemUpdate(request.id), ...kept(said, file), ...tellReturned(file, said, actor)],
    answer: `${requestNumber(request.id)} is back in assessment.`,
  });
}

/** Who leads it, or the team while nobody does; and the requester. Never who did it. */
function tellReturned({ request }: RequestFile, said: Entry, actor: string): Owed[] {
  const people = [...new Set([request.claimedBy, request.requesterId])].filter((id) => id !== null && id !== actor);
  const team = request.claimedBy === null && !request.sensitive ? [oweReturned(request.id, said.key)] : [];
  return [...people.flatMap((id) => (id === null ? [] : [oweDirect(request.id, id, 'returned', said.key)])), ...team];
}

/** What GitLab says of watched work differs from what it said before. */
export type WatchVerdict = 'same' | 'first look' | 'shipped' | { changed: string };

export function compareSeen(before: Seen | null, now: Seen): WatchVerdict {
  if (now.state === 'closed' && before?.state !== 'closed') return 'shipped';
  if (before === null) return 'first look';
  if (now.state !== before.state) return { changed: `is ${now.state} again` };
  if (now.due === before.due) return 'same';
  const day = (due: string | null) => due ?? 'no date';
  return { changed: `is due ${day(now.due)} instead of ${day(before.due)}` };
}

/** What was waited for has shipped: the requester is asked whether it meets the need. Unlinked, the request comes back at once. */
export function askWhetherItMeets(promise: Promised, seen: Seen, now: Date): Decide {
  return (file) => {
    const { request } = file;
    if (request.requesterId === null) {
      return bringBack(promise, 'What was waited for is done. Look whether it meets the need.', now)(file);
    }
    if (request.state !== 'decided') return no(`${requestNumber(request.id)} is ${request.state}.`);
    const link = promise.watch?.url ?? null;
    const text = 'What was waited for is done in GitLab. The requester is asked whether it meets the need.';
    const said = entryOfApp('shipped', text, `shipped:P-${promise.id}`, now, link);
    const watch = promise.watch === null ? null : { ...promise.watch, seen };
    const dueAt = new Date(now.getTime() + ANSWER_DAYS * DAY_MS);
    return yes({
      actor: 'app',
      action: 'asked whether it meets the need',
      detail: { promise: promise.key },
      entries: [said],
      promise: { id: promise.id, change: { watch, dueAt } },
      owed: [...kept(said, file), oweShipped(promise, request.requesterId)],
      answer: '',
    });
  };
}

/** What was waited for is done, and somebody has to say whether it meets the need. */
export const hasShipped = ({ watch }: Promised): boolean => watch?.seen?.state === 'closed';

function mayAnswer({ request }: RequestFile, promise: Promised, act: Act): string | null {
  if (!act.roles.team && !answersFor(request, act.roles.person.id))
    return 'Only the requester, the contact or ProdSecEng can answer this.';
  return hasShipped(promise) ? null : 'What is waited for is not done.';
}

/** What shipped meets the need: the promise is kept, and the decision stands. */
export function meetsNeed(act: Act, promise: Promised): Decide {
  return (file) => {
    const refused = mayAnswer(file, promise, act);
    if (refused !== null) return no(refused);
    const { request } = file;
    const said = entryBy(act, 'answered', 'What shipped meets the need.', promise.watch?.url ?? null);
    const { person } = act.roles;
    const lead = request.claimedBy === null || request.claimedBy === person.id ? [] : [request.claimedBy];
    return yes({
      actor: person.id,
      action: 'said that it meets the need',
      detail: { promise: promise.key },
      entries: [said],
      promise: { id: promise.id, change: { state: 'kept', endedAt: act.now, endedBy: person.id } },
      owed: [
        oweCard(request.id),
        ...kept(said, file),
        ...lead.map((id) => oweDirect(request.id, id, 'answered', said.key)),
      ],
      answer: 'Thank you. It is noted that this meets the need.',
    });
  };
}

/** It does not: the request comes back to assessment. */
export function doesNotMeetNeed(act: Act, promise: Promised, missing: string): Decide {
  return (file) => {
    const refused = mayAnswer(file, promise, act);
    if (refused !== null) return no(refused);
    const said = entryBy(
      act,
      'returned',
      `What shipped does not meet the need: ${missing}`,
      promise.watch?.url ?? null,
    );
    return returned(file, { promise, said, actor: act.roles.person.id, now: act.now });
  };
}

export type Raised = { urgency: string | null; criticality: string | null; why: string };

/** Requester or contact of a deferred request raise its urgency or criticality, and it comes back (NEW-9). */
export function raise(act: Act, promise: Promised, { urgency, criticality, why }: Raised): Decide {
  return (file) => {
    const { request } = file;
    if (!answersFor(request, act.roles.person.id)) return no('Only the requester or the contact can say this.');
    const { answers } = request;
    const higher = {
      ...(isHigher(URGENCIES, urgency, answers.urgency) ? { urgency } : {}),
      ...(isHigher(CRITICALITIES, criticality, answers.criticality) ? { criticality } : {}),
    };
    const raised = Object.keys(higher);
    if (raised.length === 0) return no('Neither is higher than before. Write a comment if something else has changed.');
    const said = entryBy(act, 'returned', `Raised: ${raised.join(', ')}. ${why}`);
    const { person } = act.roles;
    return returned(file, { promise, said, actor: person.id, now: act.now, answers: { ...answers, ...higher } });
  };
}

/** Both tables begin with the highest; what was never said counts as lowest. */
function isHigher(table: readonly { id: string }[], now: string | null, before: unknown): boolean {
  const place = (id: unknown) => {
    const found = table.findIndex((each) => each.id === id);
    return found === -1 ? table.length : found;
  };
  return now !== null && place(now) < place(before);
}
