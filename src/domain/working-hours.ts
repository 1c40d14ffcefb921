import { addDays, firstInstantOf, type LocalTime, localTime, weekdayOf } from './local-time.ts';

/** 9 to 17 on weekdays by the clock on the person's own wall, until *Commitments* brings the calendar. */
const FROM = 9 * 60;
const TO = 17 * 60;

const isWeekday = (day: string): boolean => weekdayOf(day) % 6 !== 0;

function isWithin({ day, minute }: LocalTime): boolean {
  return isWeekday(day) && minute >= FROM && minute < TO;
}

/** Whether it is within someone's working hours; at the last minute's end it is not any more. */
export const isWorking = (at: Date, zone: string): boolean => isWithin(localTime(at, zone));

/** The first instant at or after this one that is within working hours. */
export function nextWorking(at: Date, zone: string): Date {
  const local = localTime(at, zone);
  if (isWithin(local)) return at;
  const today = isWeekday(local.day) && local.minute < FROM;
  return startOfDay(today ? local.day : weekdayAfter(local.day), zone);
}

/** When the working day after the one of this instant begins. */
export const nextWorkingDay = (at: Date, zone: string): Date => startOfDay(weekdayAfter(localTime(at, zone).day), zone);

const startOfDay = (day: string, zone: string): Date => firstInstantOf({ day, minute: FROM }, zone);

function weekdayAfter(day: string): string {
  const next = addDays(day, 1);
  return isWeekday(next) ? next : weekdayAfter(next);
}
