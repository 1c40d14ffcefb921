import type { KnownBlock, PlainTextOption } from '@slack/types';
import type { Delivery, Deps } from '../../deps.ts';
import { onlyMembersRead } from '../../domain/audience.ts';
import { TEAM_ONLY } from '../../domain/request-act.ts';
import { toolNumber } from '../../domain/tool.ts';
import { enteredIn, input } from '../../slack/ask.ts';
import { actions, button, message, modal, option, section } from '../../slack/blocks.ts';
import { inline, link, mentionPerson, plain, truncate } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import {
  type Listening,
  onPressed,
  onSearched,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { namedChannel, teamMention } from '../../slack/places.ts';
import {
  adoptAs,
  askKey,
  type Found,
  foundAt,
  keepFound,
  oweAsk,
  type Place,
  templateOf,
} from './template-adoption.ts';

export const TEMPLATE_ACTIONS = {
  /** Opens the form in which the tool is chosen; the value of this and of *dismiss* is `PROJECT:IID`. */
  choose: 'template_choose',
  tool: 'template_tool',
  /** The tool that it names; the value is `PROJECT:IID:TOOL`. */
  same: 'template_same',
  dismiss: 'template_dismiss',
} as const;

export const TEMPLATE_VIEWS = { choose: 'template_choose_form' } as const;

const OFFERED = 50;

/** Which tool an issue from a template is about, where that or the right to say so is missing. */
export function listenToTemplates(listening: Listening, deps: Deps): void {
  onPressed(listening, TEMPLATE_ACTIONS.choose, (pressed) => openChoice(deps, pressed));
  onSubmitted(listening, TEMPLATE_VIEWS.choose, (submitted) => chosen(deps, submitted));
  onPressed(listening, TEMPLATE_ACTIONS.same, (pressed) =>
    choose(deps, pressed, pressed.value, Number(pressed.value.split(':')[2])),
  );
  onPressed(listening, TEMPLATE_ACTIONS.dismiss, (pressed) => dismiss(deps, pressed));
  onSearched(listening, TEMPLATE_ACTIONS.tool, async (typed, { team }) => (team ? toolOptions(deps, typed) : []));
}

async function toolOptions({ storage }: Deps, typed: string): Promise<PlainTextOption[]> {
  const search = typed.trim() === '' ? {} : { search: typed };
  const { tools } = await storage.tools.toolsBy(search, 0, OFFERED);
  return tools.map(({ id, name }) => option(name, String(id)));
}

/** `PROJECT:IID`, with or without more behind it. */
function placeIn(text: string): Place {
  const [projectId, iid] = text.split(':').map(Number);
  return { projectId: projectId ?? 0, iid: iid ?? 0 };
}

async function askedOf(deps: Deps, { roles, tell }: Pressed, place: Place): Promise<Found | null> {
  const found = roles.team ? await foundAt(deps, place) : null;
  if (found?.state === 'asked') return found;
  await tell(roles.team ? 'It is dealt with already.' : TEAM_ONLY);
  return null;
}

async function choose(deps: Deps, pressed: Pressed, where: string, toolId: number): Promise<void> {
  const found = await askedOf(deps, pressed, placeIn(where));
  if (found === null) return;
  const tool = await deps.storage.tools.tool(toolId);
  if (tool === null) return pressed.tell('That tool is not known any more.');
  const { text } = await adoptAs(deps, found, tool, pressed.roles);
  await deps.storage.owe([oweAsk(found)], deps.now());
  await pressed.tell(text);
}

async function openChoice(deps: Deps, pressed: Pressed): Promise<void> {
  const found = await askedOf(deps, pressed, placeIn(pressed.value));
  if (found === null) return;
  await pressed.open(
    modal({
      ...{ title: 'Which tool?', callbackId: TEMPLATE_VIEWS.choose, submit: 'Save' },
      privateMetadata: JSON.stringify({ place: pressed.value }),
      blocks: [
        section(`${link(found.url, found.reference)} from the template *${inline(templateOf(found)?.name ?? '')}*`),
        input(
          { id: TEMPLATE_ACTIONS.tool, label: 'Tool' },
          {
            ...{ type: 'external_select', action_id: TEMPLATE_ACTIONS.tool, placeholder: plain('Search for a tool') },
            min_query_length: 0,
          },
        ),
      ],
    }),
  );
}

async function chosen(deps: Deps, { roles, view, metadata }: Submitted): Promise<SubmitAnswer> {
  const wrong = (text: string): SubmitAnswer => ({ errors: { [TEMPLATE_ACTIONS.tool]: text } });
  if (!roles.team) return wrong(TEAM_ONLY);
  const found = await foundAt(deps, placeIn(metadata.place ?? ''));
  const tool = await deps.storage.tools.tool(Number(enteredIn(view, TEMPLATE_ACTIONS.tool)));
  if (found?.state !== 'asked') return wrong('It is dealt with already.');
  if (tool === null) return wrong('That tool is not known any more.');
  const { ok, text } = await adoptAs(deps, found, tool, roles);
  await deps.storage.owe([oweAsk(found)], deps.now());
  return ok ? 'close' : wrong(text);
}

async function dismiss(deps: Deps, pressed: Pressed): Promise<void> {
  const found = await askedOf(deps, pressed, placeIn(pressed.value));
  if (found === null) return;
  await keepFound(deps, { ...found, state: 'dismissed', by: pressed.roles.person.id });
  await deps.storage.owe([oweAsk(found)], deps.now());
  await pressed.tell('It is left alone. It stays an issue in GitLab like any other.');
}

/** In the team's own channel, without the issue's title; brought up to date in place. */
const templateAsk: Delivery = {
  to: 'slack',
  async render(deps, payload) {
    const place = { projectId: Number(payload.projectId), iid: Number(payload.iid) };
    const found = await foundAt(deps, place);
    const posted = await deps.storage.messages.postedMessage(askKey(place));
    // Where nobody had to be asked and all went well nobody is told.
    if (found === null || (posted === null && found.state === 'adopted' && !found.answer.startsWith('Not ')))
      return null;
    const channel = await namedChannel(deps, deps.settings.slack.channels.internal);
    const name = templateOf(found)?.name ?? 'a template';
    const head = `*${inline(name)}*: ${link(found.url, found.reference)} was opened in GitLab by ${inline(found.author)}.`;
    const named = onlyMembersRead(channel);
    const blocks: KnownBlock[] =
      found.state === 'asked'
        ? [
            section(`${await teamMention(deps)} ${head}\n${question(found)}`, { blockId: 'what' }),
            ...(await choices(deps, found, named)),
          ]
        : [section(`${head}\n${outcomeOf(found)}`, { blockId: 'what' }), ...openTool(found)];
    return { to: { channel: channel.id }, message: message(`${name}: ${found.reference}`, blocks) };
  },
};

function question({ answer }: Found): string {
  const refused = answer === '' ? '' : `:warning: ${inline(answer)}\n`;
  return `${refused}Which tool is it about? Nothing happens until somebody of the team says so.`;
}

function outcomeOf({ state, by, answer }: Found): string {
  const who = by === null ? '' : ` ${mentionPerson(by)} said so.`;
  return state === 'dismissed' ? `Left alone.${who}` : `:white_check_mark: ${inline(answer)}${who}`;
}

const openTool = ({ toolId }: Found): KnownBlock[] =>
  toolId === null
    ? []
    : [
        actions([
          button({ text: `Open ${toolNumber(toolId)}`, actionId: SHARED_ACTIONS.openTool, value: String(toolId) }),
        ]),
      ];

async function choices(deps: Deps, { projectId, iid, toolId }: Found, named: boolean): Promise<KnownBlock[]> {
  const tool = toolId === null ? null : await deps.storage.tools.tool(toolId);
  const place = `${projectId}:${iid}`;
  const text = tool === null ? '' : `${toolNumber(tool.id)}${named ? ` ${truncate(tool.name, 50)}` : ''}`;
  const same = { text, actionId: TEMPLATE_ACTIONS.same, value: `${place}:${toolId}`, style: 'primary' as const };
  return [
    actions(
      [
        ...(tool === null ? [] : [button(same)]),
        button({
          text: tool === null ? 'Choose the tool' : 'Another tool',
          actionId: TEMPLATE_ACTIONS.choose,
          value: place,
        }),
        button({ text: 'None: leave it alone', actionId: TEMPLATE_ACTIONS.dismiss, value: place }),
      ],
      'choices',
    ),
  ];
}

export const templateDeliveries = { 'template-ask': templateAsk } satisfies Record<string, Delivery>;
