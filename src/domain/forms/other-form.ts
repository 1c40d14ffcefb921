import { type Field, type Form, type Option, TITLE_LIMIT } from '../form.ts';
import { AREA_FIELD, peopleFields, SOURCE_FIELDS } from './shared-fields.ts';

const KINDS: readonly Option[] = [
  { id: 'feature', label: 'A feature of a tool', description: 'A change to a tool that ProdSecEng maintains' },
  { id: 'something-else', label: 'Something else', description: 'Any other work that you would like from the team' },
];

const REQUEST_FIELDS: readonly Field[] = [
  {
    id: 'title',
    label: 'Title',
    hint: `What you ask for, in one line of at most ${TITLE_LIMIT} characters. It names the work item.`,
    kind: 'line',
    required: true,
    rule: 'OTHER-1',
    maxLength: TITLE_LIMIT,
    takesFrom: ['toolName'],
  },
  {
    id: 'kind',
    label: 'Kind of request',
    hint: 'A new feature of a tool that the team maintains, or anything else.',
    kind: 'choice',
    required: true,
    rule: 'OTHER-1',
    options: KINDS,
  },
  {
    id: 'tool',
    label: 'Which tool',
    hint: 'The tool’s name, as you know it, or its number, such as T-1.',
    kind: 'line',
    required: true,
    rule: 'OTHER-1',
    maxLength: TITLE_LIMIT,
    takesFrom: ['toolName'],
    findsTool: true,
    when: { field: 'kind', is: ['feature'] },
  },
  {
    id: 'about',
    label: 'What it is about',
    hint: 'What you ask for, and what should be different afterwards. For a feature: what you do today instead.',
    kind: 'text',
    required: true,
    rule: 'OTHER-1',
    takesFrom: ['problem', 'customerProblem', 'question'],
  },
  {
    id: 'importance',
    label: 'Why it matters',
    hint: 'Who gains what, and what happens if it is not done. For example: “It saves each reviewer an hour a week.”',
    kind: 'text',
    required: true,
    rule: 'OTHER-1',
    takesFrom: ['businessCase', 'impact'],
  },
];

/** OTHER-1, DOOR-5, DOOR-6. */
export const OTHER_FORM: Form = {
  id: 'other',
  title: 'Other request',
  titleField: 'title',
  steps: [
    { id: 'request', title: 'What you ask for', fields: REQUEST_FIELDS },
    {
      id: 'people',
      title: 'Who is involved, and where it comes from',
      fields: [
        ...peopleFields('Requesting team', 'The team that asks, such as “Security Platforms”.', 'OTHER-1'),
        AREA_FIELD,
        ...SOURCE_FIELDS,
      ],
    },
  ],
};
