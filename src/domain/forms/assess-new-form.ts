import type { AssessmentScreen } from '../assessment-screen.ts';
import type { Field, Option } from '../form.ts';
import { outcomesFor } from '../outcome.ts';
import { assessedCriticality, categoryFields } from './assess-fields.ts';
import { URGENCIES } from './new-form.ts';

const FITS = [
  { id: 'clear', label: 'Clear', description: 'It belongs into the product' },
  { id: 'partial', label: 'In part', description: 'Some of it does, or in another shape' },
  { id: 'none', label: 'None', description: 'It is for us only' },
  { id: 'open', label: 'Not clear yet', description: 'Product has to say' },
] as const satisfies readonly Option[];

const ALIGNMENTS = [
  { id: 'planned', label: 'Planned', description: 'It is on the roadmap already' },
  { id: 'fits', label: 'Fits, not planned', description: 'It goes where the roadmap goes' },
  { id: 'apart', label: 'Apart from it', description: 'The roadmap goes elsewhere' },
  { id: 'open', label: 'Not clear yet', description: 'Product has to say' },
] as const satisfies readonly Option[];

const decided = { required: true, rule: 'NEW-3' } as const;

const PRODUCT_FIELDS: readonly Field[] = [
  {
    ...{ ...decided, id: 'assessedFit', label: 'Product fit', kind: 'choice', options: FITS },
    hint: 'Could and should GitLab itself do this, as the team sees it now?',
  },
  {
    ...{ ...decided, id: 'assessedFitWhy', label: 'Why this product fit', kind: 'text' },
    hint: 'The feature or group it is close to, and what speaks for or against it.',
  },
  {
    ...{ ...decided, id: 'roadmap', label: 'Roadmap alignment', kind: 'choice', options: ALIGNMENTS },
    hint: 'How it stands to what Product plans.',
  },
  {
    ...{ ...decided, id: 'roadmapWhy', label: 'What the roadmap says', kind: 'text' },
    hint: 'Who was asked, or where it stands: milestone, direction page, epic.',
  },
  {
    ...{ ...decided, id: 'assessedUrgency', label: 'Urgency', kind: 'choice', options: URGENCIES },
    hint: 'When the need has to be met, as the team sees it.',
  },
  {
    ...{ ...decided, id: 'lookedAt', label: 'Product capabilities looked at', kind: 'links', linkTo: 'gitlab-work' },
    hint: 'Existing or planned: GitLab epics or issues, one address on each line.',
    none: 'None found',
  },
  {
    ...{ ...decided, id: 'searched', label: 'Where it was searched', kind: 'text' },
    hint: 'Documentation, epics, direction pages, people asked: so that nobody searches there again.',
    when: { field: 'lookedAt', is: ['none'] },
  },
];

const INTERNAL = { field: 'path', is: ['build-internal'] };

const PATH_FIELDS: readonly Field[] = [
  {
    ...{ ...decided, id: 'path', label: 'Path forward', kind: 'choice' },
    hint: 'What the team means to propose. The decision itself comes in step 4.',
    options: outcomesFor('new').map(({ id, label }) => ({ id, label })),
  },
  ...categoryFields('NEW-3', INTERNAL),
  {
    ...{ ...decided, id: 'futurePath', label: 'Future path to product', kind: 'text', when: INTERNAL },
    hint: 'How and where it could become part of the product one day. “None is seen” with the reason is an answer.',
  },
  {
    ...{ ...decided, id: 'deferredWhy', label: 'Why the product path is deferred', kind: 'text', when: INTERNAL },
    hint: 'Why it is built internally first, and what would have to be there to do otherwise.',
  },
];

const INPUT_FIELDS: readonly Field[] = [
  {
    id: 'useCases',
    label: 'Use cases',
    hint: 'What people do with it, for whoever integrates it one day. It starts with the requester’s own words.',
    kind: 'text',
    required: true,
    rule: 'NEW-5',
    takesFrom: ['problem'],
  },
  {
    id: 'cocreateRequirements',
    label: 'Requirements',
    hint: 'What a solution must let people do, one a line. It starts with the requester’s own words.',
    kind: 'text',
    required: true,
    rule: 'NEW-5',
    takesFrom: ['requirements'],
  },
];

const design = (id: string, label: string, hint: string): Field => {
  return { id, label, hint, kind: 'text', required: true, rule: 'NEW-4' };
};

const PLAN_FIELDS: readonly Field[] = [
  ...assessedCriticality('NEW-4'),
  design('language', 'Language', 'Which language or stack, and why this one.'),
  design('deployment', 'Deployment model', 'Where it runs and how it gets there: CI job, service, scheduled pipeline.'),
  design('dataHandling', 'Data handling', 'What it reads and keeps, how sensitive that is, and for how long.'),
  design('security', 'Security considerations', 'Secrets, permissions, what an attacker would want from it.'),
  {
    id: 'adr',
    label: 'ADR',
    hint: 'The address of the architectural decision record that holds these decisions.',
    kind: 'link',
    required: true,
    rule: 'NEW-4',
  },
];

/** Steps 2 and 3 of a net-new request (NEW-3…5); step 3 only where internal tooling is meant. */
export function newScreens(internal: boolean): AssessmentScreen[] {
  const step2: AssessmentScreen[] = [
    {
      ...{ id: 'product', title: 'Product check', number: 2, fields: PRODUCT_FIELDS },
      intro: 'Could existing or planned product capabilities meet the need?',
      words: ['problem', 'alternatives', 'productFit', 'urgency'],
    },
    {
      ...{ id: 'path', title: 'Path forward', number: 2, fields: PATH_FIELDS },
      intro: 'Build in the product, build internally, wait, redirect, defer, or self-serve?',
      words: ['goal', 'businessCase', 'customerValue'],
    },
    {
      ...{ id: 'inputs', title: 'Co-create inputs', number: 2, fields: INPUT_FIELDS },
      intro: 'What is helpful to know if and when product integration starts?',
      words: ['affected', 'requirements'],
    },
  ];
  const step3: AssessmentScreen = {
    ...{ id: 'plan', title: 'Criticality and design decisions', number: 3, fields: PLAN_FIELDS },
    intro: 'Which level of support does it need, and what is decided about its design?',
    words: ['criticality', 'requirements'],
  };
  return internal ? [...step2, step3] : step2;
}
