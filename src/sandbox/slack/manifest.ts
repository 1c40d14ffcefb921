import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { findAsset } from '../paths.ts';
import { asJson, asList, asText, type Json } from './types.ts';

/** What of the app's manifest the stand-in enforces and shows. */
export type SlackManifest = {
  scopes: string[];
  events: string[];
  commands: { command: string; description: string; usage: string }[];
  shortcuts: { name: string; type: 'global' | 'message'; callbackId: string }[];
  /** Whether people may write to the app in its direct messages. */
  takesDirectMessages: boolean;
};

const FALLBACK: SlackManifest = {
  scopes: [
    'commands',
    'chat:write',
    'chat:write.public',
    'im:write',
    'users:read',
    'users:read.email',
    'usergroups:read',
    'channels:read',
    'groups:read',
    'channels:history',
    'groups:history',
    'im:history',
    'channels:join',
    'files:write',
  ],
  events: [
    'app_home_opened',
    'channel_shared',
    'channel_unshared',
    'channel_rename',
    'channel_archive',
    'channel_unarchive',
    'channel_created',
    'member_joined_channel',
    'member_left_channel',
    'subteam_created',
    'subteam_updated',
    'subteam_members_changed',
    'team_join',
    'user_change',
    'message.channels',
    'message.groups',
    'message.im',
  ],
  commands: [{ command: '/prodseceng', description: 'Product Security Engineering', usage: 'help' }],
  shortcuts: [
    { name: 'Open ProdSecEng intake', type: 'global', callbackId: 'intake_open' },
    { name: 'Turn into a request', type: 'message', callbackId: 'message_to_request' },
    { name: 'Report an outage', type: 'message', callbackId: 'message_to_outage' },
    { name: 'Record in work item', type: 'message', callbackId: 'record_in_work_item' },
  ],
  takesDirectMessages: false,
};

/** Reads `manifest.yml` where it exists; else the scopes, events and shortcuts that the app is known to need. */
export function readManifest(): SlackManifest {
  const path = findAsset('manifest.yml');
  if (!path) return FALLBACK;
  const manifest = asJson(parse(readFileSync(path, 'utf8'))) ?? {};
  const features = asJson(manifest.features) ?? {};
  const settings = asJson(manifest.settings) ?? {};
  return {
    scopes: texts(asJson(asJson(manifest.oauth_config)?.scopes)?.bot),
    events: texts(asJson(settings.event_subscriptions)?.bot_events),
    commands: asList(features.slash_commands).map((command) => ({
      command: asText(command.command),
      description: asText(command.description),
      usage: asText(command.usage_hint),
    })),
    shortcuts: asList(features.shortcuts).map(readShortcut),
    takesDirectMessages: asJson(features.app_home)?.messages_tab_read_only_enabled === false,
  };
}

function readShortcut(shortcut: Json): SlackManifest['shortcuts'][number] {
  return {
    name: asText(shortcut.name),
    type: shortcut.type === 'message' ? 'message' : 'global',
    callbackId: asText(shortcut.callback_id),
  };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
