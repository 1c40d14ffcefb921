import { randomBytes } from 'node:crypto';
import { defaultSettings } from '../config/settings.ts';
import type { GitLabStandIn } from './gitlab/stand-in.ts';
import { GITLAB, PEOPLE } from './world.ts';

const BOT_ID = 900;

/** Fills the local GitLab with the made-up accounts, the team's project and the process's labels; gives back the bot's token. */
export function seedGitLab(gitlab: GitLabStandIn): string {
  const accounts = PEOPLE.flatMap((person, index) =>
    person.gitlabUsername ? [{ ...person, id: 501 + index, username: person.gitlabUsername }] : [],
  );
  for (const { id, username, name, email } of accounts) gitlab.addUser({ id, username, name, publicEmail: email });
  gitlab.addUser({ id: BOT_ID, username: GITLAB.botUsername, name: 'ProdSecEng', publicEmail: null, bot: true });
  const members = [...accounts.filter((person) => person.gitlabMember).map(({ id }) => id), BOT_ID];
  const team = accounts.filter((person) => person.role.endsWith('engineer')).map(({ id }) => id);
  gitlab.addGroup({ id: GITLAB.group.id, path: GITLAB.group.path, name: 'Security', memberIds: [] });
  gitlab.addGroup({
    id: GITLAB.teamGroup.id,
    path: GITLAB.teamGroup.path,
    name: 'Product Security Engineering',
    memberIds: [...team, BOT_ID],
  });
  gitlab.addProject({ id: GITLAB.project.id, path: GITLAB.project.path, memberIds: members });
  gitlab.addLabels(GITLAB.project.id, processLabels());
  const token = `glpat-${randomBytes(12).toString('hex')}`;
  gitlab.addToken(token, BOT_ID);
  return token;
}

/** Every label of the process, by the names that it has unless the settings give others. */
function processLabels(): string[] {
  const { candidate, outage, workflow, metric } = defaultSettings().gitlab.labels;
  return [candidate, outage, ...Object.values(workflow), ...Object.values(metric)];
}
