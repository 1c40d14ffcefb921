import { type Field, type Form, TEXT_LIMIT } from '../form.ts';
import { METRICS } from '../metric-label.ts';
import { type OutcomeId, outcomeOf } from '../outcome.ts';

const BASIS: Field = {
  id: 'basis',
  label: 'Basis',
  hint: 'Why this outcome, in a few sentences. Every member may read it.',
  kind: 'text',
  required: true,
  rule: 'DEC-13',
};

const CONDITIONS: Field = {
  id: 'conditions',
  label: 'Conditions',
  hint: 'What has to hold, or to happen, for it. For example: “The transferring team answers questions for a month.”',
  kind: 'text',
  required: true,
  rule: 'NEW-6',
  none: 'No conditions',
};

const METRIC: Field = {
  id: 'metric',
  label: 'Metric label',
  hint: 'Under which of the charter’s metrics the work item counts from now on.',
  kind: 'choice',
  required: true,
  rule: 'NEW-2',
  options: METRICS,
};

const person = (id: string, label: string, hint: string, rule: string): Field => ({
  ...{ id, label, hint, rule, kind: 'person', required: true },
});

const day = (id: string, label: string, hint: string, rule: string): Field => ({
  ...{ id, label, hint, rule, kind: 'date', required: true },
});

const SPOKESPERSON: Field = {
  ...person(
    'requesting',
    'Who speaks for the team',
    'Who agrees for the team that asked; the contact, unless they say otherwise.',
    'DEC-14',
  ),
};

const COUNTERPARTS: readonly Field[] = [
  {
    id: 'product',
    label: 'Product',
    hint: 'Who of Product has to agree. Of several the first answer counts.',
    kind: 'people',
    required: true,
    rule: 'DEC-14',
  },
  {
    id: 'engineering',
    label: 'Engineering',
    hint: 'Who of Engineering has to agree. Of several the first answer counts.',
    kind: 'people',
    required: true,
    rule: 'DEC-14',
  },
];

const OWNER = person('owner', 'Owner', 'Who of ProdSecEng looks after the tool from now on.', 'INV-1');

const PROJECT: Field = {
  id: 'project',
  label: 'GitLab project',
  hint: 'Path of the project where its code lives, such as group/tool.',
  kind: 'line',
  required: false,
  rule: 'INV-1',
  maxLength: 255,
};

const TOOL_NAME: Field = {
  id: 'toolName',
  label: 'Name of the tool',
  hint: 'As it stands in the inventory. No other tool may have it.',
  kind: 'line',
  required: true,
  rule: 'INV-1',
  maxLength: 200,
};

const INTERIM: Field = {
  id: 'interim',
  label: 'Commitment until the gaps are met',
  hint: 'One row below the criticality, unless you promise less.',
  kind: 'choice',
  required: true,
  rule: 'INV-9',
  options: [
    { id: 'one-lower', label: 'One row lower than the criticality' },
    { id: 'medium', label: 'Medium at most' },
    { id: 'low', label: 'Low: best effort' },
  ],
};

const EVALUATION: readonly Field[] = [
  person(
    'evaluator',
    'Who evaluates',
    'They find out whether to re-engineer it, and propose a new decision.',
    'HAND-9',
  ),
  day('evaluateBy', 'Evaluated by', 'By when there is a new decision.', 'HAND-9'),
];

/** What each outcome needs beside its basis, its conditions and its metric label. */
const DETAILS: Record<OutcomeId, readonly Field[]> = {
  'build-product': COUNTERPARTS,
  'build-internal': [
    TOOL_NAME,
    OWNER,
    {
      id: 'milestone',
      label: 'Milestone',
      hint: 'Title of the milestone for which the work is planned, as GitLab shows it.',
      kind: 'line',
      required: true,
      rule: 'NEW-6',
      maxLength: 200,
    },
    day(
      'milestoneDue',
      'Milestone ends',
      'The last day of that milestone. A tool that is not operational by then is followed up.',
      'INV-1',
    ),
  ],
  wait: [
    {
      id: 'watched',
      label: 'Product work that is waited for',
      hint: 'Address of its GitLab epic, issue or milestone. When its date or state changes, the request comes back.',
      kind: 'link',
      required: true,
      rule: 'NEW-8',
      placeholder: 'https://gitlab.example.com/groups/group/-/epics/12',
    },
    SPOKESPERSON,
  ],
  redirect: [
    {
      id: 'solution',
      label: 'Existing solution',
      hint: 'The tool, feature or purchase that meets the need, and where to find it.',
      kind: 'text',
      required: true,
      rule: 'NEW-10',
      maxLength: TEXT_LIMIT,
    },
    {
      id: 'help',
      label: 'Help to adopt it',
      hint: 'What ProdSecEng offers, and whom to ask.',
      kind: 'text',
      required: true,
      rule: 'NEW-10',
      none: 'No help is needed',
    },
  ],
  defer: [
    day('deferredUntil', 'Looked at again on', 'At the latest. It comes back earlier when capacity changes.', 'NEW-9'),
  ],
  'self-serve': [
    SPOKESPERSON,
    {
      id: 'guidance',
      label: 'Guidance',
      hint: 'What the team should know before it builds, and whom it may ask.',
      kind: 'text',
      required: true,
      rule: 'DEC-6',
      none: 'No advice needed',
    },
  ],
  accept: [TOOL_NAME, OWNER, PROJECT],
  'accept-improve': [
    ...[TOOL_NAME, OWNER, PROJECT, INTERIM],
    day('improvedBy', 'Gaps met by', 'By when the plan is to be done.', 'HAND-5'),
  ],
  'best-effort': [TOOL_NAME, OWNER, PROJECT, ...EVALUATION],
  alternative: [
    {
      id: 'alternative',
      label: 'Alternative',
      hint: 'What would solve the same problem, with better maintainability and product fit. A net-new request opens with it.',
      kind: 'text',
      required: true,
      rule: 'DEC-10',
    },
    { ...SPOKESPERSON },
  ],
  reprioritise: [
    {
      id: 'transfer',
      label: 'Transfer that it makes room for',
      hint: 'The decision that becomes final together with this one.',
      kind: 'choice',
      required: true,
      rule: 'HAND-8',
      options: (['accept', 'accept-improve', 'best-effort'] as const).map((id) => ({ id, label: outcomeOf(id).label })),
    },
    {
      id: 'impact',
      label: 'What else slips',
      hint: 'What the app does not know: one a line, until when, and who is affected. Leadership decides on it.',
      kind: 'text',
      required: false,
      rule: 'HAND-8',
    },
    ...[TOOL_NAME, OWNER, PROJECT],
  ],
};

const FORMS = new Map<OutcomeId, Form>();

/** What a proposal of this outcome says (DEC-13), as one form of one step. */
export function decideForm(outcome: OutcomeId): Form {
  const made = FORMS.get(outcome) ?? formOf(outcome);
  FORMS.set(outcome, made);
  return made;
}

function formOf(id: OutcomeId): Form {
  const { label, metric } = outcomeOf(id);
  const fields = [BASIS, ...DETAILS[id], ...(metric === null ? [METRIC] : []), CONDITIONS];
  return { id: `decide-${id}`, title: label, titleField: null, steps: [{ id: 'decide', title: label, fields }] };
}
