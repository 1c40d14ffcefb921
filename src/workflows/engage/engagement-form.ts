import type { InputBlock, ModalView } from '@slack/types';
import { type AgendaPart, agendaLines } from '../../domain/agenda.ts';
import { readCadence } from '../../domain/cadence.ts';
import type { Engagement } from '../../domain/engagement.ts';
import { input, lineInput, textInput } from '../../slack/ask.ts';
import { modal, option, section } from '../../slack/blocks.ts';
import { inline } from '../../slack/escape.ts';
import { VIEWS } from './ids.ts';

const TEXT_MAX = 3_000;

/** What the form starts with; `engagement`: null for a new one. */
export type Start = { engagement: Engagement | null; team: string; risks: boolean; day: string; me: string };

export function engagementForm({ engagement, team, risks, day, me }: Start, metadata: string): ModalView {
  const cadence = readCadence(engagement?.every ?? '2 weeks');
  return modal({
    ...{ title: engagement === null ? 'Set up engagement' : 'Edit engagement', callbackId: VIEWS.form, submit: 'Save' },
    privateMetadata: metadata,
    blocks: [
      teamInput(team),
      person(
        'owner',
        'Owner',
        'Someone of ProdSecEng, who is reminded when it is due.',
        engagement?.ownerId ?? me,
        false,
      ),
      person('contact', 'Contact', 'Who speaks for that team.', engagement?.contactId ?? null, true),
      everyInput(cadence?.amount ?? 2),
      unitInput(cadence?.unit ?? 'weeks'),
      input({ id: 'next', label: 'Next meeting' }, { type: 'datepicker', action_id: 'next', initial_date: day }),
      risksInput(risks),
    ],
  });
}

function teamInput(team: string): InputBlock {
  const asked = { id: 'team', label: 'Team', hint: 'As its requests name it: by this the agenda finds them.' };
  const block = lineInput(asked, 100);
  return team === ''
    ? block
    : input(asked, { type: 'plain_text_input', action_id: 'team', max_length: 100, initial_value: team });
}

const person = (id: string, label: string, hint: string, initial: string | null, optional: boolean): InputBlock =>
  input(
    { id, label, hint, optional },
    { type: 'users_select', action_id: id, ...(initial === null ? {} : { initial_user: initial }) },
  );

const everyInput = (amount: number): InputBlock =>
  input(
    { id: 'amount', label: 'Every', hint: 'A number of weeks (1 to 26) or months (1 to 12).' },
    {
      ...{ type: 'number_input', is_decimal_allowed: false, action_id: 'amount', initial_value: String(amount) },
      ...{ min_value: '1', max_value: '26' },
    },
  );

const UNITS = [option('weeks', 'weeks'), option('months', 'months')];

function unitInput(unit: 'weeks' | 'months'): InputBlock {
  const initial = UNITS.find(({ value }) => value === unit) ?? UNITS[0];
  return input(
    { id: 'unit', label: 'Weeks or months' },
    {
      type: 'radio_buttons',
      action_id: 'unit',
      options: UNITS,
      ...(initial === undefined ? {} : { initial_option: initial }),
    },
  );
}

const RISKS = [option('The risk register is on the agenda', 'risks')];

const risksInput = (risks: boolean): InputBlock =>
  input(
    {
      id: 'risks',
      label: 'Risk register',
      hint: 'The charter asks for regular alignment with SPA on the register.',
      optional: true,
    },
    { type: 'checkboxes', action_id: 'risks', options: RISKS, ...(risks ? { initial_options: RISKS } : {}) },
  );

/** What is kept of a meeting: the agenda as it is now goes with it. */
export function meetingForm(
  { team }: Engagement,
  agenda: readonly AgendaPart[],
  { day, metadata }: { day: string; metadata: string },
): ModalView {
  const count = agendaLines(agenda).length;
  const lines = count === 1 ? '1 line' : `${count} lines`;
  return modal({
    ...{ title: 'Record a meeting', callbackId: VIEWS.meeting, submit: 'Record', privateMetadata: metadata },
    blocks: [
      section(`*${inline(team)}*\nThe agenda as it is now (${lines}) is kept with it.`, { blockId: 'what' }),
      input({ id: 'day', label: 'Held on' }, { type: 'datepicker', action_id: 'day', initial_date: day }),
      textInput({ id: 'outcomes', label: 'What came of it?', hint: 'Priorities, answers, what changes.' }, TEXT_MAX),
      textInput(
        {
          ...{ id: 'agreed', label: 'What was agreed?', optional: true },
          hint: 'One a line. Each can then be opened as a request, which you fill in.',
        },
        TEXT_MAX,
      ),
    ],
  });
}
