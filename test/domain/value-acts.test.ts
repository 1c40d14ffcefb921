import { describe, expect, it } from 'vitest';
import { foundOnIssue, setValue, type ValueGiven, type ValueLook } from '../../src/domain/value-acts.ts';
import { settledOf, type ValueProposition } from '../../src/domain/value-proposition.ts';
import { ENGINEER, NOW } from './people-fixtures.ts';
import { acting, tool } from './tool-fixtures.ts';

const GIVEN: ValueGiven = { what: 'Finds owners', parity: null, matches: '', state: 'tool', links: [], reason: '' };
const LOOK: ValueLook = { tool: tool(), stage: null, others: [{ id: 7, what: 'Draws a graph' }] };
const LINK = 'https://gitlab.example.com/a/b/-/merge_requests/3';
const set = (given: Partial<ValueGiven>, before: ValueProposition | null = null, look: Partial<ValueLook> = {}) =>
  setValue(acting(), { ...GIVEN, ...given })(before, { ...LOOK, ...look });

describe('a value proposition (COC-4, COC-5)', () => {
  it.each<[string, Partial<ValueGiven>, string]>([
    ['without a text', { what: '' }, 'what'],
    ['that stands there already', { what: 'draws A graph' }, 'what'],
    ['that good enough is said of, and not what that is', { parity: 'good-enough' }, 'matches'],
    ['dropped without a reason', { state: 'dropped' }, 'reason'],
    ['shipped without a link', { state: 'shipped' }, 'links'],
    ['with a link that is none', { links: ['javascript:alert(1)'] }, 'links'],
  ])('is refused %s', (_, given, field) => {
    expect(set(given)).toMatchObject({ ok: false, field });
  });

  it('is shipped with a link, at that instant; a reason is kept for what is dropped only', () => {
    expect(set({ state: 'shipped', links: [LINK], reason: 'x' })).toMatchObject({
      value: { fields: { shippedAt: NOW, reason: null } },
    });
    expect(set({ state: 'dropped', reason: 'Nobody needs it' })).toMatchObject({
      value: { fields: { shippedAt: null, reason: 'Nobody needs it' } },
    });
  });

  it('is changed by the team alone, and of a tool that is gone, or a co-creation that is over, not at all', () => {
    const outsider = { ...acting(), roles: { ...ENGINEER, team: false } };
    expect(setValue(outsider, GIVEN)(null, LOOK)).toMatchObject({ ok: false });
    expect(set({}, null, { tool: tool({ state: 'retired' }) })).toMatchObject({ ok: false });
    expect(set({}, null, { tool: null })).toMatchObject({ ok: false });
  });
});

describe('the Sunsetting issue of a value proposition (KPI-3)', () => {
  it('that is closed or gone is said while it is not settled, once, and forgotten when it is open again', () => {
    const closed = foundOnIssue({ state: 'development', reason: null }, 'closed');
    expect(closed?.reason).toContain('closed in GitLab');
    expect(foundOnIssue({ state: 'development', reason: closed?.reason ?? null }, 'closed')).toBeNull();
    expect(foundOnIssue({ state: 'development', reason: 'x' }, 'opened')).toEqual({ reason: null });
    expect(foundOnIssue({ state: 'tool', reason: null }, 'gone')?.reason).toContain('gone');
    expect(foundOnIssue({ state: 'dropped', reason: 'Nobody needs it' }, 'closed')).toBeNull();
  });

  it('counts shipped apart from dropped', () => {
    expect(settledOf([{ state: 'shipped' }, { state: 'dropped' }, { state: 'tool' }])).toEqual({
      settled: 2,
      shipped: 1,
    });
  });
});
