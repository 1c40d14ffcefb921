import { usernameInSettings } from '../domain/gitlab-person.ts';
import type { Person } from '../domain/people.ts';
import type { PeopleStore } from '../domain/people-store.ts';
import type { Access } from './access.ts';

type Link = { username: string; personId: string | null; by: 'settings' | 'team' | 'email' | 'nobody'; at: Date };
type Profile = { publicEmail: string | null };

type Known = {
  settings: { gitlab: { people: Readonly<Record<string, string>> } };
  access: Access;
  now(): Date;
  storage: {
    people: PeopleStore;
    gitlabPeople: {
      gitlabLink(username: string): Promise<Link | null>;
      gitlabLinkOf(personId: string): Promise<Link | null>;
      keepGitLabLink(link: Link): Promise<void>;
    };
  };
  gitlab: { user(id: number): Promise<Profile>; userByUsername(username: string): Promise<Profile | null> };
};

/** Who a Slack person is in GitLab, by the settings or as linked (DOOR-9); null where nobody has said. */
export async function usernameOf({ storage, settings }: Known, personId: string): Promise<string | null> {
  const person = await storage.people.person(personId);
  const inSettings = person === null ? null : usernameInSettings(settings.gitlab.people, person);
  return inSettings ?? (await storage.gitlabPeople.gitlabLinkOf(personId))?.username ?? null;
}

type ReadIssue = { projectId: number; author: { id: number }; assignees: readonly { id: number }[] };

/**
 * Whether someone may read a confidential issue in GitLab: who wrote it, is assigned, or is a member of its project. Naming one must not open it
 * to others. False where nobody has said who they are in GitLab.
 */
export async function mayReadIssue(
  {
    gitlab,
  }: {
    gitlab: {
      userByUsername(username: string): Promise<{ id: number } | null>;
      isMember(project: number, userId: number): Promise<boolean>;
    };
  },
  username: string | null,
  { projectId, author, assignees }: ReadIssue,
): Promise<boolean> {
  const user = username === null ? null : await gitlab.userByUsername(username);
  if (user === null) return false;
  return [author, ...assignees].some(({ id }) => id === user.id) || gitlab.isMember(projectId, user.id);
}

/** What a look-up by e-mail found, or did not, holds this long. */
const LOOKED_UP_FOR_MS = 24 * 60 * 60 * 1_000;

export type Author = { username: string; id?: number };

/**
 * The Slack person who is this GitLab user (DOOR-9): as the settings say, else as a team member said, else the one whose Slack
 * e-mail is the user's public e-mail. Null where nobody is: a name alone links no one. Only full members of the workspace.
 */
export async function personOfAuthor(known: Known, author: Author): Promise<Person | null> {
  const named = entryFor(known.settings.gitlab.people, author.username);
  if (named !== undefined) return (await known.access.named([named]))[0] ?? null;
  const kept = await known.storage.gitlabPeople.gitlabLink(author.username);
  const lookedUp = kept?.by === 'email' || kept?.by === 'nobody';
  const age = kept === null ? Number.POSITIVE_INFINITY : known.now().getTime() - kept.at.getTime();
  if (kept !== null && (!lookedUp || age < LOOKED_UP_FOR_MS)) return memberWith(known, kept.personId);
  return lookUpByEmail(known, author);
}

function entryFor(people: Readonly<Record<string, string>>, username: string): string | undefined {
  const wanted = username.toLowerCase();
  return Object.entries(people).find(([name]) => name.replace(/^@/, '').toLowerCase() === wanted)?.[1];
}

async function memberWith(known: Known, personId: string | null): Promise<Person | null> {
  const person = personId === null ? null : await known.storage.people.person(personId);
  return person !== null && person.kind === 'member' && !person.deleted ? person : null;
}

async function lookUpByEmail(known: Known, { username, id }: Author): Promise<Person | null> {
  const email = await publicEmail(known, username, id);
  const found = email === null ? null : await known.storage.people.personByEmail(email);
  const person = await memberWith(known, found?.id ?? null);
  const by = person === null ? 'nobody' : 'email';
  await known.storage.gitlabPeople.keepGitLabLink({ username, personId: person?.id ?? null, by, at: known.now() });
  return person;
}

async function publicEmail(known: Known, username: string, id: number | undefined): Promise<string | null> {
  try {
    const user = id === undefined ? await known.gitlab.userByUsername(username) : await known.gitlab.user(id);
    return user?.publicEmail ?? null;
  } catch (error) {
    if (isOutOfReach(error)) return null;
    throw error;
  }
}

/** It is not there, or not for the bot's eyes. */
const isOutOfReach = (error: unknown): boolean =>
  error instanceof Error && 'kind' in error && (error.kind === 'not-found' || error.kind === 'forbidden');
