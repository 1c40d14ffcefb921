import type { KnownBlock, ModalView } from '@slack/types';
import type { Roles } from '../../domain/people.ts';
import type { StageFile } from '../../domain/stage.ts';
import { type Tool, toolNumber } from '../../domain/tool.ts';
import { mayNotSetValues, type ValueLook } from '../../domain/value-acts.ts';
import {
  PARITIES,
  settledOf,
  VALUE_STATES,
  type ValueHome,
  type ValueProposition,
  valueStateLabel,
} from '../../domain/value-proposition.ts';
import { input, textInput } from '../../slack/ask.ts';
import { actions, button, context, header, modal, option, section } from '../../slack/blocks.ts';
import { inline, link, truncate } from '../../slack/escape.ts';
import { ACTIONS, VIEWS } from './ids.ts';

/** How many stand in a workspace; how many in a list of their own. */
const IN_WORKSPACE = 30;
const IN_LIST = 90;
const MARKS: Record<ValueProposition['state'], string> = {
  tool: ':white_large_square:',
  proposed: ':memo:',
  development: ':hammer_and_wrench:',
  shipped: ':white_check_mark:',
  dropped: ':heavy_minus_sign:',
};

/** One for each thing that the tool does: what the product must match of it, where it stands, where that can be seen. */
function valueRow(value: ValueProposition, changes: boolean): KnownBlock {
  const { id, what, parity, matches, state, reason, links, url } = value;
  const must = PARITIES.find((each) => each.id === parity)?.label ?? '_not said yet_';
  const facts = [
    valueStateLabel(state),
    `must match: ${must}${matches === '' ? '' : ` (${inline(truncate(matches, 200))})`}`,
    ...links.slice(0, 5).map((each, index) => link(each, `link ${index + 1}`)),
    ...(url === null ? ['its issue follows'] : [link(url, 'issue')]),
  ];
  const said = reason === null ? [] : [`${state === 'dropped' ? '' : ':warning: '}${inline(truncate(reason, 300))}`];
  const edit = button({
    ...{ text: 'Edit', actionId: ACTIONS.editValue, value: String(id), label: truncate(`Edit: ${what}`, 75) },
  });
  return section([`${MARKS[state]} *${inline(truncate(what, 300))}*`, facts.join(' · '), ...said].join('\n'), {
    blockId: `value:${id}`,
    ...(changes ? { accessory: edit } : {}),
  });
}

const addButton = (home: ValueHome) =>
  button({ text: 'Add a value proposition', actionId: ACTIONS.addValue, value: homeValue(home) });

/** The value of the button that adds one: `t12` for a tool, `s3` for a co-creation without one. */
const homeValue = ({ toolId, stageId }: ValueHome): string => (toolId === null ? `s${stageId}` : `t${toolId}`);

export const readHome = (value: string): ValueHome => {
  const id = Number(value.slice(1));
  return value.startsWith('s') ? { toolId: null, stageId: id } : { toolId: id, stageId: null };
};

/** In how far the product has what the tool does, in one line. */
export function parityLine(values: readonly ValueProposition[]): string {
  if (values.length === 0) return 'Nothing stands here yet: what does the tool do for people? One entry for each.';
  const { settled, shipped } = settledOf(values);
  const unsaid = values.filter(({ parity }) => parity === null).length;
  const open = values.length - settled;
  return [
    `${shipped} of ${values.length} shipped in the product`,
    ...(settled > shipped ? [`${settled - shipped} dropped`] : []),
    open === 0 ? 'none open' : `${open} still open`,
    ...(unsaid === 0 ? [] : [`for ${unsaid} nobody has said what must match`]),
  ].join(' · ');
}

/** The value propositions of a co-creation or a sunset, in its workspace. */
export function valueBlocks({ stage, tool, values }: StageFile, works: boolean): KnownBlock[] {
  const rest = values.length - IN_WORKSPACE;
  const home = { toolId: tool?.id ?? null, stageId: tool === null ? stage.id : null };
  return [
    header('Value propositions and parity', 'values'),
    context(parityLine(values), 'values_parity'),
    ...values.slice(0, IN_WORKSPACE).map((value) => valueRow(value, works)),
    ...(rest > 0 ? [context(`…and ${rest} more: they stand on the tool’s page.`, 'values_more')] : []),
    ...(works ? [actions([addButton(home)], 'values_add')] : []),
  ];
}

const ON_PAGE = 5;

/** The first of them on the tool's page. */
export function valuesOnPage(values: readonly ValueProposition[]): KnownBlock[] {
  if (values.length === 0) return [];
  const lines = values
    .slice(0, ON_PAGE)
    .map(({ what, state }) => `${MARKS[state]} ${inline(truncate(what, 150))}: ${valueStateLabel(state)}`);
  const rest = values.length - ON_PAGE;
  return [
    header('Value propositions', 'page_values'),
    section(lines.join('\n'), { blockId: 'page_values_list' }),
    context(
      `${parityLine(values)}${rest > 0 ? ` · ${rest} more behind the button *Value propositions*` : ''}`,
      'page_parity',
    ),
  ];
}

/** All of a tool, over its page. `done`: what was just done. */
export function valuesModal(tool: Tool, values: readonly ValueProposition[], roles: Roles, done?: string): ModalView {
  const changes = mayNotSetValues({ roles }, { tool, stage: null }) === null;
  const rest = values.length - IN_LIST;
  return modal({
    ...{ title: 'Value propositions', callbackId: VIEWS.values, close: 'Close' },
    privateMetadata: JSON.stringify({ tool: String(tool.id) }),
    blocks: [
      ...(done === undefined ? [] : [context(`:white_check_mark: ${inline(done)}`, 'done')]),
      section(
        `*${toolNumber(tool.id)}* ${inline(tool.name)}\nThe discrete things that it does for people, and where each stands on its way into the product.`,
        { blockId: 'what' },
      ),
      context(parityLine(values), 'parity'),
      ...(changes ? [actions([addButton({ toolId: tool.id, stageId: null })], 'add')] : []),
      ...values.slice(0, IN_LIST).map((value) => valueRow(value, changes)),
      ...(rest > 0 ? [context(`…and ${rest} more.`, 'more')] : []),
    ],
  });
}

/** The form of one: `value` null where it is new. `below`: the stage whose workspace is drawn anew. */
export function valueModal(
  home: ValueHome,
  value: ValueProposition | null,
  { tool, stage }: Pick<ValueLook, 'tool' | 'stage'>,
  { label, below }: { label: string; below?: string },
): ModalView {
  const states = VALUE_STATES.map(({ id, label: text }) => option(text, id));
  const parities = PARITIES.map(({ id, label: text }) => option(text, id));
  const state = states.find((each) => each.value === (value?.state ?? 'tool'));
  const parity = parities.find((each) => each.value === value?.parity);
  const name = tool?.name ?? stage?.name ?? '';
  return modal({
    ...{ title: 'Value proposition', callbackId: VIEWS.value, submit: 'Save' },
    privateMetadata: JSON.stringify({
      home: homeValue(home),
      ...(value === null ? {} : { value: String(value.id) }),
      ...(below === undefined ? {} : { below }),
    }),
    blocks: [
      section(`*${inline(truncate(name, 150))}*`, { blockId: 'of' }),
      textInput(
        { id: 'what', label: 'What it does for people', hint: 'One thing: it ships or is dropped as a whole.' },
        500,
        value?.what ?? '',
      ),
      input(
        { id: 'parity', label: 'What the product must match', optional: true },
        { type: 'radio_buttons', action_id: 'parity', options: parities, ...(parity && { initial_option: parity }) },
      ),
      textInput(
        { id: 'matches', label: 'What that means', hint: 'What is good enough, or what all of it is.', optional: true },
        ...([1_000, value?.matches ?? ''] as const),
      ),
      input(
        { id: 'state', label: 'Where it stands' },
        { type: 'static_select', action_id: 'state', options: states, ...(state && { initial_option: state }) },
      ),
      textInput(
        {
          id: 'links',
          label: 'Links',
          hint: 'Merge requests, release, documentation, one a line. Shipped needs one.',
          optional: true,
        },
        ...([3_000, value?.links.join('\n') ?? ''] as const),
      ),
      textInput(
        { id: 'reason', label: 'Why it is dropped', optional: true },
        ...([1_000, value?.state === 'dropped' ? (value.reason ?? '') : ''] as const),
      ),
      context(`Work that brings it into the product carries the label *${inline(label)}*.`, 'label'),
    ],
  });
}
