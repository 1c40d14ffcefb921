import type { Button, KnownBlock, ModalView } from '@slack/types';
import { type Answers, fieldsOf } from '../../domain/form.ts';
import type { KnownMilestone } from '../../domain/forms/milestone-choice.ts';
import { planForm } from '../../domain/forms/plan-form.ts';
import { outcomeOf } from '../../domain/outcome.ts';
import { requestNumber } from '../../domain/owed.ts';
import type { PlanAt } from '../../domain/plan-work.ts';
import type { PlannedWork } from '../../domain/planned-work.ts';
import { toolNumber } from '../../domain/tool.ts';
import { actions, button, context, divider, header, modal, section } from '../../slack/blocks.ts';
import { inline, link, truncate } from '../../slack/escape.ts';
import { fieldBlocks, quiet } from '../../slack/fields.ts';
import type { PlanFor } from '../../storage/planned-work.ts';
import { ACTIONS, VIEWS } from './ids.ts';

/** Rows of a list; the view has room for the form below it. */
export const LISTED = 30;

export type Plan = {
  about: PlanFor;
  /** What the request or tool is called. */
  name: string;
  at: PlanAt;
  /** Newest first. */
  work: readonly PlannedWork[];
  milestones: readonly KnownMilestone[];
};

const metadataOf = (about: PlanFor, more: Record<string, string> = {}): string => {
  const subject = 'toolId' in about ? { tool: String(about.toolId) } : { request: String(about.requestId) };
  return JSON.stringify({ ...subject, ...more });
};

const subjectLine = ({ about, name }: Plan): string =>
  `*${'toolId' in about ? toolNumber(about.toolId) : requestNumber(about.requestId)}* ${inline(truncate(name, 200))}`;

/** What was typed stays while a block's id does: each further work item, and each that is changed, has fields of its own. */
const roundToAdd = (listed: readonly PlannedWork[]): string => `1${listed[0]?.id ?? 0}`;
const roundToChange = ({ id }: PlannedWork): string => `2${id}`;

/** What is planned so far, and the form for one work item more; sent, it is empty for the next. `done`: what was just done. */
export function planView(plan: Plan, answers: Answers, done?: string): ModalView {
  const { about, at, work, milestones } = plan;
  const outcome = at.decision === null ? [] : [context(`Decided: ${outcomeOf(at.decision.outcome).label}`, 'decided')];
  const fields = fieldsOf(planForm(milestones, { titled: true }));
  const round = roundToAdd(work);
  return modal({
    ...{ title: 'Plan work', callbackId: VIEWS.plan, submit: 'Add work item', close: 'Close' },
    privateMetadata: metadataOf(about),
    blocks: [
      ...(done === undefined ? [] : [context(`:white_check_mark: ${inline(done)}`, 'done')]),
      section(subjectLine(plan), { blockId: 'subject' }),
      ...outcome,
      ...listBlocks(work),
      divider('form_line'),
      header(work.length === 0 ? 'Add a work item' : 'Add another work item', 'form'),
      ...fieldBlocks(fields, answers, { round }).map(quiet),
      ...noMilestones(milestones),
    ],
  });
}

const noMilestones = (known: readonly KnownMilestone[]): KnownBlock[] =>
  known.length > 0
    ? []
    : [
        context(
          'No upcoming milestone of GitLab is known, so it is planned without one. *Change* sets it once there is one.',
          'no_milestones',
        ),
      ];

/** Acceptance criteria, weight and milestone of work that is planned. */
export function changeView(plan: Plan, work: PlannedWork): ModalView {
  const answers: Answers = {
    acceptance: work.acceptance,
    ...(work.weight === null ? {} : { weight: String(work.weight) }),
    ...(work.milestoneId === null ? {} : { milestone: String(work.milestoneId) }),
  };
  const back = button({ text: 'Back to the list', actionId: ACTIONS.back, value: String(work.id) });
  return modal({
    ...{ title: 'Change planned work', callbackId: VIEWS.change, submit: 'Save', close: 'Close' },
    privateMetadata: metadataOf(plan.about, { work: String(work.id) }),
    blocks: [
      section(`${subjectLine(plan)}\n${workLine(work)}`, { blockId: 'subject' }),
      actions([back], 'back'),
      ...fieldBlocks(fieldsOf(planForm(plan.milestones, { titled: false })), answers, {
        round: roundToChange(work),
      }).map(quiet),
      ...noMilestones(plan.milestones),
    ],
  });
}

/** All of it with a button that changes what is open. */
function listBlocks(work: readonly PlannedWork[]): KnownBlock[] {
  if (work.length === 0) return [];
  const rest = work.length > LISTED ? [context('…and more, which were planned earlier.', 'work_more')] : [];
  return [section('*Planned work*', { blockId: 'work' }), ...work.slice(0, LISTED).map(rowWithChange), ...rest];
}

function rowWithChange(work: PlannedWork): KnownBlock {
  const accessory = button({
    ...{ text: 'Change', actionId: ACTIONS.change, value: String(work.id), label: `Change ${work.title}` },
  });
  return workRow(work, work.state === 'opened' ? { accessory } : {});
}

export const workRow = (work: PlannedWork, more: { accessory?: Button } = {}): KnownBlock =>
  section(`• ${workLine(work)}`, { blockId: `work:${work.id}`, ...more });

/** Title, state, weight, milestone and link in one line. */
function workLine({ title, state, weight, milestone, url, iid }: PlannedWork): string {
  const facts = [
    state === 'closed' ? '_closed_' : '_open_',
    weight === null ? 'no weight yet' : `weight ${weight}`,
    milestone === null ? 'no milestone yet' : `milestone ${inline(milestone)}`,
    url === null ? ':hourglass_flowing_sand: its issue follows' : link(url, `#${iid}`),
  ];
  return `${inline(truncate(title, 200))}\n${facts.join(' · ')}`;
}
