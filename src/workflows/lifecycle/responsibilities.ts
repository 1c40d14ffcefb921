import type { Delivery, Deps } from '../../deps.ts';
import { supportUntil } from '../../domain/hand-off.ts';
import { answerResponsibility, type Handing, offerResponsibility, receiverOf } from '../../domain/responsibility.ts';
import { itemOf, type StageFile } from '../../domain/stage.ts';
import { type Found, rowOf } from '../../domain/stage-kind.ts';
import { stageKindOf } from '../../domain/stage-kinds.ts';
import { enteredIn } from '../../slack/ask.ts';
import { actions, button, context, message, section } from '../../slack/blocks.ts';
import { inline, truncate } from '../../slack/escape.ts';
import {
  type Listening,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { actOf } from './acting.ts';
import { ACTIONS, itemValue, readItemValue } from './ids.ts';
import { after, answered, redrawBelow, workedOn } from './listeners.ts';
import { answerModal, HANDING_ACTIONS, HANDING_VIEWS, offeredLines, offerModal } from './responsibility-view.ts';
import { headOf } from './workspace-view.ts';

/** What is handed over one by one: ProdSecEng offers it, the receiver's DRI accepts it, sends it back or declines it (SUN-6, CHA-2). */
export function listenToResponsibilities(listening: Listening, deps: Deps): void {
  onPressed(listening, HANDING_ACTIONS.offer, (pressed) => openOffer(deps, pressed));
  onPressed(listening, HANDING_ACTIONS.answer, (pressed) => openAnswer(deps, pressed));
  onPressed(listening, HANDING_ACTIONS.accept, (pressed) => accept(deps, pressed));
  const redraw = (submitted: Submitted, answer: SubmitAnswer) => redrawBelow(listening, deps, submitted, answer);
  onSubmitted(listening, HANDING_VIEWS.offer, (submitted) => offer(deps, submitted), redraw);
  onSubmitted(listening, HANDING_VIEWS.answer, (submitted) => answer(deps, submitted), redraw);
}

const GONE = 'That is not known any more.';

const foundIn = (file: StageFile, list: string, key: string): Found | null =>
  rowOf(stageKindOf(file.stage), file.stage, list, key);

async function openOffer(deps: Deps, pressed: Pressed): Promise<void> {
  const { stageId, list, key } = readItemValue(pressed.value);
  const file = await workedOn(deps, pressed, stageId);
  if (file === null) return;
  const found = foundIn(file, list, key);
  await (found === null ? pressed.tell(GONE) : pressed.open(offerModal(file, found)));
}

async function openAnswer(deps: Deps, pressed: Pressed): Promise<void> {
  const { stageId, list, key } = readItemValue(pressed.value);
  const file = await deps.storage.stages.stage(stageId);
  const found = file === null ? null : foundIn(file, list, key);
  if (file === null || found === null) return pressed.tell(GONE);
  if (receiverOf(file.stage)?.driId !== pressed.roles.person.id)
    return pressed.tell('Only the DRI of the receiving team answers this.');
  const { state } = itemOf(file, list, key);
  if (file.stage.state !== 'open' || state !== 'offered')
    return pressed.tell(`It is ${file.stage.state === 'open' ? state : 'over'} already: nothing is to be answered.`);
  await pressed.open(answerModal(file, found));
}

async function accept(deps: Deps, pressed: Pressed): Promise<void> {
  const { stageId, list, key } = readItemValue(pressed.value);
  const file = await deps.storage.stages.stage(stageId);
  if (file === null) return pressed.tell(GONE);
  const given = { list, key, state: 'accepted' as const, note: '' };
  const decide = answerResponsibility(stageKindOf(file.stage), actOf(deps, pressed), given);
  await after(deps, pressed, file, await deps.storage.stages.changeStage(stageId, decide, deps.now()));
}

function givenIn({ view, metadata }: Submitted): Omit<Handing, 'state'> {
  const { list = '', key = '' } = metadata;
  return { list, key, note: enteredIn(view, 'note'), link: enteredIn(view, 'link') };
}

async function offer(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const file = await deps.storage.stages.stage(Number(submitted.metadata.stage));
  if (file === null) return { notice: { title: 'Not possible', text: GONE } };
  const state = enteredIn(submitted.view, 'state') === 'not doing' ? ('not doing' as const) : ('offered' as const);
  const given = { ...givenIn(submitted), state };
  const decide = offerResponsibility(stageKindOf(file.stage), actOf(deps, submitted), given);
  return answered(await deps.storage.stages.changeStage(file.stage.id, decide, deps.now()), 'state');
}

async function answer(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const file = await deps.storage.stages.stage(Number(submitted.metadata.stage));
  if (file === null) return { notice: { title: 'Not possible', text: GONE } };
  const said = enteredIn(submitted.view, 'state');
  if (said !== 'accepted' && said !== 'sent back' && said !== 'declined')
    return { errors: { state: 'Choose one of them.' } };
  const decide = answerResponsibility(stageKindOf(file.stage), actOf(deps, submitted), {
    ...givenIn(submitted),
    state: said,
  });
  return answered(await deps.storage.stages.changeStage(file.stage.id, decide, deps.now()), 'state');
}

/** The message that asks the receiver's DRI; once it is answered, or offered anew, it says so and has no buttons. */
const responsibility: Delivery = {
  to: 'slack',
  async render(deps, payload) {
    const file = await deps.storage.stages.stage(Number(payload.stageId));
    const who = await deps.access.who(String(payload.personId), '');
    const found = file === null ? null : foundIn(file, String(payload.list), String(payload.key));
    if (file === null || found === null || !who.ok) return null;
    const item = itemOf(file, found.list.id, found.row.key);
    const mine = receiverOf(file.stage)?.driId === who.roles.person.id;
    const live = item.state === 'offered' && item.at?.getTime() === Number(payload.offeredAt) && mine;
    const team = receiverOf(file.stage)?.team ?? '';
    const text = `${inline(found.row.title)} of ${inline(truncate(file.tool?.name ?? file.stage.name, 150))} is offered to ${inline(team)}`;
    const value = itemValue(file.stage.id, found.list.id, found.row.key);
    const lines = live ? offeredLines(file, found) : [];
    return {
      to: { person: who.roles.person.id },
      message: message(text, [
        section([`*${text}.*`, ...lines].join('\n'), { blockId: 'what' }),
        ...(live && file.stage.state === 'open'
          ? [actions(answerButtons(value, String(file.stage.id)), 'answers')]
          : [context(standingOf(file, item.state, mine), 'state'), openRow(file)]),
      ]),
    };
  },
};

const openRow = ({ stage }: StageFile) =>
  actions([button({ text: 'Open', actionId: ACTIONS.open, value: String(stage.id) })], 'open');

function standingOf({ stage }: StageFile, state: string, mine: boolean): string {
  if (!mine) return 'Somebody else answers this now.';
  if (state === 'offered')
    return stage.state === 'open' ? 'It is offered anew below.' : 'It has ended: nothing more is needed.';
  return state === 'accepted' ? ':white_check_mark: You accepted it.' : `It is ${state}.`;
}

const answerButtons = (value: string, stageId: string) => [
  button({ text: 'Accept', actionId: HANDING_ACTIONS.accept, value, style: 'primary' }),
  button({ text: 'Send back or decline', actionId: HANDING_ACTIONS.answer, value }),
  button({ text: 'Open', actionId: ACTIONS.open, value: stageId }),
];

/** What the receiver's DRI, and at the end whoever leads it, is told of the whole. */
const receiver: Delivery = {
  to: 'slack',
  async render(deps, payload) {
    const file = await deps.storage.stages.stage(Number(payload.stageId));
    const who = await deps.access.who(String(payload.personId), '');
    const named = file === null ? null : receiverOf(file.stage);
    if (file === null || named === null || !who.ok) return null;
    const text = toldText(file, named.team, String(payload.what));
    return {
      to: { person: who.roles.person.id },
      message: message(text, [section(`*${text}*\n${headOf(file)}`, { blockId: 'what' }), openRow(file)]),
    };
  },
};

function toldText({ stage, tool }: StageFile, team: string, what: string): string {
  const name = inline(truncate(tool?.name ?? stage.name, 150));
  const label = stageKindOf(stage).label.toLowerCase();
  if (what === 'cancelled') return `The ${label} of ${name} to ${inline(team)} is cancelled.`;
  if (what === 'named')
    return `You answer for ${inline(team)} in the ${label} of ${name}. What you take over is offered to you one by one.`;
  const until = supportUntil(stage);
  return `${name} is owned by ${inline(team)} now.${until === '' ? '' : ` ProdSecEng supports them until ${until}.`}`;
}

export const handingDeliveries = { responsibility, receiver } satisfies Record<string, Delivery>;
