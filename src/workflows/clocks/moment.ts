import { date } from '../../slack/escape.ts';

/** An instant for readers in any time zone. */
export const moment = (at: Date): string => date(at, `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`);
