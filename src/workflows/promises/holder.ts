import type { Deps } from '../../deps.ts';
import { mayHoldPromise } from '../../domain/held.ts';
import type { Person, Roles } from '../../domain/people.ts';
import type { Promised } from '../../domain/promise.ts';
import type { Recipient } from '../../domain/promise-act.ts';

/** Who a promise is brought up with; `gone`: who held it is there no more, and nobody is reminded until it is handed over. */
export type Holder = Recipient | 'gone';

/** Someone who can still be asked for something: a full member of the workspace, as Slack says now. */
export async function inService(deps: Deps, personId: string): Promise<Roles | null> {
  const person: Person | null = await deps.storage.people.person(personId);
  if (person === null || person.deleted || person.kind !== 'member') return null;
  return deps.access.rolesOf(person);
}

/**
 * A promise with an owner is theirs. With none it is the team's: of whoever leads the request or owns the tool, else of all in the request's
 * thread, else (there is no thread) of the manager.
 */
export async function holderOf(deps: Deps, promise: Promised): Promise<Holder> {
  if (promise.ownerId !== null) {
    const roles = await inService(deps, promise.ownerId);
    return roles !== null && mayHoldPromise(promise, roles) ? recipient(roles) : 'gone';
  }
  const lead = await leadOf(deps, promise);
  const roles = lead === null ? null : await inService(deps, lead);
  if (roles?.team === true) return recipient(roles);
  if (promise.requestId !== null) return { personId: null, zone: deps.settings.calendar.homeTimeZone };
  const [manager] = await deps.access.named(deps.settings.people.manager);
  return manager === undefined ? 'gone' : { personId: manager.id, zone: manager.timeZone };
}

const recipient = ({ person }: Roles): Recipient => ({ personId: person.id, zone: person.timeZone });

async function leadOf({ storage }: Deps, { requestId, toolId }: Promised): Promise<string | null> {
  if (requestId !== null) return (await storage.requests.request(requestId))?.request.claimedBy ?? null;
  return toolId === null ? null : ((await storage.tools.tool(toolId))?.ownerId ?? null);
}
