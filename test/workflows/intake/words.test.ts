import { describe, expect, it } from 'vitest';
import { dayIn } from '../../../src/domain/day.ts';
import { NEW_FORM } from '../../../src/domain/intake-forms.ts';
import { tellingWords } from '../../../src/workflows/intake/alike-search.ts';
import { changesBetween } from '../../../src/workflows/intake/changes.ts';

describe('the words that look-alikes are found by (DOOR-8)', () => {
  it('are those that say what it is about, each in one of its forms', () => {
    expect(tellingWords('Rotate the tokens without doing it: rotating a token')).toEqual(['rotating', 'token']);
    expect(tellingWords('What would you have us do?')).toEqual([]);
  });
});

describe('what a correction changed', () => {
  const nameOf = (id: string) => (id === 'U0COLLEAG' ? 'Colleague' : id);
  it('names the fields in its first line, then gives the new answers with what short ones were before', () => {
    const before = { title: 'Rotate', problem: 'Short', contact: 'U0REQUEST', relatedLinks: 'https://example.com/a' };
    const after = { title: 'Rotate', problem: 'One\nTwo', contact: 'U0COLLEAG' };
    expect(changesBetween(NEW_FORM, before, after, nameOf).split('\n\n')).toEqual([
      'Problem statement, Contact, Related links',
      'Problem statement:\nOne\nTwo',
      'Contact: Colleague (before: U0REQUEST)',
      'Related links: taken out',
    ]);
  });

  it('is nothing where only blanks changed', () => {
    expect(changesBetween(NEW_FORM, { title: 'Rotate' }, { title: 'Rotate ' }, nameOf)).toBe('');
  });
});

describe('the day it is for a person', () => {
  const at = new Date('2026-11-20T23:30:00Z');
  it.each([
    ['America/Los_Angeles', '2026-11-20'],
    ['Australia/Sydney', '2026-11-21'],
    ['Not/AZone', '2026-11-20'],
  ])('%s', (zone, day) => {
    expect(dayIn(at, zone)).toBe(day);
  });
});
