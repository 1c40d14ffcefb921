import type { KnownBlock } from '@slack/types';
import type { Delivery, Deps, Post } from '../../deps.ts';
import { categoryOf } from '../../domain/category.ts';
import { commitmentOf } from '../../domain/commitment.ts';
import { criticalityLabel } from '../../domain/criticality.ts';
import { type Tool, toolNumber } from '../../domain/tool.ts';
import { oweToolPerson, type PersonNews, type Standing, standingOf } from '../../domain/tool-people.ts';
import { actions, button, message, section } from '../../slack/blocks.ts';
import { inline, mentionPerson } from '../../slack/escape.ts';
import { NotKnownYet } from '../../slack/places.ts';
import { mayRead } from './act.ts';
import { ACTIONS, PEOPLE_ACTIONS } from './ids.ts';
import { answerButtons } from './people-view.ts';

const named = ({ id, name }: Tool): string => `*${inline(name)}* (${toolNumber(id)})`;

/** What somebody is told about who is named on a tool. */
const toolPerson: Delivery = {
  to: 'slack',
  async render(deps, payload) {
    const found = await known(deps, payload.toolId, payload.to);
    if (found === null) return null;
    const { tool, roles } = found;
    const [about, what] = [String(payload.about), String(payload.what) as PersonNews];
    const own = about === roles.person.id;
    if (!own && !(roles.team || tool.ownerId === roles.person.id)) return null;
    const standing = standingOf(await deps.storage.tools.partIn(tool.id, about), about);
    // What is told of oneself is told only while it holds.
    if (what === 'added' && standing === 'none') return null;
    const text = textOf(what, { tool, standing, about, by: payload.by, other: payload.other });
    const asks = what === 'asked' && standing === 'asked';
    const buttons = asks ? answerButtons(tool.id, about) : own ? ownButtons(tool, standing) : [];
    return post(roles.person.id, text, [...buttons, ...(mayRead(deps, roles) ? [openButton(tool)] : [])]);
  },
};

type Said = { tool: Tool; standing: Standing; about: string; by: unknown; other: unknown };

function textOf(what: PersonNews, { tool, standing, about, by, other }: Said): string {
  const [who, of] = [mentionPerson(about), named(tool)];
  switch (what) {
    case 'muted':
      return `${who} has muted ${of}, and is not told of changes any more.`;
    case 'unmuted':
      return `${who} wants to be told of changes of ${of} again.`;
    case 'not me': {
      const instead = other === undefined ? 'nobody in their place' : `${mentionPerson(String(other))} in their place`;
      return `${who} says they have no stake in ${of}. They are not named on it any more, and ${instead}.`;
    }
    case 'asked':
      if (standing === 'asked') return `${who} asks to be named on ${of}, to be told of changes.`;
      return standing === 'none' ? `${who} was not added to ${of}.` : `${who} is named on ${of} now.`;
    case 'added':
      return `${by === undefined ? 'Someone' : mentionPerson(String(by))} named you on ${of}: you are told of changes of it.`;
    case 'not added':
      return `You asked to be named on ${of}, and were not added. ${by === undefined ? '' : `Ask ${mentionPerson(String(by))} why.`}`;
  }
}

/** While nobody owns it, or its owner has left, each of the team is told. */
const toolOwner: Delivery = {
  to: 'team',
  async carryOut(deps, { payload }) {
    const tool = await deps.storage.tools.tool(Number(payload.toolId));
    if (tool === null) return;
    const about = String(payload.about);
    const news = {
      ...{ what: String(payload.what) as PersonNews, about, key: String(payload.key) },
      ...(payload.other === undefined ? {} : { other: String(payload.other) }),
    };
    const owner = tool.ownerId === null ? null : await deps.access.who(tool.ownerId, '');
    const to = owner?.ok === true ? [owner.roles.person.id] : await team(deps);
    const owed = to.filter((id) => id !== about).map((id) => oweToolPerson(tool, id, news));
    await deps.storage.owe(owed, deps.now());
  },
};

async function team({ access }: Deps): Promise<string[]> {
  const group = await access.teamGroup();
  if (group === null) throw new NotKnownYet('the team is not known: Slack shows no such user group');
  return group.memberIds;
}

/** A change of a tool, told to whoever is named on it and has not muted it. */
const toolNews: Delivery = {
  to: 'slack',
  async render(deps, payload) {
    const found = await known(deps, payload.toolId, payload.personId);
    if (found === null) return null;
    const { tool, roles } = found;
    const standing = standingOf(await deps.storage.tools.partIn(tool.id, roles.person.id), roles.person.id);
    if (standing !== 'named') return null;
    const { label, description } = categoryOf(tool.category);
    const { level, why } = commitmentOf(tool);
    const change =
      payload.what === 'operational'
        ? `${named(tool)} is operational.`
        : `${named(tool)} is in the category *${label}* now: ${description}.`;
    const commitment = `Commitment in force: ${level === null ? 'none' : criticalityLabel(level)}. ${why}`;
    const buttons = [...ownButtons(tool, standing), ...(mayRead(deps, roles) ? [openButton(tool)] : [])];
    return post(roles.person.id, `${change}\n${commitment}`, buttons);
  },
};

async function known(deps: Deps, toolId: unknown, personId: unknown) {
  const tool = await deps.storage.tools.tool(Number(toolId));
  const who = await deps.access.who(String(personId), '');
  return tool === null || !who.ok ? null : { tool, roles: who.roles };
}

const openButton = ({ id }: Tool) =>
  button({ text: `Open ${toolNumber(id)}`, actionId: ACTIONS.open, value: String(id) });

function ownButtons({ id }: Tool, standing: Standing) {
  const value = String(id);
  if (standing === 'none' || standing === 'asked') return [];
  return [
    ...(standing === 'named' ? [button({ text: 'Mute', actionId: PEOPLE_ACTIONS.mute, value })] : []),
    button({ text: 'This is not me', actionId: PEOPLE_ACTIONS.notMe, value }),
  ];
}

function post(person: string, text: string, buttons: ReturnType<typeof openButton>[]): Post {
  const blocks: KnownBlock[] = [
    section(text, { blockId: 'what' }),
    ...(buttons.length === 0 ? [] : [actions(buttons, 'buttons')]),
  ];
  return { to: { person }, message: message(text, blocks) };
}

export const peopleDeliveries = {
  'tool-person': toolPerson,
  'tool-owner': toolOwner,
  'tool-news': toolNews,
} satisfies Record<string, Delivery>;
