import { describe, expect, it } from 'vitest';
import { ageInWords } from '../../src/domain/age.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const HOUR = 3_600_000;

describe('how long something waits', () => {
  it.each([
    [-HOUR, 'less than an hour'],
    [HOUR - 1, 'less than an hour'],
    [HOUR, '1 hour'],
    [47 * HOUR, '47 hours'],
    [48 * HOUR, '2 days'],
    [400 * 24 * HOUR, '400 days'],
  ])('%i ms ago is %s', (ago, words) => {
    expect(ageInWords(new Date(NOW.getTime() - ago), NOW)).toBe(words);
  });
});
