import { describe, expect, it } from 'vitest';
import { charterReview, charterStanding, planReview, startReview } from '../../src/domain/charter.ts';
import { kpiLines } from '../../src/domain/kpi-glance.ts';
import { ENGINEER, STRANGER } from './people-fixtures.ts';
import { promised } from './promise-fixtures.ts';

const review = (day: string, state: 'open' | 'kept' | 'dropped') =>
  promised({ kind: 'charter-review', key: `charter-review:${day}`, state });

describe('CHA-1: when the charter is reviewed next', () => {
  it.each([
    ['nothing yet, the settings’ day to come', null, '2026-03-02', { is: 'planned', day: '2026-05-01' }],
    ['nothing yet, the settings’ day today', null, '2026-05-01', { is: 'planned', day: '2026-05-01' }],
    ['nothing yet, the settings’ day past', null, '2026-05-02', { is: 'proposed', day: '2026-08-01', ended: null }],
    ['nothing yet, past for long', null, '2026-11-21', { is: 'proposed', day: '2027-02-01', ended: null }],
    ['one is open, overdue too', review('2026-05-01', 'open'), '2026-06-01', { is: 'planned', day: '2026-05-01' }],
    [
      'the last is kept',
      review('2026-05-01', 'kept'),
      '2026-05-04',
      { is: 'proposed', day: '2026-08-01', ended: 'kept' },
    ],
    [
      'the last is dropped',
      review('2026-08-31', 'dropped'),
      '2026-09-01',
      { is: 'proposed', day: '2026-11-30', ended: 'dropped' },
    ],
  ] as const)('%s', (_, newest, today, expected) => {
    expect(charterStanding(newest, '2026-05-01', today)).toMatchObject(expected);
  });

  it('a later day in the settings counts once the last review has ended', () => {
    expect(charterStanding(review('2026-05-01', 'kept'), '2026-09-01', '2026-05-04')).toMatchObject({
      is: 'planned',
      day: '2026-09-01',
    });
  });

  it('is promised without a word only where a day is to come', () => {
    expect(startReview('2026-05-01', '2026-03-02')(null)).toMatchObject({
      ok: true,
      value: { actor: 'app', day: '2026-05-01' },
    });
    expect(startReview('2026-05-01', '2026-05-02')(null).ok).toBe(false);
    expect(startReview('2026-05-01', '2026-03-02')(review('2026-05-01', 'open')).ok).toBe(false);
    expect(startReview('2026-05-01', '2026-05-01')(review('2026-05-01', 'dropped')).ok).toBe(false);
  });

  it('is planned and moved by the team, for a day that is to come', () => {
    const plan = planReview({ roles: ENGINEER, today: '2026-06-01' }, '2026-08-01');
    expect(plan(null)).toMatchObject({ ok: true, value: { moves: false } });
    expect(plan(review('2026-07-01', 'open'))).toMatchObject({ ok: true, value: { moves: true } });
    expect(plan(review('2026-08-01', 'open')).ok).toBe(false);
    expect(plan(review('2026-08-01', 'kept')).ok).toBe(false);
    expect(plan(review('2026-09-01', 'kept')).ok).toBe(false);
    expect(planReview({ roles: ENGINEER, today: '2026-06-01' }, '2026-05-31')(null).ok).toBe(false);
    expect(planReview({ roles: ENGINEER, today: '2026-06-01' }, '')(null).ok).toBe(false);
    expect(planReview({ roles: STRANGER, today: '2026-06-01' }, '2026-08-01')(null).ok).toBe(false);
  });

  it('comes up in the morning of its day, where the team is at home', () => {
    expect(charterReview('2026-05-01', 'America/Denver').dueAt).toEqual(new Date('2026-05-01T15:00:00Z'));
  });
});

describe('the KPIs of a report', () => {
  it('are read in the order of their ids, and from nothing else', () => {
    const kpis = { 'KPI-10': { label: 'Ten', text: '1' }, 'KPI-2': { label: 'Two', text: '3', more: 1 } };
    expect(kpiLines({ kpis })).toMatchObject([{ label: 'Two' }, { label: 'Ten' }]);
    for (const figures of [{}, null, { kpis: [] }, { kpis: { 'KPI-1': { label: 1 } } }])
      expect(kpiLines(figures)).toEqual([]);
  });
});
