import { CHECKLISTS } from './checklist.ts';
import { addMonths } from './day.ts';
import { firstInstantOf } from './local-time.ts';
import type { Roles } from './people.ts';
import type { NewPromise, Promised } from './promise.ts';
import { no, type Verdict, yes } from './verdict.ts';

/** All promises to review the charter have keys that begin so; the day follows. */
const REVIEW_KEYS = 'charter-review:';
const QUARTER = 3;
const MORNING = 9 * 60;

/** The day (YYYY-MM-DD) that a review of the charter is promised for. */
export const reviewDay = ({ key }: Pick<Promised, 'key'>): string => key.slice(REVIEW_KEYS.length);

/** How the charter's review stands: planned for a day, or the next one is proposed and somebody has to confirm it. */
export type CharterStanding =
  | { is: 'planned'; day: string; promise: Promised | null }
  | { is: 'proposed'; day: string; last: string; ended: Promised['state'] | null };

/**
 * Where the charter's review stands on `today` (CHA-1). `newest`: the last review that was promised; null where none was yet: then the date
 * of the settings counts, and one that is past already only leads to the next.
 */
export function charterStanding(newest: Promised | null, fromSettings: string, today: string): CharterStanding {
  if (newest?.state === 'open') return { is: 'planned', day: reviewDay(newest), promise: newest };
  const last = newest === null ? null : reviewDay(newest);
  if (fromSettings >= today && (last === null || last < fromSettings))
    return { is: 'planned', day: fromSettings, promise: null };
  const after = last ?? fromSettings;
  return { is: 'proposed', day: quarterAfter(after, today), last: after, ended: newest?.state ?? null };
}

/** The next of every third month after that day which is not past. */
function quarterAfter(day: string, today: string): string {
  let months = QUARTER;
  while (addMonths(day, months) < today) months += QUARTER;
  return addMonths(day, months);
}

/** The promise to review the charter that day, with its checklist; nobody's by name, so that the manager is reminded (CHA-1). */
export function charterReview(day: string, homeTimeZone: string): NewPromise {
  return {
    kind: 'charter-review',
    key: `${REVIEW_KEYS}${day}`,
    what: 'Review the charter, and update it',
    dueAt: firstInstantOf({ day, minute: MORNING }, homeTimeZone),
    items: CHECKLISTS['charter-review'],
  };
}

/** What becomes of the charter's review; all of it is one transaction. */
export type CharterChange = { actor: string; day: string; moves: boolean; answer: string };
export type DecideCharter = (newest: Promised | null) => Verdict<CharterChange>;

/** What the settings say is promised once, without a word: a day that is past, or that was promised already, changes nothing. */
export function startReview(fromSettings: string, today: string): DecideCharter {
  return (newest) => {
    const standing = charterStanding(newest, fromSettings, today);
    if (standing.is !== 'planned' || standing.promise !== null) return no('There is nothing to plan.');
    return yes({ actor: 'app', day: standing.day, moves: false, answer: '' });
  };
}

/** Somebody of the team confirms the day of the next review, or moves one that is open (CHA-1). */
export function planReview({ roles, today }: { roles: Roles; today: string }, day: string): DecideCharter {
  return (newest) => {
    if (!roles.team) return no('Only ProdSecEng plans the review of its charter.');
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return no('Choose a day.');
    if (day < today) return no('Choose today or a later day.');
    if (newest !== null && newest.state !== 'dropped' && reviewDay(newest) === day)
      return no(newest.state === 'open' ? 'It is planned for that day already.' : 'It was reviewed on that day.');
    if (newest !== null && newest.state !== 'open' && reviewDay(newest) > day)
      return no(`Choose a day after ${reviewDay(newest)}, that of the last review.`);
    const moves = newest?.state === 'open';
    return yes({ actor: roles.person.id, day, moves, answer: `The charter is reviewed on ${day}.` });
  };
}
