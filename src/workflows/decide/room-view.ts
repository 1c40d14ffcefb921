import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import { z } from 'zod';
import type { DecisionFile } from '../../domain/decision.ts';
import { type Answers, textOf } from '../../domain/form.ts';
import type { Milestone } from '../../domain/milestone.ts';
import { requestNumber } from '../../domain/owed.ts';
import { LOWER_TO, MOST_PICKED, ROOM_FIELDS, readRoom } from '../../domain/room.ts';
import { input } from '../../slack/ask.ts';
import { actions, button, context, modal, option, said, section } from '../../slack/blocks.ts';
import { plain, truncate } from '../../slack/escape.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { titleBlock } from './propose-view.ts';

/** What was picked before, by what is shown of it; and where work can be moved to. */
export type Picking = { tools: PlainTextOption[]; work: PlainTextOption[]; milestones: readonly Milestone[] };

type Asking = { id: (typeof ROOM_FIELDS)[number]; label: string; hint: string; element: InputBlock['element'] };

const picked = ({ element, ...asked }: Asking): InputBlock => input({ ...asked, optional: true }, element);

/** What makes room for the transfer (HAND-8): commitments that drop, work that moves. What slips by it is shown next. */
export function roomView(at: DecisionFile, answers: Answers, picking: Picking): ModalView {
  const { id } = at.file.request;
  return modal({
    ...{ title: `Decide on ${requestNumber(id)}`, callbackId: VIEWS.room, submit: 'See what slips' },
    privateMetadata: JSON.stringify({ request: String(id), outcome: 'reprioritise' }),
    blocks: [
      titleBlock(at),
      section('*What makes room for it?*\nNothing is changed before leadership has decided.', { blockId: 'intro' }),
      actions([button({ text: 'Back to the outcomes', actionId: ACTIONS.back, value: String(id) })], 'back'),
      ...toolInputs(answers, picking),
      ...workInputs(answers, picking),
    ],
  });
}

function searched(id: Asking['id'], placeholder: string, chosen: PlainTextOption[]): InputBlock['element'] {
  const initial = chosen.length === 0 ? {} : { initial_options: chosen };
  const limits = { min_query_length: 0, max_selected_items: MOST_PICKED };
  return { type: 'multi_external_select', action_id: id, placeholder: plain(placeholder), ...limits, ...initial };
}

function toolInputs(answers: Answers, { tools }: Picking): InputBlock[] {
  const { lower, until } = readRoom(answers);
  const options = LOWER_TO.map((each) => option(each.label, each.id));
  const initial = options.find(({ value }) => value === lower);
  const day = until === '' ? {} : { initial_date: until };
  return [
    picked({
      ...{
        id: 'roomTools',
        label: 'Tools that get less',
        hint: `Tools with a commitment above Low, at most ${MOST_PICKED}.`,
      },
      element: searched('roomTools', 'Search for tools', tools),
    }),
    picked({
      ...{ id: 'roomLower', label: 'Their commitment drops to', hint: 'Until somebody of the team lifts it again.' },
      element: {
        ...{ type: 'radio_buttons', action_id: 'roomLower', options },
        ...(initial === undefined ? {} : { initial_option: initial }),
      },
    }),
    picked({
      ...{ id: 'roomUntil', label: 'Until when', hint: 'The last day. The owner is then reminded to lift it again.' },
      element: { type: 'datepicker', action_id: 'roomUntil', ...day },
    }),
  ];
}

function workInputs(answers: Answers, { work, milestones }: Picking): KnownBlock[] {
  if (milestones.length === 0)
    return [
      context('GitLab shows no milestone that is to come, so no planned work can be moved to one.', 'no_milestone'),
    ];
  const { milestoneId } = readRoom(answers);
  const options = milestones.map(({ id, title, dueDate }) =>
    option(truncate(title, 50) + (dueDate === null ? '' : ` (until ${dueDate})`), String(id)),
  );
  const initial = options.find(({ value }) => value === String(milestoneId));
  return [
    picked({
      ...{ id: 'roomWork', label: 'Planned work that moves', hint: `Open work items, at most ${MOST_PICKED}.` },
      element: searched('roomWork', 'Search for work', work),
    }),
    picked({
      ...{
        id: 'roomMilestone',
        label: 'It moves to',
        hint: 'The milestone for which it is planned then, in GitLab too.',
      },
      element: {
        ...{ type: 'static_select', action_id: 'roomMilestone', options },
        ...(initial === undefined ? {} : { initial_option: initial }),
      },
    }),
  ];
}

const optionSchema = z.object({ value: z.string() });
const enteredSchema = z.object({
  selected_options: z.array(optionSchema).nullish().catch(null),
  selected_option: optionSchema.nullish().catch(null),
  selected_date: z.string().nullish().catch(null),
});

/** What the view holds, by the names under which a proposal keeps it. */
export function pickedIn(values: Record<string, Record<string, unknown>>): Answers {
  return Object.fromEntries(
    ROOM_FIELDS.map((id) => {
      const { data } = enteredSchema.safeParse(values[id]?.[id]);
      const several = data?.selected_options?.map(({ value }) => value);
      return [id, several ?? data?.selected_option?.value ?? data?.selected_date ?? ''];
    }),
  );
}

/** What slips, as leadership will read it. */
export function slipBlocks(answers: Answers, changed: boolean): KnownBlock[] {
  const slips = textOf(answers, 'slips');
  const anew = ':warning: *This has changed meanwhile. Look at it again, then propose.*';
  return [
    section('*What slips, and who is affected*', { blockId: 'slips' }),
    ...(changed ? [section(anew, { blockId: 'slips_anew' })] : []),
    slips === ''
      ? context('Nothing that the app knows was chosen. Say below what slips.', 'slips_none')
      : said(slips, 'slips_text'),
  ];
}
