import type { PersonDriver } from './driver.ts';
import type { Submitted } from './driver-modals.ts';
import { elements, type Found, type Given } from './driver-values.ts';
import { optionsOf } from './page/values.ts';
import type { View } from './page/wire.ts';

const MOST_STEPS = 12;

/**
 * Fills a form that is open and sends it, step by step, until no step is left: with the given answers by action id, and
 * with something plausible where a field is needed and no answer is given. Throws where the app keeps refusing.
 */
export async function fillInAndSend(person: PersonDriver, answers: Record<string, Given> = {}): Promise<Submitted> {
  let last: Submitted | null = null;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const view = await person.modal();
    if (!view?.submit) break;
    await person.fill(answersFor(view, answers));
    last = await person.submit();
    if (last.ok && hasErrors(last)) {
      await person.fill(answersFor(view, answers, last.errors));
      last = await person.submit();
    }
    if (!last.ok || hasErrors(last))
      throw new Error(`${view.title?.text}: ${last.error ?? JSON.stringify(last.errors)}`);
  }
  if (!last) throw new Error('no form is open');
  return last;
}

function hasErrors({ errors }: Submitted): boolean {
  return Object.keys(errors).length > 0;
}

/** `refused`: fields that turned out to be needed, by block id. */
function answersFor(
  view: View,
  answers: Record<string, Given>,
  refused: Record<string, string> = {},
): Record<string, Given> {
  const result: Record<string, Given> = {};
  for (const found of elements(view.blocks)) {
    const name = found.element.action_id ?? '';
    const answer =
      answers[name] ?? (isNeeded(found) || (found.block.block_id ?? '') in refused ? plausible(found) : undefined);
    if (answer !== undefined) result[name] = answer;
  }
  return result;
}

function isNeeded({ block, element }: Found): boolean {
  const begins = Object.keys(element).some((key) => key.startsWith('initial_'));
  return block.type === 'input' && block.optional !== true && !begins;
}

function plausible({ element }: Found): Given {
  const { type } = element;
  if (type === 'url_text_input') return 'https://example.com/notes';
  if (type === 'number_input') return '1';
  if (type.endsWith('_text_input')) return 'Not known yet.';
  if (type === 'datepicker') return '2027-01-29';
  if (type.includes('users')) return ['engineering'];
  return optionsOf(element)[0]?.value ?? null;
}
