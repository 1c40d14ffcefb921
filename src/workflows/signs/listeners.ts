import type { App } from '@slack/bolt';
import type { Deps } from '../../deps.ts';
import { dayIn } from '../../domain/day.ts';
import { addDays, firstInstantOf } from '../../domain/local-time.ts';
import { oweSignAsk } from '../../domain/owed.ts';
import type { Sign, SignKind } from '../../domain/sign.ts';
import { markKnown, mayAnswer, mayNotWatch, muteSign, setSign } from '../../domain/sign-act.ts';
import type { Tool } from '../../domain/tool.ts';
import type { Verdict } from '../../domain/verdict.ts';
import {
  type Listening,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { makeToken } from '../../storage/tool-tokens.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { knownModal, muteModal, setModal, signsPage, TOKEN_SHOWN_ONCE, tokenBlocks } from './view.ts';

const GONE = 'That sign of life is not looked for any more.';
const NO_TOOL = 'That tool is not known any more.';
const TOKEN_TITLE = 'Token';
const NOT_YOURS = 'Only the owner of the tool and ProdSecEng can do this.';

/** Setting and stopping signs of life, the token of a tool, and what its owner says of a missing one (REV-6). */
export function listenToSigns(app: App, deps: Deps): void {
  const listening: Listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, ACTIONS.open, (pressed) =>
    withTool(deps, pressed, async (tool) => pressed.open(await signsPage(deps, tool, pressed.roles))),
  );
  const forms: [string, SignKind][] = [
    [ACTIONS.setAddress, 'address'],
    [ACTIONS.setHeartbeat, 'heartbeat'],
    [ACTIONS.setPipeline, 'pipeline'],
  ];
  for (const [action, kind] of forms)
    onPressed(listening, action, (pressed) => withTool(deps, pressed, (tool) => pressed.open(setModal(tool, kind))));
  onPressed(listening, ACTIONS.token, (pressed) => withTool(deps, pressed, (tool) => newToken(deps, pressed, tool)));
  onPressed(listening, ACTIONS.stop, (pressed) => stop(deps, pressed));
  onSubmitted(
    listening,
    VIEWS.set,
    (submitted) => finishSet(deps, submitted),
    (submitted, answer) => redrawBelow(deps, submitted, answer),
  );
  listenToAnswers(listening, deps);
}

function listenToAnswers(listening: Listening, deps: Deps): void {
  onPressed(listening, ACTIONS.known, (pressed) => withSign(deps, pressed, (sign) => pressed.open(knownModal(sign))));
  onPressed(listening, ACTIONS.mute, (pressed) =>
    withSign(deps, pressed, (sign) =>
      pressed.open(muteModal(sign, addDays(dayIn(deps.now(), pressed.roles.person.timeZone), 1))),
    ),
  );
  onSubmitted(listening, VIEWS.known, (submitted) =>
    finish(deps, submitted, 'text', markKnown(actOf(deps, submitted), typed(submitted, 'text'))),
  );
  onSubmitted(listening, VIEWS.mute, (submitted) => {
    const day = submitted.view.state.values.day?.day?.selected_date ?? '';
    const begins = beginOf(day, submitted.roles.person.timeZone);
    return finish(deps, submitted, 'day', muteSign(actOf(deps, submitted), day, begins));
  });
}

const actOf = ({ now }: Deps, { roles }: Pick<Submitted, 'roles'>) => ({ roles, now: now() });

const beginOf = (day: string, zone: string): Date =>
  day === '' ? new Date(0) : firstInstantOf({ day, minute: 0 }, zone);

const typed = ({ view }: Submitted, id: string): string => view.state.values[id]?.[id]?.value ?? '';

/** Runs with the tool of a button, for the team while it is operational. */
async function withTool(
  deps: Deps,
  { value, roles, tell }: Pressed,
  run: (tool: Tool) => Promise<void>,
): Promise<void> {
  const tool = await deps.storage.tools.tool(Number(value));
  const not = tool === null ? NO_TOOL : mayNotWatch(roles, tool);
  return tool === null || not !== null ? tell(not ?? NO_TOOL) : run(tool);
}

/** Runs with the sign of a button, for the owner of its tool and the team. */
async function withSign(
  deps: Deps,
  { value, roles, tell }: Pressed,
  run: (sign: Sign) => Promise<void>,
): Promise<void> {
  const sign = await deps.storage.signs.sign(Number(value));
  const tool = sign === null ? null : await deps.storage.tools.tool(sign.toolId);
  if (sign === null || tool === null) return tell(GONE);
  return mayAnswer(roles, tool) ? run(sign) : tell(NOT_YOURS);
}

async function newToken(deps: Deps, { roles, tell }: Pressed, tool: Tool): Promise<void> {
  const token = await makeToken(deps, tool.id, roles.person.id);
  await tell(TOKEN_SHOWN_ONCE, tokenBlocks(tool, token));
}

async function stop(deps: Deps, pressed: Pressed): Promise<void> {
  const { value, roles, tell, update } = pressed;
  const sign = await deps.storage.signs.sign(Number(value));
  const tool = sign === null ? null : await deps.storage.tools.tool(sign.toolId);
  if (sign === null || tool === null) return tell(GONE);
  if (!roles.team) return tell('Only ProdSecEng can do this.');
  const owed = ({ id, askedAt }: Sign) => (askedAt === null ? [] : [oweSignAsk(id, askedAt)]);
  await deps.storage.signs.stopSign(sign.id, roles.person.id, owed, deps.now());
  await update(await signsPage(deps, tool, roles, 'It is not looked for any more.'));
}

const isKind = (kind: string): kind is SignKind => ['address', 'heartbeat', 'pipeline'].includes(kind);

async function finishSet(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const { roles, metadata, view } = submitted;
  const kind = metadata.kind ?? '';
  const tool = await deps.storage.tools.tool(Number(metadata.tool));
  if (tool === null || !isKind(kind)) return refused(NO_TOOL);
  const unit = view.state.values.unit?.unit?.selected_option?.value ?? '';
  const given = { kind, target: typed(submitted, 'target'), every: typed(submitted, 'every'), unit };
  const verdict = setSign({ roles, now: deps.now() }, tool, given, deps.settings.signs.hosts);
  if (!verdict.ok)
    return verdict.field === 'tool' ? refused(verdict.text) : { errors: { [verdict.field]: verdict.text } };
  const kept = await deps.storage.signs.setSign(tool, verdict.value, deps.now());
  if (!kept.ok) return { errors: { every: kept.text } };
  if (kind !== 'heartbeat' || (await deps.storage.signs.toolTokenHash(tool.id)) !== null) return 'close';
  const token = await makeToken(deps, tool.id, roles.person.id);
  return { notice: { title: TOKEN_TITLE, text: TOKEN_SHOWN_ONCE, blocks: tokenBlocks(tool, token) } };
}

const refused = (text: string): SubmitAnswer => ({ notice: { title: 'Not possible', text } });

const wasSet = (answer: SubmitAnswer): boolean =>
  typeof answer === 'string' || ('notice' in answer && answer.notice.title === TOKEN_TITLE);

/** The page below shows what was set. It may be closed by now: what was done is kept all the same. */
async function redrawBelow(deps: Deps, { view, roles, metadata }: Submitted, answer: SubmitAnswer): Promise<void> {
  const below = view.previous_view_id;
  const tool = await deps.storage.tools.tool(Number(metadata.tool));
  if (tool === null || below === null || below === undefined || !wasSet(answer)) return;
  try {
    const next = await signsPage(deps, tool, roles, 'It is looked for from now on.');
    await deps.slack.waiting.views.update({ view_id: below, view: next });
  } catch (error) {
    deps.log.info({ error }, 'signs of life could not be drawn anew after a change');
  }
}

type Decide = Parameters<Deps['storage']['signs']['changeSign']>[1];

async function finish(deps: Deps, { metadata }: Submitted, field: string, decide: Decide): Promise<SubmitAnswer> {
  const verdict: Verdict<{ answer: string }> = await deps.storage.signs.changeSign(
    Number(metadata.sign),
    decide,
    deps.now(),
  );
  return verdict.ok
    ? { notice: { title: 'Noted', text: verdict.value.answer } }
    : { errors: { [field]: verdict.text } };
}
