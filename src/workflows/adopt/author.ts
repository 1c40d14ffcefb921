import type { Deps } from '../../deps.ts';
import type { Person } from '../../domain/people.ts';
import { isOutOfReach } from './gitlab-side.ts';

/** What a look-up by e-mail found, or did not, holds this long. */
const LOOKED_UP_FOR_MS = 24 * 60 * 60 * 1_000;

export type Author = { username: string; id?: number };

/**
 * The Slack person who is this GitLab user (DOOR-9): as the settings say, else as a team member said, else the one whose Slack
 * e-mail is the user's public e-mail. Null where nobody is: a name alone links no one. Only full members of the workspace.
 */
export async function personOfAuthor(deps: Deps, author: Author): Promise<Person | null> {
  const named = entryFor(deps.settings.gitlab.people, author.username);
  if (named !== undefined) return (await deps.access.named([named]))[0] ?? null;
  const kept = await deps.storage.gitlabPeople.gitlabLink(author.username);
  const lookedUp = kept?.by === 'email' || kept?.by === 'nobody';
  const age = kept === null ? Number.POSITIVE_INFINITY : deps.now().getTime() - kept.at.getTime();
  if (kept !== null && (!lookedUp || age < LOOKED_UP_FOR_MS)) return memberWith(deps, kept.personId);
  return lookUpByEmail(deps, author);
}

function entryFor(people: Readonly<Record<string, string>>, username: string): string | undefined {
  const wanted = username.toLowerCase();
  return Object.entries(people).find(([name]) => name.replace(/^@/, '').toLowerCase() === wanted)?.[1];
}

async function memberWith(deps: Deps, personId: string | null): Promise<Person | null> {
  const person = personId === null ? null : await deps.storage.people.person(personId);
  return person !== null && person.kind === 'member' && !person.deleted ? person : null;
}

async function lookUpByEmail(deps: Deps, { username, id }: Author): Promise<Person | null> {
  const email = await publicEmail(deps, username, id);
  const found = email === null ? null : await deps.storage.people.personByEmail(email);
  const person = await memberWith(deps, found?.id ?? null);
  const by = person === null ? 'nobody' : 'email';
  await deps.storage.gitlabPeople.keepGitLabLink({ username, personId: person?.id ?? null, by, at: deps.now() });
  return person;
}

async function publicEmail(deps: Deps, username: string, id: number | undefined): Promise<string | null> {
  try {
    const user = id === undefined ? await deps.gitlab.userByUsername(username) : await deps.gitlab.user(id);
    return user?.publicEmail ?? null;
  } catch (error) {
    if (isOutOfReach(error)) return null;
    throw error;
  }
}
