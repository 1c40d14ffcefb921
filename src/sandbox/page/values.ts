import type { Block, BlockElement, Option, Value, Values } from './wire.ts';

/** The elements of a block that a person can act on. */
export function elementsOf(block: Block): BlockElement[] {
  if (block.type === 'input') return block.element ? [block.element] : [];
  if (block.type === 'actions') return block.elements ?? [];
  if (block.type === 'section') return block.accessory ? [block.accessory] : [];
  return [];
}

/** What an element holds before anyone touches it; null for elements that hold nothing, such as a button. */
export function initialValue(element: BlockElement): Value | null {
  const { type } = element;
  if (type.endsWith('_text_input') || type === 'number_input') return { type, value: element.initial_value ?? null };
  if (type === 'checkboxes') return { type, selected_options: element.initial_options ?? [] };
  if (type === 'radio_buttons') return { type, selected_option: element.initial_option ?? null };
  if (type === 'datepicker') return { type, selected_date: element.initial_date ?? null };
  if (type === 'timepicker') return { type, selected_time: element.initial_time ?? null };
  if (type === 'datetimepicker') return { type, selected_date_time: element.initial_date_time ?? null };
  return type.startsWith('multi_') ? initialMulti(element) : initialSelect(element);
}

function initialSelect(element: BlockElement): Value | null {
  const { type } = element;
  if (type === 'static_select' || type === 'external_select') {
    return { type, selected_option: element.initial_option ?? null };
  }
  if (type === 'users_select') return { type, selected_user: element.initial_user ?? null };
  if (type === 'conversations_select') return { type, selected_conversation: element.initial_conversation ?? null };
  if (type === 'channels_select') return { type, selected_channel: element.initial_channel ?? null };
  return null;
}

function initialMulti(element: BlockElement): Value | null {
  const { type } = element;
  if (type === 'multi_static_select' || type === 'multi_external_select') {
    return { type, selected_options: element.initial_options ?? [] };
  }
  if (type === 'multi_users_select') return { type, selected_users: element.initial_users ?? [] };
  if (type === 'multi_conversations_select') {
    return { type, selected_conversations: element.initial_conversations ?? [] };
  }
  if (type === 'multi_channels_select') return { type, selected_channels: element.initial_channels ?? [] };
  return null;
}

/** All options of an element, whether grouped or not. */
export function optionsOf(element: BlockElement): Option[] {
  return element.options ?? (element.option_groups ?? []).flatMap((group) => group.options);
}

/**
 * The values after a surface was drawn anew. As in Slack, what a person typed stays where block_id and action_id
 * stay the same; a new initial value shows only under a new block_id; what is no longer drawn is forgotten.
 */
export function reconcile(blocks: Block[], before: Values): Values {
  const after: Values = {};
  for (const block of blocks) {
    for (const element of elementsOf(block)) {
      const blockId = block.block_id ?? '';
      const actionId = element.action_id ?? '';
      const kept = before[blockId]?.[actionId];
      const value = kept && kept.type === element.type && stillOffered(element, kept) ? kept : initialValue(element);
      if (value) after[blockId] = { ...after[blockId], [actionId]: value };
    }
  }
  return after;
}

function stillOffered(element: BlockElement, value: Value): boolean {
  const options = optionsOf(element);
  if (options.length === 0) return true;
  const chosen = value.selected_options ?? (value.selected_option ? [value.selected_option] : []);
  return chosen.every((choice) => options.some((option) => option.value === choice.value));
}

/** True when nothing was typed or chosen. */
export function isEmpty(value: Value | undefined): boolean {
  if (!value) return true;
  return Object.entries(value).every(
    ([key, held]) => key === 'type' || held === null || held === '' || (Array.isArray(held) && held.length === 0),
  );
}

/** The checks that Slack's own client makes before it sends a view: block_id to what is wrong. */
export function checkValues(blocks: Block[], values: Values): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const block of blocks) {
    if (block.type !== 'input' || !block.element) continue;
    const blockId = block.block_id ?? '';
    const wrong = checkElement(block, block.element, values[blockId]?.[block.element.action_id ?? '']);
    if (wrong) errors[blockId] = wrong;
  }
  return errors;
}

function checkElement(block: Block, element: BlockElement, value: Value | undefined): string | null {
  if (isEmpty(value)) return block.optional ? null : 'Please complete this required field.';
  const text = value?.value;
  if (typeof text !== 'string') return null;
  if (element.min_length && text.length < element.min_length) return `Use at least ${element.min_length} characters.`;
  if (element.max_length && text.length > element.max_length) return `Use at most ${element.max_length} characters.`;
  if (element.type === 'email_text_input' && !/^\S+@\S+\.\S+$/.test(text)) return 'Enter a valid email address.';
  if (element.type === 'url_text_input' && !/^https?:\/\/\S+$/.test(text)) {
    return 'Enter a web address that starts with https:// or http://.';
  }
  return element.type === 'number_input' ? checkNumber(element, text) : null;
}

function checkNumber(element: BlockElement, text: string): string | null {
  const number = Number(text);
  if (Number.isNaN(number)) return 'Enter a number.';
  if (!element.is_decimal_allowed && !Number.isInteger(number)) return 'Enter a whole number.';
  if (element.min_value && number < Number(element.min_value)) return `Enter ${element.min_value} or more.`;
  if (element.max_value && number > Number(element.max_value)) return `Enter ${element.max_value} or less.`;
  return null;
}

const CAMEL: Record<string, string> = {
  value: 'value',
  selected_option: 'selectedOption',
  selected_options: 'selectedOptions',
  selected_user: 'selectedUser',
  selected_users: 'selectedUsers',
  selected_conversation: 'selectedConversation',
  selected_conversations: 'selectedConversations',
  selected_channel: 'selectedChannel',
  selected_channels: 'selectedChannels',
  selected_date: 'selectedDate',
  selected_time: 'selectedTime',
  selected_date_time: 'selectedDateTime',
};

/** A value as the page API's `element` names it. */
export function asActed(value: Value): Record<string, unknown> {
  const acted: Record<string, unknown> = { type: value.type };
  for (const [key, held] of Object.entries(value)) {
    const name = CAMEL[key];
    if (name) acted[name] = held;
  }
  return acted;
}
