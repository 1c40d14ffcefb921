import { asc, desc } from 'drizzle-orm';
import { type BusinessCalendar, businessCalendar, type CalendarVersion } from '../domain/business-time.ts';
import type { CalendarBody } from '../domain/team-calendar.ts';
import { calendarVersion } from './commitment-tables.ts';
import type { Open } from './database.ts';

/** The calendar in force, and the number of its newest version; 0 while there is none. */
export type CalendarInForce = { calendar: BusinessCalendar; version: number };

const EMPTY: CalendarVersion = { from: new Date(0), homeZone: 'Etc/UTC', windows: [], holidays: [], absences: [] };

/** The versions of the team's calendar: the past keeps its own (SLO-6). */
export function calendarStore({ client, db }: Open) {
  const newest = db.select().from(calendarVersion).orderBy(desc(calendarVersion.id)).limit(1).prepare();
  let made: CalendarInForce | null = null;

  /** Made anew only when there is a newer version, which another process may have kept. */
  function calendarInForce(): CalendarInForce {
    const version = newest.get()?.id ?? 0;
    if (made?.version === version) return made;
    const rows = db.select().from(calendarVersion).orderBy(asc(calendarVersion.id)).all();
    const versions = rows.map(({ from, body }): CalendarVersion => ({ from, ...body }));
    made = { version, calendar: businessCalendar(versions.length === 0 ? [EMPTY] : versions) };
    return made;
  }

  const keep = client.transaction((body: CalendarBody, now: Date): boolean => {
    const current = newest.get();
    if (current !== undefined && JSON.stringify(current.body) === JSON.stringify(body)) return false;
    db.insert(calendarVersion).values({ from: now, body }).run();
    return true;
  });

  return {
    calendarInForce,
    operations: {
      async calendarInForce(): Promise<CalendarInForce> {
        return calendarInForce();
      },
      /** Keeps a version from now on where it is another than the newest; says whether it is. */
      async keepCalendar(body: CalendarBody, now: Date): Promise<boolean> {
        return keep.immediate(body, now);
      },
    },
  };
}
