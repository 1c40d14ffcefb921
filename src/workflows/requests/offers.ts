import { requestNumber } from '../../domain/owed.ts';
import type { Roles } from '../../domain/people.ts';
import { peopleConcerned, type RequestFile } from '../../domain/request.ts';
import {
  type Act,
  answerInformation,
  askForInformation,
  claim,
  comment,
  correct,
  type Decide,
  joinRequest,
  linkRequester,
  markSensitive,
  nameContact,
  reassign,
  release,
  withdraw,
} from '../../domain/request-actions.ts';
import { type ButtonSettings, confirmation } from '../../slack/blocks.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { ACTIONS, askAction } from './ids.ts';

export type Offer = Pick<ButtonSettings, 'text' | 'actionId' | 'style' | 'confirm'>;

/** The buttons that someone gets on a request: exactly those whose rule would say yes to them now. */
export function offersFor(file: RequestFile, roles: Roles, now: Date): Offer[] {
  const act: Act = { roles, now, key: '' };
  const allowed = (decide: Decide): boolean => decide(file).ok;
  const asks = allowed(askForInformation(act, ''));
  const concerned = peopleConcerned(file).includes(roles.person.id);
  const offers: [boolean, Offer][] = [
    [allowed(answerInformation(act, '')), { text: 'Answer', actionId: askAction('answer'), style: 'primary' }],
    [allowed(claim(act)), { text: 'Claim', actionId: ACTIONS.claim, style: 'primary' }],
    [asks, { text: 'Ask for information', actionId: askAction('ask') }],
    [allowed(comment(act, '')), { text: 'Comment', actionId: askAction('comment') }],
    [allowed(correct(act, {}, '', '')), { text: 'Add or correct', actionId: SHARED_ACTIONS.correctRequest }],
    [allowed(nameContact(act, roles)), { text: 'Name a contact', actionId: askAction('contact') }],
    [!concerned && allowed(joinRequest(act, '')), { text: 'Join', actionId: askAction('join') }],
    [file.request.claimedBy !== null && allowed(release(act)), { text: 'Release', actionId: ACTIONS.release }],
    [allowed(reassign(act, roles)), { text: 'Reassign', actionId: askAction('reassign') }],
    [allowed(linkRequester(act, roles)), { text: 'Link the author', actionId: askAction('author') }],
    [asks, { text: 'Mark duplicate', actionId: askAction('duplicate') }],
    [allowed(markSensitive(act, !file.request.sensitive, [])), sensitivity(file)],
    [allowed(withdraw(act, '')), { text: 'Withdraw', actionId: askAction('withdraw'), style: 'danger' }],
  ];
  return offers.filter(([offered]) => offered).map(([, offer]) => offer);
}

function sensitivity({ request }: RequestFile): Offer {
  const number = requestNumber(request.id);
  if (request.sensitive) {
    return {
      text: 'Mark not sensitive',
      actionId: ACTIONS.notSensitive,
      confirm: confirmation({
        title: `Show ${number} to everyone?`,
        text: 'Its card shows the title again, and what is said from now on stands in its thread. What was said in direct messages stays there.',
        yes: 'Show it',
        no: 'Keep it sensitive',
      }),
    };
  }
  return {
    text: 'Mark sensitive',
    actionId: ACTIONS.sensitive,
    confirm: confirmation({
      title: `Make ${number} sensitive?`,
      text: 'Its card then shows number, door and state only, and the conversation goes to the people concerned by direct message. What people wrote in the thread themselves stays: they can delete it.',
      yes: 'Make it sensitive',
      no: 'Leave it',
    }),
  };
}
