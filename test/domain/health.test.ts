import { describe, expect, it } from 'vitest';
import {
  CRITERIA_LEVELS,
  criteriaFrom,
  type HealthAnswer,
  type HealthAnswers,
  healthOf,
  suggestsBestEffort,
} from '../../src/domain/health.ts';

const NONE = { good: [], better: [], best: [] };
const OURS = criteriaFrom(NONE);

const answered = (levels: readonly string[], answer: HealthAnswer = { answer: 'met' }): HealthAnswers =>
  Object.fromEntries(OURS.filter(({ level }) => levels.includes(level)).map(({ id }) => [id, answer]));

describe('health criteria (HAND-2)', () => {
  it('are at least five a level, each with an id of its own', () => {
    for (const level of CRITERIA_LEVELS)
      expect(OURS.filter((each) => each.level === level).length).toBeGreaterThanOrEqual(5);
    expect(new Set(OURS.map(({ id }) => id)).size).toBe(OURS.length);
  });

  it('of one level are replaced by the settings, and the other levels stay ours', () => {
    const own = criteriaFrom({ ...NONE, better: ['It is fast', 'It is fast', 'Es läuft'] });
    expect(own.filter(({ level }) => level === 'better').map(({ text }) => text)).toEqual(['It is fast', 'Es läuft']);
    expect(own.filter(({ level }) => level !== 'better')).toEqual(OURS.filter(({ level }) => level !== 'better'));
  });
});

describe('the level', () => {
  it('is unknown when nothing is answered, or all is answered unknown', () => {
    expect(healthOf(OURS, {}).level).toBeNull();
    expect(healthOf(OURS, answered(CRITERIA_LEVELS, { answer: 'unknown' })).level).toBeNull();
  });

  it('holds when all its and all lower criteria are met', () => {
    expect(healthOf(OURS, answered(['good'])).level).toBe('good');
    expect(healthOf(OURS, answered(['good', 'better'])).level).toBe('better');
    expect(healthOf(OURS, answered(CRITERIA_LEVELS))).toEqual({ level: 'best', gaps: [], unknown: [] });
    expect(healthOf(OURS, answered(['better', 'best'])).level).toBe('below-good');
  });

  it('takes not applicable with a reason only, and lists gaps lowest level first', () => {
    const answers = { ...answered(CRITERIA_LEVELS), runbook: { answer: 'na' } as const };
    expect(healthOf(OURS, answers).level).toBe('below-good');
    const said = { ...answers, runbook: { answer: 'na', reason: 'It is a one-off report.' } as const };
    expect(healthOf(OURS, said).level).toBe('best');
    const gaps = healthOf(OURS, { ...said, tests: { answer: 'unmet' }, owner: { answer: 'unknown' } }).gaps;
    expect(gaps.map(({ id }) => id)).toEqual(['owner', 'tests']);
  });

  it('suggests best-effort support where gaps of Good are unknown', () => {
    const unmet = { ...answered(CRITERIA_LEVELS), owner: { answer: 'unmet' } as const };
    expect(suggestsBestEffort(healthOf(OURS, unmet))).toBe(false);
    expect(suggestsBestEffort(healthOf(OURS, { ...unmet, owner: { answer: 'unknown' } }))).toBe(true);
  });
});
