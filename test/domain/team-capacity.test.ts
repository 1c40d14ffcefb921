import { expect, it } from 'vitest';
import { teamCapacity } from '../../src/domain/team-capacity.ts';

const LONDON = { id: 'U1', timeZone: 'Europe/London' };
const SYDNEY = { id: 'U2', timeZone: 'Australia/Sydney' };
/** Two weeks from a Monday. */
const SPRINT = {
  from: '2026-03-09',
  to: '2026-03-22',
  members: [LONDON, SYDNEY],
  absences: [],
  holidays: [],
  overhead: 0,
};

it.each([
  ['weekdays of each member', {}, { weekdays: 20, holidays: 0, away: 0, days: 20 }],
  ['a holiday without a zone is everyone’s', { holidays: [{ date: '2026-03-10' }] }, { holidays: 2, days: 18 }],
  [
    'one with a zone is of its members',
    { holidays: [{ date: '2026-03-10', timeZone: SYDNEY.timeZone }] },
    { holidays: 1, days: 19 },
  ],
  ['a holiday at the weekend frees nobody', { holidays: [{ date: '2026-03-14' }] }, { holidays: 0, days: 20 }],
  [
    'an absence over the weekend, and beyond the end',
    { absences: [{ personId: 'U1', from: '2026-03-20', to: '2026-03-30' }] },
    { away: 1, days: 19 },
  ],
  [
    'an absence before it',
    { absences: [{ personId: 'U1', from: '2026-03-02', to: '2026-03-09' }] },
    { away: 1, days: 19 },
  ],
  [
    'two absences of one day count once',
    {
      absences: [
        { personId: 'U1', from: '2026-03-10', to: '2026-03-10' },
        { personId: 'U1', from: '2026-03-10', to: '2026-03-10' },
      ],
    },
    { away: 1, days: 19 },
  ],
  [
    'away on a holiday counts once',
    { holidays: [{ date: '2026-03-10' }], absences: [{ personId: 'U1', from: '2026-03-10', to: '2026-03-10' }] },
    { holidays: 2, away: 0, days: 18 },
  ],
  [
    'who left the team is not away from it',
    { absences: [{ personId: 'U9', from: '2026-03-09', to: '2026-03-22' }] },
    { away: 0, days: 20 },
  ],
  ['a share for overhead, to a tenth', { overhead: 0.33 }, { weekdays: 20, days: 13.4 }],
  ['nobody', { members: [] }, { people: 0, weekdays: 0, days: 0 }],
  ['an end before its beginning', { to: '2026-03-01' }, { weekdays: 0, days: 0 }],
])('capacity in person-days: %s', (_, own, expected) => {
  expect(teamCapacity({ ...SPRINT, ...own })).toMatchObject(expected);
});
