import type { Channel } from './people.ts';

/**
 * Whether everyone who reads a channel is a full member of the workspace (INV-2). In any other channel, and in one that is not
 * known, messages carry numbers, states and counts with a button: no titles and no tool names.
 */
export function onlyMembersRead(channel: Channel | null): boolean {
  return channel !== null && !channel.isShared && !channel.hasGuest;
}
