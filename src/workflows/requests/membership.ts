import type { Deps } from '../../deps.ts';
import { usernameInSettings } from '../../domain/gitlab-person.ts';
import { within } from '../../slack/pause.ts';

/** GitLab is asked while a message is sent; a link too many is better than a message too late. */
const PATIENCE_MS = 3_000;

const factName = (personId: string): string => `no-gitlab-member:${personId}`;

/**
 * Whether GitLab says that this person is no member of the team's project; what it says is remembered for screens, which do not wait
 * for it. False where it cannot say: unknown user, no answer.
 */
export async function saidToBeNoMember(deps: Deps, personId: string): Promise<boolean> {
  const member = await within(
    PATIENCE_MS,
    isMember(deps, personId).catch(() => null),
    () => null,
  );
  if (member !== null) await deps.storage.facts.keepFact(factName(personId), member ? 'no' : 'yes');
  return member === false;
}

/** What GitLab said last. */
export async function knownAsNoMember(deps: Deps, personId: string): Promise<boolean> {
  return (await deps.storage.facts.fact(factName(personId))) === 'yes';
}

async function isMember(deps: Deps, personId: string): Promise<boolean | null> {
  const username = await usernameOf(deps, personId);
  const user = username === null ? null : await deps.gitlab.userByUsername(username);
  return user === null ? null : deps.gitlab.isMember(deps.gitlabProject, user.id);
}

async function usernameOf(deps: Deps, personId: string): Promise<string | null> {
  const person = await deps.storage.people.person(personId);
  const inSettings = person === null ? null : usernameInSettings(deps.settings.gitlab.people, person);
  return inSettings?.replace(/^@/, '') ?? (await deps.storage.gitlabPeople.gitlabLinkOf(personId))?.username ?? null;
}
