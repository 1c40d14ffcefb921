import { CATEGORIES } from '../category.ts';
import { type Answers, type Field, type Form, fieldsOf } from '../form.ts';
import { PRIORITY_CRITERIA } from '../prioritization.ts';
import type { Tool } from '../tool.ts';
import { SCORE_FORM } from './tool-forms.ts';

const choice = (id: string, label: string, hint: string, options: [id: string, label: string][]): Field => ({
  ...{ id, label, hint, kind: 'choice', required: true, rule: 'REV-1' },
  options: options.map(([option, text]) => ({ id: option, label: text })),
});

const END = choice('end', 'How does the review end?', 'Nothing of the tool is changed unless you choose Correct.', [
  ['confirm', 'Confirm: all is as it says here'],
  ['correct', 'Correct: apply what I changed here'],
  ['unused', 'Flag as unused'],
]);
const STILL = choice('stillUsed', 'Is it still used?', 'By anyone, for anything.', [
  ['yes', 'Yes'],
  ['no', 'No'],
]);
const USERS: Field = {
  ...{ id: 'users', label: 'By whom?', kind: 'text', required: false, rule: 'REV-1', maxLength: 2_000 },
  hint: 'Who uses it, and for what.',
};
const SINCE: Field = {
  ...{ id: 'unusedSince', label: 'Since when not?', kind: 'date', required: false, rule: 'REV-1' },
  hint: 'Where it is not used any more: about since when.',
};
const MOVED: Field = {
  ...choice('moved', 'Have stakeholders moved to an alternative?', 'As far as you know.', [
    ['no', 'No'],
    ['some', 'Some have'],
    ['all', 'Most or all have'],
  ]),
  required: false,
};
const ALTERNATIVE: Field = {
  ...{ id: 'alternative', label: 'To what?', kind: 'line', required: false, rule: 'REV-1', maxLength: 200 },
  hint: 'The tool or way of working that they moved to.',
};
/** Integrate asks for more than a review does: it is chosen on the tool's page. */
const categoryField = (tool: Tool): Field =>
  choice(
    'category',
    'Is the category still right?',
    'Integrate is chosen on the tool’s page, as it needs its case.',
    CATEGORIES.filter(({ id }) => id !== 'integrate' || tool.category === 'integrate').map(({ id, label }) => [
      id,
      label,
    ]),
  );

/** What a review asks (REV-1). `scores`: whether this person may see the five criteria (INV-2). */
export function reviewForm(tool: Tool, scores: boolean): Form {
  const criteria = fieldsOf(SCORE_FORM).filter(({ id }) => PRIORITY_CRITERIA.some((each) => each.id === id));
  const asked = scores ? criteria.map((field) => ({ ...field, required: false })) : [];
  return {
    ...{ id: 'review', title: 'Review', titleField: null },
    steps: [
      {
        ...{ id: 'review', title: 'Review' },
        fields: [STILL, USERS, SINCE, MOVED, ALTERNATIVE, categoryField(tool), ...asked, END],
      },
    ],
  };
}

/** What is known, filled in. */
export function reviewStarts({ users, category, scores }: Tool): Answers {
  const scored = Object.entries(scores).map(([id, score]) => [id, String(score)]);
  return { ...(users.trim() === '' ? {} : { users }), category, ...Object.fromEntries(scored) };
}
