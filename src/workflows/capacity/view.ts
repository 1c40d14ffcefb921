import type { KnownBlock, ModalView } from '@slack/types';
import { type Constraint, constraintNumber } from '../../domain/capacity.ts';
import { input, textInput } from '../../slack/ask.ts';
import { actions, button, confirmation, context, header, modal, section } from '../../slack/blocks.ts';
import type { Answer } from '../../slack/command.ts';
import { inline, mentionPerson, plain, truncate } from '../../slack/escape.ts';

/** The value of `end` is the constraint's id. */
export const ACTIONS = { report: 'capacity_report', end: 'capacity_end', tools: 'capacity_tools' } as const;
export const REPORT_VIEW = 'capacity_form';

/** A constraint with the names of the tools that it affects. */
export type Shown = { constraint: Constraint; tools: readonly string[] };

const SHOWN = 15;
const WHAT_MAX = 1_000;
/** What can be chosen of one constraint; more is all of the work. */
const TOOLS_MAX = 50;

/** The constraints in force; the team can report one, and end each. */
export function capacityAnswer(shown: readonly Shown[], isTeam: boolean): Answer {
  const count = shown.length === 1 ? '1 constraint is' : `${shown.length} constraints are`;
  const text = shown.length === 0 ? 'No capacity constraint is in force.' : `${count} in force.`;
  const report = button({ text: 'Report a constraint', actionId: ACTIONS.report, style: 'primary' });
  const rest = shown.length - SHOWN;
  const blocks = [
    header('Capacity', 'capacity'),
    section(text, { blockId: 'count' }),
    ...shown.slice(0, SHOWN).map((each) => constraintRow(each, isTeam)),
    ...(rest > 0 ? [context(`…and ${rest} more that end later.`, 'more')] : []),
    ...(isTeam ? [actions([report], 'report')] : []),
  ];
  return { text, blocks };
}

function constraintRow({ constraint, tools }: Shown, isTeam: boolean): KnownBlock {
  const { id, what } = constraint;
  const confirm = confirmation({
    title: 'End this constraint?',
    text: 'Deferred requests are then looked at again.',
    yes: 'End it',
    no: 'Keep it',
  });
  const end = button({ text: 'End it', actionId: ACTIONS.end, value: String(id), confirm });
  const markup = `*${constraintNumber(id)} ${inline(truncate(what, 500))}*\n${factsOf({ constraint, tools })}`;
  return section(markup, { blockId: `constraint:${id}`, ...(isTeam ? { accessory: end } : {}) });
}

/** Until when, for which tools, and who says so. */
export function factsOf({ constraint, tools }: Shown): string {
  const affected = tools.length === 0 ? 'all of the team’s work' : tools.map((name) => inline(name)).join(', ');
  return `until ${constraint.until} · ${truncate(affected, 1_000)} · reported by ${mentionPerson(constraint.reportedBy)}`;
}

export function reportModal(today: string): ModalView {
  return modal({
    ...{ title: 'Report a constraint', callbackId: REPORT_VIEW, submit: 'Report' },
    blocks: [
      section('What keeps ProdSecEng from operating or improving tools as it should? Leadership is told.'),
      textInput({ id: 'what', label: 'What is it?', hint: 'For example: “Two of us are on incident duty.”' }, WHAT_MAX),
      input(
        { id: 'until', label: 'Until when?', hint: 'The last day on which it holds. It then ends by itself.' },
        { type: 'datepicker', action_id: 'until', initial_date: today },
      ),
      input(
        { id: 'tools', label: 'Which tools?', hint: 'Leave it empty if it is all of the work.', optional: true },
        {
          ...{ type: 'multi_external_select', action_id: ACTIONS.tools, placeholder: plain('Search for tools') },
          ...{ min_query_length: 0, max_selected_items: TOOLS_MAX },
        },
      ),
    ],
  });
}
