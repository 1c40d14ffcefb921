/** A person as Slack knows them. Only a `member` is a full member of the workspace (INV-2). */
export type Person = {
  id: string;
  teamId: string;
  name: string;
  email: string | null;
  timeZone: string;
  kind: 'member' | 'guest' | 'external' | 'bot';
  deleted: boolean;
};

export type UserGroup = { id: string; handle: string; name: string; memberIds: string[] };

/** A conversation as far as it matters who can read it. `hasGuest`: a guest or an external person is in it. */
export type Channel = {
  id: string;
  name: string;
  isPrivate: boolean;
  isShared: boolean;
  isArchived: boolean;
  botIsMember: boolean;
  hasGuest: boolean;
};

/** What a full member may act as. The manager may do all that the team may; `team` is then true as well. */
export type Roles = { person: Person; team: boolean; manager: boolean; leadership: boolean };
