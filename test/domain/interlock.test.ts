import { describe, expect, it } from 'vitest';
import {
  addToItem,
  askedBy,
  consolidate,
  consolidatedText,
  counted,
  type Feedback,
  type FeedbackItem,
  followItem,
  giveFeedback,
  grouped,
  HURTS,
  validateFeedback,
  validations,
} from '../../src/domain/feedback.ts';
import {
  addFeature,
  EVIDENCE_KINDS,
  endFeature,
  evidenceProgress,
  evidenceState,
  type Feature,
  inOrder,
  keepEvidence,
  keepTeam,
  LEADERS,
  mayLead,
  teamProgress,
  WORKSTREAMS,
} from '../../src/domain/interlock.ts';
import type { Roles } from '../../src/domain/people.ts';

const AT = new Date('2026-03-02T10:00:00Z');
const person = (id: string) => ({
  ...{ id, teamId: 'T0', name: id, email: null, timeZone: 'Etc/UTC', kind: 'member' as const, deleted: false },
});
const roles = (id: string, more: Partial<Roles> = {}): Roles => ({
  ...{ person: person(id), team: false, manager: false, leadership: false },
  ...more,
});
const LEADER = { roles: roles('U0LEADS'), leader: true };
const MEMBER = { roles: roles('U0MEMBER'), leader: false };

const feature = (id: number, more: Partial<Feature> = {}): Feature => ({
  ...{ id, workstream: 'dogfooding', name: `Feature ${id}`, url: null, state: 'target', reason: null, stageId: null },
  ...{ by: 'U0LEADS', at: AT, endedAt: null },
  ...more,
});
const feedback = (id: number, more: Partial<Feedback> = {}): Feedback => ({
  ...{
    id,
    featureId: 1,
    personId: `U0P${id}`,
    team: `Team ${id}`,
    useCase: `Use ${id}`,
    happened: 'It broke',
    hurts: 'slows',
  },
  ...{ evidence: '', sameAs: null, itemId: null, validated: null, note: null, draftId: null, at: AT },
  ...more,
});
const item = (more: Partial<FeedbackItem> = {}): FeedbackItem => ({
  ...{
    id: 1,
    featureId: 1,
    title: 'Do it',
    body: 'Now',
    projectId: 1,
    iid: 2,
    url: null,
    state: 'opened',
    draftId: null,
  },
  ...{ by: 'U0LEADS', at: AT, shippedAt: null },
  ...more,
});

describe('who leads (LOCK-1, LOCK-3)', () => {
  it('there are three workstreams and three leaders', () => {
    expect(WORKSTREAMS.map(({ label }) => label)).toEqual([
      'Customer Zero',
      'Dogfooding existing features',
      'Security product co-creation',
    ]);
    expect(LEADERS.map(({ id }) => id)).toEqual(['security', 'product', 'engineering']);
  });

  it.each([
    [{ roles: roles('U0A', { team: true }), leader: false }, true],
    [{ roles: roles('U0A', { manager: true }), leader: false }, true],
    [{ roles: roles('U0A', { leadership: true }), leader: false }, true],
    [LEADER, true],
    [MEMBER, false],
  ])('%#', (who, leads) => {
    expect(mayLead(who)).toBe(leads);
    expect(addFeature(who, 'dogfooding', NEW)([]).ok).toBe(leads);
    expect(endFeature(who)(feature(1)).ok).toBe(leads);
  });
});

const NEW = { name: 'New', url: null, reason: null, stageId: null };

describe('target features (LOCK-2)', () => {
  it.each([
    [0, null, true],
    [1, null, true],
    [2, null, false],
    [2, ' ', false],
    [2, 'The audit needs it', true],
    [3, 'The audit needs it', false],
  ])('with %i already and the reason %j: %s', (count, reason, ok) => {
    const targets = Array.from({ length: count }, (_, nth) => feature(nth + 1));
    expect(addFeature(LEADER, 'dogfooding', { ...NEW, reason })(targets).ok).toBe(ok);
  });

  it('keep a reason only where it is a third one, and a name once', () => {
    const decide = addFeature(LEADER, 'dogfooding', { ...NEW, reason: 'Because' });
    expect(decide([])).toMatchObject({ value: { reason: null } });
    expect(decide([feature(1, { name: 'NEW' })])).toMatchObject({ ok: false, field: 'name' });
    expect(addFeature(LEADER, 'no such', NEW)([]).ok).toBe(false);
  });
});

describe('what workstreams keep (LOCK-5)', () => {
  it('Customer Zero goes from requirements to the beta test; each kind has a state that is aimed at', () => {
    expect(EVIDENCE_KINDS.map(({ id }) => id)).toEqual(['requirements', 'functionality', 'mockups', 'alpha', 'beta']);
    for (const { id, states } of EVIDENCE_KINDS)
      expect(states.filter((state) => evidenceState({ kind: id, state: state.id }).done)).toHaveLength(1);
  });

  it('a state must be one of its kind, a link one of the web', () => {
    const given = { kind: 'alpha', what: 'Three projects', link: null, state: 'passed', note: null };
    expect(keepEvidence(LEADER, given)(feature(1)).ok).toBe(true);
    expect(keepEvidence(MEMBER, given)(feature(1)).ok).toBe(false);
    expect(keepEvidence(LEADER, { ...given, state: 'validated' })(feature(1))).toMatchObject({
      ok: false,
      field: 'state',
    });
    expect(keepEvidence(LEADER, { ...given, link: 'javascript:alert(1)' })(feature(1))).toMatchObject({
      field: 'link',
    });
    expect(keepEvidence(LEADER, given)(feature(1, { state: 'ended' })).ok).toBe(false);
  });

  it('progress counts what is done of each kind, in order', () => {
    const piece = (id: number, kind: string, state: string) => ({
      ...{ id, featureId: 1, kind, state, what: 'x', link: null, note: null, by: 'U0A', at: AT },
    });
    const all = [piece(1, 'beta', 'planned'), piece(3, 'requirements', 'given'), piece(2, 'requirements', 'writing')];
    expect(inOrder(all).map(({ id }) => id)).toEqual([2, 3, 1]);
    expect(evidenceProgress(all)).toEqual([
      { label: 'Requirements given', done: 1, total: 2 },
      { label: 'Beta test passed', done: 0, total: 1 },
    ]);
  });

  it('a team speaks for itself; who leads may correct it; who cannot rely on it says what stops it', () => {
    const given = { team: 'Red', pilot: false, relies: 'yes', value: 'unknown', stops: '' } as const;
    const theirs = { ...given, featureId: 1, personId: 'U0OTHER', by: 'U0OTHER', at: AT };
    expect(keepTeam(MEMBER, given)(feature(1), null)).toMatchObject({ value: { personId: 'U0MEMBER' } });
    expect(keepTeam(MEMBER, given)(feature(1), theirs)).toMatchObject({ ok: false, field: 'team' });
    expect(keepTeam(LEADER, given)(feature(1), theirs)).toMatchObject({ value: { personId: 'U0OTHER' } });
    expect(keepTeam(MEMBER, { ...given, relies: 'no' })(feature(1), null)).toMatchObject({ field: 'stops' });
    expect(teamProgress([theirs, { ...theirs, relies: 'no', stops: 'Too slow', pilot: true }])).toEqual({
      ...{ teams: 2, pilots: 1, relying: 1, deriving: 0, stopped: 1 },
    });
  });
});

describe('feedback (LOCK-4)', () => {
  const given = { team: 'Red', useCase: 'Mine', happened: 'It broke', hurts: 'blocks', evidence: '' };

  it('is grouped by what people joined: most people first, then what hurts most', () => {
    const all = [
      feedback(1),
      feedback(2, { sameAs: 1, hurts: 'blocks' }),
      feedback(3),
      feedback(4, { hurts: 'workaround' }),
    ];
    expect(grouped(all).map(({ first, people, worst }) => [first.id, people, worst])).toEqual([
      [1, 2, 'blocks'],
      [4, 1, 'workaround'],
      [3, 1, 'slows'],
    ]);
    expect(askedBy(counted([feedback(1), feedback(2, { personId: 'U0P1', team: ' team 1' })]))).toBe(
      '1 person of 1 team',
    );
    expect(HURTS.map(({ id }) => id)).toEqual(['blocks', 'workaround', 'slows', 'small']);
  });

  it('joins an open item with those it joins, and is consolidated anew where that item is closed', () => {
    const first = feedback(1, { itemId: 1 });
    const at = (of: FeedbackItem | null) => ({ feature: feature(1), joins: { first, all: [first], item: of } });
    const decide = giveFeedback(MEMBER.roles, given);
    expect(decide(at(item()))).toMatchObject({ value: { sameAs: 1, itemId: 1 } });
    expect(decide(at(item({ state: 'closed' })))).toMatchObject({ value: { sameAs: 1, itemId: null } });
    expect(decide(at(null))).toMatchObject({ value: { sameAs: 1, itemId: null } });
    expect(giveFeedback(roles('U0P1'), given)(at(null)).ok).toBe(false);
    expect(decide({ feature: feature(2), joins: at(null).joins }).ok).toBe(false);
    expect(decide({ feature: feature(1, { state: 'ended' }), joins: null }).ok).toBe(false);
  });

  it('is consolidated by who leads, of one feature, and never twice', () => {
    const wanted = { title: 'Do it', body: 'Now', url: '' };
    const by = (who: typeof LEADER, more = {}) =>
      consolidate(who, { ...wanted, ...more }, 'https://gitlab.example.com');
    expect(by(LEADER)(feature(1), [feedback(1)]).ok).toBe(true);
    expect(by(MEMBER)(feature(1), [feedback(1)]).ok).toBe(false);
    expect(by(LEADER)(feature(1), []).ok).toBe(false);
    expect(by(LEADER)(feature(2), [feedback(1)]).ok).toBe(false);
    expect(by(LEADER)(feature(1), [feedback(1), feedback(2, { itemId: 9 })]).ok).toBe(false);
    expect(by(LEADER, { title: '' })(feature(1), [feedback(1)])).toMatchObject({ field: 'title' });
    expect(by(LEADER, { url: 'https://other.example.com/a/-/issues/1' })(feature(1), [feedback(1)])).toMatchObject({
      field: 'url',
    });
    expect(by(LEADER, { url: 'https://gitlab.example.com/a/b/-/issues/1' })(feature(1), [feedback(1)]).ok).toBe(true);
    expect(addToItem(LEADER, item({ state: 'closed' }))(feature(1), [feedback(1)])).toMatchObject({ field: 'item' });
    expect(addToItem(LEADER, item())(feature(1), [feedback(1)]).ok).toBe(true);
  });

  it('gives a text that holds every use case, however long each is', () => {
    const long = Array.from({ length: 20 }, (_, nth) =>
      feedback(nth + 1, { useCase: `Case ${nth + 1}.`, happened: '🙂'.repeat(900) }),
    );
    const text = consolidatedText(long, 3_000);
    expect(text.length).toBeLessThanOrEqual(3_000);
    for (const { useCase } of long) expect(text).toContain(useCase);
    expect(text).not.toMatch(/[\uD800-\uDBFF]…/u);
  });

  it('closed, asks all but those who said yes; opened again, forgets what was not a yes; else nothing', () => {
    const all = [feedback(1, { validated: 'yes' }), feedback(2, { validated: 'no' }), feedback(3)];
    expect(followItem(item(), 'closed', all, AT)).toEqual({
      state: 'closed',
      shippedAt: AT,
      asks: [2, 3],
      forgets: [],
    });
    expect(followItem(item({ state: 'closed' }), 'opened', all, AT)).toMatchObject({
      shippedAt: null,
      asks: [],
      forgets: [2, 3],
    });
    expect(followItem(item(), 'opened', all, AT)).toBeNull();
  });

  it('is validated by who gave it, once it has shipped; a no says what is missing', () => {
    const mine = feedback(1, { personId: 'U0MEMBER', itemId: 1, validated: 'asked' });
    const shipped = item({ state: 'closed', shippedAt: AT });
    const says = (validated: 'yes' | 'no', note: string | null) => validateFeedback(MEMBER.roles, { validated, note });
    expect(says('yes', 'ignored')(mine, shipped)).toEqual({ ok: true, value: { validated: 'yes', note: null } });
    expect(says('no', ' ')(mine, shipped)).toMatchObject({ ok: false, field: 'missing' });
    expect(says('no', 'More')(mine, shipped)).toMatchObject({ ok: true, value: { note: 'More' } });
    expect(says('yes', null)(mine, item()).ok).toBe(false);
    expect(validateFeedback(LEADER.roles, { validated: 'yes', note: null })(mine, shipped).ok).toBe(false);
    expect(validations([mine, feedback(2, { validated: 'no' }), feedback(3)])).toEqual({ asked: 2, yes: 0, no: 1 });
  });
});
