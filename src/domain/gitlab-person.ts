import type { Person } from './people.ts';

/** The GitLab username that the settings give this person, whom they name by Slack id or e-mail address (DOOR-9). */
export function usernameInSettings(gitlabPeople: Readonly<Record<string, string>>, person: Person): string | null {
  const email = person.email?.toLowerCase();
  const found = Object.entries(gitlabPeople).find(([, who]) => who === person.id || who.toLowerCase() === email);
  return found?.[0] ?? null;
}
