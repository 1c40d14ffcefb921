import { addDays, weekdayOf } from './local-time.ts';
import type { Person } from './people.ts';
import type { TeamAbsence } from './team-calendar.ts';

/** Days from the first to the last, both included (YYYY-MM-DD); `overhead`: the share from 0 to 1 that goes to other work. */
export type CapacityOf = {
  from: string;
  to: string;
  members: readonly Pick<Person, 'id' | 'timeZone'>[];
  absences: readonly Pick<TeamAbsence, 'personId' | 'from' | 'to'>[];
  holidays: readonly { date: string; timeZone?: string | undefined }[];
  overhead: number;
};

/** In person-days; `days` is what is left for the milestone, to a tenth. */
export type TeamCapacity = { people: number; weekdays: number; holidays: number; away: number; days: number };

const LONGEST = 366;

/**
 * What the team can do in a milestone: the weekdays of its members, less holidays (one with a zone is of the members in that zone) and
 * absences, less the share for overhead.
 */
export function teamCapacity({ from, to, members, absences, holidays, overhead }: CapacityOf): TeamCapacity {
  const days = weekdaysIn(from, to);
  let [free, away] = [0, 0];
  for (const { id, timeZone } of members) {
    const off = new Set(holidays.filter((each) => (each.timeZone ?? timeZone) === timeZone).map(({ date }) => date));
    const own = absences.filter(({ personId }) => personId === id);
    for (const day of days) {
      if (off.has(day)) free += 1;
      else if (own.some((each) => each.from <= day && day <= each.to)) away += 1;
    }
  }
  const weekdays = days.length * members.length;
  const left = Math.round((weekdays - free - away) * (1 - overhead) * 10) / 10;
  return { people: members.length, weekdays, holidays: free, away, days: left };
}

function weekdaysIn(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= to && days.length < LONGEST; day = addDays(day, 1))
    if (weekdayOf(day) !== 0 && weekdayOf(day) !== 6) days.push(day);
  return days;
}
