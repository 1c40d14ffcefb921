import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../src/config/settings.ts';
import type { Outage, OutageClock, OutageFile } from '../../src/domain/outage.ts';
import {
  acknowledgeClock,
  assignToMe,
  blockingAfterAll,
  nameTool,
  notBlocking,
  restored,
  snoozeClock,
  triage,
} from '../../src/domain/outage-acts.ts';
import { BREACH, remindOf, MANAGER as TO_MANAGER } from '../../src/domain/outage-reminder.ts';
import { reportOutage, soundsLikeEmergency } from '../../src/domain/outage-report.ts';
import type { Roles } from '../../src/domain/people.ts';
import { ENGINEER, NOW, REQUESTER, SECOND } from './people-fixtures.ts';
import { tool } from './tool-fixtures.ts';

const TABLE = defaultSettings().commitments;
const later = (hours: number): Date => new Date(NOW.getTime() + hours * 3_600_000);

const OUTAGE: Outage = {
  ...{ id: 1, draftId: 'd', toolId: 1, projectId: 101, iid: 7, url: 'https://gitlab.example.com/7', title: 'It stops' },
  ...{ what: 'It stops', since: null, blocks: 'neither', confidential: true, reportedBy: 'U0REQUEST', author: null },
  ...{ openedAt: NOW, state: 'opened', assignees: [], assigneeId: null, triaged: false, notBlocking: null },
  ...{ readAt: null, at: NOW },
};
const CLOCK: OutageClock = {
  ...{ outageId: 1, clock: 'slo', state: 'running', level: 'critical', dueAt: later(4), noDue: null, breachedAt: null },
  ...{
    toldAt: null,
    endedAt: null,
    nextAt: NOW,
    nextShare: 0.5,
    snoozedUntil: null,
    acknowledgedBy: null,
    calendar: 1,
  },
};
const file = (outage: Partial<Outage> = {}, clock: Partial<OutageClock> = {}): OutageFile => ({
  ...{ outage: { ...OUTAGE, ...outage }, entries: [], clocks: [{ ...CLOCK, ...clock }], reminded: [] },
});
const act = (roles: Roles = ENGINEER) => ({ roles, now: NOW, key: 'click' });

describe('what the team does with an outage', () => {
  it.each([
    ['assign', assignToMe(act(REQUESTER), 'requester')],
    ['triage', triage(act(REQUESTER))],
    ['restore', restored(act(REQUESTER), '')],
    ['say that it blocks nothing', notBlocking(act(REQUESTER), 'Why')],
    ['take that back', blockingAfterAll(act(REQUESTER))],
    ['name its tool', nameTool(act(REQUESTER), tool(), TABLE)],
    ['acknowledge', acknowledgeClock(act(REQUESTER), 'slo')],
    ['snooze', snoozeClock(act(REQUESTER), 'slo', later(1), later(24))],
  ])('is for ProdSecEng: a requester cannot %s', (_, decide) => {
    expect(decide(file())).toMatchObject({ ok: false, text: expect.stringContaining('Only ProdSecEng') });
  });

  it.each([
    ['assign', assignToMe(act(), 'engineer')],
    ['triage', triage(act())],
    ['restore', restored(act(), '')],
    ['say that it blocks nothing', notBlocking(act(), 'Why')],
  ])('is over when it is closed: nobody can %s', (_, decide) => {
    expect(decide(file({ state: 'closed' }))).toMatchObject({ ok: false, text: 'O-1 is closed already.' });
  });

  it('assigns whoever is known in GitLab, and asks the others to be linked (DOOR-9, SLO-8)', () => {
    expect(assignToMe(act(), null)(file())).toMatchObject({
      ok: false,
      text: expect.stringContaining('gitlab.people'),
    });
    expect(assignToMe(act(), 'engineer')(file())).toMatchObject({
      value: {
        outage: { assigneeId: 'U0ENGINE1', assignees: ['engineer'] },
        events: [{ event: { kind: 'assigned', at: NOW } }],
      },
    });
    expect(assignToMe(act(), 'engineer')(file({ assigneeId: 'U0ENGINE1' })).ok).toBe(false);
  });

  it('triages once; says that the response waits for somebody to be assigned', () => {
    expect(triage(act())(file())).toMatchObject({
      value: { answer: expect.stringContaining('once somebody is assigned') },
    });
    expect(triage(act())(file({ assignees: ['engineer'] }))).toMatchObject({
      value: { answer: expect.stringContaining('is given.') },
    });
    expect(triage(act())(file({ triaged: true })).ok).toBe(false);
  });

  it('does not count only with a reason, and counts again (SLO-3)', () => {
    expect(notBlocking(act(), '  ')(file())).toMatchObject({ ok: false, text: expect.stringContaining('Say why') });
    expect(notBlocking(act(), 'Colours')(file())).toMatchObject({ value: { outage: { notBlocking: 'Colours' } } });
    expect(blockingAfterAll(act())(file()).ok).toBe(false);
    expect(blockingAfterAll(act())(file({ notBlocking: 'Colours' }))).toMatchObject({
      value: { outage: { notBlocking: null } },
    });
  });

  it('names a tool that something is promised for (SLO-9)', () => {
    expect(nameTool(act(), tool({ id: 2, state: 'retired' }), TABLE)(file()).ok).toBe(false);
    expect(nameTool(act(), tool({ id: 1 }), TABLE)(file()).ok).toBe(false);
    expect(nameTool(act(), tool({ id: 2, healthLevel: 'good' }), TABLE)(file())).toMatchObject({
      value: { outage: { toolId: 2 }, events: [{ event: { kind: 'committed', level: 'high' } }] },
    });
  });
});

describe('a reminder is quieted (SLO-10)', () => {
  it('by its assignee and by the team, to a time before the breach or to the next working day', () => {
    const day = later(24);
    const snooze = (until: Date, roles = ENGINEER) => snoozeClock(act(roles), 'slo', until, day)(file());
    expect(snooze(later(2))).toMatchObject({ value: { clocks: [{ clock: 'slo', snoozedUntil: later(2) }] } });
    expect(snooze(day).ok).toBe(true);
    expect(snooze(later(5))).toMatchObject({ ok: false, text: expect.stringContaining('before it is breached') });
    expect(snooze(later(-1))).toMatchObject({ ok: false, text: expect.stringContaining('still to come') });
    expect(snooze(later(2), SECOND).ok).toBe(true);
  });

  it('once acknowledged not again, and not when it is over', () => {
    expect(acknowledgeClock(act(), 'slo')(file()).ok).toBe(true);
    expect(acknowledgeClock(act(), 'slo')(file({}, { acknowledgedBy: 'U0ENGINE2' })).ok).toBe(false);
    expect(acknowledgeClock(act(), 'slo')(file({}, { endedAt: NOW })).ok).toBe(false);
    expect(acknowledgeClock(act(), 'rto')(file()).ok).toBe(false);
  });
});

describe('a reminder that is due', () => {
  const to = [{ personId: 'U0ENGINE1' }, { personId: 'U0ENGINE2' }];

  it('is kept once with whom it goes to, and owed to each of them', () => {
    expect(remindOf('slo', to, NOW)(file())).toMatchObject({
      value: {
        reminded: [{ clock: 'slo', share: 0.5, personId: 'U0ENGINE1' }],
        ...{
          events: [],
          owed: [{ payload: { who: 'U0ENGINE1' } }, { payload: { who: 'U0ENGINE2', of: 'U0ENGINE1' } }],
        },
      },
    });
  });

  it('at the breach keeps that it was told, which stays; to the manager it does not', () => {
    const breached = file({}, { state: 'breached', breachedAt: NOW, nextShare: BREACH, dueAt: NOW });
    expect(remindOf('slo', to, NOW)(breached)).toMatchObject({
      value: { events: [{ key: 'breach-told:slo', event: { kind: 'breach-told', clock: 'slo', due: NOW } }] },
    });
    const told = file({}, { state: 'breached', nextShare: TO_MANAGER });
    expect(remindOf('slo', to, NOW)(told)).toMatchObject({ value: { events: [] } });
  });

  it('that goes to nobody, where no manager is named, is not kept as told to the team', () => {
    const told = file({}, { state: 'breached', nextShare: TO_MANAGER });
    expect(remindOf('slo', [], NOW)(told)).toMatchObject({ value: { reminded: [{ personId: 'app' }], owed: [] } });
  });

  it.each([
    ['it is not due', file({}, { nextAt: later(1) })],
    ['none is to come', file({}, { nextAt: null, nextShare: null })],
    ['the outage is closed', file({ state: 'closed' })],
    ['it does not count', file({ notBlocking: 'Colours' })],
    ['the clock has ended', file({}, { endedAt: NOW })],
  ])('is not sent where %s', (_, at) => {
    expect(remindOf('slo', to, NOW)(at).ok).toBe(false);
  });
});

describe('a report (SLO-9)', () => {
  const report = { roles: REQUESTER, now: NOW, draftId: 'd', tool: tool(), table: TABLE, confidential: true };
  const given = { title: 'It stops', what: 'After a minute', since: null, blocks: 'release' };

  it.each([
    ['title', { title: ' ' }],
    ['title', { title: 'x'.repeat(201) }],
    ['what', { what: '' }],
    ['since', { since: later(1) }],
    ['blocks', { blocks: null }],
  ])('is refused at the field %s for %j', (field, more) => {
    expect(reportOutage(report, { ...given, ...more })).toMatchObject({ ok: false, field });
  });

  it.each(['planned', 'retired', 'transferred'] as const)('is refused for a tool that is %s', (state) => {
    expect(reportOutage({ ...report, tool: tool({ state }) }, given)).toMatchObject({ ok: false, field: 'tool' });
  });

  it('opens both clocks now, with what is promised; without a tool nothing is promised yet', () => {
    const reported = reportOutage({ ...report, tool: tool({ healthLevel: 'good' }) }, given);
    expect(reported).toMatchObject({
      value: { entries: [{ event: { kind: 'opened', at: NOW } }, { event: { kind: 'committed', level: 'high' } }] },
    });
    expect(reportOutage({ ...report, tool: null }, given)).toMatchObject({ value: { entries: [{ key: 'opened' }] } });
  });

  it.each([
    ['Somebody has compromised the scanner', true],
    ['We are under attack', true],
    ['A token was leaked', true],
    ['The scan stops after a minute', false],
  ])('%j sounds like an emergency: %s', (text, yes) => {
    expect(soundsLikeEmergency(text)).toBe(yes);
  });
});
