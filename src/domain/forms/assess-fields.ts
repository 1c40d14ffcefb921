import { CATEGORIES } from '../category.ts';
import { CRITICALITIES } from '../criticality.ts';
import type { Field } from '../form.ts';

/** INV-3, as the team decides it. */
export function assessedCriticality(rule: string): Field[] {
  return [
    {
      id: 'assessedCriticality',
      label: 'Criticality',
      hint: 'How critical is it to ProdSec or GitLab’s business, and what happens if it goes down?',
      kind: 'choice',
      required: true,
      rule,
      options: CRITICALITIES,
    },
    {
      id: 'assessedCriticalityWhy',
      label: 'Why this criticality',
      hint: 'What stops, for whom, and how soon it is felt. It stands on the work item.',
      kind: 'text',
      required: true,
      rule,
    },
  ];
}

const INTEGRATE = { field: 'category', is: ['integrate'] };

const STATED = [
  ['statedFit', 'Clear product fit', 'Say what in the product it belongs to, and who of Product agrees.'],
  ['statedValue', 'Customer value', 'Say which customers gain what. Integrate needs it stated.'],
  ['statedModel', 'Operating-model alignment', 'Say how it fits the way Product and Engineering plan and work.'],
] as const;

/** INV-4: what whoever chooses Integrate states, and what has to exist. */
const INTEGRATE_FIELDS: readonly Field[] = [
  ...STATED.map(([id, label, hint]): Field => {
    return { id, label, hint, kind: 'text', required: true, rule: 'INV-4', when: INTEGRATE };
  }),
  {
    id: 'epic',
    label: 'Epic',
    hint: 'The address of the epic; where GitLab has no epics, of the parent issue.',
    kind: 'link',
    required: true,
    rule: 'INV-4',
    linkTo: 'gitlab-work',
    placeholder: 'https://gitlab.example.com/groups/group/-/epics/12',
    when: INTEGRATE,
  },
  {
    id: 'milestone',
    label: 'Milestone',
    hint: 'Its title as GitLab shows it, such as “18.4”.',
    kind: 'line',
    required: true,
    rule: 'INV-4',
    maxLength: 100,
    when: INTEGRATE,
  },
  {
    id: 'milestoneDue',
    label: 'Milestone ends on',
    hint: 'Its due date in GitLab. A milestone that is over cannot be chosen.',
    kind: 'date',
    required: true,
    rule: 'INV-4',
    when: INTEGRATE,
  },
];

/** The path-forward category with its reason, and what Integrate needs. */
export function categoryFields(rule: string, when?: Field['when']): Field[] {
  const asked = when === undefined ? {} : { when };
  return [
    {
      id: 'category',
      label: 'Path-forward category',
      hint: 'From product fit, customer value and operating-model alignment.',
      kind: 'choice',
      required: true,
      rule,
      options: CATEGORIES.map(({ id, label, description }) => ({ id, label, description: shortened(description) })),
      ...asked,
    },
    {
      id: 'categoryWhy',
      label: 'Why this category',
      hint: 'What speaks for it, and what would have to change for another one.',
      kind: 'text',
      required: true,
      rule,
      ...asked,
    },
    ...INTEGRATE_FIELDS,
  ];
}

/** Slack shows 75 characters of a description. */
const shortened = (text: string): string => (text.length <= 75 ? text : `${text.slice(0, 74).trimEnd()}…`);
