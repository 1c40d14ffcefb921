import { dayByCadence, readCadence } from './cadence.ts';
import { dayIn } from './day.ts';
import { firstInstantOf } from './local-time.ts';
import type { Roles } from './people.ts';
import type { NewPromise } from './promise.ts';

/** A team that is met on a cadence (CHA-3). `every`: as `readCadence` reads it; `risks`: the risk register is on its agenda. */
export type Engagement = {
  id: number;
  team: string;
  risks: boolean;
  every: string;
  nextAt: Date | null;
  ownerId: string | null;
  contactId: string | null;
  state: 'open' | 'ended';
  by: string;
  at: Date;
};

/** Something agreed in a meeting, with the request that it opened. */
export type Agreed = { what: string; requestId: number | null };

/** A meeting as it was held; `agenda`: its lines as they stood then. */
export type Meeting = {
  id: number;
  engagementId: number;
  heldAt: Date;
  agenda: string[];
  outcomes: string;
  agreed: Agreed[];
  by: string;
  at: Date;
};

export const engagementNumber = (id: number): string => `E-${id}`;

/**
 * The ProdSec teams that the charter names (CHA-3): a proposal, which the team confirms one by one. `also`: what else they are called;
 * `risks`: who is met about the risk register.
 */
export const CHARTER_TEAMS = [
  { team: 'AppSec', also: ['Application Security'], risks: false },
  { team: 'InfraSec', also: ['Infrastructure Security'], risks: false },
  { team: 'VulnMgmt', also: ['Vulnerability Management'], risks: false },
  { team: 'PSIRT', also: ['Product Security Incident Response Team'], risks: false },
  { team: 'Security Platforms & Architecture (SPA)', also: ['SPA', 'Security Platforms & Architecture'], risks: true },
] as const satisfies readonly { team: string; also: readonly string[]; risks: boolean }[];

const alike = (text: string): string =>
  text
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** All that a team is called, for telling whose a request is: its own name, and what the charter calls it beside. */
export function namesOfTeam(team: string): string[] {
  const known = CHARTER_TEAMS.find((each) => [each.team, ...each.also].some((name) => alike(name) === alike(team)));
  return [...new Set([team, ...(known === undefined ? [] : [known.team, ...known.also])].map(alike))].filter(Boolean);
}

/** Whether these words name the team, by itself or among others. */
export function namesTeam(words: string, team: string): boolean {
  const said = ` ${alike(words)} `;
  return namesOfTeam(team).some((name) => said.includes(` ${name} `));
}

/** The charter's teams that are not engaged, nor said not to be. `known`: the teams of all engagements, ended ones as well. */
export const teamsToPropose = (known: readonly string[]): (typeof CHARTER_TEAMS)[number][] =>
  CHARTER_TEAMS.filter(
    ({ team }) => !known.some((name) => namesOfTeam(name).some((one) => namesOfTeam(team).includes(one))),
  );

/** INV-2: agendas hold tools, priorities and risks, so they are for team, manager and leadership. */
export const maySeeEngagements = ({ team, manager, leadership }: Roles): boolean => team || manager || leadership;
export const ENGAGE_TEAM_ONLY = 'Only ProdSecEng can do this.';

export type FieldVerdict<T> = { ok: true; value: T } | { ok: false; field: string; text: string };
const at = (field: string, text: string): { ok: false; field: string; text: string } => ({ ok: false, field, text });

/** What somebody gives for an engagement; days are YYYY-MM-DD. `owner` is null where nobody is chosen, or nobody known. */
export type GivenEngagement = {
  team: string;
  every: string;
  nextDay: string;
  owner: Roles | null;
  contact: Roles | null;
  risks: boolean;
};

type Kept = Pick<Engagement, 'team' | 'risks' | 'every' | 'nextAt' | 'ownerId' | 'contactId'>;
export type EngageAct = { roles: Roles; today: string; homeTimeZone: string };

const TEAM_MAX = 100;
const MORNING = 9 * 60;

/** An engagement as it is to be kept (CHA-3). Refused: an owner who is not of the team, a day that is past, a team that is engaged already. */
export function engagementFrom(
  { roles, today, homeTimeZone }: EngageAct,
  given: GivenEngagement,
  others: readonly string[],
): FieldVerdict<Kept> {
  const team = given.team.trim();
  if (!roles.team) return at('team', ENGAGE_TEAM_ONLY);
  if (team === '' || team.length > TEAM_MAX) return at('team', `Name the team, in at most ${TEAM_MAX} characters.`);
  if (others.some((name) => alike(name) === alike(team))) return at('team', 'There is an engagement with that team.');
  if (readCadence(given.every) === null) return at('amount', 'Give 1 to 26 weeks, or 1 to 12 months.');
  if (!/^\d{4}-\d{2}-\d{2}$/.test(given.nextDay)) return at('next', 'Choose the day of the next meeting.');
  if (given.nextDay < today) return at('next', 'Choose today or a later day.');
  if (given.owner?.team !== true) return at('owner', 'Choose someone of ProdSecEng: they are reminded.');
  const nextAt = morningOf(given.nextDay, homeTimeZone);
  const contactId = given.contact?.person.id ?? null;
  const { risks, every } = given;
  return { ok: true, value: { team, risks, every, nextAt, ownerId: given.owner.person.id, contactId } };
}

const morningOf = (day: string, zone: string): Date => firstInstantOf({ day, minute: MORNING }, zone);

/** All promises to meet a team have keys that begin so; at most one of them is open. */
export const engagementKeys = (id: number): string => `engagement:${engagementNumber(id)}:`;

/** The engagement that a promise is about, by its key; null for any other promise. */
export function engagementOfKey(key: string): number | null {
  const found = /^engagement:E-(\d+):/.exec(key)?.[1];
  return found === undefined ? null : Number(found);
}

/** The promise to meet a team on its day; its owner is reminded (CHA-3). None where no day is set or it has ended. */
export function engagementPromise({ id, team, nextAt, ownerId, state }: Engagement, now: Date): NewPromise[] {
  if (nextAt === null || state === 'ended') return [];
  return [
    {
      kind: 'engagement',
      key: `${engagementKeys(id)}${now.toISOString()}`,
      what: `Meet ${team}`,
      dueAt: nextAt,
      ownerId,
    },
  ];
}

/** What is kept of a meeting. */
export type GivenMeeting = { day: string; outcomes: string; agreed: string };
export type MeetingKept = Pick<Meeting, 'heldAt' | 'agenda' | 'outcomes' | 'agreed'> & { nextAt: Date | null };

const MOST_AGREED = 10;
const AGREED_MAX = 200;

/**
 * A meeting that was held (CHA-3): its agenda as it was, its outcomes, and what was agreed, one a line. The next one is a cadence later;
 * one that is recorded after a later one changes nothing of that. Refused: on a day to come, and a second one on the same day.
 */
export function meetingFrom(
  { roles, today, homeTimeZone }: EngageAct,
  engagement: Engagement,
  given: GivenMeeting,
  { agenda, held }: { agenda: string[]; held: readonly Pick<Meeting, 'heldAt'>[] },
): FieldVerdict<MeetingKept> {
  const { day } = given;
  const outcomes = given.outcomes.trim();
  const agreed = given.agreed
    .split('\n')
    .map((line) => line.replace(/^\s*[-*•]\s+/, '').trim())
    .filter(Boolean);
  if (!roles.team) return at('outcomes', ENGAGE_TEAM_ONLY);
  if (engagement.state === 'ended') return at('outcomes', 'This engagement has ended.');
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || day > today)
    return at('day', 'Choose the day it was held: today or earlier.');
  if (held.some(({ heldAt }) => dayIn(heldAt, homeTimeZone) === day))
    return at('day', 'A meeting of that day is recorded already.');
  if (outcomes === '') return at('outcomes', 'Say what came of it, in a line or more.');
  if (agreed.length > MOST_AGREED) return at('agreed', `At most ${MOST_AGREED} lines: each can become a request.`);
  if (agreed.some((line) => line.length > AGREED_MAX)) return at('agreed', `At most ${AGREED_MAX} characters a line.`);
  const isLate = held.some(({ heldAt }) => dayIn(heldAt, homeTimeZone) > day);
  const next = dayByCadence(day, engagement.every);
  return {
    ok: true,
    value: {
      ...{ heldAt: morningOf(day, homeTimeZone), agenda, outcomes },
      agreed: agreed.map((what) => ({ what, requestId: null })),
      nextAt: isLate ? engagement.nextAt : morningOf(next < today ? today : next, homeTimeZone),
    },
  };
}
