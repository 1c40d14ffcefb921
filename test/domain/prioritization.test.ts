import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../src/config/settings.ts';
import { explainPriority, PRIORITY_CRITERIA, priorityOf, scoreOf } from '../../src/domain/prioritization.ts';

const { weights } = defaultSettings().priorities;
const ALL = { criticality: 4, productFit: 2, maintainability: 3, strategicAlignment: 3, customerValue: 3 };
const tool = { criticality: 'high' as const, scores: ALL, placed: null };

describe('prioritization (INV-11)', () => {
  it('has the five criteria of the framework, each with its questions and five meanings', () => {
    expect(PRIORITY_CRITERIA.map(({ label }) => label)).toEqual([
      'Criticality',
      'Product Fit',
      'Maintainability',
      'Strategic Alignment',
      'Customer Value',
    ]);
    for (const { questions, meanings } of PRIORITY_CRITERIA) {
      expect(questions).toMatch(/\?$/);
      expect(new Set(meanings).size).toBe(5);
    }
  });

  it('is the weighted mean, with what is not scored in the middle and the criticality standing in', () => {
    expect(scoreOf(tool, weights)).toBe(3);
    expect(scoreOf({ criticality: 'critical', scores: {} }, weights)).toBe(3.4);
    expect(scoreOf({ ...tool }, { ...weights, criticality: 6 })).toBe(3.5);
    const none = { criticality: 0, productFit: 0, maintainability: 0, strategicAlignment: 0, customerValue: 0 };
    expect(scoreOf(tool, none)).toBe(0);
  });

  it('puts what the manager placed by hand above every score, the first place first', () => {
    const first = priorityOf({ ...tool, placed: 1 }, weights);
    const second = priorityOf({ ...tool, placed: 2 }, weights);
    expect(first).toBeGreaterThan(second);
    expect(second).toBeGreaterThan(priorityOf({ ...tool, scores: { ...ALL, customerValue: 5 } }, weights));
  });

  it('explains itself, also against the one above', () => {
    expect(explainPriority(tool, weights, null)).toBe(
      'Score 3: pulled up by Criticality 4, held down by Product Fit 2.',
    );
    const above = { ...tool, scores: { ...ALL, customerValue: 5 } };
    expect(explainPriority(tool, weights, above)).toContain('Below the one above most by Customer Value: 3 against 5.');
    expect(explainPriority(tool, weights, tool)).toContain('Level with the one above.');
    expect(explainPriority(tool, weights, { ...tool, placed: 1 })).toContain('placed by hand');
    expect(explainPriority({ ...tool, placed: 2 }, weights, null)).toBe('Placed at 2 by hand.');
    expect(explainPriority({ ...tool, scores: {} }, weights, null)).toContain('Product Fit 3 (not scored)');
  });
});
