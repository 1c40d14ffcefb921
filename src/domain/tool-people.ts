import type { Owed } from './owed.ts';
import { type Act, TEAM_ONLY } from './request-act.ts';
import { type Tool, type ToolPerson, toolNumber } from './tool.ts';
import { no, type Verdict, yes } from './verdict.ts';

/** What becomes of the users and stakeholders of a tool: all of it is one transaction. */
export type ToolPeopleChange = {
  actor: string;
  action: string;
  why: string;
  add?: Pick<ToolPerson, 'personId' | 'asked'>[];
  remove?: string[];
  mute?: { personId: string; muted: boolean };
  owed: Owed[];
  answer: string;
};

export type DecideToolPeople = (tool: Tool, people: readonly ToolPerson[]) => Verdict<ToolPeopleChange>;

/** How somebody stands to a tool: named on it, asking to be, or neither. */
export type Standing = 'named' | 'muted' | 'asked' | 'none';

export function standingOf(people: readonly ToolPerson[], personId: string): Standing {
  const own = people.filter((each) => each.personId === personId);
  if (own.length === 0) return 'none';
  if (own.every(({ asked }) => asked)) return 'asked';
  return own.some(({ muted }) => muted) ? 'muted' : 'named';
}

/** Those who are told of a tool: named on it, and not muted. Each once. */
export const toldOf = (people: readonly ToolPerson[]): string[] =>
  [...new Set(people.map(({ personId }) => personId))].filter((id) => standingOf(people, id) === 'named');

const notNamed = (tool: Tool): Verdict<never> => no(`You are not named on ${toolNumber(tool.id)} any more.`);

/** Somebody who is named on a tool wants no more notices of it, or wants them again; its owner is told. Reading stays as it is. */
export const muteTool =
  ({ roles, key }: Act, muted: boolean): DecideToolPeople =>
  (tool, people) => {
    const { id } = roles.person;
    const standing = standingOf(people, id);
    if (standing === 'none' || standing === 'asked') return notNamed(tool);
    if (muted === (standing === 'muted')) return no(muted ? 'You have muted it already.' : 'It is not muted.');
    return yes({
      ...{ actor: id, action: muted ? 'muted' : 'unmuted', why: '', mute: { personId: id, muted } },
      owed: tellOwner(tool, id, { what: muted ? 'muted' : 'unmuted', key }),
      answer: muted
        ? `You get no more notices of ${tool.name}. Its owner is told.`
        : `You are told of changes of ${tool.name} again.`,
    });
  };

/** Somebody is named on a tool and should not be: they go, whom they name (a full member; null: nobody) comes in their place; its owner is told. */
export const notMe =
  ({ roles, key }: Act, other: string | null): DecideToolPeople =>
  (tool, people) => {
    const { id } = roles.person;
    const standing = standingOf(people, id);
    if (standing === 'none' || standing === 'asked') return notNamed(tool);
    if (other === id) return no('Name someone else, or nobody.');
    const known = other === null ? 'named' : standingOf(people, other);
    const comes = other !== null && (known === 'none' || known === 'asked');
    return yes({
      ...{ actor: id, action: 'is no stakeholder', why: other === null ? '' : `It is ${other} instead`, remove: [id] },
      ...(comes ? { add: [{ personId: other, asked: false }] } : {}),
      owed: [
        ...tellOwner(tool, id, { what: 'not me', key, ...(other === null ? {} : { other }) }),
        ...(comes ? [oweToolPerson(tool, other, { what: 'added', about: other, by: id, key })] : []),
      ],
      answer: `You are not named on ${tool.name} any more. Its owner is told.`,
    });
  };

/** What the owner is asked about one person is one message, brought up to date once it is answered. */
const ASKED = { what: 'asked', key: 'asked' } as const;

/** Somebody wants to be told of a tool. They are not named on it until its owner, or anyone of the team, says so. */
export const askToBeAdded =
  ({ roles }: Act): DecideToolPeople =>
  (tool, people) => {
    const { id } = roles.person;
    const standing = standingOf(people, id);
    if (standing === 'asked') return no('You have asked already: its owner has not answered yet.');
    if (standing !== 'none') return no('You are named on it already.');
    if (tool.state === 'retired' || tool.state === 'transferred')
      return no(`${toolNumber(tool.id)} is ${tool.state}: there is nothing to be told of it any more.`);
    return yes({
      ...{ actor: id, action: 'asked to be added', why: '', add: [{ personId: id, asked: true }] },
      owed: tellOwner(tool, id, ASKED),
      answer: `The owner of ${tool.name} is asked to add you.`,
    });
  };

/** The owner, or anyone of the team, adds somebody who asked, or does not; they are told. */
export const answerAsking =
  ({ roles, key }: Act, { personId, add }: { personId: string; add: boolean }): DecideToolPeople =>
  (tool, people) => {
    const { id } = roles.person;
    if (!roles.team && tool.ownerId !== id) return no(TEAM_ONLY);
    if (standingOf(people, personId) !== 'asked') return no('That was answered already.');
    return yes({
      ...{ actor: id, action: add ? 'added a stakeholder' : 'did not add', why: personId, remove: [personId] },
      ...(add ? { add: [{ personId, asked: false }] } : {}),
      owed: [
        oweToolPerson(tool, personId, { what: add ? 'added' : 'not added', about: personId, by: id, key }),
        ...tellOwner(tool, personId, ASKED),
      ],
      answer: add ? `They are named on ${tool.name}, and told.` : 'They are told that they were not added.',
    });
  };

export type PersonNews = 'muted' | 'unmuted' | 'not me' | 'asked' | 'added' | 'not added';
type News = { what: PersonNews; about: string; key: string; by?: string; other?: string };

/** What is told about somebody's part in a tool. `key`: of the act, so that each is told once; what was asked is brought up to date. */
export function oweToolPerson({ id }: Tool, to: string, news: News): Owed {
  const key = `tool-person:${toolNumber(id)}:${to}:${news.what}:${news.about}:${news.key}`;
  return { kind: 'tool-person', lane: `${toolNumber(id)}/${to}`, key, payload: { toolId: id, to, ...news } };
}

/** The owner; where there is none, or they have left, each of the team. */
function tellOwner({ id }: Tool, about: string, news: Omit<News, 'about'>): Owed[] {
  const key = `tool-owner:${toolNumber(id)}:${news.what}:${about}:${news.key}`;
  return [{ kind: 'tool-owner', lane: `${toolNumber(id)}/owner`, key, payload: { toolId: id, about, ...news } }];
}

export type ToolNews = 'category' | 'operational';

/** A change of a tool, told to whom it concerns. `key`: of the act. */
export function oweToolNews(toolId: number, personId: string, what: ToolNews, key: string): Owed {
  const of = `tool-news:${toolNumber(toolId)}:${personId}:${what}:${key}`;
  return { kind: 'tool-news', lane: `${toolNumber(toolId)}/${personId}`, key: of, payload: { toolId, personId, what } };
}
