import type { Env } from '../config/env.ts';
import type { Settings } from '../config/settings.ts';
import type { DoctorInput, DoctorLine } from './doctor.ts';

type Project = string | number;
type NewLabel = { name: string; color: string; description: string };

/** What the doctor asks of GitLab; the app's own client has it all. */
export type DoctorGitLab = {
  me(): Promise<{ id: number; username: string }>;
  token(): Promise<{ scopes: string[]; expiresOn: string | null; active: boolean }>;
  project(project: Project): Promise<{ pathWithNamespace: string; webUrl: string }>;
  memberAccess(project: Project, userId: number): Promise<number | null>;
  projectLabels(project: Project): Promise<string[]>;
  createLabel(project: Project, label: NewLabel): Promise<unknown>;
  changedIssues(query: { group: Project; updatedAfter: Date; page: number }): Promise<unknown>;
  /** The bot's access level in the group, null for no member; where the client can ask. */
  groupAccess?(group: Project, userId: number): Promise<number | null>;
};

/** GitLab's own numbers: Reporter may file confidential issues and set and make labels. */
const REPORTER = 20;

const DAY_MS = 86_400_000;

/** The GitLab half of the doctor. What depends on the token or the project is not asked when that does not work. */
export async function checkGitLab(input: DoctorInput): Promise<DoctorLine[]> {
  const { env, gitlab } = input;
  if (env.gitlab === null) return [];
  const me = await attempt(() => gitlab.me());
  if (!me.ok) return [unreached('The GitLab token does not work', me.why, TOKEN_TODO)];
  return [
    { ok: true, text: `The GitLab token works: ${me.value.username} at ${env.gitlab.url}` },
    ...(await checkToken(gitlab, input.now())),
    ...(await checkProject(input, env.gitlab.project, me.value.id)),
    await checkGroup(gitlab, env.gitlab.group, input.now()),
    checkWebhook(env, input.settings),
    await checkMentions(input, me.value),
  ];
}

const TOKEN_TODO = 'Make a project or group access token with scope api for GITLAB_TOKEN; see that GITLAB_URL is right';

async function checkToken(gitlab: DoctorGitLab, now: Date): Promise<DoctorLine[]> {
  const token = await attempt(() => gitlab.token());
  if (!token.ok) return [];
  const { scopes, expiresOn } = token.value;
  const lines: DoctorLine[] = [];
  if (!scopes.includes('api')) {
    lines.push({
      ok: false,
      text: `The GitLab token has no scope api (it has ${scopes.join(', ') || 'none'})`,
      todo: TOKEN_TODO,
    });
  }
  if (expiresOn !== null && Date.parse(expiresOn) - now.getTime() < 30 * DAY_MS) {
    const todo = 'Rotate it in GitLab, put the new one into GITLAB_TOKEN and start the app again';
    lines.push({ ok: true, text: `The GitLab token expires on ${expiresOn}`, todo });
  }
  return lines;
}

async function checkProject(input: DoctorInput, project: string, userId: number): Promise<DoctorLine[]> {
  const { gitlab } = input;
  const found = await attempt(() => gitlab.project(project));
  const todo = 'Correct GITLAB_PROJECT, or make the token in that project (or a group above it)';
  if (!found.ok) return [unreached(`The project ${project} cannot be read`, found.why, todo)];
  const access = await attempt(() => gitlab.memberAccess(project, userId));
  return [
    { ok: true, text: `The project is ${found.value.pathWithNamespace}` },
    accessLine(access),
    ...(await checkLabels(input, project)),
  ];
}

function accessLine(access: Attempt<number | null>): DoctorLine {
  if (!access.ok) return unreached("The token's role in the project cannot be read", access.why, 'Try again later');
  if (access.value !== null && access.value >= REPORTER)
    return { ok: true, text: 'The token may file and label work items' };
  const role = access.value === null ? 'no role' : `a role below Reporter (${access.value})`;
  const todo = 'Make the token with the role Reporter or above';
  return { ok: false, text: `The token has ${role} in the project: it cannot file confidential work items`, todo };
}

async function checkLabels({ gitlab, settings, fix }: DoctorInput, project: string): Promise<DoctorLine[]> {
  const present = await attempt(() => gitlab.projectLabels(project));
  if (!present.ok) return [unreached("The project's labels cannot be read", present.why, 'Try again later')];
  const missing = processLabels(settings).filter(({ name }) => !present.value.includes(name));
  if (missing.length === 0) return [{ ok: true, text: "All of the process's labels are there" }];
  if (fix) return Promise.all(missing.map((label) => makeLabel(gitlab, project, label)));
  const names = missing.map(({ name }) => `"${name}"`).join(', ');
  const todo = 'Make them with doctor --fix, or name your own in gitlab.labels; until then work items go without';
  return [{ ok: false, text: `The project lacks labels: ${names}`, todo }];
}

async function makeLabel(gitlab: DoctorGitLab, project: string, label: NewLabel): Promise<DoctorLine> {
  const made = await attempt(() => gitlab.createLabel(project, label));
  if (made.ok) return { ok: true, text: `Made the label "${label.name}"` };
  return unreached(
    `The label "${label.name}" could not be made`,
    made.why,
    'Give the token the role Reporter or above',
  );
}

/** Every label that the process uses, by the settings' names, as it is made where it is missing. */
export function processLabels({ gitlab }: Settings): NewLabel[] {
  const { candidate, outage, workflow, metric } = gitlab.labels;
  return [
    { name: candidate, color: '#ed9121', description: 'Asked of Product Security Engineering, to be triaged' },
    { name: outage, color: '#c21e56', description: 'A tool of Product Security Engineering does not work' },
    ...Object.values(workflow).map((name) => ({ name, color: '#428bca', description: 'Where the work stands' })),
    ...Object.values(metric).map((name) => ({ name, color: '#6e49cb', description: 'What kind of work it is' })),
  ];
}

async function checkGroup(gitlab: DoctorGitLab, group: string | null, now: Date): Promise<DoctorLine> {
  if (group === null) {
    const todo = 'Set it to have candidates elsewhere in the group found too';
    return { ok: true, text: 'GITLAB_GROUP is not set: only the project is read', todo };
  }
  const read = await attempt(() => gitlab.changedIssues({ group, updatedAfter: now, page: 1 }));
  if (read.ok) return { ok: true, text: `The group ${group} can be read` };
  const todo = 'Correct GITLAB_GROUP, or use a group access token; leave it unset to read the project only';
  return unreached(`The group ${group} cannot be read`, read.why, todo);
}

function checkWebhook(env: Env, settings: Settings): DoctorLine {
  if (env.gitlab?.webhookSecret) {
    const todo =
      'The webhook in GitLab needs the same secret, the address …/gitlab/webhook, and issue and comment events';
    return { ok: true, text: 'The GitLab webhook is open', todo };
  }
  const every = settings.schedule.gitlabPoll.everySeconds;
  const text = `No GITLAB_WEBHOOK_SECRET: GitLab is asked every ${every} seconds instead`;
  return { ok: true, text, todo: 'Set one, and make the webhook in GitLab, to hear sooner' };
}

/** DOOR-10: mentions of the team's handle arrive by comment webhook, or as to-dos where the bot is who is mentioned. */
async function checkMentions(
  { env, settings, gitlab }: DoctorInput,
  me: { id: number; username: string },
): Promise<DoctorLine> {
  const handle = settings.gitlab.teamHandle;
  const name = handle.slice(1);
  const member = await attempt(async () => gitlab.groupAccess?.(name, me.id) ?? null);
  if (me.username === name || (member.ok && member.value !== null)) {
    return { ok: true, text: `Mentions of ${handle} arrive as the bot's to-dos` };
  }
  const todo = `Make ${me.username} a member of the GitLab group ${handle}, so that GitLab tells it of every mention`;
  if (env.gitlab?.webhookSecret) {
    return { ok: true, text: `Mentions of ${handle} arrive by webhook, from the projects that have it`, todo };
  }
  const text = `Mentions of ${handle} do not arrive: there is no webhook, and the bot is not in that GitLab group`;
  return { ok: true, text, todo: `${todo}; or set GITLAB_WEBHOOK_SECRET` };
}

type Attempt<Value> = { ok: true; value: Value } | { ok: false; why: string };

async function attempt<Value>(call: () => Promise<Value>): Promise<Attempt<Value>> {
  try {
    return { ok: true, value: await call() };
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : 'no answer' };
  }
}

const unreached = (what: string, why: string, todo: string): DoctorLine => ({
  ok: false,
  text: `${what}: ${why}`,
  todo,
});
