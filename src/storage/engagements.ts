import { and, asc, desc, eq, gte, like, lt } from 'drizzle-orm';
import { isAutomation, isOfTeam } from '../domain/agenda.ts';
import {
  type Engagement,
  engagementKeys,
  engagementNumber,
  engagementPromise,
  type FieldVerdict,
  type Meeting,
  type MeetingKept,
} from '../domain/engagement.ts';
import type { RequestProgress } from '../domain/progress.ts';
import type { AuditWriter } from './audit.ts';
import { engagement, meeting } from './charter-tables.ts';
import type { Open } from './database.ts';
import { progressReader } from './progress.ts';
import { promiseWriter } from './promises.ts';
import { promise } from './tables.ts';

type Writers = { keepAudit: AuditWriter; wake: () => void };
type Kept = Pick<Engagement, 'team' | 'risks' | 'every' | 'nextAt' | 'ownerId' | 'contactId'>;
export type EngagementFile = { engagement: Engagement; meetings: Meeting[] };

const MOST = 100;
const GONE = { ok: false, field: 'team', text: 'That engagement is not known any more.' } as const;

/** Teams that are met on a cadence, and their meetings (CHA-3). Each open one with a date has one open promise. */
export function engagementStore(open: Open, { keepAudit, wake }: Writers) {
  const { client, db } = open;
  const promises = promiseWriter(open);
  const { origins, progressOf } = progressReader(open);

  /** The promise to meet it; undefined where none is open. */
  function promised(id: number): { key: string; ownerId: string | null } | undefined {
    const from = engagementKeys(id);
    const its = and(gte(promise.key, from), lt(promise.key, `${from}~`), eq(promise.state, 'open'));
    return db.select({ key: promise.key, ownerId: promise.ownerId }).from(promise).where(its).get();
  }

  /** Whoever took its promise over owns it. */
  const withHolder = (found: Engagement): Engagement => ({
    ...found,
    ownerId: promised(found.id)?.ownerId ?? found.ownerId,
  });

  function one(id: number): Engagement | null {
    const found = db.select().from(engagement).where(eq(engagement.id, id)).get();
    return found === undefined ? null : withHolder(found);
  }

  const meetingsOf = (id: number): Meeting[] =>
    db
      .select()
      .from(meeting)
      .where(eq(meeting.engagementId, id))
      .orderBy(desc(meeting.heldAt), desc(meeting.id))
      .limit(MOST)
      .all();

  /** Its promise follows it: that of its earlier date, or of an earlier owner, is dropped or `kept`, and the next is made. */
  function follow(after: Engagement, ended: 'kept' | 'dropped', by: string, now: Date): void {
    const before = promised(after.id);
    if (before !== undefined) promises.end([before.key], ended, by, now);
    promises.make(engagementPromise(after, now), now);
  }

  function audit(by: string, id: number, action: string, detail: Record<string, unknown>, at: Date): void {
    keepAudit({ at, actor: by, subject: engagementNumber(id), action, detail });
  }

  const otherTeams = (but: number | null): string[] =>
    db
      .select({ id: engagement.id, team: engagement.team })
      .from(engagement)
      .where(eq(engagement.state, 'open'))
      .all()
      .flatMap(({ id, team }) => (id === but ? [] : [team]));

  type Decide = (others: readonly string[]) => FieldVerdict<Kept>;

  const add = client.transaction((decide: Decide, by: string, now: Date): FieldVerdict<Engagement> => {
    const verdict = decide(otherTeams(null));
    if (!verdict.ok) return verdict;
    const values = { ...verdict.value, state: 'open' as const, by, at: now };
    const added = db.insert(engagement).values(values).returning().get();
    audit(by, added.id, 'set up an engagement', { team: added.team, every: added.every }, now);
    follow(added, 'dropped', by, now);
    return { ok: true, value: added };
  });

  const edit = client.transaction((id: number, decide: Decide, by: string, now: Date): FieldVerdict<Engagement> => {
    const before = one(id);
    if (before === null || before.state === 'ended') return GONE;
    const verdict = decide(otherTeams(id));
    if (!verdict.ok) return verdict;
    const after = { ...before, ...verdict.value };
    db.update(engagement).set(verdict.value).where(eq(engagement.id, id)).run();
    audit(by, id, 'changed an engagement', { before, ...verdict.value }, now);
    const sameDay = before.nextAt?.getTime() === after.nextAt?.getTime();
    if (!sameDay || before.ownerId !== after.ownerId || before.team !== after.team) follow(after, 'dropped', by, now);
    return { ok: true, value: after };
  });

  const end = client.transaction((id: number, by: string, now: Date): boolean => {
    const before = one(id);
    if (before === null || before.state === 'ended') return false;
    db.update(engagement).set({ state: 'ended' }).where(eq(engagement.id, id)).run();
    audit(by, id, 'ended an engagement', { team: before.team }, now);
    follow({ ...before, state: 'ended' }, 'dropped', by, now);
    return true;
  });

  type DecideMeeting = (file: EngagementFile) => FieldVerdict<MeetingKept>;
  const record = client.transaction(
    (id: number, decide: DecideMeeting, by: string, now: Date): FieldVerdict<Meeting> => {
      const before = one(id);
      if (before === null) return { ...GONE, field: 'outcomes' };
      const verdict = decide({ engagement: before, meetings: meetingsOf(id) });
      if (!verdict.ok) return verdict;
      const { nextAt, ...held } = verdict.value;
      const kept = db
        .insert(meeting)
        .values({ ...held, engagementId: id, by, at: now })
        .returning()
        .get();
      db.update(engagement).set({ nextAt, ownerId: before.ownerId }).where(eq(engagement.id, id)).run();
      audit(by, id, 'kept a meeting', { meeting: kept.id, agreed: kept.agreed.map(({ what }) => what) }, now);
      if (nextAt?.getTime() !== before.nextAt?.getTime()) follow({ ...before, nextAt }, 'kept', by, now);
      return { ok: true, value: kept };
    },
  );

  return {
    /** Open ones, the next to be met first. */
    async openEngagements(): Promise<Engagement[]> {
      const found = db.select().from(engagement).where(eq(engagement.state, 'open')).orderBy(asc(engagement.nextAt));
      return found.limit(MOST).all().map(withHolder);
    },
    /** The teams of all engagements, ended ones as well: what was declined once is not proposed again. */
    async engagedTeams(): Promise<string[]> {
      return db
        .select({ team: engagement.team })
        .from(engagement)
        .all()
        .map(({ team }) => team);
    },
    /** With its meetings, newest first. */
    async engagement(id: number): Promise<EngagementFile | null> {
      const found = one(id);
      return found === null ? null : { engagement: found, meetings: meetingsOf(id) };
    },
    async meeting(id: number): Promise<{ meeting: Meeting; engagement: Engagement } | null> {
      const found = db.select().from(meeting).where(eq(meeting.id, id)).get();
      const of = found === undefined ? null : one(found.engagementId);
      return found === undefined || of === null ? null : { meeting: found, engagement: of };
    },
    /** Sets one up, with the promise to meet that team; `decide` is given the teams that are engaged already. */
    async addEngagement(decide: Decide, by: string, now: Date): Promise<FieldVerdict<Engagement>> {
      const verdict = add.immediate(decide, by, now);
      wake();
      return verdict;
    },
    async changeEngagement(id: number, decide: Decide, by: string, now: Date): Promise<FieldVerdict<Engagement>> {
      const verdict = edit.immediate(id, decide, by, now);
      wake();
      return verdict;
    },
    /** False, and nothing changes, where it has ended already. */
    async endEngagement(id: number, by: string, now: Date): Promise<boolean> {
      const ended = end.immediate(id, by, now);
      wake();
      return ended;
    },
    /** A team that is not to be met: kept as an engagement that has ended, so that it is not proposed again. */
    async declineTeam(team: string, by: string, now: Date): Promise<void> {
      const known = db.select({ id: engagement.id }).from(engagement).where(like(engagement.team, team)).get();
      if (known !== undefined) return;
      const values = {
        ...{ team, risks: false, every: '1 month', nextAt: null, ownerId: null, contactId: null },
        by,
        at: now,
      };
      const { id } = db
        .insert(engagement)
        .values({ ...values, state: 'ended' })
        .returning({ id: engagement.id })
        .get();
      audit(by, id, 'said that a team needs no engagement', { team }, now);
    },
    /** Keeps a meeting; its promise is kept by that, and the next one made. */
    async recordMeeting(id: number, decide: DecideMeeting, by: string, now: Date): Promise<FieldVerdict<Meeting>> {
      const verdict = record.immediate(id, decide, by, now);
      wake();
      return verdict;
    },
    /** A team's requests, newest first, for its agenda. */
    async requestsOfTeam(
      of: Pick<Engagement, 'team' | 'contactId'>,
    ): Promise<{ progress: RequestProgress; automation: boolean }[]> {
      const theirs = origins().filter((origin) => isOfTeam(origin, of));
      const automation = new Set(theirs.filter(isAutomation).map(({ id }) => id));
      const found = progressOf(theirs.slice(0, REQUESTS).map(({ id }) => id));
      return found.map((progress) => ({ progress, automation: automation.has(progress.request.id) }));
    },
  };
}

const REQUESTS = 500;
