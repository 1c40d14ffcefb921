import type { Roles } from '../../domain/people.ts';
import { answersFor, peopleConcerned, type RequestFile } from '../../domain/request.ts';
import type { Act, Decide } from '../../domain/request-act.ts';
import { claim, linkRequester, reassign, release } from '../../domain/request-claim.ts';
import { correct, markSensitive, nameContact } from '../../domain/request-content.ts';
import { comment, joinRequest } from '../../domain/request-conversation.ts';
import { withdraw } from '../../domain/request-ending.ts';
import { answerInformation, askForInformation } from '../../domain/request-information.ts';
import { muteRequest, notMyRequest } from '../../domain/request-stake.ts';
import { IN_MORE_MENU } from '../../slack/blocks.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { ACTIONS, askAction } from './ids.ts';

/** `group`: under which head it stands where the buttons have no room for it; without one it is about the decision. */
export type Offer = { text: string; actionId: string; style?: 'primary'; group?: Group };
type Group = 'people' | 'request';

const ASK: Offer = { text: 'Ask for information', actionId: askAction('ask') };
const RELEASE: Offer = { text: 'Release', actionId: ACTIONS.release };
/** Who leads it, answers for it or joins it; everything else is about the request itself. */
const ABOUT_PEOPLE: readonly string[] = [
  ACTIONS.claim,
  ACTIONS.release,
  ACTIONS.mute,
  ACTIONS.unmute,
  ...(['reassign', 'contact', 'join', 'not_me'] as const).map(askAction),
];

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
    [allowed(muteRequest(act, true)), { text: 'Mute', actionId: ACTIONS.mute }],
    [allowed(muteRequest(act, false)), { text: 'Unmute', actionId: ACTIONS.unmute }],
    [allowed(notMyRequest(act, null)), { text: 'This is not me', actionId: askAction('not_me') }],
    [joins && roles.team, { text: 'Join', actionId: askAction('join') }],
    [allowed(markSensitive(act, !request.sensitive, [])), sensitivity(file)],
    [allowed(withdraw(act, '')), { text: 'Withdraw', actionId: askAction('withdraw') }],
  ];
  return offers
    .filter(([offered]) => offered)
    .map(([, offer]) => ({ ...offer, group: ABOUT_PEOPLE.includes(offer.actionId) ? 'people' : 'request' }));
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

/** What is next goes before what is possible too: an answer that is waited for, a decision that is ready, someone to lead it. */
const BEFORE_ALL: readonly string[] = [askAction('answer'), SHARED_ACTIONS.proposeDecision, ACTIONS.claim];

/** The one next step of a request for this person; null where it waits for somebody else, or is over. */
function nextStep(offers: readonly Offer[], { state }: RequestFile['request']): Offer | null {
  const first = BEFORE_ALL.map((id) => offers.find(({ actionId }) => actionId === id)).find(
    (offer) => offer !== undefined,
  );
  const next = first ?? offers.find(({ style }) => style === 'primary') ?? null;
  return state === 'needs information' && next?.actionId !== askAction('answer') ? null : next;
}

export type Menu = { head: string | null; offers: Offer[] };
/** Buttons, the primary first; what they have no room for stands in menus of at most five. */
export type Arranged = { buttons: Offer[]; menus: Menu[] };

/**
 * All that someone can do with a request, so that the next step is plain: it comes first and alone is primary, then what is likeliest;
 * the rest stands in one menu, or under heads of what it is about where one menu does not hold it. Nothing is left out.
 */
export function arrange(offers: readonly Offer[], request: RequestFile['request']): Arranged {
  const next = nextStep(offers, request);
  const others = offers.filter((offer) => offer !== next).map(({ style: _, ...plain }) => plain);
  const all = next === null ? others : [{ ...next, style: 'primary' as const }, ...others];
  if (all.length <= AS_BUTTONS) return { buttons: all, menus: [] };
  // A menu of one is a button; one button more is better than a second menu.
  const fits = all.length === AS_BUTTONS + 1 + IN_MORE_MENU;
  const count = fits ? AS_BUTTONS + 1 : Math.min(AS_BUTTONS, all.length - 2);
  const [buttons, rest] = [all.slice(0, count), all.slice(count)];
  return { buttons, menus: rest.length <= IN_MORE_MENU ? [{ head: null, offers: rest }] : menusOf(rest) };
}

const HEADS: readonly { group: Group | undefined; head: string }[] = [
  { group: undefined, head: 'Decision and work' },
  { group: 'people', head: 'Who leads it and who is involved' },
  { group: 'request', head: 'The request itself' },
];

function menusOf(rest: readonly Offer[]): Menu[] {
  return HEADS.flatMap(({ group, head }) => {
    const offers = rest.filter((offer) => offer.group === group);
    const menus = Math.ceil(offers.length / IN_MORE_MENU);
    return Array.from({ length: menus }, (_, nth) => ({
      ...{ head: nth === 0 ? head : `${head}, more` },
      offers: offers.slice(nth * IN_MORE_MENU, (nth + 1) * IN_MORE_MENU),
    }));
  });
}
