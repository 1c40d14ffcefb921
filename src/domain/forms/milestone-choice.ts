import type { Answers, Field, Option } from '../form.ts';
import { textOf } from '../form.ts';
import type { Milestone } from '../milestone.ts';

export type KnownMilestone = Pick<Milestone, 'id' | 'title' | 'dueDate'>;

/** Slack shows so many choices, of so many characters. */
const MOST = 100;
const LABEL = 75;

const labelOf = ({ title, dueDate }: KnownMilestone): string => {
  const ends = dueDate === null ? '' : ` (ends ${dueDate})`;
  const characters = [...title];
  const room = LABEL - ends.length;
  return `${characters.length <= room ? title : `${characters.slice(0, room - 1).join('')}…`}${ends}`;
};

/** GitLab's milestones as choices, by their ids there. */
export const milestoneOptions = (known: readonly KnownMilestone[]): Option[] =>
  known.slice(0, MOST).map((each) => ({ id: String(each.id), label: labelOf(each) }));

const PICK = 'milestoneKnown';
const OTHER: Option = { id: 'other', label: 'Another one: type it below' };

/**
 * The fields with a menu of GitLab's milestones before the typed title (`milestone`), which stays for one that is not listed. Where none are
 * known, or no milestone is asked for, they are as they were.
 */
export function withMilestoneMenu(fields: readonly Field[], known: readonly KnownMilestone[]): Field[] {
  if (known.length === 0) return [...fields];
  return fields.flatMap((field) => {
    if (field.id === 'milestoneDue') return [forOthers(field)];
    if (field.id !== 'milestone') return [field];
    const { label, rule, when } = field;
    const menu: Field = {
      ...{ id: PICK, label: `${label} in GitLab`, rule, kind: 'choice', required: false },
      hint: 'As GitLab knows it, with its last day.',
      options: [...milestoneOptions(known.slice(0, MOST - 1)), OTHER],
      ...(when === undefined ? {} : { when }),
    };
    return [menu, forOthers(field)];
  });
}

const forOthers = (field: Field): Field => ({
  ...field,
  required: false,
  hint: `Where it is not listed above: ${field.hint}`,
});

/** The answers as those fields start: what GitLab knows is chosen in the menu, and not typed beside it. */
export function startingMilestone(answers: Answers, known: readonly KnownMilestone[]): Answers {
  const title = textOf(answers, 'milestone');
  if (title === '' || known.length === 0) return answers;
  const found = known.find((each) => each.title === title);
  if (found === undefined) return { ...answers, [PICK]: OTHER.id };
  const { milestone: _, milestoneDue = '', ...rest } = answers;
  const due = found.dueDate === null && milestoneDue !== '' ? { milestoneDue } : {};
  return { ...rest, ...due, [PICK]: String(found.id) };
}

/** The answers with title and last day of what was chosen in the menu; what was typed holds for any other, and for a last day that GitLab lacks. */
export function chosenMilestone(answers: Answers, known: readonly KnownMilestone[]): Answers {
  const { [PICK]: picked, ...rest } = answers;
  const found = known.find(({ id }) => String(id) === picked);
  if (found === undefined) return rest;
  return { ...rest, milestone: found.title, ...(found.dueDate === null ? {} : { milestoneDue: found.dueDate }) };
}
