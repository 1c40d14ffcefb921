import { CATEGORIES } from '../category.ts';
import { CRITICALITIES } from '../criticality.ts';
import type { Field, Form } from '../form.ts';
import { CRITERIA_LEVELS, type CriteriaLevel, type Criterion, HEALTH_ANSWERS, healthLabel } from '../health.ts';
import { PRIORITY_CRITERIA } from '../prioritization.ts';

/** Every change of a tool says why (INV-12). */
const WHY: Field = {
  id: 'why',
  label: 'Why',
  hint: 'What changed, or what was wrong. It is kept with the change. For example: “The team moved to another project.”',
  kind: 'text',
  required: true,
  rule: 'INV-12',
  maxLength: 1_000,
};

const line = (id: string, label: string, hint: string, required = true): Field => ({
  ...{ id, label, hint, required, kind: 'line', rule: 'INV-1', maxLength: 200 },
});
const text = (id: string, label: string, hint: string, required = true): Field => ({
  ...{ id, label, hint, required, kind: 'text', rule: 'INV-1' },
});

const NAME = line('name', 'Name', 'What people call it. No other tool may have the name, in any letter case.');
const PURPOSE = text('purpose', 'Purpose', 'What it is for, in a sentence or two.');
const OWNING_TEAM = line('owningTeam', 'Owning team', 'The team that owns it now.');
const USERS = text('users', 'Users', 'Who uses it, and for what.');
const PROJECT = line('project', 'GitLab project', 'Its path, such as “security/vulnmapper”.');
const OWNER: Field = {
  ...{ id: 'ownerId', label: 'Owner', kind: 'person', required: false, rule: 'INV-1' },
  hint: 'One person of ProdSecEng who looks after it.',
};
const RUNBOOK: Field = {
  ...{ id: 'runbook', label: 'Runbook', kind: 'link', required: false, rule: 'INV-1' },
  hint: 'The address of the page that says how to run, stop and restart it.',
};
const ADRS: Field = {
  ...{ id: 'adrs', label: 'ADRs', kind: 'links', required: false, rule: 'INV-1' },
  hint: 'Addresses of its architecture decision records, one a line.',
};
const CRITICALITY: Field = {
  ...{ id: 'criticality', label: 'Criticality', kind: 'choice', required: true, rule: 'INV-3', options: CRITICALITIES },
  hint: 'How critical is it to ProdSec or GitLab’s business, and what happens if it goes down?',
};

const oneStep = (id: string, title: string, fields: readonly Field[]): Form => ({
  ...{ id, title, titleField: null },
  steps: [{ id, title, fields }],
});

/** A tool that is added by hand, as planned (INV-1). */
export const ADD_TOOL_FORM = oneStep('add', 'Add a tool', [
  NAME,
  PURPOSE,
  OWNING_TEAM,
  CRITICALITY,
  {
    ...{ id: 'category', label: 'Category', kind: 'choice', required: true, rule: 'INV-4' },
    hint: 'The path forward. Integrate needs an epic and a milestone: choose it on the tool’s page afterwards.',
    options: CATEGORIES.filter(({ id }) => id !== 'integrate').map(({ id, label }) => ({ id, label })),
  },
  OWNER,
  WHY,
]);

export const EDIT_TOOL_FORM = oneStep('edit', 'Edit', [
  NAME,
  PURPOSE,
  CRITICALITY,
  OWNER,
  OWNING_TEAM,
  line('owningTeamBefore', 'Owning team before', 'The team that it came from, where it was transferred.', false),
  { ...PROJECT, required: false },
  { ...USERS, required: false },
  text('designDecisions', 'Design decisions', 'Language, deployment, data handling, security considerations.', false),
  {
    ...{ id: 'readme', label: 'README', kind: 'link', required: false, rule: 'INV-1' },
    hint: 'The address of its README.',
  },
  RUNBOOK,
  ADRS,
  WHY,
]);

/** What a tool needs before it is operational (INV-1). */
export const OPERATIONAL_FORM = oneStep('operational', 'Mark operational', [
  { ...OWNER, required: true },
  PROJECT,
  { ...RUNBOOK, required: true },
  USERS,
  ADRS,
  {
    ...{ id: 'adrsBy', label: 'ADRs written by', kind: 'date', required: false, rule: 'INV-1' },
    hint: 'Where there is no ADR yet: the day by which the owner promises one.',
  },
  WHY,
]);

export const CATEGORY_FORM = oneStep('category', 'Change category', [
  {
    ...{ id: 'category', label: 'Category', kind: 'choice', required: true, rule: 'INV-4' },
    hint: 'The path forward of this tool.',
    options: CATEGORIES.map(({ id, label }) => ({ id, label })),
  },
  {
    ...{ id: 'productFit', label: 'Integrate: product fit', kind: 'text', required: false, rule: 'INV-4' },
    hint: 'Only for Integrate: what makes the product fit clear.',
    maxLength: 1_000,
  },
  {
    ...{ id: 'customerValue', label: 'Integrate: customer value', kind: 'text', required: false, rule: 'INV-4' },
    hint: 'Only for Integrate: what customers gain.',
    maxLength: 1_000,
  },
  {
    ...{ id: 'operatingModel', label: 'Integrate: operating model', kind: 'text', required: false, rule: 'INV-4' },
    hint: 'Only for Integrate: how it aligns with the operating model of Product and Engineering.',
    maxLength: 1_000,
  },
  {
    ...{ id: 'epic', label: 'Integrate: epic', kind: 'link', required: false, rule: 'INV-4' },
    hint: 'Only for Integrate: the address of the epic, or of the parent issue where GitLab has no epics.',
  },
  {
    ...line('milestone', 'Integrate: milestone', 'Only for Integrate: its title, such as “19.4”.', false),
    rule: 'INV-4',
  },
  {
    ...{ id: 'milestoneDue', label: 'Integrate: milestone ends', kind: 'date', required: false, rule: 'INV-4' },
    hint: 'Only for Integrate: the day on which that milestone ends. It must not be over.',
  },
  WHY,
]);

export const SCORE_FORM = oneStep('score', 'Score', [
  ...PRIORITY_CRITERIA.map(
    ({ id, label, questions, meanings }): Field => ({
      ...{ id, label, hint: questions, kind: 'choice', required: true, rule: 'INV-11' },
      options: meanings.map((meaning, index) => ({ id: String(index + 1), label: `${index + 1} · ${meaning}` })),
    }),
  ),
  WHY,
]);

export const PLACE_FORM = oneStep('place', 'Place by hand', [
  {
    ...line('placed', 'Place', 'A number from 1 (first). Leave it empty to go back to the scores.', false),
    rule: 'INV-11',
    maxLength: 3,
  },
  WHY,
]);

/** What the criteria of a level ask; each has its answer and a reason. */
export function healthForm(criteria: readonly Criterion[], level: CriteriaLevel): Form {
  const asked = criteria.filter((each) => each.level === level);
  const fields = asked.flatMap(({ id, text: criterion }): Field[] => [
    {
      ...{ id, label: criterion, kind: 'choice', required: true, rule: 'HAND-2', options: HEALTH_ANSWERS },
      hint: 'Unknown counts as a gap.',
    },
    {
      ...line(reasonId(id), 'Reason', 'Needed where it is not applicable; shown on the tool’s page.', false),
      rule: 'HAND-2',
    },
  ]);
  return oneStep(`health-${level}`, `Health: ${healthLabel(level)}`, [...fields, WHY]);
}

export const reasonId = (criterionId: string): string => `${criterionId}:reason`;

export const isCriteriaLevel = (text: string): text is CriteriaLevel => CRITERIA_LEVELS.some((level) => level === text);
