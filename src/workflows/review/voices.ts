import type { KnownBlock, ModalView } from '@slack/types';
import type { Delivery, Deps } from '../../deps.ts';
import { type ReviewFile, type ReviewVoice, speakInReview, VOICES, voiceAskKey } from '../../domain/review.ts';
import { standingOf } from '../../domain/tool-people.ts';
import { actions, button, context, message, modal, section } from '../../slack/blocks.ts';
import { inline, plain, truncate } from '../../slack/escape.ts';
import {
  type Listening,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { actOf, spanOf, waitForHours } from './asked.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { named } from './words.ts';

const MOST = 100;
const SHOWN = 20;

/** Everyone named on tools under review gets one message for all of a day: does each still meet a need of theirs (REV-1)? */
export const reviewVoice: Delivery = {
  to: 'slack',
  async render(deps, payload) {
    const [personId, day] = [String(payload.personId), String(payload.day)];
    const who = await deps.access.who(personId, '');
    if (!who.ok) return null;
    const files = await deps.storage.reviews.reviewsForVoice(personId, spanOf(deps, day), MOST);
    const posted = await deps.storage.messages.postedMessage(voiceAskKey(personId, day));
    const shown = posted === null ? files.filter(({ review }) => review.state === 'open') : files;
    if (shown.length === 0) return null;
    if (posted === null) waitForHours(who.roles.person, deps.now());
    const text = shown.length === 1 ? 'Do you still need this tool?' : `Do you still need these ${shown.length} tools?`;
    const why = 'You are named as a user or stakeholder. ProdSecEng reviews its tools regularly.';
    const rest = shown.length > SHOWN ? [context(`…and ${shown.length - SHOWN} more.`, 'more')] : [];
    const rows = shown.slice(0, SHOWN).flatMap((file) => rowsOf(file, personId));
    return {
      to: { person: personId },
      message: message(text, [section(`*${text}*\n${why}`, { blockId: 'head' }), ...rows, ...rest]),
    };
  },
};

function rowsOf({ review, tool, voices }: ReviewFile, personId: string): KnownBlock[] {
  const own = voices.find((voice) => voice.personId === personId);
  const to = own === undefined || own.text === '' ? '' : `: ${inline(truncate(own.text, 200))}`;
  const said = own === undefined ? '' : `\nYou said: ${VOICES[own.still]}${to}.`;
  const value = String(review.id);
  const one = (text: string, actionId: string) =>
    button({ text, actionId, value, label: truncate(`${text}: ${tool.name}`, 75) });
  const buttons = [
    one('Still needed', ACTIONS.needed),
    one('Not needed', ACTIONS.notNeeded),
    one('Moved to…', ACTIONS.moved),
  ];
  const over = review.state === 'open' ? '' : '\nThe review has ended.';
  return [
    section(`${named(tool)}: ${inline(truncate(tool.purpose, 200))}${said}${over}`, { blockId: `voice:${review.id}` }),
    ...(review.state === 'open' ? [actions(buttons, `voice:${review.id}:buttons`)] : []),
  ];
}

/** What stakeholders answer: each only for themselves, while they are named on the tool. */
export function listenToVoices(listening: Listening, deps: Deps): void {
  onPressed(listening, ACTIONS.needed, (pressed) => speak(deps, pressed, 'needed'));
  onPressed(listening, ACTIONS.notNeeded, (pressed) => speak(deps, pressed, 'not needed'));
  onPressed(listening, ACTIONS.moved, (pressed) => askWhereTo(deps, pressed));
  onSubmitted(listening, VIEWS.moved, (submitted) => moved(deps, submitted));
}

const NOT_NAMED = 'You are not named on this tool any more.';

async function isNamed({ storage }: Deps, reviewId: number, personId: string): Promise<ReviewFile | null> {
  const file = await storage.reviews.review(reviewId);
  if (file === null) return null;
  const standing = standingOf(await storage.tools.partIn(file.tool.id, personId), personId);
  return standing === 'named' || standing === 'muted' ? file : null;
}

async function speak(deps: Deps, pressed: Pressed, still: ReviewVoice['still']): Promise<void> {
  const id = Number(pressed.value);
  if ((await isNamed(deps, id, pressed.roles.person.id)) === null) return pressed.tell(NOT_NAMED);
  const verdict = await deps.storage.reviews.changeReview(
    id,
    speakInReview(actOf(deps, pressed), still, ''),
    deps.now(),
  );
  await pressed.tell(verdict.ok ? verdict.value.answer : verdict.text);
}

async function askWhereTo(deps: Deps, pressed: Pressed): Promise<void> {
  const file = await isNamed(deps, Number(pressed.value), pressed.roles.person.id);
  await (file === null ? pressed.tell(NOT_NAMED) : pressed.open(movedModal(file)));
}

const movedModal = ({ review, tool }: ReviewFile): ModalView =>
  modal({
    ...{ title: 'Moved', callbackId: VIEWS.moved, submit: 'Save' },
    privateMetadata: JSON.stringify({ review: String(review.id) }),
    blocks: [
      section(named(tool), { blockId: 'tool' }),
      {
        ...{ type: 'input', block_id: 'to', label: plain('To what did you move?') },
        hint: plain('The tool or way of working that you use instead.'),
        element: { type: 'plain_text_input', action_id: 'to', max_length: 300 },
      },
    ],
  });

async function moved(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const { roles, view, metadata } = submitted;
  const id = Number(metadata.review);
  if ((await isNamed(deps, id, roles.person.id)) === null) return { errors: { to: NOT_NAMED } };
  const to = view.state.values.to?.to?.value ?? '';
  const verdict = await deps.storage.reviews.changeReview(
    id,
    speakInReview(actOf(deps, submitted), 'moved', to),
    deps.now(),
  );
  return verdict.ok ? 'close' : { errors: { to: verdict.text } };
}
