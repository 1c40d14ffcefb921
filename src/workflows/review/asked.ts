import { add } from 'date-fns';
import type { Deps } from '../../deps.ts';
import { dayIn } from '../../domain/day.ts';
import { addDays, firstInstantOf } from '../../domain/local-time.ts';
import type { Person, Roles } from '../../domain/people.ts';
import type { ReviewAct } from '../../domain/review.ts';
import type { Tool } from '../../domain/tool.ts';
import type { ToolAct } from '../../domain/tool-act.ts';
import { isWorking } from '../../domain/working-hours.ts';
import { NotKnownYet } from '../../slack/places.ts';
import type { Span } from '../../storage/reviews.ts';

/** The team's day of an instant. */
export const dayOf =
  ({ settings }: Deps) =>
  (at: Date): string =>
    dayIn(at, settings.calendar.homeTimeZone);

/** A day of the team's, from its first instant to that of the next. */
export function spanOf({ settings }: Deps, day: string): Span {
  const zone = settings.calendar.homeTimeZone;
  return {
    from: firstInstantOf({ day, minute: 0 }, zone),
    to: firstInstantOf({ day: addDays(day, 1), minute: 0 }, zone),
  };
}

/** The act as the rules take it. */
export function actOf(deps: Deps, { roles, key }: { roles: Roles; key: string }): ToolAct & ReviewAct {
  const now = deps.now();
  const day = dayOf(deps);
  return { roles, key, now, dayOf: day, today: day(now), weights: deps.settings.priorities.weights };
}

/** When a tool that is reviewed now is reviewed next (REV-1). */
export function nextReview({ settings, now }: Deps): Date {
  const { amount, unit } = settings.reviews.every;
  return add(now(), { [unit]: amount });
}

export async function managerOf({ access, settings }: Deps): Promise<string | null> {
  const [manager] = await access.named(settings.people.manager);
  return manager?.id ?? null;
}

/** Who is asked about a tool: its owner while they are of the team, else the manager; null where there is none. */
export async function askedAbout(deps: Deps, { ownerId }: Pick<Tool, 'ownerId'>): Promise<string | null> {
  const owner: Person | null = ownerId === null ? null : await deps.storage.people.person(ownerId);
  if (owner !== null && !owner.deleted && owner.kind === 'member' && (await deps.access.rolesOf(owner)).team)
    return owner.id;
  return managerOf(deps);
}

/** Throws `NotKnownYet` outside somebody's working hours: a message that is new waits for them. */
export function waitForHours({ timeZone }: Person, now: Date): void {
  if (!isWorking(now, timeZone)) throw new NotKnownYet('it waits for working hours of who is asked');
}
