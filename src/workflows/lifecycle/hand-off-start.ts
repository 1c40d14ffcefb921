import type { ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { nameHandOffReceiver, newHandOff, supportUntil } from '../../domain/hand-off.ts';
import { TEAM_ONLY } from '../../domain/request-act.ts';
import { receiverOf } from '../../domain/responsibility.ts';
import type { StageFile } from '../../domain/stage.ts';
import { dayInput, enteredIn, input, lineInput } from '../../slack/ask.ts';
import { modal, section } from '../../slack/blocks.ts';
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
import { HAND_OFF_ACTIONS, HAND_OFF_VIEWS, handedOff } from './handed-off.ts';
import { answered, redrawBelow, workedOn } from './listeners.ts';
import { workspace } from './workspace-view.ts';

const GONE = 'That is not known any more.';
const NOT_A_MEMBER = 'Choose a full member of this workspace.';

/** A hand-off is begun for finished product work, and its receiver is named (CHA-2). */
export function listenToHandOffs(listening: Listening, deps: Deps): void {
  onPressed(listening, HAND_OFF_ACTIONS.ofRequest, (pressed) => openStart(deps, pressed, 'request'));
  onPressed(listening, HAND_OFF_ACTIONS.ofTool, (pressed) => openStart(deps, pressed, 'tool'));
  onPressed(listening, HAND_OFF_ACTIONS.receiver, (pressed) => openReceiver(deps, pressed));
  onSubmitted(listening, HAND_OFF_VIEWS.start, (submitted) => start(deps, submitted));
  onSubmitted(
    listening,
    HAND_OFF_VIEWS.receiver,
    (submitted) => nameReceiver(deps, submitted),
    (submitted, answer) => redrawBelow(listening, deps, submitted, answer),
  );
}

const INTRO = 'Ownership goes to the product team, with documentation and support. Their DRI accepts each part.';

function receiverModal(
  view: { title: string; callbackId: string; submit: string; metadata: Record<string, string> },
  about: string,
  file: StageFile | null,
): ModalView {
  const receiver = file === null ? null : receiverOf(file.stage);
  return modal({
    ...{ title: view.title, callbackId: view.callbackId, submit: view.submit },
    privateMetadata: JSON.stringify(view.metadata),
    blocks: [
      section(`${about}\n${INTRO}`, { blockId: 'what' }),
      lineInput({ id: 'team', label: 'Receiving team' }, 150, receiver?.team ?? ''),
      input(
        { id: 'dri', label: 'DRI', hint: 'Who answers for it in that team, and accepts what is handed over.' },
        {
          ...{ type: 'users_select', action_id: 'dri' },
          ...(receiver === null ? {} : { initial_user: receiver.driId }),
        },
      ),
      dayInput(
        { id: 'supportUntil', label: 'ProdSecEng supports them until' },
        file === null ? '' : supportUntil(file.stage),
      ),
    ],
  });
}

async function openStart(deps: Deps, pressed: Pressed, of: 'request' | 'tool'): Promise<void> {
  const { roles, value, open, tell } = pressed;
  if (!roles.team) return tell(TEAM_ONLY);
  const about = await handedOff(deps, of, Number(value));
  if (about === null) return tell(`${GONE} Or nothing of it is finished product work yet.`);
  const view = { title: 'Hand off', callbackId: HAND_OFF_VIEWS.start, submit: 'Start', metadata: { of, id: value } };
  await open(receiverModal(view, `*${inline(truncate(about.name, 200))}*`, null));
}

async function openReceiver(deps: Deps, pressed: Pressed): Promise<void> {
  const file = await workedOn(deps, pressed, Number(pressed.value));
  if (file === null) return;
  const metadata = { stage: pressed.value };
  const view = { title: 'Who takes it over', callbackId: HAND_OFF_VIEWS.receiver, submit: 'Save', metadata };
  await pressed.open(receiverModal(view, `*${inline(truncate(file.stage.name, 200))}*`, file));
}

async function givenIn(deps: Deps, { view }: Submitted) {
  const driId = enteredIn(view, 'dri');
  const team = enteredIn(view, 'team');
  if (team === '') return { errors: { team: 'Name the team.' } };
  const dri = await deps.access.who(driId, '');
  if (!dri.ok) return { errors: { dri: NOT_A_MEMBER } };
  return { given: { team, driId, supportUntil: enteredIn(view, 'supportUntil') } };
}

async function start(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const { roles, metadata, view } = submitted;
  if (!roles.team) return { errors: { team: TEAM_ONLY } };
  const about = await handedOff(deps, metadata.of === 'tool' ? 'tool' : 'request', Number(metadata.id));
  if (about === null) return { notice: { title: 'Not possible', text: GONE } };
  const entered = await givenIn(deps, submitted);
  if ('errors' in entered) return { errors: entered.errors };
  const { today } = actOf(deps, submitted);
  const begun = newHandOff(about, entered.given, { ownerId: roles.person.id, today });
  if (!begun.ok) return { errors: { [begun.field ?? 'team']: begun.text } };
  const opened = await deps.storage.stages.openStage(
    { ...begun.made, draftId: view.id },
    roles.person.id,
    [],
    deps.now(),
  );
  if (!opened.ok) return { errors: { team: opened.text } };
  const file = await deps.storage.stages.stage(opened.id);
  if (file === null) return 'close';
  const done = opened.already ? 'It was open already.' : 'It has begun. Its work item follows in GitLab.';
  return { view: await workspace(deps, file, roles, done) };
}

async function nameReceiver(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const entered = await givenIn(deps, submitted);
  if ('errors' in entered) return { errors: entered.errors };
  const decide = nameHandOffReceiver(actOf(deps, submitted), entered.given);
  const verdict = await deps.storage.stages.changeStage(Number(submitted.metadata.stage), decide, deps.now());
  return answered(verdict, 'team');
}
