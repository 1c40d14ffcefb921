import { type Owed, oweDirect, oweNote, oweTeam, oweThread, requestNumber } from './owed.ts';
import type { Roles } from './people.ts';
import { type Entry, type EntryKind, isOpen, peopleTold, type RequestChange, type RequestFile } from './request.ts';
import type { Verdict } from './verdict.ts';

/** Who acts, when, and a key of the act itself: the same act told twice has the same key and is kept once. */
export type Act = { roles: Roles; now: Date; key: string };

/** `look` reads another request as it is at the same moment. */
export type Decide = (file: RequestFile, look?: (id: number) => RequestFile | null) => Verdict<RequestChange>;

export const TEAM_ONLY = 'Only ProdSecEng can do this.';

export function ended({ request }: RequestFile): string | null {
  if (isOpen(request)) return null;
  return `${requestNumber(request.id)} is ${request.state} already, so it cannot be changed any more.`;
}

export function entryBy(act: Act, kind: EntryKind, text: string, link: string | null = null): Entry {
  const { person } = act.roles;
  return { kind, text, link, authorId: person.id, authorName: person.name, saidAt: act.now, key: act.key };
}

/**
 * Where an entry is told: in the request's thread; of a sensitive request by direct message to the people concerned instead (while
 * nobody leads it, that is all of the team), never to the one who said it.
 */
export function tellEntry(file: RequestFile, said: Entry): Owed[] {
  const { id, sensitive } = file.request;
  if (!sensitive) return [oweThread(id, said.key)];
  const others = peopleTold(file).filter((personId) => personId !== said.authorId);
  const unclaimed = file.request.claimedBy === null ? [oweTeam(id, said.key)] : [];
  return [...others.map((personId) => oweDirect(id, personId, 'entry', said.key)), ...unclaimed];
}

export const kept = (said: Entry, file: RequestFile): Owed[] => [
  oweNote(file.request.id, said.key),
  ...tellEntry(file, said),
];
