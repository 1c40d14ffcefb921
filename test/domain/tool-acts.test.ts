import { describe, expect, it } from 'vitest';
import type { Answers } from '../../src/domain/form.ts';
import {
  CATEGORY_FORM,
  EDIT_TOOL_FORM,
  healthForm,
  OPERATIONAL_FORM,
  SCORE_FORM,
} from '../../src/domain/forms/tool-forms.ts';
import { criteriaFrom } from '../../src/domain/health.ts';
import { type DecideTool, projectPath } from '../../src/domain/tool-act.ts';
import {
  answerHealth,
  changeCategory,
  editTool,
  markOperational,
  placeByHand,
  planImprovement,
  scoreTool,
} from '../../src/domain/tool-acts.ts';
import { LEADER, MANAGER, NOW, REQUESTER } from './people-fixtures.ts';
import { acting, NOTHING, tool } from './tool-fixtures.ts';

const CRITERIA = criteriaFrom({ good: [], better: [], best: [] });
const GOOD = CRITERIA.filter(({ level }) => level === 'good');
const allMet: Answers = { ...Object.fromEntries(GOOD.map(({ id }) => [id, 'met'])), why: 'Looked' };
const EDIT: Answers = {
  name: 'VulnMapper',
  purpose: 'Maps vulnerabilities to the teams that own them',
  criticality: 'critical',
  ownerId: 'U0ENGINE1',
  owningTeam: 'Product Security Engineering',
  project: 'https://gitlab.example.com/security/vulnmapper/-/issues',
  users: 'Vulnerability Management',
  why: 'Releases wait for it now',
};
const OPERATE: Answers = {
  ownerId: 'U0ENGINE1',
  project: 'security/vulnmapper',
  runbook: 'https://gitlab.example.com/runbook',
  users: 'VulnMgmt',
  adrs: 'https://gitlab.example.com/adr/1',
  why: 'First run done',
};
const INTEGRATE: Answers = {
  category: 'integrate',
  productFit: 'On the roadmap',
  customerValue: 'Customers ask',
  operatingModel: 'Agreed with Product',
  epic: 'https://gitlab.example.com/groups/sec/-/epics/7',
  milestone: '19.4',
  milestoneDue: '2026-03-02',
  why: 'Ready',
};
const SCORES: Answers = {
  ...{ criticality: '5', productFit: '4', maintainability: '3', strategicAlignment: '2', customerValue: '1' },
  why: 'Reviewed',
};
const REVIEW = new Date('2026-06-02T10:00:00Z');

describe('whoever is not of the team', () => {
  const acts: [string, (roles: typeof REQUESTER) => DecideTool][] = [
    ['edits', (roles) => editTool(acting(roles), EDIT)],
    ['marks operational', (roles) => markOperational(acting(roles), OPERATE, REVIEW)],
    ['changes the category', (roles) => changeCategory(acting(roles), INTEGRATE)],
    ['scores', (roles) => scoreTool(acting(roles), SCORES)],
    ['places', (roles) => placeByHand(acting(roles), { placed: '1', why: 'x' })],
    ['assesses health', (roles) => answerHealth(acting(roles), CRITERIA, 'good', allMet)],
    ['plans improvements', (roles) => planImprovement(acting(roles), CRITERIA, 'owner')],
  ];
  it.each(acts)('%s nothing', (_, act) => {
    for (const roles of [REQUESTER, LEADER])
      expect(act(roles)(tool(), NOTHING)).toEqual({ ok: false, text: 'Only ProdSecEng can do this.' });
  });
  it.each(acts)('%s nothing of a retired tool, not even as manager', (_, act) => {
    expect(act(MANAGER)(tool({ state: 'retired' }), NOTHING)).toMatchObject({ ok: false });
  });
});

describe('editing', () => {
  it('keeps what is different only, with the reason (INV-12)', () => {
    const verdict = editTool(acting(), EDIT)(tool(), NOTHING);
    expect(verdict).toMatchObject({
      ok: true,
      value: { change: { actor: 'U0ENGINE1', action: 'edited', why: 'Releases wait for it now' } },
    });
    expect(verdict.ok && verdict.value.change.fields).toEqual({ criticality: 'critical' });
    expect(verdict.ok && verdict.value.priority).toBe(3.4);
  });

  it('refuses a change without a reason, one that changes nothing, a taken name, and what is no project', () => {
    const refusal = (more: Answers, look = NOTHING) => editTool(acting(), { ...EDIT, ...more })(tool(), look);
    expect(refusal({ why: ' ' })).toMatchObject({ ok: false, field: 'why' });
    expect(refusal({ criticality: 'high' })).toMatchObject({ ok: false, text: expect.stringContaining('Nothing') });
    const taken = { ...NOTHING, named: () => tool({ id: 2 }) };
    expect(refusal({ name: 'vulnMAPPER' }, taken)).toMatchObject({ ok: false, field: 'name' });
    expect(refusal({ project: 'just words' })).toMatchObject({ ok: false, field: 'project' });
  });

  it('reads a project from its path or its address', () => {
    expect(projectPath('https://gitlab.example.com/a/b/c/-/issues/4')).toBe('a/b/c');
    expect(projectPath('a/b/')).toBe('a/b');
    expect(projectPath('nothing')).toBeNull();
  });
});

describe('marking operational (INV-1)', () => {
  const planned = tool({ state: 'planned', project: null, ownerId: null });
  it.each(['ownerId', 'project', 'runbook', 'users'])('is refused without %s', (field) => {
    expect(markOperational(acting(), { ...OPERATE, [field]: '' }, REVIEW)(planned, NOTHING)).toMatchObject({
      ok: false,
      field,
    });
  });

  it('takes the promise of an ADR, not one of yesterday', () => {
    const without = (adrsBy: string) =>
      markOperational(acting(), { ...OPERATE, adrs: '', adrsBy }, REVIEW)(planned, NOTHING);
    expect(without('')).toMatchObject({ ok: false, field: 'adrsBy' });
    expect(without('2026-03-01')).toMatchObject({ ok: false, field: 'adrsBy' });
    const verdict = without('2026-04-01');
    expect(verdict.ok && verdict.value.promises?.map(({ kind }) => kind)).toEqual(['review', 'health', 'adrs']);
  });

  it('dates the first review, asks for health, and keeps the promise of the planned tool', () => {
    const verdict = markOperational(acting(), OPERATE, REVIEW)(planned, NOTHING);
    expect(verdict).toMatchObject({
      ok: true,
      value: {
        change: { fields: { state: 'operational', operationalAt: NOW, project: 'security/vulnmapper' } },
        keeps: ['planned-tool:T-1'],
      },
    });
    expect(verdict.ok && verdict.value.promises?.[0]).toMatchObject({ kind: 'review', dueAt: REVIEW });
    expect(markOperational(acting(), OPERATE, REVIEW)(tool(), NOTHING)).toMatchObject({ ok: false });
  });
});

describe('changing the category (INV-4)', () => {
  it.each(['productFit', 'customerValue', 'operatingModel', 'epic', 'milestone', 'milestoneDue'])(
    'to Integrate is refused at the field without %s',
    (field) => {
      expect(changeCategory(acting(), { ...INTEGRATE, [field]: '' })(tool(), NOTHING)).toMatchObject({
        ok: false,
        field,
      });
    },
  );

  it('to Integrate is refused with a milestone that is over, or a link that is no epic and no issue', () => {
    const over = { ...INTEGRATE, milestoneDue: '2026-03-01' };
    expect(changeCategory(acting(), over)(tool(), NOTHING)).toMatchObject({ ok: false, field: 'milestoneDue' });
    const elsewhere = { ...INTEGRATE, epic: 'https://gitlab.example.com/a/b' };
    expect(changeCategory(acting(), elsewhere)(tool(), NOTHING)).toMatchObject({ ok: false, field: 'epic' });
  });

  it('to Integrate keeps epic, milestone and what was stated', () => {
    expect(changeCategory(acting(), INTEGRATE)(tool(), NOTHING)).toMatchObject({
      ok: true,
      value: {
        change: {
          fields: {
            category: 'integrate',
            categoryReason: expect.stringContaining('Customer value: Customers ask'),
            links: { epic: INTEGRATE.epic, milestone: { title: '19.4', due: '2026-03-02' } },
          },
        },
      },
    });
  });
});

describe('scoring and placing (INV-11)', () => {
  it('takes five scores from 1 to 5', () => {
    expect(scoreTool(acting(), SCORES)(tool(), NOTHING)).toMatchObject({ ok: true, value: { priority: 3 } });
    expect(scoreTool(acting(), { ...SCORES, productFit: '6' })(tool(), NOTHING)).toMatchObject({ field: 'productFit' });
  });

  it('by hand is for the manager, with a reason, and can be taken back', () => {
    const place = (placed: string, roles = MANAGER) => placeByHand(acting(roles), { placed, why: 'Audit' });
    expect(placeByHand(acting(), { placed: '1', why: 'Audit' })(tool(), NOTHING)).toMatchObject({ ok: false });
    expect(place('0')(tool(), NOTHING)).toMatchObject({ ok: false, field: 'placed' });
    expect(place('2')(tool(), NOTHING)).toMatchObject({
      value: { priority: 998, change: { fields: { placed: 2, placedReason: 'Audit' } } },
    });
    expect(place('')(tool({ placed: 2, placedReason: 'Audit' }), NOTHING)).toMatchObject({
      value: { priority: 3.2, change: { fields: { placed: null, placedReason: null } } },
    });
  });
});

describe('health', () => {
  it('needs a reason for what is not applicable', () => {
    const given = { ...allMet, owner: 'na' };
    expect(answerHealth(acting(), CRITERIA, 'good', given)(tool(), NOTHING)).toMatchObject({ field: 'owner:reason' });
  });

  it('at Good ends an improvement plan, and what it lowered is lifted (INV-9)', () => {
    const plan = tool({ support: 'improvement-plan', interim: 'low', healthLevel: 'below-good' });
    expect(answerHealth(acting(), CRITERIA, 'good', allMet)(plan, NOTHING)).toMatchObject({
      ok: true,
      value: { change: { fields: { healthLevel: 'good', support: 'standard', interim: null } }, keeps: ['health:T-1'] },
    });
    const one = { ...allMet, owner: 'unmet' };
    const verdict = answerHealth(acting(), CRITERIA, 'good', one)(plan, NOTHING);
    expect(verdict.ok && verdict.value.change.fields).not.toHaveProperty('support');
  });

  it('turns a gap into work once, and only a gap (REV-4)', () => {
    const known = tool({ health: { owner: { answer: 'met' } } });
    expect(planImprovement(acting(), CRITERIA, 'runbook')(known, NOTHING)).toMatchObject({
      ok: true,
      value: { work: { kind: 'improvement', toolId: 1, criterion: 'runbook' } },
    });
    expect(planImprovement(acting(), CRITERIA, 'owner')(known, NOTHING)).toMatchObject({ ok: false });
    expect(planImprovement(acting(), CRITERIA, 'runbook')(known, { ...NOTHING, planned: () => true })).toMatchObject({
      ok: false,
    });
  });
});

it('asks in forms that fit Slack: labels of at most 48 characters but for criteria, hints of at most 150', () => {
  const forms = [EDIT_TOOL_FORM, OPERATIONAL_FORM, CATEGORY_FORM, SCORE_FORM, healthForm(CRITERIA, 'good')];
  for (const { steps } of forms)
    for (const { hint, options = [] } of steps.flatMap(({ fields }) => fields)) {
      expect([hint.length <= 150, hint]).toEqual([true, hint]);
      for (const { label } of options) expect(label.length).toBeLessThanOrEqual(75);
    }
});
