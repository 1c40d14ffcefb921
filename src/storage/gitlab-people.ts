import { eq, sql } from 'drizzle-orm';
import type { Open } from './database.ts';
import { gitlabPerson } from './tables.ts';

export type GitLabLink = {
  username: string;
  personId: string | null;
  by: 'settings' | 'team' | 'email' | 'nobody';
  at: Date;
};

/** Which Slack person a GitLab user is (DOOR-9), and the look-ups that found nobody. Usernames in lower case. */
export function gitlabPeopleStore({ db }: Open) {
  const one = db
    .select()
    .from(gitlabPerson)
    .where(eq(gitlabPerson.username, sql.placeholder('username')))
    .prepare();
  const byPerson = db
    .select()
    .from(gitlabPerson)
    .where(eq(gitlabPerson.personId, sql.placeholder('personId')))
    .prepare();
  return {
    async gitlabLink(username: string): Promise<GitLabLink | null> {
      return one.get({ username: username.toLowerCase() }) ?? null;
    },
    async gitlabLinkOf(personId: string): Promise<GitLabLink | null> {
      return byPerson.get({ personId }) ?? null;
    },
    /** What a team member said stays when a look-up says otherwise later. */
    async keepGitLabLink(link: GitLabLink): Promise<void> {
      const kept = { ...link, username: link.username.toLowerCase() };
      const weaker = link.by === 'email' || link.by === 'nobody';
      db.insert(gitlabPerson)
        .values(kept)
        .onConflictDoUpdate({
          target: gitlabPerson.username,
          set: kept,
          ...(weaker ? { setWhere: sql`${gitlabPerson.by} IN ('email', 'nobody')` } : {}),
        })
        .run();
    },
  };
}
