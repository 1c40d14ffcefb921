import { APP_ID, BOT, type SandboxChannel, type SandboxGroup, type SandboxPerson, TEAM } from '../world.ts';
import type { Json, Slack, StoredMessage, StoredView } from './types.ts';

const CREATED = 1_760_000_000;

/** A user as Slack returns it; the e-mail address only with the scope for it. */
export function userJson(person: SandboxPerson, slack: Slack): Json {
  const email =
    slack.manifest.scopes.includes('users:read.email') && person.kind !== 'bot' ? { email: person.email } : {};
  return {
    id: person.id,
    team_id: person.teamId,
    name: person.handle,
    deleted: person.deleted,
    real_name: person.name,
    tz: person.timeZone,
    tz_label: person.timeZone,
    profile: {
      real_name: person.name,
      real_name_normalized: person.name,
      display_name: person.name,
      display_name_normalized: person.name,
      team: person.teamId,
      ...email,
    },
    is_admin: false,
    is_owner: false,
    is_restricted: person.kind === 'guest',
    is_ultra_restricted: false,
    is_stranger: person.kind === 'external',
    is_bot: person.kind === 'bot',
    is_app_user: false,
    updated: CREATED,
  };
}

/** A conversation as Slack returns it to the bot. */
export function channelJson(channel: SandboxChannel): Json {
  if (channel.kind === 'im')
    return {
      id: channel.id,
      created: CREATED,
      is_im: true,
      is_archived: false,
      is_org_shared: false,
      user: channel.memberIds.find((id) => id !== BOT.userId) ?? '',
      is_user_deleted: false,
    };
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    created: CREATED,
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private' && channel.id.startsWith('G'),
    is_im: false,
    is_mpim: false,
    is_private: channel.kind === 'private',
    is_archived: channel.isArchived,
    is_general: channel.id === 'C0GENERAL',
    is_shared: channel.isShared,
    is_org_shared: false,
    is_ext_shared: channel.isShared,
    is_pending_ext_shared: false,
    is_member: channel.memberIds.includes(BOT.userId),
    context_team_id: TEAM.id,
    num_members: channel.memberIds.length,
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
  };
}

/** A user group as Slack returns it. */
export function groupJson(group: SandboxGroup, withUsers: boolean): Json {
  return {
    id: group.id,
    team_id: TEAM.id,
    is_usergroup: true,
    is_subteam: true,
    name: group.name,
    handle: group.handle,
    description: '',
    is_external: false,
    date_create: CREATED,
    date_update: CREATED,
    date_delete: 0,
    user_count: group.memberIds.length,
    prefs: { channels: [], groups: [] },
    ...(withUsers ? { users: group.memberIds } : {}),
  };
}

/** A message as Slack returns it. */
export function messageJson(message: StoredMessage, slack: Slack, options: { metadata: boolean }): Json {
  const isBot = message.user === BOT.userId;
  const replies = slack.messages.replies(message.channel, message.ts);
  const parent =
    replies.length > 0 ? { thread_ts: message.ts, reply_count: replies.length, latest_reply: replies.at(-1)?.ts } : {};
  return {
    type: 'message',
    user: message.user,
    text: message.text,
    ts: message.ts,
    team: slack.people.get(message.user)?.teamId ?? TEAM.id,
    ...(isBot ? { bot_id: BOT.id, app_id: APP_ID, bot_profile: { id: BOT.id, app_id: APP_ID, name: BOT.name } } : {}),
    ...(message.blocks ? { blocks: message.blocks } : {}),
    ...(message.threadTs ? { thread_ts: message.threadTs, parent_user_id: parentUser(message, slack) } : parent),
    ...(message.edited ? { edited: message.edited } : {}),
    ...(message.metadata && options.metadata ? { metadata: message.metadata } : {}),
  };
}

function parentUser(message: StoredMessage, slack: Slack): string {
  return slack.messages.find(message.channel, message.threadTs ?? '')?.user ?? '';
}

/** A view as Slack returns it and sends it with interactions. */
export function viewJson(view: StoredView, values: Json = {}): Json {
  return {
    private_metadata: '',
    callback_id: '',
    external_id: '',
    title: { type: 'plain_text', text: '' },
    close: null,
    submit: null,
    clear_on_close: false,
    notify_on_close: false,
    ...view.content,
    id: view.id,
    team_id: TEAM.id,
    type: view.type,
    state: { values },
    hash: view.hash,
    previous_view_id: view.previousViewId,
    root_view_id: view.rootViewId,
    app_id: APP_ID,
    app_installed_team_id: TEAM.id,
    bot_id: BOT.id,
  };
}
