import { oweCard, oweDirect, requestNumber } from './owed.ts';
import { answersFor } from './request.ts';
import { type Act, type Decide, ended, entryBy, kept, TEAM_ONLY } from './request-act.ts';
import { no, yes } from './verdict.ts';

/** The team asks the requester for more; the request needs information until they answer. */
export function askForInformation(act: Act, text: string): Decide {
  return (file) => {
    const { request } = file;
    if (!act.roles.team) return no(TEAM_ONLY);
    const over = ended(file);
    if (over !== null) return no(over);
    if (request.state === 'proposed') return no(PROPOSED);
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

const PROPOSED = 'A decision is proposed. Withdraw the proposal first, or ask with *Comment*.';
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
      request: { state: file.assessed === true ? 'in assessment' : 'new', asked: null, askedBy: null },
      entries: [answered],
      owed: [oweCard(request.id), ...kept(answered, file), ...told],
      answer: 'Thank you. Your answer is on the work item, and ProdSecEng sees it.',
    });
  };
}
