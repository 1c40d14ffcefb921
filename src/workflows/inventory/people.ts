import type { Deps } from '../../deps.ts';
import type { Act } from '../../domain/request-act.ts';
import type { Tool } from '../../domain/tool.ts';
import {
  answerAsking,
  askToBeAdded,
  type DecideToolPeople,
  muteTool,
  notMe,
  standingOf,
} from '../../domain/tool-people.ts';
import {
  type Listening,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { mayRead, NOT_FOR_YOU } from './act.ts';
import { noSuchTool } from './commands.ts';
import { PEOPLE_ACTIONS, VIEWS } from './ids.ts';
import { toolView } from './page-view.ts';
import { notMeModal } from './people-view.ts';

type After = (submitted: Submitted, answer: SubmitAnswer) => Promise<void>;

/** Stakeholders: mute, "this is not me", and asking to be added. Each works on the tool's page and in messages. */
export function listenToToolPeople(
  listening: Listening,
  deps: Deps,
  done: WeakMap<Submitted, string>,
  after: After,
): void {
  const on = (actionId: string, rule: (act: Act, pressed: Pressed) => DecideToolPeople) =>
    onPressed(listening, actionId, (pressed) => change(deps, pressed, rule));
  on(PEOPLE_ACTIONS.mute, (act) => muteTool(act, true));
  on(PEOPLE_ACTIONS.unmute, (act) => muteTool(act, false));
  on(PEOPLE_ACTIONS.ask, (act, { roles }) =>
    mayRead(deps, roles) ? askToBeAdded(act) : () => ({ ok: false, text: NOT_FOR_YOU }),
  );
  on(PEOPLE_ACTIONS.add, (act, pressed) => answerAsking(act, { personId: personIn(pressed), add: true }));
  on(PEOPLE_ACTIONS.refuse, (act, pressed) => answerAsking(act, { personId: personIn(pressed), add: false }));
  onPressed(listening, PEOPLE_ACTIONS.notMe, (pressed) => openNotMe(deps, pressed));
  onSubmitted(listening, VIEWS.notMe, (submitted) => finishNotMe(deps, submitted, done), after);
}

const actOf = (deps: Deps, { roles, key }: Pick<Pressed, 'roles' | 'key'>): Act => ({ roles, key, now: deps.now() });

const personIn = ({ value }: Pressed): string => value.split(' ')[1] ?? '';

const toolOf = async (deps: Deps, { value }: Pressed): Promise<Tool | null> =>
  deps.storage.tools.tool(Number(value.split(' ', 1)[0]));

async function change(
  deps: Deps,
  pressed: Pressed,
  rule: (act: Act, pressed: Pressed) => DecideToolPeople,
): Promise<void> {
  const tool = await toolOf(deps, pressed);
  if (tool === null) return pressed.tell(noSuchTool(Number(pressed.value.split(' ', 1)[0])));
  const decide = rule(actOf(deps, pressed), pressed);
  const verdict = await deps.storage.tools.changeToolPeople(tool.id, decide, deps.now());
  const onPage = verdict.ok && pressed.view?.callback_id === VIEWS.page;
  if (onPage) await pressed.update(await toolView(deps, tool, pressed.roles, verdict.value));
  else await pressed.tell(verdict.ok ? verdict.value : verdict.text);
}

async function openNotMe(deps: Deps, pressed: Pressed): Promise<void> {
  const tool = await toolOf(deps, pressed);
  const { id } = pressed.roles.person;
  const own = tool === null ? [] : await deps.storage.tools.partIn(tool.id, id);
  if (tool === null || !['named', 'muted'].includes(standingOf(own, id)))
    return pressed.tell('You are not named on this tool any more.');
  await pressed.open(notMeModal(tool));
}

async function finishNotMe(deps: Deps, submitted: Submitted, done: WeakMap<Submitted, string>): Promise<SubmitAnswer> {
  const { view, metadata } = submitted;
  const other = view.state.values.other?.other?.selected_user ?? null;
  const who = other === null ? null : await deps.access.who(other, '');
  if (who !== null && !who.ok) return { errors: { other: 'Choose a full member of this workspace.' } };
  const decide = notMe(actOf(deps, submitted), other);
  const verdict = await deps.storage.tools.changeToolPeople(Number(metadata.tool), decide, deps.now());
  if (!verdict.ok) return { errors: { other: verdict.text } };
  const onPage = typeof view.previous_view_id === 'string';
  if (!onPage) return { notice: { title: 'Done', text: verdict.value } };
  done.set(submitted, verdict.value);
  return 'close';
}
