import { z } from 'zod';
import type { Person } from '../domain/people.ts';

/** A user as users.list, users.info and the user events hold one. */
export const User = z.object({
  id: z.string(),
  team_id: z.string().nullish(),
  name: z.string().catch(''),
  real_name: z.string().nullish(),
  tz: z.string().nullish(),
  deleted: z.boolean().catch(false),
  is_bot: z.boolean().catch(false),
  is_workflow_bot: z.boolean().catch(false),
  is_restricted: z.boolean().catch(false),
  is_ultra_restricted: z.boolean().catch(false),
  is_stranger: z.boolean().catch(false),
  profile: z
    .object({ email: z.string().nullish(), display_name: z.string().nullish(), real_name: z.string().nullish() })
    .catch({}),
});
export type User = z.infer<typeof User>;

/** The person a user is to this workspace. A foreign home workspace makes them external, whatever else is said of them. */
export function personOf(user: User, ownTeamId: string): Person {
  const { profile } = user;
  const teamId = user.team_id ?? ownTeamId;
  return {
    id: user.id,
    teamId,
    name: profile.display_name || profile.real_name || user.real_name || user.name || user.id,
    email: profile.email?.toLowerCase() || null,
    timeZone: user.tz || 'Etc/UTC',
    kind: kindOf(user, teamId, ownTeamId),
    deleted: user.deleted,
  };
}

function kindOf(user: User, teamId: string, ownTeamId: string): Person['kind'] {
  if (user.is_bot || user.is_workflow_bot || user.id === 'USLACKBOT') return 'bot';
  if (user.is_stranger || teamId !== ownTeamId) return 'external';
  return user.is_restricted || user.is_ultra_restricted ? 'guest' : 'member';
}

/** A user group as usergroups.list and the subteam events hold one. */
export const Group = z.object({
  id: z.string(),
  handle: z.string().catch(''),
  name: z.string().catch(''),
  date_delete: z.number().catch(0),
  users: z.array(z.string()).optional().catch(undefined),
});
export type Group = z.infer<typeof Group>;

/** A conversation as conversations.list and conversations.info hold one. */
export const Conversation = z.object({
  id: z.string(),
  name: z.string().catch(''),
  is_private: z.boolean().catch(false),
  is_archived: z.boolean().catch(false),
  is_member: z.boolean().catch(false),
  is_ext_shared: z.boolean().catch(false),
  is_pending_ext_shared: z.boolean().catch(false),
});
export type Conversation = z.infer<typeof Conversation>;

const paging = z.object({ next_cursor: z.string().catch('') }).catch({ next_cursor: '' });

export const UsersPage = z.object({ members: z.array(User), response_metadata: paging });
export const UserAnswer = z.object({ user: User });
export const GroupsAnswer = z.object({ usergroups: z.array(Group) });
export const GroupUsersAnswer = z.object({ users: z.array(z.string()) });
export const ConversationsPage = z.object({ channels: z.array(Conversation), response_metadata: paging });
export const ConversationAnswer = z.object({ channel: Conversation });
export const MembersPage = z.object({ members: z.array(z.string()), response_metadata: paging });
