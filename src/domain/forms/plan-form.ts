import { type Field, type Form, TEXT_LIMIT, TITLE_LIMIT } from '../form.ts';
import { TOO_HEAVY, WEIGHTS } from '../plan-work.ts';
import { type KnownMilestone, milestoneOptions } from './milestone-choice.ts';

const TITLE: Field = {
  id: 'title',
  label: 'Title',
  hint: 'What is done when it is closed. For example: “Scanner reads container images”.',
  kind: 'line',
  required: true,
  rule: 'NEW-6',
  maxLength: TITLE_LIMIT,
};

const ACCEPTANCE: Field = {
  id: 'acceptance',
  label: 'Acceptance criteria',
  hint: 'What has to hold for it to be done, one a line.',
  kind: 'text',
  required: true,
  rule: 'NEW-6',
  maxLength: TEXT_LIMIT,
};

const WEIGHT: Field = {
  id: 'weight',
  label: 'Weight',
  hint: 'How heavy it is beside other work of the team. What is 13 or more is split.',
  kind: 'choice',
  required: true,
  rule: 'NEW-6',
  options: [
    ...WEIGHTS.map((weight) => ({ id: String(weight), label: String(weight) })),
    { id: TOO_HEAVY, label: '13 or more: split it' },
  ],
};

const milestoneField = (known: readonly KnownMilestone[]): Field => ({
  id: 'milestone',
  label: 'Milestone',
  hint: 'For which it is planned.',
  kind: 'choice',
  required: true,
  rule: 'NEW-6',
  options: milestoneOptions(known),
});

/** What is asked of a work item that is planned; where GitLab's milestones are not known, none is asked for. `titled`: false where it has its title. */
export function planForm(known: readonly KnownMilestone[], { titled }: { titled: boolean }): Form {
  const fields = [
    ...(titled ? [TITLE] : []),
    ...[ACCEPTANCE, WEIGHT],
    ...(known.length === 0 ? [] : [milestoneField(known)]),
  ];
  return { id: 'plan', title: 'Plan work', titleField: null, steps: [{ id: 'plan', title: 'Plan work', fields }] };
}
