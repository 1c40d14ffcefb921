import type { KnownBlock, ModalView } from '@slack/types';
import type { RequestOffer } from '../../deps.ts';
import type { Roles } from '../../domain/people.ts';
import { type Tool, type ToolPerson, toolNumber } from '../../domain/tool.ts';
import { type Standing, standingOf } from '../../domain/tool-people.ts';
import { personInput } from '../../slack/ask.ts';
import { actions, button, context, modal, section } from '../../slack/blocks.ts';
import { inline, mentionPerson } from '../../slack/escape.ts';
import { GONE, PEOPLE_ACTIONS, VIEWS } from './ids.ts';

const ASKED_SHOWN = 5;

/** What somebody can do about being named on a tool. */
export function peopleOffers(tool: Tool, standing: Standing, personId: string): RequestOffer[] {
  const notMe = { text: 'This is not me', actionId: PEOPLE_ACTIONS.notMe };
  switch (standing) {
    case 'named':
      return [{ text: 'Mute', actionId: PEOPLE_ACTIONS.mute }, notMe];
    case 'muted':
      return [{ text: 'Unmute', actionId: PEOPLE_ACTIONS.unmute }, notMe];
    case 'asked':
      return [];
    case 'none':
      // Whoever owns it is told anyway.
      return GONE.includes(tool.state) || tool.ownerId === personId
        ? []
        : [{ text: 'Ask to be added', actionId: PEOPLE_ACTIONS.ask }];
  }
}

/** Who is named on a tool; who asked to be, for its owner and the team to answer. */
export function peopleBlocks(
  tool: Tool,
  people: readonly ToolPerson[],
  roles: Roles,
  own: readonly ToolPerson[],
): KnownBlock[] {
  const standing = standingOf(own, roles.person.id);
  const ids = [...new Set(people.map(({ personId }) => personId))];
  const named = ids.filter((id) => standingOf(people, id) !== 'asked');
  const asking = roles.team || tool.ownerId === roles.person.id ? ids.filter((id) => !named.includes(id)) : [];
  const mine: Partial<Record<Standing, string>> = {
    named: 'You are named here: you are told of changes. *Mute* stops that.',
    muted: 'You have muted this tool: you are not told of changes.',
    asked: 'You asked to be added. Its owner has not answered yet.',
  };
  const line = mine[standing];
  return [
    ...(named.length === 0
      ? []
      : [section(`*Users and stakeholders*\n${named.map(mentionPerson).join(', ')}`, { blockId: 'people' })]),
    ...(line === undefined ? [] : [context(line, 'people_own')]),
    ...asking
      .slice(0, ASKED_SHOWN)
      .flatMap((id) => [
        section(`${mentionPerson(id)} asks to be added.`, { blockId: `asking:${id}` }),
        actions(answerButtons(tool.id, id), `asking_buttons:${id}`),
      ]),
  ];
}

export function answerButtons(toolId: number, personId: string) {
  const value = `${toolId} ${personId}`;
  return [
    button({ text: 'Add', actionId: PEOPLE_ACTIONS.add, value, style: 'primary' }),
    button({ text: 'Do not add', actionId: PEOPLE_ACTIONS.refuse, value }),
  ];
}

export const notMeModal = (tool: Tool): ModalView =>
  modal({
    ...{ title: 'This is not me', callbackId: VIEWS.notMe, submit: 'Remove me' },
    privateMetadata: JSON.stringify({ tool: String(tool.id) }),
    blocks: [
      section(
        `*${toolNumber(tool.id)}* ${inline(tool.name)}\nYou are named on this tool no longer, and are not told of it. Its owner is told.`,
        { blockId: 'tool' },
      ),
      personInput({
        ...{ id: 'other', label: 'Who is it instead?', optional: true },
        hint: 'They are named in your place, and told. Leave it empty if you do not know.',
      }),
    ],
  });
