import type { App, BlockAction, GlobalShortcut, MessageShortcut, ViewSubmitAction } from '@slack/bolt';
import type { PlainTextOption } from '@slack/types';
import { pressIn } from './blocks.ts';

type Ack = (answer?: unknown) => Promise<void>;
/** A press is recorded before it is acknowledged; `ack` may be called any number of times. */
export type PressHandler = (
  body: BlockAction,
  action: BlockAction['actions'][number],
  ack: () => Promise<void>,
) => Promise<void>;
export type ShortcutHandler = (shortcut: GlobalShortcut | MessageShortcut) => Promise<void>;
/** Gives the choices of a menu for what was typed in it. */
export type OptionsHandler = (asked: OptionsAsked) => Promise<PlainTextOption[]>;
export type OptionsAsked = { userId: string; teamId: string; typed: string };
export type SubmitHandler = (body: ViewSubmitAction, ack: Ack) => Promise<void>;

/** Who listens to what. The first that matches gets it; to what nobody listens to the acknowledgement is the answer. */
export type Table = {
  presses: { matches(actionId: string, blockId: string, viewId: string): boolean; handle: PressHandler }[];
  shortcuts: Map<string, ShortcutHandler>;
  submissions: { matches(callbackId: string): boolean; handle: SubmitHandler }[];
  menus: Map<string, OptionsHandler>;
};

const tables = new WeakMap<App, Table>();

/**
 * The table of an app. Bolt goes through every listener it has for everything that arrives, each in promises of its own: with
 * dozens of buttons that takes longer than all the rest. So Bolt has one listener of each kind, and the table has ours.
 */
export function tableOf(app: App): Table {
  const known = tables.get(app);
  if (known !== undefined) return known;
  const table: Table = { presses: [], shortcuts: new Map(), submissions: [], menus: new Map() };
  tables.set(app, table);
  hang(app, table);
  return table;
}

function once(ack: () => Promise<void>): () => Promise<void> {
  let acknowledged: Promise<void> | null = null;
  return () => {
    acknowledged ??= ack();
    return acknowledged;
  };
}

type Action = BlockAction['actions'][number];

/** A choice in the menu behind an ellipsis goes the way of the button that it stands for: the same listener, the same checks. */
function asPress(action: Action): Action {
  if (action.type !== 'overflow') return action;
  const press = pressIn(action.action_id, action.selected_option.value);
  if (press === null) return action;
  const { block_id, action_ts, selected_option } = action;
  const { actionId: action_id, value } = press;
  return { type: 'button', text: selected_option.text, action_id, value, block_id, action_ts };
}

function hang(app: App, table: Table): void {
  app.action<BlockAction>({ type: 'block_actions', action_id: /.*/ }, async ({ ack, body, action: acted }) => {
    const acknowledge = once(ack);
    const action = asPress(acted);
    const found = table.presses.find(({ matches }) =>
      matches(action.action_id, action.block_id, body.view?.callback_id ?? ''),
    );
    await found?.handle(body, action, acknowledge);
    await acknowledge();
  });
  app.shortcut<GlobalShortcut | MessageShortcut>(/.*/, async ({ ack, shortcut }) => {
    await ack();
    await table.shortcuts.get(shortcut.callback_id)?.(shortcut);
  });
  app.options<'block_suggestion'>({ type: 'block_suggestion', action_id: /.*/ }, async ({ ack, body }) => {
    const asked = { userId: body.user.id, teamId: body.user.team_id ?? body.team?.id ?? '', typed: body.value };
    await ack({ options: (await table.menus.get(body.action_id)?.(asked)) ?? [] });
  });
  app.view<ViewSubmitAction>({ type: 'view_submission', callback_id: /.*/ }, async ({ ack, body }) => {
    const found = table.submissions.find(({ matches }) => matches(body.view.callback_id));
    if (found === undefined) await ack();
    else await found.handle(body, ack as Ack);
  });
}
