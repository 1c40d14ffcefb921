import { type Field, type Form, type Option, TITLE_LIMIT } from '../form.ts';
import {
  AREA_FIELD,
  criticalityField,
  customerValueField,
  peopleFields,
  productFitField,
  SOURCE_FIELDS,
} from './shared-fields.ts';

/** The transferring team's own look at the tool's health; HAND-2 decides. */
export const HEALTH_SELF_CHECK = [
  { id: 'source-control', label: 'All code and configuration are in source control' },
  { id: 'owner-runbook', label: 'It has a named owner and a runbook' },
  { id: 'tests-ci', label: 'Tests run in CI on every change' },
  { id: 'secrets', label: 'Secrets are stored safely, with least privilege' },
  { id: 'monitoring', label: 'Failures are noticed by monitoring or alerts' },
  { id: 'documentation', label: 'Setup, use and design are documented' },
  { id: 'recovery', label: 'Recovery was tried, and it worked' },
] as const satisfies readonly Option[];

const TOOL_FIELDS: readonly Field[] = [
  {
    id: 'toolName',
    label: 'Tool name',
    hint: `The name people use for it, at most ${TITLE_LIMIT} characters. It names the work item.`,
    kind: 'line',
    required: true,
    rule: 'HAND-1',
    maxLength: TITLE_LIMIT,
    takesFrom: ['tool', 'title'],
  },
  {
    id: 'customerProblem',
    label: 'Customer problem',
    hint: 'The problem it solves, and for whom. For example: “Reports arrive in five places, and nobody sees all of them.”',
    kind: 'text',
    required: true,
    rule: 'HAND-1',
    takesFrom: ['problem', 'about', 'question'],
  },
  {
    id: 'businessProcess',
    label: 'Business process',
    hint: 'The work it is part of: what comes before it, what it does, what happens with the result.',
    kind: 'text',
    required: true,
    rule: 'HAND-1',
  },
  {
    id: 'capabilities',
    label: 'Current capabilities',
    hint: 'What it can do today, one a line. Say what is half done or no longer used.',
    kind: 'text',
    required: true,
    rule: 'HAND-1',
    takesFrom: ['requirements'],
  },
  {
    id: 'users',
    label: 'Users',
    hint: 'Which teams use it, about how many people, and how often. For example: “Two teams, ten people, daily.”',
    kind: 'text',
    required: true,
    rule: 'HAND-1',
    takesFrom: ['affected'],
  },
];

const TECHNICAL_FIELDS: readonly Field[] = [
  {
    id: 'technical',
    label: 'Technical understanding',
    hint: 'Language, where the code is, how it is deployed and run, what breaks most often, who still knows it.',
    kind: 'text',
    required: true,
    rule: 'HAND-1',
  },
  {
    id: 'architecture',
    label: 'Architecture',
    hint: 'Its parts and how data flows: inputs, storage, outputs, services it needs, secrets it holds (their names only).',
    kind: 'text',
    required: true,
    rule: 'HAND-1',
  },
  {
    id: 'adrLinks',
    label: 'ADR links',
    hint: 'Architectural decision records, one address on each line.',
    kind: 'links',
    required: true,
    rule: 'HAND-1',
    none: 'None yet: we will write them',
  },
  {
    id: 'adrDate',
    label: 'ADRs written by',
    hint: 'The date by which your team writes down the key decisions in retrospect.',
    kind: 'date',
    required: true,
    rule: 'HAND-1',
    when: { field: 'adrLinks', is: ['none'] },
  },
  {
    id: 'healthCheck',
    label: 'Health self-check',
    hint: 'Tick what is true today. A gap is no obstacle: it shows what would have to be improved.',
    kind: 'choices',
    required: true,
    rule: 'HAND-1',
    options: HEALTH_SELF_CHECK,
    none: 'None of these yet',
  },
];

const VALUE_FIELDS: readonly Field[] = [
  {
    id: 'impact',
    label: 'Impact if unavailable',
    hint: 'What stops, for whom, and after how long. For example: “After a day the weekly release check is done by hand.”',
    kind: 'text',
    required: true,
    rule: 'HAND-1',
    takesFrom: ['businessCase', 'importance'],
  },
  criticalityField('HAND-2'),
  productFitField('HAND-1'),
  customerValueField('HAND-1'),
  {
    id: 'earlierWork',
    label: 'Earlier work items and PoCs',
    hint: 'Issues, epics or proofs of concept about bringing it into the product. One address on each line.',
    kind: 'links',
    required: true,
    rule: 'HAND-1',
    none: 'None that we know of',
    takesFrom: ['relatedLinks'],
  },
];

/** HAND-1, DOOR-5, DOOR-6. */
export const HANDOVER_FORM: Form = {
  id: 'handover',
  title: 'Ownership transfer',
  titleField: 'toolName',
  steps: [
    { id: 'tool', title: 'The tool and its context', fields: TOOL_FIELDS },
    { id: 'technical', title: 'How it works', fields: TECHNICAL_FIELDS },
    { id: 'value', title: 'What depends on it, and what it is worth', fields: VALUE_FIELDS },
    {
      id: 'people',
      title: 'Who is involved, and where it comes from',
      fields: [
        ...peopleFields('Transferring team', 'The team that owns the tool today.', 'HAND-1'),
        AREA_FIELD,
        ...SOURCE_FIELDS,
      ],
    },
  ],
};
