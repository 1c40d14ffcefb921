import type { Deps } from '../../deps.ts';
import { toolNumber } from '../../domain/tool.ts';
import {
  acceptClaim,
  changeUntil,
  claimTool,
  declineClaim,
  transferOf,
  withdrawClaim,
} from '../../domain/transfer-claim.ts';
import { dayInput, enteredIn, lineInput, personInput, textInput } from '../../slack/ask.ts';
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
import { actOf, mayRead } from './acting.ts';
import { after, answered, redrawBelow, workedOn } from './listeners.ts';
import { readClaimValue, TRANSFER_ACTIONS, TRANSFER_VIEWS } from './transfer-ids.ts';

const GONE = 'That is not known any more.';

/** Claims of an offered tool: made by every full member, withdrawn by who made them, accepted or declined by ProdSecEng (SUN-6). */
export function listenToClaims(listening: Listening, deps: Deps): void {
  onPressed(listening, TRANSFER_ACTIONS.claim, (pressed) => openClaim(deps, pressed));
  onPressed(listening, TRANSFER_ACTIONS.withdraw, (pressed) => withdraw(deps, pressed));
  onPressed(listening, TRANSFER_ACTIONS.accept, (pressed) => accept(deps, pressed));
  onPressed(listening, TRANSFER_ACTIONS.decline, (pressed) => openDecline(deps, pressed));
  onPressed(listening, TRANSFER_ACTIONS.until, (pressed) => openUntil(deps, pressed));
  const redraw = (submitted: Submitted, answer: SubmitAnswer) => redrawBelow(listening, deps, submitted, answer);
  onSubmitted(listening, TRANSFER_VIEWS.claim, (submitted) => claim(deps, submitted), redraw);
  onSubmitted(listening, TRANSFER_VIEWS.decline, (submitted) => decline(deps, submitted), redraw);
  onSubmitted(listening, TRANSFER_VIEWS.until, (submitted) => keepUntil(deps, submitted), redraw);
}

/** Every full member may claim; what the tool is called stays with those who may read it (INV-2). */
async function openClaim(deps: Deps, { value, roles, open, tell }: Pressed): Promise<void> {
  const file = await deps.storage.stages.stage(Number(value));
  if (file === null) return tell(GONE);
  if (file.stage.state !== 'open' || file.stage.phase !== 'offered') return tell('Claims are not taken any more.');
  const number = toolNumber(file.stage.toolId ?? 0);
  const name = mayRead(deps, roles, file) ? ` ${inline(truncate(file.stage.name, 150))}` : '';
  await open(
    modal({
      ...{ title: 'Claim a tool', callbackId: TRANSFER_VIEWS.claim, submit: 'Claim' },
      privateMetadata: JSON.stringify({ stage: value }),
      blocks: [
        section(
          `*${number}*${name}\nYour team would own it: its code, its runbook, its users. ProdSecEng accepts or declines the claim.`,
          { blockId: 'what' },
        ),
        lineInput({ id: 'team', label: 'Receiving team' }, 150),
        personInput({
          id: 'dri',
          label: 'DRI',
          hint: 'Who answers for the tool in that team, and accepts what is handed over.',
        }),
        textInput({ id: 'why', label: 'Why does this team want it?' }, 2_000),
      ],
    }),
  );
}

async function claim(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const { view, metadata } = submitted;
  const given = { team: enteredIn(view, 'team'), driId: enteredIn(view, 'dri'), why: enteredIn(view, 'why') };
  if (given.team === '') return { errors: { team: 'Name the team.' } };
  if (given.why === '') return { errors: { why: 'Say why: ProdSecEng decides by it.' } };
  const dri = await deps.access.who(given.driId, '');
  if (!dri.ok) return { errors: { dri: NOT_A_MEMBER } };
  const verdict = await deps.storage.stages.changeStage(
    Number(metadata.stage),
    claimTool(actOf(deps, submitted), given),
    deps.now(),
  );
  return answered(verdict, 'team');
}

export const NOT_A_MEMBER = 'Choose a full member of this workspace.';

async function withdraw(deps: Deps, pressed: Pressed): Promise<void> {
  const { stageId, claimId } = readClaimValue(pressed.value);
  const file = await deps.storage.stages.stage(stageId);
  if (file === null) return pressed.tell(GONE);
  const decide = withdrawClaim(actOf(deps, pressed), claimId);
  await after(deps, pressed, file, await deps.storage.stages.changeStage(stageId, decide, deps.now()));
}

async function accept(deps: Deps, pressed: Pressed): Promise<void> {
  const { stageId, claimId } = readClaimValue(pressed.value);
  const file = await workedOn(deps, pressed, stageId);
  if (file === null) return;
  const decide = acceptClaim(actOf(deps, pressed), claimId);
  await after(deps, pressed, file, await deps.storage.stages.changeStage(stageId, decide, deps.now()));
}

async function openDecline(deps: Deps, pressed: Pressed): Promise<void> {
  const { stageId, claimId } = readClaimValue(pressed.value);
  const file = await workedOn(deps, pressed, stageId);
  if (file === null) return;
  const team = transferOf(file.stage).claims.find(({ id }) => id === claimId)?.team ?? '';
  await pressed.open(
    modal({
      ...{ title: 'Decline a claim', callbackId: TRANSFER_VIEWS.decline, submit: 'Decline' },
      privateMetadata: JSON.stringify({ stage: String(stageId), claim: String(claimId) }),
      blocks: [
        section(`The claim of *${inline(team)}*. The offer goes on.`, { blockId: 'what' }),
        textInput({ id: 'why', label: 'Why?', hint: 'Whoever claimed it reads this.' }, 2_000),
      ],
    }),
  );
}

async function decline(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const { stage = '', claim: claimId = '' } = submitted.metadata;
  const decide = declineClaim(actOf(deps, submitted), Number(claimId), enteredIn(submitted.view, 'why'));
  return answered(await deps.storage.stages.changeStage(Number(stage), decide, deps.now()), 'why');
}

async function openUntil(deps: Deps, pressed: Pressed): Promise<void> {
  const file = await workedOn(deps, pressed, Number(pressed.value));
  if (file === null) return;
  await pressed.open(
    modal({
      ...{ title: 'Until when', callbackId: TRANSFER_VIEWS.until, submit: 'Save' },
      privateMetadata: JSON.stringify({ stage: pressed.value }),
      blocks: [dayInput({ id: 'until', label: 'Claims are taken until' }, transferOf(file.stage).until)],
    }),
  );
}

async function keepUntil(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const decide = changeUntil(actOf(deps, submitted), enteredIn(submitted.view, 'until'));
  const verdict = await deps.storage.stages.changeStage(Number(submitted.metadata.stage), decide, deps.now());
  return answered(verdict, 'until');
}
