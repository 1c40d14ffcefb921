import type { Deps } from '../../deps.ts';
import { changeLead } from '../../domain/stage-lead.ts';
import { enteredIn, input } from '../../slack/ask.ts';
import { modal } from '../../slack/blocks.ts';
import {
  type Listening,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { actOf } from './acting.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { answered, redrawBelow, workedOn } from './listeners.ts';

/** Who leads a stage, changed. */
export function listenToLead(listening: Listening, deps: Deps): void {
  onPressed(listening, ACTIONS.lead, (pressed) => openLead(deps, pressed));
  onSubmitted(
    listening,
    VIEWS.lead,
    (submitted) => keepLead(deps, submitted),
    (submitted, answer) => redrawBelow(listening, deps, submitted, answer),
  );
}

async function openLead(deps: Deps, pressed: Pressed): Promise<void> {
  const file = await workedOn(deps, pressed, Number(pressed.value));
  if (file === null) return;
  const { id, ownerId } = file.stage;
  await pressed.open(
    modal({
      ...{ title: 'Change who leads it', callbackId: VIEWS.lead, submit: 'Save' },
      privateMetadata: JSON.stringify({ stage: String(id) }),
      blocks: [
        input(
          { id: 'lead', label: 'Who leads it', hint: 'They see it in Home, and are told what waits.' },
          { type: 'users_select', action_id: 'lead', ...(ownerId === null ? {} : { initial_user: ownerId }) },
        ),
      ],
    }),
  );
}

async function keepLead(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const ownerId = enteredIn(submitted.view, 'lead');
  const who = ownerId === '' ? null : await deps.access.who(ownerId, '');
  if (who?.ok === false)
    return { errors: { lead: 'Only full members of this workspace can lead it. Choose somebody else.' } };
  const decide = changeLead(actOf(deps, submitted), ownerId);
  return answered(await deps.storage.stages.changeStage(Number(submitted.metadata.stage), decide, deps.now()), 'lead');
}
