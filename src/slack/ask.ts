import type { ViewOutput } from '@slack/bolt';
import type { InputBlock } from '@slack/types';
import { plain } from './escape.ts';

/** One thing that a small modal asks for, in plain words. `id` names the block, what is read of it, and where an error stands. */
export type Asked = { id: string; label: string; hint?: string; optional?: boolean };

const HINT_MAX = 150;

/** An input of a small modal. */
export const input = ({ id, label, hint, optional = false }: Asked, element: InputBlock['element']): InputBlock => ({
  ...{ type: 'input', block_id: id, label: plain(label), element },
  ...(hint === undefined ? {} : { hint: plain(hint, HINT_MAX) }),
  ...(optional ? { optional } : {}),
});

/** Text of several lines; `max` as Slack counts characters. */
export const textInput = (asked: Asked, max: number, initial = ''): InputBlock =>
  input(asked, {
    ...{ type: 'plain_text_input', action_id: asked.id, multiline: true, max_length: max },
    ...(initial === '' ? {} : { initial_value: initial }),
  });

export const lineInput = (asked: Asked, max: number, initial = ''): InputBlock =>
  input(asked, {
    ...{ type: 'plain_text_input', action_id: asked.id, max_length: max },
    ...(initial === '' ? {} : { initial_value: initial }),
  });

/** A day; `initial` is YYYY-MM-DD. */
export const dayInput = (asked: Asked, initial = ''): InputBlock =>
  input(asked, { type: 'datepicker', action_id: asked.id, ...(initial === '' ? {} : { initial_date: initial }) });

export const personInput = (asked: Asked): InputBlock => input(asked, { type: 'users_select', action_id: asked.id });

/** What was typed in an input, or the person, option or day (YYYY-MM-DD) that was chosen; empty where there is none. */
export function enteredIn({ state }: Pick<ViewOutput, 'state'>, id: string): string {
  const entered = state.values[id]?.[id];
  return (
    entered?.value ??
    entered?.selected_user ??
    entered?.selected_option?.value ??
    entered?.selected_date ??
    ''
  ).trim();
}

/** An error at a field is plain text: no markup, and people by their names. `personOf`: who has this id, as far as is known. */
export async function plainError(
  text: string,
  personOf: (id: string) => Promise<{ name: string } | null>,
): Promise<string> {
  let told = text.replaceAll('*', '').replaceAll('`', '');
  for (const [token, id = ''] of text.matchAll(/<@([A-Z0-9]+)>/g)) {
    told = told.replaceAll(token, (await personOf(id))?.name ?? 'That person');
  }
  return told;
}
