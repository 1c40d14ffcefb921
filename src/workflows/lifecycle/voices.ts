import type { KnownBlock } from '@slack/types';
import type { Delivery, Deps } from '../../deps.ts';
import type { StageVoice } from '../../domain/stage.ts';
import { stageKindOf } from '../../domain/stage-kinds.ts';
import { askVoices, sayAtGate, type Voiced } from '../../domain/stage-voice.ts';
import { enteredIn, input, textInput } from '../../slack/ask.ts';
import { actions, button, context, message, modal, section } from '../../slack/blocks.ts';
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
import { ACTIONS, readVoiceValue, VIEWS, voiceValue } from './ids.ts';
import type { Gate } from './kind.ts';
import { screenOf } from './kinds.ts';
import { answered, redrawBelow, workedOn } from './listeners.ts';
import { headOf } from './workspace-view.ts';

/** Asking people at a gate, and what they answer in their own message. */
export function listenToVoices(listening: Listening, deps: Deps): void {
  onPressed(listening, ACTIONS.ask, (pressed) => openAsk(deps, pressed));
  onPressed(listening, ACTIONS.agree, (pressed) => agree(deps, pressed));
  onPressed(listening, ACTIONS.decline, (pressed) => openDecline(deps, pressed));
  onSubmitted(
    listening,
    VIEWS.ask,
    (submitted) => ask(deps, submitted),
    (submitted, answer) => redrawBelow(listening, deps, submitted, answer),
  );
  onSubmitted(listening, VIEWS.decline, (submitted) => decline(deps, submitted));
}

const fieldOf = (index: number): string => `role_${index}`;

async function openAsk(deps: Deps, pressed: Pressed): Promise<void> {
  const file = await workedOn(deps, pressed, Number(pressed.value));
  if (file === null) return;
  const gate = screenOf(file.stage).gate?.(deps, file) ?? null;
  if (gate === null) return pressed.tell('Nobody has to be asked now.');
  await pressed.open(
    modal({
      ...{ title: truncate(gate.title, 24), callbackId: VIEWS.ask, submit: 'Ask' },
      privateMetadata: JSON.stringify({ stage: String(file.stage.id), gate: gate.id }),
      blocks: [
        section(`Each gets a message: _${inline(gate.question)}_ You cannot answer for them.`, { blockId: 'what' }),
        ...gate.roles.map(({ role, hint, initial }, index) =>
          input(
            { id: fieldOf(index), label: role, hint, optional: true },
            {
              ...{ type: 'users_select', action_id: fieldOf(index) },
              ...(initial === undefined ? {} : { initial_user: initial }),
            },
          ),
        ),
      ],
    }),
  );
}

async function ask(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const { view, metadata } = submitted;
  const file = await deps.storage.stages.stage(Number(metadata.stage));
  const gate = file === null ? null : (screenOf(file.stage).gate?.(deps, file) ?? null);
  if (file === null || gate === null || gate.id !== metadata.gate)
    return { notice: { title: 'Not possible', text: 'Nobody has to be asked any more.' } };
  const people: Voiced[] = gate.roles.flatMap(({ role }, index) => {
    const personId = enteredIn(view, fieldOf(index));
    return personId === '' ? [] : [{ role, personId }];
  });
  const wrong = await notMembers(
    deps,
    gate.roles.map(({ role }) => role),
    people,
  );
  if (wrong !== null) return { errors: wrong };
  const what = `${gate.question} ${file.tool?.name ?? file.stage.name}`;
  return answered(
    await deps.storage.stages.changeStage(
      file.stage.id,
      askVoices(actOf(deps, submitted), gate.id, people, what),
      deps.now(),
    ),
    fieldOf(0),
  );
}

/** Only full members of the workspace are asked. */
async function notMembers(
  deps: Deps,
  roles: readonly string[],
  people: readonly Voiced[],
): Promise<Record<string, string> | null> {
  for (const { role, personId } of people) {
    const who = await deps.access.who(personId, '');
    if (!who.ok)
      return {
        [fieldOf(roles.indexOf(role))]: 'Only full members of this workspace can be asked. Choose somebody else.',
      };
  }
  return null;
}

/** What was answered, in the words of the button that was pressed; null while nothing is. */
function saidAt({ state, note }: StageVoice, gate: Gate | null): string | null {
  if (state === 'asked') return null;
  const agrees = gate === null || gate.agree === 'Agree';
  if (state === 'agreed') return agrees ? 'You agreed.' : `You answered: *${gate.agree}*.`;
  const why = inline(truncate(note ?? '', 300));
  return agrees ? `You declined: ${why}` : `You answered: *${gate.decline}*: ${why}`;
}

/** The message that asks one person; once answered it says what they said. */
export const stageVoice: Delivery = {
  to: 'slack',
  async render(deps, payload) {
    const file = await deps.storage.stages.stage(Number(payload.stageId));
    const [gateId, role, personId] = [String(payload.gate), String(payload.role), String(payload.personId)];
    const voice = file?.voices.find((one) => one.gate === gateId && one.role === role && one.personId === personId);
    const who = await deps.access.who(personId, '');
    if (file === null || voice === undefined || !who.ok) return null;
    const screen = screenOf(file.stage);
    const { label } = stageKindOf(file.stage);
    const gate = screen.gateOf?.(file, voice) ?? screen.gate?.(deps, file) ?? null;
    const question = gate?.question ?? `${label}: your answer is asked for.`;
    const said = saidAt(voice, gate);
    const value = voiceValue(file.stage.id, gateId, role);
    const over = file.stage.state !== 'open';
    const text = inline(truncate(`${question} ${file.tool?.name ?? file.stage.name}`, 300));
    const blocks: KnownBlock[] = [
      section(`*${inline(question)}* You are asked as ${inline(voice.team ?? role)}.\n${headOf(file)}`, {
        blockId: 'question',
      }),
      ...(screen.askedLines?.(file, voice) ?? []).map((line, index) => section(line, { blockId: `line_${index}` })),
      ...(said === null ? [] : [context(said, 'said')]),
      ...(over
        ? [context('It has ended: nothing more is needed.', 'over')]
        : [actions(buttonsFor(gate, value, String(file.stage.id)), 'answers')]),
    ];
    return { to: { person: personId }, message: message(text, blocks) };
  },
};

const buttonsFor = (gate: { agree: string; decline: string } | null, value: string, stageId: string) => [
  button({ text: gate?.agree ?? 'Agree', actionId: ACTIONS.agree, value, style: 'primary' }),
  button({ text: gate?.decline ?? 'Decline with a reason', actionId: ACTIONS.decline, value }),
  button({ text: 'Open', actionId: ACTIONS.open, value: stageId }),
];

async function agree(deps: Deps, pressed: Pressed): Promise<void> {
  const { stageId, gate, role } = readVoiceValue(pressed.value);
  const said = { gate, role, state: 'agreed' as const, note: '' };
  const verdict = await deps.storage.stages.changeStage(stageId, sayAtGate(actOf(deps, pressed), said), deps.now());
  await pressed.tell(verdict.ok ? verdict.value.answer : verdict.text);
}

async function openDecline(deps: Deps, pressed: Pressed): Promise<void> {
  const { stageId, gate, role } = readVoiceValue(pressed.value);
  const file = await deps.storage.stages.stage(stageId);
  const mine = file?.voices.some(
    (one) => one.gate === gate && one.role === role && one.personId === pressed.roles.person.id,
  );
  if (mine !== true) return pressed.tell('You were not asked here. Whoever was asked answers in their own message.');
  await pressed.open(
    modal({
      ...{ title: 'Decline', callbackId: VIEWS.decline, submit: 'Decline' },
      privateMetadata: JSON.stringify({ stage: String(stageId), gate, role }),
      blocks: [textInput({ id: 'note', label: 'What is missing?', hint: 'Whoever leads it reads this.' }, 2_000)],
    }),
  );
}

async function decline(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const { stage = '', gate = '', role = '' } = submitted.metadata;
  const said = { gate, role, state: 'declined' as const, note: enteredIn(submitted.view, 'note') };
  const verdict = await deps.storage.stages.changeStage(
    Number(stage),
    sayAtGate(actOf(deps, submitted), said),
    deps.now(),
  );
  return answered(verdict, 'note');
}
