import { doorFor } from '../../domain/doors.ts';
import { answersSchema } from '../../domain/form.ts';
import { intakeForm } from '../../domain/intake-forms.ts';
import { requestNumber } from '../../domain/owed.ts';
import { ownPart, requestMarker } from '../../domain/own-part.ts';
import type { Entry, EntryKind, RequestFile } from '../../domain/request.ts';
import { formSections } from '../../domain/work-item-text.ts';
import { inlineForGitLab, linkForGitLab, quoteForGitLab } from '../../gitlab/markdown.ts';

/** How people are named on a work item: their name in Slack, which links and notifies nobody. */
export type NameOf = (personId: string) => string;

/** A request with the names of everybody in it, its assessment so far and what is planned, as text of the work item. */
export type Found = { file: RequestFile; nameOf: NameOf; assessed: string[] };

/** The description of a work item that the app files: the hidden mark, and its own part. */
export function description(found: Found): string {
  return `${requestMarker(requestNumber(found.file.request.id))}\n${ownPart(content(found))}`;
}

/**
 * What stands in the app's own part: who asks, and all answers. An issue opened in GitLab has them in its own words already; where
 * more people read it than may read them (`withAnswers` false), they stand in an internal note.
 */
export function content({ file, nameOf, assessed }: Found, withAnswers = true, withAssessment = withAnswers): string {
  const ownWords = file.workItem?.adopted === true && file.request.origin === 'gitlab';
  const answers = withAnswers ? answerSections(file, nameOf) : ['The answers stand in an internal note.'];
  return [heading(file, nameOf), ...(ownWords ? [] : answers), ...(withAssessment ? assessed : [])].join('\n\n');
}

/** The answers as a note of their own. */
export function answersNote(file: RequestFile, nameOf: NameOf, marker: string): string {
  return [`${marker}\n${heading(file, nameOf)}`, ...answerSections(file, nameOf)].join('\n\n');
}

function heading({ request, people }: RequestFile, nameOf: NameOf): string {
  const door = doorFor(request.door)?.label ?? request.door;
  const requester = request.requesterId === null ? request.authorName : nameOf(request.requesterId);
  const contact = request.contactId === null || request.contactId === request.requesterId ? [] : [request.contactId];
  const lines = [
    `**${requestNumber(request.id)}** · ${door} · requester: ${inlineForGitLab(requester)}`,
    ...contact.map((id) => `contact: ${inlineForGitLab(nameOf(id))}`),
    ...people
      .filter(({ role }) => role === 'joiner')
      .map(({ personId }) => `joined by: ${inlineForGitLab(nameOf(personId))}`),
  ];
  return lines.join(' · ');
}

function answerSections({ request }: RequestFile, nameOf: NameOf): string[] {
  const form = intakeForm(request.door);
  if (form === undefined) return [];
  const sections = formSections(form, answersSchema(form).parse(request.answers), (id) => inlineForGitLab(nameOf(id)));
  const link = request.answers.messageLink;
  const from = typeof link === 'string' ? [`## Raised in Slack\n\n${linkForGitLab(link)}`] : [];
  return [
    ...sections.map(({ heading: title, text, verbatim }) => `## ${title}\n\n${verbatim ? quoteForGitLab(text) : text}`),
    ...from,
  ];
}

const SAYS: Record<EntryKind, string> = {
  comment: 'commented from Slack',
  recorded: 'wrote in Slack',
  asked: 'asked the requester for more information',
  answered: 'answered',
  corrected: 'corrected the request',
  joined: 'joined the request with their own use case',
  left: 'is not concerned, and is not named any more',
  muted: 'has muted the request',
  withdrawn: 'withdrew the request',
  duplicate: 'marked the request a duplicate',
  contact: 'named a contact',
  gitlab: 'commented in GitLab',
  proposed: 'proposed a decision',
  unproposed: 'withdrew the proposed decision',
  agreed: 'agreed to the decision',
  disagreed: 'did not agree to the decision',
  aware: 'is aware of the decision',
  'signer asked': 'asked about the proposed decision',
  delegated: 'handed on who is to agree',
  decided: 'made the decision final',
  reopened: 'brought the request back',
  triaged: 'triaged the request',
  returned: 'brought the request back',
  shipped: 'saw that the product work is done',
};

/** An entry of the conversation as a note: who, when, what, and where it was said. */
export function noteBody(entry: Entry, marker: string): string {
  const when = entry.saidAt.toISOString().slice(0, 16).replace('T', ' ');
  const where = entry.link === null ? '' : ` · ${linkForGitLab(entry.link)}`;
  return `${marker}\n**${inlineForGitLab(entry.authorName)}** ${SAYS[entry.kind]} (${when} UTC)${where}\n\n${quoteForGitLab(entry.text)}`;
}
