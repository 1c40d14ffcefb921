import type { CalendarVersion } from './business-time.ts';

/** A version of the team's calendar as it is kept: whose hours, which holidays, who is away (SLO-5). */
export type CalendarBody = Omit<CalendarVersion, 'from'>;

/** Days (YYYY-MM-DD, both included) on which a member is away. */
export type TeamAbsence = {
  id: number;
  personId: string;
  from: string;
  to: string;
  at: Date;
  endedAt: Date | null;
  endedBy: string | null;
};
