import type { Deps } from '../../deps.ts';
import { linesIn } from '../../domain/form.ts';
import { mayReadTools } from '../../domain/tool-sight.ts';
import { mayNotSetValues, setValue, type ValueGiven } from '../../domain/value-acts.ts';
import { PARITIES, VALUE_STATES, type ValueHome, type ValueProposition } from '../../domain/value-proposition.ts';
import { enteredIn } from '../../slack/ask.ts';
import {
  type Listening,
  metadataOf,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { actOf, NOT_FOR_YOU } from './acting.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { readHome, valueModal, valuesModal } from './values-view.ts';
import { workspace } from './workspace-view.ts';

const MOST = 200;
const GONE = 'That is not known any more.';

/** The list of value propositions of a tool, and the form of one (COC-4, COC-5). */
export function listenToValues(listening: Listening, deps: Deps): void {
  onPressed(listening, ACTIONS.values, (pressed) => openList(deps, pressed));
  onPressed(listening, ACTIONS.addValue, (pressed) => openForm(deps, pressed, readHome(pressed.value), null));
  onPressed(listening, ACTIONS.editValue, async (pressed) => {
    const value = await deps.storage.valuePropositions.value(Number(pressed.value));
    await (value === null ? pressed.tell(GONE) : openForm(deps, pressed, value, value));
  });
  onSubmitted(
    listening,
    VIEWS.value,
    (submitted) => keep(deps, submitted),
    (submitted, answer) => redraw(listening, deps, submitted, answer),
  );
}

async function openList(deps: Deps, { value, roles, open, tell }: Pressed): Promise<void> {
  const tool = await deps.storage.tools.tool(Number(value));
  if (tool === null) return tell(GONE);
  if (!mayReadTools(roles, deps.settings.inventory.visibleTo)) return tell(NOT_FOR_YOU);
  await open(valuesModal(tool, await deps.storage.valuePropositions.valuesOfTool(tool.id, MOST), roles));
}

async function openForm(
  deps: Deps,
  { roles, view, open, tell }: Pressed,
  home: ValueHome,
  value: ValueProposition | null,
): Promise<void> {
  const look = await deps.storage.valuePropositions.valueLook(home);
  const not = look.tool === null && look.stage === null ? GONE : mayNotSetValues({ roles }, look);
  if (not !== null) return tell(not);
  const below = view === null ? undefined : metadataOf(view).stage;
  const label = deps.settings.gitlab.labels.metric.toolingIntegration;
  await open(valueModal(home, value, look, { label, ...(below === undefined ? {} : { below }) }));
}

async function keep(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const { view, metadata } = submitted;
  const decide = setValue(actOf(deps, submitted), givenIn(view));
  const { valuePropositions } = deps.storage;
  const verdict =
    metadata.value === undefined
      ? await valuePropositions.addValue(readHome(metadata.home ?? ''), decide, deps.now())
      : await valuePropositions.changeValue(Number(metadata.value), decide, deps.now());
  if (verdict.ok) return 'close';
  return verdict.field === undefined
    ? { notice: { title: 'Not possible', text: verdict.text } }
    : { errors: { [verdict.field]: verdict.text } };
}

function givenIn(view: Submitted['view']): ValueGiven {
  const entered = (id: string) => enteredIn(view, id);
  return {
    ...{ what: entered('what').replace(/\s+/gu, ' '), matches: entered('matches'), reason: entered('reason') },
    parity: PARITIES.find(({ id }) => id === entered('parity'))?.id ?? null,
    state: VALUE_STATES.find(({ id }) => id === entered('state'))?.id ?? 'tool',
    links: [...new Set(linesIn(entered('links')))],
  };
}

/** What the form lies over, the list of the tool or a workspace, shows what is so now. */
async function redraw(
  { client }: Listening,
  deps: Deps,
  { roles, view, metadata }: Submitted,
  answer: SubmitAnswer,
): Promise<void> {
  const below = view.previous_view_id ?? view.root_view_id;
  if (answer !== 'close' || below === null || below === view.id) return;
  const next = await viewBelow(deps, metadata, roles);
  if (next === null) return;
  await client.views.update({ view_id: below, view: next }).catch((error: unknown) => {
    deps.log.debug({ error: String(error) }, 'a list of value propositions was not drawn anew');
  });
}

async function viewBelow(deps: Deps, { below, home = '' }: Record<string, string>, roles: Submitted['roles']) {
  const { stages, tools, valuePropositions } = deps.storage;
  const { toolId, stageId } = readHome(home);
  const file = await stages.stage(Number(below ?? stageId ?? 0));
  if (file !== null) return workspace(deps, file, roles);
  const tool = toolId === null ? null : await tools.tool(toolId);
  if (tool === null) return null;
  return valuesModal(tool, await valuePropositions.valuesOfTool(tool.id, MOST), roles, 'Saved.');
}
