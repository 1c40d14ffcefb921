import type { Deps } from '../../deps.ts';
import { usernameInSettings } from '../../domain/gitlab-person.ts';

/** Who a Slack person is in GitLab, by the settings or as linked (DOOR-9); null where nobody has said. */
export async function usernameOf(deps: Deps, personId: string): Promise<string | null> {
  const person = await deps.storage.people.person(personId);
  const inSettings = person === null ? null : usernameInSettings(deps.settings.gitlab.people, person);
  return inSettings ?? (await deps.storage.gitlabPeople.gitlabLinkOf(personId))?.username ?? null;
}
