import type { Deps } from '../../deps.ts';
import { dayIn } from '../../domain/day.ts';
import { type Answers, fieldsOf } from '../../domain/form.ts';
import { decideForm } from '../../domain/forms/decide-forms.ts';
import {
  chosenMilestone,
  type KnownMilestone,
  startingMilestone,
  withMilestoneMenu,
} from '../../domain/forms/milestone-choice.ts';
import type { OutcomeId } from '../../domain/outcome.ts';
import { mergeValues } from '../../slack/fields.ts';

const CHOICES = 100;

/** GitLab's milestones that are not over, for a proposal to choose from. */
export const knownMilestones = ({ storage, settings, now }: Deps): Promise<KnownMilestone[]> =>
  storage.milestones.upcomingMilestones(dayIn(now(), settings.calendar.homeTimeZone), CHOICES);

/** What the form of a proposal holds, above what was answered before; a chosen milestone stands as its title and last day. */
export async function readProposal(deps: Deps, outcome: OutcomeId, before: Answers, values: unknown): Promise<Answers> {
  const known = await knownMilestones(deps);
  const fields = withMilestoneMenu(fieldsOf(decideForm(outcome)), known);
  return chosenMilestone(mergeValues(startingMilestone(before, known), values, fields), known);
}
