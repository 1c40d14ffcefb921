import type { Store } from './store.ts';

/** The made-up workspace: everybody is named for a role, nobody is real. */
export const TEAM = { id: 'T0SANDBOX', name: 'Sandbox', domain: 'sandbox' };
const OTHER_TEAM_ID = 'T0PARTNER';
export const APP_ID = 'A0SANDBOX';
export const BOT = { id: 'B0BOTAPP', userId: 'U0BOTAPP', name: 'prodseceng' };

export type SandboxPerson = {
  id: string;
  teamId: string;
  role: string;
  name: string;
  handle: string;
  email: string;
  timeZone: string;
  kind: 'member' | 'guest' | 'external' | 'bot';
  deleted: boolean;
  /** The user name in the local GitLab; null for someone who has no account there. */
  gitlabUsername: string | null;
  /** What the person may do in the team's GitLab project. */
  gitlabMember: boolean;
};

export type SandboxGroup = { id: string; handle: string; name: string; memberIds: string[] };

export type SandboxChannel = {
  id: string;
  name: string;
  kind: 'public' | 'private' | 'im';
  isShared: boolean;
  isArchived: boolean;
  memberIds: string[];
};

const TABLE: [id: string, role: string, name: string, timeZone: string, gitlab: 'member' | 'account' | 'none'][] = [
  ['U0REQUEST', 'requester', 'Requester', 'Europe/London', 'member'],
  ['U0COLLEAG', 'colleague', "Requester's colleague", 'Europe/Berlin', 'account'],
  ['U0ENGINE1', 'engineer', 'Engineer', 'America/New_York', 'member'],
  ['U0ENGINE2', 'second-engineer', 'Second engineer', 'Australia/Sydney', 'member'],
  ['U0MANAGER', 'manager', 'Security Engineering Manager', 'America/Denver', 'member'],
  ['U0LEADER1', 'leadership', 'ProdSec leadership', 'America/Los_Angeles', 'none'],
  ['U0PRODUCT', 'product', 'Product counterpart', 'Europe/Dublin', 'none'],
  ['U0ENGCOUN', 'engineering', 'Engineering counterpart', 'Asia/Kolkata', 'none'],
  ['U0GUEST01', 'guest', 'Guest', 'Europe/Paris', 'none'],
  ['U0EXTERN1', 'external', 'External person', 'Asia/Tokyo', 'none'],
];

const MEMBERS = TABLE.map(([id]) => id).filter((id) => id !== 'U0GUEST01' && id !== 'U0EXTERN1');

export const PEOPLE: SandboxPerson[] = [
  ...TABLE.map(([id, role, name, timeZone, gitlab]): SandboxPerson => {
    const kind = role === 'guest' ? 'guest' : role === 'external' ? 'external' : 'member';
    return {
      id,
      teamId: kind === 'external' ? OTHER_TEAM_ID : TEAM.id,
      role,
      name,
      handle: role,
      email: `${role}@example.com`,
      timeZone,
      kind,
      deleted: false,
      gitlabUsername: gitlab === 'none' ? null : role,
      gitlabMember: gitlab === 'member',
    };
  }),
  {
    id: BOT.userId,
    teamId: TEAM.id,
    role: 'app',
    name: 'ProdSecEng',
    handle: BOT.name,
    email: 'app@example.com',
    timeZone: 'Etc/UTC',
    kind: 'bot',
    deleted: false,
    gitlabUsername: null,
    gitlabMember: false,
  },
];

export const USER_GROUPS: SandboxGroup[] = [
  {
    id: 'S0PRODSEC',
    handle: 'product-security-engineering',
    name: 'Product Security Engineering',
    memberIds: ['U0ENGINE1', 'U0ENGINE2'],
  },
  { id: 'S0LEADERS', handle: 'prodsec-leadership', name: 'ProdSec leadership', memberIds: ['U0LEADER1'] },
];

const channel = (
  id: string,
  name: string,
  kind: SandboxChannel['kind'],
  memberIds: string[],
  isShared = false,
): SandboxChannel => ({ id, name, kind, isShared, isArchived: false, memberIds });

export const CHANNELS: SandboxChannel[] = [
  channel('C0GENERAL', 'general', 'public', [...MEMBERS, 'U0GUEST01']),
  channel('C0INTAKE1', 'security-capabilities-engineering', 'public', [...MEMBERS, BOT.userId]),
  channel('G0INTERNL', 'prod-sec-eng-team-internal', 'private', ['U0ENGINE1', 'U0ENGINE2', 'U0MANAGER', BOT.userId]),
  channel('C0SHARED1', 'partner-shared', 'public', ['U0REQUEST', 'U0ENGINE1', 'U0EXTERN1', BOT.userId], true),
];

/** The local GitLab's fixed names and numbers. */
export const GITLAB = {
  group: { id: 10, path: 'security' },
  project: { id: 101, path: 'security/product-security-engineering-team' },
  /** The group by whose name the team is mentioned; the bot is in it, so that it gets the to-do. */
  teamGroup: { id: 11, path: 'product-security-engineering' },
  botUsername: 'prodseceng-bot',
};

/** Puts the made-up people, groups and channels into the store where they are not there yet. */
export function seedWorld(store: Store): void {
  seed(store, 'slack-people', PEOPLE);
  seed(store, 'slack-groups', USER_GROUPS);
  seed(store, 'slack-channels', CHANNELS);
}

function seed<T extends { id: string }>(store: Store, name: string, values: T[]): void {
  const known = store.collection<T>(name);
  for (const value of values) if (!known.get(value.id)) known.put(value.id, structuredClone(value));
}
