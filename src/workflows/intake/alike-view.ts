import type { KnownBlock, ModalView } from '@slack/types';
import { requestNumber } from '../../domain/owed.ts';
import { type Tool, toolNumber } from '../../domain/tool.ts';
import { actions, button, confirmation, divider, modal, section } from '../../slack/blocks.ts';
import { inline, plain, truncate } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import type { AlikeRequest } from '../../storage/search.ts';
import { ACTIONS, USE_CASE, VIEWS } from './ids.ts';
import { emergency } from './notices.ts';

/** What looks like what is being written: an earlier request, or a tool of the inventory; and the tool that a feature is asked of. */
export type Alike = AlikeRequest | { tool: Tool } | FeatureOf;
export type FeatureOf = { featureOf: Tool; sure: boolean };

/** A request that someone may want instead of their own; without a title where they may not read it. */
export type Alternative = Pick<AlikeRequest, 'id' | 'state' | 'reason'> & { title: string | null; joinable: boolean };

const JOINABLE = ['new', 'needs information', 'in assessment', 'proposed', 'decided'];

const alternativeTo = (alike: AlikeRequest): Alternative => ({
  ...alike,
  joinable: JOINABLE.includes(alike.state),
});

/** The ids of what is shown ride along, so that the view is drawn anew only when they change. */
export const alikeKey = (alike: readonly Alike[]): string =>
  alike
    .map((each) => {
      if ('featureOf' in each) return `${each.sure ? 'of' : 'of?'}${toolNumber(each.featureOf.id)}`;
      return 'tool' in each ? toolNumber(each.tool.id) : each.id;
    })
    .join(',');

/** DOOR-8: what looks alike, what became of it, and the two ways of not filing the same again. */
export function alikeBlocks(alike: readonly Alike[]): KnownBlock[] {
  const requests = alike.filter((each): each is AlikeRequest => 'state' in each);
  const tools = alike.filter((each) => 'tool' in each);
  return [...requestBlocks(requests), ...toolBlocks(tools.map(({ tool }) => tool))];
}

function requestBlocks(alike: readonly AlikeRequest[]): KnownBlock[] {
  if (alike.length === 0) return [];
  const rows = alike.flatMap((each) => alternativeRow(alternativeTo(each), 'alike'));
  const heading = '*Does one of these help already?* These earlier requests look alike.';
  return [divider('alike_line'), section(heading, { blockId: 'alike' }), ...rows];
}

function toolBlocks(tools: readonly Tool[]): KnownBlock[] {
  if (tools.length === 0) return [];
  const rows = tools.map(({ id, name, purpose }) => {
    const number = toolNumber(id);
    const open = button({
      text: 'Open',
      actionId: SHARED_ACTIONS.openTool,
      value: String(id),
      label: `Open ${number}`,
    });
    const markup = `*${number}* ${inline(truncate(name, 150))}\n${inline(truncate(purpose, 200))}`;
    return section(markup, { blockId: `alike_tool:${id}`, accessory: open });
  });
  const heading = '*Is it there already?* These tools of ProdSecEng look alike.';
  return [divider('alike_tools_line'), section(heading, { blockId: 'alike_tools' }), ...rows];
}

const WAITS: Partial<Record<AlikeRequest['state'], string>> = {
  new: ' · ProdSecEng looks at it next',
  'needs information': ' · its requester is asked for more',
  'in assessment': ' · ProdSecEng looks at it now',
  proposed: ' · a decision is proposed',
};

/** One request with what became of it. */
export function alternativeRow({ id, title, state, reason, joinable }: Alternative, list: string): KnownBlock[] {
  const value = String(id);
  const became = reason === null ? `_${state}_${WAITS[state] ?? ''}` : `_${state}_: ${inline(truncate(reason, 200))}`;
  const named = title === null ? '' : ` ${inline(title)}`;
  const join = joinable ? [button({ text: 'Join that request', actionId: ACTIONS.join, value })] : [];
  return [
    section(`*${requestNumber(id)}*${named}\n${became}`, { blockId: `${list}:${id}` }),
    actions(
      [
        button({ text: 'That one helps me', actionId: ACTIONS.helps, value, confirm: instead(id) }),
        ...join,
        button({ text: 'Open', actionId: SHARED_ACTIONS.openRequest, value, label: `Open ${requestNumber(id)}` }),
      ],
      `${list}_buttons:${id}`,
    ),
  ];
}

const instead = (id: number) =>
  confirmation({
    title: `${requestNumber(id)} is enough?`,
    text: 'Then nothing is filed, and what you typed here is deleted.',
    yes: 'Yes, file nothing',
    no: 'Go on with mine',
  });

/** Joining an earlier request instead of filing: with one's own use case. */
export function joinView(of: { id: number; title: string }, back: Record<string, string>, useCase: string): ModalView {
  const number = requestNumber(of.id);
  return modal({
    title: `Join ${number}`,
    callbackId: VIEWS.join,
    submit: `Join ${number}`,
    privateMetadata: JSON.stringify({ ...back, joins: String(of.id) }),
    blocks: [
      section(
        `*${number}* ${inline(of.title)}\nYou join it instead of filing your own, and hear what becomes of it. Your draft is deleted.`,
        {
          blockId: 'what',
        },
      ),
      {
        type: 'input',
        block_id: USE_CASE,
        label: plain('Your use case'),
        hint: plain('What you need it for, and who on your side. It is added to the work item with your name.'),
        element: {
          type: 'plain_text_input',
          action_id: USE_CASE,
          multiline: true,
          max_length: 3_000,
          ...(useCase === '' ? {} : { initial_value: truncate(useCase, 3_000) }),
        },
      },
      actions([button({ text: 'Back to your request', actionId: ACTIONS.back })], 'back:join'),
      emergency(),
    ],
  });
}
