import type { ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { readRequestNumber } from '../../domain/owed.ts';
import type { Roles } from '../../domain/people.ts';
import { TEAM_ONLY } from '../../domain/request-act.ts';
import { type Tool, toolNumber } from '../../domain/tool.ts';
import { mayReadTools } from '../../domain/tool-sight.ts';
import { enteredIn, textInput } from '../../slack/ask.ts';
import { modal, section } from '../../slack/blocks.ts';
import type { Call, Command } from '../../slack/command.ts';
import { inline } from '../../slack/escape.ts';
import {
  type Listening,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { actOf, NOT_FOR_YOU } from './acting.ts';
import { showForRequest, startForRequest } from './for-request.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import type { KindScreen } from './kind.ts';
import { SCREENS } from './kinds.ts';
import { workspace } from './workspace-view.ts';

/** `/prodseceng cocreate TOOL`, `sunset TOOL`, `transfer TOOL`: the workspace that is open, else the form that starts it. */
export function stageCommands(deps: Deps): Command[] {
  return SCREENS.flatMap((screen) =>
    screen.command === undefined
      ? []
      : [
          {
            ...screen.command,
            usage: screen.forRequests === true ? 'TOOL or R-12' : 'TOOL',
            run: (call: Call) => show(deps, screen, call),
          },
        ],
  );
}

async function show(deps: Deps, screen: KindScreen, { roles, rest, answer, open }: Call): Promise<void> {
  if (!mayReadTools(roles, deps.settings.inventory.visibleTo)) return answer({ text: NOT_FOR_YOU });
  const word = screen.command?.word ?? '';
  const request = screen.forRequests === true && /^r-\d/i.test(rest) ? readRequestNumber(rest) : null;
  if (request !== null) return showForRequest(deps, request, roles, { open, say: (text) => answer({ text }) });
  if (rest === '')
    return answer({
      text: `Which tool? Type its name or number, such as \`/prodseceng ${word} T-1\`. \`/prodseceng tools\` lists them.`,
    });
  const tool = await deps.storage.tools.toolTyped(rest);
  if (tool === null)
    return answer({ text: `There is no tool “${inline(rest.slice(0, 80))}”. \`/prodseceng tools\` lists them.` });
  const there = await deps.storage.stages.lastStageOf(tool.id, screen.kind);
  if (there !== null && (there.stage.state === 'open' || !roles.team)) return open(() => workspace(deps, there, roles));
  if (!roles.team) return answer({ text: `${TEAM_ONLY} Nothing of the kind is under way for ${toolNumber(tool.id)}.` });
  // A reason is not asked for yet: only whether it can begin at all.
  const begun = screen.begin?.(actOf(deps, { roles, key: '' }), tool, '-');
  if (begun?.ok === false) return answer({ text: begun.text });
  await open(startModal(deps, screen, tool, roles));
}

function startModal(deps: Deps, screen: KindScreen, tool: Tool, roles: Roles): ModalView {
  const { title = '', text = '', why, fields } = screen.start ?? {};
  return modal({
    ...{ title, callbackId: VIEWS.start, submit: 'Start' },
    privateMetadata: JSON.stringify({ kind: screen.kind, tool: String(tool.id) }),
    blocks: [
      section(`*${toolNumber(tool.id)}* ${inline(tool.name)}\n${text}`, { blockId: 'what' }),
      ...(why === undefined ? [] : [textInput({ id: 'why', label: why }, 2_000)]),
      ...(fields?.(actOf(deps, { roles, key: '' })) ?? []),
    ],
  });
}

/** The button on a tool's page, and the form sent. */
export function listenToStarts(listening: Listening, deps: Deps): void {
  for (const screen of SCREENS)
    onPressed(listening, `${ACTIONS.start}_${screen.kind}`, (pressed) => press(deps, screen, pressed));
  onSubmitted(listening, VIEWS.start, (submitted) => start(deps, submitted));
}

async function press(deps: Deps, screen: KindScreen, { roles, value, open, tell }: Pressed): Promise<void> {
  const tool = await deps.storage.tools.tool(Number(value));
  if (tool === null) return tell('That tool is not known any more.');
  await show(deps, screen, {
    ...{ roles, rest: toolNumber(tool.id), answer: ({ text }) => tell(text) },
    open: async (view) => open(typeof view === 'function' ? await view() : view),
  });
}

async function start(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const { roles, view, metadata } = submitted;
  if (metadata.request !== undefined) return startForRequest(deps, submitted);
  const tool = await deps.storage.tools.tool(Number(metadata.tool));
  const screen = SCREENS.find(({ kind }) => kind === metadata.kind);
  if (tool === null || screen?.begin === undefined) return notPossible('That tool is not known any more.');
  const why = enteredIn(view, 'why');
  const begun = screen.begin(actOf(deps, submitted), tool, why, (id) => enteredIn(view, id));
  if (!begun.ok)
    return screen.start?.why === undefined
      ? notPossible(begun.text)
      : { errors: { [begun.field ?? 'why']: begun.text } };
  const details = { ...begun.made.details, ...(await screen.details?.(deps)) };
  const made = { ...begun.made, details, draftId: view.id };
  const opened = await deps.storage.stages.openStage(made, roles.person.id, begun.rules, deps.now());
  if (!opened.ok) return notPossible(opened.text);
  const file = await deps.storage.stages.stage(opened.id);
  if (file === null) return 'close';
  return {
    view: await workspace(
      deps,
      file,
      roles,
      opened.already
        ? 'It was open already.'
        : (screen.start?.begun ?? 'It has begun. Its work item follows in GitLab.'),
    ),
  };
}

const notPossible = (text: string): SubmitAnswer => ({ notice: { title: 'Not possible', text } });
