import { TZDate } from '@date-fns/tz';
import { formatISO, isValid } from 'date-fns';

/** The day it is at that instant in a zone, YYYY-MM-DD; in UTC where the zone is not known. */
export function dayIn(instant: Date, timeZone: string): string {
  const there = new TZDate(instant, timeZone);
  return isValid(there) ? formatISO(there, { representation: 'date' }) : instant.toISOString().slice(0, 10);
}
