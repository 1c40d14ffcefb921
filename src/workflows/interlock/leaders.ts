import type { Deps } from '../../deps.ts';
import { type Interlocked, LEADERS, type LeaderId } from '../../domain/interlock.ts';
import type { Person, Roles } from '../../domain/people.ts';

/** Whom the settings name as the three leaders (LOCK-3). */
export async function leadersOf({
  access,
  settings,
}: Deps): Promise<{ id: LeaderId; label: string; people: Person[] }[]> {
  const { leaders } = settings.interlock;
  return Promise.all(LEADERS.map(async ({ id, label }) => ({ id, label, people: await access.named(leaders[id]) })));
}

/** Who acts, and whether they are one of the three. */
export async function interlocked(deps: Deps, roles: Roles): Promise<Interlocked> {
  const all = (await leadersOf(deps)).flatMap(({ people }) => people);
  return { roles, leader: all.some(({ id }) => id === roles.person.id) };
}

/** Who is told what leaders have to know: the three, each once; while nobody is named, the manager. */
export async function leadersTold(deps: Deps): Promise<string[]> {
  const all = (await leadersOf(deps)).flatMap(({ people }) => people);
  const told = all.length > 0 ? all : await deps.access.named(deps.settings.people.manager);
  return [...new Set(told.map(({ id }) => id))];
}
