import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Deps, ToolPart } from '../../deps.ts';
import { isLowered } from '../../domain/commitment.ts';
import { criticalityLabel } from '../../domain/criticality.ts';
import { dayIn } from '../../domain/day.ts';
import { requestNumber } from '../../domain/owed.ts';
import type { Roles } from '../../domain/people.ts';
import { liftCommitment } from '../../domain/room.ts';
import { type Tool, toolNumber } from '../../domain/tool.ts';
import { textInput } from '../../slack/ask.ts';
import { modal, section } from '../../slack/blocks.ts';
import { inline, truncate } from '../../slack/escape.ts';
import { onPressed, onSubmitted, type Pressed, type SubmitAnswer, type Submitted } from '../../slack/listen.ts';
import { ACTIONS, VIEWS } from './ids.ts';

const WHY_MAX = 1_000;

/** A commitment that a reprioritisation lowered, on the tool's page: by which decision, and the way to lift it again (HAND-8). */
export async function loweredOnTool(deps: Deps, tool: Tool, roles: Roles): Promise<ToolPart | null> {
  if (!isLowered(tool) || tool.interim === null) return null;
  const promise = (await promisesToLift(deps, tool.id))[0];
  const due = promise?.dueAt ?? null;
  const until = due === null ? '' : `, until ${new Date(due.getTime() - 1).toISOString().slice(0, 10)}`;
  const decided = promise?.requestId == null ? '' : ` by the decision on *${requestNumber(promise.requestId)}*`;
  const text = `*Lowered commitment*\nLowered to ${criticalityLabel(tool.interim)}${decided}, to make room for a transfer${until}.`;
  return {
    order: 4,
    blocks: [section(text, { blockId: 'lowered' })],
    offers: roles.team ? [{ text: 'Lift it again', actionId: ACTIONS.lift }] : [],
  };
}

const promisesToLift = async ({ storage }: Deps, toolId: number) =>
  (await storage.promises.openPromisesOfTool(toolId)).filter(({ kind }) => kind === 'lowered');

/** Lifting a lowered commitment: the team, with a reason. */
export function listenToLifting(app: App, deps: Deps): void {
  const listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, ACTIONS.lift, (pressed) => start(deps, pressed));
  onSubmitted(listening, VIEWS.lift, (submitted) => lift(deps, submitted));
}

async function start(deps: Deps, { value, roles, open, tell }: Pressed): Promise<void> {
  if (!roles.team) return tell('Only ProdSecEng can lift a lowered commitment.');
  const tool = await deps.storage.tools.tool(Number(value));
  if (tool === null || !isLowered(tool)) return tell('Its commitment is not lowered any more.');
  await open(liftModal(tool));
}

const liftModal = ({ id, name }: Tool): ModalView =>
  modal({
    ...{ title: 'Lift a commitment', callbackId: VIEWS.lift, submit: 'Lift it' },
    privateMetadata: JSON.stringify({ tool: String(id) }),
    blocks: [
      section(`*${toolNumber(id)}* ${inline(truncate(name, 150))}`, { blockId: 'tool' }),
      textInput({ id: 'why', label: 'Why', hint: 'It is kept with the change: what has changed since.' }, WHY_MAX),
    ],
  });

async function lift(deps: Deps, { roles, key, view, metadata }: Submitted): Promise<SubmitAnswer> {
  const { settings, storage } = deps;
  const toolId = Number(metadata.tool);
  const now = deps.now();
  const act = {
    roles,
    key,
    now,
    weights: settings.priorities.weights,
    today: dayIn(now, settings.calendar.homeTimeZone),
  };
  const keeps = (await promisesToLift(deps, toolId)).map((each) => each.key);
  const why = view.state.values.why?.why?.value ?? '';
  const verdict = await storage.tools.changeTool(toolId, liftCommitment(act, why, keeps), now);
  if (!verdict.ok) return { errors: { why: verdict.text } };
  return { notice: { title: toolNumber(toolId), text: `:white_check_mark: ${inline(verdict.value.answer)}` } };
}
