import type { Deps, Tick } from '../../deps.ts';
import { dayIn } from '../../domain/day.ts';
import { addDays } from '../../domain/local-time.ts';
import { teamCalendar } from '../../domain/team-calendar.ts';

const ABSENCES = 1_000;
/** So many outages are worked out anew in one transaction. */
const AT_ONCE = 500;

/**
 * Keeps a new version of the calendar where the team, its time zones, its absences or the settings changed (SLO-5): what is over keeps
 * its version, and open clocks are worked out anew from their events (SLO-6). Nothing is kept while Slack has not told who the team is.
 */
export async function followCalendar(deps: Deps): Promise<void> {
  const { settings, storage, access } = deps;
  const follows = settings.calendar.coverage === 'follow-team';
  if (follows && (await access.teamGroup()) === null) return;
  const members = await access.named([settings.slack.team]);
  const now = deps.now();
  // A day earlier than home's: somewhere it may still be yesterday.
  const absences = await storage.calendars.absencesFrom(addDays(dayIn(now, 'Etc/UTC'), -1), ABSENCES);
  await storage.calendars.keepCalendar(teamCalendar(settings.calendar, members, absences), now);
  const time = { shares: settings.reminders.shares, now };
  while ((await storage.outages.recomputeOlder(AT_ONCE, time)) > 0);
}

export const calendarTick: Tick = { name: 'calendar', run: followCalendar };
