import { z } from 'zod';
import { type Deps, SYNCED } from '../../deps.ts';

const FACTS = {
  firstStart: 'first-start',
  cursor: 'poll:cursor',
  secondCursor: 'poll:cursor:second',
  lastRun: 'poll:last',
  retries: 'poll:retry',
  elsewhere: 'poll:elsewhere',
  olderFound: 'older:found',
  olderChoice: 'older:choice',
} as const;

/** When the app first started: what GitLab held before is not adopted by itself (DOOR-9). Kept at the first call. */
export async function firstStart(deps: Deps): Promise<Date> {
  const kept = await instantFact(deps, FACTS.firstStart);
  if (kept !== null) return kept;
  const now = deps.now();
  await deps.storage.facts.keepFact(FACTS.firstStart, now.toISOString());
  return now;
}

/** Whether so many seconds have passed since the last poll; if so this one counts as the last. */
export async function takeTurn(deps: Deps, everySeconds: number): Promise<boolean> {
  const now = deps.now();
  const last = await instantFact(deps, FACTS.lastRun);
  const passed = last === null ? Number.POSITIVE_INFINITY : now.getTime() - last.getTime();
  // The tick comes a little early or late; and a clock that was set back must not stop the poll.
  if (passed >= 0 && passed < everySeconds * 1_000 - EARLY_MS) return false;
  await deps.storage.facts.keepFact(FACTS.lastRun, now.toISOString());
  return true;
}

const EARLY_MS = 2_000;

/** When GitLab was read last without a failure, and when that was tried last; null: never. */
export async function lastSync(deps: Deps): Promise<{ read: Date | null; tried: Date | null }> {
  return { read: await instantFact(deps, SYNCED), tried: await instantFact(deps, FACTS.lastRun) };
}

const Rest = z.object({ at: z.coerce.date(), page: z.number() });
const Cursor = z.object({
  at: z.coerce.date(),
  seen: z.record(z.string(), z.string()),
  rest: Rest.nullable().default(null),
});
/**
 * How far the poll has read, and what it has seen of the stretch that is read again: project and iid → when it was changed. `rest`: where it
 * goes on, as there was more than one turn reads.
 */
export type Cursor = z.infer<typeof Cursor>;

/** Whose cursor: of the first listing, or of the second where two are needed. */
export type CursorName = 'first' | 'second';
const CURSORS = { first: FACTS.cursor, second: FACTS.secondCursor } as const;

export async function readCursor(deps: Deps, name: CursorName): Promise<Cursor> {
  const kept = await jsonFact(deps, CURSORS[name], Cursor);
  return kept ?? { at: await firstStart(deps), seen: {}, rest: null };
}

export const keepCursor = (deps: Deps, name: CursorName, cursor: Cursor): Promise<void> =>
  deps.storage.facts.keepFact(CURSORS[name], JSON.stringify(cursor));

const Retry = z.object({ projectId: z.number(), iid: z.number(), tries: z.number(), notBefore: z.coerce.date() });
/** An issue that could not be worked off and is looked at again. */
export type Retry = z.infer<typeof Retry>;

export const readRetries = async (deps: Deps): Promise<Retry[]> =>
  (await jsonFact(deps, FACTS.retries, z.array(Retry))) ?? [];

export const keepRetries = (deps: Deps, retries: readonly Retry[]): Promise<void> =>
  deps.storage.facts.keepFact(FACTS.retries, JSON.stringify(retries));

/** The request up to which work items outside the team's project were looked at in this round. */
export async function readRound(deps: Deps): Promise<number> {
  return Number((await deps.storage.facts.fact(FACTS.elsewhere)) ?? 0);
}

export const keepRound = (deps: Deps, requestId: number): Promise<void> =>
  deps.storage.facts.keepFact(FACTS.elsewhere, String(requestId));

/** When the request's issue was changed as it was last read, where no cursor covers it. */
export const readChange = (deps: Deps, requestId: number): Promise<Date | null> =>
  instantFact(deps, `changed:R-${requestId}`);

export const keepChange = (deps: Deps, requestId: number, at: Date): Promise<void> =>
  deps.storage.facts.keepFact(`changed:R-${requestId}`, at.toISOString());

/** The newest comment of the request's issue that was looked at; null before the first look. */
export const readComments = (deps: Deps, requestId: number): Promise<Date | null> =>
  instantFact(deps, `comments:R-${requestId}`);

export const keepComments = (deps: Deps, requestId: number, at: Date): Promise<void> =>
  deps.storage.facts.keepFact(`comments:R-${requestId}`, at.toISOString());

/** True once all candidates from before the first start are known. */
export const olderAreFound = async (deps: Deps): Promise<boolean> =>
  (await deps.storage.facts.fact(FACTS.olderFound)) !== null;

export const keepOlderFound = (deps: Deps, count: number): Promise<void> =>
  deps.storage.facts.keepFact(FACTS.olderFound, String(count));

const OlderChoice = z.object({ choice: z.enum(['adopt', 'later']), by: z.string() });
/** What the team wants done with the older candidates, and who said so. */
export type OlderChoice = z.infer<typeof OlderChoice>;

export const readOlderChoice = (deps: Deps): Promise<OlderChoice | null> =>
  jsonFact(deps, FACTS.olderChoice, OlderChoice);

export const keepOlderChoice = (deps: Deps, choice: OlderChoice): Promise<void> =>
  deps.storage.facts.keepFact(FACTS.olderChoice, JSON.stringify(choice));

async function instantFact(deps: Deps, name: string): Promise<Date | null> {
  const value = await deps.storage.facts.fact(name);
  const at = value === null ? Number.NaN : Date.parse(value);
  return Number.isNaN(at) ? null : new Date(at);
}

/** Facts are ours; one that cannot be read is as good as none. */
async function jsonFact<T>(deps: Deps, name: string, schema: z.ZodType<T>): Promise<T | null> {
  const value = await deps.storage.facts.fact(name);
  if (value === null) return null;
  try {
    return schema.parse(JSON.parse(value));
  } catch {
    return null;
  }
}
