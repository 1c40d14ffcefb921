import { and, asc, desc, eq, gte, isNull } from 'drizzle-orm';
import { type BusinessCalendar, businessCalendar, type CalendarVersion } from '../domain/business-time.ts';
import type { CalendarBody, TeamAbsence } from '../domain/team-calendar.ts';
import { no, type Verdict } from '../domain/verdict.ts';
import type { AuditWriter } from './audit.ts';
import { absence, calendarVersion } from './commitment-tables.ts';
import type { Open } from './database.ts';

/** The calendar in force, and the number of its newest version; 0 while there is none. */
export type CalendarInForce = { calendar: BusinessCalendar; version: number; newest: CalendarVersion | null };

type Writers = { keepAudit: AuditWriter };

const EMPTY: CalendarVersion = { from: new Date(0), homeZone: 'Etc/UTC', windows: [], holidays: [], absences: [] };

/** The versions of the team's calendar: the past keeps its own (SLO-6). */
export function calendarStore({ client, db }: Open, { keepAudit }: Writers) {
  const newest = db.select().from(calendarVersion).orderBy(desc(calendarVersion.id)).limit(1).prepare();
  let made: CalendarInForce | null = null;

  /** Made anew only when there is a newer version, which another process may have kept. */
  function calendarInForce(): CalendarInForce {
    const version = newest.get()?.id ?? 0;
    if (made?.version === version) return made;
    const rows = db.select().from(calendarVersion).orderBy(asc(calendarVersion.id)).all();
    const versions = rows.map(({ from, body }): CalendarVersion => ({ from, ...body }));
    made = {
      version,
      calendar: businessCalendar(versions.length === 0 ? [EMPTY] : versions),
      newest: versions.at(-1) ?? null,
    };
    return made;
  }

  const keep = client.transaction((body: CalendarBody, now: Date): boolean => {
    const current = newest.get();
    if (current !== undefined && JSON.stringify(current.body) === JSON.stringify(body)) return false;
    db.insert(calendarVersion).values({ from: now, body }).run();
    return true;
  });

  const holding = (today: string) => and(isNull(absence.endedAt), gte(absence.to, today));
  const ofPerson = (personId: string, today: string): TeamAbsence[] =>
    db
      .select()
      .from(absence)
      .where(and(holding(today), eq(absence.personId, personId)))
      .orderBy(asc(absence.from))
      .all();

  type Days = { from: string; to: string };
  type DecideDays = (own: readonly TeamAbsence[]) => Verdict<Days>;
  const add = client.transaction((personId: string, today: string, decide: DecideDays, now: Date): Verdict<Days> => {
    const verdict = decide(ofPerson(personId, today));
    if (!verdict.ok) return verdict;
    db.insert(absence)
      .values({ personId, ...verdict.value, at: now })
      .run();
    keepAudit({ at: now, actor: personId, subject: personId, action: 'is away', detail: verdict.value });
    return verdict;
  });

  type DecideEnd = (found: TeamAbsence) => Verdict<null>;
  const end = client.transaction((id: number, by: string, decide: DecideEnd, now: Date): Verdict<null> => {
    const found = db.select().from(absence).where(eq(absence.id, id)).get();
    if (found === undefined) return no('That absence is not known any more.');
    const verdict = decide(found);
    if (!verdict.ok) return verdict;
    db.update(absence).set({ endedAt: now, endedBy: by }).where(eq(absence.id, id)).run();
    const detail = { from: found.from, to: found.to };
    keepAudit({ at: now, actor: by, subject: found.personId, action: 'cancelled an absence', detail });
    return verdict;
  });

  return {
    calendarInForce,
    operations: {
      async calendarInForce(): Promise<CalendarInForce> {
        return calendarInForce();
      },
      /** Absences that are not over on this day (YYYY-MM-DD), the earliest first. */
      async absencesFrom(today: string, limit: number): Promise<TeamAbsence[]> {
        return db
          .select()
          .from(absence)
          .where(holding(today))
          .orderBy(asc(absence.from), asc(absence.id))
          .limit(limit)
          .all();
      },
      async addAbsence(personId: string, today: string, decide: DecideDays, now: Date): Promise<Verdict<Days>> {
        return add.immediate(personId, today, decide, now);
      },
      async endAbsence(id: number, by: string, decide: DecideEnd, now: Date): Promise<Verdict<null>> {
        return end.immediate(id, by, decide, now);
      },
      /** Keeps a version from now on where it is another than the newest; says whether it is. */
      async keepCalendar(body: CalendarBody, now: Date): Promise<boolean> {
        return keep.immediate(body, now);
      },
    },
  };
}
