import { describe, expect, it } from 'vitest';
import { agendaLines, agendaOf, isOfTeam, type RequestOrigin } from '../../src/domain/agenda.ts';
import { dayByCadence, everyText, readCadence } from '../../src/domain/cadence.ts';
import {
  type Engagement,
  engagementFrom,
  engagementKeys,
  engagementOfKey,
  engagementPromise,
  meetingFrom,
  namesTeam,
  teamsToPropose,
} from '../../src/domain/engagement.ts';
import { type RequestProgress, standingOf } from '../../src/domain/progress.ts';
import { ENGINEER, NOW, REQUESTER, STRANGER } from './people-fixtures.ts';

const engagement: Engagement = {
  ...{
    id: 3,
    team: 'AppSec',
    risks: false,
    every: '2 weeks',
    nextAt: NOW,
    ownerId: 'U0ENGINE1',
    contactId: 'U0CONTACT',
  },
  ...{ state: 'open', by: 'U0ENGINE1', at: NOW },
};
const ACT = { roles: ENGINEER, today: '2026-03-02', homeTimeZone: 'Etc/UTC' };

describe('CHA-3: a cadence', () => {
  it.each([
    ['1 week', 'every week', '2026-02-07'],
    ['2 weeks', 'every 2 weeks', '2026-02-14'],
    ['1 month', 'every month', '2026-02-28'],
    ['12 months', 'every 12 months', '2027-01-31'],
  ])('%s is %s, and after 2026-01-31 comes %s', (text, told, next) => {
    expect(everyText(text)).toBe(told);
    expect(dayByCadence('2026-01-31', text)).toBe(next);
  });

  it.each(['0 weeks', '27 weeks', '13 months', '1.5 weeks', 'NaN weeks', '2 days', ''])('%j is none', (text) => {
    expect(readCadence(text)).toBeNull();
  });
});

describe('CHA-3: whose a request is', () => {
  it.each([
    ['AppSec', 'AppSec', true],
    ['the Application  security team', 'AppSec', true],
    ['SPA', 'Security Platforms & Architecture (SPA)', true],
    ['Security Platforms and Architecture', 'Security Platforms & Architecture (SPA)', true],
    ['Space team', 'Security Platforms & Architecture (SPA)', false],
    ['InfraSec', 'AppSec', false],
    ['', 'AppSec', false],
  ])('“%s” names %s: %s', (words, team, named) => {
    expect(namesTeam(words, team)).toBe(named);
  });

  it('is told by its team, the security team it comes from, or the contact', () => {
    const origin: RequestOrigin = {
      ...{ id: 1, team: 'Another', source: '', sourceTeam: '', area: '', requesterId: 'U0REQUEST', contactId: null },
    };
    expect(isOfTeam(origin, engagement)).toBe(false);
    expect(isOfTeam({ ...origin, team: 'AppSec' }, engagement)).toBe(true);
    expect(isOfTeam({ ...origin, sourceTeam: 'Application Security' }, engagement)).toBe(true);
    expect(isOfTeam({ ...origin, contactId: 'U0CONTACT' }, engagement)).toBe(true);
    expect(isOfTeam({ ...origin, requesterId: null }, { ...engagement, contactId: null })).toBe(false);
  });

  it('the charter’s teams are proposed until there is an engagement, by whatever name', () => {
    expect(teamsToPropose([]).map(({ team }) => team)).toHaveLength(5);
    expect(teamsToPropose(['appsec', 'SPA', 'Vulnerability Management']).map(({ team }) => team)).toEqual([
      'InfraSec',
      'PSIRT',
    ]);
  });
});

describe('CHA-3: an engagement', () => {
  const given = {
    team: ' AppSec ',
    every: '2 weeks',
    nextDay: '2026-03-09',
    owner: ENGINEER,
    contact: REQUESTER,
    risks: false,
  };

  it('is kept with the morning of its next day', () => {
    expect(engagementFrom(ACT, given, [])).toEqual({
      ok: true,
      value: {
        ...{ team: 'AppSec', every: '2 weeks', ownerId: 'U0ENGINE1', contactId: 'U0REQUEST', risks: false },
        nextAt: new Date('2026-03-09T09:00:00Z'),
      },
    });
  });

  it.each([
    ['team', { team: ' ' }, []],
    ['team', {}, ['app-sec']],
    ['amount', { every: '0 weeks' }, []],
    ['next', { nextDay: '' }, []],
    ['next', { nextDay: '2026-03-01' }, []],
    ['owner', { owner: REQUESTER }, []],
    ['owner', { owner: null }, []],
  ])('is refused at %s: %j', (field, change, others) => {
    const verdict = engagementFrom(
      ACT,
      { ...given, ...change },
      others.map((name) => name.replace('-', '')),
    );
    expect(verdict).toMatchObject({ ok: false, field });
  });

  it('is set up by the team only', () => {
    expect(engagementFrom({ ...ACT, roles: STRANGER }, given, [])).toMatchObject({ ok: false });
  });

  it('is a promise of its owner’s while it has a date', () => {
    expect(engagementPromise(engagement, NOW)).toMatchObject([
      { what: 'Meet AppSec', ownerId: 'U0ENGINE1', dueAt: NOW },
    ]);
    expect(engagementPromise({ ...engagement, nextAt: null }, NOW)).toEqual([]);
    expect(engagementPromise({ ...engagement, state: 'ended' }, NOW)).toEqual([]);
    expect(engagementOfKey(`${engagementKeys(3)}x`)).toBe(3);
    expect(engagementOfKey('charter-review:2026-05-01')).toBeNull();
  });
});

describe('CHA-3: a meeting', () => {
  const given = { day: '2026-03-02', outcomes: 'Fine.', agreed: '- One\n\n* Two ' };
  const more = { agenda: ['Open requests: R-1'], held: [] };

  it('keeps agenda, outcomes and what was agreed, and the next is a cadence later', () => {
    expect(meetingFrom(ACT, engagement, given, more)).toEqual({
      ok: true,
      value: {
        ...{ agenda: ['Open requests: R-1'], outcomes: 'Fine.', heldAt: new Date('2026-03-02T09:00:00Z') },
        agreed: [
          { what: 'One', requestId: null },
          { what: 'Two', requestId: null },
        ],
        nextAt: new Date('2026-03-16T09:00:00Z'),
      },
    });
  });

  it('held long ago leads to today, not to a day that is past', () => {
    expect(meetingFrom(ACT, engagement, { ...given, day: '2026-01-05' }, more)).toMatchObject({
      value: { nextAt: new Date('2026-03-02T09:00:00Z') },
    });
  });

  it('recorded after a later one changes nothing of when the next is', () => {
    const held = [{ heldAt: new Date('2026-03-02T09:00:00Z') }];
    const late = meetingFrom(ACT, engagement, { ...given, day: '2026-02-16' }, { ...more, held });
    expect(late).toMatchObject({ ok: true, value: { nextAt: engagement.nextAt } });
  });

  it.each([
    ['day', { day: '2026-03-03' }, {}],
    ['day', {}, { held: [{ heldAt: new Date('2026-03-02T09:00:00Z') }] }],
    ['outcomes', { outcomes: ' ' }, {}],
    ['agreed', { agreed: 'x\n'.repeat(11) }, {}],
    ['agreed', { agreed: 'x'.repeat(201) }, {}],
  ])('is refused at %s: %j %j', (field, change, facts) => {
    expect(meetingFrom(ACT, engagement, { ...given, ...change }, { ...more, ...facts })).toMatchObject({
      ok: false,
      field,
    });
  });

  it('is kept by the team only, of an engagement that is open', () => {
    expect(meetingFrom({ ...ACT, roles: STRANGER }, engagement, given, more).ok).toBe(false);
    expect(meetingFrom(ACT, { ...engagement, state: 'ended' }, given, more).ok).toBe(false);
  });
});

const progress = (
  id: number,
  more: Partial<RequestProgress> = {},
  request: Partial<RequestProgress['request']> = {},
): RequestProgress => ({
  ...{ workItem: null, planned: { closed: 0, total: 0 }, outcome: null, decidedAt: null, ...more },
  request: {
    id,
    door: 'new',
    title: `Wish ${id}`,
    state: 'new',
    sensitive: false,
    reason: null,
    createdAt: NOW,
    ...request,
  },
});
const CLOSED = { state: 'closed' as const, url: 'https://gitlab.example.com/a/b/-/issues/1' };

describe('CHA-4: where a request’s work stands', () => {
  it.each([
    ['waiting', progress(1)],
    ['waiting', progress(1, { workItem: CLOSED })],
    ['not done', progress(1, { workItem: CLOSED }, { state: 'withdrawn' })],
    ['not done', progress(1, { workItem: CLOSED, outcome: 'redirect' }, { state: 'decided' })],
    ['under way', progress(1, { outcome: 'build-internal' }, { state: 'decided' })],
    ['under way', progress(1, { outcome: 'build-internal', planned: { closed: 1, total: 2 } }, { state: 'decided' })],
    ['shipped', progress(1, { outcome: 'build-internal', planned: { closed: 2, total: 2 } }, { state: 'decided' })],
    ['shipped', progress(1, { outcome: 'build-product', workItem: CLOSED }, { state: 'decided' })],
    [
      'not done',
      progress(1, { workItem: CLOSED }, { state: 'decided', door: 'other', reason: 'Close with a reason. No' }),
    ],
    [
      'shipped',
      progress(1, { workItem: CLOSED }, { state: 'decided', door: 'other', reason: 'Accept to the backlog.' }),
    ],
  ] as const)('%s', (standing, given) => {
    expect(standingOf(given)).toBe(standing);
  });
});

describe('CHA-3: the agenda', () => {
  const none = { now: NOW, requests: [], before: [], atRisk: [], priorities: [], risks: null };
  const linesOf = (facts: Partial<Parameters<typeof agendaOf>[0]>, title: string) =>
    agendaOf({ ...none, ...facts }).find((part) => part.title === title)?.lines;

  it('names a sensitive request by its number only', () => {
    const requests = [{ progress: progress(1, {}, { sensitive: true }), automation: false }];
    expect(linesOf({ requests }, 'Open requests')).toEqual(['R-1 (sensitive) (new, waits for less than an hour)']);
  });

  it('has the register only where it is on it, and bounds every part', () => {
    expect(linesOf({}, 'Risk register')).toBeUndefined();
    expect(linesOf({ risks: [] }, 'Risk register')).toEqual([]);
    expect(linesOf({ atRisk: Array.from({ length: 14 }, (_, nth) => `O-${nth}`) }, 'At-risk tools')).toHaveLength(11);
  });

  it('names what was decided after the last meeting, and completed work once', () => {
    const day = (at: string) => new Date(`2026-02-${at}:00Z`);
    const decided = progress(
      12,
      { outcome: 'build-internal', workItem: CLOSED, decidedAt: day('10T15:00') },
      { state: 'decided' },
    );
    const requests = [{ progress: decided, automation: true }];
    const meeting = (agenda: string[], at: string) => ({ heldAt: day('10T09:00'), at: day(at), agenda });
    expect(linesOf({ requests }, 'Decided since the last meeting')).toHaveLength(1);
    expect(linesOf({ requests, before: [meeting([], '10T14:00')] }, 'Decided since the last meeting')).toHaveLength(1);
    expect(linesOf({ requests, before: [meeting([], '10T16:00')] }, 'Decided since the last meeting')).toEqual([]);
    const late = { ...decided, decidedAt: day('11T15:00') };
    const kept = [meeting([], '12T10:00')];
    expect(
      linesOf({ requests: [{ progress: late, automation: false }], before: kept }, 'Decided since the last meeting'),
    ).toHaveLength(1);
    const lines = agendaLines(agendaOf({ ...none, requests }));
    expect(linesOf({ requests, before: [meeting(lines, '10T14:00')] }, 'Completed automation')).toEqual([]);
    expect(
      linesOf({ requests, before: [meeting(['Completed automation: R-1 x'], '10T14:00')] }, 'Completed automation'),
    ).toHaveLength(1);
  });
});
