import { HURTS } from '../feedback.ts';
import { type Field, type Form, TEXT_LIMIT, TITLE_LIMIT } from '../form.ts';
import { evidenceChoices, type Shows } from '../interlock.ts';

const ONE_STEP = (id: string, title: string, fields: readonly Field[]): Form => ({
  ...{ id, title, titleField: null, steps: [{ id, title, fields }] },
});

const NAME: Field = {
  ...{ id: 'name', label: 'Feature', kind: 'line', required: true, rule: 'LOCK-2', maxLength: 150 },
  hint: 'As the product names it. For example: “Dependency scanning”.',
};
const ADDRESS: Field = {
  ...{ id: 'url', label: 'Where it is described', kind: 'link', required: false, rule: 'LOCK-2' },
  hint: 'Its epic, issue or documentation page.',
};
const COCREATION: Field = {
  ...{ id: 'cocreation', label: 'Its co-creation', kind: 'line', required: false, rule: 'LOCK-5', maxLength: 150 },
  hint: 'The tool that it comes from, by name or number such as T-1, or the name of the co-creation.',
};
const REASON: Field = {
  ...{ id: 'reason', label: 'Why a third one', kind: 'text', required: true, rule: 'LOCK-2', maxLength: 1_000 },
  hint: 'A workstream carries one or two features at first. Say why this one cannot wait.',
};

/** A target feature (LOCK-2). `third`: a reason is asked for. */
export const featureForm = (shows: Shows, { third }: { third: boolean }): Form =>
  ONE_STEP('feature', 'Target feature', [
    ...[NAME, ADDRESS],
    ...(shows === 'cocreation' ? [COCREATION] : []),
    ...(third ? [REASON] : []),
  ]);

/** A piece of evidence of Customer Zero (LOCK-5). */
export const EVIDENCE_FORM = ONE_STEP('evidence', 'Customer Zero', [
  {
    ...{ id: 'state', label: 'What it is, and where it stands', kind: 'choice', required: true, rule: 'LOCK-5' },
    ...{ hint: 'It can be changed later.', options: evidenceChoices },
  },
  {
    ...{ id: 'what', label: 'What exactly', kind: 'line', required: true, rule: 'LOCK-5', maxLength: TITLE_LIMIT },
    hint: 'For example: “Findings can be closed in bulk, with a reason”.',
  },
  {
    ...{ id: 'link', label: 'Evidence', kind: 'link', required: false, rule: 'LOCK-5' },
    hint: 'Where it can be seen: the requirement, the mockup, the test’s report.',
  },
  {
    ...{ id: 'note', label: 'What came of it', kind: 'text', required: false, rule: 'LOCK-5', maxLength: 1_000 },
    hint: 'What was found, in a few sentences.',
  },
]);

const TEAM: Field = {
  ...{ id: 'team', label: 'Team', kind: 'line', required: true, rule: 'LOCK-5', maxLength: 80 },
  hint: 'Your team in security. For example: “Vulnerability Management”.',
};
const PILOT: Field = {
  ...{ id: 'pilot', label: 'Does it pilot the feature?', kind: 'choice', required: true, rule: 'LOCK-5' },
  hint: 'A pilot uses it early and says what it finds.',
  options: [
    { id: 'yes', label: 'Yes, it volunteers' },
    { id: 'no', label: 'No, or not any more' },
  ],
};
const answers = (yes: string, no: string) => [
  { id: 'yes', label: yes },
  { id: 'no', label: no },
  { id: 'unknown', label: 'Too early to say' },
];
const RELIES: Field = {
  ...{ id: 'relies', label: 'Can it rely on the feature?', kind: 'choice', required: true, rule: 'LOCK-5' },
  ...{ hint: 'In its daily work.', options: answers('Yes, it relies on it', 'No') },
};
const VALUE: Field = {
  ...{ id: 'value', label: 'Does it derive value from it?', kind: 'choice', required: true, rule: 'LOCK-5' },
  ...{ hint: 'Is it better off with the feature than without?', options: answers('Yes', 'No') },
};
const STOPS: Field = {
  ...{ id: 'stops', label: 'What stops it', kind: 'text', required: false, rule: 'LOCK-5', maxLength: 1_000 },
  hint: 'Needed where it cannot rely on the feature. What exactly should change goes in as feedback.',
};

/** What a team has to do with a feature, as its workstream asks (LOCK-5). */
export const teamForm = (shows: Shows): Form =>
  ONE_STEP('team', 'Your team and it', shows === 'evidence' ? [TEAM, PILOT] : [TEAM, RELIES, VALUE, STOPS]);

/** Feedback on a feature (LOCK-4). */
export const FEEDBACK_FORM = ONE_STEP('interlock-feedback', 'Give feedback', [
  TEAM,
  {
    ...{ id: 'useCase', label: 'Your use case', kind: 'text', required: true, rule: 'LOCK-4', maxLength: 1_000 },
    hint: 'What you want to get done. For example: “Close 300 findings of one cause at once”.',
  },
  {
    ...{ id: 'happened', label: 'What happened', kind: 'text', required: true, rule: 'LOCK-4', maxLength: TEXT_LIMIT },
    hint: 'What you did, what the feature did, and what it should have done.',
  },
  {
    ...{ id: 'hurts', label: 'How much it hurts', kind: 'choice', required: true, rule: 'LOCK-4' },
    ...{ hint: 'For you and your team.', options: HURTS.map(({ id, label }) => ({ id, label })) },
  },
  {
    ...{ id: 'evidence', label: 'Evidence', kind: 'text', required: false, rule: 'LOCK-4', maxLength: 1_000 },
    hint: 'Addresses of issues, pipelines or screenshots, error messages, figures.',
  },
]);

/** The work item for the product team (LOCK-4). */
export const ITEM_FORM = ONE_STEP('interlock-item', 'Consolidate', [
  {
    ...{ id: 'title', label: 'Title', kind: 'line', required: true, rule: 'LOCK-4', maxLength: TITLE_LIMIT },
    hint: 'What the product team should do. For example: “Close findings in bulk, with one reason”.',
  },
  {
    ...{ id: 'body', label: 'What should be done, and why', kind: 'text', required: true, rule: 'LOCK-4' },
    hint: 'It begins with the use cases. Make it something that a product team can act on.',
    maxLength: TEXT_LIMIT,
  },
  {
    ...{ id: 'url', label: 'An issue that is there already', kind: 'link', required: false, rule: 'LOCK-4' },
    ...{ hint: 'Leave it empty, and a new one is filed in the team’s project.', linkTo: 'gitlab-issue' },
  },
]);
