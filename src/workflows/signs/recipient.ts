import type { Deps } from '../../deps.ts';
import type { Person } from '../../domain/people.ts';
import type { Tool } from '../../domain/tool.ts';
import { mayReadTools } from '../../domain/tool-sight.ts';
import { nextWorking } from '../../domain/working-hours.ts';

/** Who is asked about a missing sign: a person, or the team (null). `worksFrom`: the first instant at or after now in their working hours. */
export type SignRecipient = { personId: string | null; worksFrom: Date };

/** The owner of the tool while they are here and may read it; else the team, while somebody of it is at work. */
export async function recipientOf(deps: Deps, { ownerId }: Tool, now: Date): Promise<SignRecipient> {
  const owner = ownerId === null ? null : await deps.storage.people.person(ownerId);
  if (owner !== null && (await mayBeAsked(deps, owner)))
    return { personId: owner.id, worksFrom: nextWorking(now, owner.timeZone) };
  const members = await deps.access.named([deps.settings.slack.team]);
  const zones = members.length === 0 ? [deps.settings.calendar.homeTimeZone] : members.map(({ timeZone }) => timeZone);
  const first = Math.min(...zones.map((zone) => nextWorking(now, zone).getTime()));
  return { personId: null, worksFrom: new Date(first) };
}

async function mayBeAsked({ access, settings }: Deps, owner: Person): Promise<boolean> {
  if (owner.deleted || owner.kind !== 'member') return false;
  return mayReadTools(await access.rolesOf(owner), settings.inventory.visibleTo);
}
