import type { App } from '@slack/bolt';
import type { Deps } from '../../deps.ts';
import { type Answers, fieldsOf, textOf } from '../../domain/form.ts';
import { featureForm } from '../../domain/forms/interlock-forms.ts';
import {
  addFeature,
  changeFeature,
  endFeature,
  type FeatureGiven,
  type FieldVerdict,
  LEADERS_ONLY,
  MOST_FEATURES,
  mayLead,
  type Shows,
  USUAL_FEATURES,
  WORKSTREAMS,
  workstreamOf,
} from '../../domain/interlock.ts';
import { readToolNumber } from '../../domain/tool.ts';
import { mayReadTools } from '../../domain/tool-sight.ts';
import { readValues } from '../../slack/fields.ts';
import {
  type Listening,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { addView, changeView } from './forms-view.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { interlocked } from './leaders.ts';
import {
  answersIn,
  doing,
  featureScreen,
  type Given,
  overviewScreen,
  refusal,
  show,
  showsOf,
  targetMeant,
} from './screens.ts';

/** Target features of the workstreams: added, changed, taken off (LOCK-2). */
export function listenToFeatures(app: App, deps: Deps): void {
  const listening: Listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, ACTIONS.overview, async (pressed) => show(pressed, await overviewScreen(deps, pressed.roles)));
  onPressed(listening, ACTIONS.feature, async (pressed) =>
    show(pressed, await featureScreen(deps, Number(pressed.value), pressed.roles)),
  );
  onPressed(listening, ACTIONS.add, (pressed) => startAdding(deps, pressed));
  onPressed(listening, ACTIONS.change, (pressed) => startChanging(deps, pressed));
  onPressed(listening, ACTIONS.end, (pressed) => end(deps, pressed));
  onSubmitted(listening, VIEWS.feature, (submitted) =>
    submitted.metadata.feature === undefined ? add(deps, submitted) : change(deps, submitted),
  );
}

async function startAdding(deps: Deps, pressed: Pressed): Promise<void> {
  const stream = workstreamOf(pressed.value);
  if (stream === null || !mayLead(await interlocked(deps, pressed.roles))) return pressed.tell(LEADERS_ONLY);
  const all = await deps.storage.interlock.targetFeatures(MOST_FEATURES * WORKSTREAMS.length);
  const third = all.filter(({ workstream }) => workstream === stream.id).length >= USUAL_FEATURES;
  await show(pressed, addView(stream, { third }));
}

async function startChanging(deps: Deps, pressed: Pressed): Promise<void> {
  if (!mayLead(await interlocked(deps, pressed.roles))) return pressed.tell(LEADERS_ONLY);
  const feature = await targetMeant(deps, pressed);
  if (feature === null) return;
  const stage = feature.stageId === null ? null : await deps.storage.interlock.coCreation(feature.stageId);
  const answers: Answers = { name: feature.name, url: feature.url ?? '', cocreation: stage?.tool ?? stage?.name ?? '' };
  await show(pressed, changeView(feature, showsOf(feature.workstream), answers));
}

async function end(deps: Deps, pressed: Pressed): Promise<void> {
  const decide = endFeature(await interlocked(deps, pressed.roles));
  const verdict = await deps.storage.interlock.endFeature(Number(pressed.value), decide, doing(deps, pressed.roles));
  if (!verdict.ok) return pressed.tell(verdict.text);
  await show(pressed, await overviewScreen(deps, pressed.roles, 'It is no target any more.'));
}

async function add(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const { roles, view, metadata } = submitted;
  const stream = workstreamOf(metadata.workstream ?? '');
  const by = await interlocked(deps, roles);
  if (stream === null || !mayLead(by)) return refusal(submitted, { text: LEADERS_ONLY });
  const raw = readValues(view.state.values, fieldsOf(featureForm(stream.shows, { third: true })));
  const given = await featureGiven(deps, submitted, stream.shows, metadata.third === 'yes');
  if (!given.ok) return given.answer;
  const decide = addFeature(by, stream.id, given.value);
  const verdict = await deps.storage.interlock.addFeature(stream.id, decide, doing(deps, roles));
  if (verdict.ok) return { view: await overviewScreen(deps, roles, `${given.value.name} is a target feature now.`) };
  // Somebody else added one meanwhile: the reason is asked for now.
  if (verdict.field === 'reason' && metadata.third !== 'yes')
    return { view: addView(stream, { third: true, answers: raw, errors: { reason: verdict.text } }) };
  return refusal(submitted, verdict);
}

async function change(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const { roles, metadata } = submitted;
  const { interlock } = deps.storage;
  const id = Number(metadata.feature);
  const by = await interlocked(deps, roles);
  if (!mayLead(by)) return refusal(submitted, { text: LEADERS_ONLY });
  const given = await featureGiven(deps, submitted, showsOf((await interlock.feature(id))?.workstream ?? ''), false);
  if (!given.ok) return given.answer;
  const verdict = await interlock.changeFeature(id, changeFeature(by, given.value), doing(deps, roles));
  return verdict.ok ? { view: await featureScreen(deps, id, roles, 'It is changed.') } : refusal(submitted, verdict);
}

async function featureGiven(
  deps: Deps,
  submitted: Submitted,
  shows: Shows,
  third: boolean,
): Promise<Given<FeatureGiven>> {
  const read = answersIn(submitted, featureForm(shows, { third }));
  if (!read.ok) return read;
  const stage = await coCreationTyped(deps, submitted, textOf(read.value, 'cocreation'));
  if (!stage.ok) return { ok: false, answer: refusal(submitted, { text: stage.text, field: 'cocreation' }) };
  const value = {
    name: textOf(read.value, 'name'),
    url: textOf(read.value, 'url') || null,
    reason: textOf(read.value, 'reason') || null,
    stageId: stage.value,
  };
  return { ok: true, value };
}

/** The co-creation that was typed: by its tool's name or number, or by its own name. A tool is looked for only by who may read tools (INV-2). */
async function coCreationTyped(
  { storage, settings }: Deps,
  { roles }: Submitted,
  typed: string,
): Promise<FieldVerdict<number | null>> {
  if (typed === '') return { ok: true, value: null };
  const reads = mayReadTools(roles, settings.inventory.visibleTo);
  const tool = reads ? await storage.tools.toolTyped(typed) : null;
  const found = await storage.interlock.coCreationFor(tool === null ? { name: typed } : { toolId: tool.id });
  if (found !== null && (reads || found.tool === null)) return { ok: true, value: found.id };
  if (tool !== null)
    return { ok: false, text: `${tool.name} has no co-creation yet: open one with /prodseceng cocreate.` };
  const known =
    reads && readToolNumber(typed) !== null
      ? 'There is no tool of that number.'
      : 'There is no co-creation of that name.';
  return { ok: false, text: `${known} Leave it empty and link it later.` };
}
