import { type Field, type Form, type Option, TITLE_LIMIT } from '../form.ts';
import {
  AREA_FIELD,
  criticalityField,
  customerValueField,
  peopleFields,
  productFitField,
  SOURCE_FIELDS,
} from './shared-fields.ts';

/** Most urgent first: NEW-9 asks whether the urgency was raised. */
export const URGENCIES = [
  { id: 'days', label: 'Within days', description: 'Work is blocked, or a date is fixed' },
  { id: 'weeks', label: 'Within weeks', description: 'It costs us time every week' },
  { id: 'quarter', label: 'Within a quarter', description: 'It should be planned; it can wait its turn' },
  { id: 'whenever', label: 'No date', description: 'Good to have, whenever there is room' },
] as const satisfies readonly Option[];

const GOALS: readonly Option[] = [
  { id: 'build', label: 'Have it built', description: 'We need a solution and cannot build it alone' },
  {
    id: 'validate',
    label: 'Validate the idea before building',
    description: 'First find out whether it fits the product',
  },
];

const NEED_FIELDS: readonly Field[] = [
  {
    id: 'title',
    label: 'Title',
    hint: `What you need, in one line of at most ${TITLE_LIMIT} characters. It names the work item.`,
    kind: 'line',
    required: true,
    rule: 'NEW-1',
    maxLength: TITLE_LIMIT,
    placeholder: 'Rotate expiring tokens without doing it by hand',
    takesFrom: ['toolName'],
  },
  {
    id: 'problem',
    label: 'Problem statement',
    hint: 'What goes wrong or takes too long today, and how often. Describe the problem, not the solution.',
    kind: 'text',
    required: true,
    rule: 'NEW-1',
    takesFrom: ['customerProblem', 'about', 'question'],
  },
  {
    id: 'affected',
    label: 'Who is affected',
    hint: 'Which teams or roles, and about how many people. For example: “Four engineers on rotation, each week.”',
    kind: 'text',
    required: true,
    rule: 'NEW-1',
    takesFrom: ['users'],
  },
  {
    id: 'requirements',
    label: 'User requirements',
    hint: 'What a solution must let people do, one a line. For example: “See which tokens expire within 14 days.”',
    kind: 'text',
    required: true,
    rule: 'NEW-1',
    takesFrom: ['capabilities'],
  },
];

const CASE_FIELDS: readonly Field[] = [
  {
    id: 'alternatives',
    label: 'Alternatives explored',
    hint: 'What you tried or looked at, in GitLab or elsewhere, and why it falls short. “Nothing yet” is an answer.',
    kind: 'text',
    required: true,
    rule: 'NEW-1',
  },
  {
    id: 'businessCase',
    label: 'Business case',
    hint: 'What it saves or prevents: hours, risk, an obligation. A rough number is better than none.',
    kind: 'text',
    required: true,
    rule: 'NEW-1',
    takesFrom: ['importance', 'impact'],
  },
  productFitField('NEW-1'),
  customerValueField('NEW-1'),
];

const WEIGHT_FIELDS: readonly Field[] = [
  {
    id: 'goal',
    label: 'Build it or validate it',
    hint: 'Whether you want a solution, or want an idea checked before anyone builds.',
    kind: 'choice',
    required: true,
    rule: 'NEW-1',
    options: GOALS,
  },
  {
    id: 'urgency',
    label: 'Urgency',
    hint: 'When the need has to be met. If a date is fixed, name it and its reason in the business case.',
    kind: 'choice',
    required: true,
    rule: 'NEW-1',
    options: URGENCIES,
  },
  criticalityField('NEW-1'),
];

const RELATED_LINKS: Field = {
  id: 'relatedLinks',
  label: 'Related links',
  hint: 'Issues, documents, dashboards or discussions that help to understand it. One address on each line.',
  kind: 'links',
  required: false,
  rule: 'NEW-1',
  takesFrom: ['earlierWork'],
};

/** NEW-1, DOOR-5, DOOR-6. */
export const NEW_FORM: Form = {
  id: 'new',
  title: 'Net-new request',
  titleField: 'title',
  steps: [
    { id: 'need', title: 'The problem and the need', fields: NEED_FIELDS },
    { id: 'case', title: 'Alternatives and value', fields: CASE_FIELDS },
    {
      id: 'weight',
      title: 'How much it matters, and where it comes from',
      fields: [...WEIGHT_FIELDS, AREA_FIELD, ...SOURCE_FIELDS],
    },
    {
      id: 'people',
      title: 'Who is involved',
      fields: [
        ...peopleFields('Requesting team', 'The team that has the need, such as “Security Platforms”.', 'NEW-1'),
        RELATED_LINKS,
      ],
    },
  ],
};
