import type { Deps } from '../../deps.ts';
import type { OutageClock, OutageFile } from '../../domain/outage.ts';
import { MANAGER, type Told } from '../../domain/outage-reminder.ts';
import type { Person } from '../../domain/people.ts';
import { isWorking, nextWorking } from '../../domain/working-hours.ts';

/** Who is told now, or the instant until which it waits because nobody who should be told is at work. */
export type Recipients = { to: Told[] } | { wait: Date };

/**
 * The assignee in their working hours; where these come too late for the due instant, the members who are online; without an assignee the
 * team in the channel, while somebody is online (SLO-10). After a breach the manager.
 */
export async function recipientsOf(deps: Deps, { outage }: OutageFile, clock: OutageClock): Promise<Recipients> {
  const now = deps.now();
  if (clock.nextShare === MANAGER) return managerOf(deps, now);
  const assignee = outage.assigneeId === null ? null : await deps.storage.people.person(outage.assigneeId);
  const members = await deps.access.named([deps.settings.slack.team]);
  if (assignee === null || assignee.deleted || assignee.kind !== 'member') return teamNow(members, now);
  if (isWorking(now, assignee.timeZone)) return { to: [{ personId: assignee.id }] };
  const theirs = nextWorking(now, assignee.timeZone);
  if (clock.dueAt !== null && clock.dueAt > now && theirs < clock.dueAt) return { wait: theirs };
  const online = members.filter(({ id, timeZone }) => id !== assignee.id && isWorking(now, timeZone));
  if (online.length > 0) return { to: online.map(({ id }) => ({ personId: id })) };
  return { wait: earliest([theirs, ...members.map(({ timeZone }) => nextWorking(now, timeZone))]) };
}

function teamNow(members: readonly Person[], now: Date): Recipients {
  const online = members.length === 0 || members.some(({ timeZone }) => isWorking(now, timeZone));
  return online
    ? { to: [{ personId: null }] }
    : { wait: earliest(members.map(({ timeZone }) => nextWorking(now, timeZone))) };
}

async function managerOf({ access, settings }: Deps, now: Date): Promise<Recipients> {
  const [manager] = await access.named(settings.people.manager);
  // Nobody is named: the breach was told to the team, and `doctor` says that a manager is missing.
  if (manager === undefined) return { to: [] };
  return isWorking(now, manager.timeZone)
    ? { to: [{ personId: manager.id }] }
    : { wait: nextWorking(now, manager.timeZone) };
}

const earliest = (all: readonly Date[]): Date => new Date(Math.min(...all.map((at) => at.getTime())));
