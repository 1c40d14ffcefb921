import { type Owed, oweConstraint } from './owed.ts';
import type { Roles } from './people.ts';
import { no, type Verdict, yes } from './verdict.ts';

/** What keeps the team from operating or improving tools as it should (REV-5). */
export type Constraint = {
  id: number;
  what: string;
  /** The last day on which it holds (YYYY-MM-DD). */
  until: string;
  /** The tools that it affects; none named: all of the team's work. */
  toolIds: number[];
  reportedBy: string;
  at: Date;
  endedAt: Date | null;
  endedBy: string | null;
};

export type NewConstraint = Pick<Constraint, 'what' | 'until' | 'toolIds'>;

export const constraintNumber = (id: number): string => `C-${id}`;

/** `leadership`: who is told. */
export type Reporting = { roles: Roles; today: string; leadership: readonly string[] };

/** The team reports a constraint, and leadership is told. `field` is where a refusal belongs. */
export function reportConstraint(
  { roles, today, leadership }: Reporting,
  { what, until, toolIds }: NewConstraint,
):
  | { ok: true; value: { constraint: NewConstraint; owed(id: number): Owed[] } }
  | { ok: false; field: 'what' | 'until'; text: string } {
  const text = what.trim();
  if (!roles.team) return { ok: false, field: 'what', text: 'Only ProdSecEng can report a capacity constraint.' };
  if (text === '') return { ok: false, field: 'what', text: 'Say what keeps the team back.' };
  if (until < today) return { ok: false, field: 'until', text: 'Choose today or a later day.' };
  const told = leadership.filter((id) => id !== roles.person.id);
  return {
    ok: true,
    value: { constraint: { what: text, until, toolIds }, owed: (id) => told.map((each) => oweConstraint(id, each)) },
  };
}

export const maySeeCapacity = ({ team, leadership }: Roles): boolean => team || leadership;

/** The team ends a constraint before its day. */
export function endConstraint({ roles, leadership }: Omit<Reporting, 'today'>) {
  return (constraint: Constraint): Verdict<Owed[]> => {
    if (!roles.team) return no('Only ProdSecEng can end a capacity constraint.');
    if (constraint.endedAt !== null) return no('It has ended already.');
    return yes(leadership.map((id) => oweConstraint(constraint.id, id)));
  };
}
