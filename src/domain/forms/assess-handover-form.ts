import type { AssessmentScreen } from '../assessment-screen.ts';
import type { Field } from '../form.ts';
import { CRITERIA_LEVELS, type Criterion, HEALTH_ANSWERS, HEALTH_LEVELS } from '../health.ts';
import { assessedCriticality, categoryFields } from './assess-fields.ts';

export const healthFieldId = (criterionId: string): string => `health-${criterionId}`;
export const healthReasonId = (criterionId: string): string => `health-${criterionId}-why`;

/** HAND-2: each criterion is met, not met, unknown, or not applicable with a reason. */
function healthFields({ id, text }: Criterion): Field[] {
  const asked = { required: true, rule: 'HAND-2' } as const;
  return [
    {
      ...{ ...asked, id: healthFieldId(id), label: text, kind: 'choice', options: HEALTH_ANSWERS },
      hint: 'Unknown is an answer: it counts as a gap.',
    },
    {
      ...{ ...asked, id: healthReasonId(id), label: 'Why it does not apply', kind: 'line', maxLength: 200 },
      hint: 'What is different about this tool, in a line.',
      when: { field: healthFieldId(id), is: ['na'] },
    },
  ];
}

const INPUT_FIELDS: readonly Field[] = [
  {
    id: 'cocreateAdrs',
    label: 'ADRs',
    hint: 'Architectural decision records that help whoever integrates it, one address on each line.',
    kind: 'links',
    required: true,
    rule: 'HAND-4',
    none: 'None yet',
    takesFrom: ['adrLinks'],
  },
  {
    id: 'cocreateWork',
    label: 'Earlier work items',
    hint: 'Issues and epics about bringing it into the product, one address on each line.',
    kind: 'links',
    required: true,
    rule: 'HAND-4',
    none: 'None that we know of',
    takesFrom: ['earlierWork'],
  },
  {
    id: 'cocreatePocs',
    label: 'PoCs',
    hint: 'Proofs of concept and what came of them, in words or addresses. “None” is an answer.',
    kind: 'text',
    required: true,
    rule: 'HAND-4',
  },
];

/** Steps 2 and 3 of a handover (HAND-2…4), with the criteria that the team measures health by. */
export function handoverScreens(criteria: readonly Criterion[]): AssessmentScreen[] {
  const health = CRITERIA_LEVELS.map((level): AssessmentScreen => {
    const label = HEALTH_LEVELS.find(({ id }) => id === level)?.label ?? level;
    const fields = criteria.filter((each) => each.level === level).flatMap(healthFields);
    return {
      ...{ id: `health-${level}`, title: `Health: ${label}`, number: 2, fields },
      intro: `What a tool needs to be ${label}. Unknown counts as a gap.`,
      words: ['healthCheck', 'technical'],
    };
  });
  return [
    {
      ...{ id: 'criticality', title: 'Criticality', number: 2, fields: assessedCriticality('HAND-2') },
      intro: 'How critical is the tool, and what is the impact if it becomes unavailable?',
      words: ['criticality', 'impact', 'users'],
    },
    ...health.filter(({ fields }) => fields.length > 0),
    {
      ...{ id: 'path', title: 'Path to product', number: 3, fields: categoryFields('HAND-4') },
      intro: 'How strong is the customer value, and could it become a product feature?',
      words: ['productFit', 'customerValue'],
    },
    {
      ...{ id: 'inputs', title: 'Co-create inputs', number: 3, fields: INPUT_FIELDS },
      intro: 'What is helpful to know if and when integration starts?',
      words: ['capabilities', 'adrLinks', 'earlierWork'],
    },
  ];
}
