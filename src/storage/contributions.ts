import { and, asc, desc, eq, gt, sql } from 'drizzle-orm';
import {
  type Contribution,
  type DecideContribution,
  mergeRequestReference,
  type NewContribution,
} from '../domain/contribution.ts';
import type { MergeRequestAddress } from '../domain/links.ts';
import type { Owed } from '../domain/owed.ts';
import { toolNumber } from '../domain/tool.ts';
import { no, type Verdict } from '../domain/verdict.ts';
import type { AuditWriter } from './audit.ts';
import type { Open } from './database.ts';
import type { OutboxWriter } from './outbox.ts';
import { contribution } from './tables.ts';

type Writers = { owe: OutboxWriter; keepAudit: AuditWriter; wake: () => void };
type HandedIn = { contribution: Contribution; already: boolean };

/** Merge requests in the team's review queue (INV-10). Lists are bounded by their `limit`. */
export function contributionStore({ client, db }: Open, { owe, keepAudit, wake }: Writers) {
  const one = db
    .select()
    .from(contribution)
    .where(eq(contribution.id, sql.placeholder('id')))
    .prepare();
  const byPlace = db
    .select()
    .from(contribution)
    .where(
      and(eq(contribution.projectPath, sql.placeholder('projectPath')), eq(contribution.iid, sql.placeholder('iid'))),
    )
    .prepare();
  const waiting = db
    .select()
    .from(contribution)
    .where(eq(contribution.state, 'opened'))
    .orderBy(asc(contribution.at))
    .limit(sql.placeholder('limit'))
    .prepare();
  const after = db
    .select()
    .from(contribution)
    .where(and(eq(contribution.state, 'opened'), gt(contribution.id, sql.placeholder('after'))))
    .orderBy(asc(contribution.id))
    .limit(sql.placeholder('limit'))
    .prepare();
  const ofTool = db
    .select()
    .from(contribution)
    .where(eq(contribution.toolId, sql.placeholder('toolId')))
    .orderBy(sql`${contribution.state} = 'opened' DESC`, desc(contribution.at))
    .limit(sql.placeholder('limit'))
    .prepare();

  const handIn = client.transaction(
    (wanted: NewContribution, owed: (kept: Contribution) => Owed[], at: Date): HandedIn => {
      const { projectPath, iid } = wanted;
      const before = byPlace.get({ projectPath, iid });
      if (before !== undefined) return { contribution: before, already: true };
      const added = db
        .insert(contribution)
        .values({ ...wanted, at, state: 'opened' })
        .returning()
        .get();
      const detail = { why: mergeRequestReference(added) };
      keepAudit({ at, actor: added.contributorId, subject: toolNumber(added.toolId), action: 'contributed', detail });
      owe(owed(added), at);
      return { contribution: added, already: false };
    },
  );

  const changing = client.transaction((id: number, decide: DecideContribution, at: Date): Verdict<string> => {
    const found = one.get({ id });
    if (found === undefined) return no('That contribution is not known any more.');
    const verdict = decide(found);
    if (!verdict.ok) return verdict;
    const { actor, action, change, owed, answer } = verdict.value;
    db.update(contribution).set(change).where(eq(contribution.id, id)).run();
    const why = mergeRequestReference(found);
    keepAudit({ at, actor, subject: toolNumber(found.toolId), action, detail: { why, ...change } });
    owe(owed, at);
    return { ok: true, value: answer };
  });

  return {
    /** Puts a merge request in the review queue, once: one that is there already is given back as it is. */
    async handIn(wanted: NewContribution, owed: (kept: Contribution) => Owed[], now: Date): Promise<HandedIn> {
      const handed = handIn.immediate(wanted, owed, now);
      wake();
      return handed;
    },
    async changeContribution(id: number, decide: DecideContribution, now: Date): Promise<Verdict<string>> {
      const verdict = changing.immediate(id, decide, now);
      wake();
      return verdict;
    },
    async contribution(id: number): Promise<Contribution | null> {
      return one.get({ id }) ?? null;
    },
    /** That of a merge request; a project's path is the same in any letter case. */
    async contributionOf({ projectPath, iid }: MergeRequestAddress): Promise<Contribution | null> {
      return byPlace.get({ projectPath: projectPath.toLowerCase(), iid }) ?? null;
    },
    /** The review queue, longest waiting first. */
    async reviewQueue(limit: number): Promise<Contribution[]> {
      return waiting.all({ limit });
    },
    /** Open ones by id, to look at them in turn. */
    async openContributionsAfter(id: number, limit: number): Promise<Contribution[]> {
      return after.all({ after: id, limit });
    },
    /** Open ones first, then the newest. */
    async contributionsTo(toolId: number, limit: number): Promise<Contribution[]> {
      return ofTool.all({ toolId, limit });
    },
  };
}
