import type { Roles } from '../../domain/people.ts';
import { answersFor, peopleConcerned, type RequestFile } from '../../domain/request.ts';
import type { Act, Decide } from '../../domain/request-act.ts';
import { claim, linkRequester, reassign, release } from '../../domain/request-claim.ts';
import { correct, markSensitive, nameContact } from '../../domain/request-content.ts';
import { comment, joinRequest } from '../../domain/request-conversation.ts';
import { withdraw } from '../../domain/request-ending.ts';
import { answerInformation, askForInformation } from '../../domain/request-information.ts';
import { IN_MORE_MENU } from '../../slack/blocks.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { ACTIONS, askAction } from './ids.ts';

export type Offer = { text: string; actionId: string; style?: 'primary' };

const ASK: Offer = { text: 'Ask for information', actionId: askAction('ask') };
const RELEASE: Offer = { text: 'Release', actionId: ACTIONS.release };

/**
 * What someone can do with a request, likeliest first: that of which the rule would say yes to them now. Nobody is offered to ask
 * themselves, nor to join what concerns them already.
 */
export function offersFor(file: RequestFile, roles: Roles, now: Date): Offer[] {
  const { request } = file;
  const me = roles.person.id;
  const act: Act = { roles, now, key: '' };
  const allowed = (decide: Decide): boolean => decide(file).ok;
  const answers = allowed(answerInformation(act, ''));
  const teamMay = allowed(askForInformation(act, ''));
  const asks = teamMay && !answersFor(request, me);
  const waits = request.state === 'needs information';
  const releases = request.claimedBy !== null && allowed(release(act));
  const joins = !peopleConcerned(file).includes(me) && allowed(joinRequest(act, ''));
  const offers: [boolean, Offer][] = [
    [answers, { text: 'Answer', actionId: askAction('answer'), style: 'primary' }],
    [allowed(claim(act)), { text: 'Claim', actionId: ACTIONS.claim, ...(answers ? {} : { style: 'primary' }) }],
    [joins && !roles.team, { text: 'Join', actionId: askAction('join'), style: 'primary' }],
    [asks && !waits, ASK],
    [allowed(comment(act, '')), { text: 'Comment', actionId: askAction('comment') }],
    [asks && waits, ASK],
    [allowed(correct(act, {}, '', '')), { text: 'Add or correct', actionId: SHARED_ACTIONS.correctRequest }],
    [teamMay, { text: 'Mark duplicate', actionId: askAction('duplicate') }],
    [releases && request.claimedBy === me, RELEASE],
    [allowed(reassign(act, roles)), { text: 'Reassign', actionId: askAction('reassign') }],
    [allowed(nameContact(act, roles)), { text: 'Name a contact', actionId: askAction('contact') }],
    [releases && request.claimedBy !== me, RELEASE],
    [joins && roles.team, { text: 'Join', actionId: askAction('join') }],
    [allowed(markSensitive(act, !request.sensitive, [])), sensitivity(file)],
    [allowed(withdraw(act, '')), { text: 'Withdraw', actionId: askAction('withdraw') }],
  ];
  return offers.filter(([offered]) => offered).map(([, offer]) => offer);
}

/** Offered beside the name that GitLab gives; null where there is nobody to link. */
export function linkOffer(file: RequestFile, roles: Roles, now: Date): Offer | null {
  const may = linkRequester({ roles, now, key: '' }, roles)(file).ok;
  return may ? { text: 'Link the author', actionId: askAction('author') } : null;
}

function sensitivity({ request }: RequestFile): Offer {
  return request.sensitive
    ? { text: 'Mark not sensitive', actionId: askAction('not_sensitive') }
    : { text: 'Mark sensitive', actionId: askAction('sensitive') };
}

const AS_BUTTONS = 4;

/** The first as buttons, the rest for the menu: of two or more, and never so many that one is lost. */
export function inRow<T>(offers: readonly T[]): { buttons: readonly T[]; more: readonly T[] } {
  const fits = offers.length <= AS_BUTTONS;
  const count = fits ? AS_BUTTONS : Math.max(offers.length - IN_MORE_MENU, Math.min(AS_BUTTONS, offers.length - 2));
  return { buttons: offers.slice(0, count), more: offers.slice(count) };
}
