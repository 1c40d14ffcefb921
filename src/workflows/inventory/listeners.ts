import type { App } from '@slack/bolt';
import type { Deps } from '../../deps.ts';
import { type Answers, fieldsOf, textOf } from '../../domain/form.ts';
import { checkForm } from '../../domain/form-check.ts';
import { ADD_TOOL_FORM, isCriteriaLevel } from '../../domain/forms/tool-forms.ts';
import type { CriteriaLevel } from '../../domain/health.ts';
import { priorityOf } from '../../domain/prioritization.ts';
import { TEAM_ONLY } from '../../domain/request-act.ts';
import type { Tool } from '../../domain/tool.ts';
import { mayNotChange } from '../../domain/tool-act.ts';
import { MANAGER_ONLY, newToolFrom, planImprovement } from '../../domain/tool-acts.ts';
import { readValues, viewErrors } from '../../slack/fields.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import {
  type Listening,
  metadataOf,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { actOf, criteriaOf, mayRead, NOT_FOR_YOU } from './act.ts';
import { noSuchTool } from './commands.ts';
import { featureView } from './feature-view.ts';
import {
  type Asking,
  addModal,
  askingFor,
  askModal,
  healthAsking,
  integrateAsking,
  signalAsking,
  withMilestones,
} from './forms.ts';
import { ACTIONS, ASKS, type Ask, askAction, askView, FILTERS, type FilterId, SEARCH, VIEWS } from './ids.ts';
import { ANY, type Looking, listView } from './list-view.ts';
import { toolView } from './page-view.ts';
import { listenToToolPeople } from './people.ts';

/** The list of tools, the page of a tool, and the modals in which the team changes one. */
export function listenToInventory(app: App, deps: Deps): void {
  const listening: Listening = { app, access: deps.access, client: deps.slack.waiting };
  listenToList(listening, deps);
  onPressed(listening, ACTIONS.open, (pressed) => openTool(deps, pressed));
  onPressed(listening, ACTIONS.feature, (pressed) =>
    withTool(deps, pressed, async (tool) => pressed.open(featureView(tool))),
  );
  onPressed(listening, ACTIONS.improve, (pressed) => improve(deps, pressed));
  onPressed(listening, ACTIONS.proposeIntegrate, (pressed) => proposeIntegrate(deps, pressed));
  onPressed(listening, ACTIONS.health, (pressed) => startHealth(deps, pressed));
  const done: Done = new WeakMap();
  const after = (submitted: Submitted, answer: SubmitAnswer) =>
    redrawBelow(deps, submitted, answer, done.get(submitted));
  for (const ask of ASKS) {
    onPressed(listening, askAction(ask), (pressed) => startAsking(deps, ask, pressed));
    const finish = async (submitted: Submitted) =>
      finishAsking(deps, await withMilestones(deps, askingFor(deps, ask)), submitted, done);
    onSubmitted(listening, askView(ask), finish, after);
  }
  listenToToolPeople(listening, deps, done, after);
  onPressed(listening, SHARED_ACTIONS.newMilestone, (pressed) => startAsking(deps, 'category', pressed));
  onPressed(listening, SHARED_ACTIONS.moveToImprove, (pressed) => startWayOut(deps, 'moveToImprove', pressed));
  onPressed(listening, SHARED_ACTIONS.lowerCriticality, (pressed) => startWayOut(deps, 'lowerCriticality', pressed));
  onSubmitted(listening, VIEWS.health, (submitted) => finishHealth(deps, submitted, done), after);
}

function listenToList(listening: Listening, deps: Deps): void {
  for (const [id, action] of Object.entries(FILTERS))
    onPressed(listening, action, (pressed) =>
      look(deps, pressed, { [id as FilterId]: pressed.chosen ?? ANY, page: '0' }),
    );
  onPressed(listening, ACTIONS.page, (pressed) => look(deps, pressed, { page: pressed.value }));
  onPressed(listening, ACTIONS.clear, (pressed) => look(deps, pressed, null));
  onSubmitted(listening, VIEWS.list, (submitted) => search(deps, submitted));
  onPressed(listening, ACTIONS.add, async (pressed) => {
    if (pressed.roles.team) await pressed.open(addModal());
    else await pressed.tell(TEAM_ONLY);
  });
  onSubmitted(listening, VIEWS.add, (submitted) => addTool(deps, submitted));
}

/** The list drawn anew with what is looked for changed; null: with nothing looked for. */
async function look(deps: Deps, { roles, view, tell, update }: Pressed, changed: Looking | null): Promise<void> {
  if (!mayRead(deps, roles)) return tell(NOT_FOR_YOU);
  if (view === null) return;
  const before: Looking = metadataOf(view);
  await update(await listView(deps, roles, changed === null ? {} : { ...before, ...changed }));
}

async function search(deps: Deps, { roles, view, metadata }: Submitted): Promise<SubmitAnswer> {
  if (!mayRead(deps, roles)) return refused(NOT_FOR_YOU);
  const typed = view.state.values[SEARCH]?.[SEARCH]?.value?.trim() ?? '';
  const { search: _, ...before } = metadata;
  const looking = { ...before, page: '0', ...(typed === '' ? {} : { search: typed }) };
  return { view: await listView(deps, roles, looking) };
}

const refused = (text: string): SubmitAnswer => ({ notice: { title: 'Not possible', text } });

/** Runs with the tool that a button is about, for who may read it. */
async function withTool(deps: Deps, pressed: Pressed, run: (tool: Tool) => Promise<void>): Promise<void> {
  if (!mayRead(deps, pressed.roles)) return pressed.tell(NOT_FOR_YOU);
  const id = Number(pressed.value.split(' ', 1)[0]);
  const tool = await deps.storage.tools.tool(id);
  if (tool === null) return pressed.tell(noSuchTool(id));
  await run(tool);
}

const openTool = (deps: Deps, pressed: Pressed): Promise<void> =>
  withTool(deps, pressed, async (tool) => pressed.open(await toolView(deps, tool, pressed.roles)));

const startAsking = (deps: Deps, ask: Ask, pressed: Pressed): Promise<void> =>
  withTool(deps, pressed, async (tool) => {
    const not = mayNotChange(pressed, tool) ?? (ask === 'place' && !pressed.roles.manager ? MANAGER_ONLY : null);
    if (not !== null) return pressed.tell(not);
    await pressed.open(askModal(await withMilestones(deps, askingFor(deps, ask)), tool));
  });

/** What a signal proposes, in the form of the normal change (SLO-11). */
const startWayOut = (deps: Deps, way: 'moveToImprove' | 'lowerCriticality', pressed: Pressed): Promise<void> =>
  withTool(deps, pressed, async (tool) => {
    const not = mayNotChange(pressed, tool);
    if (not !== null) return pressed.tell(not);
    const normal = await withMilestones(deps, askingFor(deps, way === 'moveToImprove' ? 'category' : 'edit'));
    const asking = await signalAsking(deps, tool, way, normal);
    await (typeof asking === 'string' ? pressed.tell(asking) : pressed.open(askModal(asking, tool)));
  });

/** Over the list, which is drawn anew with what was looked for. */
const proposeIntegrate = (deps: Deps, pressed: Pressed): Promise<void> =>
  withTool(deps, pressed, async (tool) => {
    const not = mayNotChange(pressed, tool);
    if (not !== null) return pressed.tell(not);
    const looking = pressed.view?.callback_id === VIEWS.list ? JSON.stringify(metadataOf(pressed.view)) : undefined;
    const asking = await withMilestones(deps, await integrateAsking(deps, tool));
    await pressed.open(askModal(asking, tool, looking === undefined ? {} : { list: looking }));
  });

const startHealth = (deps: Deps, pressed: Pressed): Promise<void> =>
  withTool(deps, pressed, async (tool) => {
    const level = pressed.value.split(' ')[1] ?? '';
    const not = mayNotChange(pressed, tool);
    if (not !== null || !isCriteriaLevel(level)) return pressed.tell(not ?? 'There is no such level.');
    // A form below, such as a review, keeps what was typed in it.
    const below = pressed.view?.submit == null ? {} : { below: 'form' };
    await pressed.open(askModal(healthAsking(deps, level), tool, { level, ...below }));
  });

async function finishHealth(deps: Deps, submitted: Submitted, done: Done): Promise<SubmitAnswer> {
  const level: string | CriteriaLevel = submitted.metadata.level ?? '';
  if (!isCriteriaLevel(level)) return refused('There is no such level.');
  return finishAsking(deps, healthAsking(deps, level), submitted, done);
}

/** What was said of a submission, until the page below it is drawn anew. */
type Done = WeakMap<Submitted, string>;

async function finishAsking(deps: Deps, asking: Asking, submitted: Submitted, done: Done): Promise<SubmitAnswer> {
  const { view, metadata, roles } = submitted;
  if (!roles.team) return refused(TEAM_ONLY);
  const given = await readForm(deps, asking, view.state.values);
  if ('answer' in given) return given.answer;
  const decide = asking.decide(actOf(deps, submitted), given.answers);
  const verdict = await deps.storage.tools.changeTool(Number(metadata.tool), decide, deps.now());
  if (!verdict.ok) return atField(verdict, view.state.values);
  done.set(submitted, verdict.value.answer);
  return 'close';
}

type Values = Submitted['view']['state']['values'];

/** The answers of a modal; an answer with the errors where they do not hold. */
async function readForm(
  deps: Deps,
  { form }: Pick<Asking, 'form'>,
  values: Values,
): Promise<{ answers: Answers } | { answer: SubmitAnswer }> {
  const raw = readValues(values, fieldsOf(form));
  const checked = checkForm(form, raw);
  const errors = checked.ok ? await ownerErrors(deps, checked.answers) : checked.errors;
  if (checked.ok && Object.keys(errors).length === 0) return { answers: checked.answers };
  return { answer: { errors: viewErrors(errors, values) ?? {} } };
}

/** Whoever looks after a tool is of the team. */
async function ownerErrors(deps: Deps, answers: Answers): Promise<Record<string, string>> {
  const id = textOf(answers, 'ownerId');
  if (id === '') return {};
  const who = await deps.access.who(id, '');
  return who.ok && who.roles.team ? {} : { ownerId: 'Choose someone of ProdSecEng.' };
}

function atField({ text, field }: { text: string; field?: string }, values: Values): SubmitAnswer {
  const errors = field === undefined ? null : viewErrors({ [field]: text }, values);
  return errors === null ? refused(text) : { errors };
}

async function addTool(deps: Deps, { roles, view }: Submitted): Promise<SubmitAnswer> {
  if (!roles.team) return refused(TEAM_ONLY);
  const given = await readForm(deps, { form: ADD_TOOL_FORM }, view.state.values);
  if ('answer' in given) return given.answer;
  const tool = newToolFrom(given.answers);
  const priority = priorityOf(tool, deps.settings.priorities.weights);
  const why = textOf(given.answers, 'why');
  const filing = { tool, priority, people: [], actor: roles.person.id, why };
  const added = await deps.storage.tools.addTools([filing], deps.now());
  if (!added.ok) return atField({ text: added.text, field: 'name' }, view.state.values);
  const kept = await deps.storage.tools.tool(added.value[0] ?? 0);
  return kept === null ? 'close' : { view: await toolView(deps, kept, roles, `${kept.name} is in the inventory.`) };
}

/** A gap becomes a work item: GitLab gets it in a moment. */
const improve = (deps: Deps, pressed: Pressed): Promise<void> =>
  withTool(deps, pressed, async (tool) => {
    const criterion = pressed.value.slice(String(tool.id).length + 1);
    const decide = planImprovement(actOf(deps, pressed), criteriaOf(deps), criterion);
    const verdict = await deps.storage.tools.changeTool(tool.id, decide, deps.now());
    if (!verdict.ok) return pressed.tell(verdict.text);
    await pressed.update(await toolView(deps, tool, pressed.roles, verdict.value.answer));
  });

/** The tool's page, or the list, below shows what was done. It may be closed by now: what was done is kept all the same. */
async function redrawBelow(
  deps: Deps,
  { view, roles, metadata }: Submitted,
  answer: SubmitAnswer,
  done: string | undefined,
): Promise<void> {
  const below = view.previous_view_id;
  const redraws = answer === 'close' && metadata.below !== 'form';
  const tool = redraws ? await deps.storage.tools.tool(Number(metadata.tool)) : null;
  if (tool === null || below === null || below === undefined) return;
  try {
    const next =
      metadata.list === undefined
        ? await toolView(deps, tool, roles, done)
        : await listView(deps, roles, JSON.parse(metadata.list) as Looking, done);
    await deps.slack.waiting.views.update({ view_id: below, view: next });
  } catch (error) {
    deps.log.info({ error }, 'a tool could not be drawn anew after a change');
  }
}
