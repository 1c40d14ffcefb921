import type {
  ActionsBlock,
  ActionsBlockElement,
  Button,
  ConfirmationDialog,
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  HomeView,
  KnownBlock,
  ModalView,
  Overflow,
  PlainTextOption,
  SectionBlock,
  SectionBlockAccessory,
} from '@slack/types';
import { plain, truncateMarkup, verbatim } from './escape.ts';

/** A message as it is sent: `text` is markup for notifications and screen readers, `blocks` what is shown. */
export type Message = { text: string; blocks: KnownBlock[] };

/** A large line of plain text. */
export const header = (text: string, blockId?: string): HeaderBlock => ({
  type: 'header',
  text: plain(text, 150),
  ...named(blockId),
});

/** A paragraph of our markup; what people typed in it went through `escapeText` or `inline`. */
export function section(
  markup: string,
  more: { blockId?: string; accessory?: SectionBlockAccessory } = {},
): SectionBlock {
  const accessory = more.accessory === undefined ? {} : { accessory: more.accessory };
  return { type: 'section', text: verbatim(markup), ...accessory, ...named(more.blockId) };
}

/** A paragraph of what a person typed, shown as it is. */
export const said = (text: string, blockId?: string): SectionBlock => ({
  type: 'section',
  text: plain(text),
  ...named(blockId),
});

/** Short facts of our markup side by side: at most 10. */
export const fields = (markups: readonly string[], blockId?: string): SectionBlock => ({
  type: 'section',
  fields: markups.slice(0, 10).map((markup) => verbatim(markup, 2_000)),
  ...named(blockId),
});

/** Small print of our markup: at most 10 pieces. */
export const context = (markups: readonly string[] | string, blockId?: string): ContextBlock => ({
  type: 'context',
  elements: (typeof markups === 'string' ? [markups] : markups).slice(0, 10).map((markup) => verbatim(markup, 2_000)),
  ...named(blockId),
});

export const divider = (blockId?: string): DividerBlock => ({ type: 'divider', ...named(blockId) });

/** A row of buttons and menus: at most 25. */
export function actions(elements: readonly ActionsBlockElement[], blockId?: string): ActionsBlock {
  return { type: 'actions', elements: elements.slice(0, 25), ...named(blockId) };
}

export type ButtonSettings = {
  text: string;
  actionId: string;
  value?: string;
  url?: string;
  style?: 'primary' | 'danger';
  confirm?: ConfirmationDialog;
  /** What a screen reader says in place of the text. */
  label?: string;
};

/** A button. Its value and ids are ours: too long ones are refused by an error, not cut. */
export function button(settings: ButtonSettings): Button {
  const { text, actionId, value, url, style, confirm, label } = settings;
  return {
    type: 'button',
    text: plain(text, 75),
    action_id: atMost(255, 'action_id', actionId),
    ...(value === undefined ? {} : { value: atMost(2_000, 'value of a button', value) }),
    ...(url === undefined ? {} : { url: atMost(3_000, 'address of a button', url) }),
    ...(style === undefined ? {} : { style }),
    ...(confirm === undefined ? {} : { confirm }),
    ...(label === undefined ? {} : { accessibility_label: plain(label, 75).text }),
  };
}

/** The question before something that cannot be taken back. */
export function confirmation(settings: {
  title: string;
  text: string;
  yes: string;
  no: string;
  danger?: boolean;
}): ConfirmationDialog {
  return {
    title: plain(settings.title, 100),
    text: plain(settings.text, 300),
    confirm: plain(settings.yes, 30),
    deny: plain(settings.no, 30),
    ...(settings.danger === true ? { style: 'danger' } : {}),
  };
}

/** A choice of a menu; its value is ours: a too long one is refused by an error. */
export function option(text: string, value: string, description?: string): PlainTextOption {
  const more = description === undefined ? {} : { description: plain(description, 75) };
  return { text: plain(text, 75), value: atMost(150, 'value of an option', value), ...more };
}

/** How many choices Slack takes in the menu behind an ellipsis. */
export const IN_MORE_MENU = 5;
const MORE_MENU = 'more';

/** The menu behind an ellipsis, for buttons that a row has no room for: a choice in it is a press of that button (`pressIn`). */
export const moreMenu = (buttons: readonly { text: string; actionId: string; value: string }[]): Overflow => ({
  type: 'overflow',
  action_id: MORE_MENU,
  options: buttons.slice(0, IN_MORE_MENU).map(({ text, actionId, value }) => option(text, `${actionId} ${value}`)),
});

/** Which button was meant by a choice in `moreMenu`; null for what was chosen in any other menu. */
export function pressIn(menuId: string, chosen: string): { actionId: string; value: string } | null {
  if (plainActionId(menuId) !== MORE_MENU) return null;
  const [actionId = '', ...value] = chosen.split(' ');
  return { actionId, value: value.join(' ') };
}

/** At most 50 blocks; where more were given the last one says so. */
export function message(text: string, blocks: readonly KnownBlock[]): Message {
  return { text: truncateMarkup(text, 3_000), blocks: withinCount(blocks, 50) };
}

export type ModalSettings = {
  title: string;
  blocks: readonly KnownBlock[];
  callbackId: string;
  submit?: string;
  close?: string;
  privateMetadata?: string;
  externalId?: string;
  notifyOnClose?: boolean;
  clearOnClose?: boolean;
};

/** A modal. With an input block Slack demands `submit`. */
export function modal(settings: ModalSettings): ModalView {
  const { submit, privateMetadata, externalId } = settings;
  return {
    type: 'modal',
    callback_id: atMost(255, 'callback_id', settings.callbackId),
    title: plain(settings.title, 24),
    close: plain(settings.close ?? 'Cancel', 24),
    blocks: distinctActions(withinCount(settings.blocks, 100)),
    ...(submit === undefined ? {} : { submit: plain(submit, 24) }),
    ...(privateMetadata === undefined ? {} : { private_metadata: atMost(3_000, 'private_metadata', privateMetadata) }),
    ...(externalId === undefined ? {} : { external_id: atMost(255, 'external_id', externalId) }),
    ...(settings.notifyOnClose === true ? { notify_on_close: true } : {}),
    ...(settings.clearOnClose === true ? { clear_on_close: true } : {}),
  };
}

/** App Home. */
export const home = (blocks: readonly KnownBlock[]): HomeView => ({
  type: 'home',
  blocks: distinctActions(withinCount(blocks, 100)),
});

const NTH = /:\d+$/;

/** The action id that a button was given, without what made it the only one in its view. */
export const plainActionId = (actionId: string): string => actionId.replace(NTH, '');

/** In a view an action id stands once: the same button in several rows is told apart by a number behind it. */
function distinctActions(blocks: KnownBlock[]): KnownBlock[] {
  const seen = new Map<string, number>();
  const distinct = <T extends object>(element: T): T => {
    if (!('action_id' in element) || typeof element.action_id !== 'string') return element;
    const nth = (seen.get(element.action_id) ?? 0) + 1;
    seen.set(element.action_id, nth);
    return nth === 1 ? element : { ...element, action_id: `${element.action_id}:${nth}` };
  };
  return blocks.map((block) => {
    if (block.type === 'actions') return { ...block, elements: block.elements.map(distinct) };
    if (block.type === 'section' && block.accessory !== undefined)
      return { ...block, accessory: distinct(block.accessory) };
    return block;
  });
}

function withinCount(blocks: readonly KnownBlock[], max: number): KnownBlock[] {
  if (blocks.length <= max) return [...blocks];
  return [...blocks.slice(0, max - 1), context(`…and ${blocks.length - max + 1} more that do not fit here.`)];
}

const named = (blockId: string | undefined) =>
  blockId === undefined ? {} : { block_id: atMost(255, 'block_id', blockId) };

function atMost(max: number, what: string, text: string): string {
  if (text.length > max) throw new RangeError(`${what} is ${text.length} characters long; Slack takes ${max}`);
  return text;
}
