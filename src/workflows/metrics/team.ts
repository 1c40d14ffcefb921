import type { Deps } from '../../deps.ts';
import type { Scope } from '../../domain/kpi.ts';
import type { Person } from '../../domain/people.ts';
import { personOfAuthor, usernameOf } from '../../slack/gitlab-people.ts';

export type CountedTeam = {
  scope: Scope;
  /** A member's Slack id by each name that they go by: the id itself, and their GitLab username in lower case. */
  people: Map<string, string>;
  /** Those whose GitLab account nobody has linked: their work cannot be counted. */
  unlinked: Person[];
  size: number;
};

/** Whose work is counted: the team's group and the manager, each as they are linked to GitLab (DOOR-9). */
export async function countedTeam(deps: Deps, projectId: number): Promise<CountedTeam> {
  const members = await membersOf(deps);
  const people = new Map<string, string>();
  const unlinked: Person[] = [];
  const team = new Set<string>();
  for (const member of members) {
    const username = await usernameOf(deps, member.id);
    people.set(member.id, member.id);
    if (username === null) unlinked.push(member);
    else {
      const name = username.replace(/^@/u, '').toLowerCase();
      team.add(name);
      people.set(name, member.id);
    }
  }
  return { scope: { team, projectId }, people, unlinked, size: members.length };
}

const membersOf = ({ access, settings }: Deps): Promise<Person[]> =>
  access.named([settings.slack.team, ...settings.people.manager]);

/**
 * Looks whether a GitLab account with the first part of a member's e-mail address as its name shows that very address (DOOR-9): only
 * then it is theirs. One request for each who is not linked; what it did not find is looked for again a day later.
 */
export async function linkTeam(deps: Deps): Promise<void> {
  for (const member of await membersOf(deps)) {
    const username = member.email?.split('@')[0] ?? '';
    if (username !== '' && (await usernameOf(deps, member.id)) === null) await personOfAuthor(deps, { username });
  }
}
