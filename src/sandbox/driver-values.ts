import { asActed, elementsOf, optionsOf } from './page/values.ts';
import type { Block, BlockElement, Option, Value } from './page/wire.ts';
import { textOf } from './screen.ts';
import { PEOPLE } from './world.ts';

/** What a test gives for a field: a text, an option's label or value, a role or user id, a date; a list where many are taken. */
export type Given = string | number | string[] | null;

export type Found = { block: Block; element: BlockElement };

/** Every usable element with its block. */
export function elements(blocks: Block[]): Found[] {
  return blocks.flatMap((block) => elementsOf(block).map((element) => ({ block, element })));
}

/** The element with this action id, button text, field label, block id or placeholder; an error names what there is. */
export function findElement(blocks: Block[], name: string): Found {
  const all = elements(blocks);
  const found =
    all.find(({ element }) => element.action_id === name) ??
    all.find(({ block, element }) => namesOf(block, element).includes(name)) ??
    all.find(({ block, element }) => namesOf(block, element).some((one) => one.startsWith(name)));
  if (found) return found;
  const known = all.map(({ block, element }) => `${namesOf(block, element)[0] || element.type} (${element.action_id})`);
  throw new Error(`nothing is named "${name}" here; there is: ${known.join(', ') || 'nothing to use'}`);
}

function namesOf(block: Block, element: BlockElement): string[] {
  return [
    textOf(element.text),
    textOf(block.label),
    textOf(element.placeholder),
    element.accessibility_label ?? '',
    block.block_id ?? '',
  ]
    .map(plain)
    .filter(Boolean);
}

/** Labels without the emoji and blanks around them. */
function plain(text: string): string {
  return text.replace(/:[a-z0-9_+-]+:/g, '').trim();
}

/** The value that an element takes for what a test gives. */
export function valueFor(element: BlockElement, given: Given): Value {
  const { type } = element;
  const many = list(given);
  const one = many[0] ?? null;
  if (type.endsWith('_text_input') || type === 'number_input') return { type, value: one };
  if (type === 'datepicker') return { type, selected_date: one };
  if (type === 'timepicker') return { type, selected_time: one };
  if (type === 'datetimepicker') return { type, selected_date_time: one === null ? null : Number(one) };
  if (type === 'users_select') return { type, selected_user: one === null ? null : userId(one) };
  if (type === 'multi_users_select') return { type, selected_users: many.map(userId) };
  if (type === 'channels_select') return { type, selected_channel: one };
  if (type === 'multi_channels_select') return { type, selected_channels: many };
  if (type === 'conversations_select') return { type, selected_conversation: one };
  if (type === 'multi_conversations_select') return { type, selected_conversations: many };
  if (type === 'checkboxes' || type.startsWith('multi_'))
    return { type, selected_options: many.map((name) => option(element, name)) };
  return { type, selected_option: one === null ? null : option(element, one) };
}

function list(given: Given): string[] {
  if (given === null) return [];
  return Array.isArray(given) ? given : [String(given)];
}

function option(element: BlockElement, name: string): Option {
  const known = optionsOf(element);
  const found =
    known.find((one) => one.value === name) ??
    known.find((one) => plain(textOf(one.text)) === plain(name)) ??
    known.find((one) => plain(textOf(one.text)).startsWith(name));
  if (found) return found;
  const offered = known.map((one) => textOf(one.text)).join(', ');
  throw new Error(`"${name}" is not offered by ${element.action_id}; there is: ${offered || 'nothing'}`);
}

/** A person's id, for an id or a role. */
function userId(name: string): string {
  return PEOPLE.find((person) => person.role === name)?.id ?? name;
}

/** Whether a change of this element is sent to the app at once. */
export function dispatches({ block, element }: Found): boolean {
  if (block.type !== 'input') return true;
  if (block.dispatch_action !== true) return false;
  const typed = element.type.endsWith('_text_input') || element.type === 'number_input';
  return !typed || (element.dispatch_action_config?.trigger_actions_on ?? []).includes('on_character_entered');
}

/** The part of an action that says what was pressed or chosen. */
export function actionOn(
  blocks: Block[],
  name: string,
  choice?: Given,
  values: Record<string, Record<string, Value>> = {},
) {
  const inMenu = choice === undefined ? menuHolding(blocks, name) : null;
  if (inMenu) return actionOn(blocks, inMenu, name, values);
  const found = choice === undefined ? pressable(blocks, name) : findElement(blocks, name);
  const { block, element } = found;
  if (!dispatches(found)) throw new Error(`"${name}" sends nothing to the app by itself`);
  const acted =
    choice === undefined ? { type: element.type, value: element.value } : asActed(valueFor(element, choice));
  return { blockId: block.block_id, actionId: element.action_id, element: acted, state: { values } };
}

/** The action id of the menu behind an ellipsis that offers this, where no button does. */
function menuHolding(blocks: Block[], name: string): string | null {
  const all = elements(blocks).map(({ element }) => element);
  if (all.some(({ type, action_id, text }) => type === 'button' && (action_id === name || textOf(text) === name)))
    return null;
  const offers = (element: BlockElement) => optionsOf(element).some(({ text }) => textOf(text) === name);
  return all.find((element) => element.type === 'overflow' && offers(element))?.action_id ?? null;
}

function pressable(blocks: Block[], name: string) {
  const buttons = elements(blocks).filter(({ element }) => element.type === 'button');
  return findElement(
    buttons.map(({ block, element }) => ({
      type: 'actions',
      block_id: block.block_id ?? '',
      elements: [element as never],
    })),
    name,
  );
}
