import type { Button, KnownBlock, ModalView } from '@slack/types';
import { type ChecklistItem, progressOf, progressText } from '../../domain/checklist.ts';
import { webAddress } from '../../domain/links.ts';
import { type Promised, promiseKind } from '../../domain/promise.ts';
import { input, textInput } from '../../slack/ask.ts';
import { actions, button, context, modal, section } from '../../slack/blocks.ts';
import { date, inline, link, mentionPerson, truncate } from '../../slack/escape.ts';
import { ACTIONS, VIEWS } from './ids.ts';

/** A checklist (HAND-6): each item with what was said of it, by whom and when, and its buttons for whoever may answer. */
export function checklistModal(
  promise: Promised,
  items: readonly ChecklistItem[],
  { answers, done }: { answers: boolean; done?: string },
): ModalView {
  const { label } = promiseKind(promise.kind);
  const progress = progressText(progressOf(items));
  const ended = { open: '', kept: ' :white_check_mark: It is done.', dropped: ' It is not needed any more.' }[
    promise.state
  ];
  return modal({
    ...{ title: truncate(label, 24), callbackId: VIEWS.checklist, close: 'Close' },
    privateMetadata: JSON.stringify({ promise: String(promise.id) }),
    blocks: [
      ...(done === undefined ? [] : [context(`:white_check_mark: ${inline(done)}`, 'done')]),
      section(`*${inline(truncate(promise.what, 300))}*\n${progress}.${ended}`, { blockId: 'what' }),
      ...items.flatMap((item) => itemBlocks(promise, item, answers && promise.state !== 'dropped')),
    ],
  });
}

const MARKS = { open: ':white_large_square:', done: ':white_check_mark:', 'not needed': ':heavy_minus_sign:' } as const;

function itemBlocks(promise: Promised, item: ChecklistItem, answers: boolean): KnownBlock[] {
  const id = `item:${item.id}`;
  const facts = [noteOf(item), whoOf(item)].filter((fact) => fact !== '');
  const text = `${MARKS[item.state]} ${inline(item.what)}${facts.length === 0 ? '' : `\n${facts.join(' · ')}`}`;
  return [section(text, { blockId: id }), ...(answers ? [actions(itemButtons(promise, item), `${id}:buttons`)] : [])];
}

function noteOf({ state, note }: ChecklistItem): string {
  if (note === null || note === '') return '';
  if (state === 'not needed') return `Not needed: ${inline(truncate(note, 500))}`;
  return webAddress(note) === null ? inline(note) : link(note, 'See it');
}

function whoOf({ state, by, at }: ChecklistItem): string {
  if (by === null || at === null) return '';
  const when = date(at, `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`);
  return `${state === 'open' ? 'opened again by ' : ''}${mentionPerson(by)}, ${when}`;
}

function itemButtons({ id }: Promised, item: ChecklistItem): Button[] {
  const value = `${id} ${item.id}`;
  const one = (text: string, actionId: string) =>
    button({ text, actionId, value, label: truncate(`${text}: ${item.what}`, 75) });
  return item.state === 'open'
    ? [one('Done', ACTIONS.itemDone), one('Not needed', ACTIONS.itemNotNeeded)]
    : [one('Open again', ACTIONS.itemOpen)];
}

/** What is asked for one item: where it can be seen, or why it is not needed. */
export function itemModal(promise: Promised, item: ChecklistItem, state: 'done' | 'not needed'): ModalView {
  const done = state === 'done';
  const asked = done
    ? { id: 'text', label: 'Where can it be seen?', hint: 'The address of the page, commit or message.' }
    : { id: 'text', label: 'Why is it not needed?', hint: 'It stays on record, and on the work item.' };
  return modal({
    ...{ title: done ? 'Done' : 'Not needed', callbackId: VIEWS.item, submit: 'Save' },
    privateMetadata: JSON.stringify({ promise: String(promise.id), item: String(item.id), state }),
    blocks: [
      section(`*${inline(item.what)}*`, { blockId: 'what' }),
      done ? input(asked, { type: 'url_text_input', action_id: asked.id }) : textInput(asked, 1_000),
    ],
  });
}
