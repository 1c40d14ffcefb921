import { type Owed, oweSignAsk } from './owed.ts';
import type { Tool } from './tool.ts';

export type SignKind = 'address' | 'heartbeat' | 'pipeline';

/** A sign of life of a tool (REV-6): an address that is checked, a heartbeat that it posts, or its scheduled pipeline. */
export type Sign = {
  id: number;
  toolId: number;
  kind: SignKind;
  /** The address, or the ref of the pipeline; empty for a heartbeat. */
  target: string;
  everyMinutes: number;
  seenAt: Date | null;
  /** Why the last look failed, in plain words. */
  trouble: string | null;
  missingSince: Date | null;
  askedAt: Date | null;
  /** What was said of the missing one; nobody is asked until it is seen again. */
  known: string | null;
  mutedUntil: Date | null;
  nextAt: Date;
  setBy: string;
  at: Date;
};

/** What a look found. `unclear`: it could not be looked, which says nothing of the tool. */
export type Look =
  | { found: 'seen'; at: Date; trouble?: string }
  | { found: 'missing'; trouble: string }
  | { found: 'unclear'; trouble: string };

/** What becomes of a sign, and what is owed by it. */
export type SignChange = {
  edit: Partial<Omit<Sign, 'id' | 'toolId' | 'kind' | 'at'>>;
  owed: Owed[];
  /** Kept in the tool's audit where a person did it, or somebody was asked. */
  audit?: { actor: string; action: string; detail: Record<string, unknown> };
  answer: string;
};

export const SIGN_KINDS = [
  { id: 'address', label: 'Address' },
  { id: 'heartbeat', label: 'Heartbeat' },
  { id: 'pipeline', label: 'Scheduled pipeline' },
] as const satisfies readonly { id: SignKind; label: string }[];

export const signLabel = (kind: SignKind): string => SIGN_KINDS.find(({ id }) => id === kind)?.label ?? kind;

/** Signs are looked for of operational tools only: a planned one has none yet, and one that goes is not missed (REV-6). */
export const isWatched = ({ state }: Pick<Tool, 'state'>): boolean => state === 'operational';

const MINUTE_MS = 60_000;
const LONGEST_STEP = 60;
const PARTS = 3;
/** A look that comes so much later than it was due says that the app was not running in between. */
const LATE_MS = 3 * MINUTE_MS;

const plus = (at: Date, minutes: number): Date => new Date(at.getTime() + minutes * MINUTE_MS);

/** The instant from which it counts as missing: its interval after it was seen last, or after it was set. */
export function missedFrom({ seenAt, at, everyMinutes }: Sign): Date {
  return plus(seenAt !== null && seenAt > at ? seenAt : at, everyMinutes);
}

/** When it is looked at next: a third of its interval on, and at least each hour, so that one failed look is not an absence yet. */
export function nextLook(sign: Sign, now: Date): Date {
  const { kind, everyMinutes } = sign;
  if (kind === 'heartbeat')
    return missedFrom(sign) > now ? missedFrom(sign) : plus(now, Math.min(everyMinutes, LONGEST_STEP));
  return plus(now, Math.max(1, Math.min(Math.floor(everyMinutes / PARTS), LONGEST_STEP)));
}

/** Whether somebody is to be asked: once per absence, and not while it is known or muted (REV-6). */
export const asksNow = ({ missingSince, askedAt, known, mutedUntil }: Sign, now: Date): boolean =>
  missingSince !== null && askedAt === null && known === null && (mutedUntil === null || mutedUntil <= now);

/**
 * What a look means. Seen: the absence is over, and what was asked says so in place. Not seen for its interval: it is missing. `dueAt`: when
 * the look was due; where the app was down since, its own downtime is nobody's absence, and nothing is called missing by that look.
 */
export function looked(sign: Sign, look: Look, dueAt: Date, now: Date): SignChange {
  if (look.found === 'seen' && missedFrom({ ...sign, seenAt: look.at }) > now) return seen(sign, look, now);
  const late = now.getTime() - dueAt.getTime() > LATE_MS;
  const last = lastOf(sign, look);
  const missing = look.found !== 'unclear' && !late && missedFrom(last) <= now;
  const since = sign.missingSince ?? (missing ? missedFrom(last) : null);
  const trouble = sign.kind === 'heartbeat' && since === null ? null : (look.trouble ?? null);
  const next = late && sign.kind === 'heartbeat' ? plus(now, sign.everyMinutes) : nextLook(sign, now);
  return { edit: { trouble, missingSince: since, seenAt: last.seenAt, nextAt: next }, owed: [], answer: '' };
}

const lastOf = (sign: Sign, look: Look): Sign => (look.found === 'seen' ? { ...sign, seenAt: look.at } : sign);

function seen(sign: Sign, { at, trouble }: { at: Date; trouble?: string }, now: Date): SignChange {
  return {
    edit: {
      ...{ seenAt: at, trouble: trouble ?? null, missingSince: null, askedAt: null, known: null },
      nextAt: sign.kind === 'heartbeat' ? missedFrom({ ...sign, seenAt: at }) : nextLook(sign, now),
    },
    owed: sign.askedAt === null ? [] : [oweSignAsk(sign.id, sign.askedAt)],
    answer: '',
  };
}

/** Its owner, or the team, is asked now; never is an outage filed by itself (REV-6). */
export function ask(sign: Sign, now: Date): SignChange {
  return {
    edit: { askedAt: now },
    owed: [oweSignAsk(sign.id, now)],
    audit: {
      actor: 'app',
      action: `asked about a missing sign of life (${signLabel(sign.kind).toLowerCase()})`,
      detail: {},
    },
    answer: '',
  };
}

/** In words: `15 minutes`, `2 hours`, `1 day`. */
export function everyInWords(minutes: number): string {
  const unit = [...EVERY_UNITS].reverse().find((each) => minutes % each.minutes === 0) ?? EVERY_UNITS[0];
  const count = minutes / unit.minutes;
  return `${count} ${count === 1 ? unit.one : unit.id}`;
}

export const EVERY_UNITS = [
  { id: 'minutes', label: 'Minutes', one: 'minute', minutes: 1 },
  { id: 'hours', label: 'Hours', one: 'hour', minutes: 60 },
  { id: 'days', label: 'Days', one: 'day', minutes: 1_440 },
] as const;
