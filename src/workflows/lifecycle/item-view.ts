import type { KnownBlock, ModalView } from '@slack/types';
import { itemOf, type StageFile } from '../../domain/stage.ts';
import type { Found } from '../../domain/stage-kind.ts';
import { PARITIES, type Parity, valueStateLabel } from '../../domain/value-proposition.ts';
import { input, textInput } from '../../slack/ask.ts';
import { context, modal, option, section } from '../../slack/blocks.ts';
import { inline, truncate } from '../../slack/escape.ts';
import { VIEWS } from './ids.ts';
import { parityLine } from './values-view.ts';

const STATES = [
  { id: 'open', text: 'Open' },
  { id: 'done', text: 'Done' },
  { id: 'not doing', text: 'Not doing, with a reason' },
] as const;

/** One item of a list: its state, who does it until when, where it can be seen, and what is said of it. */
export function itemModal(file: StageFile, { list, row }: Found): ModalView {
  const item = itemOf(file, list.id, row.key);
  const states = STATES.map(({ id, text }) => option(text, id));
  const chosen = states.find(({ value }) => value === item.state) ?? states[0];
  const answers = list.of === 'consideration';
  const optional = !(list.of === 'output' || row.link === true);
  return modal({
    ...{
      title: answers ? 'Consideration' : list.of === 'output' ? 'Output' : 'Activity',
      callbackId: VIEWS.item,
      submit: 'Save',
    },
    privateMetadata: JSON.stringify({ stage: String(file.stage.id), list: list.id, key: row.key }),
    blocks: [
      section(`*${inline(row.title)}*${row.hint === undefined ? '' : `\n${inline(row.hint)}`}`, { blockId: 'what' }),
      ...parityBlocks(file, list, row),
      input(
        { id: 'state', label: 'State' },
        { type: 'radio_buttons', action_id: 'state', options: states, ...(chosen && { initial_option: chosen }) },
      ),
      textInput(
        { id: 'note', label: answers ? 'Answer' : 'Note, or why it is not done', optional: true },
        2_000,
        item.note ?? '',
      ),
      input(
        {
          id: 'link',
          label: 'Link',
          optional: true,
          hint: optional ? 'Where it can be seen.' : 'It is done only with its link.',
        },
        {
          type: 'plain_text_input',
          action_id: 'link',
          max_length: 1_000,
          ...(item.link === null ? {} : { initial_value: item.link }),
        },
      ),
      input(
        { id: 'assignee', label: 'Who does it', optional: true },
        {
          type: 'users_select',
          action_id: 'assignee',
          ...(item.assigneeId === null ? {} : { initial_user: item.assigneeId }),
        },
      ),
      input(
        { id: 'due', label: 'Due', optional: true },
        { type: 'datepicker', action_id: 'due', ...(item.dueOn === null ? {} : { initial_date: item.dueOn }) },
      ),
    ],
  });
}

/** Feature parity is answered with the list before one's eyes. */
function parityBlocks({ values }: StageFile, list: Found['list'], row: Found['row']): KnownBlock[] {
  if (list.of !== 'consideration' || row.key !== 'parity') return [];
  const lines = values
    .slice(0, SHOWN)
    .map(
      ({ what, parity, state }) =>
        `• ${inline(truncate(what, 150))}: ${parityLabel(parity)}, ${valueStateLabel(state)}`,
    );
  return [
    context(parityLine(values), 'parity'),
    ...(lines.length === 0 ? [] : [section(lines.join('\n'), { blockId: 'parity_list' })]),
  ];
}

const SHOWN = 15;
const parityLabel = (parity: Parity | null): string =>
  PARITIES.find(({ id }) => id === parity)?.label ?? 'what must match is not said';
