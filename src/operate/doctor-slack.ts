import { z } from 'zod';
import type { Settings } from '../config/settings.ts';
import { ask } from './ask-slack.ts';
import type { DoctorInput, DoctorLine } from './doctor.ts';
import { checkChannels, checkPeople, checkTeam, type Workspace } from './doctor-workspace.ts';

const Identity = z.object({
  team: z.string().catch('the workspace'),
  team_id: z.string(),
  user: z.string().catch('the bot'),
  response_metadata: z.object({ scopes: z.array(z.string()).optional() }).optional(),
});

/** The Slack half of the doctor. What depends on the token is not asked when the token does not work. */
export async function checkSlack(input: DoctorInput): Promise<DoctorLine[]> {
  const identity = await ask(input.slackApi, 'auth.test', {}, Identity);
  if (!identity.ok) return [tokenFails(identity.code)];
  const { team, team_id: teamId, user, response_metadata: metadata } = identity.answer;
  const workspace: Workspace = { api: input.slackApi, teamId, users: null, groups: null };
  return [
    { ok: true, text: `The bot token works: ${user} in ${team}` },
    checkScopes(metadata?.scopes, input.manifestScopes),
    await checkDoor(input),
    ...(await checkChannels(workspace, input.settings)),
    await checkTeam(workspace, input.settings.slack.team),
    ...(await checkPeople(workspace, input.settings)),
    ...emptyRoles(input.settings),
  ];
}

function tokenFails(code: string): DoctorLine {
  const refused = /auth|token|account|team|org/.test(code);
  const todo = refused
    ? 'Take the bot token from "OAuth & Permissions" of the Slack app into SLACK_BOT_TOKEN; install the app first'
    : 'See that this machine reaches Slack (or what SLACK_API_URL names), then try again';
  return { ok: false, text: `The bot token does not work: auth.test says ${code}`, todo };
}

function checkScopes(granted: readonly string[] | undefined, wanted: readonly string[]): DoctorLine {
  if (!granted) return { ok: true, text: 'Slack did not say which scopes the token has, so they are not checked' };
  const missing = wanted.filter((scope) => !granted.includes(scope));
  const extra = granted.filter((scope) => !wanted.includes(scope));
  if (missing.length > 0) {
    const todo = 'Put the manifest (node dist/main.js manifest) into the Slack app and install it again';
    return { ok: false, text: `The token lacks scopes of the manifest: ${missing.join(', ')}`, todo };
  }
  if (extra.length === 0) return { ok: true, text: 'The token has exactly the scopes of the manifest' };
  const todo = 'They may go: put the manifest into the Slack app and install it again';
  return { ok: true, text: `The token has scopes that the app does not need: ${extra.join(', ')}`, todo };
}

async function checkDoor({ env, slackApi }: DoctorInput): Promise<DoctorLine> {
  if (env.mode === 'http') {
    const text = 'HTTP mode: the signing secret is set; whether it is the right one shows when Slack first calls';
    return { ok: true, text, todo: "Slack's request address must end in /slack/events: see manifest --url" };
  }
  const opened = await ask(
    slackApi,
    'apps.connections.open',
    { token: env.slack?.appToken },
    z.object({ url: z.string() }),
  );
  if (opened.ok) return { ok: true, text: 'Socket Mode: the app-level token works' };
  return {
    ok: false,
    text: `Socket Mode: the app-level token does not work: apps.connections.open says ${opened.code}`,
    todo: 'Make an app-level token with scope connections:write for SLACK_APP_TOKEN, and turn Socket Mode on',
  };
}

function emptyRoles({ people }: Settings): DoctorLine[] {
  const leadership: DoctorLine = {
    ok: false,
    text: 'people.leadership is empty: decisions that need leadership will be refused',
    todo: 'Name at least one in prodseceng.yml. Example: leadership: ["@prodsec-leadership"]',
  };
  const manager: DoctorLine = {
    ok: true,
    text: 'people.manager is empty: what only the manager may do, nobody can, and breaches and signals are told to no manager',
    todo: 'Name the manager in prodseceng.yml. Example: manager: [manager@example.com]',
  };
  return [...(people.leadership.length > 0 ? [] : [leadership]), ...(people.manager.length > 0 ? [] : [manager])];
}
