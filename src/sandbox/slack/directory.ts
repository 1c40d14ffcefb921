import type { SandboxChannel, SandboxPerson } from '../world.ts';
import { channelJson, groupJson, userJson } from './shapes.ts';
import type { Slack } from './types.ts';

/** What an administrator of the workspace may change; the app hears of it by events. */
export interface Directory {
  addPerson(person: SandboxPerson): void;
  changePerson(id: string, change: Partial<SandboxPerson>): void;
  setGroupMembers(groupId: string, memberIds: string[]): void;
  addChannel(channel: SandboxChannel): void;
  joinChannel(channelId: string, userId: string): void;
  leaveChannel(channelId: string, userId: string): void;
  renameChannel(channelId: string, name: string): void;
  archiveChannel(channelId: string): void;
  shareChannel(channelId: string): void;
}

export function createDirectory(slack: Slack): Directory {
  const channel = (id: string): SandboxChannel => required(slack.channels.get(id), `channel ${id}`);
  const change = (id: string, part: Partial<SandboxChannel>): SandboxChannel => {
    const changed = { ...channel(id), ...part };
    slack.channels.put(id, changed);
    slack.changed();
    return changed;
  };
  const membership = (type: string, channelId: string, userId: string): void => {
    const letter = channel(channelId).kind === 'public' ? 'C' : 'G';
    const teamId = required(slack.people.get(userId), `person ${userId}`).teamId;
    slack.sendEvent(type, { type, user: userId, channel: channelId, channel_type: letter, team: teamId });
  };
  return {
    addPerson(person) {
      slack.people.put(person.id, person);
      slack.sendEvent('team_join', { type: 'team_join', user: userJson(person, slack) });
      slack.changed();
    },
    changePerson(id, part) {
      const changed = { ...required(slack.people.get(id), `person ${id}`), ...part };
      slack.people.put(id, changed);
      slack.sendEvent('user_change', { type: 'user_change', user: userJson(changed, slack) });
      slack.changed();
    },
    setGroupMembers(groupId, memberIds) {
      const group = { ...required(slack.groups.get(groupId), `user group ${groupId}`), memberIds };
      slack.groups.put(groupId, group);
      slack.sendEvent('subteam_updated', { type: 'subteam_updated', subteam: groupJson(group, true) });
      slack.changed();
    },
    addChannel(added) {
      slack.channels.put(added.id, added);
      if (added.kind === 'public')
        slack.sendEvent('channel_created', { type: 'channel_created', channel: channelJson(added) });
      slack.changed();
    },
    joinChannel(channelId, userId) {
      change(channelId, { memberIds: [...new Set([...channel(channelId).memberIds, userId])] });
      membership('member_joined_channel', channelId, userId);
    },
    leaveChannel(channelId, userId) {
      change(channelId, { memberIds: channel(channelId).memberIds.filter((id) => id !== userId) });
      membership('member_left_channel', channelId, userId);
    },
    renameChannel(channelId, name) {
      const renamed = change(channelId, { name });
      const type = renamed.kind === 'public' ? 'channel_rename' : 'group_rename';
      slack.sendEvent(type, { type, channel: { id: channelId, name } });
    },
    archiveChannel(channelId) {
      const type = change(channelId, { isArchived: true }).kind === 'public' ? 'channel_archive' : 'group_archive';
      slack.sendEvent(type, { type, channel: channelId });
    },
    shareChannel(channelId) {
      change(channelId, { isShared: true });
      slack.sendEvent('channel_shared', { type: 'channel_shared', connected_team_id: 'T0PARTNER', channel: channelId });
    },
  };
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the sandbox has no ${what}`);
  return value;
}
