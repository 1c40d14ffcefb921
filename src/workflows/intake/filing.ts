import type { Deps } from '../../deps.ts';
import { type Answers, askedAnswers, type Form, listOf, textOf, titleOf } from '../../domain/form.ts';
import { type Owed, oweCard, oweDirect, oweWorkItem } from '../../domain/owed.ts';
import type { Roles } from '../../domain/people.ts';
import { oweQuestion } from '../../domain/question.ts';
import type { RequestDoor, RequestPerson } from '../../domain/request.ts';
import type { Filing } from '../../storage/requests.ts';
import type { OpenDraft } from './drafts.ts';

/** Files a draft as a request: once, however often it is sent (NEW-2). Gives its number, and whether it had one already. */
export async function fileDraft(
  deps: Deps,
  draft: OpenDraft,
  sender: Roles,
): Promise<{ id: number; already: boolean }> {
  const filing = await filingOf(deps, draft, sender);
  return deps.storage.requests.fileRequest(filing, deps.now());
}

async function filingOf(deps: Deps, draft: OpenDraft, sender: Roles): Promise<Filing> {
  const { form, origin } = draft;
  const answers = askedAnswers(form, draft.answers);
  const requester = await requesterOf(deps, origin, sender);
  const questionId = Number(origin.questionId ?? 0);
  const contactId = textOf(answers, 'contact') || requester.person.id;
  return {
    request: {
      door: doorOf(form),
      title: titleOf(form, answers),
      answers: originLine(answers, origin),
      sensitive: origin.sensitive === 'yes',
      origin: 'slack',
      requesterId: requester.person.id,
      authorName: requester.person.name,
      gitlabAuthor: null,
      contactId,
      draftId: draft.id,
    },
    people: stakeholdersIn(answers),
    actor: sender.person.id,
    owed: (id) =>
      owedOnFiling(id, { requesterId: requester.person.id, contactId, senderId: sender.person.id }, questionId),
    ...(questionId > 0 ? { ends: { questionId } } : {}),
    ...agreedIn(origin),
  };
}

/** The line of a meeting that opens this request (CHA-3). */
function agreedIn({ agreed }: Record<string, string>): Pick<Filing, 'agreed'> {
  const [meetingId = 0, index = 0] = (agreed ?? '').split(' ').map(Number);
  return meetingId > 0 ? { agreed: { meetingId, index } } : {};
}

/** A team member who turns someone's message into a request files it for that person (DOOR-2); everybody else files their own. */
export async function requesterOf(deps: Deps, origin: Record<string, string>, sender: Roles): Promise<Roles> {
  const saidBy = origin.saidBy;
  if (saidBy === undefined || !sender.team || saidBy === sender.person.id) return sender;
  const who = await deps.access.who(saidBy, sender.person.teamId);
  return who.ok ? who.roles : sender;
}

const originLine = (answers: Answers, origin: Record<string, string>): Record<string, unknown> =>
  origin.messageLink === undefined ? answers : { ...answers, messageLink: origin.messageLink };

type Involved = { requesterId: string; contactId: string; senderId: string };

/** A contact who did not file it is told that they are one. */
function owedOnFiling(id: number, { requesterId, contactId, senderId }: Involved, questionId: number): Owed[] {
  const contact = [requesterId, senderId].includes(contactId) ? [] : [oweDirect(id, contactId, 'contact')];
  const question = questionId > 0 ? [oweQuestion(questionId)] : [];
  return [oweWorkItem(id), oweCard(id), oweDirect(id, requesterId, 'filed'), ...contact, ...question];
}

function doorOf(form: Form): RequestDoor {
  if (form.id === 'new' || form.id === 'handover') return form.id;
  return 'other';
}

function stakeholdersIn(answers: Answers): Omit<RequestPerson, 'at'>[] {
  return listOf(answers, 'stakeholders').map((personId) => ({ personId, role: 'stakeholder', useCase: null }));
}
