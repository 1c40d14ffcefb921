import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../src/config/settings.ts';
import { CATEGORIES } from '../../src/domain/category.ts';
import { type Committed, commitmentOf, isWeaker, targetsOf, whyNotStronger } from '../../src/domain/commitment.ts';
import { CRITICALITIES } from '../../src/domain/criticality.ts';
import { criteriaFrom, HEALTH_LEVELS, healthOf } from '../../src/domain/health.ts';

const HIGH: Committed = {
  state: 'operational',
  criticality: 'high',
  category: 'maintain',
  support: 'standard',
  interim: null,
  healthLevel: 'good',
};

describe('the commitment in force (INV-9)', () => {
  it.each(['planned', 'retired', 'transferred'] as const)('is none for a %s tool (INV-1)', (state) => {
    expect(commitmentOf({ ...HIGH, state })).toMatchObject({ level: null, cappedBy: 'state' });
  });

  it('stays while a tool is sunsetting (INV-7)', () => {
    expect(commitmentOf({ ...HIGH, state: 'sunsetting', category: 'sunset' }).level).toBe('high');
  });

  it.each([
    ['Good and above: its own row', {}, 'high', null],
    ['Redirect: Low', { category: 'redirect' }, 'low', 'category'],
    ['best-effort: Low', { support: 'best-effort' }, 'low', 'best-effort'],
    ['health unknown: Low', { healthLevel: null }, 'low', 'health-unknown'],
    ['below Good without a plan: Low', { healthLevel: 'below-good' }, 'low', 'below-good'],
    ['a plan: one row lower', { support: 'improvement-plan', healthLevel: 'below-good' }, 'medium', 'improvement-plan'],
    [
      'a plan that says lower: that',
      { support: 'improvement-plan', healthLevel: 'below-good', interim: 'low' },
      'low',
      'improvement-plan',
    ],
    [
      'a plan that says higher: one row lower',
      { support: 'improvement-plan', healthLevel: 'below-good', interim: 'critical' },
      'medium',
      'improvement-plan',
    ],
    [
      'a plan in Redirect: the lowest wins',
      { support: 'improvement-plan', healthLevel: 'below-good', category: 'redirect' },
      'low',
      'category',
    ],
  ] as const)('%s', (_, change, level, cappedBy) => {
    const found = commitmentOf({ ...HIGH, ...change });
    expect(found).toMatchObject({ level, cappedBy });
    expect(found.why).toMatch(/^[A-Z].*\.$/);
  });

  it('is never above criticality, Redirect, or what health and decision allow', () => {
    for (const { id: criticality } of CRITICALITIES)
      for (const { id: category } of CATEGORIES)
        for (const support of ['standard', 'improvement-plan', 'best-effort'] as const)
          for (const healthLevel of [null, ...HEALTH_LEVELS.map(({ id }) => id)]) {
            const { level } = commitmentOf({ ...HIGH, criticality, category, support, healthLevel });
            expect(level !== null && !isWeaker(criticality, level)).toBe(true);
            if (category === 'redirect' || support === 'best-effort' || healthLevel === null) expect(level).toBe('low');
            if (healthLevel === 'below-good' && criticality !== 'low') expect(level).not.toBe(criticality);
          }
  });
});

describe('why it is not stronger (HAND-3)', () => {
  const { gaps } = healthOf(criteriaFrom({ good: [], better: [], best: [] }), { owner: { answer: 'met' } });

  it('names the gap that unlocks the next level', () => {
    expect(whyNotStronger({ ...HIGH, healthLevel: 'below-good' }, { gaps })).toBe(
      'Meeting “The code is in a GitLab project that the team can write to” and 4 more of Good would unlock High.',
    );
  });

  it('says when nothing stronger can be had', () => {
    expect(whyNotStronger({ ...HIGH, criticality: 'critical' }, { gaps: [] })).toBe('There is no stronger commitment.');
    expect(whyNotStronger(HIGH, { gaps: [] })).toContain('a higher criticality');
    expect(whyNotStronger({ ...HIGH, category: 'redirect' }, { gaps })).toContain('Another category');
    expect(whyNotStronger({ ...HIGH, support: 'best-effort' }, { gaps })).toContain('A new decision');
  });
});

it('says the times of the settings in words (SLO-1)', () => {
  const { commitments } = defaultSettings();
  expect(targetsOf('critical', commitments)).toEqual({ slo: '< 4 business hours', rto: '< 12 business hours' });
  expect(targetsOf('high', commitments)).toEqual({ slo: '< 1 business day', rto: '< 2 business days' });
  expect(targetsOf('medium', commitments)).toEqual({ slo: '< 3 business days', rto: '< 2 weeks' });
  expect(targetsOf('low', commitments)).toEqual({ slo: 'best effort', rto: 'best effort' });
});
