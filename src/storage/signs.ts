import { asc, eq, lte, sql } from 'drizzle-orm';
import type { OpenWork, SecurityWork } from '../domain/security-work.ts';
import { isWatched, looked, type Sign, type SignChange } from '../domain/sign.ts';
import type { NewSign } from '../domain/sign-act.ts';
import { type Tool, toolNumber } from '../domain/tool.ts';
import { no, type Verdict } from '../domain/verdict.ts';
import type { AuditWriter } from './audit.ts';
import { sign, toolToken } from './commitment-tables.ts';
import type { Open } from './database.ts';
import type { OutboxWriter } from './outbox.ts';
import { fact, tool } from './tables.ts';

type Writers = { owe: OutboxWriter; keepAudit: AuditWriter; wake: () => void };

export type DecideSign = (sign: Sign, tool: Tool) => Verdict<SignChange>;
/** A sign taken under a lease, its tool, and when it was due. */
export type DueSign = { sign: Sign; tool: Tool; dueAt: Date };

/** Longer than any look takes, so that two processes do not look at the same sign. */
const LEASE_MS = 60_000;
const DAY_MS = 24 * 3_600_000;
const MOST_SIGNS = 10;
const NOT_KNOWN = 'That sign of life is not looked for any more.';

const securityWork = (toolId: number): string => `security-work:${toolNumber(toolId)}`;

/** Signs of life (REV-6), the tokens of tools, and the open security work that was read of their projects. */
export function signStore({ client, db }: Open, { owe, keepAudit, wake }: Writers) {
  const one = db
    .select()
    .from(sign)
    .where(eq(sign.id, sql.placeholder('id')))
    .prepare();
  const toolOf = db
    .select()
    .from(tool)
    .where(eq(tool.id, sql.placeholder('id')))
    .prepare();
  const due = db
    .select()
    .from(sign)
    .where(lte(sign.nextAt, sql.placeholder('now')))
    .orderBy(asc(sign.nextAt))
    .limit(sql.placeholder('limit'))
    .prepare();
  const ofTool = db
    .select()
    .from(sign)
    .where(eq(sign.toolId, sql.placeholder('toolId')))
    .orderBy(asc(sign.id))
    .prepare();
  const tokenOf = db
    .select({ hash: toolToken.hash })
    .from(toolToken)
    .where(eq(toolToken.toolId, sql.placeholder('toolId')))
    .prepare();
  const factOf = db
    .select({ value: fact.value })
    .from(fact)
    .where(eq(fact.name, sql.placeholder('name')))
    .prepare();

  const claim = client.transaction((now: Date, limit: number): DueSign[] =>
    due.all({ now: now.getTime(), limit }).flatMap((found) => {
      const of = toolOf.get({ id: found.toolId });
      const watched = of !== undefined && isWatched(of);
      const nextAt = new Date(now.getTime() + (watched ? LEASE_MS : DAY_MS));
      db.update(sign).set({ nextAt }).where(eq(sign.id, found.id)).run();
      return watched ? [{ sign: found, tool: of, dueAt: found.nextAt }] : [];
    }),
  );

  const set = client.transaction((of: Tool, { audit, ...wanted }: NewSign, now: Date): Verdict<null> => {
    const isNew = !ofTool
      .all({ toolId: of.id })
      .some((each) => each.kind === wanted.kind && each.target === wanted.target);
    if (isNew && ofTool.all({ toolId: of.id }).length >= MOST_SIGNS)
      return no(`${toolNumber(of.id)} has ${MOST_SIGNS} signs already: stop one first.`);
    const fresh = { trouble: null, missingSince: null, askedAt: null, known: null, mutedUntil: null };
    const row = { ...wanted, ...fresh, setBy: audit.actor, at: now };
    db.insert(sign)
      .values({ ...row, toolId: of.id })
      .onConflictDoUpdate({ target: [sign.toolId, sign.kind, sign.target], set: row })
      .run();
    keepAudit({ ...audit, at: now, subject: toolNumber(of.id) });
    return { ok: true, value: null };
  });

  function keep(found: Sign, { edit, owed, audit }: SignChange, now: Date): void {
    db.update(sign).set(edit).where(eq(sign.id, found.id)).run();
    if (audit !== undefined) keepAudit({ ...audit, at: now, subject: toolNumber(found.toolId) });
    owe(owed, now);
  }

  const change = client.transaction((id: number, decide: DecideSign, now: Date): Verdict<SignChange> => {
    const found = one.get({ id });
    const of = found === undefined ? undefined : toolOf.get({ id: found.toolId });
    if (found === undefined || of === undefined) return no(NOT_KNOWN);
    const verdict = decide(found, of);
    if (verdict.ok) keep(found, verdict.value, now);
    return verdict;
  });

  const stop = client.transaction((id: number, actor: string, owed: (sign: Sign) => SignChange['owed'], now: Date) => {
    const found = one.get({ id });
    if (found === undefined) return;
    db.delete(sign).where(eq(sign.id, id)).run();
    const action = `looks no more for a sign of life (${found.kind})`;
    keepAudit({ at: now, actor, subject: toolNumber(found.toolId), action, detail: { target: found.target } });
    owe(owed(found), now);
  });

  const makeToken = client.transaction((toolId: number, hash: string, madeBy: string, now: Date): void => {
    const row = { hash, madeBy, at: now };
    db.insert(toolToken)
      .values({ toolId, ...row })
      .onConflictDoUpdate({ target: toolToken.toolId, set: row })
      .run();
    keepAudit({
      at: now,
      actor: madeBy,
      subject: toolNumber(toolId),
      action: 'made a token for its heartbeat',
      detail: {},
    });
  });

  const beat = client.transaction((toolId: number, now: Date): void => {
    const of = toolOf.get({ id: toolId });
    if (of === undefined || !isWatched(of)) return;
    for (const found of ofTool.all({ toolId }).filter(({ kind }) => kind === 'heartbeat'))
      keep(found, looked(found, { found: 'seen', at: now }, now, now), now);
  });

  const unread = client.prepare<{ before: string; limit: number }, { id: number }>(`
    SELECT tool.id FROM tool LEFT JOIN fact ON fact.name = 'security-work:T-' || tool.id
    WHERE tool.state = 'operational' AND tool.project IS NOT NULL
      AND (fact.value IS NULL OR json_extract(fact.value, '$.readAt') < @before)
    ORDER BY json_extract(fact.value, '$.readAt') LIMIT @limit`);

  return {
    /** Takes what is due, the longest waiting first, under a lease of a minute; of tools that are operational only. */
    async claimDueSigns(now: Date, limit: number): Promise<DueSign[]> {
      // A look without the write lock first: a tick with nothing due writes nothing.
      return due.all({ now: now.getTime(), limit: 1 }).length === 0 ? [] : claim.immediate(now, limit);
    },
    /** Sets a sign, or sets it anew; a tool has at most ten. */
    async setSign(of: Tool, wanted: NewSign, now: Date): Promise<Verdict<null>> {
      return set.immediate(of, wanted, now);
    },
    /** Decides and keeps in one transaction. */
    async changeSign(id: number, decide: DecideSign, now: Date): Promise<Verdict<SignChange>> {
      const verdict = change.immediate(id, decide, now);
      if (verdict.ok && verdict.value.owed.length > 0) wake();
      return verdict;
    },
    /** It is not looked for any more. `owed` brings up to date what was asked. */
    async stopSign(id: number, actor: string, owed: (sign: Sign) => SignChange['owed'], now: Date): Promise<void> {
      stop.immediate(id, actor, owed, now);
      wake();
    },
    async sign(id: number): Promise<Sign | null> {
      return one.get({ id }) ?? null;
    },
    /** In the order in which they were set. */
    async signsOfTool(toolId: number): Promise<Sign[]> {
      return ofTool.all({ toolId });
    },
    /** It is looked at again at this instant, unless it is sooner anyway. */
    async lookAgain(id: number, at: Date): Promise<void> {
      db.update(sign)
        .set({ nextAt: sql`min(${sign.nextAt}, ${at.getTime()})` })
        .where(eq(sign.id, id))
        .run();
    },
    /** Keeps the hash of a tool's token; the one before is of no use any more. */
    async keepToolToken(toolId: number, hash: string, madeBy: string, now: Date): Promise<void> {
      makeToken.immediate(toolId, hash, madeBy, now);
    },
    /** The hash of a tool's token; null where it has none, or there is no such tool. */
    async toolTokenHash(toolId: number): Promise<string | null> {
      return tokenOf.get({ toolId })?.hash ?? null;
    },
    /** A heartbeat came. Nothing is kept of a tool that is not operational, or whose heartbeat is not looked for. */
    async beat(toolId: number, now: Date): Promise<void> {
      beat.immediate(toolId, now);
      wake();
    },
    /** Open dependency and vulnerability work items of a tool's project, the oldest first, as they were read last; null: never. */
    async openSecurityWork(toolId: number): Promise<SecurityWork | null> {
      const found = factOf.get({ name: securityWork(toolId) });
      if (found === undefined) return null;
      const { readAt, items } = JSON.parse(found.value) as { readAt: string; items: Kept[] };
      return {
        readAt: new Date(readAt),
        items: items.map(({ since, ...item }) => ({ ...item, since: new Date(since) })),
      };
    },
    async keepSecurityWork(toolId: number, { readAt, items }: SecurityWork): Promise<void> {
      const value = JSON.stringify({ readAt, items });
      const name = securityWork(toolId);
      db.insert(fact).values({ name, value }).onConflictDoUpdate({ target: fact.name, set: { value } }).run();
    },
    /** Operational tools with a project whose security work was not read since this instant, the longest unread first. */
    async toolsUnreadSince(before: Date, limit: number): Promise<Tool[]> {
      return unread.all({ before: before.toISOString(), limit }).flatMap(({ id }) => toolOf.get({ id }) ?? []);
    },
  };
}

type Kept = Omit<OpenWork, 'since'> & { since: string };
