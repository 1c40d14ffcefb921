import { dayIn } from './day.ts';
import { type Owed, oweSignAsk } from './owed.ts';
import type { Roles } from './people.ts';
import { TEAM_ONLY } from './request-act.ts';
import {
  EVERY_UNITS,
  everyInWords,
  isWatched,
  nextLook,
  type Sign,
  type SignChange,
  type SignKind,
  signLabel,
} from './sign.ts';
import { addressProblem } from './sign-address.ts';
import { type Tool, toolNumber } from './tool.ts';
import { no, type Verdict, yes } from './verdict.ts';

export type SignAct = { roles: Roles; now: Date };

/** What was typed to set a sign. `every` is a number of `unit`s. */
export type SignGiven = { kind: SignKind; target: string; every: string; unit: string };

type SignField = 'target' | 'every' | 'tool';
export type NewSign = Pick<Sign, 'kind' | 'target' | 'everyMinutes' | 'nextAt'> & {
  audit: NonNullable<SignChange['audit']>;
};
export type SignVerdict = { ok: true; value: NewSign } | { ok: false; field: SignField; text: string };

const LEAST_MINUTES = 5;
const MOST_MINUTES = 90 * 1_440;
const REF = /^[\w./-]{1,200}$/;

const refuse = (field: SignField, text: string): SignVerdict => ({ ok: false, field, text });

/** Why this person cannot set or stop signs of this tool; null where they can. */
export function mayNotWatch(roles: Roles, tool: Tool): string | null {
  if (!roles.team) return TEAM_ONLY;
  if (isWatched(tool)) return null;
  return `${toolNumber(tool.id)} is ${tool.state}: signs of life are looked for of operational tools only.`;
}

/** The team sets a sign of life (REV-6): addresses on the hosts of the settings only, 5 minutes to 90 days. */
export function setSign({ roles, now }: SignAct, tool: Tool, given: SignGiven, hosts: readonly string[]): SignVerdict {
  const not = mayNotWatch(roles, tool);
  if (not !== null) return refuse('tool', not);
  const target = given.kind === 'heartbeat' ? '' : given.target.trim();
  const wrong = targetProblem(given.kind, target, tool, hosts);
  if (wrong !== null) return refuse('target', wrong);
  const minutes = minutesOf(given);
  if (minutes === null) return refuse('every', 'Give a whole number from 5 minutes to 90 days.');
  const sign = { kind: given.kind, target, everyMinutes: minutes };
  const audit = {
    actor: roles.person.id,
    action: `looks for a sign of life (${signLabel(given.kind).toLowerCase()}) every ${everyInWords(minutes)}`,
    detail: { target },
  };
  return { ok: true, value: { ...sign, nextAt: firstLook(sign, now), audit } };
}

/** An address and a pipeline are looked at once at the next minute; a heartbeat has its interval to come in. */
const firstLook = ({ kind, everyMinutes }: Pick<Sign, 'kind' | 'everyMinutes'>, now: Date): Date =>
  kind === 'heartbeat' ? new Date(now.getTime() + everyMinutes * 60_000) : now;

function targetProblem(kind: SignKind, target: string, tool: Tool, hosts: readonly string[]): string | null {
  if (kind === 'address') return addressProblem(target, hosts);
  if (kind === 'heartbeat') return null;
  if (tool.project === null) return 'Give the tool its GitLab project first: *Edit* on its page.';
  return REF.test(target) ? null : 'Give the branch or tag that the schedule runs on, such as main.';
}

function minutesOf({ every, unit }: SignGiven): number | null {
  const times = EVERY_UNITS.find(({ id }) => id === unit)?.minutes ?? 0;
  const minutes = /^\d{1,6}$/.test(every.trim()) ? Number(every) * times : 0;
  return minutes >= LEAST_MINUTES && minutes <= MOST_MINUTES ? minutes : null;
}

/** Its owner and the team say what is with a missing sign. */
export const mayAnswer = (roles: Roles, { ownerId }: Pick<Tool, 'ownerId'>): boolean =>
  roles.team || ownerId === roles.person.id;

const NOT_YOURS = 'Only the owner of the tool and ProdSecEng can do this.';
const BACK = 'It was seen again meanwhile.';

/** It is known, and why: nobody is asked until it is seen again. */
export function markKnown({ roles }: SignAct, why: string) {
  return (sign: Sign, tool: Tool): Verdict<SignChange> => {
    if (!mayAnswer(roles, tool)) return no(NOT_YOURS);
    if (sign.missingSince === null) return no(BACK);
    if (why.trim() === '') return no('Say why: it is kept, and shown to who looks at the tool.');
    return yes({
      edit: { known: why.trim() },
      owed: asked(sign),
      audit: { actor: roles.person.id, action: 'knows of a missing sign of life', detail: { why: why.trim() } },
      answer: 'Noted. Nobody is asked until it is seen again.',
    });
  };
}

const MOST_MUTED_DAYS = 90;

/** Nobody is asked before that day (YYYY-MM-DD, in the zone of who says so); if it is still missing then, once more. */
export function muteSign({ roles, now }: SignAct, day: string, begins: Date) {
  return (sign: Sign, tool: Tool): Verdict<SignChange> => {
    if (!mayAnswer(roles, tool)) return no(NOT_YOURS);
    if (sign.missingSince === null) return no(BACK);
    if (day <= dayIn(now, roles.person.timeZone)) return no('Choose a day after today.');
    if (begins.getTime() - now.getTime() > MOST_MUTED_DAYS * 86_400_000)
      return no(`Choose a day within ${MOST_MUTED_DAYS} days.`);
    return yes({
      edit: { mutedUntil: begins, askedAt: null, nextAt: earlier(nextLook(sign, now), begins) },
      owed: asked(sign),
      audit: { actor: roles.person.id, action: `mutes a missing sign of life until ${day}`, detail: {} },
      answer: `Muted until ${day}.`,
    });
  };
}

const earlier = (a: Date, b: Date): Date => (a < b ? a : b);

const asked = ({ id, askedAt }: Sign): Owed[] => (askedAt === null ? [] : [oweSignAsk(id, askedAt)]);
