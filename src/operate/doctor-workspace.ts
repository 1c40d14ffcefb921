import { z } from 'zod';
import type { Settings } from '../config/settings.ts';
import { type Asked, ask, everyPage, type SlackApi } from './ask-slack.ts';
import type { DoctorLine } from './doctor.ts';

/** The workspace as it is asked about; what was listed once is kept. */
export type Workspace = {
  api: SlackApi;
  teamId: string;
  users: Asked<User[]> | null;
  groups: Asked<Group[]> | null;
};

const User = z.object({
  id: z.string(),
  team_id: z.string().optional(),
  deleted: z.boolean().catch(false),
  is_bot: z.boolean().catch(false),
  is_restricted: z.boolean().catch(false),
  is_ultra_restricted: z.boolean().catch(false),
  is_stranger: z.boolean().catch(false),
  profile: z.object({ email: z.string().optional() }).catch({}),
});
type User = z.infer<typeof User>;

const Group = z.object({ id: z.string(), handle: z.string(), date_delete: z.number().catch(0) });
type Group = z.infer<typeof Group>;

const Channel = z.object({
  id: z.string(),
  name: z.string(),
  is_member: z.boolean().catch(false),
  is_private: z.boolean().catch(false),
  is_archived: z.boolean().catch(false),
  is_ext_shared: z.boolean().catch(false),
});
type Channel = z.infer<typeof Channel>;

/** Each channel of the settings: there, joined, and who else reads it. */
export async function checkChannels(workspace: Workspace, { slack }: Settings): Promise<DoctorLine[]> {
  const lines: DoctorLine[] = [];
  for (const entry of new Set(Object.values(slack.channels))) {
    const found = await findChannel(workspace.api, entry);
    if (!found.ok) lines.push(cannot('conversations.list', found.code, 'channels:read and groups:read'));
    else lines.push(...(await checkChannel(workspace, entry, found.answer)));
  }
  return lines;
}

async function checkChannel(workspace: Workspace, entry: string, channel: Channel | null): Promise<DoctorLine[]> {
  if (channel === null) {
    const todo = 'Make it, or name another in slack.channels; the app sees a private channel only when it is invited';
    return [{ ok: false, text: `There is no channel ${shown(entry)} that the app can see`, todo }];
  }
  const name = shown(channel.name);
  if (channel.is_archived) {
    return [{ ok: false, text: `${name} is archived`, todo: 'Bring it back, or name another in slack.channels' }];
  }
  if (!channel.is_member) {
    return [{ ok: false, text: `The app is not in ${name}`, todo: `Type in ${name}: /invite @ProdSecEng` }];
  }
  return [{ ok: true, text: `The app is in ${name}` }, ...(await checkReaders(workspace, channel))];
}

/** INV-2: where others than full members read, no title and no tool is named. */
async function checkReaders(workspace: Workspace, channel: Channel): Promise<DoctorLine[]> {
  const name = shown(channel.name);
  const todo =
    'It gets numbers, states and counts, never titles or tool names. For more, name a channel of full members only';
  if (channel.is_ext_shared) return [{ ok: true, text: `${name} is shared with another organisation`, todo }];
  const members = await everyPage(
    workspace.api,
    'conversations.members',
    { channel: channel.id },
    'members',
    z.string(),
  );
  const users = await usersOf(workspace);
  if (!members.ok) return [cannot('conversations.members', members.code, 'channels:read and groups:read')];
  if (!users.ok) return [cannot('users.list', users.code, 'users:read')];
  const inChannel = new Set(members.answer);
  const guests = users.answer.filter(
    (user) => inChannel.has(user.id) && !user.deleted && isOutside(user, workspace.teamId),
  );
  if (guests.length === 0) return [];
  return [{ ok: true, text: `${name} holds ${guests.length === 1 ? 'a guest' : `${guests.length} guests`}`, todo }];
}

/** The user group that is the team. */
export async function checkTeam(workspace: Workspace, entry: string): Promise<DoctorLine> {
  const found = await findGroup(workspace, entry);
  if (!found.ok) return cannot('usergroups.list', found.code, 'usergroups:read');
  const todo = 'Make the user group in Slack with its members, or name another in slack.team';
  if (found.answer === null) return { ok: false, text: `There is no user group ${entry}, so nobody is the team`, todo };
  const members = await groupMembers(workspace, found.answer.id);
  if (!members.ok) return cannot('usergroups.users.list', members.code, 'usergroups:read');
  const count = members.answer.length;
  if (count === 0) return { ok: false, text: `The user group ${entry} is empty, so nobody is the team`, todo };
  return { ok: true, text: `The team is ${entry}, ${count === 1 ? 'one person' : `${count} people`}` };
}

/** Everyone whom the settings name: found, and able to act. */
export async function checkPeople(
  workspace: Workspace,
  { people, gitlab, interlock }: Settings,
): Promise<DoctorLine[]> {
  const entries = [
    ...Object.entries(people).flatMap(([role, named]) => named.map((entry) => [`people.${role}`, entry] as const)),
    ...Object.entries(interlock.leaders).flatMap(([role, named]) =>
      named.map((entry) => [`interlock.leaders.${role}`, entry] as const),
    ),
    ...Object.entries(gitlab.people).map(([username, entry]) => [`gitlab.people.${username}`, entry] as const),
  ];
  const lines: DoctorLine[] = [];
  for (const [key, entry] of entries) {
    lines.push(
      entry.startsWith('@') ? await checkNamedGroup(workspace, key, entry) : await checkPerson(workspace, key, entry),
    );
  }
  return lines;
}

async function checkNamedGroup(workspace: Workspace, key: string, entry: string): Promise<DoctorLine> {
  const line = await checkTeam(workspace, entry);
  if (line.ok) return { ok: true, text: `${key}: ${entry} is there and has members` };
  const todo = `Make the user group in Slack with its members, or correct ${key} in prodseceng.yml`;
  return { ok: false, text: `${key}: there is no user group ${entry} with members`, todo };
}

async function checkPerson(workspace: Workspace, key: string, entry: string): Promise<DoctorLine> {
  const users = await usersOf(workspace);
  if (!users.ok) return cannot('users.list', users.code, 'users:read and users:read.email');
  const sought = entry.toLowerCase();
  const matching = users.answer.filter(({ id, profile }) => id === entry || profile.email?.toLowerCase() === sought);
  const user = matching.find(({ deleted }) => !deleted) ?? matching[0];
  const todo = `Correct ${key} in prodseceng.yml`;
  if (!user) return { ok: false, text: `${key}: nobody in the workspace is ${entry}`, todo };
  if (user.deleted) return { ok: false, text: `${key}: ${entry} has left the workspace`, todo };
  if (user.is_bot || isOutside(user, workspace.teamId)) {
    return { ok: false, text: `${key}: ${entry} is no full member of the workspace, and may not act`, todo };
  }
  return { ok: true, text: `${key}: ${entry} is there` };
}

const isOutside = (user: User, teamId: string) =>
  user.is_restricted ||
  user.is_ultra_restricted ||
  user.is_stranger ||
  (user.team_id !== undefined && user.team_id !== teamId);

const shown = (channel: string) => (/^[CG][A-Z0-9]{7,}$/.test(channel) ? channel : `#${channel}`);

function cannot(method: string, code: string, scopes: string): DoctorLine {
  return {
    ok: false,
    text: `Could not check: ${method} says ${code}`,
    todo: `It needs the scopes ${scopes}; or try again later`,
  };
}

async function findChannel(api: SlackApi, entry: string): Promise<Asked<Channel | null>> {
  if (shown(entry) === entry) {
    const info = await ask(api, 'conversations.info', { channel: entry }, z.object({ channel: Channel }));
    if (info.ok) return { ok: true, answer: info.answer.channel };
    return info.code === 'channel_not_found' ? { ok: true, answer: null } : info;
  }
  const channels = await everyPage(
    api,
    'conversations.list',
    { types: 'public_channel,private_channel' },
    'channels',
    Channel,
  );
  if (!channels.ok) return channels;
  const named = channels.answer.filter(({ name }) => name === entry);
  return { ok: true, answer: named.find((channel) => !channel.is_archived) ?? named[0] ?? null };
}

async function findGroup(workspace: Workspace, entry: string): Promise<Asked<Group | null>> {
  const schema = z.object({ usergroups: z.array(Group) }).transform(({ usergroups }) => usergroups);
  workspace.groups ??= await ask(workspace.api, 'usergroups.list', {}, schema);
  if (!workspace.groups.ok) return workspace.groups;
  const handle = entry.replace(/^@/, '').toLowerCase();
  const group = workspace.groups.answer.find((one) => one.id === entry || one.handle.toLowerCase() === handle);
  return { ok: true, answer: group && group.date_delete === 0 ? group : null };
}

async function groupMembers({ api }: Workspace, usergroup: string): Promise<Asked<string[]>> {
  const schema = z.object({ users: z.array(z.string()) }).transform(({ users }) => users);
  return ask(api, 'usergroups.users.list', { usergroup }, schema);
}

async function usersOf(workspace: Workspace): Promise<Asked<User[]>> {
  workspace.users ??= await everyPage(workspace.api, 'users.list', {}, 'members', User);
  return workspace.users;
}
