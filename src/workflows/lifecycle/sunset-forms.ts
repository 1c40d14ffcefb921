import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import { categoryOf } from '../../domain/category.ts';
import { itemOf, type StageFile, type StageVoice } from '../../domain/stage.ts';
import { BACK_TO } from '../../domain/sunset-end.ts';
import { planOf, SUNSET_DATES } from '../../domain/sunset-plan.ts';
import { type Tool, toolNumber } from '../../domain/tool.ts';
import { input, lineInput, personInput, textInput } from '../../slack/ask.ts';
import { modal, option, section } from '../../slack/blocks.ts';
import { inline, mentionPerson, truncate } from '../../slack/escape.ts';
import { SUNSET_VIEWS } from './sunset-ids.ts';

type Form = { title: string; callbackId: string; submit: string; intro: string; more?: Record<string, string> };

const form = (
  { stage }: StageFile,
  { intro, more = {}, ...settings }: Form,
  fields: readonly KnownBlock[],
): ModalView =>
  modal({
    ...settings,
    privateMetadata: JSON.stringify({ stage: String(stage.id), ...more }),
    blocks: [section(intro, { blockId: 'what' }), ...fields],
  });

const dayInput = (asked: { id: string; label: string; hint?: string; optional?: boolean }, day: string | undefined) =>
  input(asked, { type: 'datepicker', action_id: asked.id, ...(day === undefined ? {} : { initial_date: day }) });

const numberInput = (
  asked: { id: string; label: string; hint: string; optional?: boolean },
  initial?: string,
): InputBlock =>
  input(asked, {
    ...{ type: 'plain_text_input', action_id: asked.id, max_length: 10 },
    ...(initial === undefined ? {} : { initial_value: initial }),
  });

const HINTS: Record<string, string> = {
  announcement: 'The first notice goes out on this day.',
  migration: 'By then everybody has moved. Leave it empty where nobody has to move.',
  'read-only': 'From then on nothing can be changed in the tool. Leave it empty if it never is.',
  decommission: 'It is shut down. The notice period lies between the announcement and this day.',
  rollback: 'Until the end of this day the tool can be brought back.',
};

/** All dates of a sunset, the notice period, and what is used instead. */
export function datesForm(file: StageFile, noticePeriod: number): ModalView {
  const { dates, noticeDays, instead } = planOf(file.stage);
  const known = instead === '' ? (itemOf(file, 'activities', 'alternatives').note ?? '') : instead;
  const intro =
    'Users and stakeholders of the tool get a notice on the first day, and before each later one. If a date moves, they are told.';
  return form(file, { title: 'Dates', callbackId: SUNSET_VIEWS.dates, submit: 'Save', intro }, [
    ...SUNSET_DATES.map(({ id, label, optional }) =>
      dayInput({ id, label, hint: HINTS[id] ?? '', optional }, dates[id]),
    ),
    numberInput(
      {
        id: 'noticeDays',
        label: 'Notice period, in days',
        hint: 'How long before the decommission people are told, at least.',
      },
      String(noticeDays ?? noticePeriod),
    ),
    textInput({ id: 'instead', label: 'What do people use instead?', hint: 'Every notice says it.' }, 1_000, known),
  ]);
}

/** Who is asked whether they agree: the stakeholders of the tool stand there already. */
export function stakeholdersForm(file: StageFile, stakeholders: readonly string[]): ModalView {
  const intro =
    'Each gets a message: _Do you agree that it is retired?_ They agree or object with a reason. Objections are answered on record.';
  return form(file, { title: 'Ask stakeholders', callbackId: SUNSET_VIEWS.askStakeholders, submit: 'Ask', intro }, [
    input(
      { id: 'people', label: 'Stakeholders' },
      {
        ...{ type: 'multi_users_select', action_id: 'people', max_selected_items: 20 },
        ...(stakeholders.length === 0 ? {} : { initial_users: stakeholders.slice(0, 20) }),
      },
    ),
  ]);
}

export const teamForm = (file: StageFile): ModalView =>
  form(
    file,
    {
      ...{ title: 'Ask a user team', callbackId: SUNSET_VIEWS.askTeam, submit: 'Ask' },
      intro:
        'Whoever answers for the team gets a message: _Has it moved?_ They say moved, or not yet and what is missing. A team that said “not yet” is asked again when you name it here, and with each notice.',
    },
    [lineInput({ id: 'team', label: 'Team' }, 60), personInput({ id: 'person', label: 'Who answers for it' })],
  );

export const answerForm = (file: StageFile, { id, personId, note }: StageVoice): ModalView =>
  form(
    file,
    {
      ...{ title: 'Answer it', callbackId: SUNSET_VIEWS.answer, submit: 'Answer', more: { voice: String(id) } },
      intro: `${mentionPerson(personId)} objects: ${inline(truncate(note ?? '', 1_000))}`,
    },
    [textInput({ id: 'text', label: 'Answer', hint: 'It stays on record, and they are told.' }, 2_000)],
  );

export const numbersForm = (file: StageFile, today: string): ModalView =>
  form(
    file,
    {
      ...{ title: 'Enter numbers', callbackId: SUNSET_VIEWS.numbers, submit: 'Save' },
      intro:
        'How many people used the tool on a day, and how many the feature that takes its place. A day that has numbers gets the new ones.',
    },
    [
      dayInput({ id: 'day', label: 'Day' }, today),
      numberInput({ id: 'tool', label: 'Tool', hint: 'A whole number.', optional: true }),
      numberInput({ id: 'feature', label: 'Feature', hint: 'A whole number.', optional: true }),
    ],
  );

export function rollBackForm(file: StageFile): ModalView {
  const options = BACK_TO.map((id) => option(categoryOf(id).label, id));
  const intro =
    'The sunset stops here. The tool is operational again, with its commitment; what was done and said stays on record. Who was told of the sunset is told of this.';
  return form(file, { title: 'Roll back', callbackId: SUNSET_VIEWS.rollBack, submit: 'Roll back', intro }, [
    input(
      { id: 'category', label: 'Category from now on' },
      { type: 'radio_buttons', action_id: 'category', options, ...(options[0] && { initial_option: options[0] }) },
    ),
    textInput({ id: 'why', label: 'Why is it rolled back?' }, 2_000),
  ]);
}

/** The token as it is shown once, with how the tool posts its numbers. */
export const tokenModal = (tool: Tool, token: string): ModalView =>
  modal({
    ...{ title: 'Token', callbackId: 'sunset_token', close: 'Close' },
    blocks: [
      section('This token is shown once: keep it where the tool keeps its secrets. Only its hash is kept here.', {
        blockId: 'once',
      }),
      section(`\`\`\`${token}\`\`\``, { blockId: 'token' }),
      section(
        [
          'The tool posts the numbers of a day to this app’s own address; without a day they are of today:',
          `\`\`\`curl -fsS -X POST -H "Authorization: Bearer $TOKEN" -d '{"day": "2026-03-02", "tool": 40, "feature": 12}' https://THIS-APP/tools/${toolNumber(tool.id)}/adoption\`\`\``,
        ].join('\n'),
        { blockId: 'curl' },
      ),
    ],
  });
