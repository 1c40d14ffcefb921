import type { KnownBlock, ModalView } from '@slack/types';
import { milestoneOptions } from '../../domain/forms/milestone-choice.ts';
import type { Roles } from '../../domain/people.ts';
import { actions, button, confirmation, context, header, modal, option, section } from '../../slack/blocks.ts';
import { mentionPerson, moment, plain } from '../../slack/escape.ts';
import { ACTIONS, planValue, VIEWS } from './ids.ts';
import { figures } from './plan-figures.ts';
import { deferredPart, issuesPart, parkingLot } from './plan-rows.ts';
import type { PlanningRead } from './planning.ts';

/** The plan of a milestone: what there is room for, what waits, and what is chosen. */
export function planView(read: PlanningRead, roles: Roles, wanted: number, done?: string): ModalView {
  const { milestone, issues } = read;
  const offset = wanted < issues.length ? wanted : 0;
  return modal({
    ...{ title: 'Milestone plan', callbackId: VIEWS.plan, close: 'Close' },
    privateMetadata: JSON.stringify({ milestone: String(milestone.id), offset: String(offset) }),
    blocks: [
      ...(done === undefined ? [] : [section(done, { blockId: 'done' })]),
      header(milestone.title, 'milestone'),
      context(`${read.begins} to ${read.ends}`, 'days'),
      ...stateOf(read),
      section(figures(read).join('\n'), { blockId: 'figures' }),
      context(UNITS, 'units'),
      controls(read, roles),
      ...deferredPart(read),
      ...issuesPart(read, offset),
      ...parkingLot(read),
    ],
  });
}

const UNITS =
  'Capacity is counted in person-days, issues in weight: neither is worked out from the other. Compare what is planned with what is usually completed, and plan less where fewer person-days are left than usual.';

function stateOf({ plan }: PlanningRead): KnownBlock[] {
  if (plan.state === 'draft') return [];
  const when = plan.decidedAt === null ? '' : `, ${moment(plan.decidedAt)}`;
  const by = plan.decidedBy === null ? '' : ` by ${mentionPerson(plan.decidedBy)}`;
  return [
    section(`:white_check_mark: *Decided*${by}${when}. It is kept as it was then; predictability is measured by it.`, {
      blockId: 'decided',
    }),
  ];
}

function controls({ milestone, choices, plan, begins, today }: PlanningRead, { manager }: Roles): KnownBlock {
  const options = milestoneOptions(choices).map(({ id, label }) => option(label, id));
  const chosen = options.find(({ value }) => value === String(milestone.id));
  const confirm = confirmation({
    title: 'Decide this plan?',
    text: 'It is kept as it is now. Its issues get the milestone in GitLab, those in the parking lot lose it.',
    ...{ yes: 'Decide it', no: 'Not yet' },
  });
  const value = planValue(milestone.id, 0);
  const decide = button({ text: 'Decide the plan', actionId: ACTIONS.decide, value, style: 'primary', confirm });
  const reopen = button({ text: 'Open it again', actionId: ACTIONS.reopen, value });
  return actions(
    [
      ...(manager && plan.state === 'draft' ? [decide] : []),
      ...(manager && plan.state === 'decided' && today < begins ? [reopen] : []),
      {
        ...{ type: 'static_select', action_id: ACTIONS.planFor, placeholder: plain('Another milestone'), options },
        ...(chosen === undefined ? {} : { initial_option: chosen }),
      },
      button({ text: 'Back to the backlog', actionId: ACTIONS.list, value: '0' }),
    ],
    `controls:${milestone.id}`,
  );
}
