import { and, asc, eq, sql } from 'drizzle-orm';
import { COUNTED } from '../domain/counted.ts';
import type { Mention } from '../domain/mention.ts';
import type { Owed } from '../domain/owed.ts';
import { no, type Verdict, yes } from '../domain/verdict.ts';
import type { AuditWriter } from './audit.ts';
import type { Open } from './database.ts';
import type { OutboxWriter } from './outbox.ts';
import { mention } from './tables.ts';

type Writers = { owe: OutboxWriter; keepAudit: AuditWriter; wake: () => void };
export type NewMention = Omit<Mention, 'id' | 'state' | 'answer' | 'endedBy' | 'endedAt'>;
export type MentionEnd = {
  state: 'answered' | 'adopted' | 'named' | 'dismissed';
  answer: string | null;
  endedBy: string;
};

/** Mentions of the team in GitLab, each kept once by its place (DOOR-10). */
export function mentionStore({ client, db }: Open, { owe, keepAudit, wake }: Writers) {
  const one = db
    .select()
    .from(mention)
    .where(eq(mention.id, sql.placeholder('id')))
    .prepare();
  const openMentions = db
    .select()
    .from(mention)
    .where(and(eq(mention.state, 'open'), eq(mention.kind, sql.placeholder('kind'))))
    .orderBy(asc(mention.at))
    .limit(sql.placeholder('limit'))
    .prepare();
  const at = db
    .select()
    .from(mention)
    .where(and(eq(mention.projectId, sql.placeholder('projectId')), eq(mention.iid, sql.placeholder('iid'))))
    .prepare();
  const count = client.prepare<[string], { n: number }>(
    `SELECT count(*) AS n FROM (SELECT 1 FROM mention WHERE state = 'open' AND kind = ? LIMIT ${COUNTED + 1})`,
  );

  const keep = client.transaction((found: NewMention, owed: (id: number) => Owed[], now: Date): number | null => {
    // Looked for first: a refused insert would use up a number each time the poll comes by.
    const there = at.all({ projectId: found.projectId, iid: found.iid });
    if (there.some(({ noteId }) => noteId === found.noteId)) return null;
    const values = { ...found, state: 'open' as const };
    const kept = db.insert(mention).values(values).returning({ id: mention.id }).get();
    keepAudit({
      at: now,
      actor: 'gitlab',
      subject: `M-${kept.id}`,
      action: found.kind === 'older' ? 'older candidate' : 'mentioned',
      detail: { url: found.url },
    });
    owe(owed(kept.id), now);
    return kept.id;
  });

  const end = client.transaction((id: number, how: MentionEnd, owed: readonly Owed[], now: Date): Verdict<Mention> => {
    const found = one.get({ id });
    if (found === undefined) return no('That mention is not known any more.');
    if (found.state !== 'open') return no(`<@${found.endedBy ?? ''}> has dealt with this mention already.`);
    db.update(mention)
      .set({ ...how, endedAt: now })
      .where(eq(mention.id, id))
      .run();
    keepAudit({ at: now, actor: how.endedBy, subject: `M-${id}`, action: how.state, detail: {} });
    owe(owed, now);
    return yes({ ...found, ...how, endedAt: now });
  });

  return {
    /** Keeps a mention unless its place is known; null then. */
    async keepMention(found: NewMention, owed: (id: number) => Owed[], now: Date): Promise<number | null> {
      const id = keep.immediate(found, owed, now);
      wake();
      return id;
    },
    /** Ends an open mention; refuses one that has ended. */
    async endMention(id: number, how: MentionEnd, owed: readonly Owed[], now: Date): Promise<Verdict<Mention>> {
      const verdict = end.immediate(id, how, owed, now);
      wake();
      return verdict;
    },
    async mention(id: number): Promise<Mention | null> {
      return one.get({ id }) ?? null;
    },
    /** All of one issue, ended ones included. */
    async mentionsAt(projectId: number, iid: number): Promise<Mention[]> {
      return at.all({ projectId, iid });
    },
    /** Open ones, oldest first. */
    async openMentions(kind: Mention['kind'], limit: number): Promise<Mention[]> {
      return openMentions.all({ kind, limit });
    },
    /** More than 1,000 means "1,000+". */
    async countOpenMentions(kind: Mention['kind']): Promise<number> {
      return count.get(kind)?.n ?? 0;
    },
  };
}
