import { and, asc, count, desc, eq, ne, sql } from 'drizzle-orm';
import {
  type Evidence,
  type EvidenceGiven,
  type Feature,
  type FeatureGiven,
  type FeatureTeam,
  type FieldVerdict,
  featureNumber,
  type TeamGiven,
} from '../domain/interlock.ts';
import type { AuditWriter } from './audit.ts';
import { evidence, feature, featureTeam } from './charter-tables.ts';
import type { Open } from './database.ts';
import { stage } from './lifecycle-tables.ts';
import { tool } from './tables.ts';

type Writers = { keepAudit: AuditWriter };
/** Who does it, and when. */
export type Doing = { actor: string; at: Date };

/** The co-creation that a feature is. `tool` is its tool's name, where it has one. */
export type CoCreation = {
  id: number;
  name: string;
  state: 'open' | 'ended' | 'cancelled';
  phase: string;
  url: string | null;
  tool: string | null;
};

const GONE: FieldVerdict<never> = { ok: false, text: 'That feature is not known any more.' };

/** The Security Interlock's target features and what is kept of them (LOCK-2, LOCK-5). Lists are bounded by their `limit`. */
export function interlockStore({ client, db }: Open, { keepAudit }: Writers) {
  const one = db
    .select()
    .from(feature)
    .where(eq(feature.id, sql.placeholder('id')))
    .prepare();
  const targets = db
    .select()
    .from(feature)
    .where(eq(feature.state, 'target'))
    .orderBy(asc(feature.id))
    .limit(sql.placeholder('limit'))
    .prepare();
  const ofWorkstream = (workstream: string): Feature[] =>
    db
      .select()
      .from(feature)
      .where(and(eq(feature.workstream, workstream), eq(feature.state, 'target')))
      .all();
  const coCreations = () =>
    db
      .select({
        ...{ id: stage.id, name: stage.name, state: stage.state, phase: stage.phase, url: stage.url },
        tool: tool.name,
      })
      .from(stage)
      .leftJoin(tool, eq(tool.id, stage.toolId));

  const adding = client.transaction(
    (
      workstream: string,
      decide: (targets: readonly Feature[]) => FieldVerdict<FeatureGiven>,
      { actor, at }: Doing,
    ): FieldVerdict<number> => {
      const verdict = decide(ofWorkstream(workstream));
      if (!verdict.ok) return verdict;
      const row = { ...verdict.value, workstream, state: 'target' as const, by: actor, at };
      const { id } = db.insert(feature).values(row).returning({ id: feature.id }).get();
      const detail = { why: verdict.value.reason, name: verdict.value.name, workstream };
      keepAudit({ at, actor, subject: featureNumber(id), action: 'feature added', detail });
      return { ok: true, value: id };
    },
  );

  const changing = client.transaction(
    (
      id: number,
      decide: (feature: Feature, others: readonly Feature[]) => FieldVerdict<FeatureGiven>,
      { actor, at }: Doing,
    ): FieldVerdict<number> => {
      const found = one.get({ id });
      if (found === undefined) return GONE;
      const verdict = decide(
        found,
        ofWorkstream(found.workstream).filter((each) => each.id !== id),
      );
      if (!verdict.ok) return verdict;
      db.update(feature).set(verdict.value).where(eq(feature.id, id)).run();
      keepAudit({ at, actor, subject: featureNumber(id), action: 'feature changed', detail: { ...verdict.value } });
      return { ok: true, value: id };
    },
  );

  const ending = client.transaction(
    (id: number, decide: (feature: Feature) => FieldVerdict<null>, { actor, at }: Doing): FieldVerdict<null> => {
      const found = one.get({ id });
      if (found === undefined) return GONE;
      const verdict = decide(found);
      if (!verdict.ok) return verdict;
      db.update(feature).set({ state: 'ended', endedAt: at }).where(eq(feature.id, id)).run();
      keepAudit({ at, actor, subject: featureNumber(id), action: 'feature ended', detail: { name: found.name } });
      return verdict;
    },
  );

  const keepingEvidence = client.transaction(
    (
      about: { featureId: number; evidenceId: number | null },
      decide: (feature: Feature) => FieldVerdict<EvidenceGiven>,
      { actor, at }: Doing,
    ): FieldVerdict<null> => {
      const { featureId, evidenceId } = about;
      const found = one.get({ id: featureId });
      if (found === undefined) return GONE;
      const verdict = decide(found);
      if (!verdict.ok) return verdict;
      const { kind, what } = verdict.value;
      const row = { ...verdict.value, featureId, by: actor, at };
      const mine = and(
        eq(evidence.featureId, featureId),
        evidenceId === null ? and(eq(evidence.kind, kind), eq(evidence.what, what)) : eq(evidence.id, evidenceId),
      );
      // The same thing given twice is one.
      if (db.update(evidence).set(row).where(mine).run().changes === 0) db.insert(evidence).values(row).run();
      keepAudit({
        at,
        actor,
        subject: featureNumber(featureId),
        action: 'evidence kept',
        detail: { ...verdict.value },
      });
      return { ok: true, value: null };
    },
  );

  const keepingTeam = client.transaction(
    (
      featureId: number,
      named: string,
      decide: (feature: Feature, before: FeatureTeam | null) => FieldVerdict<TeamGiven & Pick<FeatureTeam, 'personId'>>,
      { actor, at }: Doing,
    ): FieldVerdict<null> => {
      const found = one.get({ id: featureId });
      if (found === undefined) return GONE;
      const alike = and(eq(featureTeam.featureId, featureId), sql`lower(${featureTeam.team}) = lower(${named})`);
      const before = db.select().from(featureTeam).where(alike).get() ?? null;
      const verdict = decide(found, before);
      if (!verdict.ok) return verdict;
      const row = { ...verdict.value, by: before?.by ?? actor, at };
      if (before === null)
        db.insert(featureTeam)
          .values({ ...row, featureId })
          .run();
      else
        db.update(featureTeam)
          .set({ ...row, team: before.team })
          .where(alike)
          .run();
      keepAudit({ at, actor, subject: featureNumber(featureId), action: 'team kept', detail: { ...verdict.value } });
      return { ok: true, value: null };
    },
  );

  return {
    async feature(id: number): Promise<Feature | null> {
      return one.get({ id }) ?? null;
    },
    /** The target features of all workstreams, the oldest first. */
    async targetFeatures(limit: number): Promise<Feature[]> {
      return targets.all({ limit });
    },
    async countEndedFeatures(): Promise<number> {
      return db.select({ count: count() }).from(feature).where(eq(feature.state, 'ended')).get()?.count ?? 0;
    },
    /** Calls `decide` on the workstream's targets inside the transaction; keeps the feature and gives its id, or nothing when it refuses. */
    async addFeature(...given: Parameters<typeof adding>): Promise<FieldVerdict<number>> {
      return adding.immediate(...given);
    },
    async changeFeature(...given: Parameters<typeof changing>): Promise<FieldVerdict<number>> {
      return changing.immediate(...given);
    },
    async endFeature(...given: Parameters<typeof ending>): Promise<FieldVerdict<null>> {
      return ending.immediate(...given);
    },
    async evidenceOf(featureId: number, limit: number): Promise<Evidence[]> {
      const mine = eq(evidence.featureId, featureId);
      return db.select().from(evidence).where(mine).orderBy(asc(evidence.kind), asc(evidence.id)).limit(limit).all();
    },
    /** Changes the piece of that id; without one adds it, or brings the one of the same kind and words up to date. */
    async keepEvidence(...given: Parameters<typeof keepingEvidence>): Promise<FieldVerdict<null>> {
      return keepingEvidence.immediate(...given);
    },
    /** What each team has to do with a feature, newest first. */
    async teamsOf(featureId: number, limit: number): Promise<FeatureTeam[]> {
      const mine = eq(featureTeam.featureId, featureId);
      return db.select().from(featureTeam).where(mine).orderBy(desc(featureTeam.at)).limit(limit).all();
    },
    /** A team is the same in any letter case; `decide` sees what was said of it before. */
    async keepTeam(...given: Parameters<typeof keepingTeam>): Promise<FieldVerdict<null>> {
      return keepingTeam.immediate(...given);
    },
    async coCreation(id: number): Promise<CoCreation | null> {
      return (
        coCreations()
          .where(and(eq(stage.id, id), eq(stage.kind, 'cocreate')))
          .get() ?? null
      );
    },
    /** The co-creation of a tool, the newest that is not cancelled; or the one of that name. */
    async coCreationFor(wanted: { toolId: number } | { name: string }): Promise<CoCreation | null> {
      const which =
        'toolId' in wanted ? eq(stage.toolId, wanted.toolId) : sql`lower(${stage.name}) = lower(${wanted.name})`;
      const all = and(eq(stage.kind, 'cocreate'), ne(stage.state, 'cancelled'), which);
      return coCreations().where(all).orderBy(desc(stage.id)).limit(1).get() ?? null;
    },
  };
}
