import type { CardButton, CardPart } from '../../deps.ts';
import { isOpen, type RequestFile } from '../../domain/request.ts';
import { ACTIONS, askAction } from './ids.ts';

/** What the team does most, on the card itself; everything else is behind *Open*. */
export function requestCard(file: RequestFile): CardPart {
  const { request, people } = file;
  const joiners = people.filter(({ role }) => role === 'joiner').length;
  const lines = joiners === 0 ? [] : [`${joiners === 1 ? '1 person' : `${joiners} people`} joined with a use case`];
  return { order: 10, lines, buttons: isOpen(request) ? openButtons(file) : [] };
}

function openButtons({ request }: RequestFile): CardButton[] {
  const claim: CardButton[] =
    request.claimedBy === null ? [{ text: 'Claim', actionId: ACTIONS.claim, primary: true }] : [];
  const author: CardButton[] =
    request.requesterId === null ? [{ text: 'Link the author', actionId: askAction('author') }] : [];
  return [...claim, { text: 'Ask for information', actionId: askAction('ask') }, ...author];
}
