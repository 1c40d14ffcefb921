import { describe, expect, it } from 'vitest';
import {
  addAbsence,
  cancelAbsence,
  readAbsence,
  type TeamAbsence,
  teamCalendar,
} from '../../src/domain/team-calendar.ts';
import { ENGINEER, MANAGER, NOW, REQUESTER } from './people-fixtures.ts';

const SETTINGS = {
  homeTimeZone: 'Europe/London',
  coverage: 'follow-team' as const,
  holidays: [{ date: '2026-12-25' }],
};
const MEMBERS = [
  { id: 'U2', timeZone: 'Australia/Sydney' },
  { id: 'U1', timeZone: 'America/New_York' },
];

describe('the team’s calendar (SLO-4, SLO-5)', () => {
  it('has 9 to 17 on weekdays in each member’s zone, less holidays and absences of those who are members', () => {
    const body = teamCalendar(SETTINGS, MEMBERS, [
      { personId: 'U2', from: '2026-03-02', to: '2026-03-03' },
      { personId: 'U9', from: '2026-03-02', to: '2026-03-03' },
    ]);
    expect(body.windows.map(({ member, zone, from, to }) => [member, zone, from, to])).toEqual([
      ['U1', 'America/New_York', 540, 1020],
      ['U2', 'Australia/Sydney', 540, 1020],
    ]);
    expect(body.holidays).toEqual([{ day: '2026-12-25', zone: null }]);
    expect(body.absences).toEqual([{ member: 'U2', from: '2026-03-02', to: '2026-03-03' }]);
  });

  it('is the same text for the same people in another order, so that no new version is kept', () => {
    expect(JSON.stringify(teamCalendar(SETTINGS, [...MEMBERS].reverse(), []))).toBe(
      JSON.stringify(teamCalendar(SETTINGS, MEMBERS, [])),
    );
  });

  it('follows the settings’ windows instead, where they are given', () => {
    const windows = [{ timeZone: 'Europe/Berlin', days: ['mon' as const], from: '22:00', to: '06:30' }];
    const body = teamCalendar({ ...SETTINGS, coverage: { windows } }, MEMBERS, []);
    expect(body.windows).toEqual([{ member: null, zone: 'Europe/Berlin', days: ['mon'], from: 1320, to: 390 }]);
  });
});

describe('an absence', () => {
  const act = { roles: ENGINEER, today: '2026-03-02' };
  const own: TeamAbsence[] = [
    {
      id: 1,
      personId: ENGINEER.person.id,
      from: '2026-03-09',
      to: '2026-03-10',
      at: NOW,
      endedAt: null,
      endedBy: null,
    },
  ];

  it.each([
    ['2026-03-02..2026-03-04', { from: '2026-03-02', to: '2026-03-04' }],
    ['2026-03-02', { from: '2026-03-02', to: '2026-03-02' }],
    [' 2026-03-02 .. 2026-03-04 ', { from: '2026-03-02', to: '2026-03-04' }],
  ])('is read from %j', (typed, value) => {
    expect(readAbsence(typed)).toEqual({ ok: true, value });
  });

  it.each(['tomorrow', '2026-02-30', '2026-03-02..', '2026-13-01..2026-13-02', '02/03/2026'])(
    'is refused for %j',
    (typed) => {
      expect(readAbsence(typed)).toMatchObject({ ok: false, text: expect.stringContaining('year-month-day') });
    },
  );

  it.each([
    [{ from: '2026-03-01', to: '2026-03-02' }, 'what is over keeps its calendar'],
    [{ from: '2026-03-05', to: '2026-03-04' }, 'before the first'],
    [{ from: '2026-03-10', to: '2026-03-12' }, 'away from 2026-03-09 to 2026-03-10 already'],
    [{ from: '2026-03-12', to: '2028-03-12' }, 'At most a year'],
  ])('%j is refused: %s', (days, why) => {
    expect(addAbsence(act, days, own)).toMatchObject({ ok: false, text: expect.stringContaining(why) });
  });

  it('is of the team’s members, for days to come', () => {
    const days = { from: '2026-03-02', to: '2026-03-03' };
    expect(addAbsence(act, days, own)).toEqual({ ok: true, value: days });
    expect(addAbsence({ ...act, roles: REQUESTER }, days, [])).toMatchObject({ ok: false });
  });

  it('is cancelled by whoever is away or the manager, once', () => {
    const [absence] = own;
    if (absence === undefined) throw new Error('there is none');
    expect(cancelAbsence(act, absence).ok).toBe(true);
    expect(cancelAbsence({ ...act, roles: MANAGER }, absence).ok).toBe(true);
    expect(cancelAbsence(act, { ...absence, personId: 'U0OTHER01' }).ok).toBe(false);
    expect(cancelAbsence(act, { ...absence, endedAt: NOW }).ok).toBe(false);
  });
});
