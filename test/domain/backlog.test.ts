import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../src/config/settings.ts';
import { type BacklogIssue, isMilestoneOf, lacksInBacklog, WORKFLOW_STEPS } from '../../src/domain/backlog.ts';
import {
  askForMore,
  commitTo,
  type GivenRefinement,
  moveTo,
  nameOwner,
  refine,
} from '../../src/domain/backlog-acts.ts';
import type { CountedWork } from '../../src/domain/counted-work.ts';
import { countedWork } from '../../src/domain/counted-work.ts';
import { weightWritten, withWeightWritten } from '../../src/domain/own-part.ts';
import { anIssue } from './backlog-fixtures.ts';
import { by, ENGINEER, LEADER, REQUESTER } from './people-fixtures.ts';

const ACT = by(ENGINEER);
const NOTHING: GivenRefinement = { weight: '', metric: '', acceptance: '', milestone: null };
const READY = { weight: 3, acceptance: true } as const;

it.each([
  [{}, ['weight', 'acceptance criteria', 'metric label', 'milestone']],
  [READY, ['metric label', 'milestone']],
  [{ ...READY, metric: 'pending' }, ['milestone']],
  [{ ...READY, metric: 'pending', milestoneId: 12 }, []],
] as [Partial<CountedWork>, string[]][])('LOG-1: what %o lacks', (own, lacks) => {
  expect(lacksInBacklog(anIssue(1, own).work)).toEqual(lacks);
});

describe('triage (LOG-1)', () => {
  const rules = [commitTo(ACT), nameOwner(ACT, { team: 'Verify', why: 'It is theirs.' }), askForMore(ACT, 'Which?')];
  it.each([
    ['closed', anIssue(1, { state: 'closed' })],
    ['no candidate', anIssue(1, { candidate: false })],
    ['a request', { ...anIssue(1, {}), requestId: 3 }],
  ] as [string, BacklogIssue][])('is refused for what is %s', (_, issue) => {
    for (const rule of rules) expect(rule(issue).ok).toBe(false);
  });

  it.each([REQUESTER, LEADER])('is the team’s alone', (roles) => {
    const act = by(roles);
    for (const rule of [
      commitTo(act),
      askForMore(act, 'Which?'),
      refine(act, { ...NOTHING, weight: '3' }),
      moveTo(act, 'inDev'),
    ])
      expect(rule(anIssue(1, {}))).toMatchObject({ ok: false, text: 'Only ProdSecEng can do this.' });
  });

  it('committing puts it into the validation backlog only where it has no workflow label, and only once', () => {
    const fresh = commitTo(ACT)(anIssue(1, {}));
    expect(fresh).toMatchObject({
      ok: true,
      value: { wish: { workflow: 'validationBacklog' }, owed: [{ kind: 'backlog-issue' }, { kind: 'backlog-note' }] },
    });
    const known = commitTo(ACT)(anIssue(1, { workflow: 'inDev' }));
    expect(known).toMatchObject({ ok: true, value: { wish: {}, owed: [{ kind: 'backlog-note' }] } });
    expect(commitTo(ACT)({ ...anIssue(1, {}), notes: { committedBy: 'U1' } }).ok).toBe(false);
  });

  it.each([
    [{ team: '', why: 'x' }, 'team'],
    [{ team: 'Verify', why: '' }, 'why'],
  ])('an owning team needs its name and a reason: %o', (given, field) => {
    expect(nameOwner(ACT, given)(anIssue(1, {}))).toMatchObject({ ok: false, field });
  });
});

describe('refinement (LOG-2)', () => {
  it.each(['1', '2', '3', '5', '8'])('takes the weight %s', (weight) => {
    expect(refine(ACT, { ...NOTHING, weight })(anIssue(1, {}))).toMatchObject({
      ok: true,
      value: { wish: { weight: Number(weight) }, edit: { weight: Number(weight) }, refined: ['weight'] },
    });
  });

  it.each([
    ['13', /split it/],
    ['4', /how heavy/],
    ['', /different/],
  ])('refuses the weight “%s”', (weight, text) => {
    const verdict = refine(ACT, { ...NOTHING, weight })(anIssue(1, {}));
    expect(verdict).toMatchObject({ ok: false, field: 'weight', text: expect.stringMatching(text) });
  });

  it('changes only what differs; criteria that are there are not written again', () => {
    const issue = anIssue(1, { ...READY, metric: 'pavedRoad', milestoneId: 12 });
    const milestone = { id: 12, title: 'M12' };
    const same = { weight: '3', metric: 'pavedRoad', acceptance: 'Another', milestone };
    expect(refine(ACT, same)(issue).ok).toBe(false);
    const verdict = refine(ACT, { ...same, metric: 'internal' })(issue);
    expect(verdict).toMatchObject({ ok: true, value: { wish: { metric: 'internal' }, refined: ['metric'] } });
  });

  it.each([
    [{}, 'It is not ready for development: it has not yet a weight and acceptance criteria.'],
    [{ weight: 3 }, 'It is not ready for development: it has not yet acceptance criteria.'],
    [{ acceptance: true }, 'It is not ready for development: it has not yet a weight.'],
  ])('ready for development is refused with %o', (own, text) => {
    expect(moveTo(ACT, 'readyForDevelopment')(anIssue(1, own))).toEqual({ ok: false, text });
  });

  it.each(WORKFLOW_STEPS)('what is scoped moves to $label, once', ({ id }) => {
    expect(moveTo(ACT, id)(anIssue(1, READY))).toMatchObject({ ok: true, value: { wish: { workflow: id } } });
    expect(moveTo(ACT, id)(anIssue(1, { ...READY, workflow: id })).ok).toBe(false);
  });

  it('a menu that says something else moves nothing', () => {
    expect(moveTo(ACT, 'elsewhere')(anIssue(1, READY)).ok).toBe(false);
  });
});

it.each([
  ['group/app#1', 'https://gitlab.example.com/groups/group/-/milestones/1', true],
  ['group/sub/app#1', 'https://gitlab.example.com/groups/group/-/milestones/1', true],
  ['grouping/app#1', 'https://gitlab.example.com/groups/group/-/milestones/1', false],
  ['group/app#1', 'https://gitlab.example.com/group/app/-/milestones/1', true],
  ['group/other#1', 'https://gitlab.example.com/group/app/-/milestones/1', false],
  ['Group/App#1', 'https://gitlab.example.com/gitlab/groups/group/-/milestones/1', true],
  ['group/app#1', '', true],
])('the milestone of %s at %s: %s', (reference, url, can) => {
  expect(isMilestoneOf(reference, { url })).toBe(can);
});

describe('a weight that GitLab has no field for', () => {
  it('is written below what people wrote, replaced in place, and taken out again', () => {
    const once = withWeightWritten('Mine\n', 5);
    expect(once).toMatch(/^Mine\n\n\*\*Weight 5\*\* /);
    expect(weightWritten(once)).toBe(5);
    const twice = withWeightWritten(`${once}\n\nBelow`, 8);
    expect([weightWritten(twice), twice.match(/Weight/g)?.length]).toEqual([8, 1]);
    expect(twice).toContain('Below');
    expect(withWeightWritten(once, null)).toBe('Mine');
    expect(weightWritten(withWeightWritten('', 3))).toBe(3);
    expect(weightWritten('**Weight 5** of the whale')).toBeNull();
  });

  it('counts where GitLab says none itself', () => {
    const { labels } = defaultSettings().gitlab;
    const { work } = anIssue(1, {});
    const read = {
      ...work,
      description: withWeightWritten('', 5),
      labels: [],
      milestone: null,
      movedTo: null,
      duplicateOf: null,
      head: null,
    };
    expect(countedWork(read, labels).weight).toBe(5);
    expect(countedWork({ ...read, weight: 2 }, labels).weight).toBe(2);
  });
});
