import type { Deps } from '../../deps.ts';
import { type Answers, answersSchema, fieldsOf, textOf } from '../../domain/form.ts';
import { intakeForm } from '../../domain/intake-forms.ts';
import { readRequestNumber, requestNumber } from '../../domain/owed.ts';
import type { Roles } from '../../domain/people.ts';
import { peopleConcerned, type RequestChange, type RequestFile } from '../../domain/request.ts';
import type { Act, Decide } from '../../domain/request-act.ts';
import { linkRequester, reassign } from '../../domain/request-claim.ts';
import { markSensitive, nameContact } from '../../domain/request-content.ts';
import { comment, joinRequest } from '../../domain/request-conversation.ts';
import { markDuplicate, withdraw } from '../../domain/request-ending.ts';
import { answerInformation, askForInformation } from '../../domain/request-information.ts';
import { notMyRequest } from '../../domain/request-stake.ts';
import { no, type Verdict, yes } from '../../domain/verdict.ts';
import type { Given } from './asks.ts';
import type { Ask } from './ids.ts';
import { withThread } from './sensitivity.ts';

/** Whether the rule of an act would say yes before anything is asked; its refusal otherwise. */
export function mayStart(ask: Ask, act: Act, file: RequestFile): Verdict<RequestChange> {
  return STARTS[ask](act)(file);
}

const STARTS: Record<Ask, (act: Act) => Decide> = {
  ask: (act) => askForInformation(act, ''),
  answer: (act) => answerInformation(act, ''),
  comment: (act) => comment(act, ''),
  withdraw: (act) => withdraw(act, ''),
  // Who may ask for information may mark a duplicate, and as long.
  duplicate: (act) => askForInformation(act, ''),
  reassign: (act) => reassign(act, act.roles),
  contact: (act) => nameContact(act, act.roles),
  join: (act) => joinRequest(act, ''),
  not_me: (act) => notMyRequest(act, null),
  author: (act) => linkRequester(act, act.roles),
  sensitive: (act) => markSensitive(act, true, []),
  not_sensitive: (act) => markSensitive(act, false, []),
};

type Doing = { act: Act; file: RequestFile; given: Given };
/** A refusal names the field that it is about, where it is about one. */
export type Outcome = Verdict<string> & { field?: keyof Given };

/** Does what a filled-in modal asks for. The answer is for the person who did it. */
export async function carryOut(deps: Deps, ask: Ask, doing: Doing): Promise<Outcome> {
  const { act, file, given } = doing;
  const keep = (decide: Decide) => change(deps, file.request.id, decide);
  switch (ask) {
    case 'ask':
      return keep(askForInformation(act, given.text));
    case 'answer':
      return keep(answerInformation(act, given.text));
    case 'comment':
      return keep(comment(act, given.text));
    case 'withdraw':
      return keep(withdraw(act, given.text));
    case 'join':
      return keep(joinRequest(act, given.text));
    case 'duplicate':
      return endAsDuplicate(deps, doing);
    case 'reassign':
      return withPerson(deps, given, (to) => keep(reassign(act, to)));
    case 'contact':
      return withPerson(deps, given, (to) => keep(nameContact(act, to)));
    case 'not_me':
      return given.person === ''
        ? keep(notMyRequest(act, null))
        : withPerson(deps, given, (to) => keep(notMyRequest(act, to)));
    case 'author':
      return withPerson(deps, given, (to) => linkAuthor(deps, doing, to));
    case 'sensitive':
      return keep(await withThread(deps, act, file.request.id, true));
    case 'not_sensitive':
      return keep(await withThread(deps, act, file.request.id, false));
  }
}

async function change(deps: Deps, id: number, decide: Decide): Promise<Outcome> {
  const verdict = await deps.storage.requests.changeRequest(id, decide, deps.now());
  return verdict.ok ? yes(verdict.value.answer) : verdict;
}

async function withPerson(deps: Deps, given: Given, run: (to: Roles) => Promise<Outcome>): Promise<Outcome> {
  const who = await deps.access.who(given.person, '');
  if (who.ok) return run(who.roles);
  return { ...no('Choose a full member of this workspace: no guest, no app, nobody from outside.'), field: 'person' };
}

/** The requester joins the other request first: a crash between leaves a request that can be marked again. */
async function endAsDuplicate(deps: Deps, { act, file, given }: Doing): Promise<Outcome> {
  const { requests } = deps.storage;
  const otherId = readRequestNumber(given.number);
  const other = otherId === null ? null : await requests.request(otherId);
  if (other === null) {
    const text =
      otherId === null ? 'Type the number of a request, such as R-12.' : `There is no ${requestNumber(otherId)}.`;
    return { ...no(text), field: 'number' };
  }
  const decide = markDuplicate(act, other, given.text);
  const first = decide(file);
  if (!first.ok) return { ...first, field: 'number' };
  const joined = await joinAsRequester(deps, { act, file, given }, other);
  const outcome = await change(deps, file.request.id, decide);
  return outcome.ok ? yes(`${outcome.value} ${joined}`) : outcome;
}

async function joinAsRequester(deps: Deps, { act, file, given }: Doing, other: RequestFile): Promise<string> {
  const { requesterId } = file.request;
  const number = requestNumber(other.request.id);
  if (requesterId === null) return `Nobody joins ${number}: the author is not linked to anyone in Slack.`;
  if (peopleConcerned(other).includes(requesterId)) return `${number} concerns its requester already.`;
  const who = await deps.access.who(requesterId, '');
  if (!who.ok) return `Its requester is no full member any more and does not join ${number}.`;
  const joining = joinRequest({ ...act, roles: who.roles, key: `${act.key}:join` }, given.text);
  const outcome = await change(deps, other.request.id, joining);
  return outcome.ok ? `Its requester joined ${number}.` : `Its requester did not join ${number}: ${outcome.text}`;
}

/**
 * The author's other requests get the same requester (DOOR-9). The link is kept first: a crash between leaves an author who can be
 * linked again, to the same effect.
 */
async function linkAuthor(deps: Deps, { act, file }: Doing, to: Roles): Promise<Outcome> {
  const { requests, gitlabPeople } = deps.storage;
  const username = file.request.gitlabAuthor;
  const first = linkRequester(act, to)(file);
  if (!first.ok && file.request.requesterId !== to.person.id) return first;
  if (username === null) return change(deps, file.request.id, linkRequester(act, to));
  await gitlabPeople.keepGitLabLink({ username, personId: to.person.id, by: 'team', at: deps.now() });
  const outcome = first.ok
    ? await change(deps, file.request.id, linkRequester(act, to))
    : yes(`<@${to.person.id}> is the requester.`);
  for (const { request } of await requests.requestsOfGitLabAuthor(username)) {
    if (request.requesterId === null) await change(deps, request.id, linkRequester(act, to));
  }
  return outcome;
}

/** What the requester of a duplicate needs it for, in their own words; nothing of a sensitive request is carried over. */
export function useCaseOf({ request }: RequestFile): string {
  const form = intakeForm(request.door);
  if (form === undefined || request.sensitive) return '';
  const answers: Answers = answersSchema(form).parse(request.answers);
  const first = fieldsOf(form).find(({ kind, id }) => kind === 'text' && textOf(answers, id) !== '');
  return first === undefined ? request.title : textOf(answers, first.id);
}
