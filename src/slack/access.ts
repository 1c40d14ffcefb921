import type { Person, Roles, UserGroup } from '../domain/people.ts';
import type { PeopleStore } from '../domain/people-store.ts';
import { within } from './pause.ts';

/** What of the settings says who is who. An entry is a Slack user id, an e-mail address or a user group's @handle. */
export type AccessSettings = {
  slack: { team: string };
  people: Record<'manager' | 'leadership' | 'product' | 'engineering', readonly string[]>;
};

export type AccessParts = {
  people: PeopleStore;
  settings: AccessSettings;
  /** Asks Slack about someone; null when there is no such person. */
  lookUp: (userId: string) => Promise<Person | null>;
  /** The app's own workspace; null until Slack has said. */
  ownTeamId: () => string | null;
  /** How long someone waits to be looked up, in milliseconds. */
  lookUpMs?: number;
};

export type Access = {
  /**
   * Who acts, and what as. Only full members of the workspace get in; everybody else gets a text. `teamId` is the workspace that Slack names
   * beside the person, empty where it names none.
   */
  who(userId: string, teamId: string): Promise<{ ok: true; roles: Roles } | { ok: false; text: string }>;
  /** What a person may act as; the person is taken as they are. */
  rolesOf(person: Person): Promise<Roles>;
  /** The people whom entries of the settings name, each once; groups count with their members. Only full members. */
  named(entries: readonly string[]): Promise<Person[]>;
  /** The user group that is the team; null when it is not known (yet). */
  teamGroup(): Promise<UserGroup | null>;
};

const LOOK_UP_MS = 1_000;

const REFUSALS: Record<'guest' | 'external' | 'bot' | 'deleted' | 'unknown', string> = {
  guest:
    'ProdSecEng takes requests from full members of this workspace only, and you are a guest here. Please ask the colleague you work with to bring it in for you.',
  external:
    'ProdSecEng takes requests from members of this workspace only. Please ask your contact in this workspace to bring it in for you.',
  bot: 'ProdSecEng answers people, not apps and workflows.',
  deleted: 'This Slack account has been deactivated, so ProdSecEng cannot do that.',
  unknown: 'Slack could not tell us in time who you are, so nothing was done. Please try again in a minute.',
};

const LATE = Symbol('late');

/** Access by what is kept here about people; only someone never heard of is looked up, once. */
export function createAccess(parts: AccessParts): Access {
  const { people, settings, ownTeamId } = parts;
  const groupOf = (entry: string) => groupFor(people, entry);

  async function isAmong(entries: readonly string[], person: Person): Promise<boolean> {
    for (const entry of entries) {
      if (entry === person.id || (person.email !== null && entry.toLowerCase() === person.email.toLowerCase()))
        return true;
      if (namesGroup(entry) && (await people.isInGroup(entry.replace(/^@/, ''), person.id))) return true;
    }
    return false;
  }

  async function rolesOf(person: Person): Promise<Roles> {
    const [inTeam, manager, leadership] = await Promise.all([
      isAmong([asGroup(settings.slack.team)], person),
      isAmong(settings.people.manager, person),
      isAmong(settings.people.leadership, person),
    ]);
    return { person, team: inTeam || manager, manager, leadership };
  }

  async function who(userId: string, teamId: string): ReturnType<Access['who']> {
    const own = ownTeamId();
    if (own !== null && teamId !== '' && teamId !== own) return { ok: false, text: REFUSALS.external };
    const person = (await people.person(userId)) ?? (await lookUpOnce(parts, userId));
    if (person === null) return { ok: false, text: REFUSALS.unknown };
    if (person.deleted) return { ok: false, text: REFUSALS.deleted };
    if (person.kind !== 'member') return { ok: false, text: REFUSALS[person.kind] };
    return { ok: true, roles: await rolesOf(person) };
  }

  async function named(entries: readonly string[]): Promise<Person[]> {
    const found = new Map<string, Person>();
    for (const entry of entries) {
      for (const person of await peopleFor(people, entry)) {
        if (person.kind === 'member' && !person.deleted) found.set(person.id, person);
      }
    }
    return [...found.values()];
  }
  return { who, rolesOf, named, teamGroup: () => groupOf(asGroup(settings.slack.team)) };
}

/** What comes too late is kept all the same: the next try finds it. */
async function lookUpOnce(
  { people, lookUp, lookUpMs = LOOK_UP_MS }: AccessParts,
  userId: string,
): Promise<Person | null> {
  const looking = lookUp(userId).then(async (person) => {
    if (person !== null) await people.keepPeople([person]);
    return person;
  });
  const found = await within(
    lookUpMs,
    looking.catch(() => LATE),
    () => LATE,
  );
  return typeof found === 'symbol' ? null : found;
}

const GROUP_ID = /^S[A-Z0-9]{5,}$/;

const namesGroup = (entry: string) => entry.startsWith('@') || GROUP_ID.test(entry);

const asGroup = (entry: string) => (namesGroup(entry) ? entry : `@${entry}`);

function groupFor(people: PeopleStore, entry: string): Promise<UserGroup | null> {
  return GROUP_ID.test(entry) ? people.userGroup(entry) : people.userGroupByHandle(entry.replace(/^@/, ''));
}

async function peopleFor(people: PeopleStore, entry: string): Promise<Person[]> {
  if (namesGroup(entry)) {
    const members = (await groupFor(people, entry))?.memberIds ?? [];
    return present(await Promise.all(members.map((id) => people.person(id))));
  }
  return present([await (entry.includes('@') ? people.personByEmail(entry) : people.person(entry))]);
}

const present = (found: (Person | null)[]): Person[] => found.filter((person) => person !== null);
