import type { InputBlock, ModalView, PlainTextOption } from '@slack/types';
import { CRITICALITIES } from '../../domain/criticality.ts';
import { URGENCIES } from '../../domain/forms/new-form.ts';
import type { Promised } from '../../domain/promise.ts';
import { nextWorkingDay } from '../../domain/working-hours.ts';
import { type Asked, input, textInput } from '../../slack/ask.ts';
import { modal, option, section } from '../../slack/blocks.ts';
import { inline, truncate } from '../../slack/escape.ts';
import { VIEWS } from './ids.ts';

const TEXT_MAX = 2_000;

const what = ({ what: promised }: Promised) => section(`*${inline(truncate(promised, 300))}*`, { blockId: 'what' });

const metadata = ({ id }: Promised): string => JSON.stringify({ promise: String(id) });

const reasonInput = (label: string, hint: string, optional = false): InputBlock =>
  textInput({ id: 'text', label, hint, optional }, TEXT_MAX);

const choice = (
  asked: Pick<Asked, 'id' | 'label' | 'optional'>,
  options: PlainTextOption[],
  initial?: PlainTextOption,
): InputBlock =>
  input(asked, {
    ...{ type: 'radio_buttons', action_id: asked.id, options },
    ...(initial === undefined ? {} : { initial_option: initial }),
  });

/** It starts at the next working day of whoever snoozes. */
export function snoozeModal(promise: Promised, now: Date, zone: string): ModalView {
  const next = Math.floor(nextWorkingDay(now, zone).getTime() / 1_000);
  return modal({
    ...{ title: 'Snooze', callbackId: VIEWS.snooze, submit: 'Snooze', privateMetadata: metadata(promise) },
    blocks: [
      what(promise),
      input(
        { id: 'until', label: 'No reminder before', hint: 'It then comes within your working hours.' },
        { type: 'datetimepicker', action_id: 'until', initial_date_time: next },
      ),
    ],
  });
}

const ENDINGS = [option('It is done', 'kept'), option('It is not needed any more', 'dropped')];

/** A checklist is done by its items: by hand it ends only where it is not needed. */
export function endModal(promise: Promised, isChecklist = false): ModalView {
  const endings = isChecklist ? ENDINGS.slice(1) : ENDINGS;
  const [title, submit] = isChecklist ? ['Not needed?', 'Drop it'] : ['Done?', 'End it'];
  return modal({
    ...{ title, callbackId: VIEWS.end, submit, privateMetadata: metadata(promise) },
    blocks: [
      what(promise),
      choice({ id: 'how', label: 'How does it end?' }, endings, endings[0]),
      reasonInput('Reason', 'Needed where it is not needed any more. It stays on record.', !isChecklist),
    ],
  });
}

export const missesModal = (promise: Promised): ModalView =>
  modal({
    ...{ title: 'What is missing?', callbackId: VIEWS.misses, submit: 'Send', privateMetadata: metadata(promise) },
    blocks: [
      reasonInput('What is missing?', 'The request comes back to ProdSecEng with this, and it goes to the work item.'),
    ],
  });

const optionsOf = (table: readonly { id: string; label: string }[]) => table.map(({ id, label }) => option(label, id));

/** What a request says of its urgency and criticality now; only a higher one brings it back. */
export function raiseModal(promise: Promised, answers: Record<string, unknown>): ModalView {
  const asked = (id: string, label: string, table: readonly { id: string; label: string }[]): InputBlock => {
    const options = optionsOf(table);
    const initial = options.find(({ value }) => value === answers[id]);
    return choice({ id, label, optional: true }, options, initial);
  };
  return modal({
    ...{ title: 'Say what changed', callbackId: VIEWS.raise, submit: 'Send', privateMetadata: metadata(promise) },
    blocks: [
      section('The request was deferred. Raise one of these, and it is looked at again.', { blockId: 'intro' }),
      asked('urgency', 'Urgency', URGENCIES),
      asked('criticality', 'Expected criticality', CRITICALITIES),
      reasonInput('What changed?', 'It goes to the work item with your name.'),
    ],
  });
}
