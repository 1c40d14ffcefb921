import { isUserId } from './form.ts';
import { oweCard, oweDirect, oweThread, oweWorkItemUpdate, requestNumber } from './owed.ts';
import type { Roles } from './people.ts';
import { answersFor, type RequestChange, type RequestFile } from './request.ts';
import { type Act, type Decide, ended, entryBy, kept } from './request-act.ts';
import { no, yes } from './verdict.ts';

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
    const contactId = typeof answers.contact === 'string' ? answers.contact : request.contactId;
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
  const named = answers.stakeholders;
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
