import { describe, expect, it } from 'vitest';
import {
  oweCard,
  oweDirect,
  oweNote,
  oweThread,
  oweWorkItem,
  oweWorkItemClosing,
  oweWorkItemUpdate,
  readRequestNumber,
  requestNumber,
  subjectOf,
} from '../../src/domain/owed.ts';

describe('the number of a request', () => {
  it.each([
    ['R-12', 12],
    ['r-12', 12],
    ['12', 12],
    ['  R-0012 ', 12],
    ['R12', null],
    ['R-', null],
    ['0', null],
    ['-3', null],
    ['1.5', null],
    ['12 13', null],
    ['R-12x', null],
    ['1234567890', null],
    ['', null],
  ])('is read from %j as %j', (typed, id) => {
    expect(readRequestNumber(typed)).toBe(id);
  });

  it('is read as it is written', () => {
    for (const id of [1, 9, 10, 999_999_999]) expect(readRequestNumber(requestNumber(id))).toBe(id);
  });
});

describe('what is owed about a request', () => {
  const all = [
    oweCard(7),
    oweThread(7, 'e'),
    oweWorkItem(7),
    oweWorkItemUpdate(7),
    oweWorkItemClosing(7),
    oweNote(7, 'e'),
    oweDirect(7, 'U1', 'filed'),
  ];

  it('keeps its order towards Slack, towards GitLab and towards each person, apart from each other', () => {
    expect(all.map(({ kind, lane }) => [kind, lane])).toEqual([
      ['card', 'R-7/slack'],
      ['thread', 'R-7/slack'],
      ['work-item', 'R-7/gitlab'],
      ['work-item-update', 'R-7/gitlab'],
      ['work-item-closing', 'R-7/gitlab'],
      ['note', 'R-7/gitlab'],
      ['direct', 'R-7/U1'],
    ]);
  });

  it('needs the card for its thread and the work item for what is written to it', () => {
    const needs = Object.fromEntries(all.map(({ kind, needs: first }) => [kind, first ?? null]));
    const item = oweWorkItem(7).key;
    expect(needs).toEqual({
      card: null,
      thread: oweCard(7).key,
      'work-item': null,
      'work-item-update': item,
      'work-item-closing': item,
      note: item,
      direct: null,
    });
  });

  it('has a key of its own each, so that only what is the same is sent once', () => {
    const more = [
      oweCard(8),
      oweNote(7, 'f'),
      oweDirect(7, 'U2', 'filed'),
      oweDirect(7, 'U1', 'asked', 'e'),
      oweDirect(7, 'U1', 'asked', 'f'),
    ];
    const keys = [...all, ...more].map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('is about its request, whichever lane it is in', () => {
    expect(new Set(all.map(subjectOf))).toEqual(new Set(['R-7']));
    expect(subjectOf({ lane: 'older/slack' })).toBe('older');
  });
});
