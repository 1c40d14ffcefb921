import { describe, expect, it } from 'vitest';
import {
  inOrderOfNeed,
  mitigation,
  mitigationText,
  type Risk,
  type RiskWork,
  referenceIn,
  riskFrom,
  riskIssueFrom,
  riskIssueTitle,
  turnRisk,
} from '../../src/domain/risk.ts';
import { ENGINEER, LEADER, NOW } from './people-fixtures.ts';

const risk = (reference: string, more: Partial<Risk> = {}): Risk => ({
  ...{ id: 1, reference, title: 'Tokens', url: null, state: 'open', by: null, at: NOW, ...more },
});
const issue = (state: RiskWork['state'], url = 'https://gitlab.example.com/a/b/-/issues/1'): RiskWork => ({
  ...{ id: 1, riskId: 1, requestId: null, projectId: 1, iid: 1, url, title: 'Issue', state, at: NOW },
});
const request = (state: 'new' | 'decided' | 'withdrawn', closed = 0, total = 0) => ({
  request: { id: 1, door: 'new' as const, title: 'x', state, sensitive: false, reason: null, createdAt: NOW },
  ...{ workItem: null, planned: { closed, total }, outcome: null, decidedAt: null },
});

describe('CHA-4: a risk', () => {
  it('is named by a request that comes from the register, however it is written', () => {
    expect(referenceIn({ source: 'risk-register', sourceReference: ' psrr-4 ' })).toBe('PSRR-4');
    expect(referenceIn({ source: 'automation', sourceReference: 'PSRR-4' })).toBeNull();
    expect(referenceIn({ source: 'risk-register' })).toBeNull();
  });

  it('shows how much of its work has shipped; what is not done is no work', () => {
    const file = {
      requests: [request('new'), request('decided', 1, 1), request('withdrawn')],
      issues: [issue('closed')],
    };
    expect(mitigation(file)).toEqual({ shipped: 2, total: 3 });
    expect(mitigationText(file)).toBe('2 of 3 shipped');
    expect(mitigationText({ requests: [], issues: [issue('closed')] })).toBe('all of its work has shipped (1)');
    expect(mitigationText({ requests: [request('withdrawn')], issues: [] })).toBe('no work mitigates it');
  });

  it('without work comes first, then by reference as a number', () => {
    const files = [
      { risk: risk('PSRR-10'), requests: [request('new')], issues: [] },
      { risk: risk('PSRR-9'), requests: [request('new')], issues: [] },
      { risk: risk('PSRR-30'), requests: [], issues: [] },
    ];
    expect(inOrderOfNeed(files).map((file) => file.risk.reference)).toEqual(['PSRR-30', 'PSRR-9', 'PSRR-10']);
  });

  it.each([
    ['reference', { reference: ' ' }],
    ['title', { title: '' }],
    ['url', { url: 'javascript:alert(1)' }],
  ])('is refused at %s', (field, change) => {
    const given = { reference: 'psrr-1', title: 'Tokens', url: '', ...change };
    expect(riskFrom(ENGINEER, given)).toMatchObject({ ok: false, field });
    expect(riskFrom(LEADER, { reference: 'PSRR-1', title: 'x', url: '' }).ok).toBe(false);
  });

  it('takes an issue of this GitLab once, whatever spelling its address has', () => {
    const take = (address: string, issues: RiskWork[] = []) =>
      riskIssueFrom(ENGINEER, address, { issues }, 'https://gitlab.example.com');
    expect(take('https://gitlab.example.com/a/b/-/issues/1')).toMatchObject({
      ok: true,
      value: { projectPath: 'a/b', iid: 1 },
    });
    expect(take('https://gitlab.example.com/A/b/-/work_items/1', [issue('opened')]).ok).toBe(false);
    expect(take('https://other.example.com/a/b/-/issues/1').ok).toBe(false);
    expect(
      riskIssueFrom(LEADER, 'https://gitlab.example.com/a/b/-/issues/1', { issues: [] }, 'https://gitlab.example.com')
        .ok,
    ).toBe(false);
  });

  it('does not show the title of a confidential issue', () => {
    expect(riskIssueTitle({ title: 'A hole', confidential: true })).toBe('A confidential issue');
    expect(riskIssueTitle({ title: 'A field', confidential: false })).toBe('A field');
  });

  it('is closed and opened by the team, once', () => {
    expect(turnRisk(ENGINEER, 'closed')(risk('PSRR-1'))).toMatchObject({ ok: true, value: { state: 'closed' } });
    expect(turnRisk(ENGINEER, 'open')(risk('PSRR-1')).ok).toBe(false);
    expect(turnRisk(LEADER, 'closed')(risk('PSRR-1')).ok).toBe(false);
  });
});
