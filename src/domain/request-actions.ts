import { isUserId } from './form.ts';
import {
  type Owed,
  oweCard,
  oweDirect,
  oweNote,
  oweTeam,
  oweThread,
  oweWorkItemClosing,
  oweWorkItemUpdate,
  requestNumber,
} from './owed.ts';
import type { Roles } from './people.ts';
import {
  answersFor,
  type Entry,
  type EntryKind,
  isOpen,
  peopleConcerned,
  type RequestChange,
  type RequestFile,
  sightOf,
} from './request.ts';
import { no, type Verdict, yes } from './verdict.ts';

/** Who acts, when, and a key of the act itself: the same act told twice has the same key and is kept once. */
export type Act = { roles: Roles; now: Date; key: string };
/** `look` reads another request as it is at the same moment. */
export type Decide = (file: RequestFile, look?: (id: number) => RequestFile | null) => Verdict<RequestChange>;

const TEAM_ONLY = 'Only ProdSecEng can do this.';

function ended({ request }: RequestFile): string | null {
  if (isOpen(request)) return null;
  return `${requestNumber(request.id)} is ${request.state} already, so it cannot be changed any more.`;
}

function entryBy(act: Act, kind: EntryKind, text: string, link: string | null = null): Entry {
  const { person } = act.roles;
  return { kind, text, link, authorId: person.id, authorName: person.name, saidAt: act.now, key: act.key };
}

/**
 * Where an entry is told: in the request's thread; of a sensitive request by direct message to the people concerned instead (while
 * nobody leads it, that is all of the team), never to the one who said it.
 */
export function tellEntry(file: RequestFile, said: Entry): Owed[] {
  const { id, sensitive } = file.request;
  if (!sensitive) return [oweThread(id, said.key)];
  const others = peopleConcerned(file).filter((personId) => personId !== said.authorId);
  const unclaimed = file.request.claimedBy === null ? [oweTeam(id, said.key)] : [];
  return [...others.map((personId) => oweDirect(id, personId, 'entry', said.key)), ...unclaimed];
}

const kept = (said: Entry, file: RequestFile): Owed[] => [oweNote(file.request.id, said.key), ...tellEntry(file, said)];

/** A team member leads the request. Refused when someone else does already. */
export function claim({ roles }: Act): Decide {
  return (file) => {
    const { request } = file;
    if (!roles.team) return no(TEAM_ONLY);
    const over = ended(file);
    if (over !== null) return no(over);
    if (request.claimedBy === roles.person.id) return no('You lead this request already.');
    if (request.claimedBy !== null) {
      return no(
        `<@${request.claimedBy}> claimed ${requestNumber(request.id)} already. Reassign it if that has changed.`,
      );
    }
    return yes(ledBy(file, roles.person.id, roles.person.id, 'claimed', `You lead ${requestNumber(request.id)} now.`));
  };
}

function ledBy(
  file: RequestFile,
  claimedBy: string | null,
  actor: string,
  action: string,
  answer: string,
): RequestChange {
  const { id } = file.request;
  const owed = [oweCard(id), oweWorkItemUpdate(id)];
  return { actor, action, detail: { claimedBy }, request: { claimedBy }, owed, answer };
}

/** The claim is given up; any team member may, so that nothing waits for someone who is away. */
export function release({ roles }: Act): Decide {
  return (file) => {
    const { request } = file;
    if (!roles.team) return no(TEAM_ONLY);
    const over = ended(file);
    if (over !== null) return no(over);
    if (request.claimedBy === null) return no(`Nobody has claimed ${requestNumber(request.id)}.`);
    return yes(
      ledBy(file, null, roles.person.id, 'released', `${requestNumber(request.id)} is free to be claimed again.`),
    );
  };
}

/** The claim goes to another team member, who is told. */
export function reassign({ roles, key }: Act, to: Roles): Decide {
  return (file) => {
    const { request } = file;
    if (!roles.team) return no(TEAM_ONLY);
    if (!to.team) return no(`<@${to.person.id}> is not in ProdSecEng. Choose someone of the team.`);
    const over = ended(file);
    if (over !== null) return no(over);
    const answer = `<@${to.person.id}> leads ${requestNumber(request.id)} now.`;
    const change = ledBy(file, to.person.id, roles.person.id, 'reassigned', answer);
    const told = to.person.id === roles.person.id ? [] : [oweDirect(request.id, to.person.id, 'leads', key)];
    return yes({ ...change, owed: [...change.owed, ...told] });
  };
}

/** The team asks the requester for more; the request needs information until they answer. */
export function askForInformation(act: Act, text: string): Decide {
  return (file) => {
    const { request } = file;
    if (!act.roles.team) return no(TEAM_ONLY);
    const over = ended(file);
    if (over !== null) return no(over);
    const asked = entryBy(act, 'asked', text);
    const people = [request.requesterId, request.contactId].filter((id) => id !== null);
    const told = [...new Set(people)].map((id) => oweDirect(request.id, id, 'asked', asked.key));
    return yes({
      actor: act.roles.person.id,
      action: 'asked for information',
      request: { state: 'needs information', asked: text, askedBy: act.roles.person.id },
      entries: [asked],
      owed: [oweCard(request.id), ...kept(asked, file), ...told],
      answer: told.length > 0 ? 'Asked. You will see the answer in the thread.' : UNLINKED,
    });
  };
}

const UNLINKED =
  'Asked on the work item: its author is not linked to anyone in Slack yet. Link them on the card to ask here too.';

/** Requester or contact answer what was asked. */
export function answerInformation(act: Act, text: string): Decide {
  return (file) => {
    const { request } = file;
    if (!answersFor(request, act.roles.person.id)) return no('Only the requester or the contact can answer this.');
    if (request.state !== 'needs information') {
      return no(`Nothing is asked about ${requestNumber(request.id)} now. Use *Comment* to add something.`);
    }
    const answered = entryBy(act, 'answered', text);
    const waiting = request.claimedBy ?? request.askedBy;
    const told = waiting === null ? [] : [oweDirect(request.id, waiting, 'answered', answered.key)];
    return yes({
      actor: act.roles.person.id,
      action: 'answered',
      request: { state: 'new', asked: null, askedBy: null },
      entries: [answered],
      owed: [oweCard(request.id), ...kept(answered, file), ...told],
      answer: 'Thank you. Your answer is on the work item, and ProdSecEng sees it.',
    });
  };
}

/** The request ends as a duplicate; its requester joins the other one with the use case that they gave. */
export function markDuplicate(act: Act, named: RequestFile, useCase: string): Decide {
  return (file, look = () => named) => {
    const { request } = file;
    const other = look(named.request.id) ?? named;
    if (!act.roles.team) return no(TEAM_ONLY);
    const over = ended(file);
    if (over !== null) return no(over);
    if (other.request.id === request.id) return no('A request cannot be a duplicate of itself.');
    if (other.request.state === 'duplicate') {
      return no(`${requestNumber(other.request.id)} is a duplicate itself. Name the request that it points to.`);
    }
    if (other.request.state === 'withdrawn') {
      return no(`${requestNumber(other.request.id)} is withdrawn: nothing goes on there. Name one that does.`);
    }
    const where = other.request.sensitive ? null : (other.workItem?.url ?? null);
    const told = entryBy(act, 'duplicate', `Duplicate of ${requestNumber(other.request.id)}. ${useCase}`.trim(), where);
    const people = [request.requesterId].filter((id) => id !== null);
    return yes({
      actor: act.roles.person.id,
      action: 'marked duplicate',
      detail: { duplicateOf: other.request.id },
      request: { state: 'duplicate', duplicateOf: other.request.id, asked: null, askedBy: null },
      entries: [told],
      owed: [
        oweCard(request.id),
        ...kept(told, file),
        ...people.map((id) => oweDirect(request.id, id, 'duplicate')),
        oweWorkItemClosing(request.id),
      ],
      answer: `${requestNumber(request.id)} is marked a duplicate of ${requestNumber(other.request.id)}.`,
    });
  };
}

/** The team, or the requester of it, withdraws a request with a reason. */
export function withdraw(act: Act, reason: string): Decide {
  return (file) => {
    const { request } = file;
    const { person, team } = act.roles;
    if (!team && request.requesterId !== person.id)
      return no('Only the requester or ProdSecEng can withdraw a request.');
    const over = ended(file);
    if (over !== null) return no(over);
    const said = entryBy(act, 'withdrawn', reason);
    const others = [request.requesterId, request.claimedBy].filter((id) => id !== null && id !== person.id);
    return yes({
      actor: person.id,
      action: 'withdrew',
      request: { state: 'withdrawn', reason, asked: null, askedBy: null },
      entries: [said],
      owed: [
        oweCard(request.id),
        ...kept(said, file),
        ...others.flatMap((id) => (id === null ? [] : [oweDirect(request.id, id, 'withdrawn', said.key)])),
        oweWorkItemClosing(request.id),
      ],
      answer: `${requestNumber(request.id)} is withdrawn.`,
    });
  };
}

/**
 * Requester or contact add to or correct what was filed, on record, until it is decided. `summary` names what changed. Contact and
 * stakeholders follow the answers.
 */
export function correct(act: Act, answers: Record<string, unknown>, title: string, summary: string): Decide {
  return (file) => {
    const { request } = file;
    if (!answersFor(request, act.roles.person.id))
      return no('Only the requester or the contact can correct a request.');
    const over = ended(file);
    if (over !== null) return no(over);
    const said = entryBy(act, 'corrected', summary);
    const detail = { before: { title: request.title, answers: request.answers }, after: { title, answers } };
    const contactId = typeof answers['contact'] === 'string' ? answers['contact'] : request.contactId;
    const tellContact = contactId !== null && contactId !== request.contactId && contactId !== act.roles.person.id;
    return yes({
      actor: act.roles.person.id,
      action: 'corrected',
      detail,
      request: { answers, title, contactId },
      ...stakeholderChange(file, answers),
      entries: [said],
      owed: [
        oweWorkItemUpdate(request.id),
        oweCard(request.id),
        ...kept(said, file),
        ...(tellContact ? [oweDirect(request.id, contactId, 'contact', said.key)] : []),
      ],
      answer: `${requestNumber(request.id)} is corrected. What it said before stays on record.`,
    });
  };
}

/** Who has a stake now and had none before, and the other way round; nothing where the answers do not say. */
function stakeholderChange(
  { people }: RequestFile,
  answers: Record<string, unknown>,
): Pick<RequestChange, 'join' | 'leave'> {
  const named = answers['stakeholders'];
  if (!Array.isArray(named)) return {};
  const now = named.filter((id): id is string => typeof id === 'string' && isUserId(id));
  const before = people.filter(({ role }) => role === 'stakeholder').map(({ personId }) => personId);
  const role = 'stakeholder';
  return {
    join: now.filter((id) => !before.includes(id)).map((personId) => ({ personId, role, useCase: null })),
    leave: before.filter((id) => !now.includes(id)).map((personId) => ({ personId, role })),
  };
}

/** A colleague becomes the contact, who then answers for the request too. */
export function nameContact(act: Act, contact: Roles): Decide {
  return (file) => {
    const { request } = file;
    const { roles } = act;
    if (!roles.team && !answersFor(request, roles.person.id)) return no('Only the requester can name a contact.');
    const over = ended(file);
    if (over !== null) return no(over);
    const said = entryBy(act, 'contact', `${contact.person.name} is the contact now.`);
    return yes({
      actor: roles.person.id,
      action: 'named contact',
      detail: { contactId: contact.person.id },
      request: { contactId: contact.person.id, answers: { ...request.answers, contact: contact.person.id } },
      entries: [said],
      owed: [
        oweCard(request.id),
        oweWorkItemUpdate(request.id),
        ...kept(said, file),
        oweDirect(request.id, contact.person.id, 'contact', said.key),
      ],
      answer: `<@${contact.person.id}> is the contact of ${requestNumber(request.id)} and has been told.`,
    });
  };
}

/**
 * Makes a request sensitive, or no longer so: the card then shows number, door and state only, and what was said in the thread
 * is taken back from there. `threadKeys`: the entries that have a message in the thread.
 */
export function markSensitive({ roles }: Act, sensitive: boolean, threadKeys: readonly string[]): Decide {
  return ({ request }) => {
    const may = roles.team || answersFor(request, roles.person.id);
    if (!may) return no('Only the requester, the contact or ProdSecEng can change this.');
    if (request.sensitive === sensitive)
      return no(`${requestNumber(request.id)} is ${sensitive ? '' : 'not '}sensitive already.`);
    return yes({
      actor: roles.person.id,
      action: sensitive ? 'marked sensitive' : 'marked not sensitive',
      request: { sensitive },
      owed: [
        oweCard(request.id),
        ...threadKeys.map((key) => oweThread(request.id, key)),
        oweWorkItemUpdate(request.id),
      ],
      answer: sensitive
        ? `${requestNumber(request.id)} is sensitive now: its card shows number, door and state only.`
        : `${requestNumber(request.id)} is not sensitive any more: its card shows the title again.`,
    });
  };
}

/** GitLab made the work item confidential: the request is sensitive from then on, and its thread is taken back. */
export function becameConfidential(threadKeys: readonly string[]): Decide {
  return ({ request }) => {
    if (request.sensitive) return no(`${requestNumber(request.id)} is sensitive already.`);
    const owed = [oweCard(request.id), ...threadKeys.map((key) => oweThread(request.id, key))];
    return yes({ actor: 'gitlab', action: 'became confidential', request: { sensitive: true }, owed, answer: '' });
  };
}

/** Someone who may read the request's answers says something; it lands on the work item with their name. */
export function comment(act: Act, text: string): Decide {
  return (file) => {
    if (sightOf(file, act.roles) !== 'answers')
      return no('Only the people concerned can comment. Join the request first.');
    const said = entryBy(act, 'comment', text);
    const { id } = file.request;
    const answer = `Your comment on ${requestNumber(id)} is kept and goes to the work item.`;
    return yes({ actor: act.roles.person.id, action: 'commented', entries: [said], owed: kept(said, file), answer });
  };
}

export type SlackMessage = { authorId: string | null; authorName: string; text: string; link: string; saidAt: Date };

/** Copies a Slack message to the work item as a note, with who, when and its link. A message is recorded once. */
export function recordMessage(act: Act, message: SlackMessage): Decide {
  return (file) => {
    if (sightOf(file, act.roles) !== 'answers') return no('Only the people concerned can record a message.');
    const { id } = file.request;
    const said: Entry = { kind: 'recorded', ...message, key: act.key };
    const answer = `The message is on its way to the work item of ${requestNumber(id)}.`;
    return yes({
      actor: act.roles.person.id,
      action: 'recorded a message',
      entries: [said],
      owed: [oweNote(id, said.key)],
      answer,
    });
  };
}

/** Someone joins an earlier request with their own use case instead of filing another (DOOR-8). */
export function joinRequest(act: Act, useCase: string): Decide {
  return (file) => {
    const { request } = file;
    const { person } = act.roles;
    if (sightOf(file, act.roles) === 'number') return no('This request cannot be joined.');
    if (answersFor(request, person.id)) {
      return no(
        `${requestNumber(request.id)} is your own request. Open it and use *Add or correct*, or go on with a new one.`,
      );
    }
    if (request.state === 'withdrawn' || request.state === 'duplicate') {
      return no(`${requestNumber(request.id)} is ${request.state}. File your own request instead.`);
    }
    if (file.people.some((each) => each.personId === person.id && each.role === 'joiner')) {
      return no(`You joined ${requestNumber(request.id)} already. Add to it with *Comment*.`);
    }
    const said = entryBy(act, 'joined', useCase);
    const told = request.requesterId === null ? [] : [oweDirect(request.id, request.requesterId, 'joined', said.key)];
    return yes({
      actor: person.id,
      action: 'joined',
      join: [{ personId: person.id, role: 'joiner', useCase }],
      entries: [said],
      owed: [oweCard(request.id), oweWorkItemUpdate(request.id), ...kept(said, file), ...told],
      answer: `You joined ${requestNumber(request.id)}. Your use case is on the work item, and you hear what becomes of it.`,
    });
  };
}

export type GitLabComment = { noteId: number; authorName: string; text: string; url: string; saidAt: Date };

/** A comment made in GitLab appears where the request is talked about in Slack. Nothing goes back to GitLab. */
export function commentFromGitLab(found: GitLabComment): Decide {
  return (file) => {
    const key = `gitlab:${found.noteId}`;
    const { authorName, text, url: link, saidAt } = found;
    const said: Entry = { kind: 'gitlab', authorId: null, authorName, text, link, saidAt, key };
    const actor = `gitlab:${authorName}`;
    return yes({ actor, action: 'commented in GitLab', entries: [said], owed: tellEntry(file, said), answer: '' });
  };
}

/** A team member links the GitLab author to a Slack person, who then is the requester (DOOR-9). */
export function linkRequester({ roles }: Act, to: Roles): Decide {
  return ({ request }) => {
    if (!roles.team) return no(TEAM_ONLY);
    if (request.requesterId !== null) return no(`<@${request.requesterId}> is the requester already.`);
    return yes({
      actor: roles.person.id,
      action: 'linked the author',
      detail: { personId: to.person.id },
      request: { requesterId: to.person.id },
      owed: [oweCard(request.id), oweWorkItemUpdate(request.id), oweDirect(request.id, to.person.id, 'filed')],
      answer: `<@${to.person.id}> is the requester of ${requestNumber(request.id)} now and has been told.`,
    });
  };
}
