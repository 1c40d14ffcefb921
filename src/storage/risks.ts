import { and, asc, eq, isNull } from 'drizzle-orm';
import type { FieldVerdict } from '../domain/engagement.ts';
import type { IssueAddress } from '../domain/links.ts';
import type { Owed } from '../domain/owed.ts';
import { oweRiskIssue, type Risk, type RiskFile, type RiskWork, riskNumber } from '../domain/risk.ts';
import { no, type Verdict } from '../domain/verdict.ts';
import type { AuditWriter } from './audit.ts';
import { risk, riskWork } from './charter-tables.ts';
import type { Open } from './database.ts';
import type { OutboxWriter } from './outbox.ts';
import { progressReader } from './progress.ts';

type Writers = { owe: OutboxWriter; keepAudit: AuditWriter; wake: () => void };
type Kept = Pick<Risk, 'reference' | 'title' | 'url'>;
type SeenIssue = { projectId: number; iid: number; title: string; state: RiskWork['state'] };

export type Register = { files: RiskFile[]; unknown: { reference: string; requestIds: number[] }[] };

const MOST = 200;
const GONE = 'That risk is not known any more.';

/** Risks of the register, and the work that mitigates them (CHA-4). */
export function riskStore(open: Open, { owe, keepAudit, wake }: Writers) {
  const { client, db } = open;
  const { byReference, progressOf } = progressReader(open);
  const one = (id: number): Risk | undefined => db.select().from(risk).where(eq(risk.id, id)).get();
  const named = (reference: string) => db.select().from(risk).where(eq(risk.reference, reference)).get();
  const issuesOf = (id: number): RiskWork[] =>
    db.select().from(riskWork).where(eq(riskWork.riskId, id)).orderBy(asc(riskWork.id)).all();

  function audit(
    by: string,
    { id, reference }: Pick<Risk, 'id' | 'reference'>,
    action: string,
    at: Date,
    more = {},
  ): void {
    keepAudit({ at, actor: by, subject: riskNumber(id), action, detail: { reference, ...more } });
  }

  function fileOf(found: Risk, requests: ReadonlyMap<string, number[]>): RiskFile {
    return { risk: found, requests: progressOf(requests.get(found.reference) ?? []), issues: issuesOf(found.id) };
  }

  const add = client.transaction((kept: Kept, by: string, now: Date): FieldVerdict<Risk> => {
    if (named(kept.reference) !== undefined)
      return { ok: false, field: 'reference', text: `${kept.reference} is in the list already.` };
    const added = db
      .insert(risk)
      .values({ ...kept, state: 'open', by, at: now })
      .returning()
      .get();
    audit(by, added, 'added a risk', now);
    return { ok: true, value: added };
  });

  const edit = client.transaction((id: number, kept: Kept, by: string, now: Date): FieldVerdict<Risk> => {
    const before = one(id);
    if (before === undefined) return { ok: false, field: 'reference', text: GONE };
    const other = named(kept.reference);
    if (other !== undefined && other.id !== id)
      return { ok: false, field: 'reference', text: `${kept.reference} is in the list already.` };
    db.update(risk).set(kept).where(eq(risk.id, id)).run();
    audit(by, before, 'changed a risk', now, { ...kept });
    return { ok: true, value: { ...before, ...kept } };
  });

  type Turn = (found: Risk) => Verdict<{ state: Risk['state']; answer: string }>;
  const turn = client.transaction((id: number, decide: Turn, by: string, now: Date): Verdict<string> => {
    const found = one(id);
    if (found === undefined) return no(GONE);
    const verdict = decide(found);
    if (!verdict.ok) return verdict;
    const { state, answer } = verdict.value;
    db.update(risk).set({ state }).where(eq(risk.id, id)).run();
    audit(by, found, `a risk is ${state}`, now);
    return { ok: true, value: answer };
  });

  type DecideIssue = (file: Pick<RiskFile, 'issues'>) => FieldVerdict<IssueAddress & { url: string }>;
  const link = client.transaction((id: number, decide: DecideIssue, by: string, now: Date): FieldVerdict<Owed[]> => {
    const found = one(id);
    if (found === undefined) return { ok: false, field: 'address', text: GONE };
    const verdict = decide({ issues: issuesOf(id) });
    if (!verdict.ok) return verdict;
    const { projectPath, iid, url } = verdict.value;
    const values = { riskId: id, iid, url, title: `${projectPath}#${iid}`, state: 'opened' as const, at: now };
    const work = db.insert(riskWork).values(values).returning({ id: riskWork.id }).get();
    audit(by, found, 'linked an issue', now, { url });
    const owed = [oweRiskIssue(work.id)];
    owe(owed, now);
    return { ok: true, value: owed };
  });

  const unlink = client.transaction((workId: number, by: string, now: Date): number | null => {
    const work = db.select().from(riskWork).where(eq(riskWork.id, workId)).get();
    const of = work === undefined ? undefined : one(work.riskId);
    if (work === undefined || of === undefined) return null;
    db.delete(riskWork).where(eq(riskWork.id, workId)).run();
    audit(by, of, 'took an issue off', now, { url: work.url });
    return of.id;
  });

  /** One that was linked by another address of the same issue goes: it counts once. */
  const keepSeen = client.transaction((workId: number, seen: SeenIssue) => {
    const work = db.select().from(riskWork).where(eq(riskWork.id, workId)).get();
    if (work === undefined) return;
    const { riskId, projectId, iid } = riskWork;
    const same = and(eq(riskId, work.riskId), eq(projectId, seen.projectId), eq(iid, seen.iid));
    const other = db.select({ id: riskWork.id }).from(riskWork).where(same).get();
    if (other !== undefined && other.id !== workId) db.delete(riskWork).where(eq(riskWork.id, workId)).run();
    else db.update(riskWork).set(seen).where(eq(riskWork.id, workId)).run();
  });

  return {
    /** Open risks with all their work; and the references that requests name and that are no risk here yet, each with those requests. */
    async register(): Promise<Register> {
      const requests = byReference();
      const found = db.select().from(risk).where(eq(risk.state, 'open')).orderBy(asc(risk.reference)).limit(MOST).all();
      const unknown = [...requests].filter(([reference]) => named(reference) === undefined);
      return {
        files: found.map((each) => fileOf(each, requests)),
        unknown: unknown.map(([reference, requestIds]) => ({ reference, requestIds })),
      };
    },
    async closedRisks(limit: number): Promise<Risk[]> {
      return db.select().from(risk).where(eq(risk.state, 'closed')).orderBy(asc(risk.reference)).limit(limit).all();
    },
    async risk(id: number): Promise<RiskFile | null> {
      const found = one(id);
      return found === undefined ? null : fileOf(found, byReference());
    },
    /** The risk of this reference, in whatever letters it is written. */
    async riskNamed(reference: string): Promise<Risk | null> {
      return named(reference) ?? null;
    },
    async riskWork(id: number): Promise<RiskWork | null> {
      return db.select().from(riskWork).where(eq(riskWork.id, id)).get() ?? null;
    },
    async addRisk(kept: Kept, by: string, now: Date): Promise<FieldVerdict<Risk>> {
      return add.immediate(kept, by, now);
    },
    async changeRisk(id: number, kept: Kept, by: string, now: Date): Promise<FieldVerdict<Risk>> {
      return edit.immediate(id, kept, by, now);
    },
    async turnRisk(id: number, decide: Turn, by: string, now: Date): Promise<Verdict<string>> {
      return turn.immediate(id, decide, by, now);
    },
    /** Keeps an issue by its address; GitLab is asked about it after. */
    async linkIssue(id: number, decide: DecideIssue, by: string, now: Date): Promise<FieldVerdict<Owed[]>> {
      const verdict = link.immediate(id, decide, by, now);
      wake();
      return verdict;
    },
    /** Gives the risk that it was linked to; null where it is gone already. */
    async unlinkIssue(workId: number, by: string, now: Date): Promise<number | null> {
      return unlink.immediate(workId, by, now);
    },
    async keepRiskIssue(workId: number, seen: SeenIssue): Promise<void> {
      keepSeen.immediate(workId, seen);
    },
    /** Keeps what GitLab says of an issue that mitigates a risk; anything else is left alone. */
    async followRiskIssue({ projectId, iid, title, state }: SeenIssue): Promise<void> {
      const at = and(eq(riskWork.projectId, projectId), eq(riskWork.iid, iid), isNull(riskWork.requestId));
      db.update(riskWork).set({ title, state }).where(at).run();
    },
  };
}
