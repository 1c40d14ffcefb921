import { describe, expect, it } from 'vitest';
import {
  type Assessment,
  adrLinksOf,
  assessedAnswers,
  assessmentScreens,
  categoryOfAssessment,
  categoryReasonOf,
  criticalityOf,
  designDecisionsOf,
  healthAnswersOf,
  integrationOf,
  missingFor,
  pathOf,
  stepOf,
} from '../../src/domain/assessment.ts';
import { assessedHealth, proposedCommitment } from '../../src/domain/assessment-commitment.ts';
import type { Answers } from '../../src/domain/form.ts';
import { criteriaFrom } from '../../src/domain/health.ts';
import { OUTCOMES } from '../../src/domain/outcome.ts';
import { file, NOW } from './people-fixtures.ts';

const given = (answers: Answers): Assessment =>
  Object.fromEntries(Object.entries(answers).map(([id, answer]) => [id, { answer, by: 'U0ENGINE1', at: NOW }]));

const NEW = file({ state: 'in assessment' }).request;
const HANDOVER = file({ state: 'in assessment', door: 'handover' }).request;
const OTHER = file({ door: 'other' }).request;
const EPIC = 'https://gitlab.example.com/groups/g/-/epics/3';
const CRITERIA = criteriaFrom({ good: [], better: [], best: [] });

const PRODUCT: Answers = {
  ...{ assessedFit: 'partial', assessedFitWhy: 'Close to tokens', roadmap: 'fits', roadmapWhy: 'Asked Product' },
  ...{ assessedUrgency: 'weeks', lookedAt: EPIC },
};
const INPUTS: Answers = { useCases: 'Rotate', cocreateRequirements: 'See them' };
const CATEGORY: Answers = { category: 'maintain', categoryWhy: 'For us only' };
const INTERNAL: Answers = { path: 'build-internal', ...CATEGORY, futurePath: 'Later', deferredWhy: 'No room' };
const PLAN: Answers = {
  ...{ assessedCriticality: 'high', assessedCriticalityWhy: 'Daily', language: 'Go', deployment: 'CI' },
  ...{ dataHandling: 'None kept', security: 'One token', adr: 'https://docs.example.com/adr/1' },
};
const INTEGRATE: Answers = {
  ...{ category: 'integrate', statedFit: 'Yes', statedValue: 'All', statedModel: 'Planned', epic: EPIC },
  ...{ milestone: '18.4', milestoneDue: '2026-05-15' },
};
const health = (answer: string): Answers => Object.fromEntries(CRITERIA.map(({ id }) => [`health-${id}`, answer]));
const COCREATE: Answers = { cocreateAdrs: 'none', cocreateWork: EPIC, cocreatePocs: 'None' };
const TRANSFER: Answers = {
  ...{ assessedCriticality: 'high', assessedCriticalityWhy: 'Daily', ...health('met'), ...CATEGORY, ...COCREATE },
};
const without = (answers: Answers, ...ids: string[]): Answers =>
  Object.fromEntries(Object.entries(answers).filter(([id]) => !ids.includes(id)));

describe('what is missing before an outcome can be proposed', () => {
  const internal = { ...PRODUCT, ...INTERNAL, ...INPUTS, ...PLAN };
  it.each<[string, typeof NEW, Answers, string[]]>([
    [
      'NEW-3: nothing is said',
      NEW,
      {},
      ['Product fit', 'Roadmap alignment', 'Urgency', 'capabilities', 'Path forward'],
    ],
    ['NEW-5: no co-create inputs', NEW, { ...PRODUCT, path: 'wait' }, ['Use cases', 'Requirements']],
    [
      'NEW-3: no capability was found, and nobody says where',
      NEW,
      { ...internal, lookedAt: 'none' },
      ['Where it was searched'],
    ],
    ['NEW-3: internal without category', NEW, without(internal, 'category'), ['Path-forward category']],
    ['NEW-3: internal without the reason', NEW, without(internal, 'categoryWhy'), ['Why this category']],
    ['NEW-3: internal without future path', NEW, without(internal, 'futurePath'), ['Future path to product']],
    ['NEW-3: internal without why it is deferred', NEW, without(internal, 'deferredWhy'), ['deferred']],
    ['NEW-4: internal without criticality', NEW, without(internal, 'assessedCriticality'), ['Criticality']],
    ['NEW-4: internal without design', NEW, without(internal, 'language', 'security'), ['Language', 'Security']],
    ['NEW-4: internal without an ADR', NEW, without(internal, 'adr'), ['ADR']],
    [
      'INV-4: Integrate with nothing',
      NEW,
      { ...internal, category: 'integrate' },
      ['Clear product fit', 'Customer value', 'alignment', 'Epic', 'Milestone'],
    ],
    ['INV-4: Integrate without an epic', HANDOVER, { ...TRANSFER, ...without(INTEGRATE, 'epic') }, ['Epic']],
    ['HAND-2: no criticality', HANDOVER, without(TRANSFER, 'assessedCriticality'), ['Criticality']],
    ['HAND-2: one criterion left', HANDOVER, without(TRANSFER, 'health-owner'), ['1 criterion is not answered yet']],
    ['HAND-2: not applicable without why', HANDOVER, { ...TRANSFER, 'health-owner': 'na' }, ['One person is named']],
    ['HAND-4: no category', HANDOVER, without(TRANSFER, 'category', 'categoryWhy'), ['Path-forward category']],
    ['HAND-4: no inputs', HANDOVER, without(TRANSFER, ...Object.keys(COCREATE)), ['ADRs', 'Earlier work', 'PoCs']],
  ])('%s', (_what, request, answers, lines) => {
    const missing = missingFor(request, given(answers)).join('\n');
    for (const line of lines) expect(missing).toContain(line);
  });

  it.each(OUTCOMES.filter(({ door, id }) => door === 'new' && id !== 'build-internal').map(({ id }) => id))(
    'NEW-4: %s skips step 3, and asks no category',
    (path) => {
      const answers = given({ ...PRODUCT, ...INPUTS, path });
      expect(missingFor(NEW, answers)).toEqual([]);
      expect(stepOf(NEW, answers)).toEqual({ number: 4, name: 'Record the decision and plan' });
    },
  );

  it('nothing is, once all is answered', () => {
    expect(missingFor(NEW, given({ ...PRODUCT, ...INTERNAL, ...INPUTS, ...PLAN }))).toEqual([]);
    expect(missingFor(HANDOVER, given(TRANSFER))).toEqual([]);
    expect(missingFor(HANDOVER, given({ ...TRANSFER, ...health('unknown') }))).toEqual([]);
    expect(missingFor(HANDOVER, given({ ...TRANSFER, ...INTEGRATE }), { today: '2026-05-15' })).toEqual([]);
    expect(missingFor(OTHER, {})).toEqual([]);
  });

  it('INV-4: a milestone that is over is missing again', () => {
    const late = missingFor(HANDOVER, given({ ...TRANSFER, ...INTEGRATE }), { today: '2026-05-16' });
    expect(late).toEqual([expect.stringContaining('over on 2026-05-15')]);
  });
});

describe('the step that a request is in', () => {
  it('follows the decisions that are still open', () => {
    const at = (request: typeof NEW, answers: Answers) => stepOf(request, given(answers))?.number;
    expect(at(NEW, {})).toBe(2);
    expect(at(NEW, { ...PRODUCT, ...INTERNAL, ...INPUTS })).toBe(3);
    expect(at(HANDOVER, { assessedCriticality: 'high' })).toBe(2);
    expect(at(HANDOVER, without(TRANSFER, 'category'))).toBe(3);
    expect(at(HANDOVER, TRANSFER)).toBe(4);
    expect(at({ ...NEW, state: 'needs information' }, {})).toBe(1);
    expect(at({ ...NEW, state: 'proposed' }, {})).toBe(4);
    expect(at(OTHER, {})).toBeUndefined();
  });
});

describe('what the decision and the inventory read', () => {
  const internal = given({ ...PRODUCT, ...INTERNAL, ...INPUTS, ...PLAN });
  it('is typed, and absent where nobody said', () => {
    expect(criticalityOf(internal)).toBe('high');
    expect(pathOf(internal)).toBe('build-internal');
    expect([categoryOfAssessment(internal), categoryReasonOf(internal)]).toEqual(['maintain', 'For us only']);
    expect(designDecisionsOf(internal)).toContain('Language: Go');
    expect(adrLinksOf(internal)).toEqual(['https://docs.example.com/adr/1']);
    expect(adrLinksOf(given(TRANSFER))).toEqual([]);
    expect([criticalityOf({}), categoryOfAssessment({}), pathOf({}), integrationOf({})]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(integrationOf(given(INTEGRATE))).toEqual({ epic: EPIC, milestone: { title: '18.4', due: '2026-05-15' } });
    expect(integrationOf(given({ ...INTEGRATE, category: 'maintain' }))).toBeNull();
  });

  it('leaves out what a later choice took back', () => {
    const snapshot = assessedAnswers(NEW, given({ ...PRODUCT, ...INTERNAL, ...INPUTS, ...PLAN, path: 'redirect' }));
    expect(snapshot).toEqual({ ...PRODUCT, ...INPUTS, path: 'redirect' });
  });

  it('HAND-2: health by criterion, with the reason where it does not apply', () => {
    const said = given({
      'health-owner': 'na',
      'health-owner-why': 'Shared',
      'health-readme': 'met',
      'health-x': 'met',
    });
    expect(healthAnswersOf(said)).toEqual({ owner: { answer: 'na', reason: 'Shared' }, readme: { answer: 'met' } });
  });
});

describe('the commitment that is proposed (HAND-3, NEW-4)', () => {
  it('comes from criticality alone for a planned tool', () => {
    expect(proposedCommitment(NEW, given(PLAN))).toMatchObject({ level: 'high', support: 'standard' });
    expect(proposedCommitment(NEW, {})).toBeNull();
    expect(proposedCommitment(OTHER, given(PLAN))).toBeNull();
  });
  it.each([
    ['all is met', {}, 'high', 'standard'],
    ['a gap is known', { 'health-owner': 'unmet' }, 'medium', 'improvement-plan'],
    ['a gap is unknown', { 'health-owner': 'unknown' }, 'low', 'best-effort'],
    ['nothing is known', health('unknown'), 'low', 'best-effort'],
    ['the category caps it', { category: 'redirect' }, 'low', 'standard'],
  ])('for a handover where %s', (_what, change, level, support) => {
    const assessment = given({ ...TRANSFER, ...change });
    expect(proposedCommitment(HANDOVER, assessment)).toMatchObject({ level, support });
  });
  it('says that nothing more is promised while a gap of Good is unknown, and which one that is', () => {
    const proposed = proposedCommitment(HANDOVER, given({ ...TRANSFER, 'health-owner': 'unknown' }));
    expect(proposed?.why).toContain('Its health is below Good');
    expect(proposed?.next).toBe('Meeting “One person is named as its owner” would unlock High.');
  });
  it('names the gap that unlocks more', () => {
    const assessment = given({ ...TRANSFER, 'health-owner': 'unmet' });
    expect(proposedCommitment(HANDOVER, assessment)?.next).toContain('One person is named as its owner');
    expect(assessedHealth(assessment).gaps.map(({ id }) => id)).toEqual(['owner']);
  });
});

describe('the assessment asks for every noun of the process', () => {
  const asked = (request: typeof NEW, answers: Answers) =>
    assessmentScreens(request, answers).flatMap(({ fields, number }) =>
      fields.map(({ label, rule }) => `${number} ${rule} ${label}`),
    );
  it.each([
    [
      'NEW-3',
      NEW,
      [
        '2 NEW-3 Product fit',
        '2 NEW-3 Roadmap alignment',
        '2 NEW-3 Urgency',
        '2 NEW-3 Product capabilities looked at',
        '2 NEW-3 Where it was searched',
        '2 NEW-3 Path forward',
        '2 NEW-3 Path-forward category',
        '2 NEW-3 Future path to product',
        '2 NEW-3 Why the product path is deferred',
      ],
    ],
    ['NEW-5', NEW, ['2 NEW-5 Use cases', '2 NEW-5 Requirements']],
    [
      'NEW-4',
      NEW,
      [
        '3 NEW-4 Criticality',
        '3 NEW-4 Language',
        '3 NEW-4 Deployment model',
        '3 NEW-4 Data handling',
        '3 NEW-4 Security considerations',
        '3 NEW-4 ADR',
      ],
    ],
    ['HAND-2', HANDOVER, ['2 HAND-2 Criticality', ...CRITERIA.map(({ text }) => `2 HAND-2 ${text}`)]],
    [
      'HAND-4',
      HANDOVER,
      ['3 HAND-4 Path-forward category', '3 HAND-4 ADRs', '3 HAND-4 Earlier work items', '3 HAND-4 PoCs'],
    ],
    [
      'INV-4',
      HANDOVER,
      [
        '3 INV-4 Clear product fit',
        '3 INV-4 Customer value',
        '3 INV-4 Operating-model alignment',
        '3 INV-4 Epic',
        '3 INV-4 Milestone',
        '3 INV-4 Milestone ends on',
      ],
    ],
  ])('%s', (_rule, request, nouns) => {
    expect(asked(request, { path: 'build-internal' })).toEqual(expect.arrayContaining(nouns));
  });
  it('NEW-3: one of six outcomes', () => {
    const path = assessmentScreens(NEW, {})
      .flatMap(({ fields }) => fields)
      .find(({ id }) => id === 'path');
    expect(path?.options?.map(({ id }) => id)).toEqual([
      'build-product',
      'build-internal',
      'wait',
      'redirect',
      'defer',
      'self-serve',
    ]);
  });
});
