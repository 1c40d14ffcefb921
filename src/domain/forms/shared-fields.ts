import { CRITICALITIES } from '../criticality.ts';
import { AREAS, CROSS_FUNCTIONAL_TEAMS, SOURCES } from '../doors.ts';
import type { Field } from '../form.ts';

/** DEC-14: who speaks for the team, and who else is to be told. `rule` is that of the form that asks. */
export function peopleFields(team: string, teamHint: string, rule: string): Field[] {
  return [
    { id: 'team', label: team, hint: teamHint, kind: 'line', required: true, rule, maxLength: 100 },
    {
      id: 'contact',
      label: 'Contact',
      hint: 'Who answers questions and agrees to decisions for your team: one person, you or a colleague.',
      kind: 'person',
      required: true,
      rule,
      startsAs: 'requester',
    },
    {
      id: 'stakeholders',
      label: 'Stakeholders',
      hint: 'Who else depends on the outcome and should hear of it: users, managers, Product and Engineering counterparts.',
      kind: 'people',
      required: true,
      rule,
      none: 'There are no other stakeholders',
    },
  ];
}

/** DOOR-5: the source, and what has to be known of it. */
export const SOURCE_FIELDS: readonly Field[] = [
  {
    id: 'source',
    label: 'Source',
    hint: 'Where this comes from. If two fit, choose the one that someone could look up.',
    kind: 'choice',
    required: true,
    rule: 'DOOR-5',
    options: SOURCES,
  },
  {
    id: 'sourceLink',
    label: 'Existing issue',
    hint: 'The address of the issue. It is labelled and adopted; no second one is filed.',
    kind: 'link',
    required: true,
    rule: 'DOOR-5',
    placeholder: 'https://gitlab.example.com/group/project/-/issues/12',
    linkTo: 'gitlab-issue',
    when: { field: 'source', is: ['existing-issue'] },
  },
  {
    id: 'sourceTeam',
    label: 'Security team that asks',
    hint: 'The team that has the need, where it is not a ProdSec team.',
    kind: 'choice',
    required: true,
    rule: 'DOOR-5',
    options: CROSS_FUNCTIONAL_TEAMS,
    when: { field: 'source', is: ['cross-functional'] },
  },
  {
    id: 'sourceTeamName',
    label: 'Name of that team',
    hint: 'As it is written in the handbook or the organisation chart.',
    kind: 'line',
    required: true,
    rule: 'DOOR-5',
    maxLength: 100,
    when: { field: 'sourceTeam', is: ['another-team'] },
  },
  {
    id: 'sourceReference',
    label: 'Risk reference',
    hint: 'The reference of the risk in the register, such as PSRR-42. Leave the details of the risk in the register.',
    kind: 'line',
    required: true,
    rule: 'DOOR-5',
    maxLength: 100,
    when: { field: 'source', is: ['risk-register'] },
  },
];

/** DOOR-6. */
export const AREA_FIELD: Field = {
  id: 'area',
  label: 'Area of ownership',
  hint: 'Which of ProdSecEng’s eight areas it touches most. The team corrects it if it was a guess.',
  kind: 'choice',
  required: true,
  rule: 'DOOR-6',
  options: AREAS,
};

/** INV-3 as the person who asks sees it; the team decides. */
export function criticalityField(rule: string): Field {
  return {
    id: 'criticality',
    label: 'Expected criticality',
    hint: 'What would happen if it went down? The team sets the final value, and with it the response times.',
    kind: 'choice',
    required: true,
    rule,
    options: CRITICALITIES,
  };
}

export function productFitField(rule: string): Field {
  return {
    id: 'productFit',
    label: 'Product fit',
    hint: 'Could GitLab itself do this one day? Name the feature or group it is close to. “I do not know” is an answer.',
    kind: 'text',
    required: true,
    rule,
  };
}

export function customerValueField(rule: string): Field {
  return {
    id: 'customerValue',
    label: 'Customer value',
    hint: 'Would customers want it, and which ones? For example: “Any team that rotates tokens by hand.” “I do not know” is an answer.',
    kind: 'text',
    required: true,
    rule,
  };
}
